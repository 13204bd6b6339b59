#include "views/data/file_text.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

class FileText::Numbers : public QWidget {
public:
    explicit Numbers(FileText* text) : QWidget(text), m_text(text) {}

protected:
    void paintEvent(QPaintEvent* event) override { m_text->paintNumbers(event); }

private:
    FileText* m_text;
};

FileText::FileText(QWidget* parent) : QPlainTextEdit(parent), m_numbers(new Numbers(this)) {
    setReadOnly(true);
    setLineWrapMode(NoWrap);
    setFrameShape(NoFrame);
    setProperty("kind", "plain");
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setAcceptDrops(false); // files dropped here are the view's
    viewport()->setAcceptDrops(false);
    setAccessibleName(tr("File as it is"));
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(smallFont().pointSizeF());
    setFont(fixed);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect&, int) { m_numbers->update(); });
    document()->setDocumentMargin(scaled(6));
}

void FileText::setExtract(ExtractPtr extract) {
    m_extract = std::move(extract);
    write();
}

// Built from runs, so that the hex words get places of their own whatever the length of a character.
void FileText::write() {
    clear();
    m_bad.clear();
    if (!m_extract)
        return;
    QTextCharFormat plain, mark, bad;
    mark.setBackground(colour(Role::Selected));
    mark.setForeground(colour(Role::Accent));
    bad.setForeground(colour(Role::ErrorText));
    bad.setBackground(colour(Role::ErrorBack));
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    const std::string& text = m_extract->text;
    auto delimiter = m_extract->delimiters.begin();
    auto byte = m_extract->bad.begin();
    std::size_t at = 0;
    const auto plainUpTo = [&](std::int64_t end) {
        cursor.insertText(QString::fromUtf8(text.data() + at, static_cast<qsizetype>(end) - static_cast<qsizetype>(at)),
                          plain);
        at = static_cast<std::size_t>(end);
    };
    while (delimiter != m_extract->delimiters.end() || byte != m_extract->bad.end()) {
        if (byte == m_extract->bad.end() || (delimiter != m_extract->delimiters.end() && *delimiter < byte->at)) {
            plainUpTo(*delimiter++);
            // A tab keeps its width, other marks get air.
            cursor.insertText(QString(QLatin1Char(text[at++])), mark);
            continue;
        }
        plainUpTo(byte->at);
        const QString hex = QString("%1").arg(byte->byte, 2, 16, QLatin1Char('0')).toUpper();
        m_bad.push_back({cursor.position(), static_cast<int>(hex.size()), byte->offset});
        cursor.insertText(hex, bad);
        at += 3; // U+FFFD
        ++byte;
    }
    plainUpTo(static_cast<std::int64_t>(text.ends_with('\n') ? text.size() - 1 : text.size()));
    cursor.endEditBlock();
    const int width =
        fontMetrics().horizontalAdvance(QString::number(m_extract->firstLine + blockCount())) + scaled(18);
    setViewportMargins(width, 0, 0, 0);
    m_numbers->setGeometry(QRect(contentsRect().topLeft(), QSize(width, contentsRect().height())));
    moveCursor(QTextCursor::Start);
}

bool FileText::showByte(std::int64_t offset) {
    const auto box = std::ranges::find(m_bad, offset, &Box::offset);
    if (box == m_bad.end())
        return false;
    QTextCursor cursor(document());
    cursor.setPosition(box->begin);
    cursor.setPosition(box->begin + box->length, QTextCursor::KeepAnchor);
    setTextCursor(cursor);
    centerCursor();
    return true;
}

bool FileText::showLine(std::int64_t line) {
    if (!m_extract || line < m_extract->firstLine || line >= m_extract->firstLine + blockCount())
        return false;
    QTextCursor cursor(document()->findBlockByNumber(static_cast<int>(line - m_extract->firstLine)));
    cursor.select(QTextCursor::LineUnderCursor);
    setTextCursor(cursor);
    centerCursor();
    return true;
}

std::int64_t FileText::cursorOffset() const {
    const int position = textCursor().selectionStart();
    const bool isSelected = textCursor().hasSelection();
    for (const Box& box : m_bad)
        if (isSelected ? box.begin > position : box.begin >= position)
            return box.offset;
    return m_extract ? m_extract->end : 0;
}

QRectF FileText::rectOf(const Box& box) const {
    const QTextBlock block = document()->findBlock(box.begin);
    const QRectF frame = blockBoundingGeometry(block).translated(contentOffset());
    const QTextLine line = block.layout()->lineForTextPosition(box.begin - block.position());
    if (!line.isValid())
        return {};
    const double left = line.cursorToX(box.begin - block.position()),
                 right = line.cursorToX(box.begin + box.length - block.position());
    return QRectF(frame.left() + left, frame.top() + line.y(), right - left, line.height());
}

void FileText::paintEvent(QPaintEvent* event) {
    QPlainTextEdit::paintEvent(event);
    QPainter painter(viewport());
    painter.setPen(QPen(colour(Role::ErrorEdge), 1));
    for (const Box& box : m_bad)
        if (document()->findBlock(box.begin).isVisible())
            if (const QRectF rect = rectOf(box); rect.intersects(event->rect()))
                painter.drawRoundedRect(rect.adjusted(-1.5, 0.5, 1.5, -0.5), 2, 2);
}

void FileText::paintNumbers(QPaintEvent* event) {
    QPainter painter(m_numbers);
    painter.fillRect(event->rect(), colour(Role::Content));
    painter.setPen(colour(Role::Hairline));
    painter.drawLine(m_numbers->width() - 1, 0, m_numbers->width() - 1, m_numbers->height());
    if (!m_extract)
        return;
    painter.setPen(colour(Role::Secondary));
    painter.setFont(font());
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF frame = blockBoundingGeometry(block).translated(contentOffset());
        if (frame.top() > m_numbers->height())
            break;
        painter.drawText(QRectF(0, frame.top(), m_numbers->width() - scaled(8), frame.height()),
                         Qt::AlignRight | Qt::AlignVCenter,
                         QString::number(m_extract->firstLine + block.blockNumber()));
    }
}

void FileText::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    m_numbers->setGeometry(QRect(contentsRect().topLeft(), QSize(viewportMargins().left(), contentsRect().height())));
}

void FileText::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_extract) {
        const int at = verticalScrollBar()->value();
        write();
        verticalScrollBar()->setValue(at);
    }
}

} // namespace crosseed::views
