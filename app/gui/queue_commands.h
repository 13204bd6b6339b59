// Changes of the queue that can be taken back; one that was refused is no step. For runs_screen.cpp.
#pragma once
#include "app/gui/session.h"
#include <QUndoCommand>

namespace crosseed::gui {

class MoveJobCommand : public QUndoCommand {
public:
    MoveJobCommand(Session& session, JobId job, int from, int to)
        : QUndoCommand(QObject::tr("Move in the queue")), m_session(session), m_job(job), m_from(from), m_to(to) {}
    void undo() override { setObsolete(!m_session.jobs().move(m_job, m_from)); }
    void redo() override { setObsolete(!m_session.jobs().move(m_job, m_to)); }

private:
    Session& m_session;
    JobId m_job;
    int m_from, m_to;
};

class RemoveJobCommand : public QUndoCommand {
public:
    RemoveJobCommand(Session& session, store::JobRow row, int place)
        : QUndoCommand(QObject::tr("Remove from the queue")), m_session(session), m_row(std::move(row)),
          m_place(place) {}
    void undo() override { setObsolete(!m_session.jobs().restore(m_row, m_place)); }
    void redo() override { setObsolete(!m_session.jobs().remove(m_row.id)); }

private:
    Session& m_session;
    store::JobRow m_row;
    int m_place;
};

} // namespace crosseed::gui
