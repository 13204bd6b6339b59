// model.safetensors.index.json: which of several files holds which tensor of a large model.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace crosseed::bert {

struct ShardIndex {
    std::map<std::string, std::string> shardOf; // tensor -> name of a file in the same folder
    std::vector<std::string> shards() const;    // each once, sorted
};

// Throws Error(BadInput) naming the file for JSON that is damaged, nested too deep, or gives a key twice, for an index without a
// tensor, and for a shard's name that is no plain *.safetensors name (a path out of the folder, say). Reads no shard.
ShardIndex readShardIndex(const std::filesystem::path& file);

} // namespace crosseed::bert
