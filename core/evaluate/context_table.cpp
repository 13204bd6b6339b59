#include "evaluate/contexts.h"
#include "base/error.h"
#include <algorithm>
#include <array>

namespace crosseed::evaluate {

namespace {

constexpr std::array<std::string_view, 5> groupNames{"top", "all", "bands", "random", "look-alikes"};
constexpr std::array<std::string_view, 11> orderNames{"activation", "difference", "L1", "L2", "L3",   "node",
                                                      "R1",         "R2",         "R3", "document", "class"};

template <typename Enum, std::size_t n>
Enum parsed(std::string_view name, const std::array<std::string_view, n>& names, const char* what) {
    const auto found = std::ranges::find(names, name);
    if (found != names.end())
        return static_cast<Enum>(found - names.begin());
    std::string all;
    for (const std::string_view known : names)
        all += (all.empty() ? "" : ", ") + std::string(known);
    throw Error(ErrorKind::Usage, "\"" + std::string(name) + "\" is no " + what + " of contexts; use one of " + all + ".");
}

} // namespace

ContextGroup parseContextGroup(std::string_view name) { return parsed<ContextGroup>(name, groupNames, "group"); }
ContextOrder parseContextOrder(std::string_view name) { return parsed<ContextOrder>(name, orderNames, "order"); }
std::string_view contextGroupName(ContextGroup group) { return groupNames[static_cast<std::size_t>(group)]; }
std::string_view contextOrderName(ContextOrder order) { return orderNames[static_cast<std::size_t>(order)]; }

text::Table contextTable(const Contexts& contexts, const std::vector<std::string>& classNames,
                         const std::vector<std::string>& extraColumns) {
    text::Table table;
    const bool banded = contexts.bands.size() > 1;
    if (banded)
        table.columns.push_back({"band", false});
    for (const text::Column& column : std::initializer_list<text::Column>{{"A"}, {"B"}, {"left"}, {"node", false},
                                                                         {"right", false}, {"class", false},
                                                                         {"document", false}, {"copies"}})
        table.columns.push_back(column);
    for (const std::string& name : extraColumns)
        table.columns.push_back({name, false});
    for (const ContextBand& band : contexts.bands)
        for (const ContextLine& line : band.lines) {
            std::vector<text::Cell> row;
            if (banded)
                row.push_back(band.name);
            const auto label = line.document.label;
            row.insert(row.end(), {text::fixedCell(line.a, 2), text::fixedCell(line.b, 2), line.left, line.node, line.right,
                                   label < 0 ? "-" : classNames[static_cast<std::size_t>(label)], line.document.id,
                                   text::countCell(line.copies)});
            for (const std::string& value : line.document.extra)
                row.push_back(value);
            table.rows.push_back(std::move(row));
        }
    return table;
}

} // namespace crosseed::evaluate
