// Which job of a kind is at work, for panels that start one and show it.
#pragma once
#include "app/gui/session.h"
#include <string_view>

namespace crosseed::gui {

// The number of the job of that kind that runs or is paused in this window; 0: none.
inline qint64 runningJob(Session& session, std::string_view kind) {
    if (!session.isOpen() || session.isReadOnly())
        return 0;
    for (const store::JobRow& row : session.jobs().rows())
        if (row.kind == kind && (row.status == store::JobStatus::Running || row.status == store::JobStatus::Paused))
            return row.id.value;
    return 0;
}

} // namespace crosseed::gui
