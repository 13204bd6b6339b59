#include "views/features/feature_model.h"
#include "views/shared/data_table.h"
#include "views/shared/words.h"
#include <algorithm>
#include <cmath>
#include <numeric>

namespace crosseed::views {

namespace {
constexpr int binsOfCodes = 12;

// What a column edits of a note; null: nothing that is typed.
std::string text::FeatureNote::* fieldOf(int column) {
    switch (column) {
    case FeatureModel::Label: return &text::FeatureNote::label;
    case FeatureModel::Definition: return &text::FeatureNote::definition;
    case FeatureModel::Anchor: return &text::FeatureNote::anchorExample;
    case FeatureModel::Counter: return &text::FeatureNote::counterExample;
    default: return nullptr;
    }
}
const char* nameOf(int column) {
    switch (column) {
    case FeatureModel::Definition: return "Definition of";
    case FeatureModel::Anchor: return "Example of";
    case FeatureModel::Counter: return "Counter-example of";
    default: return "Label of";
    }
}
} // namespace

FeatureModel::FeatureModel(QObject* parent) : QAbstractTableModel(parent), m_notes(std::make_shared<Notes>()) {}

void FeatureModel::setResult(ResultPtr result) {
    beginResetModel();
    m_result = std::move(result);
    m_intervals.reset();
    m_warnings.reset();
    m_codes.clear();
    m_places.clear();
    double most = 0;
    for (int row = 0; row < rowCount(); ++row)
        most = std::max({most, summary(row).maxA, summary(row).maxB});
    m_digits = most < 2 ? 2 : 1;
    endResetModel();
}

void FeatureModel::setIntervals(IntervalsPtr intervals) {
    m_intervals = std::move(intervals);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, IntervalOfR), index(rowCount() - 1, IntervalOfR));
}

void FeatureModel::setWarnings(WarningsPtr warnings) {
    m_warnings = std::move(warnings);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, R), index(rowCount() - 1, R));
}

// Only rows whose note is another one are said to have changed: sorting and filtering 6,144 rows anew for one star would be felt.
void FeatureModel::setNotes(NotesPtr notes) {
    const NotesPtr before = std::exchange(m_notes, notes ? std::move(notes) : std::make_shared<Notes>());
    const auto differs = [&](std::int32_t feature) {
        const auto a = before->find(feature), b = m_notes->find(feature);
        return a == before->end() || b == m_notes->end() || !(a->second == b->second);
    };
    std::vector<std::int32_t> changed;
    for (const Notes* notes : {before.get(), m_notes.get()})
        for (const auto& [feature, note] : *notes)
            if (feature < rowCount() && differs(feature))
                changed.push_back(feature);
    std::ranges::sort(changed);
    changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
    for (const std::int32_t feature : changed)
        Q_EMIT dataChanged(index(feature, 0), index(feature, columnCount_ - 1));
}

void FeatureModel::setEditable(bool editable) {
    m_editable = editable;
}

void FeatureModel::setThreshold(double r, std::int64_t minimumRows) {
    if (minimumRows != m_minimumRows)
        m_places.clear();
    m_threshold = r;
    m_minimumRows = minimumRows;
}

text::FeatureNote FeatureModel::note(std::int32_t feature) const {
    const auto found = m_notes->find(feature);
    if (found != m_notes->end())
        return found->second;
    text::FeatureNote empty;
    empty.feature = feature;
    return empty;
}

const std::vector<std::string>& FeatureModel::warnings(int row) const {
    static const std::vector<std::string> none;
    return m_warnings && row < std::ssize(*m_warnings) ? (*m_warnings)[static_cast<std::size_t>(row)] : none;
}

evaluate::Interval FeatureModel::interval(int row) const {
    return m_intervals && row < std::ssize(*m_intervals) ? (*m_intervals)[static_cast<std::size_t>(row)] : evaluate::Interval();
}

bool FeatureModel::isActiveInBoth(int row) const {
    return std::min(metrics(row).firesA, metrics(row).firesB) >= m_minimumRows;
}

bool FeatureModel::isUniversal(int row) const {
    return isActiveInBoth(row) && metrics(row).r >= m_threshold;
}

int FeatureModel::place(int row) const {
    if (m_places.empty() && rowCount() > 0) {
        std::vector<int> order;
        for (int i = 0; i < rowCount(); ++i)
            if (isActiveInBoth(i) && !std::isnan(metrics(i).r))
                order.push_back(i);
        std::ranges::stable_sort(order, std::greater(), [this](int i) { return metrics(i).r; });
        m_places.assign(static_cast<std::size_t>(rowCount()), 0);
        for (std::size_t i = 0; i < order.size(); ++i)
            m_places[static_cast<std::size_t>(order[i])] = static_cast<int>(i) + 1;
    }
    return row >= 0 && row < std::ssize(m_places) ? m_places[static_cast<std::size_t>(row)] : 0;
}

std::shared_ptr<const evaluate::ActivationHistogram> FeatureModel::codes(int row) const {
    if (const auto* known = m_codes.object(row))
        return *known;
    auto* made = new std::shared_ptr<const evaluate::ActivationHistogram>(
        std::make_shared<evaluate::ActivationHistogram>(evaluate::activationHistogram(row, m_result->index, binsOfCodes)));
    const auto result = *made;
    m_codes.insert(row, made);
    return result;
}

QString FeatureModel::className(int row) const {
    const std::int32_t top = summary(row).association.topClass;
    return top < 0 || top >= std::ssize(m_result->classNames) ? QString() : toQt(m_result->classNames[static_cast<std::size_t>(top)]);
}

QString FeatureModel::codeText(double code) const {
    return fixed(code, m_digits);
}

int FeatureModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_result ? 0 : static_cast<int>(m_result->featureCount());
}

int FeatureModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columnCount_;
}

Qt::ItemFlags FeatureModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return m_editable && index.isValid() && fieldOf(index.column()) ? flags | Qt::ItemIsEditable : flags;
}

bool FeatureModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!index.isValid() || !m_editable || role != Qt::EditRole)
        return false;
    text::FeatureNote note = this->note(index.row());
    const QString name = featureText(index.row());
    if (index.column() == Star) {
        note.star = value.toBool();
        Q_EMIT noteEdited(note, note.star ? tr("Star %1").arg(name) : tr("Remove the star of %1").arg(name));
        return true;
    }
    const auto field = fieldOf(index.column());
    if (!field || note.*field == toStd(value.toString()))
        return false;
    note.*field = toStd(index.column() == Label ? value.toString().simplified() : value.toString().trimmed());
    Q_EMIT noteEdited(note, QString("%1 %2").arg(tr(nameOf(index.column())), name));
    return true;
}

} // namespace crosseed::views
