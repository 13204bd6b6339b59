// label, codebook
#include "commands.h"
#include "note_report.h"

namespace crosseed::cli {

namespace {

struct LabelCommand {
    std::string project, feature;
    std::int64_t run = 0;
    bool star = false;
    std::string label, note, definition, anchor, counter;
    std::vector<std::string> tags, untags;
    TableFiles files;
    CLI::Option* starOption = nullptr;
    std::vector<std::pair<CLI::Option*, std::string text::FeatureNote::*>> texts; // options with the texts they set
};

std::int32_t featureOf(const std::string& word) {
    const auto feature = text::parseFeature(word);
    require(feature.has_value(), ErrorKind::Usage, "\"" + word + "\" is not the number of a feature, like 389 or f389.");
    return *feature;
}

// True when an option asks for a change.
bool change(const LabelCommand& command, text::FeatureNote& note) {
    bool changes = !command.tags.empty() || !command.untags.empty() || command.starOption->count() > 0;
    if (command.starOption->count() > 0)
        note.star = command.star;
    for (const auto& [option, text] : command.texts)
        if (option->count() > 0) {
            note.*text = option->as<std::string>();
            changes = true;
        }
    for (const std::string& tag : command.untags)
        require(std::erase(note.tags, tag) > 0, ErrorKind::NotFound,
                "Feature " + text::featureName(note.feature) + " has no tag " + tag + "; its tags are " +
                    (note.tags.empty() ? "none" : text::joinTags(note.tags)) + ".");
    note.tags.insert(note.tags.end(), command.tags.begin(), command.tags.end());
    return changes;
}

void listNotes(Shell& shell, const LabelCommand& command, const store::Project& project, const store::RunRow& run) {
    text::FeatureNote changed;
    require(!change(command, changed), ErrorKind::Usage, "Say which feature: crosseed label PROJECT FEATURE --label ...");
    const auto notes = store::notesOf(project, run.id);
    const Table table = noteTable(notes);
    command.files.write(table);
    nlohmann::json rows = nlohmann::json::array();
    for (const text::FeatureNote& note : notes)
        rows.push_back(noteJson(note));
    shell.about(project, {{store::Kind::Notes, run.id.value}}, command.files.written());
    shell.result({{"run", run.id.value}, {"condition", run.condition}, {"notes", rows}},
                 countText(static_cast<long long>(notes.size())) + " of " + countText(store::dictionaryOf(project, run.id)) +
                     " features of run " + std::to_string(run.id.value) + " (" + run.condition + ") have a label or a note.\n" +
                     (notes.empty() ? "" : toText(table)));
}

void runLabel(Shell& shell, const LabelCommand& command) {
    store::Project project = shell.open(command.project);
    const store::RunRow run = store::runRow(project, RunId{command.run});
    if (command.feature.empty())
        return listNotes(shell, command, project, run);
    text::FeatureNote note = store::noteOf(project, run.id, featureOf(command.feature));
    if (change(command, note))
        note = store::saveNote(project, run.id, note);
    command.files.write(noteTable({note}));
    nlohmann::json json = noteJson(note);
    json["run"] = run.id.value;
    shell.about(project, {{store::Kind::Notes, run.id.value}}, command.files.written());
    shell.result(json, noteText(run, note));
}

void addLabel(CLI::App& app, Shell& shell) {
    CLI::App* label = app.add_subcommand("label", "Star, label, tag and describe a feature, or show what is written about it");
    auto command = std::make_shared<LabelCommand>();
    label->add_option("project", command->project, "NAME.crosseed")->required();
    label->add_option("feature", command->feature, "its number, 389 or f389 (without: all that have a label or a note)");
    addRunOption(label, command->run);
    command->starOption = label->add_flag("--star,!--no-star", command->star, "mark it, or take the mark away");
    label->add_option("--tag", command->tags, "give it this tag; may be repeated")->allow_extra_args(false);
    label->add_option("--untag", command->untags, "take this tag away; may be repeated")->allow_extra_args(false);
    const auto text = [&](const char* name, std::string& value, std::string text::FeatureNote::* field, const char* reason) {
        command->texts.emplace_back(label->add_option(name, value, reason), field);
    };
    text("--label", command->label, &text::FeatureNote::label, "a few words for it (\"\" takes them away, so for the others)");
    text("--note", command->note, &text::FeatureNote::note, "what else you think of it");
    text("--definition", command->definition, &text::FeatureNote::definition, "codebook: when the code applies");
    text("--anchor", command->anchor, &text::FeatureNote::anchorExample, "codebook: a text that it clearly applies to");
    text("--counter", command->counter, &text::FeatureNote::counterExample, "codebook: a look-alike that it does not apply to");
    command->files.add(label);
    label->footer("Examples:\n  crosseed label sample.crosseed 12 --label \"polite request\" --tag modal --star\n"
                  "  crosseed label sample.crosseed 12 --definition \"Asks for something with would or could\" "
                  "--anchor \"Would you send it?\"\n"
                  "  crosseed label sample.crosseed");
    label->callback([&shell, command] { runLabel(shell, *command); });
}

struct CodebookCommand {
    std::string project, file, onConflict = "refuse";
    std::int64_t run = 0;
    bool otherRun = false;
    std::vector<std::string> rename;
    std::string remove;
    TableFiles files;
};

void exportCodebook(Shell& shell, const CodebookCommand& command) {
    const store::Project project = shell.open(command.project, store::Access::Read);
    const store::RunRow run = store::runRow(project, RunId{command.run});
    const auto notes = store::notesOf(project, run.id);
    writeFile(command.file, text::writeCodebook({run.key, notes}, text::codebookFormat(command.file),
                                                "Crosseed " + store::programVersion()));
    const auto count = static_cast<long long>(notes.size());
    shell.about(project, {{store::Kind::Notes, run.id.value}}, {command.file});
    shell.result({{"written", command.file}, {"run", run.id.value}, {"features", count}},
                 "Wrote " + command.file + ": " + countText(count) + " features of run " + std::to_string(run.id.value) + " (" +
                     run.condition + ").\n");
}

text::OnConflict conflictChoice(const std::string& word) {
    for (const auto choice : {text::OnConflict::Keep, text::OnConflict::Replace, text::OnConflict::Merge})
        if (word == text::conflictName(choice))
            return choice;
    return text::OnConflict::Refuse;
}

void importCodebook(Shell& shell, const CodebookCommand& command) {
    store::Project project = shell.open(command.project);
    const store::RunRow run = store::runRow(project, RunId{command.run});
    std::vector<std::string> warnings;
    const text::Codebook codebook =
        text::readCodebook(readFile(command.file), text::codebookFormat(command.file), command.file,
                           {run.key, store::dictionaryOf(project, run.id), command.otherRun}, &warnings);
    const store::NoteImport result = store::importNotes(project, run.id, codebook, conflictChoice(command.onConflict));
    for (const std::string& warning : warnings)
        shell.line().say("Note: " + warning);
    shell.result({{"read", command.file}, {"run", run.id.value}, {"added", result.added}, {"changed", result.changed},
                  {"left_as_they_were", result.left}, {"warnings", warnings}},
                 "Read " + command.file + " into run " + std::to_string(run.id.value) + " (" + run.condition + "): " +
                     countText(result.added) + " features are new, " + countText(result.changed) + " changed, " +
                     countText(result.left) + " left as they were.\n");
}

void runTags(Shell& shell, const CodebookCommand& command) {
    store::Project project = shell.open(command.project);
    const store::RunRow run = store::runRow(project, RunId{command.run});
    std::string done;
    if (!command.rename.empty())
        done = "Renamed " + command.rename[0] + " to " + command.rename[1] + " on " +
               countText(store::renameTag(project, run.id, command.rename[0], command.rename[1])) + " features.\n";
    if (!command.remove.empty())
        done += "Removed " + command.remove + " from " + countText(store::removeTag(project, run.id, command.remove)) + " features.\n";
    Table table{{{"tag", false}, {"features"}}, {}};
    nlohmann::json rows = nlohmann::json::array();
    for (const store::TagCount& tag : store::tagsOf(project, run.id)) {
        table.rows.push_back({tag.tag, countCell(tag.features)});
        rows.push_back({{"tag", tag.tag}, {"features", tag.features}});
    }
    command.files.write(table);
    shell.result({{"run", run.id.value}, {"tags", rows}},
                 done + "Tags of run " + std::to_string(run.id.value) + " (" + run.condition + "):\n" +
                     (table.rows.empty() ? "none\n" : toText(table)));
}

void addCodebook(CLI::App& app, Shell& shell) {
    CLI::App* codebook = app.add_subcommand("codebook", "The notes on all features of a run as a file, and their tags");
    auto command = std::make_shared<CodebookCommand>();
    codebook->add_option("project", command->project, "NAME.crosseed")->required();
    addRunOption(codebook, command->run);
    codebook->require_subcommand(1);
    codebook->fallthrough();
    CLI::App* write = codebook->add_subcommand("export", "Write it as CSV, Markdown or REFI-QDA Codebook");
    write->add_option("--out", command->file, "FILE.csv, FILE.md or FILE.qdc")->required();
    write->callback([&shell, command] { exportCodebook(shell, *command); });
    CLI::App* read = codebook->add_subcommand("import", "Read notes, all of a file or none");
    read->add_option("--in", command->file, "FILE.csv, FILE.md or FILE.qdc")->required();
    read->add_option("--on-conflict", command->onConflict,
                     "a feature that has another note already: refuse the file, keep its note, replace or merge it")
        ->capture_default_str()
        ->check(CLI::IsMember({"refuse", "keep", "replace", "merge"}));
    read->add_flag("--other-run", command->otherRun, "take feature numbers as they are from a file of another run");
    read->callback([&shell, command] { importCodebook(shell, *command); });
    CLI::App* tags = codebook->add_subcommand("tags", "List the tags with their features' number, rename or remove one");
    tags->add_option("--rename", command->rename, "OLD NEW, on all features")->expected(2);
    tags->add_option("--remove", command->remove, "from all features");
    command->files.add(tags);
    tags->callback([&shell, command] { runTags(shell, *command); });
    codebook->footer("Examples:\n  crosseed codebook sample.crosseed export --out codebook.qdc\n"
                     "  crosseed codebook sample.crosseed import --in codebook.csv --on-conflict merge\n"
                     "  crosseed codebook sample.crosseed tags");
}

} // namespace

void addLabelCommands(CLI::App& app, Shell& shell) {
    addLabel(app, shell);
    addCodebook(app, shell);
}

} // namespace crosseed::cli
