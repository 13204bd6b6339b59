#include "base/files.h"
#include "base/hash.h"
#include "bert/fine_tune_state.h"
#include "bert/hub_download.h"
#include "bert/model_weights.h"
#include "bert/parameter_layout.h"
#include "pipeline/disk_need.h"
#include "pipeline/fields.h"
#include "pipeline/kept_state.h"
#include "pipeline/result_json.h"
#include "pipeline/stages.h"
#include "text/sample_corpus.h"
#include <algorithm>
#include <memory>

namespace crosseed::pipeline {

namespace fs = std::filesystem;

namespace {

// Hash of the files of a Hugging Face folder that decide what it computes.
std::string folderHash(const fs::path& folder) {
    Hasher hasher;
    const auto add = [&](const fs::path& file) {
        if (fs::exists(file))
            hasher.add(file.filename().string()).add(hashOfFile(file));
    };
    add(folder / "config.json");
    for (const fs::path& file : bert::weightFiles(folder))
        add(file);
    add(folder / "vocab.txt");
    add(folder / "tokenizer_config.json");
    return hasher.hex();
}

// A tokenizer for random weights: from spec.vocabulary, or of the sample's own words.
text::Tokenizer newTokenizer(const StageContext& context, const text::Corpus& corpus, const ModelSpec& spec) {
    text::TokenizerOptions options;
    options.doLowerCase = spec.lowerCase;
    if (!spec.vocabulary.empty())
        return text::Tokenizer(spec.vocabulary, options);
    const fs::path file = context.project.temporaryFile("vocab.txt");
    std::string lines;
    for (const std::string& piece : text::sampleVocabulary(corpus))
        lines += piece + "\n";
    writeFile(file, lines);
    text::Tokenizer tokenizer(file, options);
    fs::remove(file);
    return tokenizer;
}

bert::BertConfig randomConfig(const ModelSpec& spec, const text::Corpus& corpus, const text::Tokenizer& tokenizer) {
    bert::BertConfig config;
    config.vocabSize = tokenizer.size();
    config.hiddenSize = spec.hidden;
    config.layers = spec.layers;
    config.heads = spec.heads;
    config.intermediateSize = spec.intermediate;
    config.maxPositions = spec.maxLength;
    config.hiddenDropout = config.attentionDropout = spec.dropout;
    config.classNames = corpus.classNames;
    return config;
}

// Puts a finished folder under models/<key> and its row into the project.
store::ModelRow adopt(const StageContext& context, store::ModelRow row, const fs::path& finished) {
    row.name = validUtf8(row.name);
    row.folder = "models/" + row.key;
    const fs::path target = context.project.resolve(row.folder);
    fs::create_directories(target.parent_path());
    fs::remove_all(target); // a leftover without a row
    moveIntoPlace(finished, target);
    return store::insertModel(context.project, row);
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

// Names that a Hugging Face folder has where nobody gave any.
bool isGeneric(const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] != "LABEL_" + std::to_string(i))
            return false;
    return true;
}

std::vector<std::string> lowered(std::vector<std::string> names) {
    for (std::string& name : names)
        for (char& c : name)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return names;
}

// That a classifier's class i is the corpus's class i.
void checkClasses(const StageContext& context, const std::string& folder, const bert::Classifier& model,
                  const std::string& corpusName, const std::vector<std::string>& wanted) {
    const std::vector<std::string>& given = model.config().classNames;
    require(model.hasTrainedHead() && given.size() == wanted.size(), ErrorKind::Shape,
            "The classifier in " + folder + " tells " + std::to_string(model.hasTrainedHead() ? given.size() : 0) +
                " classes apart, the corpus " + corpusName + " has " + std::to_string(wanted.size()) +
                "; choose a classifier fine-tuned on these classes, or let Crosseed fine-tune it.");
    std::vector<std::string> a = lowered(given), b = lowered(wanted);
    if (a == b || isGeneric(given))
        return;
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    require(a != b, ErrorKind::Shape,
            "The classifier in " + folder + " has its classes in the order " + listed(given) + ", the corpus " + corpusName +
                " in the order " + listed(wanted) + "; write the corpus's labels as 0, 1, ... in the classifier's order, or " +
                "let Crosseed fine-tune a classifier.");
    context.warn("The classifier in " + folder + " names its classes " + listed(given) + ", the corpus " + corpusName +
                 " names them " + listed(wanted) + "; they are taken for the same, one by one.");
}

// What decides the trained weights. Where the base lies does not matter, what is in it does; a field that was added later counts
// only where it is not what was done before, so that models of older projects are found.
std::string modelKey(const store::CorpusRow& corpus, const ModelSpec& spec, nlohmann::json config) {
    config["model"].erase("base");
    config["model"].erase("vocabulary");
    if (config["fine_tune"]["evaluations_per_epoch"] == bert::FineTuneOptions{}.evaluationsPerEpoch)
        config["fine_tune"].erase("evaluations_per_epoch");
    if (!spec.vocabulary.empty())
        config["vocabulary"] = hashOfFile(spec.vocabulary);
    const std::string base = spec.base.empty() ? "" : folderHash(spec.base);
    return hashOf("model 1\n" + corpus.contentHash + "\n" + base + "\n" + config.dump());
}

bert::Classifier startingModel(const StageContext& context, const ModelSpec& spec, const text::Corpus& corpus,
                               const text::Tokenizer& tokenizer, std::uint64_t seed) {
    return spec.base.empty() ? bert::Classifier::random(randomConfig(spec, corpus, tokenizer), seed, context.device)
                             : bert::Classifier::load(spec.base, context.device, corpus.classNames, seed);
}

std::optional<store::ModelRow> stored(const StageContext& context, const std::string& key) {
    const auto row = store::findModelByKey(context.project, key);
    if (!row || !fs::exists(context.project.resolve(row->folder) / "model.safetensors"))
        return std::nullopt;
    context.reused("Model " + row->name);
    forgetKey(context.project, key);
    return row;
}

} // namespace

store::ModelRow trainModel(const StageContext& context, const store::CorpusRow& corpusRow, const std::string& name,
                           const ModelSpec& spec, const bert::FineTuneOptions& fineTune) {
    if (!spec.base.empty())
        bert::requireModelFolder(spec.base);
    nlohmann::json config{{"origin", spec.base.empty() ? "random weights" : "fine-tuned"}, {"seed", fineTune.seed},
                          {"model", toJson(spec)}, {"fine_tune", toJson(fineTune)}};
    const std::string key = modelKey(corpusRow, spec, config);
    if (const auto row = stored(context, key))
        return *row;
    const fs::path checkpoint = keptFile(context.project, key + ".safetensors");
    const auto from = keptState(context, checkpoint, [&](const fs::path& file) {
        return std::make_shared<const bert::StoredFineTuneState>(file, key);
    }).value_or(nullptr);
    const bool begun = from && from->state().steps > 0;
    context.begin("Training " + name + (begun ? ", from step " + std::to_string(from->state().steps + 1) : ""));
    const text::Corpus corpus = store::loadCorpus(context.project, corpusRow.id);
    const text::Tokenizer tokenizer =
        spec.base.empty() ? newTokenizer(context, corpus, spec) : text::Tokenizer::fromFolder(spec.base);
    bert::Classifier model = startingModel(context, spec, corpus, tokenizer, fineTune.seed);
    context.needsDisk("Training " + name, beyond(checkpoint, fineTuningBytes(bert::parameterLayout(model.config()).total)));
    bert::FineTuneCheckpoints checkpoints{nullptr, {}, context.checkpointSeconds, context.pause};
    checkpoints.keep = [&](const bert::FineTuneState& state) {
        bert::writeFineTuneState(checkpoint, state, key);
        context.kept("step " + std::to_string(state.steps) + " of " + std::to_string(state.of));
    };
    const text::PackedTokens train = text::tokenize(corpus, text::Split::Train, tokenizer, spec.maxLength),
                             validation = text::tokenize(corpus, text::Split::Validation, tokenizer, spec.maxLength);
    const bert::FineTuneResult result = goOnOrBegin(context, checkpoint, from != nullptr, [&](bool goesOn) {
        checkpoints.from = goesOn ? &from->state() : nullptr;
        return bert::fineTune(model, train, validation, fineTune, context.progress, context.stop, checkpoints);
    });
    if (result.cancelled)
        throw Cancelled();
    const fs::path folder = context.project.temporaryFile("model");
    model.save(folder);
    tokenizer.save(folder);
    store::ModelRow row = adopt(context,
                                {{}, name, key, corpusRow.id, config.dump(), model.contentHash(), {}, spec.maxLength,
                                 resultJson(result).dump()},
                                folder);
    forget(checkpoint);
    return row;
}

store::ModelRow acceptModel(const StageContext& context, const store::CorpusRow& corpusRow, const std::string& name,
                            const std::string& folder, int maxLength) {
    bert::requireModelFolder(folder);
    const std::string key =
        hashOf("accepted model 1\n" + corpusRow.contentHash + "\n" + folderHash(folder) + "\n" + std::to_string(maxLength));
    if (const auto row = stored(context, key))
        return *row;
    context.begin("Accepting " + folder + " as " + name);
    const text::Corpus corpus = store::loadCorpus(context.project, corpusRow.id);
    const bert::Classifier model = bert::Classifier::load(folder, context.device);
    checkClasses(context, folder, model, corpusRow.name, corpus.classNames);
    const text::Tokenizer tokenizer = text::Tokenizer::fromFolder(folder);
    const fs::path copy = context.project.temporaryFile("model");
    model.save(copy);
    tokenizer.save(copy);
    const nlohmann::json config{{"origin", "accepted"}, {"folder", validUtf8(folder)}};
    return adopt(context, {{}, name, key, corpusRow.id, config.dump(), model.contentHash(), {}, maxLength, "{}"}, copy);
}

text::PackedTokens tokensOf(const store::Project& project, const store::ModelRow& model, const text::Corpus& corpus,
                            text::Split split) {
    return text::tokenize(corpus, split, text::Tokenizer::fromFolder(project.resolve(model.folder)), model.maxLength);
}

bert::BertConfig configOf(const store::Project& project, const store::ModelRow& model) {
    return bert::readConfig(project.resolve(model.folder) / "config.json");
}

std::int64_t resolveLayer(const bert::BertConfig& config, std::int64_t layer) {
    const std::int64_t resolved = layer < 0 ? bert::defaultLayer(config) : layer;
    require(resolved >= 0 && resolved <= config.layers - 2, ErrorKind::Usage,
            "Layer " + std::to_string(layer) + " does not fit a model of " + std::to_string(config.layers) +
                " layers: layers count from 0 and one must follow, so 0 to " + std::to_string(config.layers - 2) + ".");
    return resolved;
}

} // namespace crosseed::pipeline
