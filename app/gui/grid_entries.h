// The chosen cells in the order of the queue.
#pragma once
#include "app/gui/grid_rows.h"
#include "views/models/models_data.h"

namespace crosseed::gui {

// The independent conditions of a pair, which share their SAEs, or one joint condition.
struct GridEntry {
    const store::PairRow* pair = nullptr;
    std::vector<pipeline::Condition> conditions;
    bool independent() const;
    // Made the pair's result once it is evaluated, so that all screens show it.
    bool isResult(const views::GridOptions& options) const;
};
std::vector<GridEntry> entriesOf(const GridRows& rows, const views::CellChoice& choice, views::QueueOrder order);

} // namespace crosseed::gui
