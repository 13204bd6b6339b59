// Edits, placebo edits and rules as the Counterfactuals screen computes them in its lane, with a pair that is loaded once a run.
#pragma once
#include "app/gui/tasks.h"
#include "evaluate/edit_study.h"
#include "pipeline/loaded_probe.h"
#include "store/counterfactuals.h"
#include "views/counterfactuals/edit_values.h"
#include "views/shared/result.h"
#include <filesystem>
#include <memory>
#include <mutex>

namespace crosseed::gui {

// A run's pair. Only the lane's thread calls of().
class LoadedPair {
public:
    // Loads where another run was loaded. Throws as pipeline::LoadedProbe does.
    evaluate::Probe& of(const std::filesystem::path& project, const store::RunRow& run);
    bool isLoaded(const std::filesystem::path& project, RunId run) const; // from any thread

private:
    mutable std::mutex m_mutex; // of what isLoaded() reads
    std::filesystem::path m_project;
    RunId m_run;
    std::unique_ptr<pipeline::LoadedProbe> m_loaded;
};

// An edit as the view shows it and as the project stores it.
struct ComputedEdit {
    views::EditAnswerPtr answer;
    store::CounterfactualRow row; // without a run; exactly what `crosseed counterfactual` stores
};
ComputedEdit computeEdit(evaluate::Probe& probe, std::int32_t feature, const std::string& original, const std::string& edited,
                         std::stop_token stop = {});
// With the person's edit type in the place of the suggested one.
store::CounterfactualRow withType(store::CounterfactualRow row, const std::string& editType);

views::PlaceboRange computePlacebo(evaluate::Probe& probe, std::int32_t feature, const std::vector<std::string>& texts,
                                   const TaskContext& context);

// The feature's strongest contexts, each text once.
struct StrongestTexts {
    std::vector<views::SentenceChoice> sentences;
    std::int64_t texts = 0; // of so many different ones
};
StrongestTexts strongestTexts(const views::Result& result, std::int32_t feature, std::int64_t count);

// As `crosseed counterfactual --rule` stores it; `ask.contexts` of the strongest texts.
store::EditStudyRow computeRule(evaluate::Probe& probe, const views::Result& result, std::int32_t feature, const views::RuleAsk& ask,
                                const TaskContext& context);

} // namespace crosseed::gui
