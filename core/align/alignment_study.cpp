#include "align/alignment_study.h"
#include "align/study_module.h"
#include "base/random.h"
#include <ATen/ATen.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>

namespace crosseed::align {

namespace {

constexpr double curveShare = 0.3, controlShare = 0.4; // of the progress, at their ends

void requireSample(const TokenSample& sample) {
    require(sample.a.rows == sample.b.rows && sample.a.cols == sample.b.cols, ErrorKind::Shape,
            "The activations of A are " + shapeText(sample.a.rows, sample.a.cols) + " and those of B " +
                shapeText(sample.b.rows, sample.b.cols) +
                "; alignment needs the same tokens and the same width.");
    for (const RowRange& text : sample.texts)
        require(0 <= text.first && text.first <= text.last && text.last <= sample.a.rows, ErrorKind::Shape,
                "A text has the rows " + std::to_string(text.first) + " to " + std::to_string(text.last) +
                    " of activations that have " + std::to_string(sample.a.rows) + ".");
}

Spread spreadOf(const std::vector<HalfSplit>& halves, double HalfSplit::*value) {
    Spread spread;
    if (halves.empty()) return spread;
    spread.mean = 0;
    for (const HalfSplit& half : halves)
        spread.mean += half.*value / static_cast<double>(halves.size());
    double squares = 0;
    for (const HalfSplit& half : halves)
        squares += (half.*value - spread.mean) * (half.*value - spread.mean);
    if (halves.size() > 1) spread.deviation = std::sqrt(squares / static_cast<double>(halves.size() - 1));
    return spread;
}

std::vector<double> valuesOf(const at::Tensor& t) {
    return {t.data_ptr<double>(), t.data_ptr<double>() + t.numel()};
}

StudyFit wholeFit(StudyBench& bench, bool centred) {
    const Fit fit = fitRotation(productOf(bench.whole, centred));
    StudyFit result;
    result.singularValues = valuesOf(fit.singularValues);
    result.k95 = countForShare(result.singularValues, 0.95, 2);
    result.k99 = countForShare(result.singularValues, 0.99, 2);
    result.k95OfS = countForShare(result.singularValues, 0.95, 1);
    result.k99OfS = countForShare(result.singularValues, 0.99, 1);
    result.rank = fit.rank;
    result.nre = errorOf(bench.whole, fit.w);
    result.nreHeldOut = bench.heldOutError(fit.w);
    result.nreCentredRows = errorOf(bench.whole, fit.w, true);
    (centred ? bench.centred : bench.plain) = fit.w;
    return result;
}

std::vector<std::int64_t> sizesBelow(const StudyOptions& options, std::int64_t tokens) {
    std::vector<std::int64_t> sizes;
    for (const std::int64_t m : options.sizes) {
        require(m > 0, ErrorKind::Usage, "A sample size must be 1 or more, not " + std::to_string(m) + ".");
        if (m < tokens) sizes.push_back(m);
    }
    std::sort(sizes.begin(), sizes.end());
    sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
    return sizes;
}

SizePoint pointOf(const StudyBench& bench, std::int64_t tokens, const at::Tensor& w,
                  const at::Tensor& centred) {
    SizePoint point;
    point.tokens = tokens;
    point.nre = errorOf(bench.whole, w);
    point.nreHeldOut = bench.heldOutError(w);
    point.distance = distanceBetween(w, bench.plain);
    point.centredNre = errorOf(bench.whole, centred);
    point.centredNreHeldOut = bench.heldOutError(centred);
    point.centredDistance = distanceBetween(centred, bench.centred);
    return point;
}

// Sums over the first m tokens for each m, then of all; fills bench.whole.
std::vector<TokenSums> prefixSums(StudyBench& bench, const std::vector<std::int64_t>& sizes,
                                  const std::stop_token& stop) {
    std::vector<TokenSums> prefixes;
    bench.whole = noTokens(bench.sample.a.cols);
    const auto growTo = [&](std::int64_t m) {
        const auto done = static_cast<std::size_t>(bench.whole.cross.tokens);
        const auto rows = std::span(bench.rows).subspan(done, static_cast<std::size_t>(m) - done);
        TokenSums part = noTokens(bench.sample.a.cols);
        addTokens(part, bench.sample, rows, rows, stop);
        bench.whole = bench.whole + part;
    };
    for (const std::int64_t m : sizes) {
        growTo(m);
        prefixes.push_back(bench.whole);
    }
    growTo(std::ssize(bench.rows));
    return prefixes;
}

void findPlateau(AlignmentStudy& study, double share) {
    study.plateau = share;
    const double limit = (1 + share) * study.sizes.back().nre;
    for (auto point = study.sizes.rbegin(); point != study.sizes.rend() && point->nre <= limit; ++point)
        study.plateauTokens = point->tokens;
    study.plateauReached = study.plateauTokens < study.tokens;
}

void studyCurve(AlignmentStudy& study, StudyBench& bench, const StudyOptions& options,
                const ProgressFn& progress, const std::stop_token& stop) {
    const auto sizes = sizesBelow(options, study.tokens);
    const auto prefixes = prefixSums(bench, sizes, stop);
    study.plain = wholeFit(bench, false);
    study.centred = wholeFit(bench, true);
    study.centredFromPlain = distanceBetween(bench.plain, bench.centred);
    study.sizes.resize(prefixes.size());
    const auto fitPrefix = [&](std::int64_t task) {
        const auto i = static_cast<std::size_t>(task);
        const Fit fit = fitRotation(productOf(prefixes[i], false));
        study.sizes[i] = pointOf(bench, sizes[i], fit.w, fitRotation(productOf(prefixes[i], true)).w);
        study.sizes[i].rank = fit.rank;
    };
    const auto tell = [&](std::int64_t done) {
        report(progress, static_cast<double>(done) / static_cast<double>(prefixes.size() + 1),
               "Fits on " + std::to_string(done) + " of " + std::to_string(prefixes.size()) + " sizes");
    };
    runTasks(std::ssize(prefixes), fitPrefix, tell, stop);
    study.sizes.push_back(pointOf(bench, study.tokens, bench.plain, bench.centred));
    study.sizes.back().rank = study.plain.rank;
    findPlateau(study, options.plateau);
    report(progress, 1, "Fits on all sizes");
}

void studyControls(AlignmentStudy& study, const StudyBench& bench, const StudyOptions& options,
                   const std::stop_token& stop) {
    study.nreIdentity = errorOf(bench.whole, {});
    study.nreIdentityHeldOut = bench.heldOutError({});
    std::vector<std::int64_t> shuffled = Random(options.seed).permutation(std::ssize(bench.rows));
    for (std::int64_t& row : shuffled)
        row = bench.rows[static_cast<std::size_t>(row)];
    TokenSums mismatched = noTokens(bench.sample.a.cols);
    addTokens(mismatched, bench.sample, bench.rows, shuffled, stop);
    const auto w = fitRotation(productOf(mismatched, false)).w;
    study.nreMismatched = errorOf(bench.whole, w);
    study.nreMismatchedHeldOut = bench.heldOutError(w);
    if (bench.heldOut.cross.tokens > 0)
        study.distanceToAll =
            distanceBetween(bench.plain, fitRotation(productOf(bench.whole + bench.heldOut, false)).w);
}

void addWarnings(AlignmentStudy& study) {
    study.warnings =
        fitWarnings(study.tokens, study.width, study.plain.rank, study.plain.nre, study.nreIdentity);
    if (!study.plateauReached && study.sizes.size() > 1)
        study.warnings.emplace_back(
            "The error still changes at the size of the sample: no smaller sample of the list comes "
            "within the plateau's share of it. A larger sample may give another rotation.");
}

} // namespace

std::int64_t TokenSample::tokens() const {
    std::int64_t count = 0;
    for (const RowRange& text : texts)
        count += text.last - text.first;
    return count;
}

AlignmentStudy alignmentStudy(const TokenSample& sample, const TokenSample& heldOut,
                              const StudyOptions& options, const ProgressFn& progress, std::stop_token stop) {
    requireSample(sample);
    requireSample(heldOut);
    require(sample.tokens() > 0, ErrorKind::Shape, "There are no tokens to align: the sample is empty.");
    require(heldOut.texts.empty() || heldOut.a.cols == sample.a.cols, ErrorKind::Shape,
            "The sample has " + std::to_string(sample.a.cols) + " dimensions and the held-out tokens " +
                std::to_string(heldOut.a.cols) + ".");
    require(options.halves >= 0, ErrorKind::Usage,
            "The number of random halves must be 0 or more, not " + std::to_string(options.halves) + ".");
    require(options.plateau >= 0, ErrorKind::Usage,
            "The plateau's share of the last error must be 0 or more, not " + std::to_string(options.plateau) + ".");
    c10::NoGradGuard noGrad;
    AlignmentStudy study;
    study.width = sample.a.cols;
    study.maximumDistance = 2 * std::sqrt(static_cast<double>(study.width));
    study.texts = std::ssize(sample.texts);
    study.tokens = sample.tokens();
    study.heldOutTexts = std::ssize(heldOut.texts);
    study.heldOutTokens = heldOut.tokens();
    StudyBench bench{sample, rowsOf(sample), {}, noTokens(study.width), {}, {}};
    const auto rows = rowsOf(heldOut);
    addTokens(bench.heldOut, heldOut, rows, rows, stop);
    report(progress, 0, "Held-out tokens");
    studyCurve(study, bench, options, partOf(progress, 0, curveShare), stop);
    studyControls(study, bench, options, stop);
    study.halves = randomHalves(bench, options, partOf(progress, controlShare, 1), stop);
    study.halfNre = spreadOf(study.halves, &HalfSplit::nre);
    study.halfNreOther = spreadOf(study.halves, &HalfSplit::nreOther);
    study.halfDistance = spreadOf(study.halves, &HalfSplit::distance);
    study.between = spreadOf(study.halves, &HalfSplit::between);
    addWarnings(study);
    report(progress, 1, "Alignment studied");
    return study;
}

} // namespace crosseed::align
