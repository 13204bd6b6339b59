#include "bert/shards.h"
#include "base/error.h"
#include "base/files.h"
#include "bert/strict_json.h"
#include <algorithm>
#include <set>

namespace crosseed::bert {

namespace {

constexpr int maxDepth = 4;
constexpr std::uintmax_t maxFileSize = 64u << 20;

bool isPlainName(const std::string& name) {
    return name.ends_with(".safetensors") && name.find_first_of("/\\:") == std::string::npos && !name.starts_with('.') &&
           std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

} // namespace

std::vector<std::string> ShardIndex::shards() const {
    std::set<std::string> names;
    for (const auto& [tensor, shard] : shardOf)
        names.insert(shard);
    return {names.begin(), names.end()};
}

ShardIndex readShardIndex(const std::filesystem::path& file) {
    const auto refuse = [&](const std::string& what) {
        throw Error(ErrorKind::BadInput, file.string() + " is no index of a model's files: " + what + ".");
    };
    std::error_code ignored;
    if (const auto size = std::filesystem::file_size(file, ignored); !ignored && size > maxFileSize)
        refuse("it is " + std::to_string(size) + " bytes long");
    const nlohmann::json object = parseStrictJson(readFile(file), maxDepth, file);
    if (!object.is_object() || !object.contains("weight_map") || !object["weight_map"].is_object() ||
        object["weight_map"].empty())
        refuse("it has no weight_map from tensors to files");
    ShardIndex index;
    for (const auto& [tensor, shard] : object["weight_map"].items()) {
        if (!shard.is_string())
            refuse("the file of the tensor " + tensor + " is not a name");
        const std::string name = shard.get<std::string>();
        if (!isPlainName(name))
            refuse("the tensor " + tensor + " is said to be in " + shard.dump() + ", which is no *.safetensors file of this folder");
        index.shardOf[tensor] = name;
    }
    return index;
}

} // namespace crosseed::bert
