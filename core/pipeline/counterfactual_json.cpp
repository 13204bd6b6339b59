#include "pipeline/counterfactual_json.h"
#include "pipeline/result_json.h"
#include <cmath>
#include <nlohmann/json.hpp>

namespace crosseed::pipeline {

using nlohmann::json;

namespace {

constexpr const char* memberNames[] = {"a", "b", "both"};

json peakJson(const evaluate::Peak& peak) {
    return {{"value", peak.value}, {"token", peak.token}, {"piece", peak.piece},
            {"word", peak.word},   {"cls", peak.cls},     {"sep", peak.sep}};
}

json silenceJson(const evaluate::MemberEffect& effect) {
    if (!effect.silence)
        return nullptr;
    const evaluate::Silence& silence = *effect.silence;
    return {{"token", silence.token},        {"piece", silence.piece},
            {"aligned", silence.aligned},    {"before_topk", silence.before.value},
            {"rank", silence.before.rank},   {"k", silence.k},
            {"on_special", silence.onSpecial}, {"text", evaluate::silenceText(silence, effect.after)}};
}

json memberJson(const evaluate::Counterfactual& result, const evaluate::MemberEffect& effect, std::size_t member) {
    json out{{"present", effect.present},
             {"probabilities_before", result.original->members[member].probabilities},
             {"probabilities_after", result.edited->members[member].probabilities}};
    if (effect.present)
        out.update({{"before", peakJson(effect.before)},
                    {"after", peakJson(effect.after)},
                    {"effect", numberJson(effect.effect)},
                    {"silence", silenceJson(effect)}});
    return out;
}

json tokensJson(const evaluate::ProbedText& text, std::int32_t feature) {
    json tokens = json::array();
    for (std::int64_t t = 0; t < text.tokenCount(); ++t) {
        const text::ByteRange range = text.ranges[static_cast<std::size_t>(t)];
        tokens.push_back({{"piece", text.pieces[static_cast<std::size_t>(t)]},
                          {"begin", range.begin},
                          {"end", range.end},
                          {"special", text.isSpecial(t)},
                          {"a", text.code(0, t, feature)},
                          {"b", text.code(1, t, feature)}});
    }
    return tokens;
}

json movedJson(const std::vector<evaluate::MovedFeature>& moved) {
    json out = json::array();
    for (const evaluate::MovedFeature& m : moved)
        out.push_back({{"feature", m.feature},
                       {"before_a", m.before[0]},
                       {"after_a", m.after[0]},
                       {"before_b", m.before[1]},
                       {"after_b", m.after[1]},
                       {"moved", m.moved}});
    return out;
}

json wordsJson(const evaluate::Counterfactual& result) {
    json words = json::array();
    const auto written = [](const std::string& text, const std::vector<evaluate::Word>& all, std::int64_t at) {
        return at < 0 ? json(nullptr) : json(evaluate::written(text, all[static_cast<std::size_t>(at)].range));
    };
    for (const evaluate::AlignedWord& word : result.alignment.words)
        words.push_back({{"change", evaluate::changeName(word.change)},
                         {"original", written(result.original->text, result.alignment.original, word.original)},
                         {"edited", written(result.edited->text, result.alignment.edited, word.edited)}});
    return words;
}

json summaryJson(const evaluate::EffectSummary& s) {
    return {{"texts", s.defined},         {"undefined", s.undefined},          {"mean", numberJson(s.mean)},
            {"low", numberJson(s.interval.low)}, {"high", numberJson(s.interval.high)}, {"rose", s.signs.positive},
            {"fell", s.signs.negative},   {"unchanged", s.signs.zero},         {"sign_test_p", s.signs.p},
            {"quantile_025", numberJson(s.range.low)}, {"quantile_975", numberJson(s.range.high)}};
}

json summariesJson(const std::array<evaluate::EffectSummary, 3>& summaries) {
    json out;
    for (std::size_t i = 0; i < 3; ++i)
        out[memberNames[i]] = summaryJson(summaries[i]);
    return out;
}

json noiseJson(const std::array<evaluate::PlaceboNoise, 3>& noise) {
    json out;
    for (std::size_t i = 0; i < 3; ++i)
        out[memberNames[i]] = {{"low", numberJson(noise[i].meanBand.low)},
                               {"high", numberJson(noise[i].meanBand.high)},
                               {"texts_of_a_mean", noise[i].drawn},
                               {"texts_with_placebo", noise[i].texts}};
    return out;
}

json singleEditsJson(const std::array<evaluate::PlaceboNoise, 3>& noise) {
    json out;
    for (std::size_t i = 0; i < 3; ++i)
        out[memberNames[i]] = {{"edits", noise[i].edits},
                               {"undefined", noise[i].undefined},
                               {"quantile_025", numberJson(noise[i].singleEdits.low)},
                               {"quantile_975", numberJson(noise[i].singleEdits.high)}};
    return out;
}

json lineJson(const evaluate::StudyLine& line) {
    json out{{"original", line.original}, {"matched", line.matched}};
    if (!line.matched)
        return out;
    out["edited"] = line.edited;
    out["edit_type"] = line.editType;
    for (std::size_t m = 0; m < 2; ++m)
        out[memberNames[m]] = {{"before", peakJson(line.before[m])},
                               {"after", peakJson(line.after[m])},
                               {"effect", numberJson(line.effects[m])}};
    out["both"] = {{"effect", numberJson(line.effects[2])}};
    return out;
}

json linesJson(const std::vector<evaluate::StudyLine>& lines) {
    json out = json::array();
    for (const evaluate::StudyLine& line : lines)
        out.push_back(lineJson(line));
    return out;
}

} // namespace

json resultJson(const evaluate::Counterfactual& result, const evaluate::FeatureEffect& effect, const evaluate::Probe& probe,
                const evaluate::CounterfactualOptions& options) {
    return {{"feature", effect.feature},
            {"original", result.original->text},
            {"edited", result.edited->text},
            {"edit_type", result.editType},
            {"layer", probe.layer()},
            {"special_tokens", options.specialTokens},
            {"truncated", result.original->truncated || result.edited->truncated},
            {"classes", probe.classNames()},
            {"a", memberJson(result, effect.members[0], 0)},
            {"b", memberJson(result, effect.members[1], 1)},
            {"changes", evaluate::alignmentText(result.alignment, result.original->text, result.edited->text)},
            {"words", wordsJson(result)},
            {"tokens_original", tokensJson(*result.original, effect.feature)},
            {"tokens_edited", tokensJson(*result.edited, effect.feature)},
            {"token_partners", result.tokenPartners},
            {"most_moved", movedJson(result.mostMoved)}};
}

json resultJson(const evaluate::EditStudy& study, const evaluate::EditStudyOptions& options) {
    json placebos = json::array();
    for (const evaluate::PlaceboOutcome& placebo : study.placebos)
        placebos.push_back({{"placebo", evaluate::placeboName(placebo.placebo)},
                            {"applied", placebo.applied},
                            {"summaries", summariesJson(placebo.summaries)},
                            {"lines", linesJson(placebo.lines)}});
    json out{{"feature", study.feature},
             {"rule", study.rule},
             {"special_tokens", options.specialTokens},
             {"draws", options.bootstrap.draws},
             {"level", options.bootstrap.level},
             {"seed", options.bootstrap.seed},
             {"texts", study.lines.size()},
             {"unmatched", study.unmatched},
             {"same_text", study.sameText},
             {"edited", study.edited},
             {"summaries", summariesJson(study.summaries)},
             {"lines", linesJson(study.lines)},
             {"placebos", placebos}};
    if (options.placebo) {
        out["mean_band"] = noiseJson(study.noise);
        out["single_placebo_edits"] = singleEditsJson(study.noise);
    }
    return out;
}

} // namespace crosseed::pipeline
