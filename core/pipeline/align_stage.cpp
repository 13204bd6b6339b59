#include "align/rotation_file.h"
#include "base/hash.h"
#include "bert/activations.h"
#include "pipeline/fields.h"
#include "pipeline/result_json.h"
#include "pipeline/stages.h"
#include <algorithm>

namespace crosseed::pipeline {

namespace {

// Rows of the first `texts` texts, without the first and last token of each unless asked for: [n, D].
FloatMatrix alignmentRows(const bert::Activations& activations, const AlignSpec& spec) {
    const std::int64_t available = activations.textCount();
    const std::int64_t texts = spec.texts > 0 ? std::min(spec.texts, available) : available;
    const std::int64_t edge = spec.specialTokens ? 0 : 1;
    const MatrixView hidden = activations.hidden();
    FloatMatrix rows;
    rows.cols = hidden.cols;
    rows.values.reserve(static_cast<std::size_t>(
        (activations.starts()[static_cast<std::size_t>(texts)] - 2 * edge * texts) * hidden.cols));
    for (std::int64_t text = 0; text < texts; ++text) {
        const std::int64_t first = activations.starts()[static_cast<std::size_t>(text)] + edge;
        const std::int64_t last = activations.starts()[static_cast<std::size_t>(text) + 1] - edge;
        rows.values.insert(rows.values.end(), hidden.data + first * hidden.cols, hidden.data + last * hidden.cols);
        rows.rows += last - first;
    }
    return rows;
}

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
    const std::string key = hashOf("rotation 1\n" + rowA.key + "\n" + rowB.key + "\n" + config.dump());
    const std::string what = "Rotation of " + inputs.pair().name + ", " + std::string(align::rotationName(kind));
    if (const auto row = store::findRotationByKey(context.project, key);
        row && std::filesystem::exists(context.project.resolve(row->file))) {
        context.reused(what);
        return *row;
    }
    context.begin(what);
    const FloatMatrix a = alignmentRows(inputs.activations(Side::A, split), spec);
    const FloatMatrix b = alignmentRows(inputs.activations(Side::B, split), spec);
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
