// How a result came about, from the texts to the number, whether its inputs are still what they were, and the recipe that repeats it.
#pragma once
#include "pipeline/recipe.h"
#include "store/audit.h"
#include <optional>

namespace crosseed::pipeline {

// Whether a result can still be taken for what its row says. Sentences; both empty: it can.
struct Staleness {
    std::vector<std::string> stale;   // inputs that are other ones now, files that are missing or altered
    std::vector<std::string> remarks; // what does not touch the result: a source file that changed since its import
    // Results on the way whose inputs were not recorded (before version 7): of them only the texts' hash and the files are known.
    std::vector<store::Address> unrecorded;
};

// Of the result and of all that it was made from: what was recorded then (store/audit.h) against what is there now. Quick: files are looked
// at by size and time of change and hashed only where these differ from the last look. `verify` hashes every file and reads the models'
// content again.
Staleness staleness(const store::Project& project, const store::Address& address, bool verify = false);

// One result on the way.
struct AuditStep {
    store::Address address;
    std::string title;          // "Run 3: joint, full"
    nlohmann::json config;      // how it was made
    std::string key;            // hash of its inputs and options
    nlohmann::json hashes;      // name -> content hash or file named by its hash
    std::string programVersion, created;
    nlohmann::json device, threads, seconds; // null: not known
};

struct Audit {
    store::Address address;
    std::vector<AuditStep> steps; // from the texts to the result
    Staleness staleness;
    std::string recipe;           // TOML; empty where no recipe makes it
    std::string recipeNote;       // how to run it, or why there is none and which commands repeat it
};
Audit audit(const store::Project& project, const store::Address& address, bool verify = false);
nlohmann::json auditJson(const Audit& audit);

// What a person named, and what is to be said of the file where it was one.
struct NamedResult {
    store::Address address;
    Staleness file; // stale: the file is not what the result is now; remarks: what else it is of
};
// A result as a person names it: "run 3", "evaluation 5", "model seed-42", "table features" (of the latest result), or a file that was
// exported, known by its bytes or, where it was changed since, by the result and key that it says it is of; with another key than the
// result's it is not of this project. Throws Error(Usage / NotFound).
NamedResult resultNamed(const store::Project& project, const std::string& text);

// A recipe as TOML that readRecipe() gives back, all fields written out; `comment` stands in front, a line each.
std::string recipeText(const Recipe& recipe, const std::vector<std::string>& comment = {});

// The recipe that makes a run or an evaluation again in an empty project: the same corpus, models, rotation and SAE, bit for bit on a CPU
// with as many threads. Throws Error(Usage) saying why where a recipe has no words for it (independent SAEs, an imported one, a rotation
// drawn with a seed above 2^63 - 1, models that were not made alike).
Recipe recipeOf(const store::Project& project, RunId run, std::optional<EvaluationId> evaluation = std::nullopt);

} // namespace crosseed::pipeline
