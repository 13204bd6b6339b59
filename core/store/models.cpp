#include "store/models.h"
#include "base/error.h"
#include "base/hash.h"
#include "store/audit.h"
#include "store/rows.h"
#include <nlohmann/json.hpp>

namespace crosseed::store {

namespace {

const std::string modelColumns =
    "SELECT id, name, key, corpus_id, config_json, content_hash, folder, max_length, training_json, files_json FROM model ";
const std::string rotationColumns =
    "SELECT id, key, pair_id, corpus_id, kind, layer, config_json, result_json, file FROM rotation ";
const std::string activationColumns =
    "SELECT key, model_id, corpus_id, split, layer, texts, tokens, file, sha256 FROM activation ";

ModelRow modelOf(SQLite::Statement& q) {
    ModelRow row;
    row.id = ModelId{q.getColumn(0).getInt64()};
    row.name = q.getColumn(1).getString();
    row.key = q.getColumn(2).getString();
    row.corpus = CorpusId{q.getColumn(3).getInt64()};
    row.configJson = q.getColumn(4).getString();
    row.contentHash = q.getColumn(5).getString();
    row.folder = q.getColumn(6).getString();
    row.maxLength = q.getColumn(7).getInt();
    row.trainingJson = q.getColumn(8).getString();
    row.filesJson = q.getColumn(9).getString();
    return row;
}

RotationRow rotationOf(SQLite::Statement& q) {
    RotationRow row;
    row.id = RotationId{q.getColumn(0).getInt64()};
    row.key = q.getColumn(1).getString();
    row.pair = PairId{q.getColumn(2).getInt64()};
    row.corpus = CorpusId{q.getColumn(3).getInt64()};
    row.kind = q.getColumn(4).getString();
    row.layer = q.getColumn(5).getInt64();
    row.configJson = q.getColumn(6).getString();
    row.resultJson = q.getColumn(7).getString();
    row.file = q.getColumn(8).getString();
    return row;
}

ActivationRow activationOf(SQLite::Statement& q) {
    ActivationRow row;
    row.key = q.getColumn(0).getString();
    row.model = ModelId{q.getColumn(1).getInt64()};
    row.corpus = CorpusId{q.getColumn(2).getInt64()};
    row.split = text::parseSplit(q.getColumn(3).getString());
    row.layer = q.getColumn(4).getInt64();
    row.texts = q.getColumn(5).getInt64();
    row.tokens = q.getColumn(6).getInt64();
    row.file = q.getColumn(7).getString();
    row.sha256 = q.getColumn(8).getString();
    return row;
}

// Removes the model of that name when nothing rests on it.
void removeUnused(SQLite::Database& db, const std::string& name) {
    const std::string unused = " WHERE model.name = ?1 AND NOT EXISTS (SELECT 1 FROM pair WHERE model.id IN (model_a, model_b))";
    for (const std::string& sql : {"DELETE FROM activation WHERE model_id IN (SELECT id FROM model" + unused + ")",
                                   "DELETE FROM model" + unused}) {
        SQLite::Statement remove(db, sql);
        remove.bind(1, name);
        remove.exec();
    }
}

} // namespace

std::string hashesIn(const std::filesystem::path& folder) {
    nlohmann::json files = nlohmann::json::object();
    std::error_code absent;
    for (const auto& entry : std::filesystem::directory_iterator(folder, absent))
        if (entry.is_regular_file())
            files[entry.path().filename().string()] = hashOfFile(entry.path());
    return files.dump();
}

ModelRow insertModel(Project& project, const ModelRow& row) {
    SQLite::Database& db = project.database();
    const std::string files = hashesIn(project.resolve(row.folder)); // before others wait for the lock
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    const auto known = findModelByKey(project, row.key);
    if (!known)
        removeUnused(db, row.name);
    SQLite::Statement insert(db, "INSERT INTO model (name, key, corpus_id, config_json, content_hash, folder, max_length, "
                                 "training_json, files_json, program_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                                 "ON CONFLICT (key) DO UPDATE SET config_json = excluded.config_json, content_hash = "
                                 "excluded.content_hash, folder = excluded.folder, training_json = excluded.training_json, "
                                 "files_json = excluded.files_json, program_version = excluded.program_version");
    insert.bind(1, known ? known->name : freeName(db, "model", row.name));
    insert.bind(2, row.key);
    insert.bind(3, row.corpus.value);
    insert.bind(4, row.configJson);
    insert.bind(5, row.contentHash);
    insert.bind(6, row.folder);
    insert.bind(7, row.maxLength);
    insert.bind(8, row.trainingJson);
    insert.bind(9, files);
    insert.bind(10, programVersion());
    insert.exec();
    const ModelRow stored = *findModelByKey(project, row.key);
    recordMaking(project, {Kind::Model, stored.id.value});
    transaction.commit();
    return stored;
}

std::optional<ModelRow> findModelByKey(const Project& project, const std::string& key) {
    SQLite::Statement q(project.database(), modelColumns + "WHERE key = ?");
    q.bind(1, key);
    if (!q.executeStep())
        return std::nullopt;
    return modelOf(q);
}

ModelRow modelNamed(const Project& project, const std::string& name) {
    SQLite::Statement q(project.database(), modelColumns + "WHERE name = ?");
    q.bind(1, name);
    require(q.executeStep(), ErrorKind::NotFound,
            "The project has no model named " + name + "; it has " + namesIn(project.database(), "model") + ".");
    return modelOf(q);
}

ModelRow modelRow(const Project& project, ModelId id) {
    SQLite::Statement q(project.database(), modelColumns + "WHERE id = ?");
    q.bind(1, id.value);
    require(q.executeStep(), ErrorKind::NotFound, "The project has no model " + std::to_string(id.value) + ".");
    return modelOf(q);
}

std::optional<PairRow> findPair(const Project& project, ModelId a, ModelId b) {
    require(a != b, ErrorKind::BadInput, "A pair needs two models; the same one was named twice.");
    SQLite::Statement q(project.database(), "SELECT id FROM pair WHERE model_a = ? AND model_b = ?");
    q.bind(1, a.value);
    q.bind(2, b.value);
    if (!q.executeStep())
        return std::nullopt;
    return pairRow(project, PairId{q.getColumn(0).getInt64()});
}

PairRow pairOf(Project& project, ModelId a, ModelId b) {
    SQLite::Database& db = project.database();
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    if (const auto known = findPair(project, a, b))
        return *known;
    SQLite::Statement insert(db, "INSERT INTO pair (name, model_a, model_b) VALUES (?, ?, ?)");
    insert.bind(1, modelRow(project, a).name + " & " + modelRow(project, b).name);
    insert.bind(2, a.value);
    insert.bind(3, b.value);
    insert.exec();
    const PairId id{db.getLastInsertRowid()};
    transaction.commit();
    return pairRow(project, id);
}

PairRow pairRow(const Project& project, PairId id) {
    SQLite::Statement q(project.database(), "SELECT name, model_a, model_b FROM pair WHERE id = ?");
    q.bind(1, id.value);
    require(q.executeStep(), ErrorKind::NotFound, "The project has no pair " + std::to_string(id.value) + ".");
    return {id, q.getColumn(0).getString(), ModelId{q.getColumn(1).getInt64()}, ModelId{q.getColumn(2).getInt64()}};
}

RotationRow insertRotation(Project& project, const RotationRow& row) {
    SQLite::Database& db = project.database();
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement insert(db, "INSERT INTO rotation (key, pair_id, corpus_id, kind, layer, config_json, result_json, "
                                 "file, program_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                                 "ON CONFLICT (key) DO UPDATE SET result_json = excluded.result_json, "
                                 "file = excluded.file, program_version = excluded.program_version");
    insert.bind(1, row.key);
    insert.bind(2, row.pair.value);
    insert.bind(3, row.corpus.value);
    insert.bind(4, row.kind);
    insert.bind(5, row.layer);
    insert.bind(6, row.configJson);
    insert.bind(7, row.resultJson);
    insert.bind(8, row.file);
    insert.bind(9, programVersion());
    insert.exec();
    const RotationRow stored = *findRotationByKey(project, row.key);
    recordMaking(project, {Kind::Rotation, stored.id.value});
    transaction.commit();
    return stored;
}

std::optional<RotationRow> findRotationByKey(const Project& project, const std::string& key) {
    SQLite::Statement q(project.database(), rotationColumns + "WHERE key = ?");
    q.bind(1, key);
    if (!q.executeStep())
        return std::nullopt;
    return rotationOf(q);
}

RotationRow rotationRow(const Project& project, RotationId id) {
    SQLite::Statement q(project.database(), rotationColumns + "WHERE id = ?");
    q.bind(1, id.value);
    require(q.executeStep(), ErrorKind::NotFound, "The project has no rotation " + std::to_string(id.value) + ".");
    return rotationOf(q);
}

RotationRow latestRotation(const Project& project, PairId pair) {
    SQLite::Statement q(project.database(), rotationColumns + "WHERE pair_id = ? AND kind = 'true' ORDER BY id DESC");
    q.bind(1, pair.value);
    require(q.executeStep(), ErrorKind::NotFound,
            "The pair " + pairRow(project, pair).name + " has no rotation yet; `crosseed align` computes it.");
    return rotationOf(q);
}

void insertActivation(Project& project, const ActivationRow& row) {
    const std::filesystem::path file = project.resolve(row.file);
    SQLite::Statement insert(project.database(),
                             "INSERT INTO activation (key, model_id, corpus_id, split, layer, texts, tokens, file, sha256, "
                             "program_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET sha256 = "
                             "excluded.sha256, program_version = excluded.program_version");
    insert.bind(1, row.key);
    insert.bind(2, row.model.value);
    insert.bind(3, row.corpus.value);
    insert.bind(4, std::string(text::splitName(row.split)));
    insert.bind(5, row.layer);
    insert.bind(6, row.texts);
    insert.bind(7, row.tokens);
    insert.bind(8, row.file);
    insert.bind(9, std::filesystem::exists(file) ? hashOfFile(file) : "");
    insert.bind(10, programVersion());
    insert.exec();
    SQLite::Statement number(project.database(), "SELECT id FROM activation WHERE key = ?");
    number.bind(1, row.key);
    if (number.executeStep())
        recordMaking(project, {Kind::Activations, number.getColumn(0).getInt64()});
}

std::optional<ActivationRow> findActivation(const Project& project, const std::string& key) {
    SQLite::Statement q(project.database(), activationColumns + "WHERE key = ?");
    q.bind(1, key);
    if (!q.executeStep())
        return std::nullopt;
    return activationOf(q);
}

std::vector<ModelRow> allModels(const Project& project) {
    return allRows(project.database(), modelColumns, modelOf);
}

std::vector<RotationRow> allRotations(const Project& project) {
    return allRows(project.database(), rotationColumns, rotationOf);
}

std::vector<ActivationRow> allActivations(const Project& project) {
    return allRows(project.database(), activationColumns, activationOf);
}

std::vector<ActivationRow> activationsOf(const Project& project, ModelId model, std::int64_t layer) {
    SQLite::Statement q(project.database(),
                        activationColumns + "WHERE model_id = ? AND layer = ? ORDER BY split = 'test' DESC, split = 'validation' DESC, id");
    q.bind(1, model.value);
    q.bind(2, layer);
    std::vector<ActivationRow> rows;
    while (q.executeStep())
        rows.push_back(activationOf(q));
    return rows;
}

} // namespace crosseed::store
