#include "base/error.h"
#include "text/codebook_formats.h"
#include "text/csv.h"
#include "text/table.h"
#include <algorithm>

namespace crosseed::text {

namespace {

const std::vector<std::string>& columns() {
    static const std::vector<std::string> names{"feature", "run",        "star",           "label",          "tags",
                                                "note",    "definition", "anchor_example", "counter_example"};
    return names;
}

void checkHeader(const std::vector<std::string>& header, const std::string& file) {
    std::string known;
    for (const std::string& name : columns())
        known += (known.empty() ? "" : ", ") + name;
    for (const std::string& name : header) {
        require(std::find(columns().begin(), columns().end(), name) != columns().end(), ErrorKind::BadInput,
                file + ": a codebook has no column \"" + name + "\"; rename or remove it. It may have " + known + ".");
        require(std::count(header.begin(), header.end(), name) == 1, ErrorKind::BadInput,
                file + " names the column " + name + " twice; remove one of the two.");
    }
    require(std::find(header.begin(), header.end(), "feature") != header.end(), ErrorKind::BadInput,
            file + " has no column feature; it is needed to know what the other columns are about.");
}

bool parseStar(const std::string& text, const std::string& place) {
    const std::string folded = foldCase(text);
    const bool yes = folded == "1" || folded == "true" || folded == "yes";
    require(yes || folded.empty() || folded == "0" || folded == "false" || folded == "no", ErrorKind::BadInput,
            place + ", field star: \"" + text + "\" is neither 1 nor 0.");
    return yes;
}

void takeField(const std::string& column, const std::string& text, PlacedNote& placed) {
    if (column == "feature") {
        const auto feature = parseFeature(text);
        require(feature.has_value(), ErrorKind::BadInput,
                placed.place + ", field feature: \"" + text + "\" is not the number of a feature, like 389 or f389.");
        placed.note.feature = *feature;
    } else if (column == "run")
        placed.run = text;
    else if (column == "star")
        placed.note.star = parseStar(text, placed.place);
    else if (column == "tags")
        placed.note.tags = splitTags(text);
    else
        for (const NoteField& field : noteFields())
            if (column == field.name)
                placed.note.*field.text = text;
}

} // namespace

std::string codebookCsv(const Codebook& codebook) {
    Table table;
    for (const std::string& name : columns())
        table.columns.push_back({name});
    for (const FeatureNote& note : codebook.notes)
        table.rows.push_back({std::to_string(note.feature), codebook.run, note.star ? "1" : "0", note.label, joinTags(note.tags),
                              note.note, note.definition, note.anchorExample, note.counterExample});
    return toCsv(table);
}

std::vector<PlacedNote> notesFromCsv(std::string_view bytes, const std::string& file) {
    const TableRows table = parseCsv(bytes, {guessDelimiter(bytes, true), true}, file);
    checkHeader(table.header, file);
    std::vector<PlacedNote> read;
    for (const TableRow& row : table.rows) {
        PlacedNote placed{file + ", line " + std::to_string(row.line), "", {}};
        for (std::size_t i = 0; i < table.header.size(); ++i)
            takeField(table.header[i], row.fields[i], placed);
        read.push_back(std::move(placed));
    }
    return read;
}

} // namespace crosseed::text
