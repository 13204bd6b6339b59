#include "app/gui/model_download.h"
#include "bert/hub_download.h"
#include "views/shared/words.h"
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace crosseed::gui {

using namespace views;

QString downloadFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + "/crosseed/models";
}

QString folderOfDownload(const QString& name) {
    return downloadFolder() + "/" + QString(name).replace("/", "--");
}

QStringList downloadedModels() {
    QStringList folders;
    for (const QFileInfo& folder : QDir(downloadFolder()).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot))
        if (QFileInfo(folder.filePath() + "/config.json").isFile() && !folder.fileName().endsWith(".download"))
            folders += folder.filePath();
    return folders;
}

QString environmentHub() {
    try {
        return toQt(bert::hubAddress({}));
    } catch (const Error&) {
        return {};
    }
}

QString download(const HubRequest& request, const ProgressFn& progress, std::stop_token stop) {
    const QString folder = folderOfDownload(request.name);
    if (QFileInfo(folder + "/config.json").isFile())
        return folder;
    QDir().mkpath(downloadFolder());
    bert::HubOptions options;
    options.hub = bert::hubAddress(toStd(request.hub));
    options.revision = toStd(request.revision);
    bert::downloadModel(toStd(request.name), toStd(folder), options, progress, stop);
    return folder;
}

} // namespace crosseed::gui
