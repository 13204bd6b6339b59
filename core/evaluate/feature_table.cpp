#include "evaluate/feature_table.h"
#include "evaluate/firings.h"
#include "evaluate/whole_word.h"
#include <algorithm>
#include <unordered_set>

namespace crosseed::evaluate {

namespace {

// What every feature's row needs of the texts, computed once.
struct Classes {
    std::vector<std::int32_t> ofRow;  // label of each token's text
    std::vector<std::int64_t> tokens; // of each class
};

Classes classesOf(const text::PackedTokens& tokens, const text::Corpus& corpus) {
    Classes classes;
    classes.tokens.resize(corpus.classNames.size());
    classes.ofRow.reserve(static_cast<std::size_t>(tokens.tokenCount()));
    for (std::int64_t text = 0; text < tokens.textCount(); ++text) {
        const auto document = static_cast<std::size_t>(tokens.documents[static_cast<std::size_t>(text)]);
        const std::int32_t label = corpus.documents[document].label;
        require(label < static_cast<std::int32_t>(classes.tokens.size()), ErrorKind::Shape,
                "Document " + std::to_string(document) + " has the label " + std::to_string(label) +
                    ", but there are " + std::to_string(classes.tokens.size()) + " classes.");
        classes.ofRow.insert(classes.ofRow.end(), static_cast<std::size_t>(tokens.lengthOf(text)), label);
        if (label >= 0) classes.tokens[static_cast<std::size_t>(label)] += tokens.lengthOf(text);
    }
    return classes;
}

void addClasses(SharedFeature& shared, const std::vector<Firing>& firings, const Classes& classes) {
    shared.classMeans.resize(classes.tokens.size());
    for (const Firing& firing : firings) {
        const std::int32_t label = classes.ofRow[static_cast<std::size_t>(firing.row)];
        if (label >= 0)
            shared.classMeans[static_cast<std::size_t>(label)] +=
                (static_cast<double>(firing.a) + firing.b) / 2;
    }
    double sum = 0, highest = 0;
    for (std::size_t c = 0; c < shared.classMeans.size(); ++c) {
        if (classes.tokens[c] > 0) shared.classMeans[c] /= static_cast<double>(classes.tokens[c]);
        sum += std::max(shared.classMeans[c], 0.0);
        if (shared.classMeans[c] > highest) {
            highest = shared.classMeans[c];
            shared.topClass = static_cast<std::int32_t>(c);
        }
    }
    shared.topClassShare = sum > 0 ? highest / sum : 0;
}

void addFirings(SharedFeature& shared, const std::vector<Firing>& firings, std::int64_t rows) {
    for (const Firing& firing : firings) {
        shared.firesA += firing.a != 0;
        shared.firesB += firing.b != 0;
        shared.maxA = std::max(shared.maxA, static_cast<double>(firing.a));
        shared.maxB = std::max(shared.maxB, static_cast<double>(firing.b));
    }
    shared.densityA = static_cast<double>(shared.firesA) / static_cast<double>(rows);
    shared.densityB = static_cast<double>(shared.firesB) / static_cast<double>(rows);
}

std::string folded(std::string word) {
    std::ranges::transform(word, word.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return word;
}

std::vector<std::string> topWords(std::vector<TextPeak> peaks, const text::PackedTokens& tokens,
                                  const text::Corpus& corpus, int count) {
    std::ranges::stable_sort(peaks, [](const TextPeak& x, const TextPeak& y) {
        return x.firing.strength() > y.firing.strength();
    });
    std::vector<std::string> words;
    std::unordered_set<std::string> seen;
    for (const TextPeak& peak : peaks) {
        if (std::ssize(words) >= count) break;
        const auto document = static_cast<std::size_t>(tokens.documents[static_cast<std::size_t>(peak.text)]);
        auto word =
            wordInContext(tokens, peak.text, peak.firing.row, corpus.documents[document].text, 0).node;
        if (seen.insert(folded(word)).second) words.push_back(std::move(word));
    }
    return words;
}

} // namespace

std::vector<SharedFeature> sharedFeatures(const PairMetrics& metrics, const sae::SparseCodes& a,
                                          const sae::SparseCodes& b, const text::PackedTokens& tokens,
                                          const text::Corpus& corpus, const FeatureTableOptions& options) {
    requireTogether(a, b, tokens, corpus);
    require(metrics.dictionary == a.features, ErrorKind::Shape,
            "The metrics are of " + std::to_string(metrics.dictionary) + " features but the codes of " +
                std::to_string(a.features) + ".");
    std::vector<SharedFeature> table;
    for (const FeatureRow& row : metrics.features)
        if (row.universal) {
            SharedFeature shared;
            shared.feature = row.feature;
            shared.r = row.r;
            shared.strength = (row.meanA + row.meanB) / 2;
            table.push_back(std::move(shared));
        }
    std::ranges::stable_sort(table, [](const auto& x, const auto& y) { return x.strength > y.strength; });
    if (options.count > 0 && options.count < std::ssize(table))
        table.resize(static_cast<std::size_t>(options.count));

    const FeatureFirings all(a, b);
    const Classes classes = classesOf(tokens, corpus);
    for (SharedFeature& shared : table) {
        const auto firings = all.of(shared.feature);
        addFirings(shared, firings, a.rowCount());
        addClasses(shared, firings, classes);
        shared.topWords =
            topWords(textPeaks(firings, tokens, options.specialTokens).peaks, tokens, corpus, options.words);
    }
    return table;
}

} // namespace crosseed::evaluate
