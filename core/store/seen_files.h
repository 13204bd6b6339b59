// Whether files are as they were, without reading them each time: a file is hashed when its size or time of change is another one than
// when it was last hashed.
#pragma once
#include "store/project.h"
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace crosseed::store {

enum class FileLook : std::uint8_t { Same, Missing, Altered };

// What was seen is kept in the data folder (index/seen.json), where that can be written, so that reading programs profit, too; losing it
// costs time only.
class SeenFiles {
public:
    explicit SeenFiles(const Project& project);
    ~SeenFiles(); // keeps what is new
    SeenFiles(const SeenFiles&) = delete;
    SeenFiles& operator=(const SeenFiles&) = delete;

    // A file of the data folder (a path as rows have it) or, by an absolute path, any other, against the SHA-256 that it should have; an
    // empty one is the hash in the name of a file under tensors/, and Same where there is none. `verify` hashes whatever the time says.
    FileLook look(const std::string& file, std::string sha256 = {}, bool verify = false);

private:
    struct Seen {
        std::int64_t bytes = 0, modified = 0; // nanoseconds, as the system counts them
        std::string sha256;
    };
    const Project& m_project;
    std::map<std::string, Seen> m_seen;
    bool m_changed = false;
};

// The files that an import's specification names (file, files, train_file, ..., first_texts, and of a folder those that are read as
// TweetEval's: train_text.txt, train_labels.txt, ..., mapping.txt), those that exist, as absolute paths, each once. Presets stand in
// stored specifications as the files that they name.
std::vector<std::string> sourceFiles(const nlohmann::json& source);

} // namespace crosseed::store
