// What a person typed or decided, as steps that can be taken back. For session.cpp.
#pragma once
#include "app/gui/session.h"
#include <QUndoCommand>

namespace crosseed::gui {

class NoteCommand : public QUndoCommand {
public:
    NoteCommand(Session& session, RunId run, text::FeatureNote before, text::FeatureNote after, const QString& what)
        : QUndoCommand(what), m_session(session), m_run(run), m_before(std::move(before)), m_after(std::move(after)) {}
    // What the project refused is no step that could be taken back.
    void undo() override { setObsolete(!m_session.storeNote(m_run, m_before)); }
    void redo() override { setObsolete(!m_session.storeNote(m_run, m_after)); }

private:
    Session& m_session;
    RunId m_run;
    text::FeatureNote m_before, m_after;
};

struct Threshold {
    double r = 0.70;
    std::int64_t minimumRows = 10;
};

class ThresholdCommand : public QUndoCommand {
public:
    ThresholdCommand(Session& session, Threshold before, Threshold after)
        : QUndoCommand(QObject::tr("Threshold")), m_session(session), m_before(before), m_after(after) {}
    void undo() override { m_session.takeThreshold(m_before.r, m_before.minimumRows); }
    void redo() override { m_session.takeThreshold(m_after.r, m_after.minimumRows); }

private:
    Session& m_session;
    Threshold m_before, m_after;
};

} // namespace crosseed::gui
