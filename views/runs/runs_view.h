// The queue, and the curves of the run that is selected in it: the running one's as they grow, a finished one's as they
// are stored.
#pragma once
#include "views/runs/run_values.h"
#include <QWidget>
#include <set>

class QComboBox;
class QSplitter;

namespace crosseed::views {

class LossPanel;
class LossTermsModel;
class Panel;
class ProbePanels;
class ProgressPanel;
class QueuePanel;
class RunHeader;

class RunsView : public QWidget {
    Q_OBJECT
public:
    explicit RunsView(QWidget* parent = nullptr);

    void setQueue(QueuePtr queue);
    void setProgress(const RunProgress& progress);
    // Of the selected job; null: it has none.
    void setCurves(CurvesPtr curves);
    // Runs of one job, where it trained several; empty: no choice.
    void setRuns(const std::vector<ComparisonChoice>& runs, std::int64_t chosen);
    void setChoices(const std::vector<ComparisonChoice>& choices, std::int64_t chosen);
    void setComparison(ComparedRunPtr comparison); // null: none

    qint64 selectedJob() const; // 0: none
    void selectJob(qint64 job);
    QueuePanel* queue() const { return m_queue; }
    LossPanel* loss() const { return m_loss; }
    RunHeader* header() const { return m_header; }
    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

Q_SIGNALS:
    void jobSelected(qint64 job);
    void runAsked(qint64 run);        // one of setRuns()
    void comparisonAsked(qint64 run); // 0: none
    void addAsked();
    void startAsked();
    void pauseAsked();
    void resumeAsked();
    void stopAsked();
    void goOnAsked(qint64 job);
    void removeAsked(qint64 job);
    void moveAsked(qint64 job, int place);
    void topicAsked(const QString& topic, const QPoint& globalPosition);

private:
    void buildTerms();
    void connectAll();
    void showHeader();

    QueuePanel* m_queue;
    RunHeader* m_header;
    QComboBox* m_runs;
    LossPanel* m_loss;
    Panel* m_terms;
    LossTermsModel* m_termsModel;
    ProgressPanel* m_progressPanel;
    ProbePanels* m_probes;
    QSplitter *m_sides, *m_rows, *m_top, *m_right;
    QueuePtr m_queueState;
    CurvesPtr m_curves;
    ComparedRunPtr m_comparison;
    RunProgress m_progress;
};

} // namespace crosseed::views
