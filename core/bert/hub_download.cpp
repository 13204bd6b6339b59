#include "bert/hub_download.h"
#include "base/file_lock.h"
#include "base/files.h"
#include "bert/classifier.h"
#include "bert/shards.h"
#include "text/tokenizer.h"
#include <algorithm>
#include <cstdlib>

namespace crosseed::bert {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t mostOfText = 64u << 20; // configuration, vocabulary, index
constexpr const char* indexName = "model.safetensors.index.json";
constexpr const char* lockName = "crosseed.lock";
constexpr const char* sourceName = "crosseed.source"; // hub, name and revision that the folder gathers, a line each

bool isPlainPart(std::string_view part) {
    return !part.empty() && part.size() <= 200 && part.front() != '.' && part.front() != '-' &&
           part.find("..") == std::string_view::npos && std::all_of(part.begin(), part.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
           });
}

bool isCommit(const std::string& text) {
    return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// Of a download, finished or not: what a file of another revision could be.
bool isModelFile(const fs::path& file) {
    const std::string name = file.filename().string(), ending = file.extension().string();
    return name == "config.json" || name == "vocab.txt" || name == "tokenizer_config.json" || name == indexName ||
           name == sourceName || ending == ".safetensors" || ending == ".etag" || ending == ".part";
}

void removeModelFiles(const fs::path& folder, const std::vector<std::string>& but) {
    std::error_code problem;
    fs::directory_iterator entries(folder, problem);
    std::vector<fs::path> files;
    for (; !problem && entries != fs::directory_iterator(); entries.increment(problem))
        if (isModelFile(entries->path()) && std::find(but.begin(), but.end(), entries->path().filename()) == but.end())
            files.push_back(entries->path());
    for (const fs::path& file : files)
        if (!problem)
            fs::remove(file, problem);
    require(!problem, ErrorKind::Io, folder.string() + " cannot be cleared: " + problem.message() + ".");
}

FileLock lockOf(const fs::path& folder) {
    std::error_code problem;
    fs::create_directories(folder, problem);
    require(!problem, ErrorKind::Io, "The folder " + folder.string() + " cannot be made: " + problem.message() + ".");
    auto lock = FileLock::take(folder / lockName);
    if (!lock) {
        const std::string holder = FileLock::holderOf(folder / lockName);
        throw Error(ErrorKind::Io, "Another download is filling " + folder.string() + (holder.empty() ? "" : " (" + holder + ")") +
                                       "; wait for it, or choose another folder with --to.");
    }
    return std::move(*lock);
}

// The files of one model, one after another.
class HubFolder {
public:
    HubFolder(const std::string& name, const fs::path& folder, const HubOptions& options, const ProgressFn& progress,
              std::stop_token stop)
        : m_name(name), m_folder(folder), m_options(options), m_progress(progress), m_stop(std::move(stop)) {
        while (m_options.hub.ends_with('/'))
            m_options.hub.pop_back();
        m_model.commit = isCommit(options.revision) ? options.revision : "";
        const std::string source = m_options.hub + "\n" + m_name + "\n" + m_options.revision + "\n";
        if (fs::exists(m_folder / sourceName) && readFile(m_folder / sourceName) == source)
            return;
        removeModelFiles(m_folder, {});
        writeFile(m_folder / sourceName, source);
    }

    bool get(const std::string& file, std::uintmax_t most) {
        HttpOptions http = m_options.http;
        http.mostBytes = std::min(http.mostBytes, most);
        const std::string revision = m_model.commit.empty() ? m_options.revision : m_model.commit;
        const auto got = downloadFile(m_options.hub + "/" + m_name + "/resolve/" + revision + "/" + file, m_folder / file, http,
                                      m_progress, m_stop);
        if (!got) {
            forget(file);
            return false;
        }
        if (m_model.commit.empty() && isCommit(got->commit))
            m_model.commit = got->commit;
        m_model.files.push_back({file, *got});
        return true;
    }
    // Removes what an earlier call brought.
    void forget(const std::string& file) const {
        std::error_code problem;
        for (const char* ending : {"", ".etag", ".part", ".part.etag"})
            if (!problem)
                fs::remove(m_folder / (file + ending), problem);
        require(!problem, ErrorKind::Io, (m_folder / file).string() + " cannot be removed: " + problem.message() + ".");
    }
    void need(const std::string& file, const std::string& otherwise) {
        require(get(file, mostOfText), ErrorKind::NotFound,
                m_options.hub + " has no " + file + " of " + m_name + " at the revision " + m_options.revision + "; " + otherwise);
    }
    HubModel& model() { return m_model; }

private:
    std::string m_name;
    fs::path m_folder;
    HubOptions m_options;
    ProgressFn m_progress;
    std::stop_token m_stop;
    HubModel m_model;
};

void getWeights(HubFolder& hub, const std::string& name, const fs::path& folder, std::uintmax_t most) {
    if (hub.get("model.safetensors", most)) {
        hub.forget(indexName);
        return;
    }
    require(hub.get(indexName, mostOfText), ErrorKind::BadInput,
            "The hub has no model.safetensors of " + name + ", at most a Python pickle, which can run programs when it is opened. " +
                "Make one in Python: \"from transformers import AutoModelForSequenceClassification as M\" and then \"M.from_pretrained('" +
                name + "').save_pretrained(FOLDER, safe_serialization=True)\".");
    for (const std::string& shard : readShardIndex(folder / indexName).shards())
        require(hub.get(shard, most), ErrorKind::NotFound,
                "The hub has no " + shard + ", which the index of " + name + " names; try another revision.");
}

// The lock goes last: until then no other download may take the folder.
void becomeModel(const fs::path& gathering, const fs::path& folder, const std::vector<HubFile>& files) {
    std::vector<std::string> names;
    for (const HubFile& file : files)
        names.push_back(file.name);
    removeModelFiles(gathering, names);
    syncFolder(gathering);
    moveIntoPlace(gathering, folder);
    std::error_code ignored;
    fs::remove(folder / lockName, ignored);
}

} // namespace

std::string hubAddress(const std::string& asked) {
    if (!asked.empty())
        return asked;
    for (const char* variable : {"CROSSEED_HUB", "HF_ENDPOINT"})
        if (const char* address = std::getenv(variable); address && *address)
            return address;
    throw Error(ErrorKind::Usage, "No hub is set: give its address with --hub, or set the environment variable CROSSEED_HUB (or "
                                  "HF_ENDPOINT) to it.");
}

bool isHubName(const std::string& text) {
    const auto slash = text.find('/');
    return slash != std::string::npos && isPlainPart(std::string_view(text).substr(0, slash)) &&
           isPlainPart(std::string_view(text).substr(slash + 1));
}

HubModel downloadModel(const std::string& name, const fs::path& folder, const HubOptions& options, const ProgressFn& progress,
                       std::stop_token stop) {
    require(isHubName(name) || isPlainPart(name), ErrorKind::Usage,
            "\"" + name + "\" is no model's name; one looks like organisation/model.");
    require(isPlainPart(options.revision), ErrorKind::Usage,
            "\"" + options.revision + "\" is no revision; give a branch, a tag or a commit.");
    const auto requireFree = [&] {
        require(!fs::exists(folder), ErrorKind::BadInput, folder.string() + " is there already; choose another folder with --to.");
    };
    requireFree();
    const fs::path gathering = folder.string() + ".download";
    const FileLock lock = lockOf(gathering);
    requireFree(); // another download may have ended in between
    HubFolder hub(name, gathering, options, progress, std::move(stop));
    hub.need("config.json", "look the name up.");
    hub.need("vocab.txt", "only models with a WordPiece vocabulary can be read.");
    hub.get("tokenizer_config.json", mostOfText);
    getWeights(hub, name, gathering, options.http.mostBytes);
    checkModelFolder(gathering);
    becomeModel(gathering, folder, hub.model().files);
    hub.model().folder = folder;
    return hub.model();
}

void requireModelFolder(const std::string& folder) {
    if (fs::is_directory(folder))
        return;
    throw Error(ErrorKind::NotFound,
                "There is no folder " + folder + (isHubName(folder) ? "; a model of that name on a hub is downloaded with: crosseed download " + folder
                                                          : std::string("; give the folder of a model with config.json, vocab.txt and model.safetensors")) +
                    ".");
}

} // namespace crosseed::bert
