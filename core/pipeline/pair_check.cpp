#include "pipeline/pair_check.h"
#include "bert/fine_tune.h"
#include "pipeline/stages.h"
#include "text/tokenizer.h"
#include <algorithm>
#include <nlohmann/json.hpp>

namespace crosseed::pipeline {

namespace {

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text.empty() ? "none" : text;
}

std::string pieceAt(const text::Tokenizer& tokenizer, int id) {
    return id < tokenizer.size() ? "\"" + tokenizer.piece(id) + "\"" : "nothing";
}

std::string optionsText(const text::TokenizerOptions& options) {
    const bool strips = options.stripAccents.value_or(options.doLowerCase);
    return std::string(options.doLowerCase ? "lower case" : "cased") + (strips ? ", no accents" : "") +
           (options.tokenizeChineseChars ? "" : ", CJK in words");
}

class Facts {
public:
    void add(const std::string& what, const std::string& a, const std::string& b, Verdict otherwise, const std::string& sentence) {
        m_check.facts.push_back({what, a, b, a == b ? Verdict::Fits : otherwise, a == b ? "" : sentence});
    }
    void add(const std::string& what, std::int64_t a, std::int64_t b, Verdict otherwise, const std::string& sentence) {
        add(what, std::to_string(a), std::to_string(b), otherwise, sentence);
    }
    PairCheck check() { return std::move(m_check); }

private:
    PairCheck m_check;
};

void compareVocabularies(Facts& facts, const ModelFolder& a, const ModelFolder& b) {
    const text::Tokenizer first = text::Tokenizer::fromFolder(a.folder), second = text::Tokenizer::fromFolder(b.folder);
    int same = 0;
    while (same < std::min(first.size(), second.size()) && first.piece(same) == second.piece(same))
        ++same;
    const bool equal = same == first.size() && same == second.size();
    const auto text = [&](const text::Tokenizer& own) {
        return std::to_string(own.size()) + " pieces" + (equal ? "" : ", in line " + std::to_string(same + 1) + " " + pieceAt(own, same));
    };
    facts.add("vocabulary", text(first), text(second), Verdict::Fails,
              "Their tokens do not correspond; take models of one vocabulary.");
    facts.add("text clean-up", optionsText(first.options()), optionsText(second.options()), Verdict::Fails,
              "They split texts differently; write the same tokenizer_config.json into both folders if that is a mistake.");
}

// Another order of the same names would compare one class with another.
Verdict classVerdict(std::vector<std::string> a, std::vector<std::string> b) {
    if (a.size() != b.size())
        return Verdict::Fails;
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b ? Verdict::Fails : Verdict::Note;
}

} // namespace

bool PairCheck::fits() const {
    return std::none_of(facts.begin(), facts.end(), [](const PairFact& fact) { return fact.verdict == Verdict::Fails; });
}

ModelFolder modelFolder(const store::Project& project, const store::ModelRow& model) {
    const auto config = nlohmann::json::parse(model.configJson);
    ModelFolder folder{model.name, project.resolve(model.folder), {}};
    if (config.contains("model")) // trained here
        folder.base = config["model"].value("base", "").empty() ? "random weights" : config["model"]["base"].get<std::string>();
    return folder;
}

PairCheck checkPair(const ModelFolder& a, const ModelFolder& b) {
    const bert::BertConfig first = bert::checkModelFolder(a.folder), second = bert::checkModelFolder(b.folder);
    Facts facts;
    compareVocabularies(facts, a, b);
    facts.add("width D", first.hiddenSize, second.hiddenSize, Verdict::Fails, "No rotation turns one width into another.");
    facts.add("layers", first.layers, second.layers, Verdict::Fails, "A layer of one has no counterpart in the other.");
    facts.add("heads", first.heads, second.heads, Verdict::Note, "The models are built differently.");
    facts.add("inner width", first.intermediateSize, second.intermediateSize, Verdict::Note, "The models are built differently.");
    facts.add("positions", first.maxPositions, second.maxPositions, Verdict::Note, "Texts are cut for the shorter of the two.");
    facts.add("classes", listed(first.classNames), listed(second.classNames), classVerdict(first.classNames, second.classNames),
              classVerdict(first.classNames, second.classNames) == Verdict::Fails
                  ? "Class numbers mean different things in the two; fine-tune both on one corpus."
                  : "They are taken for the same, one by one.");
    if (!a.base.empty() && !b.base.empty())
        facts.add("trained from", a.base, b.base, Verdict::Note,
                  "Features are shared above all by models that come from the same pretrained weights.");
    return facts.check();
}

void requirePair(const ModelFolder& a, const ModelFolder& b) {
    std::string problems;
    for (const PairFact& fact : checkPair(a, b).facts)
        if (fact.verdict == Verdict::Fails)
            problems += (problems.empty() ? "" : " ") + fact.what + ": " + fact.a + " in A, " + fact.b + " in B. " + fact.sentence;
    require(problems.empty(), ErrorKind::Shape, a.name + " and " + b.name + " cannot be a pair. " + problems);
}

void requirePair(const store::Project& project, const store::ModelRow& a, const store::ModelRow& b) {
    const ModelFolder first = modelFolder(project, a), second = modelFolder(project, b);
    std::error_code absent;
    if (std::filesystem::is_directory(first.folder, absent) && std::filesystem::is_directory(second.folder, absent))
        requirePair(first, second);
}

std::array<double, 2> cleanAccuracies(PairInputs& inputs) {
    std::array<double, 2> accuracies{};
    for (const Side side : bothSides) {
        const text::PackedTokens tokens =
            tokensOf(inputs.project(), inputs.model(side), inputs.documents(), text::Split::Validation);
        const bert::Classifier& model = inputs.classifier(side);
        const double from = side == Side::A ? 0 : 0.5;
        accuracies[static_cast<std::size_t>(side)] = bert::accuracy(
            view(bert::logitsOf(model, tokens, partOf(inputs.context().progress, from, from + 0.5), inputs.context().stop)),
            tokens.labels);
    }
    return accuracies;
}

} // namespace crosseed::pipeline
