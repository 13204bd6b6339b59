// Counterfactuals and rules over many texts that were computed and kept, each with a note.
#pragma once
#include "base/ids.h"
#include "store/project.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crosseed::store {

// One edit and what one feature made of it.
struct CounterfactualRow {
    CounterfactualId id;
    RunId run;
    std::int32_t feature = 0;
    std::string original, edited;
    std::string editType;
    std::string resultJson; // peaks, effects, reasons, probabilities, options: all that was shown
    std::string note;
    std::string programVersion;
    std::string created;
};

// One rule over a feature's strongest contexts.
struct EditStudyRow {
    EditStudyId id;
    RunId run;
    std::int32_t feature = 0;
    std::string rule;
    std::string resultJson; // lines, summaries, placebos, options
    std::string note;
    std::string programVersion;
    std::string created;
};

// All rows or none; they are on the disk when it returns. `id`, `programVersion` and `created` are given, and the rows returned
// with them.
std::vector<CounterfactualRow> insertCounterfactuals(Project& project, const std::vector<CounterfactualRow>& rows);
EditStudyRow insertEditStudy(Project& project, const EditStudyRow& row);

// Oldest first; of one run, or of all with id 0; of one feature where it is given.
std::vector<CounterfactualRow> counterfactuals(const Project& project, RunId run = {},
                                               std::optional<std::int32_t> feature = std::nullopt);
std::vector<EditStudyRow> editStudies(const Project& project, RunId run = {},
                                      std::optional<std::int32_t> feature = std::nullopt);

// Throw Error(NotFound) for an id that is not there.
CounterfactualRow counterfactualRow(const Project& project, CounterfactualId id);
EditStudyRow editStudyRow(const Project& project, EditStudyId id);
void setNote(Project& project, CounterfactualId id, const std::string& note);
void setNote(Project& project, EditStudyId id, const std::string& note);
void remove(Project& project, CounterfactualId id);
void remove(Project& project, EditStudyId id);

} // namespace crosseed::store
