// The concordance as a table and as a figure, as it is shown: same lines, order and width.
#pragma once
#include "views/contexts/concordance_model.h"
#include "views/shared/figure.h"

namespace crosseed::views {

// Lines of these rows (headings are left out): group, A, B, |A - B|, left, token, right, class, document, split, copies, then the extra
// columns. Lines whose text is not there yet have empty words.
text::Table concordanceTable(const ConcordanceModel& model, const std::vector<int>& rows, const std::vector<std::string>& extraColumns);
std::vector<int> allRows(const ConcordanceModel& model);

// Lines and headings of these rows with their strips and the scale above.
Figure concordanceFigure(const ConcordanceModel& model, const std::vector<int>& rows, const QString& name, const QString& caption,
                         const TableSource& data);

} // namespace crosseed::views
