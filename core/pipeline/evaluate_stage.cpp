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
    sae::SparseCodes a, b;
    std::string codesA, codesB;     // their stored files
    std::string outcomeA, outcomeB; // JSON
    double accuracyChange = 0;
};

// What an evaluation of the same run on the same split left behind: other thresholds need no model.
std::optional<Pass> storedPass(const StageContext& context, RunId run, text::Split split) {
    const auto row = store::evaluationWithCodes(context.project, run, split);
    if (!row)
        return std::nullopt;
    const auto fileA = context.project.resolve(row->codesA), fileB = context.project.resolve(row->codesB);
    if (!std::filesystem::exists(fileA) || !std::filesystem::exists(fileB))
        return std::nullopt;
    return Pass{evaluate::readCodes(fileA), evaluate::readCodes(fileB), row->codesA, row->codesB,
                row->outcomeAJson, row->outcomeBJson, row->metrics.accuracyChange};
}

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
    evaluate::MemberOutcome a = outcome(modelA, activationsA, nullptr, 0);
    evaluate::MemberOutcome b = outcome(modelB, activationsB, rotation.kind == "identity" ? nullptr : &w, 0.5);
    const auto keep = [&](const sae::SparseCodes& codes) {
        const auto temporary = context.project.temporaryFile("codes");
        evaluate::writeCodes(temporary, codes);
        return context.project.adoptTensorFile(temporary);
    };
    std::string codesA = keep(a.codes), codesB = keep(b.codes);
    return {std::move(a.codes),       std::move(b.codes),       std::move(codesA), std::move(codesB),
            resultJson(a).dump(), resultJson(b).dump(), evaluate::accuracyChange(a, b)};
}

} // namespace

std::vector<store::EvaluationRow> evaluateRun(const StageContext& context, const text::Corpus& documents,
                                              const store::RunRow& run, const EvaluationSpec& spec) {
    const text::Split split = text::parseSplit(spec.split);
    const store::CorpusRow corpus = store::corpusRow(context.project, run.corpus);
    const store::PairRow pair = store::pairRow(context.project, run.pair);
    const auto rowA = extractActivations(context, corpus, documents, store::modelRow(context.project, pair.a), split, run.layer);
    const auto rowB = extractActivations(context, corpus, documents, store::modelRow(context.project, pair.b), split, run.layer);
    const bert::Activations activations(context.project.resolve(rowA.file));
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
            pass = storedPass(context, run.id, split);
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
        row.outcomeAJson = pass->outcomeA;
        row.outcomeBJson = pass->outcomeB;
        row.metrics = evaluate::pairMetrics(pass->a, pass->b, activations.starts(), options);
        row.metrics.accuracyChange = pass->accuracyChange;
        rows.push_back(store::insertEvaluation(context.project, row));
    }
    return rows;
}

} // namespace crosseed::pipeline
