// The files of a project's data folder against the rows that name them.
#pragma once
#include "base/progress.h"
#include "store/project.h"
#include <string>
#include <vector>

namespace crosseed::store {

// A file that rows name.
struct StoredFile {
    std::string path;                // relative to the data folder
    std::string sha256;              // what it held when it was stored; empty: the row is older than that was kept
    std::vector<std::string> owners; // "SAE of run 3", "codes of B of evaluation 5"
};
// Each file once, in byte order of the paths. Index files and checkpoints are no part of it: they are made again at need.
std::vector<StoredFile> storedFiles(const Project& project);

enum class FileState : std::uint8_t {
    Sound,
    Unknown, // there, but nothing says what it should hold
    Missing,
    Altered  // its bytes are not those that were stored
};

// Reads every byte of the file.
FileState stateOf(const Project& project, const StoredFile& file);

// Notes the hashes of files that are there and whose rows do not have them; how many rows that were.
std::int64_t noteHashes(Project& project);

// Files under tensors/, activations/, models/ and checkpoints/ that no row names; of checkpoints those whose result is there.
struct OrphanFile {
    std::string path; // relative to the data folder; a model's is its folder
    std::uintmax_t bytes = 0;
};
std::vector<OrphanFile> orphanFiles(const Project& project);

// Checkpoints of steps that have not ended: somebody may go on from them.
std::vector<OrphanFile> keptStates(const Project& project);

// Sentences on what SQLite finds wrong with the file itself: its pages, rows that point nowhere, the index for full-text search
// (in a project that is open for writing only: asking needs that). Empty: nothing.
std::vector<std::string> databaseProblems(const Project& project);
// Builds the index for full-text search anew from the documents.
void rebuildSearch(Project& project);

} // namespace crosseed::store
