#include "align/rotation_file.h"
#include "base/hash.h"
#include "evaluate/matching.h"
#include "pipeline/disk_need.h"
#include "pipeline/fields.h"
#include "pipeline/kept_state.h"
#include "pipeline/result_json.h"
#include "pipeline/stages.h"
#include "store/audit.h"
#include <algorithm>

namespace crosseed::pipeline {

namespace {

// Codes of both models on the split, and what the hijack did to their outputs.
struct Pass {
    sae::SparseCodes a, b;
    std::string codesA, codesB;     // their stored files
    std::string outcomeA, outcomeB; // JSON
    double accuracyChange = 0;
    std::vector<std::filesystem::path> states; // kept until the rows are stored
};

// What an evaluation was computed from. A run whose files were lost and made anew keeps its key, so the names of its files,
// which are hashes of their bytes, stand beside it.
struct Basis {
    const store::RunRow& run;
    const store::ActivationRow &a, &b;
    std::string rotationFile; // of the pass only: stored keys are without it

    // Of one model's pass, on which thresholds have no bearing.
    std::string passKey(Side side) const {
        return hashOf("pass 2\n" + run.key + "\n" + run.saeFile + "\n" + run.saeFileB + "\n" + rotationFile + "\n" + a.key + "\n" + b.key +
                      (side == Side::A ? "\nA" : "\nB"));
    }
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
                row->outcomeAJson, row->outcomeBJson, row->metrics.accuracyChange, {}};
}

std::string kept(const store::Project& project, const sae::SparseCodes& codes) {
    const auto temporary = project.temporaryFile("codes");
    evaluate::writeCodes(temporary, codes);
    return project.adoptTensorFile(temporary);
}

// One model's pass, and what an earlier call kept of it.
struct KeptPass {
    std::string key;
    std::filesystem::path file;
    std::optional<evaluate::HijackState> from;

    KeptPass(const StageContext& context, std::string passKey)
        : key(std::move(passKey)), file(keptFile(context.project, key + ".safetensors")),
          from(keptState(context, file, [&](const auto& f) { return evaluate::readHijackState(f, key); })) {}
    std::string text(const char* model) const {
        return from ? ", from text " + std::to_string(from->texts + 1) + " of model " + model : "";
    }
};

evaluate::MemberOutcome passOf(PairInputs& inputs, const sae::Sae& sae, Side side, text::Split split, const DoubleMatrix* turn,
                               KeptPass& pass) {
    const StageContext& context = inputs.context();
    evaluate::HijackCheckpoints checkpoints{nullptr, {}, context.checkpointSeconds, context.pause};
    checkpoints.keep = [&](const evaluate::HijackState& state) {
        evaluate::writeHijackState(pass.file, state, pass.key);
        context.kept("text " + std::to_string(state.texts) + " of " + std::to_string(state.logits.rows) +
                     (side == Side::A ? " of model A" : " of model B"));
    };
    const double begin = side == Side::A ? 0 : 0.5;
    return goOnOrBegin(context, pass.file, pass.from.has_value(), [&](bool goesOn) {
        checkpoints.from = goesOn ? &*pass.from : nullptr;
        return evaluate::hijack(sae, {&inputs.classifier(side), &inputs.activations(side, split), turn}, inputs.labels(split),
                                partOf(context.progress, begin, begin + 0.5), context.stop, checkpoints);
    });
}

Pass hijackBoth(PairInputs& inputs, const Basis& basis, text::Split split) {
    const StageContext& context = inputs.context();
    const store::RunRow& run = basis.run;
    const store::RotationRow rotation = store::rotationRow(context.project, run.rotation);
    const DoubleMatrix w = align::readRotation(context.project.resolve(rotation.file));
    const std::array<sae::Sae, 2> saes = saesOf(context.project, run);
    const std::string what = "Evaluating run " + std::to_string(run.id.value) + " on " + std::string(text::splitName(split));
    KeptPass passA(context, basis.passKey(Side::A)), passB(context, basis.passKey(Side::B));
    context.begin(what + (passB.from ? passB.text("B") : passA.text("A")));
    const bert::Activations& activations = inputs.activations(Side::A, split);
    const std::int64_t need =
        evaluationBytes(saes[0].config, activations.tokenCount(), activations.textCount(), activations.logits().cols);
    context.needsDisk(what, beyond(passB.file, beyond(passA.file, need)));
    evaluate::MemberOutcome a = passOf(inputs, saes[0], Side::A, split, nullptr, passA);
    evaluate::MemberOutcome b = passOf(inputs, saes[1], Side::B, split, rotation.kind == "identity" ? nullptr : &w, passB);
    std::string codesA = kept(context.project, a.codes), codesB = kept(context.project, b.codes);
    return {std::move(a.codes),   std::move(b.codes),   std::move(codesA),              std::move(codesB),
            resultJson(a).dump(), resultJson(b).dump(), evaluate::accuracyChange(a, b), {passA.file, passB.file}};
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
              byIndex.metrics.accuracyChange,
              {}};
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
    const Basis basis{run, rowA, rowB, run.rotation ? store::rotationRow(context.project, run.rotation).file : ""};
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
            for (const Side side : bothSides)
                forgetKey(context.project, basis.passKey(side));
            continue;
        }
        if (!pass)
            pass = storedPass(context, basis, split);
        if (!pass)
            pass = run.matchedFrom ? renumberedPass(inputs, run, spec) : hijackBoth(inputs, basis, split);
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
    if (pass)
        std::ranges::for_each(pass->states, forget);
    return rows;
}

} // namespace crosseed::pipeline
