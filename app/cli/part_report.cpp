#include "part_report.h"
#include "pipeline/fields.h"
#include "pipeline/result_json.h"

namespace crosseed::cli {

using namespace text;
using pipeline::numberJson;

Table groupTable(const std::vector<evaluate::GroupRow>& groups, const std::string& column) {
    Table table{{{column, false}, {"texts"}, {"rows"}, {"fires in A"}, {"in B"}, {"mean A"}, {"mean B"}, {"r"}}, {}};
    for (const evaluate::GroupRow& group : groups)
        table.rows.push_back({pipeline::validUtf8(group.name), countCell(group.texts), countCell(group.rows), countCell(group.firesA),
                              countCell(group.firesB), fixedCell(group.meanA, 4), fixedCell(group.meanB, 4), correlationCell(group.r)});
    return table;
}

nlohmann::json groupsJson(const std::vector<evaluate::GroupRow>& groups) {
    nlohmann::json json = nlohmann::json::array();
    for (const evaluate::GroupRow& group : groups)
        json.push_back({{"group", pipeline::validUtf8(group.name)}, {"texts", group.texts}, {"rows", group.rows}, {"fires_a", group.firesA},
                        {"fires_b", group.firesB}, {"mean_a", numberJson(group.meanA)}, {"mean_b", numberJson(group.meanB)}, {"r", numberJson(group.r)}});
    return json;
}

Table partTable(const std::vector<pipeline::GroupMetrics>& parts, const std::string& column) {
    Table table{{{column, false}, {"texts"}, {"rows"}, {"top-10 r"}, {"top-100 r"}, {"Univ."}, {"Univ. %"}, {"active in both"}, {"dead both"}}, {}};
    for (const pipeline::GroupMetrics& part : parts) {
        const evaluate::PairMetrics& m = part.metrics;
        table.rows.push_back({pipeline::validUtf8(part.name), countCell(part.texts), countCell(m.rows), correlationCell(m.top10R), correlationCell(m.top100R),
                              countCell(m.universal), percentCell(m.universalShare), countCell(m.activeBoth), percentCell(m.deadBoth)});
    }
    return table;
}

nlohmann::json partsJson(const std::vector<pipeline::GroupMetrics>& parts) {
    nlohmann::json json = nlohmann::json::array();
    for (const pipeline::GroupMetrics& part : parts) {
        const evaluate::PairMetrics& m = part.metrics;
        json.push_back({{"group", pipeline::validUtf8(part.name)}, {"texts", part.texts}, {"rows", m.rows}, {"top10_r", numberJson(m.top10R)},
                        {"top100_r", numberJson(m.top100R)}, {"universal", m.universal}, {"universal_share", numberJson(m.universalShare)},
                        {"active_both", m.activeBoth}, {"dead_both", numberJson(m.deadBoth)}});
    }
    return json;
}

} // namespace crosseed::cli
