#include "bert/model_weights.h"
#include "base/error.h"
#include "bert/shards.h"

namespace crosseed::bert {

namespace fs = std::filesystem;

namespace {
constexpr const char* wholeName = "model.safetensors";
constexpr const char* indexName = "model.safetensors.index.json";
} // namespace

std::vector<fs::path> weightFiles(const fs::path& folder) {
    if (fs::exists(folder / wholeName))
        return {folder / wholeName};
    if (!fs::exists(folder / indexName)) {
        for (const char* pickle : {"pytorch_model.bin", "pytorch_model.pt"})
            if (fs::exists(folder / pickle))
                SafetensorsFile refused(folder / pickle);
        throw Error(ErrorKind::NotFound, "There is no model.safetensors in " + folder.string() + ".");
    }
    std::vector<fs::path> files{folder / indexName};
    for (const std::string& shard : readShardIndex(files.front()).shards()) {
        files.push_back(folder / shard);
        require(fs::exists(files.back()), ErrorKind::NotFound,
                files.front().string() + " names the file " + shard + ", which is not in the folder; download it, too.");
    }
    return files;
}

ModelWeights::ModelWeights(const fs::path& folder) {
    const std::vector<fs::path> files = weightFiles(folder);
    m_path = files.front();
    if (files.size() == 1) {
        m_files.emplace_back(m_path);
        for (const std::string& name : m_files.front().names())
            m_fileOf[name] = 0;
        return;
    }
    for (std::size_t i = 1; i < files.size(); ++i) {
        m_files.emplace_back(files[i]);
        for (const std::string& name : m_files.back().names()) {
            const auto [known, isNew] = m_fileOf.emplace(name, i - 1);
            require(isNew, ErrorKind::BadInput,
                    "The tensor " + name + " is in " + files[known->second + 1].string() + " and in " + files[i].string() +
                        "; one of the two does not belong to this model.");
        }
    }
    for (const auto& [name, shard] : readShardIndex(m_path).shardOf) {
        const auto found = m_fileOf.find(name);
        require(found != m_fileOf.end() && m_files[found->second].path().filename() == shard, ErrorKind::BadInput,
                m_path.string() + " says that the tensor " + name + " is in " + shard +
                    ", but it is not there; download the files of one revision.");
    }
}

const TensorView* ModelWeights::find(const std::string& name) const {
    const auto found = m_fileOf.find(name);
    return found == m_fileOf.end() ? nullptr : &m_files[found->second].tensor(name);
}

} // namespace crosseed::bert
