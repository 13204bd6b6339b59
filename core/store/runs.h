// SAE runs and the SAEs of single models, their steps, their evaluations and feature rows in a project.
#pragma once
#include "base/ids.h"
#include "evaluate/evaluate.h"
#include "sae/train.h"
#include "store/project.h"
#include "text/corpus.h"
#include <optional>
#include <vector>

namespace crosseed::store {

// Only results stand for a pair when no run is named; the others are there for a table or a test.
enum class RunPurpose : std::uint8_t { Result, Condition, RotationTest };

struct RunRow {
    RunId id;
    std::string key;           // hash of everything the result depends on
    PairId pair;
    CorpusId corpus;
    std::string condition;     // name, "joint, full" and so on
    RotationId rotation;       // 0: none
    std::int64_t layer = 0;    // 0-based
    std::string configJson;    // SAE and training options, all of them
    std::string dataHash;      // of the corpus
    std::string device;
    int threads = 0;
    double seconds = 0;
    std::string saeFile;       // safetensors, relative to the data folder
    std::string programVersion;
    std::string created;
    RunPurpose purpose = RunPurpose::Result;
    std::string saeFileB;      // of B, in B's own numbering; empty: saeFile reads both models
    std::string matchingFile;  // B's feature for each of A's (evaluate/matching.h); empty: feature j is feature j
    std::string importedJson;  // origin of an SAE that was not trained here: file, SHA-256, layout, notes; empty: trained here
    RunId matchedFrom;         // with a matching: the same run by index, whose codes of B are renumbered; 0: none
};

// An SAE trained on one model alone, for every pair with that model.
struct ModelSaeRow {
    std::int64_t id = 0;
    std::string key;          // hash of everything the SAE depends on
    ModelId model;
    CorpusId corpus;
    std::int64_t layer = 0;   // 0-based
    std::string configJson;   // SAE and training options
    std::string dataHash;     // of the corpus
    std::string device;
    int threads = 0;
    double seconds = 0;
    std::string saeFile;      // safetensors, relative to the data folder
    std::string programVersion;
};

struct EvaluationRow {
    EvaluationId id;
    std::string key;
    RunId run;
    text::Split split = text::Split::Test;
    evaluate::Pooling pooling = evaluate::Pooling::PerToken;
    std::string configJson;
    std::string dataHash;
    std::string codesA, codesB;             // safetensors, relative to the data folder
    std::string outcomeAJson, outcomeBJson; // evaluate::MemberOutcome without its codes
    evaluate::PairMetrics metrics;          // with its feature rows
    std::string programVersion;
};

// A finished run with all its steps, or nothing. `row.id`, `programVersion` and `created` are given. A run of that key, whose
// file was lost, keeps its id, its evaluations and notes.
RunRow insertRun(Project& project, const RunRow& row, const std::vector<sae::StepReport>& steps);
std::optional<RunRow> findRunByKey(const Project& project, const std::string& key);
// id 0: the latest result with the true rotation, so that neither a control nor a run that only a table or a test needed is
// taken for the result; where there is none, the latest result, then the latest run.
// Throws Error(NotFound) when there is none.
RunRow runRow(const Project& project, RunId id);
std::vector<sae::StepReport> runSteps(const Project& project, RunId id);
// The latest result of a pair with the true rotation, or nothing.
std::optional<RunRow> latestResult(const Project& project, PairId pair);
// A run that was made for a table or a test and now is asked for as a result.
void makeResult(Project& project, RunId id);

// As insertRun and findRunByKey.
ModelSaeRow insertModelSae(Project& project, const ModelSaeRow& row, const std::vector<sae::StepReport>& steps);
std::optional<ModelSaeRow> findModelSaeByKey(const Project& project, const std::string& key);
std::vector<sae::StepReport> modelSaeSteps(const Project& project, std::int64_t id);

// With all its feature rows, or nothing; in the place of an evaluation of that key.
EvaluationRow insertEvaluation(Project& project, const EvaluationRow& row);
std::optional<EvaluationRow> findEvaluationByKey(const Project& project, const std::string& key);
// A person asked for this evaluation, new or stored: it is the latest one of its run and pooling from now on.
void markAsked(Project& project, EvaluationId id);
// The evaluation of a run with that pooling that was asked for last; where none was, the newest. Throws Error(NotFound) when there is none.
EvaluationRow latestEvaluation(const Project& project, RunId run, evaluate::Pooling pooling);
// The latest evaluation row of a run and split whose codes can be used again, whatever its pooling.
std::optional<EvaluationRow> evaluationWithCodes(const Project& project, RunId run, text::Split split);

// All that there are, in the order of their numbers.
std::vector<RunRow> allRuns(const Project& project);
std::vector<ModelSaeRow> allModelSaes(const Project& project);
std::vector<EvaluationRow> allEvaluations(const Project& project);
// The same without their feature rows, for lists; those that were asked for last come first.
std::vector<EvaluationRow> evaluationHeads(const Project& project);
// With its feature rows. Throws Error(NotFound).
EvaluationRow evaluationRow(const Project& project, EvaluationId id);

} // namespace crosseed::store
