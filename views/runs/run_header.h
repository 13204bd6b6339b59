// What runs, or what is looked at: its name, how far it is, and the buttons that pause and stop it.
#pragma once
#include "views/runs/run_values.h"
#include <QFrame>

class QLabel;
class QProgressBar;
class QPushButton;

namespace crosseed::views {

class RunHeader : public QFrame {
    Q_OBJECT
public:
    explicit RunHeader(QWidget* parent = nullptr);

    // `entry` is the selected job; null: none. Progress counts where it is the one that runs.
    void show(const QueueState* queue, const QueueEntry* entry, const RunCurves* curves, const RunProgress& progress);

Q_SIGNALS:
    void pauseAsked();
    void resumeAsked();
    void stopAsked();

private:
    QLabel *m_title, *m_subtitle, *m_where, *m_left;
    QProgressBar* m_bar;
    QPushButton *m_pause, *m_stop;
    bool m_isPaused = false;
};

} // namespace crosseed::views
