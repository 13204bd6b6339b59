// Models, pairs, activations and rotations in a project.
#pragma once
#include "base/ids.h"
#include "store/project.h"
#include "text/corpus.h"
#include <cstdint>
#include <optional>
#include <vector>

namespace crosseed::store {

struct ModelRow {
    ModelId id;
    std::string name;
    std::string key;          // hash of what it was made from
    CorpusId corpus;          // that it was trained on, or whose classes it has
    std::string configJson;   // how it was made: base, seed, options
    std::string contentHash;  // bert::Classifier::contentHash
    std::string folder;       // Hugging Face folder, relative to the data folder
    int maxLength = 128;      // tokens a text, special ones included
    std::string trainingJson; // epochs with their losses and accuracies
    std::string filesJson = "{}"; // file in the folder -> SHA-256, as insertModel() found them; {}: not known
};

struct PairRow {
    PairId id;
    std::string name;
    ModelId a, b;
};

struct RotationRow {
    RotationId id;
    std::string key;
    PairId pair;
    CorpusId corpus;
    std::string kind;       // align::rotationName
    std::int64_t layer = 0; // 0-based
    std::string configJson; // sample, split, options
    std::string resultJson; // NRE, k95/k99, warnings
    std::string file;       // safetensors, relative to the data folder
};

struct ActivationRow {
    std::string key;
    ModelId model;
    CorpusId corpus;
    text::Split split = text::Split::Train;
    std::int64_t layer = 0;
    std::int64_t texts = 0, tokens = 0;
    std::string file;
    std::string sha256; // of the file, as insertActivation() found it; empty: not known
};

// JSON: each file of a folder with its SHA-256.
std::string hashesIn(const std::filesystem::path& folder);

// `row.id` is ignored and given. A model of that key, whose files were lost, keeps its id, its name and what rests on it. Another
// model of that name is replaced while no pair uses it; else the new one is called "NAME (2)" and so on.
ModelRow insertModel(Project& project, const ModelRow& row);
std::optional<ModelRow> findModelByKey(const Project& project, const std::string& key);
ModelRow modelNamed(const Project& project, const std::string& name); // Error(NotFound) names those that exist
ModelRow modelRow(const Project& project, ModelId id);

// The stored pair of two models, or nothing. Throws Error(BadInput) for one model named twice.
std::optional<PairRow> findPair(const Project& project, ModelId a, ModelId b);
// The same, made when it is not there yet.
PairRow pairOf(Project& project, ModelId a, ModelId b);
PairRow pairRow(const Project& project, PairId id);

// A rotation of that key keeps its id and gets the new result and file.
RotationRow insertRotation(Project& project, const RotationRow& row);
std::optional<RotationRow> findRotationByKey(const Project& project, const std::string& key);
RotationRow rotationRow(const Project& project, RotationId id);
// The latest true rotation of a pair. Throws Error(NotFound) when there is none.
RotationRow latestRotation(const Project& project, PairId pair);

// A row of that key stays; the file that lies there now is the one that is meant.
void insertActivation(Project& project, const ActivationRow& row);
std::optional<ActivationRow> findActivation(const Project& project, const std::string& key);
// Of a model at a layer, those of the test split first, then of validation, then of train.
std::vector<ActivationRow> activationsOf(const Project& project, ModelId model, std::int64_t layer);

// All that there are, in the order of their numbers (activations: of their keys).
std::vector<ModelRow> allModels(const Project& project);
std::vector<RotationRow> allRotations(const Project& project);
std::vector<ActivationRow> allActivations(const Project& project);

} // namespace crosseed::store
