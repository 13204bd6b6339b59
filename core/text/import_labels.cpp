#include "base/error.h"
#include "base/random.h"
#include "text/import_rows.h"
#include "text/quartiles.h"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <unordered_map>

namespace crosseed::text {

namespace {

constexpr std::uint64_t oversampleStream = 3; // of the seed's random streams

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

void setWords(const std::vector<Origin>& origins, std::vector<Document>& documents, Corpus& corpus) {
    corpus.classNames = classesOf(origins);
    std::unordered_map<std::string_view, std::int32_t> numbers;
    for (const std::string& name : corpus.classNames)
        numbers.emplace(name, static_cast<std::int32_t>(numbers.size()));
    for (std::size_t i = 0; i < origins.size(); ++i)
        documents[i].label = origins[i].label.empty() ? -1 : numbers.at(origins[i].label);
}

double numberOf(const SourceReport& source, const Origin& origin, const std::string& column, char decimal) {
    const std::optional<double> value = parseNumber(origin.label, decimal);
    require(value.has_value(), ErrorKind::BadInput,
            source.file + ", " + source.rowWord + " " + std::to_string(origin.line) + ", field " + column + ": \"" + origin.label +
                "\" is not a number, which classes by quartile need; mend it or leave the cell empty.");
    return *value;
}

ScoreCuts cutsOf(const TableOptions& options, const std::vector<double>& scores) {
    if (options.cuts.empty())
        return cutsAt(scores, options.cutLevels[0], options.cutLevels[1]);
    return {options.cuts[0], options.cuts[1]};
}

void requireCuts(const TableOptions& options) {
    require(options.quartileClasses.size() == 3 && !options.labelColumn.empty(), ErrorKind::Usage,
            "Classes by quartile need a label column and three names, low to high.");
    for (const auto& [name, pair] : {std::pair("cut_levels", options.cutLevels), std::pair("cuts", options.cuts)})
        require(pair.empty() || (pair.size() == 2 && pair[0] <= pair[1]), ErrorKind::Usage,
                std::string("The two cut points of ") + name + " must rise: [low, high].");
    require(!options.cutLevels.empty() || !options.cuts.empty(), ErrorKind::Usage,
            "Classes by cut points need cut_levels or cuts, two numbers.");
    for (const double level : options.cutLevels)
        require(level >= 0 && level <= 1, ErrorKind::Usage, "cut_levels are shares of the scores and lie between 0 and 1.");
}

void setQuartiles(ImportRows& rows, const TableOptions& options, Corpus& corpus) {
    requireCuts(options);
    corpus.classNames = options.quartileClasses;
    std::vector<std::vector<std::size_t>> ofSource(rows.reports.size());
    for (std::size_t i = 0; i < rows.origins.size(); ++i)
        if (!rows.origins[i].label.empty())
            ofSource[rows.origins[i].source].push_back(i);
    for (std::size_t source = 0; source < rows.reports.size(); ++source) {
        std::vector<std::string_view> words;
        for (const std::size_t i : ofSource[source])
            words.push_back(rows.origins[i].label);
        const char decimal = options.decimal != 0 ? options.decimal : guessDecimal(words);
        rows.reports[source].decimal = decimal;
        std::vector<double> scores;
        for (const std::size_t i : ofSource[source])
            scores.push_back(numberOf(rows.reports[source], rows.origins[i], options.labelColumn, decimal));
        const std::vector<std::int32_t> labels = cutLabels(scores, cutsOf(options, scores));
        for (std::size_t i = 0; i < labels.size(); ++i)
            rows.documents[ofSource[source][i]].label = labels[i];
    }
}

} // namespace

void setLabels(ImportRows& rows, const TableOptions& options, Corpus& corpus) {
    if (options.quartileClasses.empty())
        setWords(rows.origins, rows.documents, corpus);
    else
        setQuartiles(rows, options, corpus);
}

void oversample(std::uint64_t seed, std::size_t classes, ImportRows& rows) {
    std::vector<std::vector<std::size_t>> ofClass(classes);
    for (std::size_t i = 0; i < rows.documents.size(); ++i)
        if (const Document& d = rows.documents[i]; d.split == Split::Train && d.label >= 0)
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
            rows.documents.push_back(Document(rows.documents[copied]));
            rows.origins.push_back(Origin(rows.origins[copied]));
            rows.splits.push_back(std::optional(rows.splits[copied]));
        }
    }
}

} // namespace crosseed::text
