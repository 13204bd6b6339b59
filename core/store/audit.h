// How each result of a project came about: its row, what it rests on, what it was made from and with.
//
// A result keeps under made_from_json what its inputs were when it was made: the content hashes of texts and models, the names of tensor
// files (which are hashes of their bytes) and the version of the method. What they are now is basisOf(); where the two differ the result
// is stale.
#pragma once
#include "base/ids.h"
#include "store/project.h"
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crosseed::store {

// Versions of what the stages compute; they begin the keys, so that results of an older method are not taken for new ones.
inline constexpr std::string_view rotationMethod = "rotation 1";
inline constexpr std::string_view runMethod = "run 1";
inline constexpr std::string_view modelSaeMethod = "model sae 1";
inline constexpr std::string_view evaluationMethod = "evaluation 2";

enum class Kind : std::uint8_t { Corpus, Model, Activations, Rotation, ModelSae, Run, Evaluation, Counterfactual, EditStudy, Notes };
inline constexpr Kind allKinds[] = {Kind::Corpus, Kind::Model, Kind::Activations, Kind::Rotation, Kind::ModelSae,
                                    Kind::Run, Kind::Evaluation, Kind::Counterfactual, Kind::EditStudy, Kind::Notes};
std::string_view kindName(Kind kind); // "corpus", "model", "activations", "rotation", "sae", "run", "evaluation", "counterfactual", "rule", "notes"

// A result: its kind and number in the project; of notes the number of their run.
struct Address {
    Kind kind = Kind::Run;
    std::int64_t id = 0;
    bool operator==(const Address&) const = default;
};
std::string addressText(const Address& address); // "run 3"
// "run 3", "evaluation 5", "model seed-42", "corpus requests", "notes 3"; corpora and models by name or number. Throws Error(Usage) for
// other words, Error(NotFound).
Address parseAddress(const Project& project, std::string_view text);

// The row: columns by name, those called *_json as JSON. With "name" of a pair or condition where the row has its number. Throws
// Error(NotFound).
nlohmann::json storedRow(const Project& project, const Address& address);
// What the result was computed from directly, inputs first.
std::vector<Address> inputsOf(const Project& project, const Address& address);

// The inputs as they are now, by name: "corpus", "model A", "model B" ("model" of a model's SAE) -> content hash; "rotation", "SAE",
// "SAE of B", "matching" -> file; "method" -> version, of rotations, SAEs, runs and evaluations. Those that there are. Empty for corpora, models and activations, whose keys and hashes
// are their content.
nlohmann::json basisOf(const Project& project, const Address& address);

// Notes the present basis with a result that was just stored, and the device, threads and seconds that Project::beginWork() knows of.
// `feature`: of notes. Inside the caller's transaction.
void recordMaking(const Project& project, const Address& address, std::optional<std::int32_t> feature = std::nullopt);
// The files that a corpus came from, absolute, with their SHA-256 at the import.
std::vector<std::pair<std::string, std::string>> sourcesOf(const Project& project, std::int64_t corpus);
// As recordMaking() kept it; null for results from before version 7. Of notes: those of each feature, by number.
nlohmann::json madeFrom(const Project& project, const Address& address);
// device, threads, seconds; null where they are not known.
nlohmann::json workOf(const Project& project, const Address& address);

// A result that an exported file is of.
struct ExportSource {
    Address address;
    std::string key, created; // of its row when the file was written; empty in lists of older versions, and of kinds that have none
    bool anew = false;        // another row has that number now, or none: it does not explain the file
};
// A file that a command wrote, known again by its bytes.
struct ExportedFile {
    std::string sha256;
    std::string file;                // its name
    std::string what;                // the command that wrote it, "features"
    std::vector<ExportSource> of;    // never empty
    std::string programVersion, created;
};
// Remembers the file, in exports.jsonl of the data folder, so that reading programs can; left undone where that cannot be written.
void recordExport(const Project& project, const std::filesystem::path& file, const std::string& what,
                  const std::vector<Address>& addresses);
// The latest of these bytes.
std::optional<ExportedFile> findExport(const Project& project, const std::string& sha256);

} // namespace crosseed::store
