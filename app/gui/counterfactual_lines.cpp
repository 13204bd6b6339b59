// Stored rows as the view shows them.
#include "app/gui/counterfactual_rows.h"
#include "evaluate/text_alignment.h"
#include "views/shared/words.h"
#include <nlohmann/json.hpp>

namespace crosseed::gui {

using nlohmann::json;
using views::toQt;

namespace {

constexpr const char* memberKeys[] = {"a", "b"};

double numberOf(const json& value) {
    return value.is_number() ? value.get<double>() : std::nan("");
}

QString wordOf(const json& peak) {
    return peak["token"].get<std::int64_t>() < 0 ? QString() : toQt(peak["word"].get<std::string>());
}

QString likeliestClass(const json& probabilities, const json& classes) {
    const auto shares = probabilities.get<std::vector<double>>();
    const auto best = std::max_element(shares.begin(), shares.end());
    const auto place = static_cast<std::size_t>(best - shares.begin());
    return best == shares.end() || place >= classes.size() ? QString() : toQt(classes[place].get<std::string>());
}

views::LineMember memberOf(const json& result, const char* key) {
    const json& stored = result[key];
    views::LineMember member;
    member.present = stored["present"].get<bool>();
    member.classBefore = likeliestClass(stored["probabilities_before"], result["classes"]);
    member.classAfter = likeliestClass(stored["probabilities_after"], result["classes"]);
    if (!member.present)
        return member;
    member.before = numberOf(stored["before"]["value"]);
    member.after = numberOf(stored["after"]["value"]);
    member.wordBefore = wordOf(stored["before"]);
    member.wordAfter = wordOf(stored["after"]);
    member.effect = numberOf(stored["effect"]);
    if (!stored["silence"].is_null()) {
        member.rank = stored["silence"]["rank"].get<std::int64_t>();
        member.reason = toQt(stored["silence"]["text"].get<std::string>());
    }
    return member;
}

views::Stretch stretchOf(const std::string& text, const text::ByteRange& range) {
    const auto units = [&](std::int32_t bytes) { return toQt(std::string_view(text).substr(0, static_cast<std::size_t>(bytes))).size(); };
    return {units(range.begin), units(range.end) - units(range.begin)};
}

void markChanges(const store::CounterfactualRow& row, views::CounterfactualLine& line) {
    const evaluate::TextAlignment alignment = evaluate::alignTexts(row.original, row.edited);
    for (const evaluate::AlignedWord& word : alignment.words) {
        if (word.change == evaluate::Change::Same)
            continue;
        if (word.original >= 0)
            line.changedOriginal.push_back(stretchOf(row.original, alignment.original[static_cast<std::size_t>(word.original)].range));
        if (word.edited >= 0)
            line.changedEdited.push_back(stretchOf(row.edited, alignment.edited[static_cast<std::size_t>(word.edited)].range));
    }
}

text::Cell effectCell(const json& line, const char* key) {
    return text::percentCell(line.contains(key) ? 100 * numberOf(line[key]["effect"]) : std::nan(""));
}

std::string peakChange(const json& line, const char* key) {
    if (!line.contains(key))
        return "-";
    const auto word = [](const json& peak) { return peak["token"].get<std::int64_t>() < 0 ? std::string("none") : peak["word"].get<std::string>(); };
    return word(line[key]["before"]) + " → " + word(line[key]["after"]);
}

// Of a rule: a row a text.
text::Table singlesOf(const json& study) {
    text::Table table{{{"Original", false}, {"Counterfactual", false}, {"Edit type", false}, {"Effect in A"}, {"Effect in B"},
                       {"Peak in A", false}, {"Peak in B", false}},
                      {}};
    for (const json& line : study["lines"]) {
        const std::string original = line["original"].get<std::string>();
        const bool matched = line["matched"].get<bool>();
        const std::string edited = matched ? line["edited"].get<std::string>() : std::string();
        const std::string type = !matched ? "no match" : edited == original ? "same text" : line["edit_type"].get<std::string>();
        table.rows.push_back({original, edited, type, effectCell(line, "a"), effectCell(line, "b"), peakChange(line, "a"), peakChange(line, "b")});
    }
    return table;
}

// The one that most of its texts have.
QString commonType(const json& study) {
    std::map<std::string, int> counts;
    for (const json& line : study["lines"])
        if (line.contains("edit_type") && line["edited"] != line["original"])
            ++counts[line["edit_type"].get<std::string>()];
    const auto most = std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; });
    return most == counts.end() ? QString() : toQt(most->first);
}

} // namespace

views::CounterfactualLine lineOf(const store::CounterfactualRow& row) {
    const json result = json::parse(row.resultJson);
    views::CounterfactualLine line;
    line.original = toQt(row.original);
    line.edited = toQt(row.edited);
    line.editType = toQt(row.editType);
    line.note = toQt(row.note);
    markChanges(row, line);
    for (const std::size_t m : {0u, 1u})
        line.members[m] = memberOf(result, memberKeys[m]);
    return line;
}

views::CounterfactualLine lineOf(const store::EditStudyRow& row) {
    const json study = json::parse(row.resultJson);
    views::CounterfactualLine line;
    line.isRule = true;
    line.original = toQt(row.rule);
    line.editType = commonType(study);
    line.note = toQt(row.note);
    line.texts = study["texts"].get<std::int64_t>();
    line.changed = study["edited"].get<std::int64_t>();
    line.level = study.value("level", .95);
    line.singles = singlesOf(study);
    for (const std::size_t m : {0u, 1u}) {
        const json& summary = study["summaries"][memberKeys[m]];
        line.members[m].effect = numberOf(summary["mean"]);
        line.members[m].interval = {numberOf(summary["low"]), numberOf(summary["high"])};
        if (study.contains("mean_band")) {
            const json& band = study["mean_band"][memberKeys[m]];
            line.members[m].band = {numberOf(band["low"]), numberOf(band["high"])};
        }
    }
    return line;
}

} // namespace crosseed::gui
