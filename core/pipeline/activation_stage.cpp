#include "pipeline/stages.h"
#include "bert/activations.h"
#include "pipeline/kept_state.h"
#include <algorithm>

namespace crosseed::pipeline {

namespace fs = std::filesystem;

namespace {

// The unfinished rows are the file itself but for batches to come, whose rows are 0; only with them does their journal say anything.
bool fits(const fs::path& rows, const text::PackedTokens& tokens, std::int64_t layer) {
    try {
        const bert::Activations kept(rows);
        return kept.layer() == layer && std::ranges::equal(kept.starts(), tokens.starts);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Io)
            throw;
        return false;
    }
}

// With the rows so far in checkpoints/ and, beside them, how many batches of them are safe.
void extractInto(const StageContext& context, const fs::path& file, const store::ActivationRow& row,
                 const text::PackedTokens& tokens, const fs::path& model, const std::string& what) {
    const fs::path journal = keptFile(context.project, row.key + ".json");
    bert::ExtractCheckpoints checkpoints;
    checkpoints.unfinished = keptFile(context.project, row.key + ".rows");
    checkpoints.everySeconds = context.checkpointSeconds;
    checkpoints.pause = context.pause;
    checkpoints.keep = [&](std::int64_t batches, std::int64_t of) {
        writeJournal(journal, row.key, batches);
        context.kept("batch " + std::to_string(batches) + " of " + std::to_string(of));
    };
    if (fs::exists(journal) && !fits(checkpoints.unfinished, tokens, row.layer)) {
        context.warn("What was kept of " + what + " is not there or is damaged; the extraction begins anew.");
        forget(journal); // before rows are made that it would be taken to speak of
    }
    checkpoints.from = keptState(context, journal, [&](const fs::path& f) { return readJournal(f, row.key); }).value_or(0);
    context.begin(what + (checkpoints.from > 0 ? ", from batch " + std::to_string(checkpoints.from + 1) : ""));
    const bert::Classifier classifier = bert::Classifier::load(model, context.device);
    context.needsDisk(what, beyond(checkpoints.unfinished, bert::activationBytes(classifier.config(), tokens)));
    bert::ExtractOptions options;
    options.layer = row.layer;
    const auto extract = [&] {
        bert::extractActivations(classifier, tokens, file, options, context.progress, context.stop, checkpoints);
    };
    try {
        extract();
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::BadInput || checkpoints.from == 0)
            throw;
        context.warn(error.what());
        forget(journal);
        checkpoints.from = 0;
        extract();
    }
    forget(journal); // a kill before this leaves one without rows, which is not believed
}

} // namespace

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
    const fs::path file = context.project.resolve(row.file);
    if (fs::exists(file)) { // complete, even where a kill came before its row
        context.reused(what);
        if (!known)
            store::insertActivation(context.project, row);
        forgetKey(context.project, row.key);
        return known ? *known : row;
    }
    extractInto(context, file, row, tokens, context.project.resolve(model.folder), what);
    store::insertActivation(context.project, row);
    return row;
}

} // namespace crosseed::pipeline
