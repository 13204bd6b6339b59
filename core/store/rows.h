// Small readings of SQL values that several tables share. For store's own files.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace crosseed::store {

// Changes are made in transactions that take the lock for writing at once: one that read first and found that another program
// wrote meanwhile would be refused without waiting.

// NaN is stored as NULL and read back as NaN.
inline void bindReal(SQLite::Statement& statement, int index, double value) {
    if (std::isnan(value))
        statement.bind(index);
    else
        statement.bind(index, value);
}
inline double realOf(const SQLite::Column& column) {
    return column.isNull() ? std::numeric_limits<double>::quiet_NaN() : column.getDouble();
}

// All rows of a selection, oldest first, each as `rowOf` reads it.
template <typename RowOf>
auto allRows(SQLite::Database& database, const std::string& selection, RowOf rowOf) {
    SQLite::Statement q(database, selection + " ORDER BY 1");
    std::vector<decltype(rowOf(q))> rows;
    while (q.executeStep())
        rows.push_back(rowOf(q));
    return rows;
}

// "a, b and c": the names in a table, for sentences about names that are not there.
inline std::string namesIn(SQLite::Database& database, const std::string& table) {
    SQLite::Statement q(database, "SELECT name FROM " + table + " ORDER BY id");
    std::string names;
    while (q.executeStep())
        names += (names.empty() ? "" : ", ") + q.getColumn(0).getString();
    return names.empty() ? "none" : names;
}

// `wanted`, or "wanted (2)" and so on when the table has that name: what results rest on is never overwritten.
inline std::string freeName(SQLite::Database& database, const std::string& table, const std::string& wanted) {
    SQLite::Statement taken(database, "SELECT 1 FROM " + table + " WHERE name = ?");
    std::string name = wanted;
    for (int copy = 2;; ++copy) {
        taken.bind(1, name);
        if (!taken.executeStep())
            return name;
        taken.reset();
        name = wanted + " (" + std::to_string(copy) + ")";
    }
}

} // namespace crosseed::store
