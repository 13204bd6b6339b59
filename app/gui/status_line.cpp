#include "app/gui/status_line.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::gui {

using namespace views;

StatusLine::StatusLine(Session& session, QWidget* parent) : QStatusBar(parent), m_session(session) {
    setSizeGripEnabled(false);
    m_left = new QLabel(this);
    m_left->setContentsMargins(scaled(6), 0, 0, 0);
    m_job = new QLabel(this);
    m_time = new QLabel(this);
    m_saved = new QLabel(this);
    m_saved->setContentsMargins(scaled(8), 0, scaled(6), 0);
    m_progress = new QProgressBar(this);
    m_progress->setFixedWidth(scaled(110));
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the running job"));
    addWidget(m_left, 1);
    for (QWidget* widget : {static_cast<QWidget*>(m_job), static_cast<QWidget*>(m_progress), static_cast<QWidget*>(m_time),
                            static_cast<QWidget*>(m_saved)})
        addPermanentWidget(widget);
    m_job->hide();
    m_progress->hide();
    m_time->hide();
    connect(&session.jobs(), &JobRunner::progressed, this,
            [this](qint64, double fraction, const QString& stage, const QString& message, double low, double high) {
                showJob(fraction, stage, message, low, high);
            });
    const auto hideJob = [this] {
        if (m_session.jobs().isRunning())
            return;
        m_job->hide();
        m_progress->hide();
        m_time->hide();
    };
    connect(&session.jobs(), &JobRunner::ended, this, hideJob);
    connect(&session.jobs(), &JobRunner::rowsChanged, this, hideJob);
    connect(&session, &Session::said, this, &StatusLine::say);
    for (const auto signal : {&Session::opened, &Session::saved, &Session::closed})
        connect(&session, signal, this, &StatusLine::showSaved);
    showSaved();
}

void StatusLine::setLeft(const QString& richText) {
    m_left->setText(richText);
}

void StatusLine::say(const QString& sentence) {
    showMessage(sentence, 6000);
}

void StatusLine::showJob(double fraction, const QString& stage, const QString& message, double low, double high) {
    m_job->setText(fontMetrics().elidedText(stage, Qt::ElideRight, scaled(260)));
    m_job->setToolTip(stage + "\n" + message);
    m_progress->setValue(static_cast<int>(fraction * 1000));
    m_time->setText(high < 0 ? QString() : tr("%1 left").arg(durationRange(low, high)));
    m_job->show();
    m_progress->show();
    m_time->show();
}

void StatusLine::showSaved() {
    if (!m_session.isOpen())
        m_saved->setText(tr("Ready"));
    else if (m_session.isReadOnly())
        m_saved->setText(tr("Read only"));
    else
        m_saved->setText(tr("All changes saved %1").arg(QTime::currentTime().toString("HH:mm")));
    if (m_session.isOpen())
        m_saved->setToolTip(m_session.isReadOnly() ? toQt(m_session.project().readOnlyReason())
                                                   : tr("Each change is in the file as soon as it is made."));
}

} // namespace crosseed::gui
