// Files that a person brings, and what of a specification is guessed.
#include "pipeline/corpus_preview.h"
#include "pipeline/fields.h"
#include <algorithm>
#include <set>

namespace crosseed::pipeline {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t guessedFrom = 200; // rows
constexpr std::int64_t mostClasses = 20;  // different numbers; more of them are scores

std::string lowered(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

bool isTable(const fs::path& file) {
    static const std::set<std::string> endings{".csv",    ".tsv", ".txt",  ".tab", ".jsonl",
                                               ".ndjson", ".sav", ".zsav", ".dta"};
    return endings.contains(lowered(file.extension().string()));
}

bool holds(const fs::path& folder, std::initializer_list<const char*> files) {
    return std::ranges::all_of(files, [&](const char* file) { return fs::is_regular_file(folder / file); });
}

std::string presetOf(const fs::path& folder) {
    return holds(folder, {"train_text.txt", "train_labels.txt", "mapping.txt"})         ? "tweeteval-emotion"
           : holds(folder, {"wikipedia.annotated.csv", "stack-exchange.annotated.csv"}) ? "stanford-politeness"
           : holds(folder, {"train.tsv", "dev.tsv"})                                    ? "sst2"
                                                                                        : "";
}

// The field that a file named like a split fills.
std::string* fieldOf(CorpusSpec& spec, const fs::path& file) {
    const std::string stem = lowered(file.stem().string());
    const auto has = [&](std::string_view word) { return stem.starts_with(word) || stem.ends_with(word); };
    return has("train")                                                    ? &spec.trainFile
           : has("val") || has("valid") || has("validation") || has("dev") ? &spec.validationFile
           : has("test")                                                   ? &spec.testFile
                                                                           : nullptr;
}

void setFiles(CorpusSpec& spec, const std::vector<std::string>& files) {
    if (files.size() == 1) {
        spec.file = files.front();
        return;
    }
    CorpusSpec bySplit = spec;
    for (const std::string& file : files) {
        std::string* field = fieldOf(bySplit, file);
        if (!field || !field->empty()) {
            spec.files = files;
            return;
        }
        *field = file;
    }
    if (bySplit.trainFile.empty())
        spec.files = files;
    else
        spec = bySplit;
}

// Fills one field where the person did not.
class Filling {
public:
    Filling(const std::vector<std::string>& given, std::map<std::string, FieldOrigin>& origins)
        : m_given(given), m_origins(origins) {}
    template <typename T> void set(const char* name, T& field, T value) {
        if (std::ranges::count(m_given, name) == 0) {
            field = std::move(value);
            m_origins[name] = FieldOrigin::Guessed;
        }
    }

private:
    const std::vector<std::string>& m_given;
    std::map<std::string, FieldOrigin>& m_origins;
};

std::string columnOf(const text::TablePreview& table, text::ColumnRole role) {
    const auto found = std::ranges::find(table.columns, role, &text::ColumnGuess::role);
    return found == table.columns.end() ? "" : found->name;
}

// Columns that all files have and that have no role.
std::vector<std::string> keptColumns(const text::TablePreview& first, const std::vector<text::TableSource>& sources,
                                     const CorpusSpec& spec) {
    std::vector<std::string> kept;
    for (const text::ColumnGuess& column : first.columns)
        if (const std::string& name = column.name;
            !name.empty() && name != spec.textColumn && name != spec.labelColumn && name != spec.idColumn &&
            name != spec.splitColumn && std::ranges::count(first.file.table.header, name) == 1)
            kept.push_back(name);
    for (std::size_t i = 1; i < sources.size(); ++i) {
        const auto header = text::previewTable(sources[i].file, tableOptions(spec).reading, 1).file.table.header;
        std::erase_if(kept, [&](const std::string& name) { return std::ranges::count(header, name) != 1; });
    }
    return kept;
}

void guessColumns(CorpusSpec& spec, Filling& fill, const std::vector<std::string>& given) {
    using text::ColumnRole;
    const std::vector<text::TableSource> sources = tableSources(spec);
    const text::TablePreview table = text::previewTable(sources.front().file, tableOptions(spec).reading, guessedFrom);
    std::set<std::string> taken; // by columns that the person gave a role
    for (const auto& [name, column] :
         {std::pair("text_column", spec.textColumn), std::pair("label_column", spec.labelColumn),
          std::pair("id_column", spec.idColumn), std::pair("split_column", spec.splitColumn)})
        if (std::ranges::count(given, name) > 0)
            taken.insert(column);
    const auto guess = [&](ColumnRole role) {
        const std::string column = columnOf(table, role);
        return taken.contains(column) ? std::string() : column;
    };
    const std::string text = guess(ColumnRole::Text);
    fill.set("text_column", spec.textColumn,
             text.empty() && !table.columns.empty() ? table.columns.front().name : text);
    fill.set("label_column", spec.labelColumn, guess(ColumnRole::Label));
    fill.set("id_column", spec.idColumn, guess(ColumnRole::Id));
    fill.set("split_column", spec.splitColumn, sources.front().split ? std::string() : guess(ColumnRole::Split));
    const auto label = std::ranges::find(table.columns, spec.labelColumn, &text::ColumnGuess::name);
    const bool isScore =
        label != table.columns.end() && label->kind.starts_with("number") && label->distinct > mostClasses;
    fill.set("quartile_classes", spec.quartileClasses,
             isScore ? std::vector<std::string>{"low", "middle", "high"} : std::vector<std::string>());
    fill.set("keep_columns", spec.keepColumns, keptColumns(table, sources, spec));
}

} // namespace

CorpusSpec specOfPaths(const std::vector<std::string>& paths) {
    CorpusSpec spec;
    std::vector<std::string> files;
    std::string folderName;
    for (const fs::path path : paths) {
        if (!fs::is_directory(path)) {
            files.push_back(path.string());
            continue;
        }
        if (const std::string preset = presetOf(path); !preset.empty() && paths.size() == 1) {
            spec.preset = preset;
            spec.folder = path.string();
            return spec;
        }
        folderName = path.filename().string();
        std::vector<std::string> own;
        for (const auto& entry : fs::directory_iterator(path))
            if (entry.is_regular_file() && isTable(entry.path()))
                own.push_back(entry.path().string());
        std::ranges::sort(own);
        files.insert(files.end(), own.begin(), own.end());
    }
    require(!files.empty(), ErrorKind::NotFound,
            "There is no table in it: files that can be read end in csv, tsv, txt, jsonl, ndjson, sav, zsav or dta.");
    setFiles(spec, files);
    spec.name = !folderName.empty() ? folderName : fs::path(files.front()).stem().string();
    return spec;
}

CorpusSpec filledSpec(const CorpusSpec& asked, const std::vector<std::string>& given,
                      std::map<std::string, FieldOrigin>* origins) {
    std::map<std::string, FieldOrigin> own;
    CorpusSpec spec = withPreset(asked, given);
    if (!asked.preset.empty()) {
        const nlohmann::json filled = toJson(spec);
        for (const auto& [name, value] : filled.items())
            own[name] = FieldOrigin::OfRecipe;
    } else if (spec.format == "table") {
        Filling fill(given, own);
        for (const char* name :
             {"kind", "encoding", "delimiter", "quoting", "validation_share", "test_share", "name", "decimal"})
            own[name] = FieldOrigin::Guessed; // by each file, or as usual
        fill.set("skip_broken", spec.skipBroken, true);
        guessColumns(spec, fill, given);
    }
    for (const std::string& name : given)
        own[name] = FieldOrigin::Given;
    if (origins)
        *origins = std::move(own);
    return spec;
}

} // namespace crosseed::pipeline
