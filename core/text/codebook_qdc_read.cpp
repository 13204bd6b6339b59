#include "base/error.h"
#include "base/uuid.h"
#include "text/codebook_formats.h"
#include <algorithm>
#include <map>
#include <pugixml.hpp>

namespace crosseed::text {

namespace {

std::string_view localName(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string textOf(const pugi::xml_node& element) {
    std::string text;
    for (const pugi::xml_node& part : element)
        if (part.type() == pugi::node_pcdata || part.type() == pugi::node_cdata)
            text += part.value();
    return text;
}

class QdcReader {
public:
    QdcReader(const std::string& file, const CodebookTarget& target, std::vector<std::string>* warnings)
        : m_file(file), m_warnings(warnings) {
        for (std::int32_t feature = 0; feature < target.dictionary; ++feature)
            m_features.emplace(codeGuid(target.run, feature), feature);
    }

    std::vector<PlacedNote> read(std::string_view bytes) {
        pugi::xml_document document;
        // Never reads another file: pugixml skips document types and knows no entities but XML's own five.
        const pugi::xml_parse_result result = document.load_buffer(bytes.data(), bytes.size());
        const auto end = bytes.begin() + std::min<std::ptrdiff_t>(result.offset, static_cast<std::ptrdiff_t>(bytes.size()));
        require(result, ErrorKind::BadInput,
                m_file + ", line " + std::to_string(1 + std::count(bytes.begin(), end, '\n')) +
                    " is no XML (" + result.description() + "); export the codebook again.");
        const pugi::xml_node root = document.document_element();
        checkRoot(root);
        bool hasCodes = false;
        for (const pugi::xml_node& part : root)
            if (localName(part) == "Codes") {
                hasCodes = true;
                takeCodes(part);
            }
        require(hasCodes, ErrorKind::BadInput, m_file + " has no element Codes; it is no REFI-QDA codebook.");
        for (const pugi::xml_node& part : root)
            if (localName(part) == "Sets")
                for (const pugi::xml_node& set : part)
                    if (localName(set) == "Set")
                        takeSet(set);
        return std::move(m_read);
    }

private:
    void checkRoot(const pugi::xml_node& root) const {
        require(localName(root) == "CodeBook", ErrorKind::BadInput,
                m_file + " begins with the element " + root.name() +
                    "; a REFI-QDA codebook begins with CodeBook. Export the codebook alone, not the whole project.");
        const std::string_view name = root.name();
        const auto colon = name.find(':');
        const std::string attribute =
            "xmlns" + (colon == std::string_view::npos ? "" : ":" + std::string(name.substr(0, colon)));
        const std::string_view space = root.attribute(attribute.c_str()).value();
        require(space.empty() || space.starts_with("urn:QDA-XML:codebook:"), ErrorKind::BadInput,
                m_file + " has the name space " + std::string(space) + ", not urn:QDA-XML:codebook:1.0; it is no REFI-QDA codebook.");
    }

    // Codes may hold codes; a stack, so that no file is too deep.
    void takeCodes(const pugi::xml_node& codes) {
        std::vector<pugi::xml_node> waiting{codes};
        while (!waiting.empty()) {
            const pugi::xml_node parent = waiting.back();
            waiting.pop_back();
            for (const pugi::xml_node& code : parent)
                if (localName(code) == "Code") {
                    takeCode(code);
                    waiting.push_back(code);
                }
        }
    }

    std::string guidOf(const pugi::xml_node& element, const std::string& place) const {
        const auto guid = plainUuid(element.attribute("guid").value());
        require(guid.has_value(), ErrorKind::BadInput,
                place + ": \"" + element.attribute("guid").value() + "\" is no guid; export the codebook again.");
        return *guid;
    }

    void takeCode(const pugi::xml_node& code) {
        const std::string name = code.attribute("name").value(), place = m_file + ", code \"" + name + "\"";
        require(code.attribute("name"), ErrorKind::BadInput, m_file + " has a code without a name; export the codebook again.");
        const std::string guid = guidOf(code, place), codable = code.attribute("isCodable").value();
        require(codable == "true" || codable == "false" || codable == "1" || codable == "0", ErrorKind::BadInput,
                place + ": isCodable is \"" + codable + "\", not true or false; export the codebook again.");
        require(m_codes.emplace(guid, npos).second, ErrorKind::BadInput,
                place + " has the guid " + guid + " of another code; remove one of the two.");
        PlacedNote placed{place, "", {}};
        m_found = false;
        for (const pugi::xml_node& part : code)
            if (localName(part) == "Description")
                takeDescription(textOf(part), placed);
        if (!m_found && !findByGuid(guid, placed)) {
            require(codable == "false" || codable == "0", ErrorKind::BadInput,
                    place + " (guid " + guid + ") belongs to no feature of the run: neither its description nor its guid names one. "
                            "Add the lines \"Feature:\" and \"f389\" to its description, or remove it.");
            if (m_warnings)
                m_warnings->push_back(place + " cannot be applied and names no feature; it is left out.");
            return;
        }
        takeName(name, placed.note);
        m_codes[guid] = m_read.size();
        m_read.push_back(std::move(placed));
    }

    void takeDescription(const std::string& description, PlacedNote& placed) {
        for (const Section& section : splitSections(description, descriptionSections))
            if (section.title == "Feature")
                takeFeature(section.text, placed);
            else if (!section.text.empty())
                takeSection({section.title.empty() ? "Definition" : section.title, section.text}, placed.note);
    }

    // "f389 of run KEY, starred", or "f389" alone.
    void takeFeature(std::string text, PlacedNote& placed) {
        constexpr std::string_view starred = ", starred", ofRun = " of run ";
        if (text.ends_with(starred)) {
            placed.note.star = true;
            text.resize(text.size() - starred.size());
        }
        if (const auto at = text.find(ofRun); at != std::string::npos) {
            placed.run = text.substr(at + ofRun.size());
            text.resize(at);
        }
        if (const auto feature = parseFeature(text)) {
            placed.note.feature = *feature;
            m_found = true;
        }
    }

    bool findByGuid(const std::string& guid, PlacedNote& placed) const {
        const auto known = m_features.find(guid);
        if (known == m_features.end())
            return false;
        placed.note.feature = known->second;
        return true;
    }

    static void takeName(const std::string& name, FeatureNote& note) {
        const std::string number = featureName(note.feature), suffix = " (" + number + ")";
        if (name != number)
            note.label = name.ends_with(suffix) ? name.substr(0, name.size() - suffix.size()) : name;
    }

    void takeSet(const pugi::xml_node& set) {
        const std::string name = set.attribute("name").value(), place = m_file + ", set \"" + name + "\"";
        guidOf(set, place);
        for (const pugi::xml_node& member : set) {
            if (localName(member) != "MemberCode")
                continue;
            const std::string guid = guidOf(member, place);
            const auto code = m_codes.find(guid);
            require(code != m_codes.end(), ErrorKind::BadInput,
                    place + " has the member " + guid + ", which is no code of the file; export the codebook again.");
            if (code->second != npos)
                m_read[code->second].note.tags.push_back(name);
        }
    }

    static constexpr std::size_t npos = static_cast<std::size_t>(-1); // a code that was left out
    const std::string& m_file;
    std::vector<std::string>* m_warnings;
    std::map<std::string, std::int32_t> m_features; // of the target's run, by guid
    std::map<std::string, std::size_t> m_codes;     // by guid: position in m_read
    std::vector<PlacedNote> m_read;
    bool m_found = false; // the description of the code at hand names its feature
};

} // namespace

std::vector<PlacedNote> notesFromQdc(std::string_view bytes, const std::string& file, const CodebookTarget& target,
                                     std::vector<std::string>* warnings) {
    return QdcReader(file, target, warnings).read(bytes);
}

} // namespace crosseed::text
