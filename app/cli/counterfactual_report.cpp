#include "counterfactual_report.h"
#include "evaluate/edit_study.h"
#include "report.h"
#include <algorithm>
#include <cmath>

namespace crosseed::cli {

using nlohmann::json;

namespace {

// "would -> is", "should -> none".
std::string peakChange(const json& member) {
    if (!member.contains("before"))
        return "-";
    const auto word = [](const json& peak) {
        return peak["token"].get<std::int64_t>() < 0 ? std::string("none") : peak["word"].get<std::string>();
    };
    return word(member["before"]) + " -> " + word(member["after"]);
}

Cell effectCell(const json& member) {
    return percentCell(member.contains("effect") ? 100 * numberOf(member["effect"]) : std::nan(""));
}

std::string quoted(const json& peak) {
    const std::string value = fixedText(numberOf(peak["value"]), 4);
    return peak["token"].get<std::int64_t>() < 0 ? value : value + " on \"" + peak["word"].get<std::string>() + "\"";
}

std::string percentages(const std::vector<double>& shares, const std::vector<std::string>& classes) {
    std::string text;
    for (std::size_t c = 0; c < shares.size(); ++c)
        text += (c ? ", " : "") + (c < classes.size() ? classes[c] + " " : std::string()) + fixedText(100 * shares[c], 1);
    return text + " %";
}

// One feature in one model.
std::string memberText(const json& result, const char* key, const char* name) {
    const json& member = result[key];
    std::string text = std::string("    ") + name + ": ";
    if (!member["present"].get<bool>())
        return text + "its SAE has no partner of this feature\n";
    const json &before = member["before"], &after = member["after"];
    text += quoted(before) + " -> " + quoted(after) + "; ";
    text += member["effect"].is_null() ? std::string("no effect, since it does not fire in the original")
                                       : "effect " + percentText(100 * numberOf(member["effect"]));
    for (const auto& [special, piece] : {std::pair{"cls", "[CLS]"}, std::pair{"sep", "[SEP]"}})
        if (numberOf(before[special]) != 0 || numberOf(after[special]) != 0)
            text += std::string("; ") + piece + " " + fixedText(numberOf(before[special]), 4) + " -> " +
                    fixedText(numberOf(after[special]), 4);
    text += "\n";
    if (!member["silence"].is_null())
        text += "       why: " + member["silence"]["text"].get<std::string>() + "\n";
    return text;
}

std::string classesText(const json& result, const char* key, const char* name) {
    const auto classes = result["classes"].get<std::vector<std::string>>();
    return std::string("  classes in ") + name + ": " +
           percentages(result[key]["probabilities_before"].get<std::vector<double>>(), classes) + " -> " +
           percentages(result[key]["probabilities_after"].get<std::vector<double>>(), classes) + "\n";
}

bool samePair(const ShownCounterfactual& x, const ShownCounterfactual& y) {
    return x.run == y.run && x.result["original"] == y.result["original"] && x.result["edited"] == y.result["edited"];
}

std::string movedText(const json& moved) {
    std::string text;
    for (const json& m : moved) {
        const auto change = [&](const char* before, const char* after) {
            return fixedText(numberOf(m[before]), 3) + " -> " + fixedText(numberOf(m[after]), 3);
        };
        text += (text.empty() ? "" : "; ") + std::string("f") + std::to_string(m["feature"].get<int>()) + " (A " +
                change("before_a", "after_a") + ", B " + change("before_b", "after_b") + ")";
    }
    return text;
}

std::vector<Cell> summaryCells(const std::string& name, const json& s) {
    return {name,
            countCell(s["texts"].get<long long>()),
            countCell(s["undefined"].get<long long>()),
            percentCell(100 * numberOf(s["mean"])),
            Cell(s["low"].is_null() ? "-" : percentText(100 * numberOf(s["low"])) + " .. " + percentText(100 * numberOf(s["high"]))),
            countCell(s["rose"].get<long long>()),
            countCell(s["fell"].get<long long>()),
            countCell(s["unchanged"].get<long long>()),
            Cell(numberOf(s["sign_test_p"]) < 0.001 ? "<.001" : correlationText(numberOf(s["sign_test_p"])),
                 exactText(numberOf(s["sign_test_p"])))};
}

std::string levelText(const json& study) {
    return fixedText(100 * numberOf(study["level"]), 0) + " % interval";
}

Table summaryTable(const json& study) {
    Table table{{{"", false}, {"texts"}, {"undefined"}, {"mean effect"}, {levelText(study)}, {"rose"}, {"fell"}, {"unchanged"},
                 {"sign test p"}},
                {}};
    const auto add = [&](const std::string& name, const json& summaries) {
        for (const auto& [key, member] : {std::pair{"a", "A"}, std::pair{"b", "B"}, std::pair{"both", "mean of A and B"}})
            table.rows.push_back(summaryCells(name + ", " + member, summaries[key]));
    };
    add("rule", study["summaries"]);
    for (const json& placebo : study["placebos"])
        if (placebo["applied"].get<int>() > 0)
            add("placebo " + placebo["placebo"].get<std::string>(), placebo["summaries"]);
    return table;
}

// "names 0.4 % of 3, synonyms -1.2 % of 9"
std::string kindsText(const json& study, const char* key) {
    std::string text;
    for (const json& placebo : study["placebos"])
        if (const json& summary = placebo["summaries"][key]; summary["texts"].get<int>() > 0)
            text += (text.empty() ? "" : ", ") + placebo["placebo"].get<std::string>() + " " +
                    percentText(100 * numberOf(summary["mean"])) + " of " + std::to_string(summary["texts"].get<int>());
    return text.empty() ? "none" : text;
}

std::string meanBandText(const json& study, const char* key) {
    if (!study.contains("mean_band"))
        return "no noise band of the mean in this older study; compute it again for one";
    const json& stored = study["mean_band"][key];
    const evaluate::Interval band{numberOf(stored["low"]), numberOf(stored["high"])};
    if (!std::isfinite(band.low))
        return "no noise band: too few texts with an effect";
    const double mean = numberOf(study["summaries"][key]["mean"]);
    // Outside towards 0 is no effect larger than the noise.
    const bool smaller = std::abs(mean) < std::min(std::abs(band.low), std::abs(band.high));
    const std::string place = !evaluate::outsideBand(mean, band) ? "inside it"
                              : smaller ? "outside it, nearer to 0: the placebo edits move the feature more"
                                        : std::string("outside it, ") + (mean > band.high ? "above" : "below");
    return percentText(100 * band.low) + " .. " + percentText(100 * band.high) + " (means of " +
           std::to_string(stored["texts_of_a_mean"].get<int>()) + " drawn out of " +
           std::to_string(stored["texts_with_placebo"].get<int>()) + " texts); the rule's mean of " + percentText(100 * mean) +
           " lies " + place;
}

std::string bandText(const json& study) {
    const bool older = study.contains("band"); // holds single edits
    if (!older && !study.contains("mean_band"))
        return {};
    std::string applied;
    for (const json& placebo : study["placebos"])
        applied += (applied.empty() ? "" : ", ") + placebo["placebo"].get<std::string>() + " " +
                   std::to_string(placebo["applied"].get<int>());
    std::string text = "Placebo edits of the same " + std::to_string(study["texts"].get<int>()) + " texts (texts edited: " + applied +
                       "). Noise band: 2.5 to 97.5 % of the mean effects of as many texts as the rule's mean has, drawn with "
                       "replacement; a text counts with the mean of its placebo edits.\n";
    for (const auto& [key, name] : {std::pair{"a", "A"}, std::pair{"b", "B"}, std::pair{"both", "mean of A and B"}}) {
        const json& single = study[older ? "band" : "single_placebo_edits"][key];
        text += std::string("  ") + name + ": " + meanBandText(study, key) + "\n     single placebo edits: " +
                percentText(100 * numberOf(single["quantile_025"])) + " .. " + percentText(100 * numberOf(single["quantile_975"])) +
                " (" + std::to_string(single[older ? "texts" : "edits"].get<int>()) + " edits); mean of each kind: " +
                kindsText(study, key) + "\n";
    }
    return text;
}

} // namespace

ShownCounterfactual shown(const store::CounterfactualRow& row) {
    return {json::parse(row.resultJson), row.id.value, row.run.value, row.note};
}

json toJson(const ShownCounterfactual& row) {
    json out = row.result;
    out["id"] = row.id > 0 ? json(row.id) : json(nullptr);
    out["run"] = row.run;
    out["note"] = row.note;
    return out;
}

Table table2(const std::vector<ShownCounterfactual>& rows) {
    bool several = false;
    for (const auto& row : rows)
        several = several || row.result["feature"] != rows.front().result["feature"];
    Table table{{{"Original", false}, {"Counterfactual", false}, {"Edit type", false}, {"Effect in A"}, {"Effect in B"},
                 {"Peak in A", false}, {"Peak in B", false}},
                {}};
    if (several)
        table.columns.insert(table.columns.begin(), {"Feature"});
    for (const auto& row : rows) {
        const json& r = row.result;
        std::vector<Cell> cells{r["original"].get<std::string>(), r["edited"].get<std::string>(),
                                r["edit_type"].get<std::string>(), effectCell(r["a"]), effectCell(r["b"]),
                                peakChange(r["a"]), peakChange(r["b"])};
        if (several)
            cells.insert(cells.begin(), Cell("f" + std::to_string(r["feature"].get<int>())));
        table.rows.push_back(std::move(cells));
    }
    return table;
}

Table detailTable(const std::vector<ShownCounterfactual>& rows) {
    Table table{{{"id"}, {"run"}, {"feature"}, {"original"}, {"edited"}, {"edit_type"}, {"note"}}, {}};
    for (const char* m : {"a", "b"})
        for (const char* what : {"effect", "before", "before_word", "after", "after_word", "cls_before", "cls_after", "sep_before",
                                 "sep_after", "reason", "class_before", "p_before", "class_after", "p_after"})
            table.columns.push_back({std::string(what) + "_" + m});
    for (const auto& row : rows) {
        const json& r = row.result;
        const auto number = [](const json& value) { return Cell(exactText(numberOf(value))); };
        std::vector<Cell> cells{row.id > 0 ? std::to_string(row.id) : std::string(), std::to_string(row.run),
                                std::to_string(r["feature"].get<int>()), r["original"].get<std::string>(),
                                r["edited"].get<std::string>(), r["edit_type"].get<std::string>(), row.note};
        for (const char* key : {"a", "b"}) {
            const json& m = r[key];
            if (m.contains("effect")) {
                cells.insert(cells.end(), {number(m["effect"]), number(m["before"]["value"]), m["before"]["word"].get<std::string>(),
                                           number(m["after"]["value"]), m["after"]["word"].get<std::string>(),
                                           number(m["before"]["cls"]), number(m["after"]["cls"]), number(m["before"]["sep"]),
                                           number(m["after"]["sep"]),
                                           m["silence"].is_null() ? std::string() : m["silence"]["text"].get<std::string>()});
            } else {
                cells.insert(cells.end(), 10, Cell(""));
            }
            for (const char* when : {"probabilities_before", "probabilities_after"}) {
                const auto shares = m[when].get<std::vector<double>>();
                const auto best = std::max_element(shares.begin(), shares.end());
                const auto place = static_cast<std::size_t>(best - shares.begin());
                cells.emplace_back(place < r["classes"].size() ? r["classes"][place].get<std::string>() : "");
                cells.emplace_back(best == shares.end() ? "" : exactText(*best));
            }
        }
        table.rows.push_back(std::move(cells));
    }
    return table;
}

std::string detailText(const std::vector<ShownCounterfactual>& rows) {
    std::string text;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const json& r = rows[i].result;
        if (i == 0 || !samePair(rows[i - 1], rows[i]))
            text += "\n" + r["changes"].get<std::string>() + "\n";
        text += "  f" + std::to_string(r["feature"].get<int>()) +
                (rows[i].id > 0 ? " [" + std::to_string(rows[i].id) + "]" : "") +
                (rows[i].note.empty() ? "" : ", note: " + rows[i].note) + "\n" + memberText(r, "a", "A") + memberText(r, "b", "B");
        if (i + 1 < rows.size() && samePair(rows[i], rows[i + 1]))
            continue;
        text += classesText(r, "a", "A") + classesText(r, "b", "B");
        if (!r["most_moved"].empty())
            text += "  moved most: " + movedText(r["most_moved"]) + "\n";
        if (r["truncated"].get<bool>())
            text += "  a sentence is longer than the model reads; its end was left out\n";
    }
    return text;
}

Table studyLineTable(const json& study) {
    Table table{{{"Original", false}, {"Counterfactual", false}, {"Edit type", false}, {"Effect in A"}, {"Effect in B"},
                 {"Peak in A", false}, {"Peak in B", false}},
                {}};
    for (const json& line : study["lines"]) {
        const bool matched = line["matched"].get<bool>();
        const bool edited = matched && line["edited"] != line["original"];
        const std::string after = matched ? line["edited"].get<std::string>() : "";
        if (edited)
            table.rows.push_back({line["original"].get<std::string>(), after, line["edit_type"].get<std::string>(),
                                  effectCell(line["a"]), effectCell(line["b"]), peakChange(line["a"]), peakChange(line["b"])});
        else
            table.rows.push_back({line["original"].get<std::string>(), after, matched ? "same text" : "unmatched",
                                  percentCell(std::nan("")), percentCell(std::nan("")), "-", "-"});
    }
    return table;
}

std::string studyText(const json& study) {
    return std::to_string(study["texts"].get<int>()) + " texts: " + std::to_string(study["edited"].get<int>()) + " edited, " +
           std::to_string(study["unmatched"].get<int>()) + " without a match, " + std::to_string(study["same_text"].get<int>()) +
           " that the rule leaves as they are. Effects count where the feature fires in the original (undefined: it does not); "
           "intervals from " +
           countText(study["draws"].get<long long>()) + " draws of texts, seed " + std::to_string(study["seed"].get<long long>()) +
           "; the sign test leaves out the unchanged.\n" + toText(summaryTable(study)) + bandText(study) + "\n" +
           toText(studyLineTable(study));
}

} // namespace crosseed::cli
