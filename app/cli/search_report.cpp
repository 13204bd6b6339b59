#include "search_report.h"
#include "pipeline/result_json.h"
#include <cmath>
#include <nlohmann/json.hpp>

namespace crosseed::cli {

using namespace text;
using nlohmann::json;
using pipeline::numberJson;

namespace {

Cell featureCell(std::int32_t feature) { return {featureName(feature), std::to_string(feature)}; }
Cell flagCell(bool flag) { return {flag ? "yes" : "", flag ? "1" : "0"}; }

json firingJson(const evaluate::WordFiring& firing) {
    return {{"mean", firing.mean},           {"max", firing.max},         {"fires", firing.fires},
            {"all_fires", firing.allFires},  {"frequency", firing.frequency}, {"density", numberJson(firing.density)},
            {"lift", numberJson(firing.lift)}};
}

// "would" at the token, "-" where there is none.
std::string pieceAt(const evaluate::ProbedText& text, std::int64_t token) {
    return token < 0 ? "-" : text.pieces[static_cast<std::size_t>(token)];
}
json tokenJson(std::int64_t token) { return token < 0 ? json(nullptr) : json(token); }

std::string className(const std::vector<std::string>& names, std::int32_t label) {
    return label < 0 || label >= std::ssize(names) ? "-" : names[static_cast<std::size_t>(label)];
}

// Line breaks would tear the terminal's table.
Cell lineCell(const std::string& text) {
    std::string line = text;
    for (char& c : line)
        c = c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    return {line, text};
}

} // namespace

FeatureNames::FeatureNames(const store::Project& project, const store::EvaluationRow& evaluation) : metrics(&evaluation.metrics) {
    for (const FeatureNote& note : store::notesOf(project, evaluation.run))
        labels.emplace(note.feature, note.label);
}

std::string FeatureNames::label(std::int32_t feature) const {
    const auto found = labels.find(feature);
    return found == labels.end() ? "" : found->second;
}

Table wordTable(const evaluate::WordSearch& found, const FeatureNames& names) {
    Table table{{{"feature"}, {"r"}, {"universal"}, {"mean A"}, {"mean B"}, {"max A"}, {"max B"}, {"frequency A"}, {"frequency B"},
                 {"density A"}, {"density B"}, {"lift A"}, {"lift B"}, {"label", false}},
                {}};
    for (const auto& f : found.features)
        table.rows.push_back({featureCell(f.feature), correlationCell(names.r(f.feature)), flagCell(names.isUniversal(f.feature)),
                              fixedCell(f.a.mean, 3), fixedCell(f.b.mean, 3), fixedCell(f.a.max, 2), fixedCell(f.b.max, 2),
                              percentCell(100 * f.a.frequency), percentCell(100 * f.b.frequency), percentCell(100 * f.a.density),
                              percentCell(100 * f.b.density), fixedCell(f.a.lift, 1), fixedCell(f.b.lift, 1),
                              names.label(f.feature)});
    return table;
}

json wordJson(const evaluate::WordSearch& found, const FeatureNames& names) {
    json spellings = json::array(), features = json::array();
    for (const auto& spelling : found.spellings)
        spellings.push_back({{"word", spelling.word}, {"occurrences", spelling.occurrences}});
    for (const auto& f : found.features)
        features.push_back({{"feature", f.feature}, {"r", numberJson(names.r(f.feature))}, {"universal", names.isUniversal(f.feature)},
                            {"label", names.label(f.feature)}, {"a", firingJson(f.a)}, {"b", firingJson(f.b)}});
    return {{"spellings", spellings}, {"occurrences", found.occurrences}, {"units", found.units},
            {"texts", found.texts},   {"total", found.total},             {"features", features}};
}

Table textTable(const evaluate::TextSearch& found, const evaluate::ProbedText& text, const FeatureNames& names) {
    Table table{{{"feature"}, {"r"}, {"universal"}, {"peak A"}, {"on", false}, {"peak B"}, {"on", false}, {"tokens"}, {"label", false}},
                {}};
    for (const auto& f : found.features)
        table.rows.push_back({featureCell(f.feature), correlationCell(names.r(f.feature)), flagCell(names.isUniversal(f.feature)),
                              fixedCell(f.peakA, 3), pieceAt(text, f.peakTokenA), fixedCell(f.peakB, 3), pieceAt(text, f.peakTokenB),
                              countCell(std::ssize(f.tokens)), names.label(f.feature)});
    return table;
}

json textJson(const evaluate::TextSearch& found, const evaluate::ProbedText& text, const FeatureNames& names) {
    json features = json::array(), ranges = json::array();
    for (const auto& range : text.ranges)
        ranges.push_back({range.begin, range.end});
    for (const auto& f : found.features) {
        json tokens = json::array();
        for (const auto& place : f.tokens)
            tokens.push_back({{"token", place.token}, {"a", place.a}, {"b", place.b}});
        features.push_back({{"feature", f.feature}, {"r", numberJson(names.r(f.feature))}, {"universal", names.isUniversal(f.feature)},
                            {"label", names.label(f.feature)}, {"peak_a", f.peakA}, {"peak_b", f.peakB},
                            {"peak_token_a", tokenJson(f.peakTokenA)}, {"peak_token_b", tokenJson(f.peakTokenB)},
                            {"tokens", tokens}});
    }
    return {{"text", text.text}, {"pieces", text.pieces}, {"ranges", ranges}, {"truncated", text.truncated},
            {"total", found.total}, {"only_special", found.onlySpecial}, {"features", features}};
}

Table matchTable(const std::vector<NoteMatch>& matches) {
    Table table{{{"feature"}, {"label", false}, {"tags", false}, {"found in", false}}, {}};
    for (const NoteMatch& match : matches) {
        std::string fields;
        for (const std::string& field : match.fields)
            fields += (fields.empty() ? "" : ", ") + field;
        table.rows.push_back({featureCell(match.note.feature), match.note.label, joinTags(match.note.tags), fields});
    }
    return table;
}

Table documentTable(const store::DocumentHits& found, const std::vector<std::string>& classNames) {
    Table table{{{"score"}, {"document", false}, {"split", false}, {"class", false}, {"text", false}}, {}};
    for (const auto& hit : found.hits)
        table.rows.push_back({fixedCell(hit.score, 2), lineCell(hit.id), std::string(splitName(hit.split)),
                              className(classNames, hit.label), lineCell(hit.snippet)});
    return table;
}

json documentsJson(const store::DocumentHits& found, const std::vector<std::string>& classNames) {
    json hits = json::array();
    for (const auto& hit : found.hits)
        hits.push_back({{"document", hit.id}, {"position", hit.position}, {"split", splitName(hit.split)},
                        {"class", hit.label < 0 ? json(nullptr) : json(className(classNames, hit.label))},
                        {"score", hit.score}, {"snippet", hit.snippet}});
    return {{"total", found.total}, {"documents", hits}};
}

} // namespace crosseed::cli
