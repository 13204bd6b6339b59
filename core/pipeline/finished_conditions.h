// The conditions of Table 1 as far as a project has finished them, read back without computing: data set x condition, mean and standard
// deviation over pairs (method.md section 6).
#pragma once
#include "pipeline/paper_table.h"

namespace crosseed::pipeline {

// A column of the table.
enum class Measure : std::uint8_t { Top10R, Top100R, Universal, Share, Dead, Explained, AccuracyChange };
inline constexpr std::array<Measure, 7> allMeasures{Measure::Top10R, Measure::Top100R, Measure::Universal, Measure::Share,
                                                    Measure::Dead,   Measure::Explained, Measure::AccuracyChange};
bool isHigherBetter(Measure measure);

// Mean and sample standard deviation (n - 1) of what is not NaN; NaN where n is 0, the deviation also where n is 1.
struct Spread {
    std::int64_t n = 0;
    double mean = std::numeric_limits<double>::quiet_NaN();
    double sd = std::numeric_limits<double>::quiet_NaN();
};
Spread spreadOf(const std::vector<double>& values);

struct PairName {
    PairId id;
    std::string name;
};

struct FinishedRun {
    PairName pair;
    store::RunRow run;
    store::EvaluationRow evaluation; // without its feature rows
    double dead = 0;      // % of the dictionary, dead in both, each in its own numbering (deadInBoth())
    double explained = 0; // explained variance, mean of A's and B's
    double nre = 0;       // of the run's rotation; NaN: not known
    std::int64_t older = 0; // further runs of this pair and condition that differ in seed or alignment alone and are not counted

    double value(Measure measure) const;
};

// A pair that the section has and the condition lacks.
struct MissingRun {
    PairName pair;
    bool trained = false; // its SAE is there, but not its evaluation in this pooling
};

struct FinishedCondition {
    Condition condition = Condition::Full;
    std::vector<FinishedRun> runs; // one a pair, by pair
    std::vector<MissingRun> missing;
    std::optional<PaperRow> paper; // of this corpus and pooling, where the runs have the auxiliary loss as the paper's

    Spread spread(Measure measure) const;
};
double paperValue(const PaperRow& paper, Measure measure); // NaN where the paper gives none

// Runs of one corpus that were trained and evaluated in one way and so may be compared: layer, SAE, training (but its seed and what the
// condition decides), split and thresholds.
struct FinishedSection {
    store::CorpusRow corpus;
    std::int64_t classes = 0;
    evaluate::Pooling pooling = evaluate::Pooling::PerToken;
    text::Split split = text::Split::Test;
    std::int64_t rows = 0;       // of the evaluation
    std::string preset;          // "paper", "recommended", or empty: neither
    bool auxiliary = true;
    std::int64_t layer = 0;      // 0-based
    sae::SaeConfig sae;
    sae::TrainOptions training;  // its seed and lambda_cross say nothing
    std::int64_t minimumActive = 10;
    double universalR = 0.70;
    std::vector<PairName> pairs; // of any of its conditions
    std::vector<FinishedCondition> conditions; // in Table 1's order, those that have a run

    std::vector<Condition> lacking() const; // of Table 1's those that no pair has; 3 fair, which the paper has not, left out
    Spread nre() const;                     // of the true rotations, one a pair
    // Where the mean is best, as an index into `conditions`; nothing for fewer than two means.
    std::optional<std::size_t> best(Measure measure) const;
    // The same with those pairs alone that all conditions have.
    FinishedSection complete() const;
};

// In the order of their first runs. Runs of rotation tests, imported SAEs and controls are no conditions.
std::vector<FinishedSection> finishedConditions(const store::Project& project, evaluate::Pooling pooling);

} // namespace crosseed::pipeline
