#include "text/document_filter.h"
#include "base/error.h"
#include "base/trim.h"
#include "text/quartiles.h"
#include <algorithm>
#include <compare>
#include <optional>

namespace crosseed::text {

namespace {

struct Sign {
    std::string_view text;
    Comparison comparison;
};
constexpr Sign signs[] = {{"!=", Comparison::NotEqual}, {"<=", Comparison::LessOrEqual}, {">=", Comparison::GreaterOrEqual},
                          {"=", Comparison::Equal},     {"<", Comparison::Less},         {">", Comparison::Greater}};

// Nothing where the two cannot be put in order.
std::partial_ordering compared(std::string_view cell, std::string_view value) {
    const std::optional<double> x = parseNumber(cell, '.'), y = parseNumber(value, '.');
    if (x && y)
        return *x <=> *y;
    if (x.has_value() != y.has_value() || cell.empty())
        return cell == value ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
    return cell <=> value;
}

bool holds(std::string_view cell, const DocumentCondition& condition) {
    const std::partial_ordering order = compared(cell, condition.value);
    switch (condition.comparison) {
    case Comparison::Equal:
        return order == 0;
    case Comparison::NotEqual:
        return order != 0;
    case Comparison::Less:
        return order < 0;
    case Comparison::LessOrEqual:
        return order <= 0;
    case Comparison::Greater:
        return order > 0;
    case Comparison::GreaterOrEqual:
        return order >= 0;
    case Comparison::Between:
        return order >= 0 && compared(cell, condition.high) <= 0;
    }
    return false;
}

} // namespace

DocumentCondition parseCondition(std::string_view text) {
    const std::size_t at = text.find_first_of("!<>=");
    for (const Sign& sign : signs) {
        if (at == std::string_view::npos || at == 0 || !text.substr(at).starts_with(sign.text))
            continue;
        DocumentCondition condition{std::string(trimmed(text.substr(0, at))), sign.comparison,
                                    std::string(trimmed(text.substr(at + sign.text.size()))), ""};
        const std::size_t dots = condition.value.find("..");
        if (sign.comparison == Comparison::Equal && dots != std::string::npos) {
            condition.comparison = Comparison::Between;
            condition.high = trimmed(std::string_view(condition.value).substr(dots + 2));
            condition.value = trimmed(std::string_view(condition.value).substr(0, dots));
        }
        return condition;
    }
    throw Error(ErrorKind::Usage, "\"" + std::string(text) + "\" is no condition; write COLUMN=VALUE, or with !=, <, <=, >, >= or "
                                                             "COLUMN=LOW..HIGH.");
}

std::string conditionText(const DocumentCondition& condition) {
    if (condition.comparison == Comparison::Between)
        return condition.column + " = " + condition.value + ".." + condition.high;
    const auto* sign = std::ranges::find(signs, condition.comparison, &Sign::comparison);
    return condition.column + " " + std::string(sign->text) + " " + condition.value;
}

DocumentColumn::DocumentColumn(const std::string& name, const Corpus& head) : m_classNames(head.classNames) {
    const auto found = std::ranges::find(head.extraColumns, name);
    if (found != head.extraColumns.end()) {
        m_extra = static_cast<std::size_t>(found - head.extraColumns.begin());
        return;
    }
    std::string known = "class, split, id";
    for (const std::string& column : head.extraColumns)
        known += ", " + column;
    require(name == "class" || name == "label" || name == "split" || name == "id", ErrorKind::Usage,
            "The documents have no column " + name + "; they have: " + known + ". Columns are kept with --keep-columns at import.");
    m_kind = name == "split" ? Kind::Split : name == "id" ? Kind::Id : Kind::Class;
}

std::string_view DocumentColumn::of(const Document& document) const {
    switch (m_kind) {
    case Kind::Extra:
        return m_extra < document.extra.size() ? trimmed(document.extra[m_extra]) : std::string_view();
    case Kind::Class:
        return document.label < 0 ? std::string_view() : m_classNames[static_cast<std::size_t>(document.label)];
    case Kind::Split:
        return splitName(document.split);
    case Kind::Id:
        return document.id;
    }
    return {};
}

DocumentFilter::DocumentFilter(std::vector<DocumentCondition> conditions, const Corpus& head) : m_conditions(std::move(conditions)) {
    for (const DocumentCondition& condition : m_conditions)
        m_columns.emplace_back(condition.column, head);
}

bool DocumentFilter::operator()(const Document& document) const {
    for (std::size_t i = 0; i < m_conditions.size(); ++i)
        if (!holds(m_columns[i].of(document), m_conditions[i]))
            return false;
    return true;
}

} // namespace crosseed::text
