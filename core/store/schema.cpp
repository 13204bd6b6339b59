#include "store/schema.h"
#include "base/error.h"
#include "store/schema_versions.h"
#include <SQLiteCpp/SQLiteCpp.h>
#include <iterator>
#include <string>

namespace crosseed::store {

namespace {

constexpr const char* migrations[] = {version1, version2, version3, version4, version5,
                                      version6, version7, version8};
static_assert(std::size(migrations) == schemaVersion);

int pragma(SQLite::Database& database, const char* name) {
    return database.execAndGet(std::string("PRAGMA ") + name).getInt();
}

} // namespace

void checkIdentity(SQLite::Database& database) {
    const int version = pragma(database, "user_version");
    const int application = pragma(database, "application_id");
    const bool empty = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
    require(application == applicationId || (empty && application == 0), ErrorKind::BadInput,
            database.getFilename() + " is a database of another program, not a Crosseed project.");
    require(version >= 0, ErrorKind::BadInput,
            database.getFilename() + " is damaged: its file version is " + std::to_string(version) + "; take a copy of it from before.");
    require(version <= schemaVersion, ErrorKind::BadInput,
            database.getFilename() + " was written by a newer Crosseed (file version " + std::to_string(version) +
                ", this program knows " + std::to_string(schemaVersion) + "). Open it with that version.");
}

void migrate(SQLite::Database& database, int upTo) {
    for (int next = pragma(database, "user_version"); next < upTo; ++next) {
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        if (pragma(database, "user_version") != next) // another program was first
            continue;
        database.exec(migrations[next]);
        database.exec("PRAGMA application_id = " + std::to_string(applicationId));
        database.exec("PRAGMA user_version = " + std::to_string(next + 1));
        transaction.commit();
    }
}

} // namespace crosseed::store
