// The queue: its entries with the buttons of the focused one, and what acts on all of it.
#pragma once
#include "views/runs/queue_model.h"
#include "views/shared/panel.h"

class QListView;

namespace crosseed::views {

class QueuePanel : public Panel {
    Q_OBJECT
public:
    explicit QueuePanel(QWidget* parent = nullptr);

    void setQueue(QueuePtr queue);
    void setProgress(const RunProgress& progress);
    JobId currentJob() const; // 0: none
    void select(JobId job);
    QueueModel* model() const { return m_model; }
    QListView* list() const { return m_list; }

Q_SIGNALS:
    void jobSelected(qint64 job);
    void addAsked();
    void startAsked();
    void pauseAsked();
    void resumeAsked();
    void stopAsked();
    void goOnAsked(qint64 job);
    void removeAsked(qint64 job);
    void moveAsked(qint64 job, int place); // among all, 1 the first

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    bool hasButtons(const QModelIndex& index) const;
    QWidget* makeButtons(const QueueEntry& entry, bool isMain);
    void placeButtons();
    void moveCurrent(int by);
    void showLog(const store::JobRow& job);
    void updateBar();

    QueueModel* m_model;
    QListView* m_list;
    QPushButton *m_add, *m_pause;
    QToolButton *m_up, *m_down;
    JobId m_selected;    // told last
    QString m_buttonsOf; // what the buttons were made for
};

} // namespace crosseed::views
