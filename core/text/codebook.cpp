#include "text/codebook.h"
#include "base/error.h"
#include "text/codebook_formats.h"
#include <algorithm>
#include <map>

namespace crosseed::text {

namespace {

// Both texts, the new one only where the old one does not hold it yet: merging twice is merging once.
std::string both(const std::string& old, const std::string& added, const std::string& between) {
    if (old.empty() || added.empty())
        return old + added;
    const bool isThere = (between + old + between).find(between + added + between) != std::string::npos;
    return isThere ? old : old + between + added;
}

FeatureNote merged(const FeatureNote& old, const FeatureNote& added) {
    FeatureNote note = old;
    note.star = old.star || added.star;
    note.tags.insert(note.tags.end(), added.tags.begin(), added.tags.end());
    for (const NoteField& field : noteFields())
        note.*field.text = both(old.*field.text, added.*field.text, field.text == &FeatureNote::label ? " / " : "\n\n");
    return cleanNote(std::move(note));
}

void requireFeature(const PlacedNote& placed, const CodebookTarget& target) {
    require(placed.note.feature < target.dictionary, ErrorKind::BadInput,
            placed.place + ": the run has no feature " + featureName(placed.note.feature) + ", only f0 to " +
                featureName(static_cast<std::int32_t>(target.dictionary - 1)) + "; correct the number or choose another run.");
    require(target.otherRun || placed.run.empty() || placed.run == target.run, ErrorKind::BadInput,
            placed.place + ": the features are those of another run (key " + placed.run.substr(0, 12) + "..., not " +
                target.run.substr(0, 12) + "...), where the same numbers mean other things; choose that run, or say that the "
                                           "numbers are to be taken as they are (--other-run).");
}

} // namespace

CodebookFormat codebookFormat(const std::filesystem::path& file) {
    const std::string ending = file.extension().string();
    require(ending == ".csv" || ending == ".md" || ending == ".qdc", ErrorKind::Usage,
            "A codebook's file ends in .csv, .md or .qdc (REFI-QDA); " + file.string() + " does not.");
    return ending == ".csv" ? CodebookFormat::Csv : ending == ".md" ? CodebookFormat::Markdown : CodebookFormat::Qdc;
}

std::string writeCodebook(const Codebook& codebook, CodebookFormat format, const std::string& origin) {
    switch (format) {
    case CodebookFormat::Csv: return codebookCsv(codebook);
    case CodebookFormat::Markdown: return codebookMarkdown(codebook);
    default: return codebookQdc(codebook, origin);
    }
}

Codebook checkedCodebook(const std::vector<PlacedNote>& read, const CodebookTarget& target) {
    std::map<std::int32_t, const PlacedNote*> byFeature;
    Codebook codebook{target.run, {}};
    for (const PlacedNote& placed : read) {
        requireFeature(placed, target);
        const auto [known, isNew] = byFeature.emplace(placed.note.feature, &placed);
        require(isNew, ErrorKind::BadInput,
                placed.place + ": feature " + featureName(placed.note.feature) + " is there twice, first at " +
                    known->second->place + "; remove one of the two.");
    }
    for (const auto& [feature, placed] : byFeature)
        codebook.notes.push_back(cleanNote(placed->note, placed->place));
    return codebook;
}

Codebook readCodebook(std::string_view bytes, CodebookFormat format, const std::string& file, const CodebookTarget& target,
                      std::vector<std::string>* warnings) {
    return checkedCodebook(format == CodebookFormat::Csv        ? notesFromCsv(bytes, file)
                           : format == CodebookFormat::Markdown ? notesFromMarkdown(bytes, file)
                                                                : notesFromQdc(bytes, file, target, warnings),
                           target);
}

std::string_view conflictName(OnConflict choice) {
    constexpr std::string_view names[] = {"refuse", "keep", "replace", "merge"};
    return names[static_cast<std::size_t>(choice)];
}

std::vector<FeatureNote> changedNotes(const std::vector<FeatureNote>& existing, const std::vector<FeatureNote>& read,
                                      OnConflict onConflict) {
    std::map<std::int32_t, const FeatureNote*> known;
    for (const FeatureNote& note : existing)
        if (!note.isEmpty())
            known.emplace(note.feature, &note);
    std::vector<FeatureNote> changed;
    for (const FeatureNote& note : read) {
        const auto there = known.find(note.feature);
        if (there == known.end()) {
            if (!note.isEmpty())
                changed.push_back(note);
            continue;
        }
        const FeatureNote& old = *there->second;
        if (old == note || onConflict == OnConflict::Keep)
            continue;
        require(onConflict != OnConflict::Refuse, ErrorKind::BadInput,
                "Feature " + featureName(note.feature) + " has another entry already" +
                    (old.label.empty() ? "" : " (\"" + old.label + "\")") +
                    "; nothing was read. Choose what to do with such features: --on-conflict keep, replace or merge.");
        if (FeatureNote result = onConflict == OnConflict::Merge ? merged(old, note) : note; result != old)
            changed.push_back(std::move(result));
    }
    return changed;
}

} // namespace crosseed::text
