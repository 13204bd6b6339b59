#include "app/gui/model_lists.h"
#include "app/gui/condition_grid.h"
#include "views/shared/words.h"
#include <QFileInfo>
#include <cmath>

namespace crosseed::gui {

using namespace views;
using nlohmann::json;

namespace {

// The folder's own name; its parent's where it is called "model", as many are.
QString nameOfFolder(const QString& folder) {
    const QFileInfo info(folder);
    return info.fileName() == "model" ? QFileInfo(info.path()).fileName() : info.fileName();
}

QString baseOf(const GridModel& model, QString& detail) {
    const std::string origin = model.config.value("origin", "");
    if (origin == "accepted") {
        detail = toQt(model.config.value("folder", ""));
        return nameOfFolder(detail);
    }
    const std::string base = model.config.value("model", json::object()).value("base", "");
    if (base.empty()) {
        detail = QString("random weights, %1 layers of width %2").arg(model.layers).arg(model.width);
        return QString("random %1×%2").arg(model.layers).arg(model.width);
    }
    detail = toQt(base);
    return nameOfFolder(detail);
}

QString sourceOf(const GridModel& model, const QString& detail, const QString& hubFolder) {
    if (!hubFolder.isEmpty() && detail.startsWith(hubFolder + "/"))
        return QStringLiteral("hub");
    return model.config.value("origin", "") == "accepted" ? QStringLiteral("folder") : QStringLiteral("here");
}

bool isUnfinished(store::JobStatus status) {
    return status == store::JobStatus::Waiting || status == store::JobStatus::Running || status == store::JobStatus::Paused;
}

ModelEntry jobEntry(const GridJob& job, const JobNewsMap& news) {
    ModelEntry entry;
    entry.name = toQt(job.options.value("name", ""));
    const std::string accept = job.options.value("accept", "");
    const std::string base = accept.empty() ? job.options.value("model", json::object()).value("base", "") : accept;
    entry.base = base.empty() ? QStringLiteral("random weights") : nameOfFolder(toQt(base));
    entry.baseDetail = toQt(base);
    entry.corpus = toQt(job.options.value("corpus", ""));
    entry.progress = job.row.status == store::JobStatus::Waiting ? 0 : job.row.progress;
    entry.progressText = job.row.status == store::JobStatus::Waiting  ? QStringLiteral("waits in the queue")
                         : job.row.status == store::JobStatus::Paused ? QStringLiteral("paused")
                                                                      : toQt(job.row.message);
    if (const auto found = news.find(job.row.id.value); found != news.end() && job.row.status == store::JobStatus::Running) {
        entry.progress = found->second.fraction;
        entry.progressText = found->second.high >= 0 ? durationRange(found->second.low, found->second.high) + " left" : found->second.message;
    }
    return entry;
}

} // namespace

std::shared_ptr<const ModelList> modelList(const GridRows& rows, const MeasuredMap& measured, const JobNewsMap& news, const QString& hubFolder) {
    auto list = std::make_shared<ModelList>();
    for (const auto& [id, model] : rows.models) {
        ModelEntry entry;
        entry.id = model.row.id;
        entry.name = toQt(model.row.name);
        entry.base = baseOf(model, entry.baseDetail);
        entry.source = sourceOf(model, entry.baseDetail, hubFolder);
        std::tie(entry.accuracy, entry.macroF1) = trainedScores(model.row);
        for (const store::PairRow& pair : rows.pairs) {
            if (pair.a != model.row.id && pair.b != model.row.id)
                continue;
            ++entry.pairs;
            if (const auto found = measured.find(pair.id.value); found != measured.end() && !std::isfinite(entry.accuracy)) {
                entry.accuracy = pair.a == model.row.id ? found->second.accuracyA : found->second.accuracyB;
                entry.macroF1 = pair.a == model.row.id ? found->second.macroF1A : found->second.macroF1B;
            }
        }
        entry.corpus = toQt(rows.corpora.at(model.row.corpus.value));
        list->largestClass = rows.largestClass.at(model.row.corpus.value);
        list->models.push_back(std::move(entry));
    }
    if (rows.corpora.size() > 1)
        list->largestClass = notKnown; // it is not one number
    for (const GridJob& job : rows.jobs)
        if (job.row.kind == "fine-tune" && isUnfinished(job.row.status))
            list->models.push_back(jobEntry(job, news));
    return list;
}

std::shared_ptr<const PairList> pairList(const GridRows& rows, const ConditionGrid& grid, const MeasuredMap& measured,
                                         const std::map<std::int64_t, CheckVerdict>& verdicts) {
    auto list = std::make_shared<PairList>();
    for (std::size_t i = 0; i < rows.pairs.size(); ++i) {
        const store::PairRow& pair = rows.pairs[i];
        PairEntry entry{pair.id, pair.a, pair.b, pairTitle(rows.models.at(pair.a.value).row.name, rows.models.at(pair.b.value).row.name)};
        entry.accuracyA = trainedScores(rows.models.at(pair.a.value).row).first;
        entry.accuracyB = trainedScores(rows.models.at(pair.b.value).row).first;
        if (const auto found = measured.find(pair.id.value); found != measured.end()) {
            entry.accuracyA = found->second.accuracyA;
            entry.accuracyB = found->second.accuracyB;
        }
        entry.of = conditionCount;
        for (const GridCell& cell : grid.pairs[i].cells)
            entry.done += cell.state == GridCell::Done ? 1 : 0;
        if (const auto verdict = verdicts.find(pair.id.value); verdict != verdicts.end())
            entry.verdict = verdict->second;
        list->pairs.push_back(std::move(entry));
    }
    return list;
}

} // namespace crosseed::gui
