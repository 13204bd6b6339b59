#include "app/gui/job_results.h"
#include "app/gui/run_remarks.h"
#include "pipeline/fields.h"
#include "store/models.h"
#include <QCoreApplication>
#include <QDateTime>
#include <algorithm>

namespace crosseed::gui {

using nlohmann::json;
using views::count;
using views::percent;
using views::toQt;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("JobResults", text);
}

json withoutWidth(json sae) {
    sae.erase("width");
    return sae;
}

// The pairs that a job works on, each two names of models; empty: all.
std::vector<std::pair<std::string, std::string>> pairsOf(const json& options) {
    if (options.contains("pair")) return {{options["pair"]["a"], options["pair"]["b"]}};
    std::vector<std::pair<std::string, std::string>> pairs;
    if (options.contains("pairs"))
        for (const json& seeds : options["pairs"]["seeds"])
            pairs.emplace_back("seed-" + std::to_string(seeds[0].get<std::int64_t>()),
                               "seed-" + std::to_string(seeds[1].get<std::int64_t>()));
    return pairs;
}

bool isOfPair(const json& options, const json& config) {
    const auto pairs = pairsOf(options);
    const json& models = config.at("models");
    return pairs.empty() || std::ranges::any_of(pairs, [&](const auto& pair) {
               return models[0] == pair.first && models[1] == pair.second;
           });
}

bool isBetween(const store::JobRow& job, const store::RunRow& run) {
    return run.created >= job.started && (job.finished.empty() || run.created <= job.finished);
}

bool isOf(const store::JobRow& job, const json& options, const store::RunRow& run, const json& config) {
    if (!isOfPair(options, config)) return false;
    if (job.kind == "train" || job.kind == "run") {
        const json& rotations = options.at("alignment").at("rotations");
        return config.at("training") == options.at("training") &&
               withoutWidth(config.at("sae")) == withoutWidth(options.at("sae")) &&
               std::ranges::find(rotations, config.at("rotation")) != rotations.end() && run.matchingFile.empty();
    }
    if (job.kind == "conditions") return run.purpose == store::RunPurpose::Condition && isBetween(job, run);
    return job.kind == "rotation-test" && run.purpose == store::RunPurpose::RotationTest && isBetween(job, run);
}

JobRun described(const store::Project& project, const store::RunRow& run, const std::string& pair) {
    JobRun out{run,
               tr("run %1: %2, %3").arg(run.id.value).arg(toQt(pair), toQt(run.condition)),
               tr("run %1, %2").arg(run.id.value).arg(toQt(run.condition)),
               {},
               -1,
               0};
    try {
        const evaluate::PairMetrics metrics =
            store::latestEvaluation(project, run.id, evaluate::Pooling::PerToken).metrics;
        out.universal = metrics.universal;
        out.result = tr("%1 universal, %2 · %3 dead")
                         .arg(count(metrics.universal), percent(metrics.universalShare), percent(metrics.deadBoth));
    } catch (const Error&) { // it has none yet
    }
    return out;
}

} // namespace

JobResults jobResults(const store::Project& project, const std::vector<store::JobRow>& jobs) {
    JobResults results;
    std::map<std::int64_t, JobRun> known;
    const auto runs = store::allRuns(project);
    for (const store::JobRow& job : jobs) {
        const json options = json::parse(job.optionsJson, nullptr, false);
        for (const store::RunRow& run : runs) {
            const json config = json::parse(run.configJson, nullptr, false);
            try {
                if (options.is_discarded() || config.is_discarded() || !isOf(job, options, run, config)) continue;
            } catch (const json::exception&) { // another version's options
                continue;
            }
            auto found = known.find(run.id.value);
            if (found == known.end())
                found =
                    known.emplace(run.id.value, described(project, run, store::pairRow(project, run.pair).name)).first;
            results[job.id.value].push_back(found->second);
        }
    }
    return results;
}

std::vector<sae::StepReport> storedSteps(const store::Project& project, const store::RunRow& run) {
    auto steps = store::runSteps(project, run.id);
    if (!steps.empty()) return steps;
    for (const store::ModelSaeRow& row : store::allModelSaes(project))
        if (row.saeFile == run.saeFile) return store::modelSaeSteps(project, row.id);
    return {};
}

views::CurvesPtr storedCurves(const store::Project& project, const JobRun& run) {
    auto curves = std::make_shared<views::RunCurves>();
    curves->title = run.title;
    curves->made = storedSteps(project, run.run);
    curves->steps = std::ssize(curves->made);
    const json config = json::parse(run.run.configJson, nullptr, false);
    sae::TrainOptions training;
    sae::SaeConfig sae;
    try {
        pipeline::fromJson(config.at("training"), training);
        pipeline::fromJson(config.at("sae"), sae);
    } catch (const std::exception&) { // an imported SAE was not trained here
        return curves;
    }
    curves->subtitle = trainingText(sae, training, run.run.layer);
    curves->weights = training.weights;
    curves->epochs = training.maxSteps > 0 ? 0 : training.epochs;
    curves->remarks = runRemarks(*curves, sae.dictionary, training);
    return curves;
}

QString jobTitle(const store::JobRow& job) {
    const std::map<std::string, QString> words{{"run", tr("whole recipe")},
                                               {"fine-tune", tr("fine-tuning")},
                                               {"extract", tr("activations")},
                                               {"align", tr("rotation")},
                                               {"train", tr("SAE")},
                                               {"evaluate", tr("evaluation")},
                                               {"conditions", tr("conditions")},
                                               {"rotation-test", tr("rotation test")}};
    const QString rest =
        toQt(job.title.starts_with(job.kind + " ") ? job.title.substr(job.kind.size() + 1) : job.title);
    const auto word = words.find(job.kind);
    return word == words.end() ? toQt(job.title) : rest + " — " + word->second;
}

namespace {
QDateTime timeOf(const std::string& utc) {
    return QDateTime::fromString(toQt(utc), Qt::ISODate).toLocalTime();
}

QString ordinal(std::int64_t n) {
    const std::int64_t last = n % 10, two = n % 100;
    const bool teens = two >= 11 && two <= 13;
    return QString::number(n) + (last == 1 && !teens   ? "st"
                                 : last == 2 && !teens ? "nd"
                                 : last == 3 && !teens ? "rd"
                                                       : "th");
}
} // namespace

QString jobTime(const store::JobRow& job) {
    if (job.finished.empty()) return {};
    const QDateTime end = timeOf(job.finished);
    if (job.status == store::JobStatus::Finished) {
        const auto seconds = static_cast<double>(timeOf(job.started).secsTo(end));
        return views::durationRange(seconds, seconds);
    }
    return end.date() == QDate::currentDate() ? end.toString("HH:mm") : end.toString("d MMM HH:mm");
}

QString trainingText(const sae::SaeConfig& sae, const sae::TrainOptions& training, std::int64_t layer) {
    return tr("K %1 of %2 · layer %3 (%4) · batch %5 · seed %6")
        .arg(count(sae.k), count(sae.dictionary))
        .arg(layer)
        .arg(ordinal(layer + 1))
        .arg(training.batchSize)
        .arg(training.seed);
}

} // namespace crosseed::gui
