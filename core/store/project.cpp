#include "store/project.h"
#include "base/error.h"
#include "base/hash.h"
#include "store/schema.h"
#include <SQLiteCpp/SQLiteCpp.h>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <fstream>
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
        return "it may not be written; check its permissions";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "the file is damaged; take a copy of it from before";
    default:
        return "nothing of this step was stored; try again, and look at the disk and at other programs that use the project";
    }
}

bool looksLikeSqlite(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    char start[16] = {};
    in.read(start, sizeof start);
    return in.gcount() == 0 || std::string(start, 15) == "SQLite format 3";
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
} // namespace

std::optional<Error> databaseError(const std::exception& problem) {
    const auto* refused = dynamic_cast<const SQLite::Exception*>(&problem);
    if (!refused)
        return std::nullopt;
    return Error(ErrorKind::Io, std::string("The project's database refused (") + refused->what() +
                                    "): " + adviceFor(refused->getErrorCode() & 0xff) + ".");
}

Project::Project(fs::path file, int flags) : m_file(fs::absolute(file)) {
    try {
        m_database = std::make_unique<SQLite::Database>(m_file.string(), flags, patience);
        checkIdentity(*m_database); // before WAL, which writes into the file
        m_database->exec("PRAGMA foreign_keys = ON");
        m_database->exec("PRAGMA journal_mode = WAL");
        m_database->exec("PRAGMA synchronous = FULL"); // what a person typed is there after a power cut, too
        migrate(*m_database);
        fs::create_directories(dataFolder());
        removeLeftovers(dataFolder());
    } catch (const SQLite::Exception& problem) {
        throw Error(ErrorKind::Io, "The project " + m_file.string() + " cannot be opened: " + problem.what() + ".");
    }
}

Project Project::create(const fs::path& file) {
    require(!fs::exists(file), ErrorKind::BadInput,
            "There is already a file " + file.string() + "; choose another name or delete it.");
    require(!file.has_parent_path() || fs::is_directory(file.parent_path()), ErrorKind::NotFound,
            "There is no folder " + file.parent_path().string() + " to put the project in.");
    return Project(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
}

Project Project::open(const fs::path& file) {
    require(fs::exists(file), ErrorKind::NotFound,
            "There is no project " + file.string() + "; `crosseed new` or `crosseed run` makes one.");
    require(fs::is_regular_file(file) && looksLikeSqlite(file), ErrorKind::BadInput,
            file.string() + " is not a Crosseed project file.");
    return Project(file, SQLite::OPEN_READWRITE);
}

Project Project::openOrCreate(const fs::path& file) {
    return fs::exists(file) ? open(file) : create(file);
}

Project::Project(Project&&) noexcept = default;

Project::~Project() {
    if (!m_database)
        return;
    try {
        m_database->exec("PRAGMA journal_mode = DELETE");
    } catch (const std::exception&) { // another program has the file open; the log is folded back when that one closes
    }
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
    fs::rename(temporary, resolve(stored));
    return stored;
}

} // namespace crosseed::store
