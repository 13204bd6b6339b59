#include "align/rotation_file.h"
#include "base/hash.h"
#include "bert/activations.h"
#include "pipeline/fields.h"
#include "pipeline/result_json.h"
#include "pipeline/stages.h"

namespace crosseed::pipeline {

namespace {

// Codes of both models on the split, and what the hijack did to their outputs.
struct Pass {
    evaluate::MemberOutcome a, b;
    std::vector<std::int64_t> starts;
    std::string codesA, codesB; // stored files
};

Pass hijackBoth(const StageContext& context, const text::Corpus& documents, const store::RunRow& run,
                const store::ActivationRow& rowA, const store::ActivationRow& rowB, text::Split split) {
    const store::PairRow pair = store::pairRow(context.project, run.pair);
    const store::ModelRow modelA = store::modelRow(context.project, pair.a);
    const store::ModelRow modelB = store::modelRow(context.project, pair.b);
    const bert::Activations activationsA(context.project.resolve(rowA.file));
    const bert::Activations activationsB(context.project.resolve(rowB.file));
    const sae::Sae sae = sae::readSae(context.project.resolve(run.saeFile));
    const store::RotationRow rotation = store::rotationRow(context.project, run.rotation);
    const DoubleMatrix w = align::readRotation(context.project.resolve(rotation.file));
    const std::vector<std::int32_t> labels = tokensOf(context.project, modelA, documents, split).labels;
    context.begin("Evaluating run " + std::to_string(run.id.value) + " on " + std::string(text::splitName(split)));
    const auto outcome = [&](const store::ModelRow& row, const bert::Activations& activations, const DoubleMatrix* turn,
                             double from) {
        const bert::Classifier model = bert::Classifier::load(context.project.resolve(row.folder), context.device);
        return evaluate::hijack(sae, {&model, &activations, turn}, labels,
                                partOf(context.progress, from, from + 0.5), context.stop);
    };
    Pass pass;
    pass.a = outcome(modelA, activationsA, nullptr, 0);
    pass.b = outcome(modelB, activationsB, rotation.kind == "identity" ? nullptr : &w, 0.5);
    pass.starts.assign(activationsA.starts().begin(), activationsA.starts().end());
    const auto keep = [&](const sae::SparseCodes& codes) {
        const auto temporary = context.project.temporaryFile("codes");
        evaluate::writeCodes(temporary, codes);
        return context.project.adoptTensorFile(temporary);
    };
    pass.codesA = keep(pass.a.codes);
    pass.codesB = keep(pass.b.codes);
    return pass;
}

} // namespace

std::vector<store::EvaluationRow> evaluateRun(const StageContext& context, const text::Corpus& documents,
                                              const store::RunRow& run, const EvaluationSpec& spec) {
    const text::Split split = text::parseSplit(spec.split);
    const store::CorpusRow corpus = store::corpusRow(context.project, run.corpus);
    const store::PairRow pair = store::pairRow(context.project, run.pair);
    const auto rowA = extractActivations(context, corpus, documents, store::modelRow(context.project, pair.a), split, run.layer);
    const auto rowB = extractActivations(context, corpus, documents, store::modelRow(context.project, pair.b), split, run.layer);
    std::vector<store::EvaluationRow> rows;
    std::optional<Pass> pass;
    for (const auto pooling : {evaluate::Pooling::PerToken, evaluate::Pooling::MeanPooled}) {
        const std::string key = hashOf("evaluation 1\n" + run.key + "\n" + rowA.key + "\n" + rowB.key + "\n" +
                                       toJson(spec).dump() + "\n" + std::string(evaluate::poolingName(pooling)));
        if (const auto known = store::findEvaluationByKey(context.project, key);
            known && std::filesystem::exists(context.project.resolve(known->codesA)) &&
            std::filesystem::exists(context.project.resolve(known->codesB))) {
            context.reused("Evaluation of run " + std::to_string(run.id.value) + ", " +
                           std::string(evaluate::poolingName(pooling)));
            rows.push_back(*known);
            continue;
        }
        if (!pass)
            pass = hijackBoth(context, documents, run, rowA, rowB, split);
        evaluate::MetricOptions options;
        options.pooling = pooling;
        options.minimumActive = spec.minimumActive;
        options.universalR = spec.universalR;
        store::EvaluationRow row;
        row.key = key;
        row.run = run.id;
        row.split = split;
        row.pooling = pooling;
        row.configJson = toJson(spec).dump();
        row.dataHash = corpus.contentHash;
        row.codesA = pass->codesA;
        row.codesB = pass->codesB;
        row.outcomeAJson = resultJson(pass->a).dump();
        row.outcomeBJson = resultJson(pass->b).dump();
        row.metrics = evaluate::pairMetrics(pass->a.codes, pass->b.codes, pass->starts, options);
        row.metrics.accuracyChange = evaluate::accuracyChange(pass->a, pass->b);
        rows.push_back(store::insertEvaluation(context.project, row));
    }
    return rows;
}

} // namespace crosseed::pipeline
