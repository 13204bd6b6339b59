#include "base/hash.h"
#include "pipeline/corpus_recipe.h"
#include "pipeline/fields.h"
#include "pipeline/stages.h"

namespace crosseed::pipeline {

namespace {

// Where the files lie and by which options they were read does not matter, what came of them does.
std::string keyOf(const std::string& name, const text::Corpus& corpus) {
    nlohmann::json parts{name, text::contentHash(corpus), corpus.extraColumns};
    for (const text::Document& document : corpus.documents) // which the content's hash leaves out
        if (!document.extra.empty())
            parts.push_back(document.extra);
    return hashOf("corpus 2\n" + jsonText(parts));
}

} // namespace

text::Corpus readCorpus(const CorpusSpec& spec, const std::function<void(const std::string&)>& onWarning) {
    ReadCorpus read = readWithReport(spec);
    if (onWarning)
        for (const std::string& warning : read.warnings)
            onWarning(warning);
    return std::move(read.corpus);
}

store::CorpusRow importCorpus(const StageContext& context, const CorpusSpec& spec) {
    const ReadCorpus read = readWithReport(spec);
    for (const std::string& warning : read.warnings)
        context.warn(warning);
    const CorpusRecipe recipe = recipeOf(spec, read);
    throwIfStopped(context.stop);
    const std::string key = keyOf(recipe.spec.name, read.corpus);
    if (const auto row = store::findCorpusByKey(context.project, key)) {
        context.reused("Corpus " + row->name);
        return *row;
    }
    context.begin("Importing " + std::to_string(read.corpus.documents.size()) + " texts as " + recipe.spec.name);
    return store::insertCorpus(context.project, recipe.spec.name, key, recipeJson(recipe), read.corpus);
}

} // namespace crosseed::pipeline
