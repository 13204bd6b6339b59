// A whole document with a strip under every word: the text in lines as wide as the window, hover shows pieces and values, a click or the
// arrow keys choose a word.
#pragma once
#include "views/contexts/kwic_painting.h"
#include <QTextLayout>
#include <QWidget>
#include <memory>
#include <optional>

namespace crosseed::views {

using CodedTextPtr = std::shared_ptr<const evaluate::CodedText>;

// The document's words laid out at a width; the same for the screen and for figures.
class DocumentLayout {
public:
    DocumentLayout(const ShownPart& part, const QFont& font, double width, double lane);
    double height() const { return m_height; }
    // `node` and `hover`: places of words that stand out; -1: none.
    void paint(QPainter& painter, double maximum, Theme theme, int node, int hover) const;
    int wordAt(const QPointF& point) const;       // -1: none
    const QList<QRectF>& boxesOf(int word) const { return m_boxes[word]; } // one a line that it stands on; text and strip

private:
    ShownPart m_part;
    QFont m_font;
    double m_lane, m_textHeight = 0, m_height = 0;
    struct Line {
        double top = 0, width = 0;
        QString text;
    };
    std::vector<Line> m_lines;
    QList<QList<QRectF>> m_boxes;
};

class DocumentView : public QWidget {
    Q_OBJECT
public:
    explicit DocumentView(QWidget* parent = nullptr);
    // Null: none. `node` is the row of the word that stands out; -1: none.
    void setText(const CodedTextPtr& text, std::int64_t node, double maximum, const LineShape& shape);
    std::int64_t node() const { return m_node; }
    QSize sizeHint() const override;

Q_SIGNALS:
    void wordChosen(std::int64_t row);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void place();
    void choose(int word);
    int wordOfRow(std::int64_t row) const;
    CodedTextPtr m_text;
    ShownPart m_part;
    std::int64_t m_node = -1;
    double m_maximum = 0;
    int m_hover = -1;
    std::optional<DocumentLayout> m_layout;
};

} // namespace crosseed::views
