#include "pipeline/stages.h"
#include "bert/activations.h"

namespace crosseed::pipeline {

namespace fs = std::filesystem;

store::ActivationRow extractActivations(const StageContext& context, const store::CorpusRow& corpus,
                                        const text::Corpus& documents, const store::ModelRow& model, text::Split split,
                                        std::int64_t layer) {
    const text::PackedTokens tokens = tokensOf(context.project, model, documents, split);
    const std::string what = "Activations of " + model.name + ", " + std::string(text::splitName(split));
    require(tokens.textCount() > 0, ErrorKind::BadInput,
            "The corpus " + corpus.name + " has no " + std::string(text::splitName(split)) + " texts.");
    store::ActivationRow row;
    row.key = bert::activationsKey(model.contentHash, tokens, layer);
    row.model = model.id;
    row.corpus = corpus.id;
    row.split = split;
    row.layer = layer;
    row.texts = tokens.textCount();
    row.tokens = tokens.tokenCount();
    row.file = "activations/" + row.key + ".safetensors";
    const auto known = store::findActivation(context.project, row.key);
    if (known && fs::exists(context.project.resolve(known->file))) {
        context.reused(what);
        return *known;
    }
    context.begin(what);
    const bert::Classifier classifier =
        bert::Classifier::load(context.project.resolve(model.folder), context.device);
    bert::ExtractOptions options;
    options.layer = layer;
    fs::create_directories(context.project.resolve(row.file).parent_path());
    bert::extractActivations(classifier, tokens, context.project.resolve(row.file), options, context.progress, context.stop);
    store::insertActivation(context.project, row);
    return row;
}

} // namespace crosseed::pipeline
