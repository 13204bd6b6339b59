// Codes and features of an evaluation as files for other programs.
#pragma once
#include "evaluate/evaluate.h"
#include <nlohmann/json.hpp>
#include <string>

namespace crosseed::evaluate {

enum class FileKind : std::uint8_t { Safetensors, Npz, Csv, Json };
// By the name's ending: .safetensors, .npz, .csv or .json. Throws Error(Usage) for others.
FileKind fileKindOf(const std::filesystem::path& file);

// Codes of A, of B or of both; `starts` [B + 1] gives each text's first row. `about` says what they are: it stands in JSON and in
// safetensors' metadata.
struct CodesToWrite {
    const sae::SparseCodes *a = nullptr, *b = nullptr;
    std::span<const std::int64_t> starts;
    nlohmann::json about; // texts by name
};

// safetensors: indptr int64 [N + 1], indices int32, values float32, starts; of both models with the names prefixed by "A." and "B.".
// npz: the same, with data in the place of values, and shape and format: of one model scipy.sparse.load_npz() opens it.
// CSV: model, text, row, feature, value, a line for each code that is not 0. JSON: as npz, and about. Numbers are exact everywhere.
void writeCodesFile(const std::filesystem::path& file, const CodesToWrite& codes);

// The table of features and the totals. CSV: a line a feature, `totals` left out. JSON: totals, then "features". npz and safetensors:
// an array a column (feature, fires_a and fires_b int64, active_both and universal uint8, the others float64 with NaN where there is no
// number); totals that are numbers as float64 arrays named total_NAME of one number in npz, as text in safetensors' metadata.
void writeFeaturesFile(const std::filesystem::path& file, const std::vector<FeatureRow>& features, const nlohmann::json& totals);

// The totals alone, nested objects as name.name: CSV: name, value; JSON as it is; npz: total_NAME; safetensors: F64 [1] each.
void writeTotalsFile(const std::filesystem::path& file, const nlohmann::json& totals);

} // namespace crosseed::evaluate
