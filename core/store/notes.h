// What a person wrote about the features of a run, in a project. Notes belong to the run, not to one of its evaluations: they stay
// when the run is evaluated again, with whatever thresholds, and when its SAE is trained again under the same key.
//
// Each call that changes something is one transaction, and its change is in the file when it returns: a program that is killed
// or a computer that loses its power afterwards loses nothing of it.
#pragma once
#include "base/ids.h"
#include "store/project.h"
#include "text/codebook.h"

namespace crosseed::store {

// Features F of a run. Throws Error(NotFound) when there is no such run.
std::int64_t dictionaryOf(const Project& project, RunId run);

// An empty note where nothing was written.
text::FeatureNote noteOf(const Project& project, RunId run, std::int32_t feature);
// All that are not empty, by feature.
std::vector<text::FeatureNote> notesOf(const Project& project, RunId run);

// In the place of what was there, whole; an empty note removes it. Stores text::cleanNote(note) and gives it back. Throws
// Error(NotFound) for a run or a feature that is not there, and what cleanNote() throws.
text::FeatureNote saveNote(Project& project, RunId run, const text::FeatureNote& note);

// Reads the notes of the run and writes what text::changedNotes() makes of them, all or nothing.
struct NoteImport {
    std::int64_t added = 0;   // features that had no note
    std::int64_t changed = 0; // features whose note is another one now
    std::int64_t left = 0;    // features whose note stayed as it was
};
NoteImport importNotes(Project& project, RunId run, const text::Codebook& codebook, text::OnConflict onConflict);

struct TagCount {
    std::string tag;
    std::int64_t features = 0;
};
// In byte order.
std::vector<TagCount> tagsOf(const Project& project, RunId run);
// On all features of the run; where a feature has both tags, it keeps one. Gives the number of features that had `from`. Throws
// Error(NotFound) naming the tags that exist when none has it, and what cleanNote() throws for `to`.
std::int64_t renameTag(Project& project, RunId run, const std::string& from, const std::string& to);
std::int64_t removeTag(Project& project, RunId run, const std::string& tag);

} // namespace crosseed::store
