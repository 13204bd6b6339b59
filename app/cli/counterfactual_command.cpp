// counterfactual
#include "commands.h"
#include "counterfactual_report.h"
#include "evaluate/contexts.h"
#include "pipeline/counterfactual_json.h"
#include "pipeline/edit_pairs.h"
#include "pipeline/loaded_probe.h"
#include "reading.h"
#include "report.h"

namespace crosseed::cli {

namespace {

struct CounterfactualCommand {
    std::string project, original, edited, file, rule, note, synonyms;
    std::vector<std::int32_t> features;
    std::int64_t run = 0, top = 50, removed = 0, noted = 0, removedStudy = 0, notedStudy = 0;
    bool list = false, noSave = false, noteGiven = false;
    evaluate::CounterfactualOptions options;
    evaluate::EditStudyOptions study;
    TableFiles files;

    void checkWhatIsAsked() const {
        const bool pair = !original.empty() || !edited.empty();
        require(static_cast<int>(pair) + static_cast<int>(!file.empty()) + static_cast<int>(!rule.empty()) == 1, ErrorKind::Usage,
                "Give one of: --original with --edited, --file, --rule, --list.");
        require(!pair || (!original.empty() && !edited.empty()), ErrorKind::Usage,
                "A counterfactual needs both --original and --edited.");
        require(!features.empty(), ErrorKind::Usage,
                "Say which feature, for example `crosseed counterfactual PROJECT 17 --original ... --edited ...`.");
    }
};

std::string sourceText(const store::RunRow& run, bool specialTokens) {
    return runText(run) + ", layer " + std::to_string(run.layer) + " (0-based), [CLS] and [SEP] " +
           (specialTokens ? "counted" : "not counted");
}

std::string featuresText(const std::vector<std::int32_t>& features) {
    std::string text;
    for (const std::int32_t feature : features)
        text += (text.empty() ? "f" : ", f") + std::to_string(feature);
    return text;
}

void writeFiles(const TableFiles& files, const Table& csv, const Table& latex) {
    TableFiles{files.csv, {}}.write(csv);
    TableFiles{{}, files.latex}.write(latex);
}

// What a batch of pairs came to, on the disk before the next one begins.
std::vector<ShownCounterfactual> computePairs(Shell& shell, store::Project& project, const store::RunRow& run,
                                              const CounterfactualCommand& command,
                                              const std::vector<pipeline::EditPair>& pairs) {
    constexpr std::size_t atOnce = 32;
    shell.line().begin("Loading both models");
    pipeline::LoadedProbe loaded(project, run, shell.useDevice());
    shell.line().begin("Counterfactuals");
    std::vector<ShownCounterfactual> rows;
    for (std::size_t first = 0; first < pairs.size(); first += atOnce) {
        const std::size_t end = std::min(first + atOnce, pairs.size());
        std::vector<std::string> texts;
        for (std::size_t i = first; i < end; ++i)
            texts.insert(texts.end(), {pairs[i].original, pairs[i].edited});
        const auto share = [&](std::size_t i) { return static_cast<double>(i) / static_cast<double>(pairs.size()); };
        const auto probed = loaded.probe.probe(texts, partOf(shell.progress(), share(first), share(end)), shell.stopToken());
        std::vector<store::CounterfactualRow> stored;
        for (std::size_t i = first; i < end; ++i) {
            evaluate::CounterfactualOptions options = command.options;
            if (!pairs[i].editType.empty())
                options.editType = pairs[i].editType;
            const auto result = evaluate::counterfactual(loaded.probe, command.features, probed[2 * (i - first)],
                                                         probed[2 * (i - first) + 1], options);
            for (const evaluate::FeatureEffect& effect : result.effects)
                stored.push_back({{}, run.id, effect.feature, pairs[i].original, pairs[i].edited, result.editType,
                                  pipeline::jsonText(pipeline::resultJson(result, effect, loaded.probe, options)),
                                  pairs[i].note.empty() ? command.note : pairs[i].note, {}, {}});
        }
        if (!command.noSave)
            stored = store::insertCounterfactuals(project, stored);
        for (const store::CounterfactualRow& row : stored)
            rows.push_back(shown(row));
    }
    return rows;
}

// Of what is saved each its own; else that of the run.
std::vector<store::Address> addressesOf(const std::vector<ShownCounterfactual>& rows, RunId run) {
    std::vector<store::Address> addresses;
    for (const ShownCounterfactual& row : rows)
        if (row.id > 0)
            addresses.push_back({store::Kind::Counterfactual, row.id});
    return addresses.empty() ? std::vector<store::Address>{{store::Kind::Run, run.value}} : addresses;
}

void printRows(Shell& shell, const store::Project& project, RunId run, const CounterfactualCommand& command,
               const std::vector<ShownCounterfactual>& rows, const std::string& title) {
    nlohmann::json json = nlohmann::json::array();
    const std::string text = title + "\n" + toText(table2(rows)) + detailText(rows);
    for (const ShownCounterfactual& row : rows)
        json.push_back(toJson(row));
    writeFiles(command.files, detailTable(rows), table2(rows));
    shell.about(project, addressesOf(rows, run), command.files.written());
    shell.result(json, text);
}

void runPairs(Shell& shell, const CounterfactualCommand& command) {
    std::vector<pipeline::EditPair> pairs;
    if (command.file.empty())
        pairs.push_back({command.original, command.edited, {}, {}});
    else
        pairs = pipeline::readEditPairs(command.file);
    store::Project project = shell.open(command.project, command.noSave ? store::Access::Read : store::Access::Write);
    const store::RunRow run = store::runRow(project, RunId{command.run});
    const auto rows = computePairs(shell, project, run, command, pairs);
    printRows(shell, project, run.id, command, rows,
              "Counterfactuals for " + featuresText(command.features) + " of " +
                  sourceText(run, command.options.specialTokens) +
                  (command.noSave ? ", not saved:" : ", saved in the project:"));
}

// The texts of the strongest contexts, each once.
std::vector<std::string> strongestTexts(const Reading& reading, std::int32_t feature, const CounterfactualCommand& command,
                                        std::string& source) {
    evaluate::ContextOptions options;
    options.count = command.top;
    options.specialTokens = command.options.specialTokens;
    const auto contexts =
        evaluate::contexts(feature, reading.index, [&](std::int64_t d) { return reading.documents(d); }, options);
    std::vector<std::string> texts;
    for (const evaluate::ContextLine& line : contexts.bands.front().lines)
        texts.push_back(line.document.text);
    source = "the " + std::to_string(texts.size()) + " strongest of " + countText(contexts.lines) +
             " different texts of the " + std::string(text::splitName(reading.evaluation.split)) + " split on which it fires";
    return texts;
}

void runRule(Shell& shell, const CounterfactualCommand& command) {
    evaluate::parseRules(command.rule); // refused before anything is loaded
    require(command.features.size() == 1 || (command.files.csv.empty() && command.files.latex.empty()), ErrorKind::Usage,
            "--csv and --latex take the table of one feature; give one number.");
    evaluate::EditStudyOptions options = command.study;
    options.specialTokens = command.options.specialTokens;
    if (!command.synonyms.empty())
        options.synonyms = evaluate::readSynonyms(command.synonyms);
    store::Project project = shell.open(command.project, command.noSave ? store::Access::Read : store::Access::Write);
    const Reading reading = readEvaluation(project, RunId{command.run}, evaluate::Pooling::PerToken);
    shell.line().begin("Loading both models");
    pipeline::LoadedProbe loaded(project, reading.run, shell.useDevice());
    nlohmann::json json = nlohmann::json::array();
    std::string text;
    for (const std::int32_t feature : command.features) {
        std::string source;
        const auto texts = strongestTexts(reading, feature, command, source);
        shell.line().begin("Rule over the contexts of f" + std::to_string(feature));
        nlohmann::json study = pipeline::resultJson(
            evaluate::editStudy(loaded.probe, feature, texts, command.rule, options, shell.progress(), shell.stopToken()), options);
        study["source"] = source;
        study["run"] = reading.run.id.value;
        study["note"] = command.note;
        study["id"] = nullptr;
        if (!command.noSave)
            study["id"] = store::insertEditStudy(project, {{}, reading.run.id, feature, command.rule, pipeline::jsonText(study),
                                                           command.note, {}, {}})
                              .id.value;
        text += (text.empty() ? "" : "\n") + std::string("Rule \"") + command.rule + "\" for f" + std::to_string(feature) + " of " +
                sourceText(reading.run, options.specialTokens) + ", over " + source + ".\n" + studyText(study);
        json.push_back(std::move(study));
    }
    command.files.write(studyLineTable(json.front()));
    std::vector<store::Address> addresses;
    for (const auto& study : json)
        addresses.push_back(command.noSave ? reading.address().front() : store::Address{store::Kind::EditStudy, study["id"].get<std::int64_t>()});
    shell.about(project, addresses, command.files.written());
    shell.result(json, text);
}

void runList(Shell& shell, const CounterfactualCommand& command) {
    const store::Project project = shell.open(command.project, store::Access::Read);
    const auto wanted = [&](std::int32_t feature) {
        return command.features.empty() || std::ranges::count(command.features, feature) > 0;
    };
    std::vector<ShownCounterfactual> rows;
    for (const store::CounterfactualRow& row : store::counterfactuals(project, RunId{command.run}))
        if (wanted(row.feature))
            rows.push_back(shown(row));
    nlohmann::json json{{"counterfactuals", nlohmann::json::array()}, {"rule_studies", nlohmann::json::array()}};
    std::string text = std::to_string(rows.size()) + " saved counterfactuals" + (rows.empty() ? "\n" : ":\n" + toText(table2(rows)));
    std::vector<store::Address> addresses;
    const auto add = [&](nlohmann::json entry, const store::Address& address, const char* list) {
        entry["stale"] = pipeline::staleness(project, address).stale;
        json[list].push_back(std::move(entry));
        addresses.push_back(address);
    };
    for (const ShownCounterfactual& row : rows)
        add(toJson(row), {store::Kind::Counterfactual, row.id}, "counterfactuals");
    text += detailText(rows);
    for (const store::EditStudyRow& row : store::editStudies(project, RunId{command.run})) {
        if (!wanted(row.feature))
            continue;
        nlohmann::json study = nlohmann::json::parse(row.resultJson);
        study["id"] = row.id.value;
        study["note"] = row.note;
        text += "\nRule study [" + std::to_string(row.id.value) + "] \"" + row.rule + "\" for f" + std::to_string(row.feature) +
                " of run " + std::to_string(row.run.value) + ", over " + study["source"].get<std::string>() +
                (row.note.empty() ? "" : ", note: " + row.note) + ".\n" + studyText(study);
        add(std::move(study), {store::Kind::EditStudy, row.id.value}, "rule_studies");
    }
    writeFiles(command.files, detailTable(rows), table2(rows));
    shell.about(project, addresses, command.files.written());
    shell.result(json, text);
}

// Changes of what is saved. False when none was asked for.
bool runChange(Shell& shell, const CounterfactualCommand& command) {
    if (command.removed == 0 && command.noted == 0 && command.removedStudy == 0 && command.notedStudy == 0)
        return false;
    require(command.noteGiven || (command.noted == 0 && command.notedStudy == 0), ErrorKind::Usage,
            "Give the new text with --note; --note \"\" empties the stored note.");
    store::Project project = shell.open(command.project);
    if (command.removed != 0)
        store::remove(project, CounterfactualId{command.removed});
    if (command.removedStudy != 0)
        store::remove(project, EditStudyId{command.removedStudy});
    if (command.noted != 0)
        store::setNote(project, CounterfactualId{command.noted}, command.note);
    if (command.notedStudy != 0)
        store::setNote(project, EditStudyId{command.notedStudy}, command.note);
    shell.result({{"changed", true}}, "Changed.\n");
    return true;
}

void runCounterfactual(Shell& shell, const CounterfactualCommand& command) {
    if (runChange(shell, command))
        return;
    if (command.list)
        return runList(shell, command);
    command.checkWhatIsAsked();
    command.rule.empty() ? runPairs(shell, command) : runRule(shell, command);
}

} // namespace

void addCounterfactualCommand(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("counterfactual", "Edit a sentence and see what a feature makes of it in both models");
    auto o = std::make_shared<CounterfactualCommand>();
    command->add_option("project", o->project, "NAME.crosseed")->required();
    command->add_option("features", o->features, "numbers, separated by commas")->delimiter(',');
    command->add_option("--original", o->original, "the sentence");
    command->add_option("--edited", o->edited, "the sentence as you change it");
    command->add_option("--file", o->file, "or many: a CSV file with the columns original and edited, perhaps edit_type and note");
    command->add_option("--rule", o->rule, "or a rule over the strongest contexts: \"^would -> is | could -> can\"");
    command->add_option("--top", o->top, "rule: so many contexts")->capture_default_str()->check(CLI::PositiveNumber);
    command->add_flag("--placebo", o->study.placebo, "rule: also edits that should not matter, for the noise band of the mean");
    command->add_option("--synonyms", o->synonyms, "placebo: a file with lines \"word = synonym\" in the place of the built-in list");
    command->add_option("--draws", o->study.bootstrap.draws, "rule: draws of the bootstrap")->capture_default_str()->check(CLI::PositiveNumber);
    command->add_option("--seed", o->study.bootstrap.seed, "rule: of the bootstrap and the placebo's names")->capture_default_str();
    command->add_flag("--special-tokens", o->options.specialTokens, "count [CLS] and [SEP] as peaks");
    command->add_option("--most-moved", o->options.mostMoved, "features listed whose peaks changed most")->capture_default_str();
    command->add_option("--edit-type", o->options.editType, "instead of the suggested one");
    const CLI::Option* note = command->add_option("--note", o->note, "kept with what is saved");
    command->add_flag("--no-save", o->noSave, "do not keep the result in the project");
    command->add_flag("--list", o->list, "what is saved (of the run, the features), without loading a model");
    command->add_option("--delete", o->removed, "remove the saved counterfactual with this number");
    command->add_option("--delete-study", o->removedStudy, "remove the saved rule study with this number");
    command->add_option("--set-note", o->noted, "give the saved counterfactual with this number the text of --note");
    command->add_option("--set-study-note", o->notedStudy, "the same for a rule study");
    addRunOption(command, o->run);
    o->files.add(command);
    command->footer("Examples, with a number out of `crosseed features sample.crosseed`:\n"
                    "  crosseed counterfactual sample.crosseed 17 --original \"Would you send it?\" --edited \"You send it.\"\n"
                    "  crosseed counterfactual sample.crosseed 17,33 --file pairs.csv --latex table2.tex\n"
                    "  crosseed counterfactual sample.crosseed 17 --rule \"would -> will | could -> can\" --top 50 --placebo\n"
                    "  crosseed counterfactual sample.crosseed --list");
    command->callback([&shell, o, note] {
        o->noteGiven = note->count() > 0;
        runCounterfactual(shell, *o);
    });
}

} // namespace crosseed::cli
