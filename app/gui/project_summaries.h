// What the start screen says of a project without opening it. On a thread of Tasks.
#pragma once
#include "app/gui/recent_projects.h"
#include "views/start/start_view.h"
#include <vector>

namespace crosseed::gui {

// Of each file that is there and of this version; of others the name alone, since nothing is brought up to date unasked.
std::vector<views::ProjectSummary> summariesOf(const QList<RecentProject>& projects);
// Of files that were left open: what was running, and whether an edited sentence was not added.
std::vector<views::Recovery> recoveryOf(const QStringList& files);

} // namespace crosseed::gui
