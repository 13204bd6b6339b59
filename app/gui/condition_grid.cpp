#include "app/gui/condition_grid.h"
#include "app/gui/grid_settings.h"
#include "pipeline/audit.h"
#include "pipeline/fields.h"
#include "store/corpora.h"
#include "views/shared/words.h"
#include <algorithm>

namespace crosseed::gui {

using namespace views;
using nlohmann::json;
using pipeline::Condition;

namespace {

const std::vector<evaluate::Pooling> bothPoolings{evaluate::Pooling::PerToken, evaluate::Pooling::MeanPooled};

const GridRun* runOf(const GridRows& rows, const GridSettings& settings, const store::PairRow& pair, std::int64_t layer, Condition condition,
                     evaluate::Pooling pooling) {
    for (const GridRun& run : rows.runs)
        if (settings.isRun(run, pair.id, layer, condition, pooling))
            return &run;
    return nullptr;
}

bool hasSae(const GridRows& rows, const GridSettings& settings, ModelId model, std::int64_t layer) {
    return std::ranges::any_of(rows.saes, [&](const GridSae& sae) { return settings.isSae(sae, model, layer); });
}

// What of a condition is stored, without looking at the queue.
GridCell storedCell(const GridRows& rows, const GridSettings& settings, const store::PairRow& pair, std::int64_t layer, Condition condition) {
    GridCell cell;
    int done = 0, wanted = 0;
    bool trained = false;
    for (const evaluate::Pooling pooling : bothPoolings) {
        if (!isMatched(condition) && pooling != evaluate::Pooling::PerToken)
            continue;
        ++wanted;
        const GridRun* run = runOf(rows, settings, pair, layer, condition, pooling);
        trained = trained || run;
        done += run && run->evaluated ? 1 : 0;
    }
    if (done == wanted) {
        cell.state = GridCell::Done;
        cell.work = GridCell::Free;
        return cell;
    }
    if (isJoint(condition)) {
        cell.work = trained ? GridCell::Free : GridCell::Training;
        cell.remark = trained ? QStringLiteral("trained already; to be evaluated") : QString();
        return cell;
    }
    const bool a = hasSae(rows, settings, pair.a, layer);
    const bool b = condition == Condition::RotatedFair || hasSae(rows, settings, pair.b, layer);
    cell.work = a && b ? GridCell::Free : GridCell::SaeFirst;
    const auto name = [&](ModelId id) { return toQt(rows.models.at(id.value).row.name); };
    if (!a || !b)
        cell.remark = "needs an SAE of " + (!a ? name(pair.a) : QString()) + (!a && !b ? " and of " : "") + (!b ? name(pair.b) : QString()) + " alone";
    else
        cell.remark = done > 0 ? QStringLiteral("per token is done; features matched on mean-pooled codes are not")
                               : QStringLiteral("the SAEs are trained already; what is left is matching and evaluating");
    return cell;
}

void takeJob(GridCell& cell, const store::JobRow& job, double progress, bool first) {
    using Status = store::JobStatus;
    cell.progress = progress;
    switch (job.status) {
    case Status::Waiting: cell.state = GridCell::Waiting; break;
    case Status::Running: cell.state = first ? GridCell::Running : GridCell::Waiting; break;
    case Status::Paused: cell.state = first ? GridCell::Paused : GridCell::Waiting; break;
    case Status::Failed: cell.state = GridCell::Failed; cell.remark = toQt(job.error); break;
    case Status::Died: cell.state = GridCell::Failed; cell.remark = QStringLiteral("The program ended in its midst; choose it to go on."); break;
    case Status::Stopped: cell.state = GridCell::Stopped; cell.remark = QStringLiteral("Stopped; choose it to go on from there."); break;
    case Status::Finished: break;
    }
}

// Later jobs win over earlier ones; what is done stays done.
void takeJobs(GridPair& pair, const GridRows& rows, const GridSettings& settings, const store::PairRow& row, std::int64_t layer,
              const std::map<std::int64_t, double>& progress) {
    const GridModel &a = rows.models.at(row.a.value), &b = rows.models.at(row.b.value);
    for (const GridJob& job : rows.jobs) {
        bool first = true; // of a job with several conditions the first open one is at work
        for (const Condition condition : settings.conditionsOf(job, a.row.name, b.row.name, layer, a.layers)) {
            GridCell& cell = pair.cells[static_cast<std::size_t>(condition)];
            if (cell.state == GridCell::Done || cell.state == GridCell::Running || cell.state == GridCell::Paused)
                continue;
            const auto newer = progress.find(job.row.id.value);
            takeJob(cell, job.row, newer != progress.end() ? newer->second : job.row.progress, first);
            first = false;
        }
    }
}

} // namespace

QString pairTitle(const std::string& a, const std::string& b) {
    const QString first = toQt(a), second = toQt(b);
    return first.startsWith("seed-") && second.startsWith("seed-") ? first.mid(5) + " · " + second.mid(5) : first + " · " + second;
}

views::GridOptions latestOptions(const GridRows& rows) {
    GridOptions options;
    const GridRun* latest = nullptr;
    for (const GridRun& run : rows.runs) // a condition's says more about the grid than a result's
        if (!latest || run.row.purpose == store::RunPurpose::Condition || latest->row.purpose != store::RunPurpose::Condition)
            latest = &run;
    if (!latest)
        return options;
    sae::SaeConfig sae;
    sae::TrainOptions training;
    pipeline::AlignSpec alignment;
    pipeline::fromJson(latest->config.value("sae", json::object()), sae);
    pipeline::fromJson(latest->config.value("training", json::object()), training);
    pipeline::fromJson(latest->config.value("alignment", json::object()), alignment);
    options.k = sae.k;
    options.dictionary = sae.dictionary;
    options.preset = sae.denormalise ? "recommended" : "paper";
    options.layer = latest->row.layer;
    options.alignmentTexts = alignment.texts;
    return options;
}

std::shared_ptr<const ConditionGrid> conditionGrid(const GridRows& rows, const GridOptions& options, const std::map<std::int64_t, double>& progress,
                                                   const std::map<std::int64_t, QString>& blocked) {
    auto grid = std::make_shared<ConditionGrid>();
    const GridSettings settings(options);
    grid->options = options;
    for (const store::PairRow& row : rows.pairs) {
        const GridModel &a = rows.models.at(row.a.value), &b = rows.models.at(row.b.value);
        GridPair pair{row.id, pairTitle(a.row.name, b.row.name), {}, std::vector<GridCell>(conditionCount)};
        const std::int64_t layer = settings.layer(a.layers);
        grid->layers = std::max(grid->layers, a.layers);
        if (const auto why = blocked.find(row.id.value); why != blocked.end())
            pair.blocked = why->second;
        else if (a.layers == 0 || b.layers == 0)
            pair.blocked = QStringLiteral("a model’s files are missing");
        else if (layer < 0)
            pair.blocked = QString("these models have no layer %1 with one after it").arg(options.layer);
        if (layer >= 0) {
            for (const Condition condition : pipeline::allConditions)
                pair.cells[static_cast<std::size_t>(condition)] = storedCell(rows, settings, row, layer, condition);
            takeJobs(pair, rows, settings, row, layer, progress);
        }
        grid->pairs.push_back(std::move(pair));
    }
    return grid;
}

std::int64_t stepsOf(const sae::TrainOptions& training, std::int64_t texts) {
    return training.maxSteps > 0 ? training.maxSteps : (texts + training.batchSize - 1) / training.batchSize * training.epochs;
}

std::string gridRecipe(const store::Project& project, const store::PairRow& pair, const GridOptions& options) {
    const store::ModelRow a = store::modelRow(project, pair.a), b = store::modelRow(project, pair.b);
    const auto originOf = [](const store::ModelRow& row) { return json::parse(row.configJson); };
    const json first = originOf(a), second = originOf(b);
    require(a.corpus == b.corpus, ErrorKind::Usage, "No recipe makes this pair: its models were trained on two corpora, and a recipe has one.");
    require(first.value("origin", "") == second.value("origin", "") && first.value("model", json()) == second.value("model", json()) &&
                first.value("fine_tune", json()) == second.value("fine_tune", json()) && a.maxLength == b.maxLength,
            ErrorKind::Usage, "No recipe makes this pair: its models were not made alike, and a recipe makes both with one set of options.");
    const GridSettings settings(options);
    pipeline::Recipe recipe;
    recipe.project = "again.crosseed";
    pipeline::fromJson(json::parse(store::corpusRow(project, a.corpus).sourceJson), recipe.corpus);
    pipeline::fromJson(first.value("model", json::object()), recipe.model);
    pipeline::fromJson(first.value("fine_tune", json::object()), recipe.fineTune);
    recipe.model.maxLength = a.maxLength;
    if (first.value("origin", "") == "accepted")
        recipe.pairs.folders = {{first.value("folder", ""), second.value("folder", "")}};
    else
        recipe.pairs.seeds = {{first.value("seed", std::int64_t{0}), second.value("seed", std::int64_t{0})}};
    recipe.layer = options.layer;
    recipe.alignment = settings.alignment();
    recipe.sae = settings.preset().sae;
    recipe.training = settings.jointTraining(Condition::Full);
    return pipeline::recipeText(recipe, {"The pair " + pair.name + ", joint, full. Run it with: crosseed run FILE",
                                         "The other conditions: crosseed conditions again.crosseed --a " + a.name + " --b " + b.name});
}

} // namespace crosseed::gui
