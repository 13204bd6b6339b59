#include "text/feature_note.h"
#include "base/error.h"
#include "base/trim.h"
#include <algorithm>
#include <charconv>
#include <sstream>
#include <unicode/normalizer2.h>
#include <unicode/utf8.h>

namespace crosseed::text {

namespace {

std::string withPlainLineEnds(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] != '\r')
            plain += text[i];
        else if (i + 1 == text.size() || text[i + 1] != '\n')
            plain += '\n';
    return plain;
}

// What is wrong with a text as the end of a sentence that begins with its place; empty for nothing. XML 1.0 decides: it
// has no way to write other characters.
std::string faultOf(const std::string& text) {
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t at = 0; at < size;) {
        UChar32 c = 0;
        U8_NEXT(text.data(), at, size, c);
        if (c < 0)
            return "is not UTF-8; save it as UTF-8";
        if ((c < 0x20 && c != '\t' && c != '\n') || c == 0xFFFE || c == 0xFFFF)
            return "holds a control character; remove it";
    }
    return "";
}

std::string cleanText(const std::string& text, bool oneLine, const std::string& place) {
    const std::string plain = withPlainLineEnds(text);
    const std::string clean(trimmed(plain));
    std::string fault = faultOf(clean);
    if (fault.empty() && oneLine && clean.find('\n') != std::string::npos)
        fault = "has more than one line; join its lines";
    require(fault.empty(), ErrorKind::BadInput, place + " " + fault + ".");
    return clean;
}

std::vector<std::string> wordsOf(std::string_view text) {
    std::istringstream in(foldCase(text));
    std::vector<std::string> words;
    for (std::string word; in >> word;)
        words.push_back(word);
    return words;
}

std::string spokenName(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

} // namespace

const std::vector<NoteField>& noteFields() {
    static const std::vector<NoteField> fields{{"label", &FeatureNote::label},
                                               {"note", &FeatureNote::note},
                                               {"definition", &FeatureNote::definition},
                                               {"anchor_example", &FeatureNote::anchorExample},
                                               {"counter_example", &FeatureNote::counterExample}};
    return fields;
}

FeatureNote cleanNote(FeatureNote note, const std::string& place) {
    const std::string start = place.empty() ? "The " : place + ": the ";
    const std::string of = " of " + featureName(note.feature);
    for (const NoteField& field : noteFields())
        note.*field.text = cleanText(note.*field.text, field.text == &FeatureNote::label, start + spokenName(field.name) + of);
    std::vector<std::string> tags;
    for (const std::string& tag : note.tags) {
        const std::string name = start + "tag \"" + tag + "\"" + of;
        std::string clean = cleanText(tag, true, name);
        require(clean.find(';') == std::string::npos, ErrorKind::BadInput,
                name + " holds a semicolon, which separates tags; choose another sign.");
        if (!clean.empty())
            tags.push_back(std::move(clean));
    }
    std::sort(tags.begin(), tags.end());
    tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
    note.tags = std::move(tags);
    return note;
}

std::string joinTags(const std::vector<std::string>& tags) {
    std::string text;
    for (const std::string& tag : tags)
        text += (text.empty() ? "" : "; ") + tag;
    return text;
}

std::vector<std::string> splitTags(std::string_view text) {
    std::vector<std::string> tags;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(';', begin), text.size());
        if (std::string tag(trimmed(text.substr(begin, end - begin))); !tag.empty())
            tags.push_back(std::move(tag));
        begin = end + 1;
    }
    return tags;
}

std::string featureName(std::int32_t feature) {
    return "f" + std::to_string(feature);
}

std::optional<std::int32_t> parseFeature(std::string_view text) {
    if (text.starts_with('f'))
        text.remove_prefix(1);
    std::int32_t feature = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), feature);
    if (text.empty() || problem != std::errc{} || end != text.data() + text.size() || feature < 0)
        return std::nullopt;
    return feature;
}

std::string foldCase(std::string_view text) {
    if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
        std::string folded(text);
        for (char& c : folded)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        return folded;
    }
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
    require(U_SUCCESS(status), ErrorKind::Internal, "The ICU library of this computer has no NFKC_Casefold.");
    std::string folded;
    const icu::UnicodeString wide = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    folding->normalize(wide, status).toUTF8String(folded);
    return folded;
}

std::vector<NoteMatch> notesHolding(const std::vector<FeatureNote>& notes, std::string_view words) {
    const std::vector<std::string> wanted = wordsOf(words);
    require(!wanted.empty(), ErrorKind::Usage, "There is no word to search for; give one.");
    std::vector<NoteMatch> matches;
    for (const FeatureNote& note : notes) {
        std::vector<std::pair<std::string, std::string>> texts;
        for (const NoteField& field : noteFields())
            texts.emplace_back(field.name, foldCase(note.*field.text));
        texts.emplace_back("tags", foldCase(joinTags(note.tags)));
        NoteMatch match{note, {}};
        for (const auto& field : texts)
            if (std::any_of(wanted.begin(), wanted.end(),
                            [&](const auto& word) { return field.second.find(word) != std::string::npos; }))
                match.fields.push_back(field.first);
        if (std::all_of(wanted.begin(), wanted.end(), [&](const std::string& word) {
                return std::any_of(texts.begin(), texts.end(),
                                   [&](const auto& text) { return text.second.find(word) != std::string::npos; });
            }))
            matches.push_back(std::move(match));
    }
    std::stable_sort(matches.begin(), matches.end(), [](const NoteMatch& a, const NoteMatch& b) {
        const bool first = a.fields.front() == "label", second = b.fields.front() == "label";
        return first != second ? first : a.note.feature < b.note.feature;
    });
    return matches;
}

} // namespace crosseed::text
