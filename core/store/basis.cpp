#include "store/audit.h"
#include "store/rows.h"

namespace crosseed::store {

namespace {

// The columns of the one row of `sql`, named by the query, empty ones left out.
nlohmann::json namedColumns(const Project& project, const std::string& sql, std::int64_t id) {
    SQLite::Statement q(project.database(), sql);
    q.bind(1, id);
    nlohmann::json basis = nlohmann::json::object();
    if (q.executeStep())
        for (int column = 0; column < q.getColumnCount(); ++column)
            if (const std::string value = q.getColumn(column).getString(); !value.empty())
                basis[q.getColumn(column).getName()] = value;
    return basis;
}

const std::string textsAndModels = "corpus.content_hash AS corpus, a.content_hash AS 'model A', b.content_hash AS 'model B'";
const std::string joinsOfPair =
    " JOIN pair ON pair.id = r.pair_id JOIN model a ON a.id = model_a JOIN model b ON b.id = model_b JOIN corpus ON corpus.id = r.corpus_id ";

nlohmann::json basisOfRun(const Project& project, std::int64_t run) {
    return namedColumns(project,
                        "SELECT " + textsAndModels + ", rotation.file AS rotation, r.sae_file AS SAE, r.sae_file_b AS 'SAE of B', "
                        "r.matching_file AS matching FROM run r" + joinsOfPair +
                            "LEFT JOIN rotation ON rotation.id = r.rotation_id WHERE r.id = ?",
                        run);
}

std::int64_t runOf(const Project& project, const char* table, std::int64_t id) {
    SQLite::Statement q(project.database(), std::string("SELECT run_id FROM ") + table + " WHERE id = ?");
    q.bind(1, id);
    return q.executeStep() ? q.getColumn(0).getInt64() : 0;
}

const char* tableOf(Kind kind) {
    switch (kind) {
    case Kind::Rotation:
        return "rotation";
    case Kind::ModelSae:
        return "model_sae";
    case Kind::Run:
        return "run";
    case Kind::Evaluation:
        return "evaluation";
    case Kind::Counterfactual:
        return "counterfactual";
    case Kind::EditStudy:
        return "edit_study";
    default:
        return nullptr;
    }
}

nlohmann::json parsed(const std::string& text) {
    return text.empty() ? nlohmann::json() : nlohmann::json::parse(text, nullptr, false);
}

void recordNotes(const Project& project, std::int64_t run, std::int32_t feature, const std::string& basis) {
    SQLite::Statement q(project.database(), "INSERT INTO note_basis VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET made_from_json = "
                                            "excluded.made_from_json");
    q.bind(1, run);
    q.bind(2, feature);
    q.bind(3, basis);
    q.exec();
}

} // namespace

nlohmann::json basisOf(const Project& project, const Address& address) {
    nlohmann::json basis = nlohmann::json::object();
    switch (address.kind) {
    case Kind::Corpus:
    case Kind::Model:
    case Kind::Activations:
        break;
    case Kind::Rotation:
        basis = namedColumns(project, "SELECT " + textsAndModels + " FROM rotation r" + joinsOfPair + "WHERE r.id = ?", address.id);
        basis["method"] = rotationMethod;
        break;
    case Kind::ModelSae:
        basis = namedColumns(project,
                             "SELECT corpus.content_hash AS corpus, model.content_hash AS model FROM model_sae JOIN corpus ON corpus.id = "
                             "model_sae.corpus_id JOIN model ON model.id = model_id WHERE model_sae.id = ?",
                             address.id);
        basis["method"] = modelSaeMethod;
        break;
    case Kind::Run:
        basis = basisOfRun(project, address.id);
        for (const char* own : {"SAE", "SAE of B", "matching"}) // what the run is, not what it was made from
            basis.erase(own);
        basis["method"] = runMethod;
        break;
    case Kind::Evaluation:
        basis = basisOfRun(project, runOf(project, "evaluation", address.id));
        basis["method"] = evaluationMethod;
        break;
    case Kind::Counterfactual:
        basis = basisOfRun(project, runOf(project, "counterfactual", address.id));
        break;
    case Kind::EditStudy:
        basis = basisOfRun(project, runOf(project, "edit_study", address.id));
        break;
    case Kind::Notes:
        basis = basisOfRun(project, address.id);
        break;
    }
    return basis;
}

void recordMaking(const Project& project, const Address& address, std::optional<std::int32_t> feature) {
    const std::string basis = basisOf(project, address).dump();
    if (address.kind == Kind::Notes)
        return recordNotes(project, address.id, feature.value_or(0), basis);
    SQLite::Database& db = project.database();
    if (const char* table = tableOf(address.kind)) {
        SQLite::Statement q(db, std::string("UPDATE ") + table + " SET made_from_json = ? WHERE id = ?");
        q.bind(1, basis);
        q.bind(2, address.id);
        q.exec();
    }
    const auto work = project.takeWork();
    SQLite::Statement q(db, "INSERT OR REPLACE INTO work (kind, item, device, threads, seconds) VALUES (?, ?, ?, ?, ?)");
    q.bind(1, std::string(kindName(address.kind)));
    q.bind(2, address.id);
    if (work) {
        q.bind(3, work->device);
        q.bind(4, work->threads);
        q.bind(5, work->seconds());
    }
    q.exec();
}

nlohmann::json madeFrom(const Project& project, const Address& address) {
    if (address.kind == Kind::Notes) {
        SQLite::Statement q(project.database(), "SELECT n.feature, made_from_json FROM note_basis n JOIN feature_note f ON f.run_id = "
                                                "n.run_id AND f.feature = n.feature WHERE n.run_id = ?");
        q.bind(1, address.id);
        nlohmann::json all = nlohmann::json::object();
        while (q.executeStep())
            all[std::to_string(q.getColumn(0).getInt())] = parsed(q.getColumn(1).getString());
        return all;
    }
    const char* table = tableOf(address.kind);
    if (!table)
        return nullptr;
    SQLite::Statement q(project.database(), std::string("SELECT made_from_json FROM ") + table + " WHERE id = ?");
    q.bind(1, address.id);
    return q.executeStep() ? parsed(q.getColumn(0).getString()) : nlohmann::json();
}

nlohmann::json workOf(const Project& project, const Address& address) {
    nlohmann::json work{{"device", nullptr}, {"threads", nullptr}, {"seconds", nullptr}};
    SQLite::Statement q(project.database(), "SELECT device, threads, seconds FROM work WHERE kind = ? AND item = ?");
    q.bind(1, std::string(kindName(address.kind)));
    q.bind(2, address.id);
    if (q.executeStep() && !q.getColumn(0).isNull())
        work = {{"device", q.getColumn(0).getString()}, {"threads", q.getColumn(1).getInt()}, {"seconds", q.getColumn(2).getDouble()}};
    return work;
}

std::vector<std::pair<std::string, std::string>> sourcesOf(const Project& project, std::int64_t corpus) {
    SQLite::Statement q(project.database(), "SELECT file, sha256 FROM source_file WHERE corpus_id = ? ORDER BY file");
    q.bind(1, corpus);
    std::vector<std::pair<std::string, std::string>> sources;
    while (q.executeStep())
        sources.emplace_back(q.getColumn(0).getString(), q.getColumn(1).getString());
    return sources;
}

} // namespace crosseed::store
