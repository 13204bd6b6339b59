#include "text/codebook_formats.h"
#include <algorithm>

namespace crosseed::text {

namespace {

struct TitledField {
    const char* title;
    std::string FeatureNote::* text;
};
constexpr TitledField titledFields[] = {{"Definition", &FeatureNote::definition},
                                        {"Anchor example", &FeatureNote::anchorExample},
                                        {"Counter-example", &FeatureNote::counterExample},
                                        {"Note", &FeatureNote::note}};

// The title of a heading's line, empty for other lines.
std::string titleIn(std::string_view line, const SectionStyle& style) {
    for (const std::string& title : sectionTitles())
        if (line == style.before + title + style.after)
            return title;
    return "";
}

bool needsBackslash(std::string_view line, const SectionStyle& style) {
    const auto begin = line.find_first_not_of('\\');
    if (begin == std::string_view::npos)
        return false;
    line.remove_prefix(begin);
    return (style.allOfThatStart && line.front() == style.before.front()) || !titleIn(line, style).empty();
}

template <typename Each> void eachLine(std::string_view text, Each each) {
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = text.substr(begin, end - begin);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        each(line);
        begin = end + 1;
    }
}

std::string withoutBlankEnds(const std::string& text) {
    const auto begin = text.find_first_not_of('\n');
    return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of('\n') - begin + 1);
}

} // namespace

const std::vector<std::string>& sectionTitles() {
    static const std::vector<std::string> titles{"Definition", "Anchor example", "Counter-example", "Note", "Feature"};
    return titles;
}

std::string joinSections(const std::vector<Section>& sections, const SectionStyle& style) {
    std::string text;
    for (const Section& section : sections) {
        text += (text.empty() ? "" : "\n") + style.before + section.title + style.after + "\n";
        if (style.allOfThatStart)
            text += "\n";
        eachLine(section.text, [&](std::string_view line) {
            text += (needsBackslash(line, style) ? "\\" : "") + std::string(line) + "\n";
        });
    }
    return text;
}

std::vector<Section> splitSections(std::string_view text, const SectionStyle& style) {
    std::vector<Section> sections{{}};
    eachLine(text, [&](std::string_view line) {
        if (std::string title = titleIn(line, style); !title.empty()) {
            sections.push_back({std::move(title), ""});
            return;
        }
        if (line.starts_with('\\') && needsBackslash(line, style))
            line.remove_prefix(1);
        sections.back().text += std::string(line) + "\n";
    });
    for (Section& section : sections)
        section.text = withoutBlankEnds(section.text);
    return sections;
}

std::vector<Section> sectionsOf(const FeatureNote& note) {
    std::vector<Section> sections;
    for (const TitledField& field : titledFields)
        if (!(note.*field.text).empty())
            sections.push_back({field.title, note.*field.text});
    return sections;
}

bool takeSection(const Section& section, FeatureNote& note) {
    for (const TitledField& field : titledFields)
        if (section.title == field.title) {
            std::string& text = note.*field.text;
            text += (text.empty() ? "" : "\n\n") + section.text;
            return true;
        }
    return false;
}

} // namespace crosseed::text
