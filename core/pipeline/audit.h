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

// A result as a person names it: "run 3", "evaluation 5", "model seed-42", "table features" (of the latest result), or a file that was
// exported, known by its bytes or by what it says of itself. Throws Error(Usage / NotFound).
store::Address resultNamed(const store::Project& project, const std::string& text);

// A recipe as TOML that readRecipe() gives back, all fields written out; `comment` stands in front, a line each.
std::string recipeText(const Recipe& recipe, const std::vector<std::string>& comment = {});

// The recipe that makes a run or an evaluation again in an empty project: the same corpus, models, rotation and SAE, bit for bit on a CPU
// with as many threads. Throws Error(Usage) saying why where a recipe has no words for it (independent SAEs, an imported one, models that were
// not made alike).
Recipe recipeOf(const store::Project& project, RunId run, std::optional<EvaluationId> evaluation = std::nullopt);

} // namespace crosseed::pipeline
