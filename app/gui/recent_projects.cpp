#include "app/gui/recent_projects.h"
#include "base/process.h"
#include "views/shared/words.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>
#include <algorithm>

namespace crosseed::gui {

namespace {
QJsonArray read(const QString& key) {
    return QJsonDocument::fromJson(QSettings().value(key).toByteArray()).array();
}
void write(const QString& key, const QJsonArray& array) {
    QSettings settings;
    settings.setValue(key, QJsonDocument(array).toJson(QJsonDocument::Compact));
    settings.sync();
}
QList<RecentProject> stored() {
    QList<RecentProject> projects;
    for (const QJsonValue& value : read("recent")) {
        const QJsonObject o = value.toObject();
        projects.append({o["file"].toString(), QDateTime::fromString(o["opened"].toString(), Qt::ISODate), o["pinned"].toBool()});
    }
    return projects;
}
void store(const QList<RecentProject>& projects) {
    QJsonArray array;
    for (const RecentProject& p : projects)
        array.append(QJsonObject{{"file", p.file}, {"opened", p.opened.toString(Qt::ISODate)}, {"pinned", p.pinned}});
    write("recent", array);
}
// The process that has it open.
QJsonObject mark(const QString& file) {
    const ProcessMark me = thisProcess();
    return {{"file", file}, {"host", views::toQt(me.host)}, {"process", static_cast<qint64>(me.id)}, {"start", views::toQt(me.start)}};
}
bool isAlive(const QJsonObject& o) {
    ProcessMark process;
    process.host = views::toStd(o["host"].toString());
    process.id = o["process"].toInteger();
    process.start = views::toStd(o["start"].toString());
    return mayRun(process);
}
} // namespace

QList<RecentProject> RecentProjects::all() {
    QList<RecentProject> projects = stored();
    std::stable_sort(projects.begin(), projects.end(), [](const RecentProject& x, const RecentProject& y) {
        return x.pinned != y.pinned ? x.pinned : x.opened > y.opened;
    });
    return projects;
}

void RecentProjects::opened(const QString& file) {
    QList<RecentProject> projects = stored();
    bool pinned = false;
    for (qsizetype i = projects.size() - 1; i >= 0; --i)
        if (projects[i].file == file) {
            pinned = projects[i].pinned;
            projects.removeAt(i);
        }
    projects.prepend({file, QDateTime::currentDateTime(), pinned});
    store(projects.mid(0, 30));
}

void RecentProjects::pin(const QString& file, bool pinned) {
    QList<RecentProject> projects = stored();
    for (RecentProject& project : projects)
        if (project.file == file)
            project.pinned = pinned;
    store(projects);
}

void RecentProjects::remove(const QString& file) {
    QList<RecentProject> projects = stored();
    projects.removeIf([&](const RecentProject& project) { return project.file == file; });
    store(projects);
}

void RecentProjects::move(const QString& from, const QString& to) {
    QList<RecentProject> projects = stored();
    for (RecentProject& project : projects)
        if (project.file == from)
            project.file = to;
    store(projects);
}

void RecentProjects::markOpen(const QString& file) {
    QJsonArray array = read("open");
    array.append(mark(file));
    write("open", array);
}

void RecentProjects::markClosed(const QString& file) {
    QJsonArray kept;
    const QJsonObject mine = mark(file);
    for (const QJsonValue& value : read("open"))
        if (value.toObject() != mine)
            kept.append(value);
    write("open", kept);
}

QStringList RecentProjects::leftOpen() {
    QStringList files;
    for (const QJsonValue& value : read("open"))
        if (!isAlive(value.toObject()) && !files.contains(value.toObject()["file"].toString()))
            files += value.toObject()["file"].toString();
    return files;
}

void RecentProjects::forgetLeftOpen(const QString& file) {
    QJsonArray kept;
    for (const QJsonValue& value : read("open"))
        if (isAlive(value.toObject()) || value.toObject()["file"].toString() != file)
            kept.append(value);
    write("open", kept);
}

} // namespace crosseed::gui
