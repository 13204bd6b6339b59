#include "app/gui/pair_measure.h"
#include "app/gui/grid_settings.h"
#include "bert/fine_tune.h"
#include "bert/scores.h"
#include "pipeline/result_json.h"
#include "pipeline/stages.h"
#include "store/corpora.h"
#include <algorithm>
#include <cmath>

namespace crosseed::gui {

using nlohmann::json;
using pipeline::Side;

namespace {

constexpr double normal95 = 1.959964;

std::vector<std::int32_t> answersOf(const FloatMatrix& logits) {
    std::vector<std::int32_t> answers;
    for (std::int64_t row = 0; row < logits.rows; ++row) {
        const auto scores = view(logits).row(row);
        answers.push_back(static_cast<std::int32_t>(std::ranges::max_element(scores) - scores.begin()));
    }
    return answers;
}

// Of both models' answers, text by text.
void compare(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b, const std::vector<std::int32_t>& labels, MeasuredPair& measured) {
    double sum = 0, squares = 0, same = 0;
    std::int64_t labelled = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        same += a[i] == b[i] ? 1 : 0;
        if (labels[i] < 0)
            continue;
        ++labelled;
        const double d = (a[i] == labels[i] ? 1 : 0) - (b[i] == labels[i] ? 1 : 0);
        sum += d;
        squares += d * d;
    }
    measured.texts = labelled;
    measured.agreement = labels.empty() ? views::notKnown : same / static_cast<double>(labels.size());
    if (labelled < 2)
        return;
    const auto n = static_cast<double>(labelled);
    const double mean = sum / n, error = std::sqrt(std::max(0., squares / n - mean * mean) / (n - 1));
    measured.differenceLow = mean - normal95 * error;
    measured.differenceHigh = mean + normal95 * error;
}

} // namespace

MeasuredPair measurePair(store::Project& project, const store::PairRow& pair, const views::GridOptions& options, const ProgressFn& progress,
                         std::stop_token stop) {
    const store::ModelRow a = store::modelRow(project, pair.a);
    const store::CorpusRow corpus = store::corpusRow(project, a.corpus);
    const text::Corpus documents = store::loadCorpus(project, corpus.id);
    const GridSettings settings(options);
    const std::int64_t layer = settings.layer(pipeline::configOf(project, a).layers);
    require(layer >= 0, ErrorKind::Usage, "These models have no layer " + std::to_string(options.layer) + " with one after it; choose another one above the grid.");
    const pipeline::StageContext context{project, bert::Device::Cpu, 0, {}, stop, {}, {}, {}};
    pipeline::PairInputs inputs(context, corpus, documents, pair, layer);
    MeasuredPair measured;
    std::array<std::vector<std::int32_t>, 2> answers;
    std::vector<std::int32_t> labels;
    for (const Side side : pipeline::bothSides) {
        const auto at = static_cast<std::size_t>(side);
        const auto tokens = pipeline::tokensOf(project, inputs.model(side), documents, text::Split::Validation);
        const double from = 0.35 * static_cast<double>(at);
        report(progress, from, "Counting the accuracy of " + inputs.model(side).name);
        const FloatMatrix logits = bert::logitsOf(inputs.classifier(side), tokens, partOf(progress, from, from + 0.35), stop);
        (side == Side::A ? measured.accuracyA : measured.accuracyB) = bert::accuracy(view(logits), tokens.labels);
        (side == Side::A ? measured.macroF1A : measured.macroF1B) = bert::macroF1(view(logits), tokens.labels);
        answers[at] = answersOf(logits);
        labels = tokens.labels;
    }
    compare(answers[0], answers[1], labels, measured);
    report(progress, 0.7, "Timing a few batches");
    measured.cost = pipeline::pairCost(inputs, settings.preset().sae, settings.jointTraining(pipeline::Condition::Full), {});
    measured.dictionary = options.dictionary;
    measured.k = options.k;
    measured.preset = options.preset;
    report(progress, 1, "");
    return measured;
}

QString measuredText(const MeasuredPair& m) {
    const pipeline::PairCost& cost = m.cost;
    const auto number = [](double value) { return pipeline::numberJson(value); };
    return QString::fromStdString(json{{"a", number(m.accuracyA)}, {"b", number(m.accuracyB)}, {"texts", m.texts}, {"agreement", number(m.agreement)},
                {"low", m.differenceLow}, {"high", m.differenceHigh}, {"f1_a", number(m.macroF1A)}, {"f1_b", number(m.macroF1B)},
                {"dictionary", m.dictionary}, {"k", m.k}, {"preset", m.preset}, {"busy", m.whileBusy},
                {"measured_texts", cost.measuredTexts}, {"measured_tokens", cost.measuredTokens}, {"train_tokens", cost.trainTokens},
                {"evaluation_tokens", cost.evaluationTokens}, {"steps", cost.steps}, {"extraction", cost.extractionSeconds},
                {"training", cost.trainingSeconds}, {"evaluation", cost.evaluationSeconds}, {"memory", cost.memoryBytes},
                {"disk", cost.diskBytes}}
                                      .dump());
}

std::optional<MeasuredPair> measuredFrom(const QString& text) {
    const json stored = json::parse(text.toStdString(), nullptr, false);
    if (!stored.is_object())
        return std::nullopt;
    try {
        MeasuredPair m;
        const auto number = [&](const char* name) { return stored.at(name).is_number() ? stored.at(name).get<double>() : views::notKnown; };
        m.accuracyA = number("a");
        m.accuracyB = number("b");
        m.agreement = number("agreement");
        m.macroF1A = number("f1_a");
        m.macroF1B = number("f1_b");
        m.texts = stored.at("texts");
        m.differenceLow = stored.at("low");
        m.differenceHigh = stored.at("high");
        m.dictionary = stored.at("dictionary");
        m.k = stored.at("k");
        m.preset = stored.at("preset");
        m.whileBusy = stored.at("busy");
        m.cost.measuredTexts = stored.at("measured_texts");
        m.cost.measuredTokens = stored.at("measured_tokens");
        m.cost.trainTokens = stored.at("train_tokens");
        m.cost.evaluationTokens = stored.at("evaluation_tokens");
        m.cost.steps = stored.at("steps");
        m.cost.extractionSeconds = stored.at("extraction");
        m.cost.trainingSeconds = stored.at("training");
        m.cost.evaluationSeconds = stored.at("evaluation");
        m.cost.memoryBytes = stored.at("memory");
        m.cost.diskBytes = stored.at("disk");
        return m;
    } catch (const json::exception&) { // another version's
        return std::nullopt;
    }
}

std::pair<double, double> shareInterval(double share, std::int64_t texts) {
    if (!std::isfinite(share) || texts <= 0)
        return {share, share};
    const auto n = static_cast<double>(texts);
    const double z2 = normal95 * normal95, middle = (share + z2 / (2 * n)) / (1 + z2 / n);
    const double half = normal95 / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    return {middle - half, middle + half};
}

std::pair<double, double> trainedScores(const store::ModelRow& model) {
    const auto result = pipeline::fineTuneResultOf(json::parse(model.trainingJson));
    if (!result || result->best < 1 || result->best > static_cast<int>(result->evaluations.size()))
        return {views::notKnown, views::notKnown};
    const bert::FineTuneEvaluation& best = result->evaluations[static_cast<std::size_t>(result->best - 1)];
    return {best.validationAccuracy, best.validationMacroF1};
}

} // namespace crosseed::gui
