// The features of a result: how alike they are and at which threshold they count, the table of all or the codebook, and the page of the
// selected one. It shows what it is given and asks by its signals.
#pragma once
#include "views/features/controls.h"
#include "views/features/feature_filter.h"
#include "views/features/page_figures.h"
#include "views/features/context_list.h"
#include <QWidget>

class QSplitter;

namespace crosseed::views {

class FeaturePageView;
class FeatureTable;
class ThresholdPanel;

struct PageQuestion {
    std::int32_t feature = -1;
    evaluate::ContextOptions contexts;
};

class FeaturesView : public QWidget {
    Q_OBJECT
public:
    explicit FeaturesView(QWidget* parent = nullptr);

    void setResult(ResultPtr result); // null: none yet
    void setIntervals(IntervalsPtr intervals);
    void setWarnings(WarningsPtr warnings);
    void setNotes(NotesPtr notes);
    void setThreshold(double r, std::int64_t minimumRows);
    void setControls(ControlsPtr controls);
    void setEditable(bool editable);
    void select(const std::vector<std::int32_t>& features, std::int32_t current); // current -1: none
    // Answers to pageAsked(): dropped where another feature is selected by now.
    void setPage(FeaturePagePtr page);
    void setContexts(std::int32_t feature, ContextsPtr contexts);
    void setFiring(const QString& word, FeatureSetPtr firing); // answer to wordAsked()

    ThresholdPanel* threshold() const { return m_threshold; }
    FeatureTable* table() const { return m_table; }
    FeaturePageView* page() const { return m_page; }
    FeatureModel* model() const { return m_model; }

    // What keys do: of the current feature.
    void toggleStar();
    void step(int by);
    void focusSearch();

    evaluate::ThresholdYield yield() const; // of the result at the threshold
    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

Q_SIGNALS:
    void selected(const std::vector<std::int32_t>& features, std::int32_t current);
    void noteEdited(const crosseed::text::FeatureNote& note, const QString& what);
    void thresholdChosen(double r, qint64 minimumRows); // one step of undo
    void pageAsked(const crosseed::views::PageQuestion& question);
    void wordAsked(const QString& word);
    void rotationTestAsked();
    void contextsScreenAsked();
    void counterfactualAsked();
    void lineSelected(qint64 document, qint64 token);
    void codebookAsked(const QString& ending);
    void statusChanged();

private:
    void makeConnections();
    void showThreshold(double r, std::int64_t minimumRows);
    void showFeature(std::int32_t feature);
    void ask();
    FeatureModel* m_model;
    ThresholdPanel* m_threshold;
    FeatureTable* m_table;
    FeaturePageView* m_page;
    QSplitter *m_across, *m_down;
    std::vector<std::int32_t> m_selected;
    std::int32_t m_feature = -1;
    evaluate::ContextGroup m_group = evaluate::ContextGroup::Top;
};

} // namespace crosseed::views
