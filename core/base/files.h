// Files read whole and written whole: a file under its final name is always complete.
#pragma once
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace crosseed {

// The bytes of a file. Throws Error(NotFound) or Error(Io).
std::string readFile(const std::filesystem::path& file);

// Syncs a folder to the disk: a name that was given or taken in it before outlives a power cut. Where the file system cannot do
// that, nothing happens.
void syncFolder(const std::filesystem::path& folder);
// Renames a finished, synced file or folder into its place, for good. Throws Error(Io).
void moveIntoPlace(const std::filesystem::path& temporary, const std::filesystem::path& file);

// Writes to a temporary name beside `file`, syncs it to the disk and renames it into place.
// commit() must be called; without it nothing stays.
class FileWriter {
public:
    explicit FileWriter(const std::filesystem::path& file);
    ~FileWriter();
    FileWriter(const FileWriter&) = delete;
    FileWriter& operator=(const FileWriter&) = delete;
    // Both throw Error(Io) with the system's reason (a full disk, say).
    void write(const void* data, std::size_t bytes);
    void write(std::string_view text) { write(text.data(), text.size()); }
    void commit();

private:
    std::filesystem::path m_file;
    std::filesystem::path m_temporary;
    int m_descriptor = -1;
};

// FileWriter for content that is already there.
void writeFile(const std::filesystem::path& file, std::string_view content);

} // namespace crosseed
