#include "base/error.h"
#include "text/codebook_formats.h"

namespace crosseed::text {

namespace {

constexpr std::string_view runLine = "Run: ", tagLine = "Tags: ", starLine = "Starred", entryMark = "## ";

// One feature as it is collected line by line.
struct Entry {
    PlacedNote placed;
    std::string body;
};

void takeOpening(const std::string& opening, PlacedNote& placed) {
    for (std::size_t begin = 0; begin < opening.size();) {
        const std::size_t end = std::min(opening.find('\n', begin), opening.size());
        const std::string_view line = std::string_view(opening).substr(begin, end - begin);
        begin = end + 1;
        if (line == starLine)
            placed.note.star = true;
        else if (line.starts_with(tagLine))
            placed.note.tags = splitTags(line.substr(tagLine.size()));
        else
            require(line.empty(), ErrorKind::BadInput,
                    placed.place + ": \"" + std::string(line) + "\" stands below no heading like ### Definition; put it below one.");
    }
}

PlacedNote finished(Entry entry) {
    for (const Section& section : splitSections(entry.body, markdownSections))
        if (section.title.empty())
            takeOpening(section.text, entry.placed);
        else
            require(takeSection(section, entry.placed.note), ErrorKind::BadInput,
                    entry.placed.place + ": a feature has no heading \"" + section.title + "\"; rename or remove it.");
    return std::move(entry.placed);
}

// Of "## f389 a label".
Entry begun(std::string_view line, const std::string& place, const std::string& run) {
    line.remove_prefix(entryMark.size());
    const std::size_t blank = std::min(line.find(' '), line.size());
    const auto feature = parseFeature(line.substr(0, blank));
    require(feature.has_value(), ErrorKind::BadInput,
            place + ": the heading \"" + std::string(line) + "\" does not begin with a feature, like f389.");
    Entry entry{{place, run, {}}, ""};
    entry.placed.note.feature = *feature;
    entry.placed.note.label = line.substr(std::min(blank + 1, line.size()));
    return entry;
}

void requireKnownHeading(std::string_view line, const std::string& place) {
    if (!line.starts_with("#"))
        return;
    for (const std::string& title : sectionTitles())
        if (line == markdownSections.before + title)
            return;
    throw Error(ErrorKind::BadInput, place + ": \"" + std::string(line) +
                                         "\" is no heading of a codebook; put a backslash before it where it belongs to a text.");
}

} // namespace

std::string codebookMarkdown(const Codebook& codebook) {
    std::string text = "# Codebook\n\n" + std::string(runLine) + codebook.run + "\n";
    for (const FeatureNote& note : codebook.notes) {
        text += "\n" + std::string(entryMark) + featureName(note.feature) + (note.label.empty() ? "" : " " + note.label) + "\n";
        if (note.star)
            text += "\n" + std::string(starLine) + "\n";
        if (!note.tags.empty())
            text += "\n" + std::string(tagLine) + joinTags(note.tags) + "\n";
        if (const auto sections = sectionsOf(note); !sections.empty())
            text += "\n" + joinSections(sections, markdownSections);
    }
    return text;
}

std::vector<PlacedNote> notesFromMarkdown(std::string_view bytes, const std::string& file) {
    std::vector<PlacedNote> read;
    std::vector<Entry> open; // none or one
    std::string run;
    std::int64_t number = 0;
    for (std::size_t begin = 0; begin < bytes.size();) {
        const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
        std::string_view line = bytes.substr(begin, end - begin);
        begin = end + 1;
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        const std::string place = file + ", line " + std::to_string(++number);
        if (line.starts_with(entryMark)) {
            if (!open.empty())
                read.push_back(finished(std::move(open.back())));
            open.assign(1, begun(line, place, run));
        } else if (!open.empty()) {
            requireKnownHeading(line, place);
            open.back().body += std::string(line) + "\n";
        } else if (line.starts_with(runLine))
            run = line.substr(runLine.size());
    }
    if (!open.empty())
        read.push_back(finished(std::move(open.back())));
    require(!read.empty() || bytes.find("# Codebook") != std::string_view::npos, ErrorKind::BadInput,
            file + " is no codebook in Markdown: it has no heading like \"## f389 label\".");
    return read;
}

} // namespace crosseed::text
