#include "store/audit.h"
#include "store/rows.h"
#include "store/runs.h"
#include "store/steps.h"

namespace crosseed::store {

namespace {

const std::string modelSaeColumns = "SELECT id, key, model_id, corpus_id, layer, config_json, data_hash, device, threads, seconds, "
                                    "sae_file, program_version FROM model_sae ";

ModelSaeRow modelSaeOf(SQLite::Statement& q) {
    ModelSaeRow row;
    row.id = q.getColumn(0).getInt64();
    row.key = q.getColumn(1).getString();
    row.model = ModelId{q.getColumn(2).getInt64()};
    row.corpus = CorpusId{q.getColumn(3).getInt64()};
    row.layer = q.getColumn(4).getInt64();
    row.configJson = q.getColumn(5).getString();
    row.dataHash = q.getColumn(6).getString();
    row.device = q.getColumn(7).getString();
    row.threads = q.getColumn(8).getInt();
    row.seconds = q.getColumn(9).getDouble();
    row.saeFile = q.getColumn(10).getString();
    row.programVersion = q.getColumn(11).getString();
    return row;
}

} // namespace

ModelSaeRow insertModelSae(Project& project, const ModelSaeRow& row, const std::vector<sae::StepReport>& steps) {
    SQLite::Database& db = project.database();
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement insert(db, "INSERT INTO model_sae (key, model_id, corpus_id, layer, config_json, data_hash, device, "
                                 "threads, seconds, sae_file, program_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                                 "ON CONFLICT (key) DO UPDATE SET device = excluded.device, threads = excluded.threads, "
                                 "seconds = excluded.seconds, sae_file = excluded.sae_file, "
                                 "program_version = excluded.program_version");
    insert.bind(1, row.key);
    insert.bind(2, row.model.value);
    insert.bind(3, row.corpus.value);
    insert.bind(4, row.layer);
    insert.bind(5, row.configJson);
    insert.bind(6, row.dataHash);
    insert.bind(7, row.device);
    insert.bind(8, row.threads);
    insert.bind(9, row.seconds);
    insert.bind(10, row.saeFile);
    insert.bind(11, programVersion());
    insert.exec();
    const ModelSaeRow stored = *findModelSaeByKey(project, row.key);
    insertSteps(db, "model_sae_step", "model_sae_id", stored.id, steps);
    recordMaking(project, {Kind::ModelSae, stored.id});
    transaction.commit();
    return stored;
}

std::optional<ModelSaeRow> findModelSaeByKey(const Project& project, const std::string& key) {
    SQLite::Statement q(project.database(), modelSaeColumns + "WHERE key = ?");
    q.bind(1, key);
    if (!q.executeStep())
        return std::nullopt;
    return modelSaeOf(q);
}

std::vector<ModelSaeRow> allModelSaes(const Project& project) {
    return allRows(project.database(), modelSaeColumns, modelSaeOf);
}

std::vector<sae::StepReport> modelSaeSteps(const Project& project, std::int64_t id) {
    return readSteps(project.database(), "model_sae_step", "model_sae_id", id);
}

} // namespace crosseed::store
