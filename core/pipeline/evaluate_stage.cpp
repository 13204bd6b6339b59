#include "align/rotation_file.h"
#include "base/hash.h"
#include "evaluate/matching.h"
#include "pipeline/fields.h"
#include "pipeline/result_json.h"
#include "pipeline/stages.h"
#include "store/audit.h"

namespace crosseed::pipeline {

namespace {

// Codes of both models on the split, and what the hijack did to their outputs.
struct Pass {
    sae::SparseCodes a, b;
    std::string codesA, codesB;     // their stored files
    std::string outcomeA, outcomeB; // JSON
    double accuracyChange = 0;
};

// What an evaluation was computed from. A run whose files were lost and made anew keeps its key, so the names of its files,
// which are hashes of their bytes, stand beside it.
struct Basis {
    const store::RunRow& run;
    const store::ActivationRow &a, &b;

    std::string key(const std::string& configJson, evaluate::Pooling pooling) const {
        return hashOf(std::string(store::evaluationMethod) + "\n" + run.key + "\n" + run.saeFile + "\n" + run.saeFileB + "\n" + run.matchingFile + "\n" +
                      a.key + "\n" + b.key + "\n" + configJson + "\n" + std::string(evaluate::poolingName(pooling)));
    }
};

// What an evaluation of the same basis left behind: other thresholds need no model.
std::optional<Pass> storedPass(const StageContext& context, const Basis& basis, text::Split split) {
    const auto row = store::evaluationWithCodes(context.project, basis.run.id, split);
    if (!row || row->key != basis.key(row->configJson, row->pooling))
        return std::nullopt;
    const auto fileA = context.project.resolve(row->codesA), fileB = context.project.resolve(row->codesB);
    if (!std::filesystem::exists(fileA) || !std::filesystem::exists(fileB))
        return std::nullopt;
    return Pass{evaluate::readCodes(fileA), evaluate::readCodes(fileB), row->codesA, row->codesB,
                row->outcomeAJson, row->outcomeBJson, row->metrics.accuracyChange};
}

std::string kept(const store::Project& project, const sae::SparseCodes& codes) {
    const auto temporary = project.temporaryFile("codes");
    evaluate::writeCodes(temporary, codes);
    return project.adoptTensorFile(temporary);
}

Pass hijackBoth(PairInputs& inputs, const store::RunRow& run, text::Split split) {
    const StageContext& context = inputs.context();
    const store::RotationRow rotation = store::rotationRow(context.project, run.rotation);
    const DoubleMatrix w = align::readRotation(context.project.resolve(rotation.file));
    const std::array<sae::Sae, 2> saes = saesOf(context.project, run);
    context.begin("Evaluating run " + std::to_string(run.id.value) + " on " + std::string(text::splitName(split)));
    const auto outcome = [&](Side side, const DoubleMatrix* turn, double from) {
        return evaluate::hijack(saes[static_cast<std::size_t>(side)],
                                {&inputs.classifier(side), &inputs.activations(side, split), turn}, inputs.labels(split),
                                partOf(context.progress, from, from + 0.5), context.stop);
    };
    evaluate::MemberOutcome a = outcome(Side::A, nullptr, 0);
    evaluate::MemberOutcome b = outcome(Side::B, rotation.kind == "identity" ? nullptr : &w, 0.5);
    std::string codesA = kept(context.project, a.codes), codesB = kept(context.project, b.codes);
    return {std::move(a.codes), std::move(b.codes),   std::move(codesA),   std::move(codesB),
            resultJson(a).dump(), resultJson(b).dump(), evaluate::accuracyChange(a, b)};
}

// Of a run with a matching: what the run by index gave, B's codes renumbered.
Pass renumberedPass(PairInputs& inputs, const store::RunRow& run, const EvaluationSpec& spec) {
    const store::Project& project = inputs.project();
    const auto byIndex = evaluateRun(inputs, store::runRow(project, run.matchedFrom), spec).front();
    const evaluate::Matching matching = evaluate::readMatching(project.resolve(run.matchingFile));
    Pass pass{evaluate::readCodes(project.resolve(byIndex.codesA)),
              evaluate::renumbered(evaluate::readCodes(project.resolve(byIndex.codesB)), matching.partner),
              byIndex.codesA,
              {},
              byIndex.outcomeAJson,
              byIndex.outcomeBJson,
              byIndex.metrics.accuracyChange};
    pass.codesB = kept(project, pass.b);
    return pass;
}

} // namespace

std::array<sae::Sae, 2> saesOf(const store::Project& project, const store::RunRow& run) {
    sae::Sae a = sae::readSae(project.resolve(run.saeFile));
    sae::Sae b = run.saeFileB.empty() ? a : sae::readSae(project.resolve(run.saeFileB));
    if (!run.matchingFile.empty())
        b = evaluate::renumbered(b, evaluate::readMatching(project.resolve(run.matchingFile)).partner);
    return {std::move(a), std::move(b)};
}

std::vector<store::EvaluationRow> evaluateRun(const StageContext& context, const text::Corpus& documents,
                                              const store::RunRow& run, const EvaluationSpec& spec) {
    PairInputs inputs(context, store::corpusRow(context.project, run.corpus), documents,
                      store::pairRow(context.project, run.pair), run.layer);
    const auto rows = evaluateRun(inputs, run, spec);
    for (const store::EvaluationRow& row : rows)
        store::markAsked(context.project, row.id);
    return rows;
}

std::vector<store::EvaluationRow> evaluateRun(PairInputs& inputs, const store::RunRow& run, const EvaluationSpec& spec) {
    const StageContext& context = inputs.context();
    const text::Split split = text::parseSplit(spec.split);
    const store::ActivationRow& rowA = inputs.activationRow(Side::A, split);
    const store::ActivationRow& rowB = inputs.activationRow(Side::B, split);
    const bert::Activations& activations = inputs.activations(Side::A, split);
    const Basis basis{run, rowA, rowB};
    std::vector<store::EvaluationRow> rows;
    std::optional<Pass> pass;
    for (const auto pooling : {evaluate::Pooling::PerToken, evaluate::Pooling::MeanPooled}) {
        const std::string key = basis.key(toJson(spec).dump(), pooling);
        if (const auto known = store::findEvaluationByKey(context.project, key);
            known && std::filesystem::exists(context.project.resolve(known->codesA)) &&
            std::filesystem::exists(context.project.resolve(known->codesB))) {
            context.reused("Evaluation of run " + std::to_string(run.id.value) + ", " +
                           std::string(evaluate::poolingName(pooling)));
            rows.push_back(*known);
            continue;
        }
        if (!pass)
            pass = storedPass(context, basis, split);
        if (!pass)
            pass = run.matchedFrom ? renumberedPass(inputs, run, spec) : hijackBoth(inputs, run, split);
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
        row.dataHash = inputs.corpus().contentHash;
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
