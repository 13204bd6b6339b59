// The tables of a project file and the numbered steps that bring an older file up to date.
#pragma once

namespace SQLite {
class Database;
}

namespace crosseed::store {

inline constexpr int applicationId = 0x43526F53; // "CRoS", PRAGMA application_id
inline constexpr int schemaVersion = 8;          // PRAGMA user_version

// Throws Error(BadInput) for a file of another application or of a newer schema; only reads.
void checkIdentity(SQLite::Database& database);
// Runs the migrations after the file's user_version, each in a transaction of its own.
void migrate(SQLite::Database& database, int upTo = schemaVersion);

} // namespace crosseed::store
