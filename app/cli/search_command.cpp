// search
#include "commands.h"
#include "note_report.h"
#include "pipeline/loaded_probe.h"
#include "search_report.h"
#include "store/models.h"

namespace crosseed::cli {

namespace {

struct SearchCommand {
    std::string project, query, order = "strength", split, corpus;
    std::int64_t run = 0, limit = 20;
    bool specialTokens = false;
    std::vector<std::string> where;
    evaluate::WordSearchOptions word;
    TableFiles files;
};

// "showing 20 of 1,234 features"
std::string showing(std::size_t shown, std::int64_t total, const std::string& what) {
    return "showing " + countText(static_cast<long long>(shown)) + " of " + countText(total) + " " + what;
}

std::int32_t pieceNumber(const store::Project& project, const store::RunRow& run, const std::string& piece) {
    const store::ModelRow model = store::modelRow(project, store::pairRow(project, run.pair).a);
    const auto id = text::Tokenizer::fromFolder(project.resolve(model.folder)).idOf(piece);
    require(id.has_value(), ErrorKind::NotFound, "The vocabulary of " + model.name + " has no piece " + piece + ".");
    return *id;
}

std::string spellingsText(const evaluate::WordSearch& found) {
    std::string text;
    for (const auto& spelling : found.spellings)
        text += (text.empty() ? " (" : ", ") + spelling.word + " " + countText(spelling.occurrences);
    return text.empty() ? "" : text + ")";
}

void searchWord(Shell& shell, const SearchCommand& command) {
    evaluate::WordSearchOptions options = command.word;
    options.order = evaluate::parseWordMeasure(command.order);
    options.count = command.limit;
    const store::Project project = shell.open(command.project, store::Access::Read);
    shell.useDevice();
    const Reading reading = readEvaluation(project, RunId{command.run}, evaluate::Pooling::PerToken, command.where);
    const bool isPiece = command.query.starts_with("##");
    const auto found = isPiece ? evaluate::featuresOnPiece(pieceNumber(project, reading.run, command.query), reading.index, options,
                                                           shell.stopToken())
                               : evaluate::featuresOnWord(command.query, reading.index, options, shell.stopToken());
    require(found.occurrences > 0, ErrorKind::NotFound,
            "\"" + command.query + "\" does not occur in the evaluated texts (" + reading.source() + ").");
    const FeatureNames names(project, reading.evaluation);
    const Table table = wordTable(found, names);
    command.files.write(table);
    nlohmann::json json = wordJson(found, names);
    json["word"] = command.query;
    json["run"] = reading.run.id.value;
    json["split"] = text::splitName(reading.evaluation.split);
    json["order"] = command.order;
    shell.about(project, reading.address(), command.files.written());
    shell.result(json, "Features on \"" + command.query + "\" in " + reading.source() + ": " + countText(found.occurrences) +
                           " occurrences" + spellingsText(found) + " in " + countText(found.texts) + " texts, of " +
                           countText(found.units) + (isPiece ? " pieces" : " words") + " without special tokens;\n" +
                           showing(found.features.size(), found.total, "features, by " + command.order) + ":\n" + toText(table));
}

void searchText(Shell& shell, const SearchCommand& command) {
    const store::Project project = shell.open(command.project, store::Access::Read);
    const store::RunRow run = store::runRow(project, RunId{command.run});
    const store::EvaluationRow evaluation = store::latestEvaluation(project, run.id, evaluate::Pooling::PerToken);
    pipeline::LoadedProbe loaded(project, run, shell.useDevice(), {.probabilities = false});
    const auto text = loaded.probe.probe(command.query);
    const auto found = evaluate::featuresInText(*text, {command.limit, command.specialTokens});
    const FeatureNames names(project, evaluation);
    const Table table = textTable(found, *text, names);
    command.files.write(table);
    nlohmann::json json = textJson(found, *text, names);
    json["run"] = run.id.value;
    shell.about(project, {{store::Kind::Evaluation, evaluation.id.value}}, command.files.written());
    shell.result(json, "Features in \"" + command.query + "\", " + countText(text->tokenCount()) + " tokens" +
                           (text->truncated ? " (the rest was cut off)" : "") + ", run " + std::to_string(run.id.value) + " (" +
                           run.condition + "), r of the " + std::string(text::splitName(evaluation.split)) +
                           " split per token;\n" +
                           showing(found.features.size(), found.total, "features, strongest peak first") +
                           (found.onlySpecial > 0 ? "; " + countText(found.onlySpecial) + " more only on [CLS] or [SEP]" : "") + ":\n" +
                           toText(table));
}

void searchLabel(Shell& shell, const SearchCommand& command) {
    const store::Project project = shell.open(command.project, store::Access::Read);
    const store::RunRow run = store::runRow(project, RunId{command.run});
    std::vector<text::NoteMatch> matches = text::notesHolding(store::notesOf(project, run.id), command.query);
    const auto total = std::ssize(matches);
    if (command.limit > 0 && command.limit < total)
        matches.erase(matches.begin() + command.limit, matches.end());
    const Table table = matchTable(matches);
    command.files.write(table);
    nlohmann::json rows = nlohmann::json::array();
    for (const text::NoteMatch& match : matches) {
        rows.push_back(noteJson(match.note));
        rows.back()["found_in"] = match.fields;
    }
    shell.about(project, {{store::Kind::Notes, run.id.value}}, command.files.written());
    shell.result({{"run", run.id.value}, {"query", command.query}, {"total", total}, {"notes", rows}},
                 "\"" + command.query + "\" in labels, tags, notes and the codebook of run " + std::to_string(run.id.value) + " (" +
                     run.condition + "), " + showing(matches.size(), total, "features") + (matches.empty() ? ".\n" : ":\n" + toText(table)));
}

std::string conditionsText(const std::vector<text::DocumentCondition>& conditions) {
    std::string text;
    for (const text::DocumentCondition& condition : conditions)
        text += (text.empty() ? "" : " and ") + text::conditionText(condition);
    return text;
}

void searchDocuments(Shell& shell, const SearchCommand& command) {
    const store::Project project = shell.open(command.project, store::Access::Read);
    const store::CorpusRow corpus = store::corpusNamed(project, command.corpus);
    store::DocumentSearchOptions options;
    options.limit = command.limit;
    if (!command.split.empty())
        options.split = text::parseSplit(command.split);
    for (const std::string& condition : command.where)
        options.where.push_back(text::parseCondition(condition));
    const store::DocumentHits found = store::searchDocuments(project, corpus.id, command.query, options);
    const std::vector<std::string> classNames = store::loadCorpusHead(project, corpus.id).classNames;
    const Table table = documentTable(found, classNames);
    command.files.write(table);
    nlohmann::json json = documentsJson(found, classNames);
    json["corpus"] = corpus.name;
    json["query"] = command.query;
    shell.about(project, {{store::Kind::Corpus, corpus.id.value}}, command.files.written());
    shell.result(json, command.query + " in " + corpus.name + (command.split.empty() ? "" : ", " + command.split + " split") +
                           (options.where.empty() ? "" : ", " + conditionsText(options.where)) + ", " +
                           showing(found.hits.size(), found.total, "documents, by BM25") +
                           (found.hits.empty() ? ".\n" : ":\n" + toText(table)));
}

using Search = void (*)(Shell&, const SearchCommand&);

CLI::App* addKind(CLI::App* search, Shell& shell, const std::shared_ptr<SearchCommand>& command, Search run, const char* name,
                  const char* what, const char* queryText) {
    CLI::App* kind = search->add_subcommand(name, what);
    kind->add_option("query", command->query, queryText)->required();
    kind->add_option("--limit", command->limit, "rows that are shown")->capture_default_str()->check(CLI::NonNegativeNumber);
    command->files.add(kind);
    kind->callback([&shell, command, run] { run(shell, *command); });
    return kind;
}

} // namespace

void addSearchCommand(CLI::App& app, Shell& shell) {
    CLI::App* search = app.add_subcommand("search", "Find features by a word, a text or their label, and documents by their words");
    auto command = std::make_shared<SearchCommand>();
    search->add_option("project", command->project, "NAME.crosseed")->required();
    search->require_subcommand(1);
    CLI::App* word = addKind(search, shell, command, searchWord, "word", "Which features fire most on a word",
                             "a whole word in any letter case, or a piece of the vocabulary as ##ing");
    addRunOption(word, command->run);
    addWhereOption(word, command->where);
    word->add_option("--order", command->order,
                     "strength: mean activation on the word; frequency: share of its occurrences; density: share of the "
                     "feature's firings that are on it; lift: density over the word's share of all words")
        ->capture_default_str()
        ->check(CLI::IsMember({"strength", "frequency", "density", "lift"}));
    word->add_option("--minimum-fires", command->word.minimumFires, "occurrences on which it fires, at least")->capture_default_str();
    CLI::App* text = addKind(search, shell, command, searchText, "text", "Which features fire where in a text, in both models",
                             "any text, in quotes");
    addRunOption(text, command->run);
    text->add_flag("--special-tokens", command->specialTokens, "count [CLS] and [SEP]");
    CLI::App* label = addKind(search, shell, command, searchLabel, "label",
                              "Which features have words in label, tags, note or codebook", "words in any letter case, all of them");
    addRunOption(label, command->run);
    CLI::App* documents = addKind(search, shell, command, searchDocuments, "documents", "Which documents hold words",
                                  "words, \"a phrase\", begin*, a AND b, a OR b, a NOT b, a NEAR b");
    addWhereOption(documents, command->where);
    documents->add_option("--corpus", command->corpus, "its name (empty: the only or latest one)");
    documents->add_option("--split", command->split, "train, validation or test (empty: all)");
    search->footer("Examples:\n  crosseed search sample.crosseed word would\n"
                   "  crosseed search sample.crosseed word would --order lift --minimum-fires 10 --csv would.csv\n"
                   "  crosseed search sample.crosseed text \"Would you mind sending the report?\"\n"
                   "  crosseed search sample.crosseed label request\n"
                   "  crosseed search sample.crosseed documents 'would NEAR please' --split test");
}

} // namespace crosseed::cli
