// One rule over many texts: does an edit of one kind move a feature in general, and by more than an edit that should not matter?
#pragma once
#include "evaluate/counterfactual.h"
#include "evaluate/edit_rule.h"
#include "evaluate/effect_statistics.h"
#include "evaluate/placebo.h"
#include <cmath>

namespace crosseed::evaluate {

struct EditStudyOptions {
    bool specialTokens = false;  // let [CLS] and [SEP] count as the peak
    bool placebo = false;        // edit the same texts with each placebo, too
    SynonymList synonyms = defaultSynonyms();
    BootstrapOptions bootstrap{.draws = 10000}; // of the mean effects and their noise band; its seed also draws the placebo's names
};

// What became of one text. Effects as in MemberEffect, the peaks beside them.
struct StudyLine {
    std::string original, edited;                      // edited is empty where no rule matched
    bool matched = false;
    std::array<Peak, 2> before, after;                 // A, B; `after` only of edited texts that differ
    std::array<double, 3> effects{std::nan(""), std::nan(""), std::nan("")}; // A, B, mean of A and B where both are defined
    std::string editType;                              // suggested
};

// The effects of a set of edited texts in A, in B or of both.
struct EffectSummary {
    std::int64_t defined = 0;   // texts that count: the rest has no peak above 0 in the original, so that no effect exists
    std::int64_t undefined = 0; // (for both: in A or in B)
    double mean = std::numeric_limits<double>::quiet_NaN();
    Interval interval;          // of the mean, bootstrap over the texts that count
    SignTest signs;             // of their effects; zero = unchanged by the edit
    Interval range;             // 2.5 % and 97.5 % quantile of the effects themselves
};

struct PlaceboOutcome {
    Placebo placebo = Placebo::Punctuation;
    std::vector<StudyLine> lines;          // one a text, matched where the placebo found something to change
    std::int64_t applied = 0;
    std::array<EffectSummary, 3> summaries; // A, B, both
};

// What edits that should not matter do in A, in B or to the mean of both. A text's effect under placebos is the mean over the
// kinds that found something to change in it (one edit a kind, so that its kinds weigh equally, and a text counts once however
// many edits it has). A text that only one kind changes counts by this one: PlaceboOutcome::summaries has the kinds apart.
struct PlaceboNoise {
    std::int64_t texts = 0; // with a placebo edit whose effect exists
    std::int64_t drawn = 0; // texts of one drawn mean: as many as the rule's mean has (EffectSummary::defined)
    Interval meanBand;      // meanBand() of the texts' effects under placebos: the noise band of the rule's mean
    std::int64_t edits = 0; // single placebo edits of all kinds whose effect exists
    std::int64_t undefined = 0;
    Interval singleEdits;   // 2.5 % and 97.5 % quantile of their effects: about sqrt(drawn) wider than the band of a mean
};

struct EditStudy {
    std::int32_t feature = 0;
    std::string rule;
    std::vector<StudyLine> lines; // one a text, in the given order
    std::int64_t unmatched = 0;   // texts in which no rule matched
    std::int64_t sameText = 0;    // a rule matched, but what it made is the same text
    std::int64_t edited = 0;      // the others: each has been computed
    std::array<EffectSummary, 3> summaries;      // A, B, both; over the edited texts
    std::vector<PlaceboOutcome> placebos;        // empty without EditStudyOptions::placebo
    std::array<PlaceboNoise, 3> noise;           // A, B, both; empty without placebos
};

// Applies the rules (parseRules() of `rule`) to each text and computes all texts and edits in as few batches as memory
// allows. Same inputs, same seed: the same study. Throws Error(Usage) for a rule or a feature that is none, Cancelled.
EditStudy editStudy(Probe& probe, std::int32_t feature, const std::vector<std::string>& texts, const std::string& rule,
                    const EditStudyOptions& options = {}, const ProgressFn& progress = {}, std::stop_token stop = {});

// The placebo edits of some texts alone, A, B, both: the range of single edits. Without a rule there is no mean to compare with, so
// that `drawn` is 0 and the mean's band NaN. Throws as editStudy().
std::array<PlaceboNoise, 3> placeboNoise(Probe& probe, std::int32_t feature, const std::vector<std::string>& texts,
                                         const EditStudyOptions& options = {}, const ProgressFn& progress = {},
                                         std::stop_token stop = {});

// A rule's mean lies outside its noise band; false where one of the two does not exist.
bool outsideBand(double mean, const Interval& band);

} // namespace crosseed::evaluate
