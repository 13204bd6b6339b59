#include "views/shared/data_table.h"
#include <QCollator>
#include <QRegularExpression>
#include <cmath>
#include <limits>

namespace crosseed::views {

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();

bool isNumber(const QVariant& value) {
    switch (value.typeId()) {
    case QMetaType::Double: case QMetaType::Float: case QMetaType::Int: case QMetaType::UInt: case QMetaType::LongLong:
    case QMetaType::ULongLong: case QMetaType::Long: case QMetaType::ULong: case QMetaType::Bool:
        return true;
    default: return false;
    }
}

bool isMissing(const QVariant& value) {
    return !value.isValid() || (isNumber(value) && std::isnan(value.toDouble()));
}

// A number as people type it, and how far around it the last digit reaches.
struct Typed {
    double value = 0, half = 0.5;
};
std::optional<Typed> typedNumber(QString text) {
    text.remove(QChar(',')).remove(QChar(' ')).remove(QChar(0xA0)).remove(QChar('%')).replace(QChar(0x2212), QChar('-'));
    bool read = false;
    Typed typed;
    typed.value = text.toDouble(&read);
    if (!read || !std::isfinite(typed.value))
        return std::nullopt;
    const auto point = text.indexOf(QChar('.'));
    typed.half = point < 0 ? 0.5 : 0.5 * std::pow(10., -static_cast<double>(text.size() - point - 1));
    return typed;
}

const QCollator& collator() {
    static thread_local const QCollator compare = [] {
        // The C locale knows no order of letters.
        QCollator made(QLocale().language() == QLocale::C ? QLocale(QLocale::English) : QLocale());
        made.setNumericMode(true);
        made.setCaseSensitivity(Qt::CaseInsensitive);
        return made;
    }();
    return compare;
}

// Below, equal, above as -1, 0, 1; missing values are above all whatever the order.
int compared(const QVariant& a, const QVariant& b, Qt::SortOrder order) {
    const bool noA = isMissing(a), noB = isMissing(b);
    if (noA || noB)
        return static_cast<int>(noA) - static_cast<int>(noB);
    int result = 0;
    if (isNumber(a) && isNumber(b)) {
        const double x = a.toDouble(), y = b.toDouble();
        result = (x > y) - (x < y);
    } else {
        result = collator().compare(a.toString(), b.toString());
    }
    return order == Qt::AscendingOrder ? result : -result;
}
} // namespace

struct DataProxy::Filter {
    QString text;
    bool number = false, readable = true;
    double low = -infinity, high = infinity;
    bool withLow = true, withHigh = true;

    Filter(const QString& typed, bool numbers) : text(typed.trimmed()), number(numbers) {
        if (number)
            readable = readNumbers();
    }
    bool readNumbers() {
        static const QRegularExpression range(R"(^(.+?)\s*(?:\.\.|…)\s*(.+)$)"), bound(R"(^(>=|<=|≥|≤|>|<|=)\s*(.+)$)");
        if (const auto match = range.match(text); match.hasMatch()) {
            const auto from = typedNumber(match.captured(1)), to = typedNumber(match.captured(2));
            if (!from || !to || from->value > to->value)
                return false;
            low = from->value;
            high = to->value;
            return true;
        }
        const auto match = bound.match(text);
        const auto typed = typedNumber(match.hasMatch() ? match.captured(2) : text);
        if (!typed)
            return false;
        const QString sign = match.hasMatch() ? match.captured(1) : QString("=");
        if (sign == "=") { // what is shown as this number
            low = typed->value - typed->half;
            high = typed->value + typed->half;
            withHigh = false;
        } else if (sign.startsWith('>') || sign == "≥") {
            low = typed->value;
            withLow = sign != ">";
        } else {
            high = typed->value;
            withHigh = sign != "<";
        }
        return true;
    }
    bool passes(const QVariant& value) const {
        if (!readable)
            return true;
        if (isMissing(value))
            return false;
        if (!number)
            return value.toString().contains(text, Qt::CaseInsensitive);
        const double x = value.toDouble();
        return (withLow ? x >= low : x > low) && (withHigh ? x <= high : x < high);
    }
};

DataProxy::DataProxy(QObject* parent) : QSortFilterProxyModel(parent) {
    connect(this, &QAbstractProxyModel::sourceModelChanged, this, [this] {
        readFiltersAnew();
        if (sourceModel())
            connect(sourceModel(), &QAbstractItemModel::modelReset, this, &DataProxy::readFiltersAnew);
    });
}

bool DataProxy::isNumberColumn(int column) const {
    const auto* model = sourceModel();
    for (int row = 0; model && row < model->rowCount(); ++row)
        if (const QVariant value = model->index(row, column).data(SortRole); value.isValid())
            return isNumber(value);
    return false;
}

// Whether a column holds numbers is known from its values only.
void DataProxy::readFiltersAnew() {
    bool changed = false;
    for (auto& [column, filter] : m_filters) {
        const bool number = isNumberColumn(column);
        if (number != filter->number) {
            filter = std::make_shared<Filter>(filter->text, number);
            changed = true;
        }
    }
    if (changed) {
        invalidateFilter();
        Q_EMIT filtersChanged();
    }
}

void DataProxy::setColumnFilter(int column, const QString& text) {
    const QString trimmed = text.trimmed();
    if (trimmed == columnFilter(column))
        return;
    if (trimmed.isEmpty())
        m_filters.erase(column);
    else
        m_filters[column] = std::make_shared<Filter>(trimmed, isNumberColumn(column));
    invalidateFilter();
    Q_EMIT filtersChanged();
}

QString DataProxy::columnFilter(int column) const {
    const auto found = m_filters.find(column);
    return found == m_filters.end() ? QString() : found->second->text;
}

bool DataProxy::isFilterReadable(int column) const {
    const auto found = m_filters.find(column);
    return found == m_filters.end() || found->second->readable;
}

void DataProxy::setCondition(std::function<bool(int)> condition) {
    m_condition = std::move(condition);
    invalidateFilter();
    Q_EMIT filtersChanged();
}

void DataProxy::clearFilters() {
    if (m_filters.empty() && !m_condition)
        return;
    m_filters.clear();
    m_condition = {};
    invalidateFilter();
    Q_EMIT filtersChanged();
}

bool DataProxy::isFiltered() const {
    return !m_filters.empty() || m_condition;
}

QList<int> DataProxy::filteredColumns() const {
    QList<int> columns;
    const int rows = sourceModel() ? sourceModel()->rowCount() : 0;
    for (const auto& [column, filter] : m_filters) {
        bool any = false;
        for (int row = 0; row < rows && !any; ++row)
            any = filter->passes(sourceModel()->index(row, column).data(SortRole));
        if (!any)
            columns.append(column);
    }
    return columns;
}

int DataProxy::rowsWithout(int column) const {
    int rows = 0;
    for (int row = 0; sourceModel() && row < sourceModel()->rowCount(); ++row)
        rows += passes(row, column);
    return rows;
}

bool DataProxy::passes(int row, int leftOutColumn) const {
    for (const auto& [column, filter] : m_filters)
        if (column != leftOutColumn && !filter->passes(sourceModel()->index(row, column).data(SortRole)))
            return false;
    return !m_condition || m_condition(row);
}

bool DataProxy::filterAcceptsRow(int row, const QModelIndex& parent) const {
    return parent.isValid() || passes(row, -1);
}

void DataProxy::sortBy(int column, Qt::SortOrder order, bool add) {
    if (!add)
        m_keys.clear();
    m_keys.removeIf([column](const auto& key) { return key.first == column; });
    if (column >= 0)
        m_keys.append({column, order});
    // Each key has its own order, so that the proxy itself always sorts upwards; the same column again needs a nudge.
    const int first = m_keys.isEmpty() ? -1 : m_keys.first().first;
    if (first == sortColumn())
        invalidate();
    else
        sort(first, Qt::AscendingOrder);
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, std::max(0, columnCount() - 1));
}

bool DataProxy::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    for (const auto& [column, order] : m_keys) {
        const int result = compared(left.siblingAtColumn(column).data(SortRole),
                                    right.siblingAtColumn(column).data(SortRole), order);
        if (result != 0)
            return result < 0;
    }
    return left.row() < right.row();
}

} // namespace crosseed::views
