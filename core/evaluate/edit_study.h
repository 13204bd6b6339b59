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
    BootstrapOptions bootstrap{.draws = 10000}; // of the mean effects; its seed also draws the names of the placebo
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

struct EditStudy {
    std::int32_t feature = 0;
    std::string rule;
    std::vector<StudyLine> lines; // one a text, in the given order
    std::int64_t unmatched = 0;   // texts in which no rule matched
    std::int64_t sameText = 0;    // a rule matched, but what it made is the same text
    std::int64_t edited = 0;      // the others: each has been computed
    std::array<EffectSummary, 3> summaries;      // A, B, both; over the edited texts
    std::vector<PlaceboOutcome> placebos;        // empty without EditStudyOptions::placebo
    std::array<EffectSummary, 3> placeboSummaries; // over all placebo edits; `range` is the noise band
};

// Applies the rules (parseRules() of `rule`) to each text and computes all texts and edits in as few batches as memory
// allows. Same inputs, same seed: the same study. Throws Error(Usage) for a rule or a feature that is none, Cancelled.
EditStudy editStudy(Probe& probe, std::int32_t feature, const std::vector<std::string>& texts, const std::string& rule,
                    const EditStudyOptions& options = {}, const ProgressFn& progress = {}, std::stop_token stop = {});

// The mean lies outside the noise band; false where one of the two does not exist.
bool outsideBand(const EffectSummary& rule, const EffectSummary& placebo);

} // namespace crosseed::evaluate
