#include "pipeline/kept_state.h"
#include "base/files.h"
#include <algorithm>
#include <nlohmann/json.hpp>

namespace crosseed::pipeline {

namespace fs = std::filesystem;

namespace {
constexpr const char* formatName = "crosseed journal 1";
}

fs::path keptFile(const store::Project& project, const std::string& name) {
    const fs::path folder = project.dataFolder() / "checkpoints";
    fs::create_directories(folder);
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored))
        if (entry.path().filename().string().starts_with(name + ".part"))
            fs::remove(entry.path(), ignored);
    return folder / name;
}

void forget(const fs::path& file) {
    std::error_code ignored;
    if (fs::remove(file, ignored))
        syncFolder(file.parent_path());
}

std::int64_t beyond(const fs::path& file, std::int64_t bytes) {
    std::error_code absent;
    const auto taken = fs::file_size(file, absent);
    return absent ? bytes : std::max<std::int64_t>(0, bytes - static_cast<std::int64_t>(taken));
}

void forgetKey(const store::Project& project, const std::string& key) {
    for (const char* end : {".safetensors", ".json", ".rows"})
        forget(project.dataFolder() / "checkpoints" / (key + end));
}

void writeJournal(const fs::path& file, const std::string& key, std::int64_t parts) {
    writeFile(file, nlohmann::json{{"format", formatName}, {"key", key}, {"parts", parts}}.dump() + "\n");
}

std::int64_t readJournal(const fs::path& file, const std::string& key) {
    const nlohmann::json journal = nlohmann::json::parse(readFile(file), nullptr, false);
    const auto has = [&](const char* name, const std::string& text) {
        return journal.contains(name) && journal[name].is_string() && journal[name].get<std::string>() == text;
    };
    require(journal.is_object() && has("format", formatName) && has("key", key) && journal.contains("parts") &&
                journal["parts"].is_number_unsigned() && journal["parts"].get<std::uint64_t>() < (1ULL << 40),
            ErrorKind::BadInput, file.string() + " is damaged or belongs to another computation; this one begins anew.");
    return journal["parts"].get<std::int64_t>();
}

} // namespace crosseed::pipeline
