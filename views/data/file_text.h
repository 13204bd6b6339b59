// A text file as it lies on the disk: fixed font, line numbers, delimiters tinted, bytes that cannot be read boxed as
// hex.
#pragma once
#include "views/data/import_draft.h"
#include <QPlainTextEdit>

namespace crosseed::views {

class FileText : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit FileText(QWidget* parent = nullptr);

    void setExtract(ExtractPtr extract); // null: empty
    ExtractPtr extract() const { return m_extract; }
    // Selects the box of the byte at that place in the file and scrolls there; false where it is not in the extract.
    bool showByte(std::int64_t offset);
    bool showLine(std::int64_t line);
    int badCount() const { return static_cast<int>(m_bad.size()); }
    // The offset in the file at which the text cursor's line begins; for "Next one".
    std::int64_t cursorOffset() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    class Numbers;
    struct Box {
        int begin = 0, length = 0; // in the document
        std::int64_t offset = 0;   // in the file
    };
    void write();
    void paintNumbers(QPaintEvent* event);
    QRectF rectOf(const Box& box) const;
    ExtractPtr m_extract;
    std::vector<Box> m_bad;
    QWidget* m_numbers;
};

} // namespace crosseed::views
