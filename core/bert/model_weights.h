// The tensors of a Hugging Face folder, be they in model.safetensors or in the shards that model.safetensors.index.json names.
#pragma once
#include "bert/safetensors.h"
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace crosseed::bert {

// model.safetensors, or else the index and its shards, sorted: what decides the weights. Throws Error(NotFound) where the folder
// has none of them or a shard is missing, Error(BadInput) for a damaged index and for a folder with a pickle alone; the
// sentence says how to make safetensors of it.
std::vector<std::filesystem::path> weightFiles(const std::filesystem::path& folder);

class ModelWeights {
public:
    // Throws as weightFiles() and SafetensorsFile do, and Error(BadInput) when a tensor is in two shards or not in the shard that
    // the index names.
    explicit ModelWeights(const std::filesystem::path& folder);
    // Null where no file has it. Throws Error(BadInput) for a dtype that is not read.
    const TensorView* find(const std::string& name) const;
    // model.safetensors or the index: what a sentence about the weights names.
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
    std::vector<SafetensorsFile> m_files;
    std::map<std::string, std::size_t> m_fileOf;
};

} // namespace crosseed::bert
