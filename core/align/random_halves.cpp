#include "align/study_module.h"
#include "base/random.h"
#include <ATen/ATen.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>
#include <exception>

namespace crosseed::align {

namespace {

constexpr std::uint64_t halvesStream = 311;

HalfSplit splitOf(const StudyBench& bench, std::vector<std::int64_t> texts, const std::stop_token& stop) {
    HalfSplit split;
    std::sort(texts.begin(), texts.end());
    split.texts = std::move(texts);
    TokenSample half = bench.sample;
    half.texts.clear();
    for (const std::int64_t text : split.texts)
        half.texts.push_back(bench.sample.texts[static_cast<std::size_t>(text)]);
    const auto rows = rowsOf(half);
    TokenSums sums = noTokens(bench.sample.a.cols);
    addTokens(sums, bench.sample, rows, rows, stop);
    const TokenSums other = bench.whole - sums;
    const auto w = fitRotation(productOf(sums, false)).w;
    throwIfStopped(stop);
    split.tokens = sums.cross.tokens;
    split.otherTokens = other.cross.tokens;
    split.nre = errorOf(bench.whole, w);
    split.nreOther = errorOf(other, w);
    split.distance = distanceBetween(w, bench.plain);
    split.between = distanceBetween(w, fitRotation(productOf(other, false)).w);
    return split;
}

// A text of special tokens alone has none that count: a half of such texts would have nothing to fit.
std::vector<std::int64_t> textsWithTokens(const TokenSample& sample) {
    std::vector<std::int64_t> texts;
    for (std::int64_t text = 0; text < std::ssize(sample.texts); ++text)
        if (const RowRange& rows = sample.texts[static_cast<std::size_t>(text)]; rows.first < rows.last)
            texts.push_back(text);
    return texts;
}

} // namespace

double StudyBench::heldOutError(const at::Tensor& w) const {
    return heldOut.cross.tokens > 0 ? errorOf(heldOut, w) : std::nan("");
}

double distanceBetween(const at::Tensor& x, const at::Tensor& y) {
    return (x - y).norm().item<double>();
}

void runTasks(std::int64_t count, const std::function<void(std::int64_t)>& task,
              const std::function<void(std::int64_t)>& done, const std::stop_token& stop) {
    std::exception_ptr failure;
    bool failed = false;
    std::int64_t finished = 0;
#pragma omp parallel for schedule(dynamic, 1)
    for (std::int64_t i = 0; i < count; ++i) {
        bool skip = false;
#pragma omp atomic read
        skip = failed;
        if (skip) continue;
        try {
            throwIfStopped(stop);
            const c10::NoGradGuard noGrad; // a setting of each thread
            task(i);
#pragma omp critical(crosseed_study_done)
            done(++finished);
        } catch (...) {
#pragma omp critical(crosseed_study_failed)
            if (!failure) failure = std::current_exception();
#pragma omp atomic write
            failed = true;
        }
    }
    if (failure) std::rethrow_exception(failure);
    throwIfStopped(stop);
}

std::vector<HalfSplit> randomHalves(const StudyBench& bench, const StudyOptions& options,
                                    const ProgressFn& progress, const std::stop_token& stop) {
    const std::vector<std::int64_t> texts = textsWithTokens(bench.sample);
    const std::int64_t count = texts.size() < 2 ? 0 : options.halves;
    Random random(options.seed, halvesStream);
    std::vector<std::vector<std::int64_t>> draws(static_cast<std::size_t>(count));
    for (std::vector<std::int64_t>& draw : draws) {
        draw = random.permutation(std::ssize(texts));
        draw.resize(draw.size() / 2);
        for (std::int64_t& text : draw)
            text = texts[static_cast<std::size_t>(text)];
    }
    std::vector<HalfSplit> halves(draws.size());
    runTasks(
        count,
        [&](std::int64_t task) {
            const auto i = static_cast<std::size_t>(task);
            halves[i] = splitOf(bench, std::move(draws[i]), stop);
        },
        [&](std::int64_t done) {
            report(progress, static_cast<double>(done) / static_cast<double>(count),
                   "Random halves: " + std::to_string(done) + " of " + std::to_string(count));
        },
        stop);
    return halves;
}

} // namespace crosseed::align
