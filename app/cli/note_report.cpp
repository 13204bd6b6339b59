#include "note_report.h"
#include <nlohmann/json.hpp>

namespace crosseed::cli {

namespace {

// The first line of a text, at most 60 characters of it, as a cell that files hold whole.
text::Cell shortCell(const std::string& whole) {
    constexpr int width = 60;
    const std::string line = whole.substr(0, whole.find('\n'));
    std::string shown;
    int characters = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if ((static_cast<unsigned char>(line[i]) & 0xC0) != 0x80 && ++characters > width)
            break;
        shown += line[i];
    }
    return {shown.size() == whole.size() ? whole : shown + " ...", whole};
}

} // namespace

nlohmann::json noteJson(const text::FeatureNote& note) {
    nlohmann::json json{{"feature", note.feature}, {"star", note.star}, {"tags", note.tags}};
    for (const text::NoteField& field : text::noteFields())
        json[field.name] = note.*field.text;
    return json;
}

std::string noteText(const store::RunRow& run, const text::FeatureNote& note) {
    std::string text = text::featureName(note.feature) + " of run " + std::to_string(run.id.value) + " (" + run.condition + ")" +
                       (note.star ? ", starred" : "") + "\n";
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty())
            text += std::string(name) + ": " + value + "\n";
    };
    add("Label", note.label);
    add("Tags", text::joinTags(note.tags));
    add("Definition", note.definition);
    add("Anchor example", note.anchorExample);
    add("Counter-example", note.counterExample);
    add("Note", note.note);
    if (note.isEmpty())
        text += "Nothing is written about it yet; --label, --tag, --note and so on do.\n";
    return text;
}

text::Table noteTable(const std::vector<text::FeatureNote>& notes) {
    text::Table table{{{"feature"}, {"star"}, {"label", false}, {"tags", false}, {"definition", false}, {"note", false}}, {}};
    for (const text::FeatureNote& note : notes)
        table.rows.push_back({{text::featureName(note.feature), std::to_string(note.feature)},
                              {note.star ? "*" : "", note.star ? "1" : "0"},
                              note.label,
                              text::joinTags(note.tags),
                              shortCell(note.definition),
                              shortCell(note.note)});
    return table;
}

} // namespace crosseed::cli
