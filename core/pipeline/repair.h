// Whether a project has all that its rows name, and making anew what can be made anew.
#pragma once
#include "pipeline/stage.h"
#include "store/inventory.h"

namespace crosseed::pipeline {

struct FileFinding {
    store::StoredFile file;
    store::FileState state = store::FileState::Missing;
};

struct CheckReport {
    std::vector<std::string> database;     // store::databaseProblems
    std::vector<FileFinding> files;        // those that are not sound
    std::vector<store::OrphanFile> orphans;
    std::vector<store::OrphanFile> kept;   // states of steps that have not ended
    std::int64_t sound = 0;                // files
    bool isSound() const;                  // nothing missing, altered or wrong in the database; orphans and unknown files do no harm
};

// Reads every byte of every stored file once. Throws Cancelled.
CheckReport checkProject(const store::Project& project, const ProgressFn& progress = {}, std::stop_token stop = {});

struct RepairReport {
    std::vector<std::string> done;    // sentences: what was made anew, with the same bits or with others
    std::vector<std::string> left;    // sentences: what could not be, why, and what to do
    std::uintmax_t removedBytes = 0;  // of orphans
};

// Altered files, and models of which a file is altered or missing, go to damaged/ in the data folder; they come back where nothing
// better can be made. Each missing one is made again by the stage that made it, in the order in
// which stages stand on each other, by the options that its row keeps: models (from their base, where that is still the same),
// activations, rotations, SAEs, evaluations. Rows keep their numbers, labels and notes. Orphans are removed, hashes that were
// not known are noted, and the index for full-text search is built anew where it does not fit. Each stage stops, resumes and
// throws as it does elsewhere.
RepairReport repairProject(const StageContext& context, const CheckReport& found);

} // namespace crosseed::pipeline
