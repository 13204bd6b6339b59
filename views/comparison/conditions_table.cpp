#include "views/comparison/conditions_table.h"
#include "views/comparison/measures.h"
#include "views/shared/palette.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {
class ConditionDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    bool deviations = true, paper = true;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        painter->save();
        if (index.data(ConditionsModel::HeadingRole).toBool())
            paintHeading(*painter, option, index);
        else
            paintCell(*painter, option, index);
        painter->restore();
    }

private:
    static void write(QPainter& painter, const QRect& area, const QString& text, const QFont& font, Role role,
                      Qt::Alignment side = Qt::AlignRight) {
        painter.setFont(font);
        painter.setPen(colour(role));
        painter.drawText(area, static_cast<int>(side | Qt::AlignVCenter | Qt::TextSingleLine),
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, area.width()));
    }

    static void paintHeading(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) {
        painter.fillRect(option.rect, colour(Role::Stripe));
        if (option.state & QStyle::State_HasFocus)
            frame(painter, option.rect);
        QRect area = option.rect.adjusted(scaled(8), 0, -scaled(8), 0);
        const bool folded = index.data(ConditionsModel::FoldedRole).toBool();
        write(painter, area, folded ? "▸" : "▾", tinyFont(), Role::Secondary, Qt::AlignLeft);
        area.setLeft(area.left() + scaled(16));
        const QFont bold = titleFont();
        const QString name = index.data().toString(), end = index.data(ConditionsModel::HeadingEnd).toString();
        const int nameWidth = std::min(QFontMetrics(bold).horizontalAdvance(name), area.width() / 2);
        const int endWidth = QFontMetrics(smallFont()).horizontalAdvance(end);
        write(painter, QRect(area.left(), area.top(), nameWidth, area.height()), name, bold, Role::Text, Qt::AlignLeft);
        write(painter, QRect(area.right() - endWidth, area.top(), endWidth + 1, area.height()), end, smallFont(), Role::Secondary);
        const int from = area.left() + nameWidth + scaled(10);
        write(painter, QRect(from, area.top(), area.right() - endWidth - scaled(10) - from, area.height()),
              index.data(ConditionsModel::HeadingRemark).toString(), smallFont(), Role::Secondary, Qt::AlignLeft);
    }

    static void frame(QPainter& painter, const QRect& rect) {
        painter.setPen(QPen(colour(Role::Accent), 2));
        painter.drawRect(rect.adjusted(1, 1, -1, -2));
    }

    void paintCell(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
        const bool selected = option.state & QStyle::State_Selected;
        if (selected)
            painter.fillRect(option.rect, colour(Role::Selected));
        const auto measure = ConditionsModel::measureOf(index.column());
        QRect area = option.rect.adjusted(scaled(index.column() == ConditionsModel::Name ? 14 : 4), 0, -scaled(6), 0);
        if (!measure) {
            const bool warns = index.data(ConditionsModel::WarningRole).toBool();
            write(painter, area, index.data().toString(), option.font, warns ? Role::WarningText : Role::Text, Qt::AlignLeft);
        } else {
            paintSlots(painter, area, option, index);
        }
        if (selected && measure)
            frame(painter, option.rect);
    }

    void paintSlots(QPainter& painter, QRect area, const QStyleOptionViewItem& option, const QModelIndex& index) const {
        const bool best = index.data(ConditionsModel::BestRole).toBool();
        const QFontMetrics small(smallFont());
        const QString paperText = index.data(ConditionsModel::PaperRole).toString();
        const bool hasPaper = ConditionsModel::measureOf(index.column()) != pipeline::Measure::Explained;
        if (paper && hasPaper) {
            write(painter, area, paperText, smallFont(), Role::Secondary);
            area.setRight(area.right() - std::max(small.horizontalAdvance("−.999"), small.horizontalAdvance(paperText)) - scaled(3));
        }
        if (deviations) {
            const QString text = index.data(ConditionsModel::DeviationRole).toString();
            const int width = std::max(small.horizontalAdvance("±.999"), small.horizontalAdvance(text));
            write(painter, QRect(area.right() - width, area.top(), width + 1, area.height()), text, smallFont(), Role::Secondary,
                  Qt::AlignLeft);
            area.setRight(area.right() - width - scaled(3));
        }
        QFont font = option.font;
        font.setBold(best);
        const QString mean = index.data(ConditionsModel::MeanRole).toString();
        write(painter, area, mean, font, Role::Text);
        if (best) {
            area.setRight(area.right() - QFontMetrics(font).horizontalAdvance(mean) - scaled(3));
            write(painter, area, "★", tinyFont(), Role::Text);
        }
    }
};
} // namespace

ConditionsTable::ConditionsTable(QWidget* parent) : DataTable(tr("Conditions compared"), parent) {
    setData(&m_model);
    setSortable(false);
    setSelectionBehavior(SelectItems);
    setSelectionMode(SingleSelection);
    horizontalHeader()->setSectionsMovable(false);
    setItemDelegate(new ConditionDelegate(this));
    verticalHeader()->setDefaultSectionSize(scaled(22));
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
        const auto place = m_model.placeOf(sourceRow(index));
        const auto measure = ConditionsModel::measureOf(index.column());
        if (place.condition >= 0)
            Q_EMIT cellChosen(place.section, place.condition, measure.value_or(pipeline::Measure::Top100R));
    });
    connect(proxy(), &QAbstractItemModel::modelReset, this, &ConditionsTable::showFolds);
}

void ConditionsTable::setShown(bool deviations, bool paper) {
    m_deviations = deviations;
    m_paper = paper;
    m_model.setShown(deviations, paper);
    layColumns();
}

void ConditionsTable::setSections(std::shared_ptr<const std::vector<pipeline::FinishedSection>> sections) {
    m_model.setSections(std::move(sections));
    layColumns();
}

text::Table ConditionsTable::shownTable(bool selectionOnly) const {
    if (!m_model.sections())
        return {};
    const auto place = selectionOnly ? m_model.placeOf(sourceRow(currentIndex())) : ConditionsModel::Place{};
    return conditionsTable(*m_model.sections(), {m_deviations, m_paper}, place.section, place.condition);
}

void ConditionsTable::choose(const ConditionsModel::Place& place, pipeline::Measure measure) {
    const int row = m_model.rowOf(place);
    const auto column = std::ranges::find(pipeline::allMeasures, measure) - pipeline::allMeasures.begin();
    if (row >= 0)
        setCurrentIndex(proxy()->mapFromSource(m_model.index(row, ConditionsModel::FirstMeasure + static_cast<int>(column))));
}

// Measures share what the two left columns leave.
void ConditionsTable::layColumns() {
    auto* delegate = static_cast<ConditionDelegate*>(itemDelegate());
    delegate->deviations = m_model.hasDeviations();
    delegate->paper = m_model.hasPaper();
    const QFontMetrics metrics(font());
    int name = 0;
    for (const auto condition : pipeline::allConditions)
        name = std::max(name, metrics.horizontalAdvance(conditionName(condition)));
    const int left[] = {name + scaled(24), metrics.horizontalAdvance("4 of 5") + scaled(12)};
    setColumnWidth(ConditionsModel::Name, left[0]);
    setColumnWidth(ConditionsModel::Pairs, left[1]);
    const QFontMetrics small(smallFont());
    const int deviation = delegate->deviations ? small.horizontalAdvance("±.999") + scaled(3) : 0;
    const int paper = delegate->paper ? small.horizontalAdvance("−.999") + scaled(3) : 0;
    const int mean = metrics.horizontalAdvance("★1,999") + scaled(10);
    std::vector<int> widths;
    int sum = 0;
    for (const pipeline::Measure measure : pipeline::allMeasures) {
        const int title = metrics.horizontalAdvance(measureTitle(measure) + " ↓") + scaled(13);
        widths.push_back(std::max(title, mean + deviation + (measure == pipeline::Measure::Explained ? 0 : paper)));
        sum += widths.back();
    }
    const int spare = std::max(0, viewport()->width() - left[0] - left[1] - sum) / static_cast<int>(widths.size());
    for (std::size_t i = 0; i < widths.size(); ++i)
        setColumnWidth(ConditionsModel::FirstMeasure + static_cast<int>(i), widths[i] + spare);
}

void ConditionsTable::showFolds() {
    clearSpans();
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const auto place = m_model.placeOf(row);
        if (place.condition < 0)
            setSpan(row, 0, 1, ConditionsModel::ColumnCount);
        else
            setRowHidden(row, m_model.isFolded(place.section));
    }
}

void ConditionsTable::toggle(int row) {
    const auto place = m_model.placeOf(row);
    if (place.section < 0 || place.condition >= 0)
        return;
    m_model.fold(place.section, !m_model.isFolded(place.section));
    showFolds();
}

void ConditionsTable::resizeEvent(QResizeEvent* event) {
    DataTable::resizeEvent(event);
    layColumns();
}

void ConditionsTable::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    const auto place = m_model.placeOf(sourceRow(currentIndex()));
    if (place.section >= 0 && place.condition < 0 && (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space))
        toggle(currentIndex().row());
    else
        DataTable::keyPressEvent(event);
}

void ConditionsTable::mousePressEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->pos());
    DataTable::mousePressEvent(event);
    if (event->button() == Qt::LeftButton && index.isValid() && index.data(ConditionsModel::HeadingRole).toBool())
        toggle(index.row());
}

void ConditionsTable::changeEvent(QEvent* event) {
    DataTable::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        verticalHeader()->setDefaultSectionSize(scaled(22));
        layColumns();
    }
}

} // namespace crosseed::views
