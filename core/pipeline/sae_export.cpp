#include "align/rotation_file.h"
#include "pipeline/sae_exchange.h"
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace crosseed::pipeline {

namespace {

constexpr std::int64_t comparedRows = 4096;

// Of both models in the run's latest evaluation per token; nothing without one.
std::optional<std::int64_t> negativeCodes(const store::Project& project, const store::RunRow& run, Side side) {
    try {
        const auto row = store::latestEvaluation(project, run.id, evaluate::Pooling::PerToken);
        const auto outcome = nlohmann::json::parse(side == Side::A ? row.outcomeAJson : row.outcomeBJson);
        return outcome.at("negative_codes").get<std::int64_t>();
    } catch (const Error&) {
        return std::nullopt;
    }
}

void checkNegativeCodes(const store::Project& project, const store::RunRow& run, const SaeExportSpec& spec, SaeExport& result) {
    const auto negative = negativeCodes(project, run, spec.side);
    const std::string layout(sae::layoutName(spec.layout));
    require(spec.relu || (negative && *negative == 0), ErrorKind::Usage,
            "The layout " + layout + " sets negative codes to 0, this SAE keeps them" +
                (negative ? ": the run's evaluation has " + std::to_string(*negative) + " of them"
                          : ", and the run has no evaluation that could tell whether there are any") +
                ". Say --relu to write it with the ReLU, train with --relu-after-topk, or export the layout crosseed.");
    result.notes.push_back("Codes below 0, which this SAE may keep, become 0 in the layout " + layout + "; the run's evaluation has " +
                           (negative ? std::to_string(*negative) : std::string("an unknown number")) + " of them.");
}

// Activations of the model to compare with: those of the test split before others.
std::optional<store::ActivationRow> rowsToCompare(const store::Project& project, const store::RunRow& run, ModelId model) {
    for (const store::ActivationRow& row : store::activationsOf(project, model, run.layer))
        if (std::filesystem::exists(project.resolve(row.file)))
            return row;
    return std::nullopt;
}

double largestDifference(const std::vector<float>& a, const std::vector<float>& b) {
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, std::abs(static_cast<double>(a[i]) - b[i]));
    return largest;
}

void compareCodes(const sae::SparseCodes& a, const sae::SparseCodes& b, CodesAgreement& out) {
    for (std::size_t row = 0; row + 1 < a.rowStarts.size(); ++row) {
        auto i = static_cast<std::size_t>(a.rowStarts[row]), j = static_cast<std::size_t>(b.rowStarts[row]);
        const auto endA = static_cast<std::size_t>(a.rowStarts[row + 1]), endB = static_cast<std::size_t>(b.rowStarts[row + 1]);
        while (i < endA || j < endB) {
            const bool inA = i < endA && (j == endB || a.indices[i] <= b.indices[j]);
            const bool inB = j < endB && (i == endA || b.indices[j] <= a.indices[i]);
            const double difference = (inA ? static_cast<double>(a.values[i]) : 0) - (inB ? static_cast<double>(b.values[j]) : 0);
            out.largestCode = std::max(out.largestCode, std::abs(difference));
            out.otherFeatures += inA != inB;
            i += inA;
            j += inB;
        }
    }
}

// rows W or rows W^T, float64 sums.
FloatMatrix turned(MatrixView rows, const DoubleMatrix& w, bool back) {
    FloatMatrix out(rows.rows, rows.cols);
#pragma omp parallel for schedule(static)
    for (std::int64_t r = 0; r < rows.rows; ++r) {
        std::vector<double> sums(static_cast<std::size_t>(rows.cols));
        const auto row = rows.row(r);
        for (std::int64_t i = 0; i < rows.cols; ++i)
            for (std::int64_t j = 0; j < rows.cols; ++j) // row i of W, in the order of memory
                if (back)
                    sums[static_cast<std::size_t>(i)] += row[static_cast<std::size_t>(j)] * w(i, j);
                else
                    sums[static_cast<std::size_t>(j)] += row[static_cast<std::size_t>(i)] * w(i, j);
        std::ranges::transform(sums, out.values.begin() + r * rows.cols, [](double v) { return static_cast<float>(v); });
    }
    return out;
}

// What the file says of itself.
nlohmann::json originOf(const store::RunRow& run, const store::PairRow& pair, const store::ModelRow& model,
                        const std::string& basis) {
    return {{"program", "Crosseed"},
            {"program_version", run.programVersion},
            {"run", std::to_string(run.id.value)},
            {"key", run.key},
            {"condition", run.condition},
            {"pair", pair.name},
            {"model_name", model.name},
            {"model_content", model.contentHash},
            {"hook_name", "bert.encoder.layer." + std::to_string(run.layer)}, // output of, layers from 0
            {"basis", basis},
            {"config", nlohmann::json::parse(run.configJson)}};
}

struct Written {
    sae::Sae computes; // what the file, read again, computes
    bool sameBits = false;
};

Written written(const sae::Sae& sae, const SaeExportSpec& spec, const std::filesystem::path& out, const nlohmann::json& origin,
                SaeExport& result) {
    if (spec.layout == sae::Layout::Crosseed) {
        std::map<std::string, std::string> metadata;
        for (const auto& [name, value] : origin.items())
            metadata[name] = value.is_string() ? value.get<std::string>() : value.dump();
        sae::writeSae(out, sae, metadata);
        const sae::Sae again = sae::readSae(out);
        const bool same = again.config == sae.config && again.weights.encoder.values == sae.weights.encoder.values &&
                          again.weights.decoder.values == sae.weights.decoder.values &&
                          again.weights.encoderBias == sae.weights.encoderBias && again.weights.decoderBias == sae.weights.decoderBias;
        return {again, same};
    }
    const sae::ForeignSae foreign = sae::toLayout(sae, spec.layout, {spec.preprocessed, origin});
    sae::writeForeign(out, foreign);
    const sae::ForeignSae again = sae::readForeign(out, spec.layout);
    if (sae::needsPreprocessing(sae.config, spec.layout))
        result.notes.push_back("Before a row is given to this SAE, " + sae::preprocessingText(sae.config) + ".");
    return {sae::fromLayout(again, nullptr), sae::sameBits(foreign, again)};
}

} // namespace

CodesAgreement agreement(const sae::Sae& a, const DoubleMatrix* w, const sae::Sae& b, MatrixView rows) {
    const FloatMatrix forA = w ? turned(rows, *w, false) : FloatMatrix();
    sae::EncodeResult first = sae::encode(a, w ? view(forA) : rows, true);
    const sae::EncodeResult second = sae::encode(b, rows, true);
    if (w)
        first.reconstruction = turned(view(first.reconstruction), *w, true);
    CodesAgreement out;
    out.rows = rows.rows;
    out.largestReconstruction = largestDifference(first.reconstruction.values, second.reconstruction.values);
    compareCodes(first.codes, second.codes, out);
    return out;
}

SaeExport exportSae(const store::Project& project, const store::RunRow& run, const SaeExportSpec& spec,
                    const std::filesystem::path& out) {
    SaeExport result;
    const sae::Sae sae = saesOf(project, run)[static_cast<std::size_t>(spec.side)];
    const store::RotationRow rotation = store::rotationRow(project, run.rotation);
    const bool turns = spec.side == Side::B && rotation.kind != "identity";
    require(spec.layout == sae::Layout::Crosseed || !turns || spec.ownBasis, ErrorKind::Usage,
            "In the layout " + std::string(sae::layoutName(spec.layout)) + " an SAE of model B reads B's own activations; only the "
            "layout crosseed may want turned ones.");
    if (spec.layout != sae::Layout::Crosseed && !sae.config.reluAfterTopK)
        checkNegativeCodes(project, run, spec, result);
    const DoubleMatrix w = turns ? align::readRotation(project.resolve(rotation.file)) : DoubleMatrix();
    const bool folded = turns && spec.ownBasis;
    const store::PairRow pair = store::pairRow(project, run.pair);
    const store::ModelRow model = store::modelRow(project, spec.side == Side::A ? pair.a : pair.b);
    const nlohmann::json origin = originOf(run, pair, model, folded ? "its own" : turns ? "turned onto model A (h_B W)" : "its own");
    const Written file = written(folded ? sae::inOwnBasis(sae, w) : sae, spec, out, origin, result);
    if (folded)
        result.notes.push_back("The rotation is folded in: it reads model B's activations as they are.");
    else if (turns)
        result.notes.push_back("It reads model B's activations turned onto A's (h_B W).");
    result.sameBits = file.sameBits;
    require(result.sameBits, ErrorKind::Internal, out.string() + " does not hold what was written to it; look at the disk.");
    if (const auto row = rowsToCompare(project, run, model.id)) {
        const bert::Activations activations(project.resolve(row->file));
        const MatrixView hidden = activations.hidden();
        result.of = model.name + ", " + std::string(text::splitName(row->split)) + " split, layer " + std::to_string(row->layer);
        MatrixView rows = hidden.middleRows(0, std::min(comparedRows, hidden.rows));
        const FloatMatrix both = turns && !folded ? turned(rows, w, false) : FloatMatrix();
        result.agreement = agreement(sae, folded ? &w : nullptr, file.computes, turns && !folded ? view(both) : rows);
    }
    return result;
}

} // namespace crosseed::pipeline
