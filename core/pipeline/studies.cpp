#include "pipeline/studies.h"
#include "align/rotation_file.h"
#include "bert/activations.h"
#include "pipeline/alignment_texts.h"
#include <algorithm>
#include <nlohmann/json.hpp>

namespace crosseed::pipeline {

namespace {

// The activations of both models on a split, mapped.
struct PairActivations {
    bert::Activations a, b;

    PairActivations(const StageContext& context, const store::CorpusRow& corpus, const text::Corpus& documents,
                    const store::PairRow& pair, text::Split split, std::int64_t layer)
        : a(fileOf(context, corpus, documents, pair.a, split, layer)),
          b(fileOf(context, corpus, documents, pair.b, split, layer)) {}

    align::TokenSample sample(std::int64_t first, std::int64_t count, bool specialTokens) const {
        return {a.hidden(), b.hidden(), alignmentTexts(a, first, count, specialTokens)};
    }

private:
    static std::filesystem::path fileOf(const StageContext& context, const store::CorpusRow& corpus,
                                        const text::Corpus& documents, ModelId model, text::Split split,
                                        std::int64_t layer) {
        return context.project.resolve(
            extractActivations(context, corpus, documents, store::modelRow(context.project, model), split, layer).file);
    }
};

evaluate::AtomChoice choiceOf(const std::string& name) {
    if (name == "active_either")
        return evaluate::AtomChoice::ActiveInEither;
    require(name == "active_both", ErrorKind::Usage,
            "features is all, active_either or active_both, not " + name + ".");
    return evaluate::AtomChoice::ActiveInBoth;
}

std::vector<std::int32_t> featuresOf(const StageContext& context, const store::RunRow& run, const sae::Sae& sae,
                                     const std::string& name) {
    if (name == "all")
        return evaluate::allFeatures(sae);
    const evaluate::AtomChoice choice = choiceOf(name);
    const auto evaluation = store::latestEvaluation(context.project, run.id, evaluate::Pooling::PerToken);
    const auto minimum = nlohmann::json::parse(evaluation.configJson)["minimum_active"].get<std::int64_t>();
    return evaluate::chooseAtoms(evaluation.metrics, choice, minimum);
}

} // namespace

align::AlignmentStudy studyAlignment(const StageContext& context, const store::CorpusRow& corpus,
                                     const text::Corpus& documents, const store::PairRow& pair, std::int64_t layer,
                                     const StudySpec& spec) {
    require(spec.texts >= 0, ErrorKind::Usage,
            "The number of texts must be 0 (all) or more, not " + std::to_string(spec.texts) + ".");
    const text::Split split = text::parseSplit(spec.split);
    const bool rest = spec.heldOut == "rest", none = spec.heldOut == "none";
    require(rest || none || text::parseSplit(spec.heldOut) != split, ErrorKind::Usage,
            "The sample is from the " + spec.split + " split, so that split is not held out; use rest for its other texts.");
    const PairActivations activations(context, corpus, documents, pair, split, layer);
    const align::TokenSample sample = activations.sample(0, spec.texts, spec.specialTokens);
    std::optional<PairActivations> other;
    if (!rest && !none)
        other.emplace(context, corpus, documents, pair, text::parseSplit(spec.heldOut), layer);
    align::TokenSample heldOut = other ? other->sample(0, 0, spec.specialTokens)
                                       : activations.sample(std::ssize(sample.texts), 0, spec.specialTokens);
    if (none)
        heldOut.texts.clear();
    if (rest && heldOut.texts.empty())
        context.warn("The sample is the whole " + spec.split + " split, so nothing of it is held out.");
    context.begin("Alignment of " + pair.name + " in depth");
    return align::alignmentStudy(sample, heldOut, spec.study, context.progress, context.stop);
}

GeometryStudy studyGeometry(const StageContext& context, const text::Corpus& documents, const store::RunRow& run,
                            const GeometrySpec& spec, Side model) {
    const sae::Sae sae = std::move(saesOf(context.project, run)[static_cast<std::size_t>(model)]);
    const std::vector<std::int32_t> features = featuresOf(context, run, sae, spec.features);
    const PairActivations activations(context, store::corpusRow(context.project, run.corpus), documents,
                                      store::pairRow(context.project, run.pair), text::parseSplit(spec.split), run.layer);
    const DoubleMatrix w =
        align::readRotation(context.project.resolve(store::rotationRow(context.project, run.rotation).file));
    context.begin("Geometry of run " + std::to_string(run.id.value));
    std::vector<std::int64_t> counted;
    for (const align::RowRange& text : activations.sample(0, 0, spec.specialTokens).texts)
        for (std::int64_t row = text.first; row < text.last; ++row)
            counted.push_back(row);
    GeometryStudy study;
    study.hidden = evaluate::hiddenPca(activations.a.hidden(), activations.b.hidden(), w, counted, spec.hidden);
    const auto starts = activations.a.starts();
    for (const std::int64_t row : study.hidden.rows)
        study.texts.push_back(std::upper_bound(starts.begin(), starts.end(), row) - starts.begin() - 1);
    study.dictionary = evaluate::dictionaryPca(sae, features, spec.hidden.components);
    study.cosines = evaluate::decoderCosines(sae, features, spec.cosines, context.progress, context.stop);
    return study;
}

} // namespace crosseed::pipeline
