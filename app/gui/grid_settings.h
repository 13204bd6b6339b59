// Whether a stored run, SAE or job is what a cell of the grid with certain settings would compute.
#pragma once
#include "app/gui/grid_rows.h"
#include "pipeline/job_options.h"
#include "views/models/models_data.h"

namespace crosseed::gui {

class GridSettings {
public:
    explicit GridSettings(const views::GridOptions& options);

    const pipeline::Preset& preset() const { return m_preset; } // without the dead-feature term where it is off
    const pipeline::AlignSpec& alignment() const { return m_alignment; }
    sae::TrainOptions jointTraining(pipeline::Condition condition) const;
    // 0-based, of models with so many layers; -1: they do not have it.
    std::int64_t layer(std::int64_t layers) const;

    // Of conditions 1 to 3: of a pooling where they are matched.
    bool isRun(const GridRun& run, PairId pair, std::int64_t layer, pipeline::Condition condition, evaluate::Pooling pooling) const;
    bool isSae(const GridSae& sae, ModelId model, std::int64_t layer) const;
    // The conditions that a job computes for this pair with these settings.
    std::vector<pipeline::Condition> conditionsOf(const GridJob& job, const std::string& a, const std::string& b, std::int64_t layer,
                                                  std::int64_t layers) const;

private:
    bool isAlignment(nlohmann::json stored) const;
    bool isJoint(const GridRun& run, pipeline::Condition condition) const;
    bool isIndependent(const GridRun& run, pipeline::Condition condition, evaluate::Pooling pooling) const;
    views::GridOptions m_options;
    pipeline::Preset m_preset;
    pipeline::AlignSpec m_alignment;
    nlohmann::json m_sae, m_alone, m_align;
};

bool isJoint(pipeline::Condition condition);
bool isMatched(pipeline::Condition condition); // 2 and 3 literal

} // namespace crosseed::gui
