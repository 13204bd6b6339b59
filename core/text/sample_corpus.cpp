#include "text/sample_corpus.h"
#include "base/error.h"
#include "text/splits.h"
#include <optional>
#include <set>
#include <unordered_set>

namespace crosseed::text {

namespace {

// Streams of the seed.
constexpr std::uint64_t textStream = 0, noiseStream = 1;
constexpr double labelNoise = 0.05;
constexpr int attemptsPerText = 50;

std::int32_t labelOf(const std::vector<PlantedSpan>& spans) {
    std::set<std::size_t> present;
    for (const PlantedSpan& span : spans)
        present.insert(span.planted);
    int sum = 0;
    for (const std::size_t planted : present)
        sum += plantedFeatures()[planted].weight;
    return sum < 0 ? 0 : sum > 3 ? 2 : 1;
}

bool isWordCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

char lowerCased(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

void addWords(std::string_view text, std::set<std::string>& words) {
    std::string word;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && isWordCharacter(text[i])) {
            word += lowerCased(text[i]);
            continue;
        }
        if (word.size() > 1) // single characters are pieces already
            words.insert(word);
        word.clear();
    }
}

} // namespace

SampleCorpus sampleCorpus(const SampleOptions& options) {
    require(options.count >= 1, ErrorKind::Usage,
            "A sample needs at least one text, not " + std::to_string(options.count) + ".");
    SampleCorpus sample;
    sample.corpus.classNames = {"impolite", "neutral", "polite"};
    for (const PlantedFeature& feature : plantedFeatures())
        sample.plantedNames.emplace_back(feature.name);
    Random random(options.seed, textStream), noise(options.seed, noiseStream);
    std::unordered_set<std::string> texts;
    auto& documents = sample.corpus.documents;
    for (std::int64_t attempts = options.count * attemptsPerText; std::ssize(documents) < options.count; --attempts) {
        require(attempts > 0, ErrorKind::Usage,
                "The sample's grammar has no " + std::to_string(options.count) + " different texts; ask for fewer.");
        SampleText made = composeText(random);
        if (!texts.insert(made.text).second)
            continue;
        std::int32_t label = labelOf(made.spans);
        if (noise.uniform() < labelNoise)
            label = static_cast<std::int32_t>((label + 1 + noise.below(2)) % 3);
        documents.push_back({{}, std::move(made.text), label, Split::Train, {}});
        sample.spans.push_back(std::move(made.spans));
    }
    assignSplits(documents, std::vector<std::optional<Split>>(documents.size()), {0.10, 0.15, options.seed});
    for (std::size_t i = 0; i < documents.size(); ++i)
        documents[i].id = std::string(splitName(documents[i].split)) + "/" + std::to_string(i);
    return sample;
}

std::vector<std::string> sampleVocabulary(const Corpus& corpus) {
    std::vector<std::string> pieces{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
    for (const char* prefix : {"", "##"})
        for (char c = '!'; c <= '~'; ++c)
            if (c == lowerCased(c))
                pieces.push_back(std::string(prefix) + c);
    std::set<std::string> words;
    for (const Document& document : corpus.documents)
        addWords(document.text, words);
    pieces.insert(pieces.end(), words.begin(), words.end());
    return pieces;
}

std::vector<std::uint8_t> plantedTruth(const SampleCorpus& sample, const PackedTokens& tokens, std::size_t planted) {
    require(planted < sample.plantedNames.size(), ErrorKind::Shape,
            "The sample plants " + std::to_string(sample.plantedNames.size()) + " features; there is none of index " +
                std::to_string(planted) + ".");
    std::vector<std::uint8_t> truth(static_cast<std::size_t>(tokens.tokenCount()));
    for (std::size_t text = 0; text < tokens.documents.size(); ++text) {
        const auto document = static_cast<std::size_t>(tokens.documents[text]);
        require(document < sample.spans.size(), ErrorKind::Shape,
                "The sample has " + std::to_string(sample.spans.size()) + " documents; there is none of index " +
                    std::to_string(tokens.documents[text]) + ".");
        for (auto token = static_cast<std::size_t>(tokens.starts[text]);
             token < static_cast<std::size_t>(tokens.starts[text + 1]); ++token)
            for (const PlantedSpan& span : sample.spans[document])
                if (span.planted == planted && tokens.ranges[token].begin < span.range.end &&
                    tokens.ranges[token].end > span.range.begin)
                    truth[token] = 1;
    }
    return truth;
}

} // namespace crosseed::text
