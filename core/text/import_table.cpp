#include "text/import_table.h"
#include "base/error.h"
#include "base/files.h"
#include "base/random.h"
#include "text/csv.h"
#include "text/quartiles.h"
#include "text/splits.h"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <functional>
#include <set>
#include <unicode/utf8.h>
#include <unordered_map>
#include <unordered_set>

namespace crosseed::text {

namespace {

constexpr std::uint64_t oversampleStream = 3; // of the seed's random streams

// What is known of a row beside its document until all rows are there.
struct Origin {
    std::size_t source = 0;
    std::int64_t row = 0;
    std::int64_t line = 0; // in the file, from 1
    std::string id;
    std::string label;
};

struct Rows {
    std::vector<Document> documents;
    std::vector<Origin> origins;
    std::vector<std::optional<Split>> splits;
};

struct Columns {
    std::size_t text = 0;
    std::optional<std::size_t> label, id, split;
    std::vector<std::size_t> extra;
};

std::string trimmed(std::string_view cell) {
    const auto isSpace = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!cell.empty() && isSpace(cell.front()))
        cell.remove_prefix(1);
    while (!cell.empty() && isSpace(cell.back()))
        cell.remove_suffix(1);
    return std::string(cell);
}

std::size_t columnNamed(const std::string& name, const CsvTable& table, const std::string& file) {
    const auto& header = table.header;
    const auto found = std::find(header.begin(), header.end(), name);
    std::string names;
    for (const std::string& column : header)
        names += (names.empty() ? "" : ", ") + column;
    require(found != header.end(), ErrorKind::BadInput,
            file + ", line 1 names no column \"" + name + "\"; the columns are: " + names + ".");
    require(std::find(found + 1, header.end(), name) == header.end(), ErrorKind::BadInput,
            file + ", line 1 names the column \"" + name + "\" twice; give each column a name of its own.");
    return static_cast<std::size_t>(found - header.begin());
}

Columns columnsOf(const TableOptions& options, const CsvTable& table, const std::string& file, bool needsSplit) {
    const auto optional = [&](const std::string& name) {
        return name.empty() ? std::nullopt : std::optional(columnNamed(name, table, file));
    };
    Columns columns;
    columns.text = columnNamed(options.textColumn, table, file);
    columns.label = optional(options.labelColumn);
    columns.id = optional(options.idColumn);
    if (needsSplit)
        columns.split = optional(options.splitColumn);
    for (const std::string& name : options.extraColumns)
        columns.extra.push_back(columnNamed(name, table, file));
    return columns;
}

Split splitOfCell(const std::string& cell, const std::string& place) {
    std::string word = trimmed(cell);
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    try {
        return parseSplit(word);
    } catch (const Error& error) {
        throw Error(ErrorKind::BadInput, place + ": " + error.what());
    }
}

void addSource(const std::vector<TableSource>& sources, std::size_t source, const TableOptions& options, Rows& rows) {
    const std::string& file = sources[source].file;
    const std::string bytes = readFile(file);
    CsvFormat format{std::nullopt, options.quoting};
    format.delimiter = options.delimiter != 0 ? std::optional(options.delimiter)
                                              : guessDelimiter(bytes, options.quoting);
    CsvTable table = parseCsv(bytes, format, file);
    const Columns columns = columnsOf(options, table, file, !sources[source].split);
    require(!table.rows.empty(), ErrorKind::BadInput, file + " holds no rows below its header.");
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        auto& fields = table.rows[row].fields;
        std::optional<Split> split = sources[source].split;
        if (columns.split)
            split = splitOfCell(fields[*columns.split], file + ", line " + std::to_string(table.rows[row].line) +
                                                            ", field " + options.splitColumn);
        Document document;
        for (const std::size_t column : columns.extra)
            document.extra.push_back(fields[column]);
        rows.origins.push_back({source, static_cast<std::int64_t>(row), table.rows[row].line, columns.id ? fields[*columns.id] : "",
                                columns.label ? trimmed(fields[*columns.label]) : ""});
        document.text = std::move(fields[columns.text]); // last: another column may be the same one
        rows.documents.push_back(std::move(document));
        rows.splits.push_back(split);
    }
}

std::optional<std::int64_t> integerOf(const std::string& word) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    const bool isWhole = error == std::errc() && end == word.data() + word.size();
    return isWhole ? std::optional(value) : std::nullopt;
}

std::vector<std::string> classesOf(const std::vector<Origin>& origins) {
    std::set<std::string> distinct;
    for (const Origin& origin : origins)
        if (!origin.label.empty())
            distinct.insert(origin.label);
    std::vector<std::string> names(distinct.begin(), distinct.end());
    if (std::all_of(names.begin(), names.end(), [](const auto& name) { return integerOf(name).has_value(); }))
        std::stable_sort(names.begin(), names.end(),
                         [](const auto& a, const auto& b) { return *integerOf(a) < *integerOf(b); });
    return names;
}

void setLabels(const std::vector<Origin>& origins, Corpus& corpus) {
    corpus.classNames = classesOf(origins);
    std::unordered_map<std::string_view, std::int32_t> numbers;
    for (const std::string& name : corpus.classNames)
        numbers.emplace(name, static_cast<std::int32_t>(numbers.size()));
    for (std::size_t i = 0; i < origins.size(); ++i)
        corpus.documents[i].label = origins[i].label.empty() ? -1 : numbers.at(origins[i].label);
}

double numberOf(const TableSource& source, const Origin& origin, const std::string& column) {
    double value = 0;
    const char* end = origin.label.data() + origin.label.size();
    const auto [read, error] = std::from_chars(origin.label.data(), end, value);
    require(error == std::errc() && read == end && std::isfinite(value), ErrorKind::BadInput,
            source.file + ", line " + std::to_string(origin.line) + ", field " + column + ": \"" + origin.label +
                "\" is not a number, which classes by quartile need; mend it or leave the cell empty.");
    return value;
}

void setQuartileLabels(const std::vector<TableSource>& sources, const std::vector<Origin>& origins,
                       const TableOptions& options, Corpus& corpus) {
    require(options.quartileClasses.size() == 3 && !options.labelColumn.empty(), ErrorKind::Usage,
            "Classes by quartile need a label column and three names, low to high.");
    corpus.classNames = options.quartileClasses;
    for (std::size_t source = 0; source < sources.size(); ++source) {
        std::vector<std::size_t> documents;
        std::vector<double> scores;
        for (std::size_t i = 0; i < origins.size(); ++i)
            if (origins[i].source == source && !origins[i].label.empty()) {
                documents.push_back(i);
                scores.push_back(numberOf(sources[source], origins[i], options.labelColumn));
            }
        const std::vector<std::int32_t> labels = quartileLabels(scores);
        for (std::size_t i = 0; i < documents.size(); ++i)
            corpus.documents[documents[i]].label = labels[i];
    }
}

// Appends copies of train documents of the smaller classes; `origins` grows alongside.
void oversample(std::uint64_t seed, std::vector<Origin>& origins, Corpus& corpus) {
    std::vector<std::vector<std::size_t>> ofClass(corpus.classNames.size());
    for (std::size_t i = 0; i < corpus.documents.size(); ++i)
        if (const Document& d = corpus.documents[i]; d.split == Split::Train && d.label >= 0)
            ofClass[static_cast<std::size_t>(d.label)].push_back(i);
    std::size_t most = 0;
    for (const auto& documents : ofClass)
        most = std::max(most, documents.size());
    Random random(seed, oversampleStream);
    for (const auto& documents : ofClass) {
        std::vector<std::int64_t> order; // whole rounds first, so that no text is repeated more than once more than another
        for (std::size_t copies = documents.empty() ? most : documents.size(); copies < most; ++copies) {
            if (order.empty())
                order = random.permutation(static_cast<std::int64_t>(documents.size()));
            const std::size_t copied = documents[static_cast<std::size_t>(order.back())];
            order.pop_back();
            corpus.documents.push_back(Document(corpus.documents[copied]));
            origins.push_back(Origin(origins[copied]));
        }
    }
}

std::int64_t repeatedIds(const std::vector<Document>& documents) {
    std::unordered_set<std::string_view> seen;
    for (const Document& document : documents)
        seen.insert(document.id);
    return static_cast<std::int64_t>(documents.size() - seen.size());
}

// Gives every document an id of its own; returns how many needed a number behind it.
std::int64_t setIds(const std::vector<TableSource>& sources, const std::vector<Origin>& origins,
                    std::vector<Document>& documents) {
    for (std::size_t i = 0; i < documents.size(); ++i)
        documents[i].id = origins[i].id.empty()
                              ? std::string(splitName(documents[i].split)) + "/" + std::to_string(origins[i].row)
                              : origins[i].id;
    if (sources.size() > 1 && repeatedIds(documents) > 0)
        for (std::size_t i = 0; i < documents.size(); ++i)
            documents[i].id =
                std::filesystem::path(sources[origins[i].source].file).stem().string() + "/" + documents[i].id;
    const std::int64_t repeated = repeatedIds(documents);
    if (repeated == 0)
        return 0;
    std::unordered_set<std::string> taken;
    for (const Document& document : documents)
        taken.insert(document.id);
    std::unordered_map<std::string, int> copies;
    for (Document& document : documents) {
        const std::string id = document.id;
        if (++copies[id] == 1)
            continue;
        while (!taken.insert(document.id = id + "#" + std::to_string(copies[id])).second)
            ++copies[id];
    }
    return repeated;
}

bool isUtf8(const std::string& text) {
    const auto length = static_cast<std::int32_t>(text.size());
    for (std::int32_t at = 0; at < length;) {
        UChar32 character = 0;
        U8_NEXT(text.data(), at, length, character);
        if (character < 0)
            return false;
    }
    return true;
}

std::string counted(std::int64_t count, const std::string& one, const std::string& many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

void warnOfTexts(const Corpus& corpus, bool hasLabels, std::vector<std::string>& warnings) {
    const auto countOf = [&](const std::function<bool(const Document&)>& is) {
        return std::count_if(corpus.documents.begin(), corpus.documents.end(), is);
    };
    if (const auto n = countOf([](const Document& d) { return d.text.empty(); }))
        warnings.push_back(counted(n, "text is", "texts are") + " empty and kept as such.");
    if (const auto n = countOf([](const Document& d) { return !isUtf8(d.text); }))
        warnings.push_back(counted(n, "text holds", "texts hold") +
                           " bytes that are not UTF-8; they are kept and read as U+FFFD.");
    if (const auto n = countOf([](const Document& d) { return d.label < 0; }); n > 0 && hasLabels)
        warnings.push_back(counted(n, "text has", "texts have") + " no label.");
    if (const auto n = textsInSeveralSplits(corpus.documents))
        warnings.push_back(counted(n, "text stands", "texts stand") +
                           " in more than one split, so that results on the test split are too good (leakage); "
                           "all rows are kept.");
    if (corpus.classNames.size() > 100)
        warnings.push_back("The label column has " + std::to_string(corpus.classNames.size()) +
                           " distinct values; is it one of numbers rather than of classes?");
    if (documentsOf(corpus, Split::Test).empty())
        warnings.push_back("There are no test texts; results will have nothing to be measured on.");
}

} // namespace

Corpus importTable(const std::vector<TableSource>& sources, const TableOptions& options,
                   std::vector<std::string>* warnings) {
    require(!sources.empty(), ErrorKind::Usage, "A table needs at least one file.");
    require(!options.textColumn.empty(), ErrorKind::Usage, "A table needs the name of the column with the texts.");
    Rows rows;
    for (std::size_t source = 0; source < sources.size(); ++source)
        addSource(sources, source, options, rows);
    Corpus corpus;
    corpus.extraColumns = options.extraColumns;
    corpus.documents = std::move(rows.documents);
    assignSplits(corpus.documents, rows.splits, {options.validationShare, options.testShare, options.seed, options.keepFirst});
    for (Document& document : corpus.documents)
        document.label = -1;
    if (options.quartileClasses.empty())
        setLabels(rows.origins, corpus);
    else
        setQuartileLabels(sources, rows.origins, options, corpus);
    if (options.oversampleTrain)
        oversample(options.seed, rows.origins, corpus);
    const std::int64_t renamed = setIds(sources, rows.origins, corpus.documents);
    if (warnings) {
        if (renamed > 0)
            warnings->push_back(counted(renamed, "id is", "ids are") +
                                " there a second time; a number behind them tells them apart (#2).");
        warnOfTexts(corpus, !options.labelColumn.empty(), *warnings);
    }
    return corpus;
}

} // namespace crosseed::text
