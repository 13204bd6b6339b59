// The table of features and the codebook: two tables on one model with one selection, each with its line of search and chips.
#pragma once
#include "views/features/filter_bar.h"
#include "views/shared/panel.h"

class QAbstractButton;
class QMenu;
class QStackedWidget;
class QTimer;

namespace crosseed::views {

class DataTable;
class EmptyFilter;

class FeatureTable : public Panel {
    Q_OBJECT
public:
    explicit FeatureTable(FeatureModel& model, QWidget* parent = nullptr);

    bool isCodebook() const;
    void showCodebook(bool codebook);
    DataTable* table() const { return m_pages[0].table; }
    DataTable* codebook() const { return m_pages[1].table; }
    DataTable* front() const;
    FilterBar* bar() const; // of the table in front
    FilterBar* tableBar() const { return m_pages[0].bar; }

    void resultChanged(); // another one: filters by chips as at first
    void refilter();      // after a change of notes or warnings
    void thresholdChanged(); // no code of the codebook comes or goes with it
    void select(const std::vector<std::int32_t>& features, std::int32_t current);
    std::int32_t neighbour(int by) const; // of the current one in the order shown; -1: none
    int shownCount() const;
    void clearFilters();
    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

Q_SIGNALS:
    void selected(const std::vector<std::int32_t>& features, std::int32_t current);
    void chosen(std::int32_t feature); // Enter or a double click
    void shownChanged();
    void wordAsked(const QString& word);
    void codebookAsked(const QString& ending); // "csv", "md" or "qdc"
    void topicAskedAt(const QString& topic, const QPoint& globalPosition);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Page {
        QWidget* widget = nullptr;
        FilterBar* bar = nullptr;
        DataTable* table = nullptr;
        EmptyFilter* empty = nullptr;
        std::function<void()> clearBlamed;
    };
    void makePage(Page& page, FilterBar::Kind kind);
    void dressTable();
    void dressCodebook();
    void makeHeader();
    void measure();
    void showEmptiness(Page& page);
    void showCounts();
    void tellSelection();
    FeatureModel& m_model;
    Page m_pages[2]; // table, codebook
    QStackedWidget* m_stack = nullptr;
    QAbstractButton *m_tableButton, *m_codebookButton;
    QAbstractButton* m_exportButton;
    bool m_quiet = false; // the selection is being set from outside
    // A table selects another row by itself when a filter takes the current one away, before it says that it filtered: what a person
    // selected is told a turn later, when that is known.
    QTimer* m_tell;
};

} // namespace crosseed::views
