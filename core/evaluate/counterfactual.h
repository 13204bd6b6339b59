// A sentence, its edit and what a feature makes of both, in model A and in B (method.md 8, the paper's Table 2).
#pragma once
#include "evaluate/edit_type.h"
#include "evaluate/probe.h"
#include "evaluate/text_alignment.h"
#include <limits>
#include <optional>

namespace crosseed::evaluate {

struct CounterfactualOptions {
    bool specialTokens = false;  // let [CLS] and [SEP] count as the peak
    std::int64_t mostMoved = 5;  // further features listed, those whose peaks changed most; 0: none
    std::string editType{};      // empty: suggestEditType()
};

// The greatest code of a feature over the counted tokens of a text, of equal ones the first; 0 and no token where it fires
// on none of them or only below 0.
struct Peak {
    double value = 0;
    std::int64_t token = -1;
    std::string piece, word;   // of that token; the word is the whole one in the text, "[CLS]" or "[SEP]" of a special token
    double cls = 0, sep = 0;   // the feature's codes on [CLS] and [SEP], counted or not
};

// Why a feature that fired in the original is silent in the edit.
struct Silence {
    std::int64_t token = -1; // of the edit: the one that stands for the former peak, or else the strongest before TopK
    std::string piece;
    bool aligned = true;     // false: the former peak's word was deleted
    PreTopK before;          // value and rank there
    std::int64_t k = 0;
    bool onSpecial = false;  // it fires on [CLS] or [SEP] of the edit, which do not count
};
// "Silent: at "should" it is 47th with .012 before TopK, just outside the 32; it fires on [CLS] with .31, which does not count."
std::string silenceText(const Silence& silence, const Peak& after);

struct MemberEffect {
    bool present = true; // false: the member's SAE has no partner of the feature, and nothing below holds
    Peak before, after;
    // (after - before) / before of the peaks, 0.1 is +10 %; NaN where the feature does not fire above 0 in the original.
    double effect = std::numeric_limits<double>::quiet_NaN();
    std::optional<Silence> silence; // where the effect is -1: the edit's peak is 0
};

struct FeatureEffect {
    std::int32_t feature = 0;
    std::array<MemberEffect, 2> members; // A, B
};

struct MovedFeature {
    std::int32_t feature = 0;
    std::array<double, 2> before{}, after{}; // peaks in A, B
    double moved = 0;                        // mean of A and B of |after - before|
};

struct Counterfactual {
    std::shared_ptr<const ProbedText> original, edited; // tokens, codes of every token, class probabilities
    std::string editType;
    TextAlignment alignment;
    std::vector<std::int64_t> tokenPartners; // of each token of the original, as alignTokens() gives them
    std::vector<FeatureEffect> effects;      // in the order asked
    std::vector<MovedFeature> mostMoved;     // greatest first, of equals by number; the features asked for are among them
};

// Throws Error(Usage) for a feature outside [0, F).
Counterfactual counterfactual(const Probe& probe, const std::vector<std::int32_t>& features,
                              const std::shared_ptr<const ProbedText>& original,
                              const std::shared_ptr<const ProbedText>& edited, const CounterfactualOptions& options = {});
// Both sentences go through each model in one batch, unless they are known already.
Counterfactual counterfactual(Probe& probe, const std::vector<std::int32_t>& features, const std::string& original,
                              const std::string& edited, const CounterfactualOptions& options = {});

Peak peakOf(const ProbedText& text, std::size_t member, std::int32_t feature, bool specialTokens);
// NaN where `before` is not above 0.
double relativeEffect(double before, double after);
// "1st", "22nd", "13th".
std::string ordinalText(std::int64_t number);

} // namespace crosseed::evaluate
