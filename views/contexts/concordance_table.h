// The list of concordance lines. Enter opens the document, E takes the sentence to the editor, Space previews or folds, Left and Right
// fold and unfold a heading, Ctrl+C copies the selected lines.
#pragma once
#include "views/contexts/concordance_model.h"
#include <QTableView>

class QMenu;

namespace crosseed::views {

class ConcordanceTable : public QTableView {
    Q_OBJECT
public:
    explicit ConcordanceTable(ConcordanceModel& model, QWidget* parent = nullptr);
    void fit();                         // heights of the rows, widths of the columns
    // The columns that may be hidden, each with its check mark; the words of the lines always show.
    void fillColumnMenu(QMenu& menu);
    QList<int> hiddenColumns() const;
    void hideColumns(const QList<int>& columns);
    std::vector<int> visibleRows() const; // lines and headings on the screen
    std::vector<int> selectedLines() const; // rows, ascending, without headings
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override; // up and down only
    void chooseRow(int row);            // makes it current, selects it and scrolls there

Q_SIGNALS:
    void currentLineChanged(int row);   // -1: none, or a heading
    void opened(int row);
    void edited(int row);
    void previewed(int row);
    void keyAsked(evaluate::ContextOrder key); // a click into the header

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void spanHeadings();
    void findCurrentAgain();
    void toggle(int row);
    void copySelected() const;
    void sortBySection(int section);
    ConcordanceModel& m_model;
    // Of the current line, to find it again after the rows changed.
    std::size_t m_group = 0;
    std::int64_t m_text = -1;
    int m_scrolled = 0;
    bool m_rebuilding = false;
};

} // namespace crosseed::views
