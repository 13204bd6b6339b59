#include "views/counterfactuals/moved_panel.h"
#include "views/counterfactuals/edit_words.h"
#include "views/shared/data_table.h"
#include "views/shared/words.h"
#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>

namespace crosseed::views {

namespace {

// From the peak before to the peak after, on one scale for all rows: a ring where it was, a head where it is.
class ArrowDelegate : public QStyledItemDelegate {
public:
    ArrowDelegate(const MovedModel& model, DataTable& table) : QStyledItemDelegate(&table), m_model(model), m_table(table) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyleOptionViewItem empty = option;
        initStyleOption(&empty, index);
        empty.text.clear();
        empty.widget->style()->drawControl(QStyle::CE_ItemViewItem, &empty, painter, empty.widget);
        const int row = m_table.sourceRow(index);
        if (row < 0 || m_model.greatestPeak() <= 0)
            return;
        const evaluate::MovedFeature& moved = m_model.moved(row);
        const QRectF area = QRectF(option.rect).adjusted(scaled(8), 0, -scaled(8), 0);
        const auto place = [&](double peak) { return area.left() + area.width() * peak / m_model.greatestPeak(); };
        const double y = area.center().y() + .5, from = place(moved.before[0]), to = place(moved.after[0]), head = scaled(4);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(colour(Role::Text), 1.2));
        painter->drawLine(QPointF(from, y), QPointF(to, y));
        painter->setBrush(colour(Role::Content));
        painter->drawEllipse(QPointF(from, y), scaled(2.6), scaled(2.6));
        const double side = to >= from ? -head : head;
        painter->setBrush(colour(Role::Text));
        painter->drawPolygon(QPolygonF{QPointF(to, y), QPointF(to + side, y - head * .6), QPointF(to + side, y + head * .6)});
        painter->restore();
    }

private:
    const MovedModel& m_model;
    DataTable& m_table;
};

} // namespace

void MovedModel::setAnswer(EditAnswerPtr answer) {
    beginResetModel();
    m_answer = std::move(answer);
    m_greatest = 0;
    if (m_answer)
        for (const evaluate::MovedFeature& moved : m_answer->result.mostMoved)
            m_greatest = std::max({m_greatest, moved.before[0], moved.after[0]});
    endResetModel();
}

void MovedModel::setNotes(NotesPtr notes) {
    m_notes = std::move(notes);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Label), index(rowCount() - 1, Label));
}

int MovedModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_answer ? 0 : static_cast<int>(m_answer->result.mostMoved.size());
}

int MovedModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant MovedModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const evaluate::MovedFeature& one = moved(index.row());
    const bool own = one.feature == m_answer->feature;
    const QString label = m_notes ? labelOf(*m_notes, one.feature) : QString();
    const std::size_t member = index.column() == ChangeB ? 1 : 0;
    const double change = one.after[member] - one.before[member];
    const bool number = index.column() >= ChangeA;
    if (role == Qt::DisplayRole)
        switch (index.column()) {
        case Feature: return featureText(one.feature);
        case Label: return !label.isEmpty() ? label : own ? "this feature" : "no label yet";
        case Arrow: return QString("%1 → %2").arg(activationText(one.before[0]), activationText(one.after[0]));
        case ChangeA:
        case ChangeB: return changeText(change, m_greatest >= 1 ? 2 : 3); // one precision, so that points stand under each other
        default: break;
        }
    if (role == SortRole)
        return index.column() == Feature ? QVariant(one.feature) : index.column() == Label ? QVariant(label)
               : index.column() == Arrow ? QVariant(std::max(one.before[0], one.after[0])) : QVariant(change);
    if (role == ExactRole && number)
        return toQt(text::exactText(change));
    if (role == Qt::TextAlignmentRole)
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ForegroundRole && index.column() == Label && label.isEmpty())
        return colour(Role::Secondary);
    if (role == Qt::FontRole && number)
        return tabularFont();
    if (role == Qt::ToolTipRole)
        return QString("%1: A %2 → %3, B %4 → %5")
            .arg(featureText(one.feature), activationText(one.before[0]), activationText(one.after[0]), activationText(one.before[1]), activationText(one.after[1]));
    return {};
}

QVariant MovedModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    static const char* titles[] = {"Feature", "Label", "Peak in A", "Δ A", "Δ B"};
    static const char* exact[] = {"", "", "Peak in A", "change in A", "change in B"};
    if (role == Qt::DisplayRole && section >= 0 && section < ColumnCount)
        return titles[section];
    if (role == ExactRole && section >= ChangeA && section < ColumnCount)
        return exact[section];
    if (role == TopicRole)
        return "most-moved";
    if (role == Qt::TextAlignmentRole)
        return int((section >= ChangeA ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

MovedPanel::MovedPanel(QWidget* parent) : Panel("What else moved", parent), m_model(new MovedModel(this)), m_table(new DataTable("What else moved")) {
    setTopic("most-moved");
    m_table->setData(m_model);
    m_table->setItemDelegateForColumn(MovedModel::Arrow, new ArrowDelegate(*m_model, *m_table));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    const int widths[] = {64, 90, 76, 54, 54};
    for (int column = 0; column < MovedModel::ColumnCount; ++column)
        m_table->setColumnWidth(column, scaled(widths[column]));
    m_table->horizontalHeader()->setSectionResizeMode(MovedModel::Label, QHeaderView::Stretch);
    setContent(m_table);
    const auto choose = [this](int row) {
        if (row >= 0)
            Q_EMIT featureChosen(m_model->moved(row).feature);
    };
    connect(m_table, &QAbstractItemView::clicked, this, [this, choose](const QModelIndex& index) { choose(m_table->sourceRow(index)); });
    connect(m_table, &DataTable::rowChosen, this, choose);
    connect(m_table, &DataTable::topicAsked, this, &Panel::topicAsked);
    setTableSource([this] { return TableSource{"moved-features", "Features whose peaks the edit changed, the most changed first", m_table->shownTable(), {}}; });
    setAnswer(nullptr);
}

void MovedPanel::setAnswer(EditAnswerPtr answer) {
    const bool changed = answer && !answer->isUnchanged();
    setRemark(changed ? counted(std::ssize(answer->result.mostMoved), "feature") : QString());
    if (!changed)
        showEmpty("Type a change at the left.");
    else if (answer->result.mostMoved.empty())
        showEmpty("No feature's peak moved.");
    else
        showContent();
    m_model->setAnswer(changed ? std::move(answer) : nullptr);
}

void MovedPanel::setNotes(NotesPtr notes) {
    m_model->setNotes(std::move(notes));
}

} // namespace crosseed::views
