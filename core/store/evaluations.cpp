#include "base/error.h"
#include "store/audit.h"
#include "store/rows.h"
#include "store/runs.h"

namespace crosseed::store {

namespace {

const std::string evaluationColumns =
    "SELECT id, key, run_id, split, pooling, config_json, data_hash, codes_a, codes_b, outcome_a_json, outcome_b_json, rows, "
    "dictionary, top10_r, top100_r, universal, active_both, universal_share, dead_a, dead_b, dead_both, dead_either, "
    "accuracy_change, program_version FROM evaluation ";

std::string stored(evaluate::Pooling pooling) {
    return pooling == evaluate::Pooling::PerToken ? "per_token" : "mean_pooled";
}

void readFeatures(SQLite::Database& db, EvaluationRow& row) {
    SQLite::Statement q(db, "SELECT feature, r, fires_a, fires_b, mean_a, mean_b, max_a, max_b, active_both, universal "
                            "FROM feature WHERE evaluation_id = ? ORDER BY feature");
    q.bind(1, row.id.value);
    while (q.executeStep()) {
        evaluate::FeatureRow f;
        f.feature = q.getColumn(0).getInt();
        f.r = realOf(q.getColumn(1));
        f.firesA = q.getColumn(2).getInt64();
        f.firesB = q.getColumn(3).getInt64();
        f.meanA = q.getColumn(4).getDouble();
        f.meanB = q.getColumn(5).getDouble();
        f.maxA = q.getColumn(6).getDouble();
        f.maxB = q.getColumn(7).getDouble();
        f.activeInBoth = q.getColumn(8).getInt() != 0;
        f.universal = q.getColumn(9).getInt() != 0;
        row.metrics.features.push_back(f);
    }
}

EvaluationRow headOf(SQLite::Statement& q) {
    EvaluationRow row;
    row.id = EvaluationId{q.getColumn(0).getInt64()};
    row.key = q.getColumn(1).getString();
    row.run = RunId{q.getColumn(2).getInt64()};
    row.split = text::parseSplit(q.getColumn(3).getString());
    row.pooling = q.getColumn(4).getString() == "per_token" ? evaluate::Pooling::PerToken : evaluate::Pooling::MeanPooled;
    row.configJson = q.getColumn(5).getString();
    row.dataHash = q.getColumn(6).getString();
    row.codesA = q.getColumn(7).getString();
    row.codesB = q.getColumn(8).getString();
    row.outcomeAJson = q.getColumn(9).getString();
    row.outcomeBJson = q.getColumn(10).getString();
    evaluate::PairMetrics& m = row.metrics;
    m.pooling = row.pooling;
    m.rows = q.getColumn(11).getInt64();
    m.dictionary = q.getColumn(12).getInt64();
    m.top10R = realOf(q.getColumn(13));
    m.top100R = realOf(q.getColumn(14));
    m.universal = q.getColumn(15).getInt64();
    m.activeBoth = q.getColumn(16).getInt64();
    int column = 17;
    for (double* value : {&m.universalShare, &m.deadA, &m.deadB, &m.deadBoth, &m.deadEither, &m.accuracyChange})
        *value = realOf(q.getColumn(column++));
    row.programVersion = q.getColumn(23).getString();
    return row;
}

EvaluationRow evaluationOf(SQLite::Database& db, SQLite::Statement& q) {
    EvaluationRow row = headOf(q);
    readFeatures(db, row);
    return row;
}

void insertFeatures(SQLite::Database& db, std::int64_t evaluation, const evaluate::PairMetrics& metrics) {
    SQLite::Statement insert(db, "INSERT INTO feature VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const evaluate::FeatureRow& f : metrics.features) {
        insert.bind(1, evaluation);
        insert.bind(2, f.feature);
        bindReal(insert, 3, f.r);
        insert.bind(4, f.firesA);
        insert.bind(5, f.firesB);
        insert.bind(6, f.meanA);
        insert.bind(7, f.meanB);
        insert.bind(8, f.maxA);
        insert.bind(9, f.maxB);
        insert.bind(10, f.activeInBoth ? 1 : 0);
        insert.bind(11, f.universal ? 1 : 0);
        insert.exec();
        insert.reset();
    }
}

} // namespace

EvaluationRow insertEvaluation(Project& project, const EvaluationRow& row) {
    SQLite::Database& db = project.database();
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    std::int64_t number = 0, asked = 0; // an evaluation that is made again stays the one that it was
    SQLite::Statement old(db, "SELECT id, asked FROM evaluation WHERE key = ?");
    old.bind(1, row.key);
    if (old.executeStep()) {
        number = old.getColumn(0).getInt64();
        asked = old.getColumn(1).getInt64();
        db.exec("DELETE FROM evaluation WHERE id = " + std::to_string(number)); // with its feature rows
    }
    old.reset();
    SQLite::Statement insert(
        db, "INSERT INTO evaluation (key, run_id, split, pooling, config_json, data_hash, codes_a, codes_b, outcome_a_json, "
            "outcome_b_json, rows, dictionary, top10_r, top100_r, universal, active_both, universal_share, dead_a, dead_b, "
            "dead_both, dead_either, accuracy_change, program_version, asked, id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, row.key);
    insert.bind(2, row.run.value);
    insert.bind(3, std::string(text::splitName(row.split)));
    insert.bind(4, stored(row.pooling));
    int column = 5;
    for (const std::string* value :
         {&row.configJson, &row.dataHash, &row.codesA, &row.codesB, &row.outcomeAJson, &row.outcomeBJson})
        insert.bind(column++, *value);
    const evaluate::PairMetrics& m = row.metrics;
    insert.bind(11, m.rows);
    insert.bind(12, m.dictionary);
    bindReal(insert, 13, m.top10R);
    bindReal(insert, 14, m.top100R);
    insert.bind(15, m.universal);
    insert.bind(16, m.activeBoth);
    column = 17;
    for (const double value : {m.universalShare, m.deadA, m.deadB, m.deadBoth, m.deadEither, m.accuracyChange})
        bindReal(insert, column++, value);
    insert.bind(23, programVersion());
    insert.bind(24, asked);
    if (number > 0) // else SQLite gives one
        insert.bind(25, number);
    insert.exec();
    const std::int64_t id = db.getLastInsertRowid();
    insertFeatures(db, id, m);
    recordMaking(project, {Kind::Evaluation, id});
    transaction.commit();
    return *findEvaluationByKey(project, row.key);
}

std::optional<EvaluationRow> findEvaluationByKey(const Project& project, const std::string& key) {
    SQLite::Statement q(project.database(), evaluationColumns + "WHERE key = ?");
    q.bind(1, key);
    if (!q.executeStep())
        return std::nullopt;
    return evaluationOf(project.database(), q);
}

EvaluationRow latestEvaluation(const Project& project, RunId run, evaluate::Pooling pooling) {
    SQLite::Statement q(project.database(), evaluationColumns + "WHERE run_id = ? AND pooling = ? ORDER BY asked DESC, id DESC");
    q.bind(1, run.value);
    q.bind(2, stored(pooling));
    require(q.executeStep(), ErrorKind::NotFound,
            "Run " + std::to_string(run.value) + " has no evaluation " + std::string(evaluate::poolingName(pooling)) +
                " yet; `crosseed evaluate` makes it.");
    return evaluationOf(project.database(), q);
}

void markAsked(Project& project, EvaluationId id) {
    SQLite::Statement q(project.database(),
                        "UPDATE evaluation SET asked = (SELECT max(asked) + 1 FROM evaluation) WHERE id = ?");
    q.bind(1, id.value);
    q.exec();
}

std::optional<EvaluationRow> evaluationWithCodes(const Project& project, RunId run, text::Split split) {
    SQLite::Statement q(project.database(), evaluationColumns + "WHERE run_id = ? AND split = ? ORDER BY id DESC");
    q.bind(1, run.value);
    q.bind(2, std::string(text::splitName(split)));
    if (!q.executeStep())
        return std::nullopt;
    return evaluationOf(project.database(), q);
}

std::vector<EvaluationRow> allEvaluations(const Project& project) {
    return allRows(project.database(), evaluationColumns,
                   [&](SQLite::Statement& q) { return evaluationOf(project.database(), q); });
}

std::vector<EvaluationRow> evaluationHeads(const Project& project) {
    SQLite::Statement q(project.database(), evaluationColumns + "ORDER BY asked DESC, id DESC");
    std::vector<EvaluationRow> rows;
    while (q.executeStep())
        rows.push_back(headOf(q));
    return rows;
}

EvaluationRow evaluationRow(const Project& project, EvaluationId id) {
    SQLite::Statement q(project.database(), evaluationColumns + "WHERE id = ?");
    q.bind(1, id.value);
    require(q.executeStep(), ErrorKind::NotFound, "There is no evaluation " + std::to_string(id.value) + " in the project.");
    return evaluationOf(project.database(), q);
}

} // namespace crosseed::store
