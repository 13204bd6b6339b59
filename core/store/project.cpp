#include "store/project.h"
#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "store/schema.h"
#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <sqlite3.h>
#include <unistd.h>

namespace crosseed::store {

namespace fs = std::filesystem;

std::string programVersion() {
    return CROSSEED_VERSION;
}

namespace {
constexpr int patience = 5000; // milliseconds for another program's lock

std::string adviceFor(int code) {
    switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program is writing to it; wait until that one has ended and try again";
    case SQLITE_FULL:
        return "the disk is full; make room and try again";
    case SQLITE_READONLY:
        return "it may not be written; another program has it open for writing, or its permissions or the disk forbid it";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "the file is damaged; take a copy of it from before";
    default:
        return "nothing of this step was stored; try again, and look at the disk and at other programs that use the project";
    }
}

// Asked through SQLite alone: closing a plain descriptor of the file would drop the locks that other connections of this process hold on
// it, and a second program, seeing none, would take the log away under them.
bool looksLikeSqlite(const fs::path& file) {
    if (fs::file_size(file) == 0)
        return true;
    try {
        SQLite::Database database(file.string(), SQLite::OPEN_READONLY, patience);
        database.execAndGet("PRAGMA schema_version");
        return true;
    } catch (const SQLite::Exception& refused) { // what else is wrong with it is said when it is opened
        return (refused.getErrorCode() & 0xff) != SQLITE_NOTADB;
    }
}

// The number at the end of a name, which temporary files have from the program that writes them; 0 without one.
pid_t writerOf(const std::string& name) {
    const auto digits = name.find_last_not_of("0123456789") + 1;
    pid_t id = 0;
    std::from_chars(name.data() + digits, name.data() + name.size(), id);
    return id;
}

bool isDead(pid_t id) {
    return id > 0 && ::kill(id, 0) != 0 && errno == ESRCH;
}

// Files that a program left half-written when it was killed.
void removeLeftovers(const fs::path& data) {
    std::error_code ignored;
    for (const char* folder : {"unfinished", "activations", "index"})
        for (const auto& entry : fs::directory_iterator(data / folder, ignored)) {
            const std::string name = entry.path().filename().string();
            const bool temporary = std::string_view(folder) == "unfinished" || name.find(".part") != std::string::npos;
            if (temporary && isDead(writerOf(name)))
                fs::remove_all(entry.path(), ignored);
        }
}

FileLock locked(const Project& project) {
    const fs::path file = project.dataFolder() / "lock";
    std::optional<FileLock> lock;
    try {
        fs::create_directories(project.dataFolder());
        lock = FileLock::take(file);
    } catch (const std::exception& refused) {
        throw Error(ErrorKind::Io, project.file().string() + " can only be read here: " + refused.what() +
                                       " To change it, copy it and its data folder to a disk that can be written.");
    }
    const std::string holder = lock ? "" : FileLock::holderOf(file);
    require(lock.has_value(), ErrorKind::Io,
            project.file().string() + " is open for writing in another program" + (holder.empty() ? "" : ", " + holder) +
                ", so that this one can only read it; wait until that has ended, or end it.");
    return std::move(*lock);
}

int fileVersion(SQLite::Database& database) {
    return database.execAndGet("PRAGMA user_version").getInt();
}

// A program was killed within a change of the file: SQLite must undo that change before anyone can read, which needs writing.
bool wasLeftWithinAChange(const fs::path& file) {
    try {
        SQLite::Database database(file.string(), SQLite::OPEN_READONLY, patience);
        fileVersion(database);
        return false;
    } catch (const SQLite::Exception& refused) {
        return (refused.getErrorCode() & 0xff) == SQLITE_READONLY;
    }
}

// Copies the file as it is, complete or not at all, beside it; a sentence that names the copy.
std::string backedUp(SQLite::Database& database, const fs::path& file, int version) {
    const std::string wanted = file.string() + ".version" + std::to_string(version);
    fs::path copy = wanted;
    for (int number = 2; fs::exists(copy); ++number)
        copy = wanted + "-" + std::to_string(number);
    const fs::path temporary = copy.string() + ".part" + std::to_string(::getpid());
    try {
        SQLite::Database target(temporary.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        require(SQLite::Backup(target, database).executeStep() == SQLITE_DONE, ErrorKind::Io,
                "The project cannot be copied before it is brought up to date: another program writes to it; wait until that has ended.");
    } catch (const std::exception&) {
        std::error_code ignored;
        fs::remove(temporary, ignored);
        throw;
    }
    moveIntoPlace(temporary, copy);
    return file.filename().string() + " was brought from version " + std::to_string(version) + " to " +
           std::to_string(schemaVersion) + "; as it was before, it is kept as " + copy.filename().string() + ".";
}
void prepareToWrite(SQLite::Database& database) {
    database.exec("PRAGMA foreign_keys = ON");
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = FULL"); // what a person typed is there after a power cut, too
}
} // namespace

std::optional<Error> databaseError(const std::exception& problem) {
    const auto* refused = dynamic_cast<const SQLite::Exception*>(&problem);
    if (!refused)
        return std::nullopt;
    return Error(ErrorKind::Io, std::string("The project's database refused (") + refused->what() +
                                    "): " + adviceFor(refused->getErrorCode() & 0xff) + ".");
}

bool Project::isOlder(const fs::path& file) {
    try {
        SQLite::Database database(file.string(), SQLite::OPEN_READONLY, patience);
        checkIdentity(database);
        return fileVersion(database) < schemaVersion;
    } catch (const std::exception&) { // whoever opens it next says what is wrong
        return false;
    }
}

Project::Project(const fs::path& file) : m_file(fs::absolute(file)) {}

Project Project::create(const fs::path& file) {
    require(!fs::exists(file), ErrorKind::BadInput,
            "There is already a file " + file.string() + "; choose another name or delete it.");
    require(!file.has_parent_path() || fs::is_directory(file.parent_path()), ErrorKind::NotFound,
            "There is no folder " + file.parent_path().string() + " to put the project in.");
    Project project(file);
    project.openToWrite(SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    return project;
}

Project Project::open(const fs::path& file, Access access) {
    require(fs::exists(file), ErrorKind::NotFound,
            "There is no project " + file.string() + "; `crosseed new` or `crosseed run` makes one.");
    require(fs::is_regular_file(file) && looksLikeSqlite(file), ErrorKind::BadInput,
            file.string() + " is not a Crosseed project file.");
    Project project(file);
    if (access == Access::Read && isOlder(project.m_file)) {
        try {
            project.m_notices = open(file).m_notices;
        } catch (const Error& refused) {
            throw Error(refused.kind(), "It must be brought up to date once, as an older Crosseed wrote it, but " + std::string(refused.what()));
        }
    }
    try {
        if (access == Access::Read && wasLeftWithinAChange(project.m_file))
            open(file);
    } catch (const Error&) { // then reading says why it cannot
    }
    try {
        if (access != Access::Read)
            project.openToWrite(SQLite::OPEN_READWRITE);
    } catch (const Error& refused) {
        if (access == Access::Write || refused.kind() != ErrorKind::Io)
            throw;
        project.m_readOnlyReason = refused.what();
        project.m_database.reset();
        project.m_lock.reset();
    }
    if (!project.m_database)
        project.openToRead();
    return project;
}

void Project::openToWrite(int flags) {
    try {
        if (!(flags & SQLite::OPEN_CREATE) && !wasLeftWithinAChange(m_file)) {
            SQLite::Database untouched(m_file.string(), SQLite::OPEN_READONLY, patience);
            checkIdentity(untouched); // before a lock and a log are made for it
        }
        m_lock = std::make_shared<const FileLock>(locked(*this));
        m_database = std::make_unique<SQLite::Database>(m_file.string(), flags, patience);
        checkIdentity(*m_database);
        const int version = fileVersion(*m_database);
        if (version > 0 && version < schemaVersion)
            m_notices.push_back(backedUp(*m_database, m_file, version));
        prepareToWrite(*m_database);
        migrate(*m_database);
        removeLeftovers(dataFolder());
    } catch (const SQLite::Exception& problem) {
        throw Error(ErrorKind::Io, "The project " + m_file.string() + " cannot be opened: " + problem.what() + "; " +
                                       adviceFor(problem.getErrorCode() & 0xff) + ".");
    }
}

void Project::openToRead() {
    try {
        m_database = std::make_unique<SQLite::Database>(m_file.string(), SQLite::OPEN_READONLY, patience);
        checkIdentity(*m_database);
    } catch (const SQLite::Exception& problem) {
        throw Error(ErrorKind::Io, "The project " + m_file.string() + " cannot be read: " + problem.what() + "; " +
                                       adviceFor(problem.getErrorCode() & 0xff) + ".");
    }
    require(fileVersion(*m_database) == schemaVersion, ErrorKind::Io,
            m_file.string() + " was written by an older Crosseed and must be brought up to date once, which needs writing; copy it and " +
                dataFolder().filename().string() + " to a disk that can be written.");
}

Project Project::another() const {
    Project project(m_file);
    project.m_lock = m_lock;
    project.m_readOnlyReason = m_readOnlyReason;
    if (isReadOnly()) {
        project.openToRead();
        return project;
    }
    try {
        project.m_database = std::make_unique<SQLite::Database>(m_file.string(), SQLite::OPEN_READWRITE, patience);
        prepareToWrite(*project.m_database);
    } catch (const SQLite::Exception& problem) {
        throw *databaseError(problem);
    }
    return project;
}

Project Project::openOrCreate(const fs::path& file) {
    return fs::exists(file) ? open(file) : create(file);
}

Project::Project(Project&&) noexcept = default;

Project::~Project() {
    if (!m_database || isReadOnly() || m_lock.use_count() > 1) // another connection of this program folds the log back
        return;
    try {
        m_database->exec("PRAGMA journal_mode = DELETE");
    } catch (const std::exception&) { // another program reads the file; the log is folded back when the next one closes
    }
}

fs::path Project::resolve(const std::string& stored) const {
    const fs::path path = fs::path(stored).lexically_normal();
    require(path.is_relative() && (path.empty() || *path.begin() != ".."), ErrorKind::BadInput,
            "A row of " + m_file.string() + " names the file " + stored + ", which lies outside the project; the project is damaged or not "
            "to be trusted.");
    return dataFolder() / path;
}

fs::path Project::dataFolder() const {
    return fs::path(m_file.string() + ".data");
}

fs::path Project::temporaryFile(const std::string& name) const {
    const fs::path folder = dataFolder() / "unfinished";
    fs::create_directories(folder);
    return folder / (name + "." + std::to_string(::getpid()));
}

std::string Project::adoptTensorFile(const fs::path& temporary) const {
    const std::string stored = "tensors/" + hashOfFile(temporary) + ".safetensors";
    fs::create_directories(resolve(stored).parent_path());
    moveIntoPlace(temporary, resolve(stored));
    return stored;
}

} // namespace crosseed::store
