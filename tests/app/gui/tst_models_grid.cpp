// The grid of pairs × conditions: states, jobs and counts from rows made by hand, and against the engine's own count on the sample.
#include "app/gui/condition_grid.h"
#include "app/gui/model_lists.h"
#include "app/gui/pair_measure.h"
#include "pipeline/fields.h"
#include "views/models/texts.h"
#include <QtTest>

using namespace crosseed;
using namespace crosseed::gui;
using namespace crosseed::views;
using nlohmann::json;
using pipeline::Condition;

namespace {

GridModel model(std::int64_t id, const std::string& name) {
    GridModel made;
    made.row.id = ModelId{id};
    made.row.name = name;
    made.row.corpus = CorpusId{1};
    made.row.contentHash = "weights of " + name;
    made.row.trainingJson = R"({"best_evaluation": 1, "evaluations": [{"epoch": 1, "step": 10, "train_loss": 1, "validation_loss": 1,
        "validation_accuracy": 0.75, "validation_macro_f1": 0.5}]})";
    made.config = json{{"origin", "fine-tuned"}, {"seed", 40 + id}, {"model", {{"base", "/models/bert"}}}, {"fine_tune", json::object()}};
    made.width = 4;
    made.layers = 3;
    return made;
}

// Three models, two pairs that share the first; nothing computed. 32 train texts: ten steps at 16 a batch and five epochs.
GridRows rows() {
    GridRows made;
    made.models = {{1, model(1, "seed-42")}, {2, model(2, "seed-137")}, {3, model(3, "seed-99")}};
    for (const auto& [id, b] : {std::pair{1, 2}, std::pair{2, 3}}) {
        made.pairs.push_back({PairId{id}, "seed-42 & " + made.models.at(b).row.name, ModelId{1}, ModelId{b}});
        made.sizes[id] = {32, 600, 100, 48, 500};
    }
    made.corpora[1] = "polite";
    made.largestClass[1] = .5;
    made.validationTexts[1] = 400;
    made.freeBytes = 1e9;
    return made;
}

GridOptions options() {
    GridOptions made;
    made.k = 8;
    made.dictionary = 192;
    made.layer = 1;
    made.alignmentTexts = 100;
    return made;
}

CellId cell(std::int64_t pair, Condition condition) {
    return {pair, static_cast<int>(condition)};
}

json optionsOf(const pipeline::JobSpec& job) {
    return json::parse(job.optionsJson);
}

GridCell cellOf(const ConditionGrid& grid, std::size_t row, Condition condition) {
    return grid.pairs[row].cells[static_cast<std::size_t>(condition)];
}

void copyFolder(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

} // namespace

class TestModelsGrid : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void jobsHaveExactlyTheChosenOptions() {
        GridOptions chosen = options();
        chosen.preset = "paper";
        chosen.auxiliary = false;
        chosen.lambdaCross = .5;
        const auto jobs = jobsFor(rows(), chosen, {cell(1, Condition::Index), cell(1, Condition::RotatedFair), cell(1, Condition::Full)}, QueueOrder::PairFirst);
        QCOMPARE(jobs.size(), std::size_t{2}); // both independent ones share their SAEs; without the term Full is no result
        for (const auto& job : jobs) {
            QCOMPARE(job.kind, std::string("conditions"));
            const json o = optionsOf(job);
            QCOMPARE(o["pair"], (json{{"a", "seed-42"}, {"b", "seed-137"}, {"layer", 1}}));
            QCOMPARE(o["auxiliary"], json::array({false}));
            QCOMPARE(o["alignment"]["texts"], json(100));
            QCOMPARE(o["presets"].size(), std::size_t{1});
            const json& preset = o["presets"][0];
            QCOMPARE(preset["name"], json("paper"));
            QCOMPARE(preset["match_on_evaluation"], json(true));
            QCOMPARE(preset["sae"]["k"], json(8));
            QCOMPARE(preset["sae"]["dictionary"], json(192));
            QCOMPARE(preset["sae"]["denormalise"], json(false));
            QCOMPARE(preset["training"]["learning_rate"], json(5e-5));
            QCOMPARE(preset["training"]["lambda_cross"], json(.5));
        }
        QCOMPARE(optionsOf(jobs[0])["conditions"], (json{"1", "3-fair"}));
        QCOMPARE(optionsOf(jobs[1])["conditions"], json::array({"6"}));
    }

    void jointFullBecomesTheResultOnceItIsEvaluated() {
        const auto jobs = jobsFor(rows(), options(), {cell(2, Condition::Full)}, QueueOrder::PairFirst);
        QCOMPARE(jobs.size(), std::size_t{2});
        QCOMPARE(jobs[0].kind, std::string("conditions"));
        QCOMPARE(optionsOf(jobs[0])["conditions"], json::array({"6"}));
        QCOMPARE(jobs[1].kind, std::string("train"));
        const json train = optionsOf(jobs[1]);
        QCOMPARE(train["pair"]["b"], json("seed-99"));
        QCOMPARE(train["training"]["learning_rate"], json(1e-3));
        QCOMPARE(train["training"]["lambda_aux"], json(1. / 32));
        // The second one finds what the first one trained.
        QCOMPARE(optionsOf(jobs[0])["presets"][0]["training"], train["training"]);
        QCOMPARE(optionsOf(jobs[0])["presets"][0]["sae"], train["sae"]);
    }

    void theOrderIsThePersons() {
        CellChoice choice;
        for (const std::int64_t pair : {1, 2})
            for (const Condition condition : {Condition::Index, Condition::JointNoRotation, Condition::RotationOnly})
                choice.insert(cell(pair, condition));
        const auto order = [&](QueueOrder way) {
            std::string text;
            for (const auto& job : jobsFor(rows(), options(), choice, way))
                text += optionsOf(job)["pair"]["b"].get<std::string>().substr(5) + ":" + optionsOf(job)["conditions"][0].get<std::string>() + " ";
            return text;
        };
        QCOMPARE(order(QueueOrder::PairFirst), std::string("137:1 137:4 137:5 99:1 99:4 99:5 "));
        QCOMPARE(order(QueueOrder::ConditionFirst), std::string("137:1 99:1 137:4 99:4 137:5 99:5 "));
    }

    void runsTimesAndDiskAreCountedOnce() {
        GridTiming timing;
        timing.stepLow = 1; // ten steps: 10 to 20 s for a joint one, half of it for a single model's
        timing.stepHigh = 2;
        GridRows made = rows();
        made.evaluationSeconds = 3;
        made.extracted = {{1, 1}, {2, 1}, {3, 1}};
        CellChoice choice{cell(1, Condition::Index), cell(1, Condition::Matched), cell(2, Condition::Index), cell(1, Condition::Full)};
        const auto cost = queueCost(made, options(), choice, QueueOrder::PairFirst, timing);
        QCOMPARE(cost->cells, std::int64_t{4});
        QCOMPARE(cost->total.runs, std::int64_t{4}); // three SAEs, as seed-42 is in both pairs, and one joint
        QCOMPARE(cost->entries, std::int64_t{4});    // two of independent SAEs, train and evaluate of Full
        QCOMPARE(cost->rows.size(), std::size_t{3});
        QCOMPARE(cost->rows[0].runs, std::int64_t{3});
        QCOMPARE(cost->rows[0].lowEach, 5.);
        QCOMPARE(cost->rows[0].highEach, 10.);
        QCOMPARE(cost->rows[0].low, 15.);
        QCOMPARE(cost->rows[0].disk, 3 * 4. * (2 * 4 * 192 + 4 + 192));
        QCOMPARE(cost->rows[1].runs, std::int64_t{1});
        QCOMPARE(cost->rows[1].high, 20.);
        QCOMPARE(cost->rows[2].runs, std::int64_t{4});
        QCOMPARE(cost->total.low, 3 * 5. + 10 + 4 * 3.);
        QCOMPARE(cost->total.high, 3 * 10. + 20 + 1.2 * 4 * 3);
        QCOMPARE(cost->clock.size(), std::size_t{2});
        QCOMPARE(cost->firstPair, 2 * 5. + 10 + 3 * 3.);
        QCOMPARE(cost->firstCondition, 3 * 5. + 3 * 3.); // the independent ones of both pairs
        QCOMPARE(cost->clock.back().to, cost->total.low);
    }

    void whatWasNeverTimedIsNotKnown() {
        const GridTiming none = timingOf(rows(), options());
        QVERIFY(none.stepHigh < 0);
        const auto cost = queueCost(rows(), options(), {cell(1, Condition::Full)}, QueueOrder::PairFirst, none);
        QVERIFY(cost->total.high < 0);
        QVERIFY(cost->clock.empty());
        QCOMPARE(rangeText(cost->total.low, cost->total.high), QString("not known"));
        const GridTiming measured = timingOf(rows(), options(), 2);
        QCOMPARE(measured.stepLow, 2.);
        QVERIFY(measured.stepHigh > 2);
    }

    void jobsOfTheQueueAreSeenInTheirCells() {
        GridRows made = rows();
        const auto queue = [&](const CellId& chosen, store::JobStatus status, double progress, const std::string& error) {
            for (const auto& spec : jobsFor(rows(), options(), {chosen}, QueueOrder::PairFirst)) {
                GridJob job;
                job.row.id = JobId{static_cast<std::int64_t>(made.jobs.size() + 1)};
                job.row.kind = spec.kind;
                job.row.status = status;
                job.row.progress = progress;
                job.row.error = error;
                job.options = optionsOf(spec);
                made.jobs.push_back(job);
            }
        };
        queue(cell(1, Condition::JointNoRotation), store::JobStatus::Running, .25, "");
        queue(cell(1, Condition::RotationOnly), store::JobStatus::Waiting, 0, "");
        queue(cell(2, Condition::Index), store::JobStatus::Failed, .5, "The disk is full.");
        queue(cell(2, Condition::JointNoRotation), store::JobStatus::Stopped, .5, "");
        queue(cell(2, Condition::RotationOnly), store::JobStatus::Finished, 1, "");
        const auto grid = conditionGrid(made, options(), {{1, .75}});
        QCOMPARE(cellOf(*grid, 0, Condition::JointNoRotation).state, GridCell::Running);
        QCOMPARE(cellOf(*grid, 0, Condition::JointNoRotation).progress, .75); // newer than the row
        QCOMPARE(cellOf(*grid, 0, Condition::RotationOnly).state, GridCell::Waiting);
        QCOMPARE(cellOf(*grid, 0, Condition::Full).state, GridCell::Open);
        QCOMPARE(cellOf(*grid, 1, Condition::Index).state, GridCell::Failed);
        QCOMPARE(cellOf(*grid, 1, Condition::Index).remark, QString("The disk is full."));
        QCOMPARE(cellOf(*grid, 1, Condition::JointNoRotation).state, GridCell::Stopped);
        QCOMPARE(cellOf(*grid, 1, Condition::RotationOnly).state, GridCell::Open); // finished, but its run is not there
        GridOptions other = options();
        other.k = 16; // the queue computes other cells than these
        const auto otherGrid = conditionGrid(made, other);
        for (const GridPair& pair : otherGrid->pairs)
            for (const GridCell& open : pair.cells)
                QCOMPARE(open.state, GridCell::Open);
    }

    void layersThatModelsDoNotHaveBlockTheirPair() {
        GridOptions deep = options();
        deep.layer = 2; // of three layers one must follow
        QVERIFY(!conditionGrid(rows(), deep)->pairs[0].blocked.isEmpty());
        deep.layer = -1;
        QVERIFY(conditionGrid(rows(), deep)->pairs[0].blocked.isEmpty());
    }

    void theCardIsFineOnlyWhereItKnows() {
        const GridRows made = rows();
        pipeline::PairCheck check;
        check.facts = {{"vocabulary", "30522 pieces", "30522 pieces", pipeline::Verdict::Fits, ""},
                       {"width D", "4", "4", pipeline::Verdict::Fits, ""},
                       {"layers", "3", "3", pipeline::Verdict::Fits, ""},
                       {"classes", "no, yes", "no, yes", pipeline::Verdict::Fits, ""},
                       {"trained from", "/models/bert", "/models/bert", pipeline::Verdict::Fits, ""}};
        const auto unmeasured = pairCard(made, made.pairs[0], &check, {}, std::nullopt, options());
        const auto row = [](const PairCard& card, const QString& name) {
            return *std::ranges::find(card.rows, name, &CheckRow::name);
        };
        QCOMPARE(row(*unmeasured, "Time").verdict, CheckVerdict::Unknown);
        QCOMPARE(row(*unmeasured, "Memory, disk").verdict, CheckVerdict::Unknown);
        QCOMPARE(row(*unmeasured, "Tokenizer").verdict, CheckVerdict::Fine);
        QCOMPARE(row(*unmeasured, "Alignment").finding, QString("12.0 tokens a dimension")); // 48 tokens, width 4
        QCOMPARE(row(*unmeasured, "Clean accuracy").finding, QString("A 75.0 % · B 75.0 %")); // of their training
        QVERIFY(worstOf(*unmeasured) != CheckVerdict::Fine);
        QVERIFY(unmeasured->banner.isEmpty());
        check.facts[3] = {"classes", "no, yes", "yes, no", pipeline::Verdict::Fails, "Class numbers mean different things."};
        const auto blocked = pairCard(made, made.pairs[0], &check, {}, std::nullopt, options());
        QCOMPARE(blocked->rows.front().name, QString("Label order"));
        QCOMPARE(blocked->rows.front().classesB, (QStringList{"yes", "no"}));
        QCOMPARE(worstOf(*blocked), CheckVerdict::Decide);
        QCOMPARE(blocked->banner, QString("One thing to decide: label order"));
    }

    void fewTokensAndUnknownOriginsAreLookedAt() {
        GridRows made = rows();
        made.sizes[1].alignmentTokens = 3; // width 4
        made.models.at(2).config = json{{"origin", "accepted"}, {"folder", "/elsewhere"}};
        pipeline::PairCheck check;
        const auto card = pairCard(made, made.pairs[0], &check, {}, std::nullopt, options());
        for (const QString& name : {QString("Alignment"), QString("Training rows"), QString("Trained from")})
            QCOMPARE(std::ranges::find(card->rows, name, &CheckRow::name)->verdict, CheckVerdict::Look);
        QVERIFY(std::ranges::find(card->rows, QString("Training rows"), &CheckRow::name)->finding.contains("not known for B"));
    }

    void intervalsAreWilsons() {
        const auto [low, high] = shareInterval(.5, 100); // textbook: .4038 to .5962
        QVERIFY(std::abs(low - .4038) < 1e-4);
        QVERIFY(std::abs(high - .5962) < 1e-4);
        QVERIFY(shareInterval(1, 10).second <= 1 + 1e-12);
    }

    void whatWasMeasuredIsRemembered() {
        MeasuredPair measured;
        measured.accuracyA = .75;
        measured.texts = 400;
        measured.cost.steps = 1170;
        measured.cost.trainingSeconds = 61.5;
        measured.dictionary = 192;
        const auto again = measuredFrom(measuredText(measured));
        QVERIFY(again);
        QCOMPARE(again->accuracyA, .75);
        QVERIFY(std::isnan(again->accuracyB)); // not known stays not known
        QCOMPARE(again->cost.steps, std::int64_t{1170});
        QCOMPARE(again->cost.trainingSeconds, 61.5);
        QVERIFY(!measuredFrom(""));
        QVERIFY(!measuredFrom("{}"));
    }

    void aRequestBecomesOneJobASeed() {
        NewModelRequest request;
        request.seeds = {512, 513};
        request.options.epochs = 3;
        request.model.base = "/models/bert";
        const auto jobs = jobsFor(request, "polite");
        QCOMPARE(jobs.size(), std::size_t{2});
        const json second = optionsOf(jobs[1]);
        QCOMPARE(jobs[1].kind, std::string("fine-tune"));
        QCOMPARE(second["seed"], json(513));
        QCOMPARE(second["name"], json("seed-513"));
        QCOMPARE(second["corpus"], json("polite"));
        QCOMPARE(second["accept"], json(""));
        QCOMPARE(second["model"]["base"], json("/models/bert"));
        QCOMPARE(second["fine_tune"]["epochs"], json(3));
        request.way = NewModelWay::Folder;
        request.name = "other";
        const auto accepted = jobsFor(request, "polite");
        QCOMPARE(accepted.size(), std::size_t{1});
        QCOMPARE(optionsOf(accepted[0])["accept"], json("/models/bert"));
        QCOMPARE(optionsOf(accepted[0])["model"]["base"], json(""));
    }

    void theSampleAgreesWithTheEnginesOwnCount() {
        const std::filesystem::path sample = CROSSEED_SAMPLE;
        if (!std::filesystem::exists(sample))
            QSKIP("The sample project is not made yet.");
        QTemporaryDir folder;
        const std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / "copy.crosseed";
        std::filesystem::copy_file(sample, file);
        copyFolder(sample.string() + ".data", file.string() + ".data");
        std::filesystem::remove(file.string() + ".data/lock");
        store::Project project = store::Project::open(file);
        const auto read = readGridRows(project, 500, nullptr, {});
        QVERIFY(!read->pairs.empty());
        const GridOptions latest = latestOptions(*read);
        const store::PairRow& pair = read->pairs.front();
        const store::CorpusRow corpus = store::corpusRow(project, read->models.at(pair.a.value).row.corpus);
        const text::Corpus documents = store::loadCorpus(project, corpus.id);
        for (const std::int64_t k : {latest.k, latest.k + 1})
            for (const std::string& preset : {std::string("paper"), std::string("recommended")}) {
                GridOptions wanted = latest;
                wanted.k = k;
                wanted.preset = preset;
                CellChoice all;
                for (const Condition condition : pipeline::allConditions)
                    all.insert(cell(pair.id.value, condition));
                pipeline::StageContext context{project, bert::Device::Cpu, 0, {}, {}, {}, {}, {}};
                pipeline::PairInputs inputs(context, corpus, documents, pair, wanted.layer);
                sae::SaeConfig like;
                like.dictionary = wanted.dictionary;
                like.k = k;
                pipeline::ConditionsSpec spec;
                spec.presets = {pipeline::presetNamed(preset, like)};
                spec.auxiliary = {true};
                spec.alignment.texts = wanted.alignmentTexts;
                const pipeline::ConditionsCost engine = pipeline::conditionsCost(inputs, spec);
                const auto cost = queueCost(*read, wanted, all, QueueOrder::PairFirst, timingOf(*read, wanted));
                QCOMPARE(cost->total.runs, engine.trainings - engine.stored);
            }
    }
};

QTEST_MAIN(TestModelsGrid)
#include "tst_models_grid.moc"
