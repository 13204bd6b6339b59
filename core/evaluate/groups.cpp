#include "evaluate/groups.h"
#include "base/error.h"
#include "evaluate/bootstrap.h"
#include <algorithm>
#include <map>

namespace crosseed::evaluate {

std::vector<GroupRow> featureInGroups(std::int32_t feature, const EvaluationIndex& index, const std::vector<std::string>& groups,
                                      Pooling pooling) {
    require(std::ssize(groups) == index.textCount(), ErrorKind::Shape,
            std::to_string(groups.size()) + " groups were named for " + std::to_string(index.textCount()) + " texts.");
    struct Sums {
        GroupRow row;
        TextSums total;
    };
    std::map<std::string_view, Sums> sums;
    for (std::int64_t text = 0; text < index.textCount(); ++text) {
        GroupRow& row = sums[groups[static_cast<std::size_t>(text)]].row;
        ++row.texts;
        row.rows += rowsOfText(index, text, pooling);
    }
    const std::vector<Firing> firings = index.firings(feature);
    for (const Firing& firing : firings) {
        GroupRow& row = sums.at(groups[static_cast<std::size_t>(index.textOf(firing.row))]).row;
        row.firesA += firing.a != 0;
        row.firesB += firing.b != 0;
    }
    for (const TextSums& text : textSums(firings, index, pooling)) {
        TextSums& total = sums.at(groups[static_cast<std::size_t>(text.text)]).total;
        total.a += text.a;
        total.b += text.b;
        total.aa += text.aa;
        total.bb += text.bb;
        total.ab += text.ab;
    }
    std::vector<GroupRow> rows;
    for (auto& [name, group] : sums) {
        const auto count = static_cast<double>(group.row.rows);
        group.row.name = name;
        group.row.meanA = group.total.a / count;
        group.row.meanB = group.total.b / count;
        group.row.r = correlation(count, group.total);
        rows.push_back(group.row);
    }
    std::ranges::stable_sort(rows, [](const GroupRow& x, const GroupRow& y) { return x.texts > y.texts; });
    return rows;
}

} // namespace crosseed::evaluate
