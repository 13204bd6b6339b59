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

std::optional<double> numberOf(std::string_view word) {
    const std::optional<double> number = parseNumber(word, '.');
    return number ? number : parseNumber(word, ',');
}

// Nothing where the two cannot be put in order.
std::partial_ordering compared(std::string_view cell, std::string_view value) {
    if (cell.empty())
        return std::partial_ordering::unordered;
    const std::optional<double> x = numberOf(cell), y = numberOf(value);
    if (x && y)
        return *x <=> *y;
    return x.has_value() == y.has_value() ? std::partial_ordering(cell <=> value) : std::partial_ordering::unordered;
}

// A code rather than a quantity where it has a leading zero too many or an exponent: 01 is not 1, and 1e2 not 100.
bool isPlainNumber(std::string_view word) {
    if (word.find_first_of("eE") != std::string_view::npos || !numberOf(word))
        return false;
    if (word.starts_with('+') || word.starts_with('-'))
        word.remove_prefix(1);
    return word.size() < 2 || word[0] != '0' || word[1] == '.' || word[1] == ',';
}

bool isEqual(std::string_view cell, std::string_view value) {
    return cell == value || (isPlainNumber(cell) && isPlainNumber(value) && *numberOf(cell) == *numberOf(value));
}

bool isOrdering(Comparison comparison) {
    return comparison != Comparison::Equal && comparison != Comparison::NotEqual;
}

bool holds(std::string_view cell, const DocumentCondition& condition) {
    if (!isOrdering(condition.comparison))
        return isEqual(cell, condition.value) == (condition.comparison == Comparison::Equal);
    const std::partial_ordering order = compared(cell, condition.value);
    switch (condition.comparison) {
    case Comparison::Equal:
    case Comparison::NotEqual:
        break;
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
    m_met.resize(m_conditions.size());
}

bool DocumentFilter::operator()(const Document& document) const {
    bool all = true; // conditions after one that fails are looked at too, for what they met
    for (std::size_t i = 0; i < m_conditions.size(); ++i) {
        const std::string_view cell = m_columns[i].of(document);
        all = holds(cell, m_conditions[i]) && all;
        Met& met = m_met[i];
        if (met.isComparable || cell.empty() || !isOrdering(m_conditions[i].comparison))
            continue;
        met.isComparable = compared(cell, m_conditions[i].value) != std::partial_ordering::unordered;
        if (met.first.empty())
            met.first = cell;
    }
    return all;
}

void DocumentFilter::requireComparable() const {
    for (std::size_t i = 0; i < m_conditions.size(); ++i)
        require(m_met[i].isComparable || m_met[i].first.empty(), ErrorKind::Usage,
                "\"" + conditionText(m_conditions[i]) + "\" can be compared with no cell of " + m_conditions[i].column +
                    ", of which the first is \"" + m_met[i].first +
                    "\": numbers compare with numbers only, and words and dates with words and dates; write a value like those.");
}

} // namespace crosseed::text
