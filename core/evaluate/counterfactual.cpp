#include "evaluate/counterfactual.h"
#include "evaluate/whole_word.h"
#include "text/number_text.h"
#include <algorithm>
#include <cmath>
#include <map>

namespace crosseed::evaluate {

namespace {

std::string wordAt(const ProbedText& text, std::int64_t token) {
    if (text.isSpecial(token))
        return text.pieces[static_cast<std::size_t>(token)];
    text::PackedTokens tokens;
    tokens.ids = text.ids;
    tokens.ranges = text.ranges;
    tokens.starts.push_back(text.tokenCount());
    return written(text.text, wholeWord(tokens, 0, token, text.text));
}

bool counts(const ProbedText& text, std::int64_t token, bool specialTokens) {
    return specialTokens || !text.isSpecial(token);
}

// Of the counted tokens, where the feature is strongest before TopK; 0 where none counts.
std::int64_t strongestBeforeTopK(const Probe& probe, const ProbedText& text, std::size_t member, std::int32_t feature,
                                 bool specialTokens) {
    std::int64_t strongest = 0;
    double best = -std::numeric_limits<double>::infinity();
    const std::vector<float> values = probe.valuesBeforeTopK(text, member, feature);
    for (std::int64_t token = 0; token < text.tokenCount(); ++token)
        if (const double value = values[static_cast<std::size_t>(token)]; counts(text, token, specialTokens) && value > best) {
            best = value;
            strongest = token;
        }
    return strongest;
}

Silence silenceOf(const Probe& probe, const Counterfactual& result, std::size_t member, std::int32_t feature,
                  const MemberEffect& effect, bool specialTokens) {
    Silence silence;
    const ProbedText& edited = *result.edited;
    silence.token = result.tokenPartners[static_cast<std::size_t>(effect.before.token)];
    silence.aligned = silence.token >= 0;
    if (!silence.aligned)
        silence.token = strongestBeforeTopK(probe, edited, member, feature, specialTokens);
    silence.piece = edited.pieces[static_cast<std::size_t>(silence.token)];
    silence.before = probe.beforeTopK(edited, member, silence.token, feature);
    silence.k = probe.k(member);
    silence.onSpecial = !specialTokens && (effect.after.cls > 0 || effect.after.sep > 0);
    return silence;
}

MemberEffect effectOf(const Probe& probe, const Counterfactual& result, std::size_t member, std::int32_t feature,
                      bool specialTokens) {
    MemberEffect effect;
    effect.present = probe.hasFeature(member, feature);
    if (!effect.present)
        return effect;
    effect.before = peakOf(*result.original, member, feature, specialTokens);
    effect.after = peakOf(*result.edited, member, feature, specialTokens);
    effect.effect = relativeEffect(effect.before.value, effect.after.value);
    if (effect.before.value > 0 && effect.after.value <= 0)
        effect.silence = silenceOf(probe, result, member, feature, effect, specialTokens);
    return effect;
}

// Peaks above 0 of all features of a text.
void addPeaks(const ProbedText& text, std::size_t member, bool specialTokens, std::array<double, 2> MovedFeature::*side,
              std::map<std::int32_t, MovedFeature>& peaks) {
    const sae::SparseCodes& codes = text.members[member].codes;
    for (std::int64_t token = 0; token < text.tokenCount(); ++token) {
        if (!counts(text, token, specialTokens))
            continue;
        const auto t = static_cast<std::size_t>(token);
        for (auto i = static_cast<std::size_t>(codes.rowStarts[t]); i < static_cast<std::size_t>(codes.rowStarts[t + 1]); ++i) {
            MovedFeature& moved = peaks[codes.indices[i]];
            double& peak = (moved.*side)[member];
            peak = std::max(peak, static_cast<double>(codes.values[i]));
        }
    }
}

std::vector<MovedFeature> mostMoved(const Counterfactual& result, const CounterfactualOptions& options) {
    std::map<std::int32_t, MovedFeature> peaks;
    for (std::size_t member = 0; member < 2 && options.mostMoved > 0; ++member) {
        addPeaks(*result.original, member, options.specialTokens, &MovedFeature::before, peaks);
        addPeaks(*result.edited, member, options.specialTokens, &MovedFeature::after, peaks);
    }
    std::vector<MovedFeature> all;
    for (auto& [feature, moved] : peaks) {
        moved.feature = feature;
        moved.moved = (std::abs(moved.after[0] - moved.before[0]) + std::abs(moved.after[1] - moved.before[1])) / 2;
        if (moved.moved > 0)
            all.push_back(moved);
    }
    std::ranges::stable_sort(all, [](const auto& x, const auto& y) { return x.moved > y.moved; });
    all.resize(std::min(all.size(), static_cast<std::size_t>(std::max<std::int64_t>(options.mostMoved, 0))));
    return all;
}

} // namespace

Peak peakOf(const ProbedText& text, std::size_t member, std::int32_t feature, bool specialTokens) {
    Peak peak;
    for (std::int64_t token = 0; token < text.tokenCount(); ++token) {
        const double value = text.code(member, token, feature);
        if (text.isSpecial(token))
            (token == 0 ? peak.cls : peak.sep) = value;
        if (value > peak.value && counts(text, token, specialTokens)) {
            peak.value = value;
            peak.token = token;
        }
    }
    if (peak.token >= 0) {
        peak.piece = text.pieces[static_cast<std::size_t>(peak.token)];
        peak.word = wordAt(text, peak.token);
    }
    return peak;
}

double relativeEffect(double before, double after) {
    return before > 0 ? (after - before) / before : std::numeric_limits<double>::quiet_NaN();
}

std::string ordinalText(std::int64_t number) {
    const std::int64_t tens = number / 10 % 10, ones = number % 10;
    const char* ending = tens == 1 || ones == 0 || ones > 3 ? "th" : ones == 1 ? "st" : ones == 2 ? "nd" : "rd";
    return std::to_string(number) + ending;
}

std::string silenceText(const Silence& silence, const Peak& after) {
    std::string text = silence.aligned ? "at \"" : "the former peak was deleted; at its strongest token \"";
    text += silence.piece + "\" it is " + ordinalText(silence.before.rank) + " before TopK with " +
            text::fixedText(silence.before.value, 4);
    const std::string k = std::to_string(silence.k);
    if (silence.before.rank <= silence.k)
        text += ", among the " + k + " but not above 0";
    else if (silence.before.rank <= 2 * silence.k)
        text += ", just outside the " + k;
    else
        text += ", outside the " + k;
    if (silence.onSpecial)
        text += after.cls > 0 ? "; it fires on [CLS] with " + text::fixedText(after.cls, 4) + ", which does not count"
                              : "; it fires on [SEP] with " + text::fixedText(after.sep, 4) + ", which does not count";
    return text;
}

Counterfactual counterfactual(const Probe& probe, const std::vector<std::int32_t>& features,
                              const std::shared_ptr<const ProbedText>& original,
                              const std::shared_ptr<const ProbedText>& edited, const CounterfactualOptions& options) {
    Counterfactual result;
    result.original = original;
    result.edited = edited;
    result.editType = options.editType.empty() ? std::string(editTypeName(suggestEditType(original->text, edited->text)))
                                               : options.editType;
    result.alignment = alignTexts(original->text, edited->text);
    result.tokenPartners = alignTokens(result.alignment, original->ranges, edited->ranges);
    for (const std::int32_t feature : features) {
        FeatureEffect effect{feature, {}};
        for (std::size_t member = 0; member < 2; ++member)
            effect.members[member] = effectOf(probe, result, member, feature, options.specialTokens);
        result.effects.push_back(std::move(effect));
    }
    result.mostMoved = mostMoved(result, options);
    return result;
}

Counterfactual counterfactual(Probe& probe, const std::vector<std::int32_t>& features, const std::string& original,
                              const std::string& edited, const CounterfactualOptions& options) {
    const std::array texts{original, edited};
    const ProbedTexts probed = probe.probe(texts);
    return counterfactual(probe, features, probed[0], probed[1], options);
}

} // namespace crosseed::evaluate
