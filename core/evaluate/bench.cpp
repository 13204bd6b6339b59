#include "evaluate/bench.h"
#include "base/random.h"
#include "evaluate/contexts.h"
#include "evaluate/feature_page.h"
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <unistd.h>

namespace crosseed::evaluate {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

struct MadeUp {
    text::Corpus corpus;
    text::PackedTokens tokens;
    sae::SparseCodes a, b;
};

void addRow(sae::SparseCodes& codes, const std::vector<std::int32_t>& features, Random& random) {
    for (const std::int32_t feature : features) {
        codes.indices.push_back(feature);
        codes.values.push_back(static_cast<float>(0.1 + random.uniform()));
    }
    codes.rowStarts.push_back(std::ssize(codes.indices));
}

// The j-th with probability in proportion to 1 / (j + 1), by bisection of the harmonic sums.
class Zipf {
public:
    explicit Zipf(std::int64_t count) {
        double sum = 0;
        for (std::int64_t j = 0; j < count; ++j)
            m_sums.push_back(sum += 1.0 / static_cast<double>(j + 1));
    }
    std::int32_t draw(Random& random) const {
        return static_cast<std::int32_t>(std::ranges::upper_bound(m_sums, random.uniform() * m_sums.back()) - m_sums.begin());
    }

private:
    std::vector<double> m_sums;
};

std::vector<std::int32_t> distinct(const Zipf& zipf, std::vector<std::int32_t> features, std::int64_t k, Random& random) {
    while (std::ssize(features) < k) {
        const std::int32_t feature = zipf.draw(random);
        if (std::ranges::find(features, feature) == features.end())
            features.push_back(feature);
    }
    std::ranges::sort(features);
    return features;
}

MadeUp makeUp(const FeatureBenchOptions& options) {
    MadeUp made;
    made.corpus.classNames = {"one", "two", "three"};
    made.a.features = made.b.features = options.dictionary;
    Random random(options.seed);
    const Zipf words(20000), features(options.dictionary);
    while (made.tokens.tokenCount() < options.tokens) {
        const auto position = std::ssize(made.corpus.documents);
        std::string text;
        std::vector<text::ByteRange> ranges{{0, 0}};
        for (std::int64_t left = 6 + random.below(19); left > 0; --left) {
            const auto begin = static_cast<std::int32_t>(text.size());
            text += "w" + std::to_string(words.draw(random));
            ranges.push_back({begin, static_cast<std::int32_t>(text.size())});
            text += " ";
        }
        ranges.push_back({0, 0});
        const auto label = static_cast<std::int32_t>(random.below(3));
        for (const text::ByteRange range : ranges) {
            made.tokens.ids.push_back(0);
            made.tokens.ranges.push_back(range);
            const auto own = distinct(features, {}, options.k, random);
            addRow(made.a, own, random);
            std::vector<std::int32_t> shared;
            std::ranges::copy_if(own, std::back_inserter(shared), [&](std::int32_t) { return random.below(4) > 0; });
            addRow(made.b, distinct(features, shared, options.k, random), random);
        }
        made.corpus.documents.push_back({std::to_string(position), text, label, text::Split::Test, {}});
        made.tokens.documents.push_back(position);
        made.tokens.labels.push_back(label);
        made.tokens.starts.push_back(std::ssize(made.tokens.ids));
    }
    return made;
}

template <typename Ask> void timed(const Ask& ask, double& median, double& longest) {
    std::vector<double> seconds;
    for (std::int32_t feature = 0; feature < 100; ++feature) {
        const auto begin = Clock::now();
        ask(feature);
        seconds.push_back(secondsSince(begin));
    }
    std::ranges::sort(seconds);
    median = seconds[seconds.size() / 2];
    longest = seconds.back();
}

} // namespace

FeatureBenchResult benchFeatures(const FeatureBenchOptions& options, const std::string& folder, const ProgressFn& progress,
                                 std::stop_token stop) {
    require(options.tokens > 0 && options.k > 0 && options.dictionary >= 100 && 2 * options.k <= options.dictionary &&
                options.draws > 0,
            ErrorKind::Usage, "The benchmark needs tokens, draws, 100 features or more and at least 2 k of them.");
    const MadeUp made = makeUp(options);
    throwIfStopped(stop);
    report(progress, 0.4, "Codes made up");
    FeatureBenchResult result;
    const auto own = std::filesystem::path(folder) / ("crosseed-bench-" + std::to_string(::getpid()));
    struct Remove {
        const std::filesystem::path& path;
        ~Remove() {
            std::error_code ignored;
            std::filesystem::remove_all(path, ignored);
        }
    } remove{own};
    std::filesystem::create_directories(own);
    auto begin = Clock::now();
    EvaluationIndex(made.a, made.b, made.tokens, made.corpus).write(own / "index.safetensors");
    result.indexSeconds = secondsSince(begin);
    begin = Clock::now();
    const EvaluationIndex index(own / "index.safetensors");
    result.openSeconds = secondsSince(begin);
    result.texts = index.textCount();
    result.words = index.wordCount();
    result.entries = std::ssize(made.a.indices) + std::ssize(made.b.indices);

    const PairMetrics metrics = pairMetrics(made.a, made.b, made.tokens.starts);
    FeaturePageOptions page;
    page.bootstrap.draws = options.draws;
    timed([&](std::int32_t feature) { featurePage(feature, metrics, index, page); }, result.pageMedian, result.pageLongest);
    throwIfStopped(stop);
    ContextOptions lines;
    lines.count = 100;
    lines.order = ContextOrder::Right1;
    lines.group = ContextGroup::All;
    const DocumentFn documentOf = [&](std::int64_t d) { return made.corpus.documents[static_cast<std::size_t>(d)]; };
    timed([&](std::int32_t feature) { contexts(feature, index, documentOf, lines); }, result.contextsMedian,
          result.contextsLongest);
    throwIfStopped(stop);
    report(progress, 0.7, "Pages and contexts timed");
    FeatureTableOptions table;
    table.choice = FeatureChoice::All;
    begin = Clock::now();
    featureTable(metrics, index, table, {}, stop);
    result.tableSeconds = secondsSince(begin);
    table.bootstrap.draws = options.draws;
    begin = Clock::now();
    featureTable(metrics, index, table, {}, stop);
    result.tableIntervalSeconds = secondsSince(begin);
    report(progress, 1);
    return result;
}

} // namespace crosseed::evaluate
