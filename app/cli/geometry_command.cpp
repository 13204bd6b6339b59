// geometry
#include "commands.h"
#include "pipeline/studies.h"

namespace crosseed::cli {

namespace {

struct GeometryCommand {
    std::string project, model = "A", what = "histogram";
    std::int64_t run = 0;
    pipeline::GeometrySpec spec;
    TableFiles files;
};

std::string shareText(const std::vector<double>& shares) {
    std::string text;
    for (const double share : shares)
        text += (text.empty() ? "" : ", ") + percentText(100 * share);
    return text;
}

// `width` bins of the histogram in one row.
Table histogramTable(const evaluate::CosineDistribution& c, std::size_t width) {
    std::vector<std::vector<Cell>> rows;
    const auto bins = static_cast<double>(c.counts.size());
    for (std::size_t bin = 0; bin < c.counts.size(); bin += width) {
        const std::size_t end = std::min(bin + width, c.counts.size());
        std::int64_t count = 0;
        double expected = 0;
        for (std::size_t i = bin; i < end; ++i) {
            count += c.counts[i];
            expected += c.expected[i];
        }
        rows.push_back({fixedCell(static_cast<double>(bin) / bins, 2), fixedCell(static_cast<double>(end) / bins, 2),
                        countCell(count), {fixedText(expected, 1), exactText(expected)}});
    }
    return {{{"|cosine| from"}, {"to"}, {"pairs"}, {"of random vectors"}}, rows};
}

Table duplicatesTable(const evaluate::CosineDistribution& c, std::size_t most) {
    std::vector<std::vector<Cell>> rows;
    for (std::size_t i = 0; i < std::min(most, c.nearDuplicates.size()); ++i) {
        const evaluate::NearDuplicate& pair = c.nearDuplicates[i];
        rows.push_back({{"f" + std::to_string(pair.first), std::to_string(pair.first)},
                        {"f" + std::to_string(pair.second), std::to_string(pair.second)}, fixedCell(pair.cosine, 4)});
    }
    return {{{"feature"}, {"feature"}, {"cosine"}}, rows};
}

Table coordinatesTable(const pipeline::GeometryStudy& study) {
    const evaluate::HiddenPca& h = study.hidden;
    Table table{{{"row"}, {"text"}}, {}};
    for (const char* cloud : {"A", "B before", "B after"})
        for (std::int64_t c = 0; c < h.a.cols; ++c)
            table.columns.push_back({std::string(cloud) + " PC" + std::to_string(c + 1)});
    for (std::size_t i = 0; i < h.rows.size(); ++i) {
        std::vector<Cell> row{std::to_string(h.rows[i]), std::to_string(study.texts[i])};
        for (const DoubleMatrix* cloud : {&h.a, &h.before, &h.after})
            for (std::int64_t c = 0; c < cloud->cols; ++c)
                row.push_back(fixedCell((*cloud)(static_cast<std::int64_t>(i), c), 4));
        table.rows.push_back(row);
    }
    return table;
}

Table dictionaryTable(const evaluate::DictionaryPca& d) {
    Table table{{{"feature"}}, {}};
    for (std::int64_t c = 0; c < d.coordinates.cols; ++c)
        table.columns.push_back({"PC" + std::to_string(c + 1)});
    for (std::size_t i = 0; i < d.features.size(); ++i) {
        std::vector<Cell> row{{"f" + std::to_string(d.features[i]), std::to_string(d.features[i])}};
        for (std::int64_t c = 0; c < d.coordinates.cols; ++c)
            row.push_back(fixedCell(d.coordinates(static_cast<std::int64_t>(i), c), 4));
        table.rows.push_back(row);
    }
    return table;
}

Table tableOf(const pipeline::GeometryStudy& study, const std::string& what) {
    return what == "coordinates"  ? coordinatesTable(study)
           : what == "dictionary" ? dictionaryTable(study.dictionary)
           : what == "duplicates" ? duplicatesTable(study.cosines, study.cosines.nearDuplicates.size())
                                  : histogramTable(study.cosines, 1);
}

std::string choiceText(const std::string& features) {
    return features == "all"             ? "all features"
           : features == "active_either" ? "features active in A or in B"
                                         : "features active in both";
}

// Of a run with an SAE for each model, whose is shown; a joint run has one.
std::string modelText(const GeometryCommand& command, const store::RunRow& run) {
    if (run.saeFileB.empty())
        return "";
    return command.model == "A" ? " of A's SAE" : " of B's SAE in the run's numbering";
}

std::string geometryText(const GeometryCommand& command, const store::RunRow& run, const pipeline::GeometryStudy& study) {
    const evaluate::HiddenPca& h = study.hidden;
    const evaluate::CosineDistribution& c = study.cosines;
    std::string text = "Geometry of run " + std::to_string(run.id.value) + " (" + run.condition + "), layer " +
                       std::to_string(run.layer) + " (0-based; " + std::to_string(run.layer + 1) +
                       " counted from 1), D = " + std::to_string(c.width) + ".\n\nHidden states, " +
                       countText(std::ssize(h.rows)) + " tokens of the " + command.spec.split + " split, [CLS] and [SEP] " +
                       (command.spec.specialTokens ? "drawn, too" : "left out") + ", seed " +
                       std::to_string(command.spec.hidden.seed) + "; components of A, share of each cloud's own variance:\n" +
                       "  A " + shareText(h.explainedA) + "; B before " + shareText(h.explainedBefore) + "; B after " +
                       shareText(h.explainedAfter) + "\n\nDictionary" + modelText(command, run) + ", " + countText(c.features) + " " +
                       choiceText(command.spec.features) + "; share of the variance of the atoms: " +
                       shareText(study.dictionary.explained) + "\n\n|cosine| of the " + countText(c.pairs) +
                       " pairs of atoms: mean " + fixedText(c.mean, 4) + ", of random vectors in " + std::to_string(c.width) +
                       " dimensions " + fixedText(c.expectedMean, 4) + "; largest " + fixedText(c.largest, 4) + "\n" +
                       toText(histogramTable(c, std::max<std::size_t>(1, c.counts.size() / 20)));
    const Table pairs = duplicatesTable(c, 10);
    text += "\nNear-duplicates (|cosine| >= " + fixedText(command.spec.cosines.duplicateFrom, 2) + "): " +
            countText(c.duplicates) + " pairs" +
            (pairs.rows.empty() ? ".\n" : ", strongest first, " + std::to_string(pairs.rows.size()) + " of " +
                                              countText(c.duplicates) + ":\n" + toText(pairs));
    return text;
}

void runGeometry(Shell& shell, const GeometryCommand& command) {
    store::Project project = shell.open(command.project, store::Access::WriteIfFree);
    const store::RunRow run = store::runRow(project, RunId{command.run});
    const auto study =
        pipeline::studyGeometry(shell.context(project), store::loadCorpus(project, run.corpus), run, command.spec,
                                command.model == "A" ? pipeline::Side::A : pipeline::Side::B);
    command.files.write(tableOf(study, command.what));
    nlohmann::json json = pipeline::resultJson(study);
    json["run"] = run.id.value;
    json["condition"] = run.condition;
    json["model"] = run.saeFileB.empty() ? nlohmann::json(nullptr) : nlohmann::json(command.model);
    json["layer"] = run.layer;
    json["layer_from_1"] = run.layer + 1;
    json["data_hash"] = run.dataHash;
    json["config"] = pipeline::toJson(command.spec);
    shell.about(project, {{store::Kind::Run, run.id.value}}, command.files.written());
    shell.result(json, geometryText(command, run, study));
}

} // namespace

void addGeometryCommand(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("geometry", "Principal components and decoder cosines of a run (Fig. 3)");
    auto options = std::make_shared<GeometryCommand>();
    command->add_option("project", options->project, "NAME.crosseed")->required();
    addRunOption(command, options->run);
    command->add_option("--model", options->model, "whose SAE, A or B, where each model has one; B's in the run's numbering")
        ->capture_default_str()
        ->check(CLI::IsMember({"A", "B"}));
    addFields(command, options->spec);
    command
        ->add_option("--what", options->what,
                     "the table of --csv and --latex: coordinates, dictionary, histogram or duplicates")
        ->capture_default_str()
        ->check(CLI::IsMember({"coordinates", "dictionary", "histogram", "duplicates"}));
    options->files.add(command);
    command->footer("Examples:\n  crosseed geometry sample.crosseed\n"
                    "  crosseed geometry sample.crosseed --what coordinates --csv figure3.csv\n"
                    "  crosseed geometry sample.crosseed --features all --duplicates-from 0.8 --what duplicates --csv pairs.csv");
    command->callback([&shell, options] { runGeometry(shell, *options); });
}

} // namespace crosseed::cli
