// The projects that were opened, and those that were open when the program or the computer stopped. In the person's settings.
#pragma once
#include <QDateTime>
#include <QList>
#include <QString>

namespace crosseed::gui {

struct RecentProject {
    QString file;
    QDateTime opened; // last
    bool pinned = false;
};

class RecentProjects {
public:
    static QList<RecentProject> all(); // pinned ones first, then the latest opened
    static void opened(const QString& file);
    static void pin(const QString& file, bool pinned);
    static void remove(const QString& file);
    static void move(const QString& from, const QString& to); // located elsewhere

    // A project that is open is marked by this process; the mark of a process that ended without taking it away is what recovery lists.
    static void markOpen(const QString& file);
    static void markClosed(const QString& file);
    static QStringList leftOpen();
    static void forgetLeftOpen(const QString& file);
};

} // namespace crosseed::gui
