#include "views/shared/filter_header.h"
#include "views/shared/data_table.h"
#include "views/shared/palette.h"
#include "views/shared/terms.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {
struct Titles {
    QString first, second;
};
Titles titlesOf(const QAbstractItemModel* model, int column) {
    const QString all = model ? model->headerData(column, Qt::Horizontal).toString() : QString();
    const auto end = all.indexOf('\n');
    return end < 0 ? Titles{all, {}} : Titles{all.left(end), all.mid(end + 1)};
}

// The column's place among the keys of sorting from 1, 0 for none.
int keyPlace(const DataProxy& proxy, int column, Qt::SortOrder& order) {
    const auto keys = proxy.sortKeys();
    for (int i = 0; i < keys.size(); ++i)
        if (keys[i].first == column) {
            order = keys[i].second;
            return i + 1;
        }
    return 0;
}

QString toolTipOf(const QAbstractItemModel* model, int column) {
    const QString own = model->headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString();
    const QString topic = model->headerData(column, Qt::Horizontal, TopicRole).toString();
    return !own.isEmpty() || topic.isEmpty() ? own : termToolTip(topic);
}

void paintArrow(QPainter& painter, const QRectF& area, Qt::SortOrder order) {
    const double w = area.width(), h = w * .6, y = area.center().y();
    const double tip = order == Qt::AscendingOrder ? y - h / 2 : y + h / 2, base = y + y - tip;
    painter.drawPolygon(QPolygonF{{area.left(), base}, {area.right(), base}, {area.center().x(), tip}});
}
} // namespace

FilterHeader::FilterHeader(DataProxy* proxy, QWidget* parent) : QHeaderView(Qt::Horizontal, parent), m_proxy(proxy) {
    setSectionsClickable(true);
    setSectionsMovable(true);
    setHighlightSections(false);
    setMinimumSectionSize(scaled(22));
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    connect(this, &QHeaderView::sectionResized, this, &FilterHeader::placeFields);
    connect(this, &QHeaderView::sectionMoved, this, &FilterHeader::placeFields);
    connect(this, &QHeaderView::sectionCountChanged, this, &FilterHeader::makeFields);
    connect(proxy, &DataProxy::filtersChanged, this, &FilterHeader::showFilters);
    connect(proxy, &QAbstractItemModel::modelReset, this, &FilterHeader::makeFields);
}

void FilterHeader::setFilterRow(bool shown) {
    m_shown = shown;
    makeFields();
    updateGeometry();
}

QLineEdit* FilterHeader::field(int column) const {
    const auto found = m_fields.find(column);
    return found == m_fields.end() ? nullptr : found->second;
}

int FilterHeader::columnOf(const QLineEdit* field) const {
    const auto found = std::ranges::find_if(m_fields, [field](const auto& entry) { return entry.second == field; });
    return found == m_fields.end() ? -1 : found->first;
}

void FilterHeader::makeFields() {
    const int columns = m_shown ? count() : 0;
    for (auto it = m_fields.begin(); it != m_fields.end();)
        if (it->first >= columns) {
            it->second->deleteLater();
            it = m_fields.erase(it);
        } else {
            ++it;
        }
    for (int column = 0; column < columns; ++column) {
        const QString title = titlesOf(model(), column).first;
        QLineEdit*& field = m_fields[column];
        if (!field) {
            field = new QLineEdit(this);
            field->setStyleSheet("min-height: 0px; padding: 0 2px;"); // the row's height is the header's
            field->installEventFilter(this);
            connect(field, &QLineEdit::textEdited, this,
                    [this, column](const QString& text) { m_proxy->setColumnFilter(column, text); });
        }
        const QString name = model() ? model()->headerData(column, Qt::Horizontal, ExactRole).toString() : QString();
        field->setAccessibleName(tr("Filter of the column %1").arg(name.isEmpty() ? title : name));
    }
    showFilters();
    updateGeometries();
    placeFields();
}

void FilterHeader::showFilters() {
    for (const auto& [column, field] : m_fields) {
        const QString text = m_proxy->columnFilter(column);
        if (field->text().trimmed() != text)
            field->setText(text);
        const bool number = m_proxy->isNumberColumn(column), readable = m_proxy->isFilterReadable(column);
        field->setToolTip(!readable ? tr("Not a number or range; all rows are shown. Type >= .7, < 3, 5 .. 9 or a number.")
                          : number  ? tr(">= .7, < 3, 5 .. 9 or a number")
                                    : tr("Rows whose text holds this"));
        const QString state = readable ? QString() : QString("wrong");
        if (field->property("state").toString() != state) {
            field->setProperty("state", state);
            field->style()->unpolish(field);
            field->style()->polish(field);
        }
    }
}

int FilterHeader::rowHeight() const {
    return m_shown ? scaled(26) : 0;
}

int FilterHeader::titleHeight() const {
    bool second = false;
    for (int column = 0; column < count() && !second; ++column)
        second = !isSectionHidden(column) && !titlesOf(model(), column).second.isEmpty();
    return scaled(second ? 36 : 26);
}

QSize FilterHeader::sizeHint() const {
    return {QHeaderView::sizeHint().width(), titleHeight() + rowHeight()};
}

QSize FilterHeader::sectionSizeFromContents(int column) const {
    const auto [first, second] = titlesOf(model(), column);
    const int width = std::max(QFontMetrics(font()).horizontalAdvance(first) + scaled(sectionsClickable() ? 12 : 0),
                               QFontMetrics(tinyFont()).horizontalAdvance(second));
    return {width + scaled(14), titleHeight()};
}

void FilterHeader::updateGeometries() {
    setViewportMargins(0, 0, 0, rowHeight());
    QHeaderView::updateGeometries();
    placeFields();
}

void FilterHeader::placeFields() {
    const QRect titles = viewport()->geometry();
    QWidget* before = nullptr;
    for (int place = 0; place < count(); ++place) {
        const int column = logicalIndex(place);
        QLineEdit* line = field(column);
        if (!line)
            continue;
        line->setVisible(sectionSize(column) > 0); // it is not marked as hidden yet when it shrinks
        line->setGeometry(titles.left() + sectionViewportPosition(column) + 1, titles.bottom() + 2, sectionSize(column) - 2,
                          rowHeight() - 3);
        if (before)
            setTabOrder(before, line);
        before = line;
    }
}

void FilterHeader::paintSection(QPainter* painter, const QRect& rect, int column) const {
    painter->save();
    painter->fillRect(rect, colour(Role::PanelHeader));
    painter->setPen(colour(Role::Hairline));
    painter->drawLine(rect.topRight(), rect.bottomRight());
    painter->setPen(colour(Role::Border));
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());

    QRect text = rect.adjusted(scaled(6), 0, -scaled(6), -1);
    Qt::SortOrder order = Qt::AscendingOrder;
    const int place = keyPlace(*m_proxy, column, order);
    if (place > 0) {
        const bool several = m_proxy->sortKeys().size() > 1;
        painter->setFont(tinyFont());
        const int number = several ? painter->fontMetrics().horizontalAdvance(QString::number(place)) + scaled(2) : 0;
        const int arrow = scaled(7);
        const QRect mark(text.right() - arrow - number + 1, text.top(), arrow, text.height());
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(colour(Role::Text));
        paintArrow(*painter, mark, order);
        painter->setPen(colour(Role::Secondary));
        if (several)
            painter->drawText(QRect(mark.right() + scaled(2), text.top(), number, text.height()), Qt::AlignVCenter,
                              QString::number(place));
        text.setRight(mark.left() - scaled(3));
    }
    const auto [first, second] = titlesOf(model(), column);
    const QVariant aligned = model() ? model()->headerData(column, Qt::Horizontal, Qt::TextAlignmentRole) : QVariant();
    const int side = (aligned.isValid() ? aligned.toInt() : int(Qt::AlignLeft)) & Qt::AlignHorizontal_Mask;
    const auto line = [&](const QRect& area, const QString& words, const QFont& face, Role role) {
        painter->setFont(face);
        painter->setPen(colour(role));
        painter->drawText(area, side | Qt::AlignVCenter | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(words, Qt::ElideRight, area.width()));
    };
    if (second.isEmpty()) {
        line(text, first, font(), Role::Text);
    } else {
        const int half = text.height() / 2;
        line(text.adjusted(0, scaled(2), 0, -half + scaled(1)), first, font(), Role::Text);
        line(text.adjusted(0, half + scaled(1), 0, -scaled(1)), second, tinyFont(), Role::Secondary);
    }
    painter->restore();
}

bool FilterHeader::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        auto* line = qobject_cast<QLineEdit*>(watched);
        if (line && key == Qt::Key_F1) {
            Q_EMIT topicAsked(columnOf(line), line->mapToGlobal(line->rect().bottomLeft()));
            return true;
        }
        if (line && (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Escape)) {
            Q_EMIT left();
            return true;
        }
    }
    return QHeaderView::eventFilter(watched, event);
}

bool FilterHeader::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip && model()) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int column = logicalIndexAt(help->pos());
        const QString text = column < 0 ? QString() : toolTipOf(model(), column);
        if (!text.isEmpty()) {
            QToolTip::showText(help->globalPos(), text, viewport());
            return true;
        }
    }
    return QHeaderView::viewportEvent(event);
}

void FilterHeader::changeEvent(QEvent* event) {
    QHeaderView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        updateGeometry();
        placeFields();
    }
}

} // namespace crosseed::views
