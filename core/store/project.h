// A project: one SQLite file NAME.crosseed and, beside it, the folder NAME.crosseed.data with models and tensors.
#pragma once
#include "base/error.h"
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace SQLite {
class Database;
}

namespace crosseed::store {

// The version that each result row carries.
std::string programVersion();

// The Error(Io) that a failure of the project's database comes to (a full disk, a lock that another program holds for more than
// five seconds, a broken file); nothing for other exceptions. Asked where errors are caught.
std::optional<Error> databaseError(const std::exception& problem);

class Project {
public:
    // Throws Error(BadInput) when the file is already there.
    static Project create(const std::filesystem::path& file);
    // Removes what programs that run no longer left half-written in the data folder. Throws Error(NotFound) when it is missing,
    // Error(BadInput) when it is not a project or a newer one.
    static Project open(const std::filesystem::path& file);
    // open() where it exists, else create().
    static Project openOrCreate(const std::filesystem::path& file);

    // Closing folds the write-ahead log back, so that one plain file stays.
    ~Project();
    Project(Project&&) noexcept;

    const std::filesystem::path& file() const { return m_file; }
    std::filesystem::path dataFolder() const;
    // An absolute path for a path stored in a row.
    std::filesystem::path resolve(const std::string& stored) const { return dataFolder() / stored; }
    // Moves a finished file into tensors/<its SHA-256>.safetensors and returns the path to store.
    std::string adoptTensorFile(const std::filesystem::path& temporary) const;
    // A path in the data folder for a file that is not yet finished.
    std::filesystem::path temporaryFile(const std::string& name) const;

    SQLite::Database& database() const { return *m_database; }

private:
    Project(std::filesystem::path file, int flags);
    std::filesystem::path m_file;
    std::unique_ptr<SQLite::Database> m_database;
};

} // namespace crosseed::store
