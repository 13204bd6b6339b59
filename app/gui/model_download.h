// Downloads of models: where they lie, and what a person asked for.
#pragma once
#include "base/progress.h"
#include "views/models/models_data.h"
#include <QString>
#include <QStringList>

namespace crosseed::gui {

// The person's own folder for downloaded models, shared by all projects; not made here.
QString downloadFolder();
// Of a model in it: "organisation--model".
QString folderOfDownload(const QString& name);
QStringList downloadedModels();
// What CROSSEED_HUB or HF_ENDPOINT names; empty: neither.
QString environmentHub();
// Downloads, or gives the folder where it is already. Errors as bert::downloadModel().
QString download(const views::HubRequest& request, const ProgressFn& progress, std::stop_token stop);

} // namespace crosseed::gui
