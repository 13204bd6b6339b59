#include "store/seen_files.h"
#include "base/files.h"
#include "base/hash.h"
#include <algorithm>
#include <chrono>

namespace crosseed::store {

namespace fs = std::filesystem;

namespace {

// The hash in "tensors/<hash>.safetensors"; empty for other files.
std::string hashInName(const std::string& file) {
    constexpr std::string_view folder = "tensors/", kind = ".safetensors";
    if (!file.starts_with(folder) || !file.ends_with(kind) || file.size() != folder.size() + 64 + kind.size())
        return {};
    return file.substr(folder.size(), 64);
}

std::int64_t modifiedAt(const fs::path& path) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(fs::last_write_time(path).time_since_epoch()).count();
}

constexpr const char* tweetEvalFiles[] = {"train_text.txt", "train_labels.txt", "val_text.txt", "val_labels.txt",
                                          "test_text.txt", "test_labels.txt", "mapping.txt"};

fs::path placeOf(const Project& project) {
    return project.dataFolder() / "index" / "seen.json";
}

} // namespace

SeenFiles::SeenFiles(const Project& project) : m_project(project) {
    try {
        const nlohmann::json all = nlohmann::json::parse(readFile(placeOf(project)));
        for (const auto& [file, seen] : all.items())
            m_seen[file] = {seen.at(0).get<std::int64_t>(), seen.at(1).get<std::int64_t>(), seen.at(2).get<std::string>()};
    } catch (const std::exception&) { // not there yet, or damaged: everything is looked at anew
        m_seen.clear();
    }
}

SeenFiles::~SeenFiles() {
    if (!m_changed)
        return;
    try {
        nlohmann::json all = nlohmann::json::object();
        for (const auto& [file, seen] : m_seen)
            all[file] = {seen.bytes, seen.modified, seen.sha256};
        fs::create_directories(placeOf(m_project).parent_path());
        writeFile(placeOf(m_project), all.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    } catch (const std::exception&) { // a folder that cannot be written: hashed again the next time
    }
}

FileLook SeenFiles::look(const std::string& file, std::string sha256, bool verify) {
    const fs::path path = fs::path(file).is_absolute() ? fs::path(file) : m_project.resolve(file);
    std::error_code error;
    if (!fs::is_regular_file(path, error))
        return FileLook::Missing;
    if (sha256.empty())
        sha256 = hashInName(file);
    if (sha256.empty())
        return FileLook::Same;
    const auto bytes = static_cast<std::int64_t>(fs::file_size(path));
    const std::int64_t modified = modifiedAt(path);
    const auto known = m_seen.find(file);
    if (known == m_seen.end() || known->second.bytes != bytes || known->second.modified != modified || verify) {
        m_seen[file] = {bytes, modified, hashOfFile(path)};
        m_changed = true;
    }
    return m_seen[file].sha256 == sha256 ? FileLook::Same : FileLook::Altered;
}

std::vector<std::string> sourceFiles(const nlohmann::json& source) {
    std::vector<std::string> files;
    const auto add = [&](const fs::path& path) {
        std::error_code error;
        if (fs::is_regular_file(path, error))
            files.push_back(fs::absolute(path).lexically_normal().string());
    };
    for (const auto& [name, value] : source.items()) {
        const bool names = name == "folder" || name == "file" || name == "files" || name == "first_texts" || name.ends_with("_file");
        if (names && value.is_array())
            for (const auto& entry : value)
                if (entry.is_string())
                    add(entry.get<std::string>());
        if (!names || !value.is_string() || value.get<std::string>().empty())
            continue;
        const fs::path path(value.get<std::string>());
        std::error_code error;
        if (name == "folder" && fs::is_directory(path, error))
            for (const char* part : tweetEvalFiles)
                add(path / part);
        else
            add(path);
    }
    std::ranges::sort(files);
    files.erase(std::unique(files.begin(), files.end()), files.end());
    return files;
}

} // namespace crosseed::store
