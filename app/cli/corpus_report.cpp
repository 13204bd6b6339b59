#include "corpus_report.h"
#include "pipeline/fields.h"
#include "shell.h"
#include "text/quartiles.h"
#include <algorithm>
#include <functional>
#include <numeric>

namespace crosseed::cli {

namespace {

constexpr std::size_t mostShown = 60;   // characters of a cell in a terminal
constexpr std::size_t mostClasses = 20; // columns of classes; of more the most frequent ones
constexpr std::size_t frequentClasses = 10;

// Bytes that are not UTF-8 become visible; long cells are cut between characters.
std::string shownCell(const std::string& cell) {
    const std::string valid = pipeline::validUtf8(cell);
    if (valid.size() <= mostShown)
        return valid;
    std::size_t end = mostShown;
    while (end > 0 && (valid[end] & 0xC0) == 0x80)
        --end;
    return valid.substr(0, end) + "...";
}

std::string placeText(const text::UndecodableByte& byte, const char* rowWord) {
    return (byte.line > 0 ? std::string(rowWord) + " " + std::to_string(byte.line) : "") +
           (byte.row >= 0 ? "" : byte.line > 0 ? " (outside of the rows)" : "outside of the rows") +
           (byte.column.empty() ? "" : ", column " + pipeline::validUtf8(byte.column)) + ", byte " + std::to_string(byte.offset);
}

std::string troubleText(const std::vector<text::BrokenRow>& broken, std::int64_t brokenCount,
                        const std::vector<text::UndecodableByte>& bytes, std::int64_t byteCount, const char* rowWord) {
    constexpr std::size_t few = 10;
    std::string text;
    if (brokenCount > 0)
        text += countText(brokenCount) + " broken rows:\n";
    for (std::size_t i = 0; i < std::min(few, broken.size()); ++i)
        text += "  " + std::string(rowWord) + " " + std::to_string(broken[i].line) + ": " + broken[i].reason + "\n";
    if (byteCount > 0)
        text += countText(byteCount) + " undecodable bytes:\n";
    for (std::size_t i = 0; i < std::min(few, bytes.size()); ++i)
        text += "  " + placeText(bytes[i], rowWord) + "\n";
    return text;
}

nlohmann::json troubleJson(const std::vector<text::BrokenRow>& broken, std::int64_t brokenCount,
                           const std::vector<text::UndecodableByte>& bytes, std::int64_t byteCount) {
    nlohmann::json rows = nlohmann::json::array(), places = nlohmann::json::array();
    for (const text::BrokenRow& row : broken)
        rows.push_back({{"row", row.row}, {"line", row.line}, {"reason", pipeline::validUtf8(row.reason)}});
    for (const text::UndecodableByte& byte : bytes)
        places.push_back({{"row", byte.row}, {"line", byte.line}, {"column", pipeline::validUtf8(byte.column)}, {"offset", byte.offset}});
    return {{"broken_rows", brokenCount}, {"broken", rows}, {"undecodable_bytes", byteCount}, {"undecodable", places}};
}

std::string percent(std::int64_t part, std::int64_t whole) {
    return whole > 0 ? percentText(100.0 * static_cast<double>(part) / static_cast<double>(whole)) : "-";
}

bool needsSkipBroken(const HealthCompany& company) {
    return !company.skipsBroken && std::ranges::any_of(company.sources, [](const auto& source) { return source.brokenCount > 0; });
}

// The columns that a terminal has room for, by how many texts a class has; of equals the first.
std::vector<std::size_t> shownClasses(const text::CorpusHealth& health, std::size_t classes) {
    std::vector<std::size_t> order(classes);
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (classes <= mostClasses)
        return order;
    std::vector<std::int64_t> counts(classes);
    for (const text::SplitHealth& split : health.splits)
        for (std::size_t i = 0; i < split.perClass.size(); ++i)
            counts[i] += split.perClass[i];
    std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t i) { return counts[i]; });
    order.resize(frequentClasses);
    return order;
}

// What stands below the table where it has not all classes.
std::string otherClassesText(const std::vector<std::string>& names) {
    if (names.size() <= mostClasses)
        return "";
    const bool areNumbers = std::ranges::all_of(names, [](const std::string& name) {
        return text::parseNumber(name, '.') || text::parseNumber(name, ',');
    });
    return "The " + std::to_string(frequentClasses) + " most frequent classes are shown; " +
           countText(static_cast<long long>(names.size() - frequentClasses)) + " others are in --json and --csv." +
           (areNumbers ? " The labels are numbers: give --quartile-classes to cut them into three classes." : "") + "\n";
}

text::Table splitTable(const text::CorpusHealth& health, const HealthCompany& company, const std::vector<std::size_t>& classes) {
    text::Table table{{{"split", false}, {"texts"}}, {}};
    for (const std::size_t i : classes)
        table.columns.insert(table.columns.end(), {{pipeline::validUtf8(company.classNames[i])}, {"share"}});
    table.columns.push_back({"no label"});
    if (health.tokens)
        table.columns.push_back({"tokens of the first " + std::to_string(company.options.firstTexts)});
    for (const text::SplitHealth& split : health.splits) {
        std::vector<Cell> row{std::string(text::splitName(split.split)), countCell(split.texts)};
        for (const std::size_t i : classes) {
            const std::int64_t count = split.perClass[i];
            row.push_back(countCell(count));
            row.push_back(percentCell(100.0 * static_cast<double>(count) / static_cast<double>(split.texts)));
        }
        row.push_back(countCell(split.unlabelled));
        if (health.tokens)
            row.push_back(countCell(split.firstTokens));
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::string tokenText(const text::TokenHealth& tokens, const HealthCompany& company, std::int64_t texts) {
    std::string text = "Tokens a text without [CLS] and [SEP] (" + company.tokenizer + "): mean " + fixedText(tokens.mean, 2);
    constexpr const char* names[] = {"least", "5 %", "25 %", "median", "75 %", "95 %", "most"};
    for (std::size_t i = 0; i < std::size(names); ++i)
        text += std::string(", ") + names[i] + " " + fixedText(tokens.quantiles[i], 0);
    text += "; " + countText(tokens.tokens) + " in all.\nCut at " + std::to_string(company.options.maxLength) + ": " +
            countText(tokens.cutTexts) + " texts (" + percent(tokens.cutTexts, texts) + "). [UNK]: " + countText(tokens.unknown) +
            " tokens (" + fixedText(100 * tokens.unknownShare, 3) + " %)";
    for (std::size_t i = 0; i < std::min<std::size_t>(5, tokens.unknownWords.size()); ++i)
        text += (i == 0 ? ", most often " : ", ") + shownCell(tokens.unknownWords[i].first) + " " +
                countText(tokens.unknownWords[i].second);
    return text + ".\n";
}

} // namespace

text::Table previewRows(const text::TablePreview& preview, std::size_t shown) {
    const text::TableRows& rows = preview.file.table;
    text::Table table{{{preview.file.rowWord}}, {}};
    for (const std::string& name : rows.header)
        table.columns.push_back({pipeline::validUtf8(name), false});
    for (std::size_t i = 0; i < std::min(shown, rows.rows.size()); ++i) {
        std::vector<Cell> cells{countCell(rows.rows[i].line)};
        for (const std::string& field : rows.rows[i].fields)
            cells.push_back({shownCell(field), pipeline::validUtf8(field)});
        table.rows.push_back(std::move(cells));
    }
    return table;
}

std::string previewText(const std::string& file, const text::TablePreview& preview, std::size_t shown) {
    const text::TableForm& form = preview.file.form;
    std::string text = file + ": " + std::string(text::tableKindName(form.kind)) + ", " + countText(preview.file.fileBytes) + " bytes\n";
    for (const std::string& reason : form.reasons)
        text += "  " + reason + "\n";
    for (const std::string& warning : preview.warnings)
        text += warning + "\n";
    text::Table columns{{{"column", false}, {"kind", false}, {"filled"}, {"distinct"}, {"mean bytes"}, {"taken as", false}, {"because of", false}}, {}};
    for (const text::ColumnGuess& column : preview.columns)
        columns.rows.push_back({pipeline::validUtf8(column.name), column.kind, countCell(column.filled), countCell(column.distinct),
                                fixedCell(column.meanLength, 1), std::string(columnRoleName(column.role)), column.reason});
    const std::size_t rows = std::min(shown, preview.file.table.rows.size());
    return text + "\nColumns, from the first " + countText(std::ssize(preview.file.table.rows)) + " rows:\n" + toText(columns) + "\n" +
           troubleText(preview.file.table.broken, preview.file.table.brokenCount, preview.file.undecodable,
                       preview.file.undecodableCount, preview.file.rowWord) +
           "The first " + countText(static_cast<long long>(rows)) + " rows" +
           (preview.file.table.isWhole && rows == preview.file.table.rows.size() ? ", which are all" : "") + ":\n" +
           toText(previewRows(preview, shown));
}

nlohmann::json previewJson(const text::TablePreview& preview) {
    const text::TableForm& form = preview.file.form;
    nlohmann::json json = troubleJson(preview.file.table.broken, preview.file.table.brokenCount, preview.file.undecodable,
                                      preview.file.undecodableCount);
    json["kind"] = text::tableKindName(form.kind);
    json["encoding"] = text::encodingName(form.encoding);
    json["delimiter"] = form.delimiter ? nlohmann::json(std::string(1, *form.delimiter)) : nlohmann::json();
    json["quoting"] = form.quoting;
    json["reasons"] = form.reasons;
    json["warnings"] = preview.warnings;
    json["bytes"] = preview.file.fileBytes;
    json["whole"] = preview.file.table.isWhole;
    for (const text::ColumnGuess& column : preview.columns)
        json["columns"].push_back({{"name", pipeline::validUtf8(column.name)}, {"kind", column.kind}, {"filled", column.filled},
                                   {"distinct", column.distinct}, {"mean_bytes", column.meanLength},
                                   {"role", columnRoleName(column.role)}, {"reason", column.reason}});
    json["rows"] = nlohmann::json::array();
    for (const text::TableRow& row : preview.file.table.rows) {
        nlohmann::json fields = nlohmann::json::array();
        for (const std::string& field : row.fields)
            fields.push_back(pipeline::validUtf8(field));
        json["rows"].push_back({{"line", row.line}, {"fields", fields}});
    }
    return json;
}

text::Table healthTable(const text::CorpusHealth& health, const HealthCompany& company) {
    std::vector<std::size_t> all(company.classNames.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return splitTable(health, company, all);
}

std::string healthText(const text::CorpusHealth& health, const HealthCompany& company) {
    std::string text = company.name + ": " + countText(health.texts) + " texts, " + countText(health.empty) + " empty, " +
                       countText(health.copies) + " exact copies, " + countText(health.nearCopies) + " near copies (words alike from " +
                       fixedText(company.options.nearFrom, 2) + " on), " + countText(health.contradictions) +
                       " distinct texts with more than one class";
    text += health.undecodableTexts > 0 ? ", " + countText(health.undecodableTexts) + " with bytes that are not UTF-8.\n" : ".\n";
    for (const text::SourceReport& source : company.sources)
        text += source.brokenCount + source.undecodableCount > 0
                    ? source.file + ": " + troubleText(source.broken, source.brokenCount, source.undecodable, source.undecodableCount,
                                                       source.rowWord)
                    : "";
    if (needsSkipBroken(company))
        text += "The broken rows are not in these numbers; import needs --skip-broken, or the rows mended.\n";
    for (const text::Leak& leak : health.leaks)
        text += "Leakage: " + countText(leak.exact) + " texts of " + std::string(splitName(leak.later)) + " stand in " +
                std::string(splitName(leak.earlier)) + " too, " + countText(leak.near) + " more nearly.\n";
    if (health.leaks.empty() && health.splits.size() > 1)
        text += "No text of one split stands in another, not even nearly.\n";
    if (health.tokens)
        text += tokenText(*health.tokens, company, health.texts);
    return text + "\n" + toText(splitTable(health, company, shownClasses(health, company.classNames.size()))) +
           otherClassesText(company.classNames);
}

nlohmann::json healthJson(const text::CorpusHealth& health, const HealthCompany& company) {
    nlohmann::json json{{"name", company.name}, {"texts", health.texts}, {"empty", health.empty}, {"exact_copies", health.copies},
                        {"near_copies", health.nearCopies}, {"near_from", company.options.nearFrom},
                        {"contradictions", health.contradictions}, {"undecodable_texts", health.undecodableTexts},
                        {"leaks", nlohmann::json::array()}, {"splits", nlohmann::json::array()}, {"sources", nlohmann::json::array()}};
    for (const text::Leak& leak : health.leaks)
        json["leaks"].push_back({{"earlier", splitName(leak.earlier)}, {"later", splitName(leak.later)}, {"exact", leak.exact}, {"near", leak.near}});
    for (const text::SplitHealth& split : health.splits) {
        json["splits"].push_back({{"split", splitName(split.split)}, {"texts", split.texts}, {"per_class", split.perClass}, {"unlabelled", split.unlabelled}});
        if (health.tokens)
            json["splits"].back()["tokens_of_first"] = split.firstTokens;
    }
    for (const text::SourceReport& source : company.sources) {
        json["sources"].push_back(troubleJson(source.broken, source.brokenCount, source.undecodable, source.undecodableCount));
        json["sources"].back()["file"] = pipeline::validUtf8(source.file);
        json["sources"].back()["encoding"] = text::encodingName(source.form.encoding);
    }
    json["import_needs_skip_broken"] = needsSkipBroken(company);
    json["first_texts"] = company.options.firstTexts;
    json["classes"] = nlohmann::json::array();
    for (const std::string& name : company.classNames)
        json["classes"].push_back(pipeline::validUtf8(name));
    if (const auto& t = health.tokens) {
        json["tokens"] = {{"tokenizer", company.tokenizer}, {"max_length", company.options.maxLength}, {"levels", text::TokenHealth::levels},
                          {"quantiles", t->quantiles}, {"mean", t->mean}, {"tokens", t->tokens}, {"cut_texts", t->cutTexts},
                          {"cut_share", t->cutShare}, {"unknown", t->unknown}, {"unknown_share", t->unknownShare}};
        for (const auto& [word, count] : t->unknownWords)
            json["tokens"]["unknown_words"].push_back({{"word", pipeline::validUtf8(word)}, {"count", count}});
    }
    return json;
}

} // namespace crosseed::cli
