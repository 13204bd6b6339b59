// rotation-test
#include "pair_options.h"
#include "pipeline/result_json.h"
#include "pipeline/rotation_test.h"
#include "report.h"

namespace crosseed::cli {

namespace {

constexpr int bins = 40; // of r over [-1, 1]

double edgeOf(int bin) {
    return static_cast<double>(2 * bin - bins) / bins;
}

struct RotationTestCommand {
    PairOptions pair;
    pipeline::RotationTestSpec spec; // its training's defaults are shown, what is not given comes from the latest result
    std::int64_t drawSeed = 42;
    std::string pooling = "per_token", histogram;
    TableFiles files;
};

pipeline::RotationTestSpec specOf(const CLI::App* command, const RotationTestCommand& options, const LatestOptions& latest) {
    pipeline::RotationTestSpec spec = options.spec;
    spec.seed = static_cast<std::uint64_t>(options.drawSeed);
    spec.pooling = options.pooling == "per_token" ? evaluate::Pooling::PerToken : evaluate::Pooling::MeanPooled;
    spec.alignment = latest.alignment;
    spec.sae = latest.sae;
    spec.training = pipeline::shortTraining(latest.training);
    pipeline::fromJson(givenFields(command, options.spec.alignment, "alignment_"), spec.alignment);
    pipeline::fromJson(givenFields(command, options.spec.sae), spec.sae);
    pipeline::fromJson(givenFields(command, options.spec.training), spec.training);
    return spec;
}

std::string nameOf(const pipeline::RotationTrial& trial) {
    return trial.draw < 0 ? trial.rotation.kind : "random " + std::to_string(trial.draw + 1);
}

Table trialsTable(const pipeline::RotationTest& test) {
    Table table{{{"rotation", false}, {"run"}, {"NRE"}, {"Univ."}, {"Univ. %"}, {"active in both"}, {"top-10 r"}, {"top-100 r"},
                 {"dead both"}, {"acc. change"}},
                {}};
    for (const auto& trial : test.trials) {
        const evaluate::PairMetrics& m = trial.evaluation.metrics;
        table.rows.push_back({nameOf(trial), std::to_string(trial.run.id.value), fixedCell(trial.nre, 4), countCell(m.universal),
                              percentCell(m.universalShare), countCell(m.activeBoth), correlationCell(m.top10R),
                              correlationCell(m.top100R), percentCell(m.deadBoth), fixedCell(m.accuracyChange, 2)});
    }
    return table;
}

// For files: with what it was computed with in columns of its own.
Table trialsFile(const pipeline::RotationTest& test, const pipeline::RotationTestSpec& spec) {
    Table table = trialsTable(test);
    table.columns.insert(table.columns.end(), {{"pooling", false}, {"split", false}, {"minimum_active"}, {"universal_r"}});
    for (std::vector<Cell>& row : table.rows)
        row.insert(row.end(), {std::string(evaluate::poolingName(spec.pooling)), spec.evaluation.split,
                               countCell(spec.evaluation.minimumActive), correlationCell(spec.evaluation.universalR)});
    return table;
}

Table histogramTable(const std::vector<pipeline::ControlHistogram>& histograms) {
    Table table{{{"r from"}, {"r to"}}, {}};
    for (const auto& histogram : histograms)
        table.columns.push_back({histogram.kind});
    for (int bin = 0; bin < bins; ++bin) {
        std::vector<Cell> row{fixedCell(edgeOf(bin), 2), fixedCell(edgeOf(bin + 1), 2)};
        for (const auto& histogram : histograms)
            row.push_back(countCell(histogram.counts[static_cast<std::size_t>(bin)]));
        table.rows.push_back(row);
    }
    return table;
}

// A p of 10^-20 is no .000.
std::string pText(double p) {
    if (std::isnan(p) || p >= 0.001)
        return correlationText(p);
    char text[32];
    std::snprintf(text, sizeof text, "%.1e", p);
    return text;
}

std::string summaryText(const pipeline::RotationTest& test) {
    const evaluate::RankTest& rank = test.rank;
    const evaluate::Regression& line = test.regression;
    return std::to_string(rank.reached) + " of " + std::to_string(rank.draws) + " random rotations reached " +
           countText(rank.observed) + "; the smallest p this number of draws can give is " + correlationText(rank.smallestP) +
           ".\np = (1 + " + std::to_string(rank.reached) + ") / (" + std::to_string(rank.draws) + " + 1) = " +
           correlationText(rank.p) + "; the most of a random rotation: " + countText(rank.largest) + ".\n" +
           "Univ. on 1 - NRE over " + std::to_string(line.points) + " rotations: slope " + fixedText(line.slope, 2) +
           " features, standardised " + correlationText(line.r) + ", R^2 " + correlationText(line.rSquared) + ", p " + pText(line.p) +
           " (Student's t, " + std::to_string(line.points - 2) + " degrees of freedom).\n";
}

std::string headingText(const OpenPair& open, const pipeline::RotationTestSpec& spec, const pipeline::RotationTest& test) {
    const evaluate::PairMetrics& m = test.trials.front().evaluation.metrics;
    return "Rotation test of " + open.pair.name + " on " + open.corpus.name + ", layer " + std::to_string(open.layer) +
           " (0-based): " + countText(spec.training.maxSteps) + " batches, lambda_cross " +
           exactText(spec.training.weights.cross) + ", learning rate " + exactText(spec.training.learningRate) + ", " +
           std::string(evaluate::poolingName(spec.pooling)) + ", " + spec.evaluation.split + " split, " + countText(m.rows) +
           " rows, " + countText(m.dictionary) + " features; active from " +
           countText(spec.evaluation.minimumActive) + " rows, universal from r " + correlationText(spec.evaluation.universalR) + "\n";
}

nlohmann::json testJson(const OpenPair& open, const pipeline::RotationTestSpec& spec, const pipeline::RotationTest& test,
                        const std::vector<pipeline::ControlHistogram>& histograms) {
    const auto number = [](double value) { return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr); };
    nlohmann::json trials = nlohmann::json::array(), controls = nlohmann::json::array(), edges = nlohmann::json::array();
    for (const auto& trial : test.trials)
        trials.push_back({{"rotation", trial.rotation.kind},
                          {"draw", trial.draw < 0 ? nlohmann::json(nullptr) : nlohmann::json(trial.draw)},
                          {"run", trial.run.id.value},
                          {"evaluation", trial.evaluation.id.value},
                          {"nre", number(trial.nre)},
                          {"metrics", pipeline::resultJson(trial.evaluation.metrics)}});
    for (const auto& histogram : histograms)
        controls.push_back({{"rotation", histogram.kind}, {"trials", histogram.trials}, {"counts", histogram.counts}});
    for (int bin = 0; bin <= bins; ++bin)
        edges.push_back(edgeOf(bin));
    return {{"pair", open.pair.name},
            {"layer", open.layer},
            {"pooling", evaluate::poolingName(spec.pooling)},
            {"split", spec.evaluation.split},
            {"config", {{"sae", pipeline::toJson(spec.sae)}, {"training", pipeline::toJson(spec.training)},
                        {"alignment", pipeline::toJson(spec.alignment)}, {"evaluation", pipeline::toJson(spec.evaluation)},
                        {"draw_seed", spec.seed}}},
            {"observed", test.rank.observed},
            {"draws", test.rank.draws},
            {"reached", test.rank.reached},
            {"largest_random", test.rank.largest},
            {"p", test.rank.p},
            {"smallest_p", test.rank.smallestP},
            {"regression", {{"points", test.regression.points}, {"slope", number(test.regression.slope)},
                            {"intercept", number(test.regression.intercept)}, {"r", number(test.regression.r)},
                            {"r_squared", number(test.regression.rSquared)}, {"p", number(test.regression.p)}}},
            {"trials", trials},
            {"histogram_of_r", {{"edges", edges}, {"controls", controls}}}};
}

void runRotationTestCommand(Shell& shell, const CLI::App* command, const RotationTestCommand& options) {
    OpenPair open(shell, options.pair, options.spec.alignment);
    const pipeline::RotationTestSpec spec = specOf(command, options, LatestOptions(open));
    const pipeline::JobSpec job = pipeline::jobOf(pipeline::RotationTestJob{choiceOf(options.pair), spec});
    if (shell.enqueued(open.project, job))
        return;
    pipeline::RotationTest test;
    const auto work = [&](const pipeline::StageContext& context) {
        pipeline::PairInputs inputs(context, open.corpus, open.documents, open.pair, open.layer);
        test = pipeline::runRotationTest(inputs, spec);
    };
    shell.runJob(open.project, job, work);
    const auto histograms = pipeline::controlHistograms(test, bins);
    options.files.write(trialsFile(test, spec));
    if (!options.histogram.empty())
        writeFile(options.histogram, toCsv(histogramTable(histograms)));
    std::vector<store::Address> addresses;
    for (const auto& trial : test.trials)
        addresses.push_back({store::Kind::Evaluation, trial.evaluation.id.value});
    shell.about(open.project, addresses, options.files.written());
    shell.result(testJson(open, spec, test, histograms),
                 headingText(open, spec, test) + toText(trialsTable(test)) + "\n" + summaryText(test));
}

} // namespace

void addRotationTestCommand(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("rotation-test", "The true rotation against the identity, shuffled tokens and random ones (Table D4)");
    auto options = std::make_shared<RotationTestCommand>();
    options->spec.training = pipeline::shortTraining({});
    options->pair.add(command);
    command->add_option("--draws", options->spec.draws, "random rotations; a larger number later keeps the first ones")
        ->capture_default_str();
    command->add_option("--draw-seed", options->drawSeed, "of the random rotations")->capture_default_str();
    command->add_option("--pooling", options->pooling, "per_token or mean_pooled")
        ->capture_default_str()
        ->check(CLI::IsMember({"per_token", "mean_pooled"}));
    options->files.add(command);
    command->add_option("--histogram", options->histogram, "write how many features have which r under each rotation, as CSV");
    addFields(command, options->spec.alignment, "alignment_", "rotations");
    addFields(command, options->spec.sae);
    addFields(command, options->spec.training);
    addFields(command, options->spec.evaluation);
    command->remove_option(command->get_option("--rotations"));
    command->footer("What is not given is as in the pair's latest result, but for lambda_cross 0 and 35 batches.\n"
                    "Example:\n  crosseed rotation-test sample.crosseed --a seed-42 --b seed-137 --draws 30 --histogram r.csv");
    command->callback([&shell, command, options] { runRotationTestCommand(shell, command, *options); });
}

} // namespace crosseed::cli
