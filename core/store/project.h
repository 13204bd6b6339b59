// A project: one SQLite file NAME.crosseed and, beside it, the folder NAME.crosseed.data with models and tensors.
#pragma once
#include "base/error.h"
#include "base/file_lock.h"
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace SQLite {
class Database;
}

namespace crosseed::store {

// The version that each result row carries.
std::string programVersion();

// The Error(Io) that a failure of the project's database comes to (a full disk, a lock that another program holds for more than
// five seconds, a broken file); nothing for other exceptions. Asked where errors are caught.
std::optional<Error> databaseError(const std::exception& problem);

// One program at a time writes to a project; it holds the lock NAME.crosseed.data/lock. Any number may read meanwhile.
enum class Access : std::uint8_t {
    Write,       // throws Error(Io) where another program writes, naming it, or the disk does not let this one write
    WriteIfFree, // the same where it can be had, else Read; readOnlyReason() says why
    Read         // takes no lock and writes nothing into the file
};

class Project {
public:
    // Throws Error(BadInput) when the file is already there.
    static Project create(const std::filesystem::path& file);
    // Brings a file of an older version up to date, with a copy of it beside (notices() names it), for which it takes the lock whatever
    // the access; removes what programs that run no longer left half-written in the data folder. Throws Error(NotFound) when
    // it is missing, Error(BadInput) when it is not a project or a newer one.
    static Project open(const std::filesystem::path& file, Access access = Access::Write);
    // Whether open() would bring it up to date first; false for what is no project.
    static bool isOlder(const std::filesystem::path& file);
    // open() for writing where it exists, else create().
    static Project openOrCreate(const std::filesystem::path& file);

    // Another connection to the same project with the same right to write, under the same lock, for another thread of this program: each
    // waits up to five seconds for the other's change. Project and connections may be closed in any order.
    Project another() const;

    // Closing folds the write-ahead log back, so that one plain file stays.
    ~Project();
    Project(Project&&) noexcept;

    const std::filesystem::path& file() const { return m_file; }
    bool isReadOnly() const { return !m_lock; }
    // Why a project that was opened WriteIfFree is read only, a sentence; else empty.
    const std::string& readOnlyReason() const { return m_readOnlyReason; }
    // What happened on opening that a person should know, sentences.
    const std::vector<std::string>& notices() const { return m_notices; }

    std::filesystem::path dataFolder() const;
    // An absolute path for a path stored in a row. Throws Error(BadInput) for one that leaves the data folder, as no row of
    // Crosseed's does.
    std::filesystem::path resolve(const std::string& stored) const;
    // Moves a finished file into tensors/<its SHA-256>.safetensors and returns the path to store.
    std::string adoptTensorFile(const std::filesystem::path& temporary) const;
    // A path in the data folder for a file that is not yet finished.
    std::filesystem::path temporaryFile(const std::string& name) const;

    SQLite::Database& database() const { return *m_database; }

    // What computes now, with what and since when; it is kept with the next result that is stored (store/audit.h).
    struct Work {
        std::string device;
        int threads = 0;
        std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
        double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); }
    };
    void beginWork(const std::string& device, int threads) const { m_work = Work{device, threads}; }
    std::optional<Work> takeWork() const { return std::exchange(m_work, std::nullopt); }

private:
    explicit Project(const std::filesystem::path& file);
    void openToWrite(int flags);
    void openToRead();
    std::filesystem::path m_file;
    std::shared_ptr<const FileLock> m_lock; // one for all connections of this program
    std::string m_readOnlyReason;
    std::vector<std::string> m_notices;
    std::unique_ptr<SQLite::Database> m_database; // closed before the lock is given back
    mutable std::optional<Work> m_work;
};

} // namespace crosseed::store
