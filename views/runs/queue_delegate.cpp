#include "views/runs/queue_delegate.h"
#include "store/jobs.h"
#include "views/runs/queue_model.h"
#include "views/shared/icons.h"
#include "views/shared/palette.h"
#include <QFontDatabase>
#include <QListView>
#include <QPainter>

namespace crosseed::views {

using store::JobStatus;

namespace {

JobStatus statusOf(const QModelIndex& index) {
    return static_cast<JobStatus>(index.data(QueueModel::StatusRole).toInt());
}

// All lengths of an entry, from its fonts.
struct Measures {
    int edge = scaled(10), sign = scaled(16), gap = scaled(6), bar = scaled(4);
    QFont title, detail = smallFont(), lines;
    int titleHeight, detailHeight, lineHeight;
    int buttons = scaled(28);

    explicit Measures(const QStyleOptionViewItem& option) : title(option.font) {
        lines = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        lines.setPointSizeF(tinyFont().pointSizeF());
        titleHeight = QFontMetrics(title).height();
        detailHeight = QFontMetrics(detail).height();
        lineHeight = QFontMetrics(lines).height();
    }
    int textLeft() const { return edge + sign + gap; }
};

QString iconOf(JobStatus status) {
    switch (status) {
    case JobStatus::Waiting:
        return "clock";
    case JobStatus::Running:
        return "play";
    case JobStatus::Paused:
        return "pause";
    case JobStatus::Finished:
        return "check";
    case JobStatus::Stopped:
        return "stop";
    default:
        return "warning";
    }
}

QRect problemRect(const QString& problem, const Measures& m, int width) {
    return problem.isEmpty()
               ? QRect()
               : QFontMetrics(m.detail).boundingRect(QRect(0, 0, width, 10'000), Qt::TextWordWrap, problem);
}

int widthOf(const QStyleOptionViewItem& option) {
    const auto* list = qobject_cast<const QListView*>(option.widget);
    return list ? list->viewport()->width() : option.rect.width();
}

// The error card, without its buttons; 0: none.
int cardHeight(const QModelIndex& index, const Measures& m, int width) {
    const QString problem = index.data(QueueModel::ErrorRole).toString();
    if (problem.isEmpty()) return 0;
    const auto lines = index.data(QueueModel::LinesRole).toStringList();
    const int inner = width - m.textLeft() - m.edge - 2 * m.gap;
    return 2 * m.gap + problemRect(problem, m, inner).height() + static_cast<int>(lines.size()) * m.lineHeight;
}

void paintSign(QPainter& painter, const QRect& place, JobStatus status) {
    const bool bad = status == JobStatus::Failed || status == JobStatus::Died;
    const Role role = bad                             ? Role::ErrorText
                      : status == JobStatus::Finished ? Role::Done
                      : status == JobStatus::Running  ? Role::Accent
                                                      : Role::Secondary;
    QPixmap sign = icon(iconOf(status)).pixmap(place.size(), painter.device()->devicePixelRatio());
    QPainter tint(&sign);
    tint.setCompositionMode(QPainter::CompositionMode_SourceIn);
    tint.fillRect(sign.rect(), colour(role));
    tint.end();
    painter.drawPixmap(place, sign);
}

// Sign, title, time and the line under them; gives the y below.
int paintWords(QPainter& painter, const Measures& m, const QRect& inside, int signLeft, const QModelIndex& index) {
    const JobStatus status = statusOf(index);
    const bool bad = status == JobStatus::Failed || status == JobStatus::Died;
    int y = inside.top();
    paintSign(painter, QRect(signLeft, y + (m.titleHeight - m.sign) / 2, m.sign, m.sign), status);
    const QString time = index.data(QueueModel::TimeRole).toString();
    const int timeWidth = QFontMetrics(m.detail).horizontalAdvance(time),
              titleWidth = inside.width() - timeWidth - m.gap;
    painter.setFont(m.detail);
    painter.setPen(colour(Role::Secondary));
    painter.drawText(QRect(inside.right() - timeWidth, y, timeWidth + 1, m.titleHeight),
                     Qt::AlignRight | Qt::AlignVCenter, time);
    painter.setFont(m.title);
    painter.setPen(colour(Role::Text));
    painter.drawText(QRect(inside.left(), y, titleWidth, m.titleHeight), Qt::AlignVCenter,
                     QFontMetrics(m.title).elidedText(index.data().toString(), Qt::ElideRight, titleWidth));
    y += m.titleHeight;
    painter.setFont(m.detail);
    painter.setPen(colour(bad ? Role::ErrorText : Role::Secondary));
    painter.drawText(QRect(inside.left(), y, inside.width(), m.detailHeight), Qt::AlignVCenter,
                     QFontMetrics(m.detail).elidedText(index.data(QueueModel::DetailRole).toString(), Qt::ElideRight,
                                                       inside.width()));
    return y + m.detailHeight + m.gap;
}

void paintBar(QPainter& painter, QRect place, double fraction) {
    const double round = place.height() / 2.0;
    painter.setPen(Qt::NoPen);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(colour(Role::Border));
    painter.drawRoundedRect(place, round, round);
    place.setWidth(static_cast<int>(place.width() * fraction));
    painter.setBrush(colour(Role::Accent));
    painter.drawRoundedRect(place, round, round);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void paintCard(QPainter& painter, const Measures& m, const QRect& card, const QModelIndex& index) {
    painter.setPen(colour(Role::ErrorEdge));
    painter.setBrush(colour(Role::ErrorBack));
    painter.drawRect(card.adjusted(0, 0, -1, -1));
    const QString problem = index.data(QueueModel::ErrorRole).toString();
    const int inner = card.width() - 2 * m.gap;
    const QRect text(card.left() + m.gap, card.top() + m.gap, inner, problemRect(problem, m, inner).height());
    painter.setFont(m.detail);
    painter.setPen(colour(Role::ErrorText));
    painter.drawText(text, Qt::TextWordWrap, problem);
    painter.setFont(m.lines);
    painter.setPen(colour(Role::Secondary));
    int y = text.bottom() + 1;
    for (const QString& line : index.data(QueueModel::LinesRole).toStringList()) {
        painter.drawText(QRect(text.left(), y, inner, m.lineHeight), Qt::AlignVCenter,
                         QFontMetrics(m.lines).elidedText(line, Qt::ElideRight, inner));
        y += m.lineHeight;
    }
}

} // namespace

QSize QueueDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Measures m(option);
    const int width = widthOf(option), card = cardHeight(index, m, width);
    int height = 2 * scaled(8) + m.titleHeight + m.detailHeight;
    if (index.data(QueueModel::FractionRole).isValid()) height += m.gap + m.bar;
    if (card > 0) height += m.gap + card;
    if (m_hasButtons && m_hasButtons(index)) height += m.gap + m.buttons;
    return {width, std::max(scaled(52), height)};
}

void QueueDelegate::updateEditorGeometry(QWidget* buttons, const QStyleOptionViewItem& option,
                                         const QModelIndex& index) const {
    const Measures m(option);
    const int pad = index.data(QueueModel::ErrorRole).toString().isEmpty() ? 0 : m.gap;
    buttons->setGeometry(option.rect.left() + m.textLeft() + pad,
                         option.rect.bottom() - scaled(8) - pad / 2 - m.buttons,
                         option.rect.width() - m.textLeft() - m.edge - 2 * pad, m.buttons);
}

void QueueDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Measures m(option);
    const bool selected = option.state & QStyle::State_Selected;
    const QRect box = option.rect;
    painter->save();
    painter->fillRect(box, colour(selected ? Role::Selected : Role::Content));
    if (selected) painter->fillRect(QRect(box.topLeft(), QSize(scaled(3), box.height())), colour(Role::Accent));
    painter->fillRect(QRect(box.left(), box.bottom(), box.width(), 1), colour(Role::Hairline));
    const QRect inside(box.left() + m.textLeft(), box.top() + scaled(8), box.width() - m.textLeft() - m.edge, 0);
    const int y = paintWords(*painter, m, inside, box.left() + m.edge, index);
    if (const QVariant fraction = index.data(QueueModel::FractionRole); fraction.isValid())
        paintBar(*painter, QRect(inside.left(), y, inside.width(), m.bar), fraction.toDouble());
    if (const int card = cardHeight(index, m, box.width()); card > 0) {
        const int buttons = m_hasButtons && m_hasButtons(index) ? m.gap + m.buttons : 0;
        paintCard(*painter, m, QRect(inside.left(), y, inside.width(), card + buttons), index);
    }
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(colour(Role::Accent));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(box.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

} // namespace crosseed::views
