#include "app/gui/counterfactual_edits.h"
#include "evaluate/contexts.h"
#include "pipeline/counterfactual_json.h"
#include "pipeline/fields.h"
#include "views/shared/words.h"
#include <nlohmann/json.hpp>

namespace crosseed::gui {

using views::toQt;
using views::toStd;

namespace {

constexpr std::int64_t storedMoved = evaluate::CounterfactualOptions{}.mostMoved; // of the features that moved, as the command line keeps
constexpr std::int64_t shownMoved = 1'000;

// Where the former peak is now, else the edit's peak, else what is strongest there.
std::int64_t tokenAtStake(const evaluate::Probe& probe, const evaluate::Counterfactual& result, std::size_t member, std::int32_t feature) {
    const evaluate::MemberEffect& effect = result.effects.front().members[member];
    if (effect.silence)
        return effect.silence->token;
    if (effect.after.token >= 0)
        return effect.after.token;
    const std::vector<float> values = probe.valuesBeforeTopK(*result.edited, member, feature);
    std::int64_t best = -1;
    for (std::int64_t token = 0; token < result.edited->tokenCount(); ++token)
        if (!result.edited->isSpecial(token) &&
            (best < 0 || values[static_cast<std::size_t>(token)] > values[static_cast<std::size_t>(best)]))
            best = token;
    return best;
}

// Its whole word, or what there is of one.
QString wordAt(const evaluate::Counterfactual& result, std::int64_t token) {
    const text::ByteRange range = result.edited->ranges[static_cast<std::size_t>(token)];
    for (const evaluate::Word& word : result.alignment.edited)
        if (word.range.begin <= range.begin && word.range.end >= range.end)
            return toQt(evaluate::written(result.edited->text, word.range));
    return toQt(result.edited->pieces[static_cast<std::size_t>(token)]);
}

views::RankedToken rankedAt(const evaluate::Probe& probe, const evaluate::Counterfactual& result, std::size_t member, std::int32_t feature) {
    views::RankedToken ranked;
    if (!probe.hasFeature(member, feature))
        return ranked;
    ranked.token = tokenAtStake(probe, result, member, feature);
    if (ranked.token < 0)
        return ranked;
    ranked.word = wordAt(result, ranked.token);
    ranked.values = probe.rankedBeforeTopK(*result.edited, member, ranked.token);
    ranked.feature = probe.beforeTopK(*result.edited, member, ranked.token, feature);
    ranked.k = probe.k(member);
    return ranked;
}

} // namespace

evaluate::Probe& LoadedPair::of(const std::filesystem::path& project, const store::RunRow& run) {
    if (isLoaded(project, run.id))
        return m_loaded->probe;
    {
        std::lock_guard guard(m_mutex);
        m_run = {};
    }
    m_loaded.reset(); // one pair at a time in memory
    m_loaded = std::make_unique<pipeline::LoadedProbe>(store::Project::open(project, store::Access::Read), run, bert::chooseDevice("auto"));
    std::lock_guard guard(m_mutex);
    m_project = project;
    m_run = run.id;
    return m_loaded->probe;
}

bool LoadedPair::isLoaded(const std::filesystem::path& project, RunId run) const {
    std::lock_guard guard(m_mutex);
    return m_run == run && m_run && m_project == project;
}

ComputedEdit computeEdit(evaluate::Probe& probe, std::int32_t feature, const std::string& original, const std::string& edited,
                         std::stop_token stop) {
    const auto begin = std::chrono::steady_clock::now();
    const std::array texts{original, edited};
    const evaluate::ProbedTexts probed = probe.probe(texts, {}, stop);
    evaluate::CounterfactualOptions options;
    options.mostMoved = shownMoved;
    auto answer = std::make_shared<views::EditAnswer>();
    answer->result = evaluate::counterfactual(probe, {feature}, probed[0], probed[1], options);
    answer->feature = feature;
    for (const std::size_t m : {0u, 1u}) {
        throwIfStopped(stop);
        answer->ranked[m] = rankedAt(probe, answer->result, m, feature);
    }
    answer->classNames = probe.classNames();
    evaluate::Counterfactual stored = answer->result;
    options.mostMoved = storedMoved;
    stored.mostMoved.resize(std::min(stored.mostMoved.size(), static_cast<std::size_t>(storedMoved)));
    answer->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const std::string json = pipeline::jsonText(pipeline::resultJson(stored, stored.effects.front(), probe, options));
    return {answer, {{}, {}, feature, original, edited, stored.editType, json, {}, {}, {}}};
}

store::CounterfactualRow withType(store::CounterfactualRow row, const std::string& editType) {
    if (editType.empty() || editType == row.editType)
        return row;
    nlohmann::json json = nlohmann::json::parse(row.resultJson);
    json["edit_type"] = editType;
    row.resultJson = pipeline::jsonText(json);
    row.editType = editType;
    return row;
}

views::PlaceboRange computePlacebo(evaluate::Probe& probe, std::int32_t feature, const std::vector<std::string>& texts, const TaskContext& context) {
    const auto noise = evaluate::placeboNoise(probe, feature, texts, {}, context.progress, context.stop);
    views::PlaceboRange range;
    for (const std::size_t m : {0u, 1u})
        range.effects[m] = noise[m].singleEdits;
    range.edits = std::max(noise[0].edits, noise[1].edits);
    range.texts = std::ssize(texts);
    return range;
}

StrongestTexts strongestTexts(const views::Result& result, std::int32_t feature, std::int64_t count) {
    evaluate::ContextOptions options;
    options.count = count;
    const evaluate::Contexts contexts = evaluate::contexts(feature, result.index, result.documentOf, options);
    StrongestTexts strongest;
    strongest.texts = contexts.lines;
    for (const evaluate::ContextLine& line : contexts.bands.front().lines)
        strongest.sentences.push_back({line.position, toQt(line.document.id), toQt(line.document.text)});
    return strongest;
}

store::EditStudyRow computeRule(evaluate::Probe& probe, const views::Result& result, std::int32_t feature, const views::RuleAsk& ask,
                                const TaskContext& context) {
    const StrongestTexts strongest = strongestTexts(result, feature, ask.contexts);
    std::vector<std::string> texts;
    for (const views::SentenceChoice& sentence : strongest.sentences)
        texts.push_back(toStd(sentence.text));
    const evaluate::EditStudyOptions options{.placebo = ask.placebo};
    nlohmann::json study = pipeline::resultJson(
        evaluate::editStudy(probe, feature, texts, toStd(ask.rule), options, context.progress, context.stop), options);
    study["source"] = "the " + std::to_string(texts.size()) + " strongest of " + text::countText(strongest.texts) + " different texts of the " +
                      std::string(text::splitName(result.evaluation.split)) + " split on which it fires";
    study["run"] = result.run.id.value;
    study["note"] = "";
    study["id"] = nullptr;
    return {{}, result.run.id, feature, toStd(ask.rule), pipeline::jsonText(study), {}, {}, {}};
}

} // namespace crosseed::gui
