#include "views/counterfactuals/edit_picture.h"
#include "views/counterfactuals/edit_words.h"
#include "views/shared/words.h"
#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <qcustomplot.h>

namespace crosseed::views {

namespace {

using evaluate::Change;

constexpr double margin = 2; // above and below, for the edges of the words' boxes

QString labelOf(Change change) {
    switch (change) {
    case Change::Moved: return "moved";
    case Change::Replaced: return "replaced";
    case Change::Deleted: return "removed";
    case Change::Inserted: return "inserted";
    case Change::Same: break;
    }
    return {};
}

class Painting {
public:
    Painting(QPainter& painter, const PictureLayout& layout, double maximum, double opacity, Theme theme)
        : m_painter(painter), m_layout(layout), m_maximum(maximum), m_opacity(opacity), m_theme(theme), m_font(painter.font()),
          m_unit(layout.unit) {}

    void paint() {
        rowLetters(m_layout.stripTopOriginal);
        for (const PlacedWord& word : m_layout.original)
            paintWord(word, m_layout.stripTopOriginal);
        if (m_layout.edited.empty())
            return emptyEdit();
        rowLetters(m_layout.stripTopEdited);
        for (const PlacedWord& word : m_layout.edited)
            paintWord(word, m_layout.stripTopEdited);
        for (const bool changed : {false, true}) // changes above what stays
            for (const Connector& connector : m_layout.connectors)
                if ((connector.change != Change::Same) == changed)
                    paintConnector(connector);
    }

private:
    QColor ink(Role role) const { return colour(role, m_theme); }
    void setFont(bool bold, double scale = 1) {
        QFont font = m_font;
        font.setBold(bold);
        font.setPointSizeF(m_font.pointSizeF() * scale);
        m_painter.setFont(font);
    }

    void rowLetters(double top) {
        setFont(true);
        for (const bool b : {false, true}) {
            m_painter.setPen(ink(b ? Role::TextB : Role::TextA));
            m_painter.drawText(QRectF(0, top + (b ? m_layout.lane + 1 : 0), m_layout.left, m_layout.lane), Qt::AlignVCenter | Qt::AlignLeft,
                               b ? "B" : "A");
        }
    }

    void chip(const PlacedWord& word) {
        QPen pen(Qt::NoPen);
        QBrush brush(Qt::NoBrush);
        switch (word.change) {
        case Change::Same: return;
        case Change::Moved: pen = QPen(ink(Role::Accent), m_unit), brush = ink(Role::Selected); break;
        case Change::Replaced: pen = QPen(ink(Role::WarningEdge), m_unit, Qt::DashLine), brush = ink(Role::WarningBack); break;
        case Change::Deleted: pen = QPen(ink(Role::Border), m_unit, Qt::DashLine), brush = ink(Role::Stripe); break;
        case Change::Inserted: pen = QPen(ink(Role::WarningEdge), m_unit), brush = ink(Role::WarningBack); break;
        }
        m_painter.setPen(pen);
        m_painter.setBrush(brush);
        m_painter.drawRoundedRect(word.area.adjusted(1, .5, -1, -.5), 3 * m_unit, 3 * m_unit);
    }

    void paintWord(const PlacedWord& word, double stripTop) {
        chip(word);
        QFont font = m_font;
        font.setBold(word.change != Change::Same && word.change != Change::Deleted);
        font.setStrikeOut(word.change == Change::Deleted);
        m_painter.setFont(font);
        m_painter.setPen(ink(word.strip.special || !word.isRead ? Role::Secondary : Role::Text));
        m_painter.drawText(word.area, Qt::AlignCenter | Qt::TextSingleLine | Qt::TextDontClip, word.strip.word);
        setFont(false);
        if (word.isRead)
            paintStrip(m_painter, QRectF(word.area.left(), stripTop, word.area.width(), 2 * m_layout.lane), word.strip, m_maximum,
                       {.lane = m_layout.lane, .numbers = true, .theme = m_theme, .opacity = m_opacity});
        zeros(word, stripTop);
    }

    void zeros(const PlacedWord& word, double stripTop) {
        setFont(false, .92);
        m_painter.setPen(ink(Role::Text));
        const QFontMetricsF metrics(m_painter.font());
        const double line = stripTop + m_layout.lane;
        for (const std::size_t m : {0u, 1u})
            if (word.isSilent[m])
                m_painter.drawText(QRectF(word.area.left(), m == 0 ? line - metrics.height() - 1 : line + 2, word.area.width(), metrics.height()), Qt::AlignCenter, "0");
    }

    QPen connectorPen(Change change) const {
        switch (change) {
        case Change::Moved: return {ink(Role::Accent), 1.8 * m_unit};
        case Change::Replaced: return {ink(Role::WarningEdge), 1.3 * m_unit, Qt::DashLine};
        case Change::Deleted:
        case Change::Inserted: return {ink(Role::Axis), 1.2 * m_unit, Qt::DotLine};
        case Change::Same: break;
        }
        return {ink(Role::Border), 1.5 * m_unit};
    }

    void paintConnector(const Connector& connector) {
        const double top = m_layout.connectorTop, bottom = m_layout.connectorBottom, middle = (top + bottom) / 2;
        const bool from = connector.change != Change::Inserted, to = connector.change != Change::Deleted;
        QPointF a, b;
        if (from)
            a = {m_layout.original[connector.original].area.center().x(), top};
        if (to)
            b = {m_layout.edited[connector.edited].area.center().x(), bottom};
        if (!from)
            a = {b.x(), middle + 8 * m_unit};
        if (!to)
            b = {a.x(), middle - 8 * m_unit};
        QPainterPath path(a);
        path.cubicTo(a.x(), (a.y() + b.y()) / 2, b.x(), (a.y() + b.y()) / 2, b.x(), b.y());
        m_painter.setPen(connectorPen(connector.change));
        m_painter.setBrush(Qt::NoBrush);
        m_painter.drawPath(path);
        label(connector.change, !from ? QPointF(a.x(), middle) : !to ? QPointF(b.x(), middle) : (a + b) / 2);
    }

    // Where it does not cover another one; the chips say the same.
    void label(Change change, const QPointF& centre) {
        const QString text = labelOf(change);
        if (text.isEmpty())
            return;
        setFont(false, .85);
        const QFontMetricsF metrics(m_painter.font());
        QRectF area(0, 0, metrics.horizontalAdvance(text) + 6 * m_unit, metrics.height());
        area.moveCenter(centre);
        for (const QRectF& other : m_labels)
            if (other.intersects(area))
                return;
        m_labels.push_back(area);
        m_painter.fillRect(area, ink(Role::Content));
        m_painter.setPen(ink(change == Change::Moved      ? Role::Accent
                             : change == Change::Deleted ? Role::Secondary
                                                         : Role::WarningText));
        m_painter.drawText(area, Qt::AlignCenter, text);
    }

    void emptyEdit() {
        setFont(false);
        m_painter.setPen(ink(Role::Secondary));
        m_painter.drawText(QPointF(m_layout.left, m_layout.connectorTop + 24 * m_unit), "Type a change above.");
    }

    QPainter& m_painter;
    const PictureLayout& m_layout;
    double m_maximum, m_opacity;
    Theme m_theme;
    QFont m_font;
    double m_unit;
    std::vector<QRectF> m_labels;
};

QString valuesText(const PlacedWord& word) {
    QString text = QString("%1: A %2, B %3").arg(word.strip.word, activationText(word.strip.a), activationText(word.strip.b));
    if (word.strip.special)
        text += "; seen, but not counted as the peak";
    if (!word.isRead)
        text = word.strip.word + ": beyond what the models read";
    return word.strip.pieces.isEmpty() ? text : text + "; pieces " + word.strip.pieces;
}

} // namespace

void paintPicture(QPainter& painter, const PictureLayout& layout, double maximum, double opacity, Theme theme) {
    Painting(painter, layout, maximum, opacity, theme).paint();
}

text::Table pictureTable(const PictureLayout& layout) {
    text::Table table{{{"Sentence", false}, {"Word", false}, {"Change", false}, {"A"}, {"B"}, {"Pieces", false}}, {}};
    const auto add = [&](const char* sentence, const std::vector<PlacedWord>& words) {
        for (const PlacedWord& word : words) {
            const auto value = [&](double v) { return word.isRead ? text::Cell(toStd(activationText(v)), text::exactText(v)) : text::Cell("-", ""); };
            table.rows.push_back({sentence, toStd(word.strip.word), std::string(evaluate::changeName(word.change)), value(word.strip.a),
                                  value(word.strip.b), toStd(word.strip.pieces)});
        }
    };
    add("original", layout.original);
    add("edit", layout.edited);
    return table;
}

EditPicture::EditPicture(QWidget* parent) : QWidget(parent) {
    setAccessibleName("Both sentences with the activations of their words");
    setMouseTracking(true);
}

void EditPicture::setAnswer(EditAnswerPtr answer, double maximum) {
    m_answer = std::move(answer);
    m_maximum = maximum;
    layoutAgain();
}

void EditPicture::setFaded(bool faded) {
    if (faded == m_faded)
        return;
    m_faded = faded;
    update();
}

void EditPicture::layoutAgain() {
    const QSizeF before = m_layout.size, room(parentWidget() ? parentWidget()->width() : width(), height());
    m_layout = m_answer ? layoutPicture(*m_answer, QFontMetricsF(font()), room) : PictureLayout();
    QStringList words;
    for (const auto* row : {&m_layout.original, &m_layout.edited})
        for (const PlacedWord& word : *row)
            words += valuesText(word);
    setAccessibleDescription(words.join(". "));
    if (before != m_layout.size)
        updateGeometry();
    update();
}

int EditPicture::firstChange() const {
    for (const PlacedWord& word : m_layout.edited)
        if (word.change != Change::Same)
            return static_cast<int>(origin().x() + word.area.center().x());
    for (const PlacedWord& word : m_layout.original)
        if (word.change != Change::Same)
            return static_cast<int>(origin().x() + word.area.center().x());
    return -1;
}

QPointF EditPicture::origin() const {
    return {std::max(0.0, std::floor((width() - m_layout.size.width()) / 2)), std::max(0.0, std::floor((height() - m_layout.size.height()) / 3))};
}

QSize EditPicture::sizeHint() const {
    return {static_cast<int>(std::ceil(m_layout.size.width())), static_cast<int>(std::ceil(m_layout.size.height()))};
}

QSize EditPicture::minimumSizeHint() const {
    // The least height: connectors may shrink.
    const QFontMetricsF metrics(font());
    return {m_answer ? sizeHint().width() : 0, static_cast<int>(metrics.height() * 12.4)};
}

QString EditPicture::toolTipAt(const QPointF& position) const {
    const QPointF at = position - origin();
    for (const auto& [row, strip] : {std::pair{&m_layout.original, m_layout.stripTopOriginal}, std::pair{&m_layout.edited, m_layout.stripTopEdited}})
        for (const PlacedWord& word : *row)
            if (QRectF(word.area.topLeft(), QPointF(word.area.right(), strip + 2 * m_layout.lane)).contains(at))
                return valuesText(word);
    return {};
}

bool EditPicture::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), plainToolTip(toolTipAt(help->pos())), this);
        return true;
    }
    if (event->type() == QEvent::ParentChange && parentWidget())
        parentWidget()->installEventFilter(this);
    if (event->type() == QEvent::FontChange)
        layoutAgain();
    if (event->type() == QEvent::PaletteChange)
        update();
    return QWidget::event(event);
}

// The room is the scroll area's, which this may be wider than.
bool EditPicture::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        layoutAgain();
    return QWidget::eventFilter(watched, event);
}

void EditPicture::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    layoutAgain();
}

void EditPicture::paintEvent(QPaintEvent*) {
    if (!m_answer)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    painter.translate(origin());
    paintPicture(painter, m_layout, m_maximum, m_faded ? .5 : 1, theme());
}

Figure EditPicture::figure(const QString& name, const QString& caption) const {
    Figure figure;
    figure.name = name;
    figure.caption = caption;
    const double width = 160; // millimetres
    if (m_answer) { // as it is painted there: words stand at their ease
        const QSizeF natural = layoutPicture(*m_answer, QFontMetricsF(font())).size;
        figure.size = {width, width * (natural.height() + 2 * margin) / natural.width()};
    }
    figure.data = {name, caption, pictureTable(m_layout), {}};
    figure.paint = [answer = m_answer, maximum = m_maximum](QCPPainter& painter, const QSizeF& size, Theme theme) {
        if (!answer)
            return;
        const PictureLayout layout = layoutPicture(*answer, QFontMetricsF(painter.font()));
        const double scale = std::min(size.width() / layout.size.width(), size.height() / (layout.size.height() + 2 * margin));
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(scale, scale);
        painter.translate(0, margin);
        paintPicture(painter, layout, maximum, 1, theme);
        painter.restore();
    };
    return figure;
}

} // namespace crosseed::views
