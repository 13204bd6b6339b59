#include "store/inventory.h"
#include "base/hash.h"
#include "store/models.h"
#include "store/rows.h"
#include "store/runs.h"
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace crosseed::store {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t keyLength = 64; // SHA-256 in hexadecimal digits

// Files under tensors/ are called by what they hold.
std::string hashInName(const std::string& path) {
    const fs::path file(path);
    const bool named = file.parent_path() == "tensors" && file.extension() == ".safetensors";
    return named ? file.stem().string() : "";
}

class Inventory {
public:
    void add(const std::string& path, const std::string& owner, const std::string& sha256) {
        if (path.empty())
            return;
        StoredFile& file = m_files[path];
        file.path = path;
        file.sha256 = sha256;
        file.owners.push_back(owner);
    }
    void addTensors(const std::string& path, const std::string& owner) { add(path, owner, hashInName(path)); }
    std::vector<StoredFile> files() const {
        std::vector<StoredFile> files;
        for (const auto& [path, file] : m_files)
            files.push_back(file);
        return files;
    }

private:
    std::map<std::string, StoredFile> m_files;
};

void addModel(Inventory& inventory, const ModelRow& row) {
    const auto hashes = nlohmann::json::parse(row.filesJson).get<std::map<std::string, std::string>>();
    for (const auto& [name, hash] : hashes)
        inventory.add(row.folder + "/" + name, "model " + row.name, hash);
    if (hashes.empty())
        for (const char* name : {"config.json", "model.safetensors", "vocab.txt"})
            inventory.add(row.folder + "/" + name, "model " + row.name, "");
}

void addRuns(Inventory& inventory, const Project& project) {
    for (const RunRow& row : allRuns(project)) {
        const std::string run = " of run " + std::to_string(row.id.value);
        inventory.addTensors(row.saeFile, (row.saeFileB.empty() ? "SAE" : "SAE of A") + run);
        inventory.addTensors(row.saeFileB, "SAE of B" + run);
        inventory.addTensors(row.matchingFile, "matching" + run);
    }
    for (const EvaluationRow& row : allEvaluations(project)) {
        const std::string evaluation = " of evaluation " + std::to_string(row.id.value);
        inventory.addTensors(row.codesA, "codes of A" + evaluation);
        inventory.addTensors(row.codesB, "codes of B" + evaluation);
    }
}

std::set<std::string> finishedKeys(const Project& project) {
    std::set<std::string> keys;
    for (const RunRow& row : allRuns(project))
        keys.insert(row.key);
    for (const ModelSaeRow& row : allModelSaes(project))
        keys.insert(row.key);
    for (const ModelRow& row : allModels(project))
        keys.insert(row.key);
    for (const ActivationRow& row : allActivations(project))
        keys.insert(row.key);
    return keys;
}

std::uintmax_t bytesIn(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored))
        return fs::file_size(path, ignored);
    std::uintmax_t bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator(path, ignored))
        if (entry.is_regular_file(ignored))
            bytes += entry.file_size(ignored);
    return bytes;
}

} // namespace

std::vector<StoredFile> storedFiles(const Project& project) {
    Inventory inventory;
    for (const ModelRow& row : allModels(project))
        addModel(inventory, row);
    for (const ActivationRow& row : allActivations(project))
        inventory.add(row.file, "activations of " + modelRow(project, row.model).name + ", " + std::string(text::splitName(row.split)),
                      row.sha256);
    for (const RotationRow& row : allRotations(project))
        inventory.addTensors(row.file, "rotation " + std::to_string(row.id.value) + ", " + row.kind);
    for (const ModelSaeRow& row : allModelSaes(project))
        inventory.addTensors(row.saeFile, "SAE of model " + modelRow(project, row.model).name);
    addRuns(inventory, project);
    return inventory.files();
}

FileState stateOf(const Project& project, const StoredFile& file) {
    const fs::path path = project.resolve(file.path);
    if (!fs::exists(path))
        return FileState::Missing;
    if (file.sha256.empty())
        return FileState::Unknown;
    return hashOfFile(path) == file.sha256 ? FileState::Sound : FileState::Altered;
}

std::int64_t noteHashes(Project& project) {
    std::int64_t noted = 0;
    SQLite::Statement model(project.database(), "UPDATE model SET files_json = ? WHERE id = ?");
    for (const ModelRow& row : allModels(project))
        if (row.filesJson == "{}" && fs::exists(project.resolve(row.folder))) {
            model.bind(1, hashesIn(project.resolve(row.folder)));
            model.bind(2, row.id.value);
            noted += model.exec();
            model.reset();
        }
    SQLite::Statement activation(project.database(), "UPDATE activation SET sha256 = ? WHERE key = ?");
    for (const ActivationRow& row : allActivations(project))
        if (row.sha256.empty() && fs::exists(project.resolve(row.file))) {
            activation.bind(1, hashOfFile(project.resolve(row.file)));
            activation.bind(2, row.key);
            noted += activation.exec();
            activation.reset();
        }
    return noted;
}

std::vector<OrphanFile> keptStates(const Project& project) {
    const std::set<std::string> finished = finishedKeys(project);
    std::vector<OrphanFile> kept;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(project.dataFolder() / "checkpoints", absent))
        if (const std::string name = entry.path().filename().string(); finished.count(name.substr(0, keyLength)) == 0)
            kept.push_back({"checkpoints/" + name, bytesIn(entry.path())});
    return kept;
}

std::vector<OrphanFile> orphanFiles(const Project& project) {
    std::set<std::string> named;
    for (const StoredFile& file : storedFiles(project))
        named.insert(file.path.starts_with("models/") ? fs::path(file.path).parent_path().string() : file.path);
    const std::set<std::string> finished = finishedKeys(project);
    std::vector<OrphanFile> orphans;
    std::error_code absent;
    for (const char* folder : {"activations", "checkpoints", "models", "tensors"})
        for (const auto& entry : fs::directory_iterator(project.dataFolder() / folder, absent)) {
            const std::string path = std::string(folder) + "/" + entry.path().filename().string();
            const bool isCheckpoint = std::string_view(folder) == "checkpoints";
            const std::string key = entry.path().filename().string().substr(0, keyLength);
            if (isCheckpoint ? finished.count(key) > 0 : named.count(path) == 0)
                orphans.push_back({path, bytesIn(entry.path())});
        }
    return orphans;
}

std::vector<std::string> databaseProblems(const Project& project) {
    std::vector<std::string> problems;
    SQLite::Database& db = project.database();
    SQLite::Statement integrity(db, "PRAGMA integrity_check(10)");
    while (integrity.executeStep())
        if (const std::string found = integrity.getColumn(0).getString(); found != "ok")
            problems.push_back("SQLite finds the file damaged (" + found + "); take a copy of it from before.");
    SQLite::Statement keys(db, "SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1");
    while (keys.executeStep())
        problems.push_back(keys.getColumn(1).getString() + " rows of the table " + keys.getColumn(0).getString() +
                           " point to rows that are not there.");
    if (!project.isReadOnly())
        try {
            db.exec("INSERT INTO document_search (document_search, rank) VALUES ('integrity-check', 1)");
        } catch (const SQLite::Exception&) {
            problems.push_back("The index for full-text search does not fit the documents; it can be built anew.");
        }
    return problems;
}

void rebuildSearch(Project& project) {
    project.database().exec("INSERT INTO document_search (document_search) VALUES ('rebuild')");
}

} // namespace crosseed::store
