// One program at a time: a lock on a file, which the system takes back when its holder ends, however it ends.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

namespace crosseed {

class FileLock {
public:
    // Takes the lock on `file`, which is made where it is not there and stays afterwards, and writes into it who has it: process,
    // program and time (UTC). Nothing while another program, or another lock of this one, holds it. Throws Error(Io) with the
    // system's reason where the file cannot be made.
    static std::optional<FileLock> take(const std::filesystem::path& file);
    // Who holds it, "process 4711 (crosseed) since 2026-11-24 15:02 UTC"; empty where the file says nothing.
    static std::string holderOf(const std::filesystem::path& file);

    ~FileLock();
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;

private:
    explicit FileLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor = -1;
};

} // namespace crosseed
