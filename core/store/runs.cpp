#include "store/runs.h"
#include "base/error.h"
#include "store/audit.h"
#include "store/rows.h"
#include "store/steps.h"
#include <algorithm>
#include <array>

namespace crosseed::store {

namespace {

const std::string runColumns =
    "SELECT run.id, run.key, run.pair_id, run.corpus_id, condition.name, rotation_id, run.layer, run.config_json, data_hash, "
    "device, threads, seconds, sae_file, run.program_version, run.created, purpose, sae_file_b, matching_file, matched_from, imported_json "
    "FROM run LEFT JOIN condition ON condition.id = condition_id ";

constexpr std::array<const char*, 3> purposes{"result", "condition", "rotation test"};

RunRow runOf(SQLite::Statement& q) {
    RunRow row;
    row.id = RunId{q.getColumn(0).getInt64()};
    row.key = q.getColumn(1).getString();
    row.pair = PairId{q.getColumn(2).getInt64()};
    row.corpus = CorpusId{q.getColumn(3).getInt64()};
    row.condition = q.getColumn(4).getString();
    row.rotation = RotationId{q.getColumn(5).getInt64()};
    row.layer = q.getColumn(6).getInt64();
    row.configJson = q.getColumn(7).getString();
    row.dataHash = q.getColumn(8).getString();
    row.device = q.getColumn(9).getString();
    row.threads = q.getColumn(10).getInt();
    row.seconds = q.getColumn(11).getDouble();
    row.saeFile = q.getColumn(12).getString();
    row.programVersion = q.getColumn(13).getString();
    row.created = q.getColumn(14).getString();
    row.purpose = static_cast<RunPurpose>(std::ranges::find(purposes, q.getColumn(15).getString()) - purposes.begin());
    row.saeFileB = q.getColumn(16).getString();
    row.matchingFile = q.getColumn(17).getString();
    row.matchedFrom = RunId{q.getColumn(18).getInt64()};
    row.importedJson = q.getColumn(19).getString();
    return row;
}

std::int64_t conditionId(SQLite::Database& db, const std::string& name) {
    SQLite::Statement insert(db, "INSERT OR IGNORE INTO condition (name, config_json) VALUES (?, '{}')");
    insert.bind(1, name);
    insert.exec();
    SQLite::Statement q(db, "SELECT id FROM condition WHERE name = ?");
    q.bind(1, name);
    q.executeStep();
    return q.getColumn(0).getInt64();
}

} // namespace

RunRow insertRun(Project& project, const RunRow& row, const std::vector<sae::StepReport>& steps) {
    SQLite::Database& db = project.database();
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement insert(db, "INSERT INTO run (key, pair_id, corpus_id, condition_id, rotation_id, layer, config_json, "
                                 "data_hash, device, threads, seconds, sae_file, program_version, purpose, sae_file_b, "
                                 "matching_file, matched_from, imported_json) "
                                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                                 "ON CONFLICT (key) DO UPDATE SET device = excluded.device, threads = excluded.threads, "
                                 "seconds = excluded.seconds, sae_file = excluded.sae_file, "
                                 "sae_file_b = excluded.sae_file_b, matching_file = excluded.matching_file, "
                                 "program_version = excluded.program_version");
    insert.bind(1, row.key);
    insert.bind(2, row.pair.value);
    insert.bind(3, row.corpus.value);
    insert.bind(4, conditionId(db, row.condition));
    if (row.rotation)
        insert.bind(5, row.rotation.value);
    insert.bind(6, row.layer);
    insert.bind(7, row.configJson);
    insert.bind(8, row.dataHash);
    insert.bind(9, row.device);
    insert.bind(10, row.threads);
    insert.bind(11, row.seconds);
    insert.bind(12, row.saeFile);
    insert.bind(13, programVersion());
    insert.bind(14, purposes[static_cast<std::size_t>(row.purpose)]);
    insert.bind(15, row.saeFileB);
    insert.bind(16, row.matchingFile);
    if (row.matchedFrom)
        insert.bind(17, row.matchedFrom.value);
    insert.bind(18, row.importedJson);
    insert.exec();
    const RunId id = findRunByKey(project, row.key)->id;
    insertSteps(db, "run_step", "run_id", id.value, steps);
    recordMaking(project, {Kind::Run, id.value});
    transaction.commit();
    return runRow(project, id);
}

std::optional<RunRow> findRunByKey(const Project& project, const std::string& key) {
    SQLite::Statement q(project.database(), runColumns + "WHERE run.key = ?");
    q.bind(1, key);
    if (!q.executeStep())
        return std::nullopt;
    return runOf(q);
}

RunRow runRow(const Project& project, RunId id) {
    SQLite::Statement q(project.database(),
                        runColumns + "WHERE ?1 = 0 OR run.id = ?1 ORDER BY purpose = 'result' DESC, (SELECT kind FROM rotation "
                                     "WHERE rotation.id = run.rotation_id) IS 'true' DESC, run.id DESC");
    q.bind(1, id.value);
    require(q.executeStep(), ErrorKind::NotFound,
            id ? "The project has no run " + std::to_string(id.value) + "."
               : "The project has no trained SAE yet; `crosseed train` makes one.");
    return runOf(q);
}

std::vector<sae::StepReport> runSteps(const Project& project, RunId id) {
    return readSteps(project.database(), "run_step", "run_id", id.value);
}

std::optional<RunRow> latestResult(const Project& project, PairId pair) {
    SQLite::Statement q(project.database(),
                        runColumns + "JOIN rotation ON rotation.id = rotation_id WHERE run.pair_id = ? AND purpose = 'result' "
                                     "AND rotation.kind = 'true' ORDER BY run.id DESC");
    q.bind(1, pair.value);
    if (!q.executeStep())
        return std::nullopt;
    return runOf(q);
}

void makeResult(Project& project, RunId id) {
    SQLite::Statement update(project.database(), "UPDATE run SET purpose = 'result' WHERE id = ?");
    update.bind(1, id.value);
    update.exec();
}

std::vector<RunRow> allRuns(const Project& project) {
    return allRows(project.database(), runColumns, runOf);
}

} // namespace crosseed::store
