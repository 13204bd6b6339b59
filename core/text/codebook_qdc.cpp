#include "base/error.h"
#include "base/uuid.h"
#include "text/codebook_formats.h"
#include <map>
#include <pugixml.hpp>
#include <sstream>

namespace crosseed::text {

namespace {

constexpr const char* space = "6b8cc1bf-939f-5c0c-8866-308ed8747dc3"; // version 5 of urn:crosseed:codebook in the space of URLs

// Programs that read codebooks take codes of one name for one code, so that names are made different.
std::vector<std::string> codeNames(const std::vector<FeatureNote>& notes) {
    std::map<std::string, int> bearers;
    for (const FeatureNote& note : notes)
        ++bearers[foldCase(note.label.empty() ? featureName(note.feature) : note.label)];
    std::vector<std::string> names;
    for (const FeatureNote& note : notes) {
        const std::string number = featureName(note.feature), suffix = " (" + number + ")";
        if (note.label.empty())
            names.push_back(number);
        else // the suffix is taken away once on reading, and "f389" is read as no label
            names.push_back(bearers[foldCase(note.label)] > 1 || note.label.ends_with(suffix) || note.label == number
                                ? note.label + suffix
                                : note.label);
    }
    return names;
}

std::string descriptionOf(const FeatureNote& note, const std::string& run) {
    std::vector<Section> sections = sectionsOf(note);
    sections.push_back({"Feature", featureName(note.feature) + " of run " + run + (note.star ? ", starred" : "")});
    return joinSections(sections, descriptionSections);
}

void addCodes(pugi::xml_node root, const Codebook& codebook) {
    pugi::xml_node codes = root.append_child("Codes");
    const std::vector<std::string> names = codeNames(codebook.notes);
    for (std::size_t i = 0; i < names.size(); ++i) {
        pugi::xml_node code = codes.append_child("Code");
        code.append_attribute("guid") = codeGuid(codebook.run, codebook.notes[i].feature).c_str();
        code.append_attribute("name") = names[i].c_str();
        code.append_attribute("isCodable") = "true";
        code.append_child("Description").text() = descriptionOf(codebook.notes[i], codebook.run).c_str();
    }
}

// The schema has no empty Sets.
void addSets(pugi::xml_node root, const Codebook& codebook) {
    std::map<std::string, std::vector<std::int32_t>> members;
    for (const FeatureNote& note : codebook.notes)
        for (const std::string& tag : note.tags)
            members[tag].push_back(note.feature);
    if (members.empty())
        return;
    pugi::xml_node sets = root.append_child("Sets");
    for (const auto& [tag, features] : members) {
        pugi::xml_node set = sets.append_child("Set");
        set.append_attribute("guid") = setGuid(codebook.run, tag).c_str();
        set.append_attribute("name") = tag.c_str();
        for (const std::int32_t feature : features)
            set.append_child("MemberCode").append_attribute("guid") = codeGuid(codebook.run, feature).c_str();
    }
}

} // namespace

std::string codeGuid(const std::string& run, std::int32_t feature) {
    return nameUuid(space, run + "/feature/" + std::to_string(feature));
}

std::string setGuid(const std::string& run, const std::string& tag) {
    return nameUuid(space, run + "/tag/" + tag);
}

std::string codebookQdc(const Codebook& codebook, const std::string& origin) {
    require(!codebook.notes.empty(), ErrorKind::BadInput,
            "The codebook has no feature yet, and a REFI-QDA codebook must have one code at least; label a feature first.");
    pugi::xml_document document;
    pugi::xml_node declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "utf-8";
    pugi::xml_node root = document.append_child("CodeBook");
    root.append_attribute("xmlns") = "urn:QDA-XML:codebook:1.0";
    root.append_attribute("origin") = origin.c_str();
    addCodes(root, codebook);
    addSets(root, codebook);
    std::ostringstream out;
    document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
    return out.str();
}

} // namespace crosseed::text
