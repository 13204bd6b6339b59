#include "align/rotation_file.h"
#include "base/hash.h"
#include "bert/activations.h"
#include "pipeline/alignment_texts.h"
#include "pipeline/fields.h"
#include "pipeline/result_json.h"
#include "pipeline/stages.h"
#include "store/audit.h"

namespace crosseed::pipeline {

namespace {

nlohmann::json controlJson(const FloatMatrix& a, const FloatMatrix& b, const DoubleMatrix& w) {
    return {{"tokens", a.rows}, {"nre", align::normalisedResidualError(view(a), view(b), w)}};
}

} // namespace

store::RotationRow alignPair(const StageContext& context, const store::CorpusRow& corpus, const text::Corpus& documents,
                             const store::PairRow& pair, std::int64_t layer, align::RotationKind kind,
                             const AlignSpec& spec) {
    PairInputs inputs(context, corpus, documents, pair, layer);
    return alignPair(inputs, kind, spec);
}

store::RotationRow alignPair(PairInputs& inputs, align::RotationKind kind, const AlignSpec& spec) {
    const StageContext& context = inputs.context();
    const text::Split split = text::parseSplit(spec.split);
    const store::ActivationRow& rowA = inputs.activationRow(Side::A, split);
    const store::ActivationRow& rowB = inputs.activationRow(Side::B, split);
    nlohmann::json config = toJson(spec);
    config.erase("rotations");
    config["kind"] = align::rotationName(kind);
    const std::string key = hashOf(std::string(store::rotationMethod) + "\n" + rowA.key + "\n" + rowB.key + "\n" + config.dump());
    const std::string what = "Rotation of " + inputs.pair().name + ", " + std::string(align::rotationName(kind));
    if (const auto row = store::findRotationByKey(context.project, key);
        row && std::filesystem::exists(context.project.resolve(row->file))) {
        context.reused(what);
        return *row;
    }
    context.begin(what);
    const auto rowsOf = [&](Side side) {
        const bert::Activations& activations = inputs.activations(side, split);
        return alignmentRows(activations, alignmentTexts(activations, 0, spec.texts, spec.specialTokens));
    };
    const FloatMatrix a = rowsOf(Side::A), b = rowsOf(Side::B);
    align::AlignOptions options;
    options.centred = spec.centred;
    options.seed = spec.seed;
    DoubleMatrix w;
    nlohmann::json result;
    if (kind == align::RotationKind::True) {
        align::Alignment alignment = align::align(view(a), view(b), options, context.progress, context.stop);
        for (const std::string& warning : alignment.warnings)
            context.warn(warning);
        result = resultJson(alignment);
        w = std::move(alignment.w);
    } else {
        w = align::controlRotation(kind, view(a), view(b), options);
        result = controlJson(a, b, w);
    }
    const auto temporary = context.project.temporaryFile("rotation");
    align::writeRotation(temporary, w, {{"kind", std::string(align::rotationName(kind))}, {"key", key}});
    store::RotationRow row;
    row.key = key;
    row.pair = inputs.pair().id;
    row.corpus = inputs.corpus().id;
    row.kind = align::rotationName(kind);
    row.layer = inputs.layer();
    row.configJson = config.dump();
    row.resultJson = result.dump();
    row.file = context.project.adoptTensorFile(temporary);
    return store::insertRotation(context.project, row);
}

} // namespace crosseed::pipeline
