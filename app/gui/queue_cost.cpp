// What chosen cells take: runs, times as ranges, disk, and when each part of the queue ends.
#include "app/gui/condition_grid.h"
#include "app/gui/grid_entries.h"
#include "app/gui/grid_settings.h"
#include "views/shared/words.h"
#include <algorithm>
#include <cmath>

namespace crosseed::gui {

using namespace views;
using pipeline::Condition;

namespace {

// What has to be computed for an entry, each thing counted where it comes first in the queue.
struct Need {
    std::int64_t activations = 0; // models whose hidden states are not stored
    std::int64_t saes = 0;        // of single models
    std::int64_t trainings = 0;   // joint
    std::int64_t rest = 0;        // conditions to match and evaluate
};

class Needs {
public:
    Needs(const GridRows& rows, const GridOptions& options, const ConditionGrid& grid)
        : m_rows(rows), m_settings(options), m_grid(grid), m_extracted(rows.extracted) {}

    Need of(const GridEntry& entry) {
        Need need;
        const GridModel& a = m_rows.models.at(entry.pair->a.value);
        const std::int64_t layer = m_settings.layer(a.layers);
        for (const ModelId model : {entry.pair->a, entry.pair->b})
            need.activations += m_extracted.insert({model.value, layer}).second ? 1 : 0;
        for (const Condition condition : entry.conditions) {
            ++need.rest;
            if (isJoint(condition))
                need.trainings += cellOf(*entry.pair, condition).work == GridCell::Training ? 1 : 0;
            else
                for (const ModelId model : {entry.pair->a, entry.pair->b})
                    if (model == entry.pair->a || condition != Condition::RotatedFair)
                        need.saes += !isStored(model, layer) && m_saes.insert(model.value).second ? 1 : 0;
        }
        return need;
    }

private:
    const GridCell& cellOf(const store::PairRow& pair, Condition condition) const {
        const auto found = std::ranges::find_if(m_grid.pairs, [&](const GridPair& p) { return p.id == pair.id; });
        return found->cells[static_cast<std::size_t>(condition)];
    }
    bool isStored(ModelId model, std::int64_t layer) const {
        return std::ranges::any_of(m_rows.saes, [&](const GridSae& sae) { return m_settings.isSae(sae, model, layer); });
    }
    const GridRows& m_rows;
    GridSettings m_settings;
    const ConditionGrid& m_grid;
    std::set<std::pair<std::int64_t, std::int64_t>> m_extracted;
    std::set<std::int64_t> m_saes;
};

// Bytes and seconds of each kind of work of a pair.
struct Prices {
    double saeDisk = -1, evaluationDisk = -1, activationDisk = -1;
    double stepLow = -1, stepHigh = -1; // of a whole joint training
};

Prices pricesOf(const GridRows& rows, const GridOptions& options, const GridTiming& timing, const store::PairRow& pair) {
    Prices prices;
    const auto known = rows.sizes.find(pair.id.value);
    const PairSizes sizes = known == rows.sizes.end() ? PairSizes{} : known->second;
    const auto width = static_cast<double>(rows.models.at(pair.a.value).width), features = static_cast<double>(options.dictionary);
    constexpr double number = 4, code = 8, featureRow = 200;
    prices.saeDisk = number * (2 * width * features + width + features);
    if (sizes.evaluationTokens >= 0)
        prices.evaluationDisk = static_cast<double>(sizes.evaluationTokens) * 2 * static_cast<double>(options.k) * code + 2 * features * featureRow;
    if (sizes.evaluationTokens >= 0 && sizes.trainTokens >= 0)
        prices.activationDisk = static_cast<double>(sizes.evaluationTokens + sizes.trainTokens) * 2 * width * number;
    if (sizes.trainTexts >= 0 && timing.stepHigh >= 0) {
        const auto steps = static_cast<double>(stepsOf(GridSettings(options).preset().training, sizes.trainTexts));
        prices.stepLow = steps * timing.stepLow;
        prices.stepHigh = steps * timing.stepHigh;
    }
    return prices;
}

// Sum that stays unknown once a part is.
void add(double& sum, double part, double times = 1) {
    if (times > 0 && sum >= 0)
        sum = part < 0 ? -1 : sum + times * part;
}

void addTo(CostRow& row, std::int64_t runs, double low, double high, double disk) {
    if (runs == 0)
        return;
    if (row.runs == 0) {
        row.low = row.high = row.disk = 0;
        row.lowEach = low;
        row.highEach = high;
    }
    row.lowEach = std::min(row.lowEach, low);
    row.highEach = low < 0 ? -1 : std::max(row.highEach, high);
    row.runs += runs;
    const auto times = static_cast<double>(runs);
    add(row.low, low, times);
    add(row.high, high, times);
    add(row.disk, disk, times);
}

constexpr double slack = 1.2; // of things timed once: the computer does other work, too

// An entry with what it needs and the seconds that it takes; below 0: not known.
struct Priced {
    GridEntry entry;
    Need need;
    Prices prices;
    double low = 0, high = 0;
};

class Pricing {
public:
    Pricing(const GridRows& rows, const GridOptions& options, const GridTiming& timing)
        : m_rows(rows), m_options(options), m_timing(timing), m_grid(conditionGrid(rows, options)) {}

    // Evaluating and matching a condition; below 0: not known.
    double evaluation() const { return m_rows.evaluationSeconds < 0 ? -1 : m_rows.evaluationSeconds + std::max(0., m_rows.matchingSeconds); }

    std::vector<Priced> priced(const CellChoice& choice, QueueOrder order) const {
        Needs needs(m_rows, m_options, *m_grid);
        std::vector<Priced> all;
        for (const GridEntry& entry : entriesOf(m_rows, choice, order)) {
            Priced one{entry, needs.of(entry), pricesOf(m_rows, m_options, m_timing, *entry.pair)};
            const double trainings = static_cast<double>(one.need.trainings) + 0.5 * static_cast<double>(one.need.saes);
            add(one.low, one.prices.stepLow, trainings);
            add(one.high, one.prices.stepHigh, trainings);
            addTimed(one, evaluation(), one.need.rest);
            addTimed(one, m_rows.extractionSeconds, one.need.activations);
            all.push_back(std::move(one));
        }
        return all;
    }

private:
    // What was never timed is small beside a training and is left out; the source says so.
    static void addTimed(Priced& one, double seconds, std::int64_t times) {
        if (one.low < 0 || seconds < 0)
            return;
        one.low += seconds * static_cast<double>(times);
        one.high += slack * seconds * static_cast<double>(times);
    }
    const GridRows& m_rows;
    const GridOptions& m_options;
    const GridTiming& m_timing;
    std::shared_ptr<const ConditionGrid> m_grid;
};

// Entries of one bar of the clock: a pair's, or a condition's over all pairs; all independent ones are one condition.
std::int64_t groupOf(const GridEntry& entry, QueueOrder order) {
    return order == QueueOrder::PairFirst ? entry.pair->id.value : entry.independent() ? -1 : static_cast<std::int64_t>(entry.conditions.front());
}

QString groupName(const GridRows& rows, const GridEntry& entry, QueueOrder order) {
    if (order == QueueOrder::PairFirst)
        return pairTitle(rows.models.at(entry.pair->a.value).row.name, rows.models.at(entry.pair->b.value).row.name);
    return entry.independent() ? QStringLiteral("independent") : toQt(pipeline::conditionTitle(entry.conditions.front()));
}

std::vector<ClockBar> clockOf(const GridRows& rows, const std::vector<Priced>& priced, QueueOrder order) {
    std::vector<ClockBar> clock;
    double end = 0;
    for (std::size_t i = 0; i < priced.size(); ++i) {
        if (priced[i].low < 0)
            return {};
        if (i == 0 || groupOf(priced[i].entry, order) != groupOf(priced[i - 1].entry, order))
            clock.push_back({groupName(rows, priced[i].entry, order), end, end, false});
        clock.back().to = end += priced[i].low;
    }
    return clock;
}

// Rows of the table, by kind of work.
std::vector<CostRow> costRows(const GridRows& rows, const std::vector<Priced>& priced, double evaluation) {
    CostRow activations{QStringLiteral("Hidden states")}, saes{QStringLiteral("Independent SAEs")}, rest{QStringLiteral("Matching, evaluating")};
    std::map<Condition, CostRow> joint{{Condition::JointNoRotation, {QStringLiteral("Joint, no rotation")}},
                                       {Condition::RotationOnly, {QStringLiteral("Joint, rotation only")}},
                                       {Condition::Full, {QStringLiteral("Joint, full")}}};
    const auto times = [](double value, double factor) { return value < 0 ? -1 : factor * value; };
    for (const Priced& one : priced) {
        addTo(activations, one.need.activations, rows.extractionSeconds, times(rows.extractionSeconds, slack), one.prices.activationDisk);
        addTo(saes, one.need.saes, times(one.prices.stepLow, 0.5), times(one.prices.stepHigh, 0.5), one.prices.saeDisk);
        if (!one.entry.independent())
            addTo(joint[one.entry.conditions.front()], one.need.trainings, one.prices.stepLow, one.prices.stepHigh, one.prices.saeDisk);
        addTo(rest, one.need.rest, evaluation, times(evaluation, slack), one.prices.evaluationDisk);
    }
    std::vector<CostRow> all{activations, saes, joint[Condition::JointNoRotation], joint[Condition::RotationOnly], joint[Condition::Full], rest};
    std::erase_if(all, [](const CostRow& row) { return row.runs == 0; });
    return all;
}

bool isQueued(store::JobStatus status) {
    return status == store::JobStatus::Waiting || status == store::JobStatus::Running || status == store::JobStatus::Paused;
}

} // namespace

GridTiming timingOf(const GridRows& rows, const GridOptions& options, double measured) {
    GridTiming timing;
    std::int64_t runs = 0;
    for (const GridRun& run : rows.runs) {
        const auto pair = std::ranges::find_if(rows.pairs, [&](const auto& p) { return p.id == run.row.pair; });
        const auto sizes = rows.sizes.find(run.row.pair.value);
        if (run.config.contains("independent") || run.row.seconds <= 0 || pair == rows.pairs.end() || sizes == rows.sizes.end() ||
            sizes->second.trainTexts < 0 || run.config["sae"].value("dictionary", std::int64_t{0}) != options.dictionary)
            continue;
        sae::TrainOptions training;
        training.epochs = run.config["training"].value("epochs", training.epochs);
        training.batchSize = run.config["training"].value("batch_size", training.batchSize);
        training.maxSteps = run.config["training"].value("max_steps", training.maxSteps);
        const double step = run.row.seconds / static_cast<double>(stepsOf(training, sizes->second.trainTexts));
        timing.stepLow = runs == 0 ? step : std::min(timing.stepLow, step);
        timing.stepHigh = std::max(timing.stepHigh, step);
        ++runs;
    }
    if (runs > 0) {
        timing.stepHigh = std::max(timing.stepHigh, 1.1 * timing.stepLow);
        timing.source = QString("Times from %1 in this project.").arg(counted(runs, "joint training"));
    } else if (measured > 0) {
        timing.stepLow = measured; // the fastest step: others only slow it down
        timing.stepHigh = 1.3 * measured;
        timing.source = QStringLiteral("Times from the batches that were timed on this computer.");
    } else {
        timing.source = QStringLiteral("Nothing with these settings was timed yet: measure a pair on its card.");
    }
    return timing;
}

std::shared_ptr<const QueueCost> queueCost(const GridRows& rows, const GridOptions& options, const CellChoice& choice, QueueOrder order,
                                           const GridTiming& timing) {
    auto cost = std::make_shared<QueueCost>();
    const Pricing pricing(rows, options, timing);
    const std::vector<Priced> priced = pricing.priced(choice, order);
    cost->total = {QString(), 0, -1, -1, 0, 0, 0};
    for (const Priced& one : priced) {
        cost->total.runs += one.need.saes + one.need.trainings;
        cost->cells += static_cast<std::int64_t>(one.entry.conditions.size());
        cost->entries += one.entry.isResult(options) ? 2 : 1;
        add(cost->total.low, one.low);
        add(cost->total.high, one.high);
    }
    cost->rows = costRows(rows, priced, pricing.evaluation());
    for (const CostRow& row : cost->rows)
        add(cost->total.disk, row.disk);
    cost->total.what = counted(cost->cells, "cell");
    cost->clock = clockOf(rows, priced, order);
    const auto endOfFirst = [&](QueueOrder way) {
        const auto clock = clockOf(rows, way == order ? priced : pricing.priced(choice, way), way);
        return clock.empty() ? -1 : clock.front().to;
    };
    cost->firstPair = endOfFirst(QueueOrder::PairFirst);
    cost->firstCondition = endOfFirst(QueueOrder::ConditionFirst);
    cost->free = rows.freeBytes;
    cost->before = std::ranges::count_if(rows.jobs, [](const GridJob& job) { return isQueued(job.row.status); });
    cost->source = timing.source;
    if (cost->total.high >= 0 && pricing.evaluation() < 0)
        cost->source += QStringLiteral(" Evaluating was not timed yet and comes on top.");
    if (cost->before > 0)
        cost->source += QStringLiteral(" What is in the queue already comes before.");
    return cost;
}

} // namespace crosseed::gui
