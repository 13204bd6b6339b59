// The status bar: counts and selection at the left, what runs and when was saved at the right.
#pragma once
#include "app/gui/session.h"
#include <QStatusBar>

class QLabel;
class QProgressBar;

namespace crosseed::gui {

class StatusLine : public QStatusBar {
    Q_OBJECT
public:
    explicit StatusLine(Session& session, QWidget* parent = nullptr);
    void setLeft(const QString& richText);
    void say(const QString& sentence); // for some seconds

private:
    void showJob(double fraction, const QString& stage, const QString& message, double low, double high);
    void showSaved();
    Session& m_session;
    QLabel *m_left, *m_job, *m_time, *m_saved;
    QProgressBar* m_progress;
};

} // namespace crosseed::gui
