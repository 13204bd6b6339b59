#include "store/runs.h"
#include "base/error.h"
#include "store/rows.h"

namespace crosseed::store {

namespace {

const std::string runColumns =
    "SELECT run.id, run.key, pair_id, corpus_id, condition.name, rotation_id, layer, run.config_json, data_hash, device, "
    "threads, seconds, sae_file, program_version, created FROM run LEFT JOIN condition ON condition.id = condition_id ";

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

void insertSteps(SQLite::Database& db, std::int64_t run, const std::vector<sae::StepReport>& steps) {
    SQLite::Statement remove(db, "DELETE FROM run_step WHERE run_id = ?");
    remove.bind(1, run);
    remove.exec();
    SQLite::Statement insert(db, "INSERT INTO run_step VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const sae::StepReport& s : steps) {
        insert.bind(1, run);
        insert.bind(2, s.step);
        int column = 3;
        for (const double value : {s.total, s.kl, s.downstream, s.local, s.cross, s.auxiliary, s.tokensPerSecond})
            bindReal(insert, column++, value);
        insert.bind(10, s.dead);
        bindReal(insert, 11, s.l0A);
        bindReal(insert, 12, s.l0B);
        insert.bind(13, s.negativeCodes);
        bindReal(insert, 14, s.learningRate);
        insert.exec();
        insert.reset();
    }
}

} // namespace

RunRow insertRun(Project& project, const RunRow& row, const std::vector<sae::StepReport>& steps) {
    SQLite::Database& db = project.database();
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement insert(db, "INSERT INTO run (key, pair_id, corpus_id, condition_id, rotation_id, layer, config_json, "
                                 "data_hash, device, threads, seconds, sae_file, program_version) "
                                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                                 "ON CONFLICT (key) DO UPDATE SET device = excluded.device, threads = excluded.threads, "
                                 "seconds = excluded.seconds, sae_file = excluded.sae_file, "
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
    insert.exec();
    const RunId id = findRunByKey(project, row.key)->id;
    insertSteps(db, id.value, steps);
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
                        runColumns + "WHERE ?1 = 0 OR run.id = ?1 ORDER BY (SELECT kind FROM rotation WHERE rotation.id = "
                                     "run.rotation_id) IS 'true' DESC, run.id DESC");
    q.bind(1, id.value);
    require(q.executeStep(), ErrorKind::NotFound,
            id ? "The project has no run " + std::to_string(id.value) + "."
               : "The project has no trained SAE yet; `crosseed train` makes one.");
    return runOf(q);
}

std::vector<sae::StepReport> runSteps(const Project& project, RunId id) {
    SQLite::Statement q(project.database(),
                        "SELECT step, total, kl, downstream, local, cross_codes, auxiliary, tokens_per_second, dead, l0_a, "
                        "l0_b, negative_codes, learning_rate FROM run_step WHERE run_id = ? ORDER BY step");
    q.bind(1, id.value);
    std::vector<sae::StepReport> steps;
    while (q.executeStep()) {
        sae::StepReport s;
        s.step = q.getColumn(0).getInt64();
        int column = 1;
        for (double* value : {&s.total, &s.kl, &s.downstream, &s.local, &s.cross, &s.auxiliary, &s.tokensPerSecond})
            *value = realOf(q.getColumn(column++));
        s.dead = q.getColumn(8).getInt64();
        s.l0A = realOf(q.getColumn(9));
        s.l0B = realOf(q.getColumn(10));
        s.negativeCodes = q.getColumn(11).getInt64();
        s.learningRate = realOf(q.getColumn(12));
        steps.push_back(s);
    }
    for (sae::StepReport& s : steps)
        s.steps = static_cast<std::int64_t>(steps.size());
    return steps;
}

} // namespace crosseed::store
