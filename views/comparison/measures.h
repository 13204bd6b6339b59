// The table's measures in words and figures.
#pragma once
#include "pipeline/finished_conditions.h"
#include "text/table.h"
#include <QString>

namespace crosseed::views {

QString measureTitle(pipeline::Measure measure);    // "Top-100 r"
QString measureRemark(pipeline::Measure measure);   // second line of the title: "of active in both"
QString measureTopic(pipeline::Measure measure);    // of views/shared/terms.h
QString measureText(pipeline::Measure measure, double value);  // "-" for NaN is "—"
QString deviationText(pipeline::Measure measure, double sd);   // "±.021"; empty for NaN
text::Cell measureCell(pipeline::Measure measure, double value);
QString conditionName(pipeline::Condition condition);         // "Joint, full"
QString sectionTitle(const pipeline::FinishedSection& section); // "4 classes · test split, 32,912 token rows · …"

struct ConditionsTableOptions {
    bool deviations = true, paper = true;
};
// Table 1 as far as it is finished: data set, condition, pairs, and of each measure mean, deviation and the paper's, where there are
// any; the setting where there are several. Of one section or condition (-1: all) where it is given.
text::Table conditionsTable(const std::vector<pipeline::FinishedSection>& sections, const ConditionsTableOptions& options,
                            int onlySection = -1, int onlyCondition = -1);

} // namespace crosseed::views
