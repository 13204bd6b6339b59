// The project's rows that the grid of pairs × conditions is made of, read once and kept: which conditions are computed, with which
// settings, which SAEs of single models there are, and what is known of sizes and times.
#pragma once
#include "store/jobs.h"
#include "store/models.h"
#include "store/runs.h"
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

namespace crosseed::gui {

// What a computation of a pair reads and writes; -1: not known.
struct PairSizes {
    std::int64_t trainTexts = -1, trainTokens = -1, evaluationTokens = -1; // of model A's tokens
    std::int64_t alignmentTokens = -1;                                     // of the first `alignmentTexts` train texts, without [CLS], [SEP]
    std::int64_t alignmentTexts = 500;
};

struct GridModel {
    store::ModelRow row;
    nlohmann::json config;
    std::int64_t width = 0, layers = 0;
    std::uintmax_t bytes = 0; // of its weights
};

struct GridRun {
    store::RunRow row;
    nlohmann::json config;
    bool there = false;     // its SAE's files are
    bool evaluated = false; // on the test split, with codes
};

struct GridSae {
    store::ModelSaeRow row;
    nlohmann::json config;
    bool there = false;
};

struct GridJob {
    store::JobRow row;
    nlohmann::json options;
};

struct GridRows {
    std::map<std::int64_t, GridModel> models;
    std::vector<store::PairRow> pairs;
    std::vector<GridRun> runs;
    std::vector<GridSae> saes;
    std::vector<GridJob> jobs;
    std::map<std::int64_t, PairSizes> sizes; // by pair
    std::set<std::pair<std::int64_t, std::int64_t>> extracted; // model, layer: both splits are stored
    std::map<std::int64_t, std::string> corpora;             // names
    std::map<std::int64_t, double> largestClass;             // by corpus, of the validation texts, 0..1; NaN: none has a label
    std::map<std::int64_t, std::int64_t> validationTexts;    // by corpus, with a label
    double evaluationSeconds = -1, matchingSeconds = -1, extractionSeconds = -1; // the latest measured ones
    std::map<std::int64_t, double> modelSeconds;              // by model: its training, where that was timed
    std::string newestCorpus;                 // empty: there is none
    std::vector<std::string> newestClasses;
    std::int64_t newestTrainTexts = 0;        // with a label
    double freeBytes = -1;
    std::int64_t alignmentTexts = 500;
};

// Of a connection of the calling thread's own. `before` spares what cannot have changed since; may be null.
std::shared_ptr<const GridRows> readGridRows(const store::Project& project, std::int64_t alignmentTexts, const GridRows* before,
                                             const std::stop_token& stop);

} // namespace crosseed::gui
