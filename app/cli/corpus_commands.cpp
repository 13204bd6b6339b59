// preview, health, corpus
#include "commands.h"
#include "corpus_report.h"
#include "pipeline/stages.h"
#include <filesystem>

namespace crosseed::cli {

namespace {

struct ReadingOptions {
    std::string kind, encoding, delimiter;
    std::optional<bool> quoting;

    void add(CLI::App* command) {
        command->add_option("--kind", kind, "csv, jsonl, sav or dta (empty: guessed)");
        command->add_option("--encoding", encoding, "utf-8, utf-16le, utf-16be, latin-1, windows-1252 or windows-1250 (empty: guessed)");
        command->add_option("--delimiter", delimiter, "one character (empty: guessed)");
        command->add_flag_function("--quoting,!--no-quoting", [this](std::int64_t n) { quoting = n > 0; }, "double quotes enclose fields (not given: guessed)");
    }
    text::TableReading reading() const {
        pipeline::CorpusSpec spec;
        spec.kind = kind;
        spec.encoding = encoding;
        spec.delimiter = delimiter;
        spec.quoting = quoting;
        return pipeline::tableOptions(spec).reading;
    }
};

struct PreviewCommand {
    std::string file;
    ReadingOptions reading;
    std::int64_t rows = 200;
    std::size_t shown = 10;
    TableFiles files;
};

void addPreview(CLI::App& app, Shell& shell) {
    CLI::App* preview = app.add_subcommand("preview", "How a table is written, what its columns may be, and its first rows; nothing is stored");
    auto command = std::make_shared<PreviewCommand>();
    preview->add_option("file", command->file, "CSV, TSV, JSONL, .sav or .dta")->required();
    command->reading.add(preview);
    preview->add_option("--rows", command->rows, "rows that are read")->capture_default_str()->check(CLI::PositiveNumber);
    preview->add_option("--show", command->shown, "rows that are printed")->capture_default_str();
    command->files.add(preview);
    preview->footer("Example:\n  crosseed preview requests.csv\n  crosseed preview survey.sav --rows 50 --json");
    preview->callback([&shell, command] {
        const text::TablePreview read = text::previewTable(command->file, command->reading.reading(), command->rows);
        command->files.write(previewRows(read, read.file.table.rows.size()));
        shell.result(previewJson(read), previewText(command->file, read, command->shown));
    });
}

struct HealthCommand {
    std::string source, corpus, tokenizer;
    std::string title; // the preset's name
    pipeline::CorpusSpec spec;
    text::HealthOptions options;
    TableFiles files;
};

bool isProject(const std::string& file) {
    return std::filesystem::path(file).extension() == ".crosseed";
}

text::Tokenizer tokenizerAt(const std::string& place) {
    return std::filesystem::is_directory(place) ? text::Tokenizer::fromFolder(place) : text::Tokenizer(place, {});
}

// Options that were typed, the others as the preview's guesses have it. Broken rows are left out, so that they can be listed.
text::TableOptions guessedOptions(const std::string& file, const pipeline::CorpusSpec& spec) {
    const text::TableOptions typed = pipeline::tableOptions(spec), usual;
    text::TableOptions options = text::optionsOf(text::previewTable(file, typed.reading), typed.reading);
    const std::string text = spec.textColumn == usual.textColumn ? options.textColumn : spec.textColumn;
    const std::string label = spec.labelColumn == pipeline::CorpusSpec{}.labelColumn ? options.labelColumn : spec.labelColumn;
    const std::string split = spec.splitColumn.empty() ? options.splitColumn : spec.splitColumn;
    const std::string id = spec.idColumn.empty() ? options.idColumn : spec.idColumn;
    options = typed;
    options.skipBroken = true;
    options.textColumn = text;
    options.labelColumn = label;
    options.splitColumn = split;
    options.idColumn = id;
    return options;
}

// All files that an import with these options would read; the source is --file.
pipeline::ReadCorpus readTables(HealthCommand& command) {
    require(command.source.empty() || command.spec.file.empty(), ErrorKind::Usage,
            "The table is given twice, as " + command.source + " and with --file " + command.spec.file + "; give it once.");
    if (!command.source.empty())
        command.spec.file = command.source;
    const std::vector<text::TableSource> sources = pipeline::tableSources(command.spec);
    command.source.clear();
    for (const text::TableSource& source : sources)
        command.source += (command.source.empty() ? "" : ", ") + source.file;
    pipeline::ReadCorpus read;
    read.corpus = text::importTable(sources, guessedOptions(sources.front().file, command.spec), &read.warnings, &read.sources);
    return read;
}

pipeline::ReadCorpus corpusOf(Shell& shell, HealthCommand& command) {
    pipeline::ReadCorpus read;
    if (isProject(command.source)) {
        const store::Project project = shell.open(command.source, store::Access::Read);
        const store::CorpusRow row = store::corpusNamed(project, command.corpus);
        command.source += ", corpus " + row.name;
        read.corpus = store::loadCorpus(project, row.id);
    } else if (!command.title.empty() || command.spec.format == "tweeteval") {
        if (command.title.empty() && !command.source.empty())
            command.spec.folder = command.source;
        if (command.source.empty())
            command.source = command.spec.folder;
        read = pipeline::readWithReport(command.spec);
    } else if (command.spec.format != "table") {
        require(command.source.empty(), ErrorKind::Usage,
                "With --format " + command.spec.format + " there is no file to look at; leave " + command.source + " out.");
        command.source = command.spec.format;
        read = pipeline::readWithReport(command.spec);
    } else {
        read = readTables(command);
    }
    for (const std::string& warning : read.warnings)
        shell.line().say(warning);
    return read;
}

void runHealth(Shell& shell, HealthCommand& command) {
    shell.useDevice();
    shell.line().begin("Looking at " + (command.source.empty() ? "the texts" : command.source));
    const pipeline::ReadCorpus read = corpusOf(shell, command);
    std::optional<text::Tokenizer> tokenizer;
    if (!command.tokenizer.empty())
        tokenizer = tokenizerAt(command.tokenizer);
    const text::CorpusHealth health =
        text::corpusHealth(read.corpus, command.options, tokenizer ? &*tokenizer : nullptr, shell.progress(), shell.stopToken());
    shell.line().finish();
    const HealthCompany company{command.source, read.corpus.classNames, read.sources, command.options, command.tokenizer,
                                command.spec.skipBroken};
    command.files.write(healthTable(health, company));
    shell.result(healthJson(health, company), healthText(health, company));
}

void addHealth(CLI::App& app, Shell& shell) {
    CLI::App* health = app.add_subcommand("health", "Empty texts, copies, leakage, balance, length and unknown words of a corpus, before or after import");
    auto command = std::make_shared<HealthCommand>();
    health->add_option("source", command->source, "a table, a project NAME.crosseed, or with --preset or --format the data set's folder; not needed with --file, --files, --train-file and the like or --format sample");
    health->add_option("--corpus", command->corpus, "of the project, its name (empty: the only or latest one)");
    health->add_option("--tokenizer", command->tokenizer, "a model's folder or a vocab.txt: counts tokens, too");
    health->add_option("--max-length", command->options.maxLength, "tokens a text, [CLS] and [SEP] included")->capture_default_str();
    health->add_option("--first", command->options.firstTexts, "first texts of each split whose tokens are counted (Table B2)")->capture_default_str();
    health->add_option("--near-from", command->options.nearFrom, "Jaccard similarity of the words of near copies")->capture_default_str();
    addFields(health, command->spec);
    command->files.add(health);
    health->footer("Examples:\n  crosseed health sample.crosseed\n  crosseed health requests.csv --tokenizer bert-base-uncased\n"
                   "  crosseed health --train-file train.csv --test-file test.csv\n"
                   "  crosseed health sst2 --preset sst2 --tokenizer bert-base-uncased");
    health->callback([&shell, command, health] {
        if (command->spec.folder.empty() && !command->spec.preset.empty())
            command->spec.folder = command->source;
        if (command->source.empty() && !command->spec.preset.empty())
            command->source = command->spec.folder;
        command->title = command->spec.preset;
        command->spec = typedCorpus(health, command->spec);
        runHealth(shell, *command);
    });
}

struct CorpusCommand {
    std::string project, corpus, toml;
};

void runCorpus(Shell& shell, const CorpusCommand& command) {
    const store::Project project = shell.open(command.project, store::Access::Read);
    const store::CorpusRow row = store::corpusNamed(project, command.corpus);
    const pipeline::CorpusRecipe recipe = pipeline::corpusRecipe(row);
    const std::string toml = "# Corpus " + row.name + ", content " + row.contentHash + "\n" + pipeline::corpusToml(recipe.spec);
    if (!command.toml.empty())
        writeFile(command.toml, toml);
    Table table{{{"file", false}, {"bytes"}, {"SHA-256", false}, {"read as", false}, {"now", false}}, {}};
    nlohmann::json files = nlohmann::json::array();
    bool hasChanged = false;
    for (const pipeline::CorpusSource& source : recipe.sources) {
        const pipeline::SourceState state = pipeline::stateOf(source);
        hasChanged = hasChanged || state != pipeline::SourceState::Same;
        table.rows.push_back({source.path, countCell(source.bytes), {source.sha256.substr(0, 12), source.sha256}, source.form,
                              std::string(sourceStateName(state))});
        files.push_back({{"path", source.path}, {"bytes", source.bytes}, {"sha256", source.sha256}, {"form", source.form},
                         {"reasons", source.reasons}, {"broken_rows", source.broken}, {"undecodable_bytes", source.undecodable},
                         {"state", sourceStateName(state)}});
    }
    shell.result({{"corpus", row.name}, {"content_hash", row.contentHash}, {"files", files}, {"toml", toml}},
                 toml + (table.rows.empty() ? "" : "\n" + toText(table)) +
                     (hasChanged ? "A file is not as it was: importing it again would give another corpus.\n" : ""));
}

void addCorpus(CLI::App& app, Shell& shell) {
    CLI::App* corpus = app.add_subcommand("corpus", "How a corpus was imported, as a recipe that repeats it, and whether its files are still the same");
    auto command = std::make_shared<CorpusCommand>();
    corpus->add_option("project", command->project, "NAME.crosseed")->required();
    corpus->add_option("--corpus", command->corpus, "its name (empty: the only or latest one)");
    corpus->add_option("--toml", command->toml, "write the recipe to this file; `crosseed import --recipe` reads it");
    corpus->footer("Example:\n  crosseed corpus sample.crosseed --toml corpus.toml");
    corpus->callback([&shell, command] { runCorpus(shell, *command); });
}

} // namespace

void addCorpusCommands(CLI::App& app, Shell& shell) {
    addPreview(app, shell);
    addHealth(app, shell);
    addCorpus(app, shell);
}

} // namespace crosseed::cli
