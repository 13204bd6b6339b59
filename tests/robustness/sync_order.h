// What a loss of power needs of a program that puts files into place by renaming them: each is on the disk before it gets its name,
// and the name is on the disk before anything later is, a row of a database that speaks of it, say.
#pragma once
#include <cstdio>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <string>

class SyncOrder {
public:
    void written(int descriptor) {
        const std::scoped_lock lock(m_mutex);
        m_onDisk[pathOf(descriptor)] = false;
    }

    void synced(int descriptor) {
        const std::scoped_lock lock(m_mutex);
        const std::filesystem::path path = pathOf(descriptor);
        std::error_code ignored;
        if (std::filesystem::is_directory(path, ignored)) {
            m_unnamed.erase(path);
            return;
        }
        m_onDisk[path] = true;
        for (const auto& folder : m_unnamed)
            m_problems += path.string() + " is on the disk before the names in " + folder.string() + "\n";
        m_unnamed.clear(); // said once
    }

    void renames(const char* source, const char* target) {
        const std::scoped_lock lock(m_mutex);
        ++m_renames;
        const std::filesystem::path from = placeOf(source), to = placeOf(target);
        std::error_code ignored;
        if (std::filesystem::is_directory(from, ignored))
            for (const auto& entry : std::filesystem::recursive_directory_iterator(from, ignored))
                renamesFile(entry.path(), to / entry.path().lexically_relative(from));
        else
            renamesFile(from, to);
        m_unnamed.insert(to.parent_path());
    }

    // The number of renames in the first line, then a line for each problem.
    void report(const char* file) {
        const std::scoped_lock lock(m_mutex);
        for (const auto& folder : m_unnamed)
            m_problems += "the end comes before the names in " + folder.string() + " are on the disk\n";
        if (std::FILE* out = std::fopen(file, "w")) {
            std::fprintf(out, "%ld\n%s", m_renames, m_problems.c_str());
            std::fclose(out);
        }
    }

private:
    static std::filesystem::path pathOf(int descriptor) {
        std::error_code ignored;
        return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor), ignored);
    }
    static std::filesystem::path placeOf(const std::filesystem::path& path) {
        std::error_code ignored;
        return std::filesystem::weakly_canonical(std::filesystem::absolute(path), ignored);
    }
    void renamesFile(const std::filesystem::path& from, const std::filesystem::path& to) {
        std::error_code ignored;
        if (!std::filesystem::is_regular_file(from, ignored))
            return;
        if (const auto found = m_onDisk.find(from); found == m_onDisk.end() || !found->second)
            m_problems += to.string() + " gets its name before " + from.string() + " is on the disk\n";
        m_onDisk.erase(from);
        m_onDisk[to] = true;
    }

    std::mutex m_mutex;
    std::map<std::filesystem::path, bool> m_onDisk; // false: written to since its last sync
    std::set<std::filesystem::path> m_unnamed;      // folders with names that are not on the disk
    std::string m_problems;
    long m_renames = 0;
};
