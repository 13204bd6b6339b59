#include "views/contexts/document_view.h"
#include "views/shared/words.h"
#include <QFontMetricsF>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

namespace crosseed::views {

namespace {
constexpr int margin = 10;
double laneNow() {
    return scaled(11) / 2.0;
}
} // namespace

DocumentLayout::DocumentLayout(const ShownPart& part, const QFont& font, double width, double lane)
    : m_part(part), m_font(font), m_lane(lane) {
    QString text = part.text;
    text.replace("\r\n", QString(" ") + QChar(QChar::LineSeparator));
    for (QChar& c : text)
        if (c == '\n' || c == '\r') c = QChar::LineSeparator;
        else if (c == '\t') c = ' ';
    const QFontMetricsF metrics(font);
    m_textHeight = metrics.height();
    const double lineHeight = m_textHeight + 2 * lane + 1 + 6;
    m_boxes.resize(static_cast<qsizetype>(part.words.size()));
    QTextLayout layout(text, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(std::max(20.0, width));
        const int from = line.textStart(), to = from + line.textLength();
        m_lines.push_back({m_height, line.naturalTextWidth(), text.mid(from, line.textLength()).remove(QChar::LineSeparator)});
        for (std::size_t w = 0; w < part.words.size(); ++w) {
            const int begin = std::max(from, part.words[w].begin), end = std::min(to, part.words[w].begin + part.words[w].length);
            if (begin >= end) continue;
            const double x = line.cursorToX(begin), right = line.cursorToX(end);
            m_boxes[static_cast<qsizetype>(w)] << QRectF(std::min(x, right), m_height, std::abs(right - x), m_textHeight + 2 * lane + 1);
        }
        m_height += lineHeight;
    }
    layout.endLayout();
}

void DocumentLayout::paint(QPainter& painter, double maximum, Theme theme, int node, int hover) const {
    const QFontMetricsF metrics(m_font);
    const auto stand = [&](int word, Role back, Role edge) {
        if (word < 0 || word >= m_boxes.size()) return;
        for (const QRectF& box : m_boxes[word]) {
            const QRectF text(box.left() - 2, box.top(), box.width() + 4, m_textHeight);
            painter.fillRect(text, colour(back, theme));
            painter.fillRect(QRectF(text.left(), text.bottom() - 1, text.width(), 1), colour(edge, theme));
        }
    };
    stand(hover, Role::Window, Role::Axis);
    stand(node, Role::Selected, Role::Accent);
    StripStyle style;
    style.lane = m_lane;
    style.theme = theme;
    for (const Line& line : m_lines) {
        painter.setFont(m_font);
        painter.setPen(colour(Role::Text, theme));
        painter.drawText(QPointF(0, line.top + metrics.ascent()), line.text);
    }
    if (node >= 0 && node < m_boxes.size()) { // bold would move the words after it: twice the ink
        painter.setPen(colour(Role::Text, theme));
        for (const QRectF& box : m_boxes[node])
            if (m_boxes[node].size() == 1)
                painter.drawText(QPointF(box.left() + .4, box.top() + metrics.ascent()),
                                 m_part.text.mid(m_part.words[static_cast<std::size_t>(node)].begin,
                                                 m_part.words[static_cast<std::size_t>(node)].length));
    }
    for (qsizetype w = 0; w < m_boxes.size(); ++w)
        for (const QRectF& box : m_boxes[w])
            paintStrip(painter, QRectF(box.left(), box.top() + m_textHeight, box.width(), stripHeight(style)),
                       m_part.words[static_cast<std::size_t>(w)].strip, maximum, style);
}

int DocumentLayout::wordAt(const QPointF& point) const {
    for (qsizetype w = 0; w < m_boxes.size(); ++w)
        for (const QRectF& box : m_boxes[w])
            if (box.contains(point)) return static_cast<int>(w);
    return -1;
}

DocumentView::DocumentView(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Whole document"));
}

void DocumentView::setText(const CodedTextPtr& text, std::int64_t node, double maximum, const LineShape& shape) {
    m_text = text;
    m_node = node;
    m_maximum = maximum;
    m_hover = -1;
    m_part = text ? shownDocument(*text, shape) : ShownPart();
    setAccessibleDescription(m_part.text);
    place();
}

void DocumentView::place() {
    m_layout.emplace(m_part, font(), width() - 2 * scaled(margin), laneNow());
    setMinimumHeight(static_cast<int>(m_layout->height()) + 2 * scaled(8));
    updateGeometry();
    update();
}

QSize DocumentView::sizeHint() const {
    return {scaled(500), m_layout ? static_cast<int>(m_layout->height()) + 2 * scaled(8) : scaled(80)};
}

int DocumentView::wordOfRow(std::int64_t row) const {
    if (!m_text) return -1;
    const auto place = evaluate::wordOfToken(*m_text, row);
    if (!place) return -1;
    const auto& word = m_text->words[*place];
    for (std::size_t i = 0; i < m_part.words.size(); ++i)
        if (m_part.words[i].row >= word.row && m_part.words[i].row < word.row + std::ssize(word.pieces)) return static_cast<int>(i);
    return -1;
}

void DocumentView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), colour(Role::Content));
    painter.translate(scaled(margin), scaled(8));
    if (m_layout) m_layout->paint(painter, m_maximum, theme(), wordOfRow(m_node), m_hover);
}

void DocumentView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width()) place();
}

void DocumentView::mouseMoveEvent(QMouseEvent* event) {
    const int word = m_layout ? m_layout->wordAt(event->position() - QPointF(scaled(margin), scaled(8))) : -1;
    if (word == m_hover) return;
    m_hover = word;
    update();
}

void DocumentView::mousePressEvent(QMouseEvent* event) {
    const int word = m_layout ? m_layout->wordAt(event->position() - QPointF(scaled(margin), scaled(8))) : -1;
    if (event->button() == Qt::LeftButton && word >= 0) choose(word);
}

void DocumentView::leaveEvent(QEvent*) {
    m_hover = -1;
    update();
}

void DocumentView::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    update();
}

void DocumentView::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    m_hover = -1;
    update();
}

void DocumentView::choose(int word) {
    m_node = m_part.words[static_cast<std::size_t>(word)].row;
    setAccessibleDescription(wordToolTip(*m_text, m_node).remove("<b>").remove("</b>").replace("<br>", ", "));
    update();
    Q_EMIT wordChosen(m_node);
}

void DocumentView::keyPressEvent(QKeyEvent* event) {
    const int count = static_cast<int>(m_part.words.size()), now = wordOfRow(m_node);
    const int step = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    if (step == 0 || count == 0) return QWidget::keyPressEvent(event);
    const int word = now < 0 ? 0 : std::clamp(now + step, 0, count - 1);
    choose(word);
    if (!m_layout->boxesOf(word).isEmpty()) {
        const QRectF box = m_layout->boxesOf(word).first();
        QToolTip::showText(mapToGlobal(QPoint(scaled(margin) + static_cast<int>(box.left()), scaled(8) + static_cast<int>(box.bottom()))),
                           wordToolTip(*m_text, m_node), this);
    }
}

bool DocumentView::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip || !m_text || !m_layout) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int word = m_layout->wordAt(QPointF(help->pos()) - QPointF(scaled(margin), scaled(8)));
    if (word < 0)
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), wordToolTip(*m_text, m_part.words[static_cast<std::size_t>(word)].row), this);
    return true;
}

void DocumentView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) place();
    if (event->type() == QEvent::PaletteChange) update();
}

} // namespace crosseed::views
