#include "app/gui/project_summaries.h"
#include "evaluate/rotation_test.h"
#include "pipeline/jobs.h"
#include "store/corpora.h"
#include "store/counterfactuals.h"
#include "store/models.h"
#include "store/notes.h"
#include "store/runs.h"
#include "views/shared/words.h"
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <filesystem>
#include <set>

namespace crosseed::gui {

using namespace views;

namespace {
namespace fs = std::filesystem;

double bytesOf(const store::Project& project) {
    double bytes = static_cast<double>(fs::file_size(project.file()));
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(project.dataFolder(), ignored))
        if (entry.is_regular_file(ignored))
            bytes += static_cast<double>(entry.file_size(ignored));
    return bytes;
}

void addCorpus(const store::Project& project, ProjectSummary& summary) {
    const store::CorpusRow corpus = store::corpusNamed(project, {});
    std::set<text::Split> splits;
    summary.documents = 0;
    store::forEachDocument(project, corpus.id, [&](std::int64_t, const text::Document& document) {
        splits.insert(document.split);
        ++summary.documents;
    });
    summary.classes = counted(std::ssize(store::loadCorpusHead(project, corpus.id).classNames), "class", "classes") + ", " +
                      counted(std::ssize(splits), "split");
}

void addResult(const store::Project& project, ProjectSummary& summary) {
    std::set<std::int64_t> pairs;
    for (const store::RunRow& run : store::allRuns(project))
        if (run.purpose == store::RunPurpose::Result)
            pairs.insert(run.pair.value);
    summary.pairsDone = std::ssize(pairs);
    summary.pairs = std::max(summary.pairsDone, std::ssize(store::allModels(project)) / 2);
    summary.models = counted(std::ssize(store::allModels(project)), "model");
    if (pairs.empty())
        return;
    const store::RunRow run = store::runRow(project, {});
    const store::EvaluationRow evaluation = store::latestEvaluation(project, run.id, evaluate::Pooling::PerToken);
    summary.universal = evaluation.metrics.universal;
    summary.share = evaluation.metrics.universalShare;
    const std::vector<std::int64_t> both = evaluate::histogramOfR(evaluation.metrics.features, 40);
    summary.histogram.assign(both.begin() + 20, both.end());
    std::int64_t labels = 0;
    for (const text::FeatureNote& note : store::notesOf(project, run.id))
        labels += !note.label.empty();
    summary.yourWork = counted(labels, "label") + ", " + counted(std::ssize(store::counterfactuals(project, run.id)), "edit");
}

void addJobs(const store::Project& project, ProjectSummary& summary) {
    std::int64_t waiting = 0;
    for (const store::JobRow& job : store::jobRows(project))
        waiting += job.status == store::JobStatus::Waiting;
    const std::int64_t resumable = std::ssize(pipeline::resumableJobs(project));
    summary.notDone = waiting + resumable == 0 ? QString() : QString("%1 waiting, %2 to resume").arg(waiting).arg(resumable);
}

// Parts of a project that are not there yet leave their place empty.
template <typename Read> void where(const Read& read) {
    try {
        read();
    } catch (const std::exception&) {
    }
}
} // namespace

std::vector<ProjectSummary> summariesOf(const QList<RecentProject>& projects) {
    std::vector<ProjectSummary> summaries;
    for (const RecentProject& recent : projects) {
        ProjectSummary summary{.file = recent.file, .missing = !QFileInfo::exists(recent.file), .pinned = recent.pinned, .opened = recent.opened,
                               .histogram = {}, .classes = {}, .models = {}, .yourWork = {}, .notDone = {}};
        if (!summary.missing && !store::Project::isOlder(toStd(recent.file)))
            where([&] {
                const store::Project project = store::Project::open(toStd(recent.file), store::Access::Read);
                where([&] { addCorpus(project, summary); });
                where([&] { addResult(project, summary); });
                where([&] { addJobs(project, summary); });
                where([&] { summary.bytes = bytesOf(project); });
            });
        summaries.push_back(std::move(summary));
    }
    return summaries;
}

std::vector<Recovery> recoveryOf(const QStringList& files) {
    std::vector<Recovery> found;
    for (const QString& file : files) {
        if (!QFileInfo::exists(file) || store::Project::isOlder(toStd(file)))
            continue;
        where([&] {
            const store::Project project = store::Project::open(toStd(file), store::Access::Read);
            Recovery recovery{.file = file, .what = QObject::tr("was open; nothing was running"), .job = 0, .resume = {}, .hasDraft = false};
            for (const store::JobRow& job : pipeline::resumableJobs(project)) {
                if (job.status != store::JobStatus::Died)
                    continue;
                recovery.job = job.id.value;
                recovery.what = QObject::tr("%1 ended with the program").arg(toQt(job.title));
                recovery.resume = job.resumeFrom.empty() ? QObject::tr("Begin the stage again") : QObject::tr("Resume from %1").arg(toQt(job.resumeFrom));
                break;
            }
            QFile memory(toQt((project.dataFolder() / "window.json").string()));
            if (memory.open(QIODevice::ReadOnly))
                recovery.hasDraft = !QJsonDocument::fromJson(memory.readAll()).object()["counterfactualDrafts"].toArray().isEmpty();
            found.push_back(std::move(recovery));
        });
    }
    return found;
}

} // namespace crosseed::gui
