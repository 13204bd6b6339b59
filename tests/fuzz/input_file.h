// A fuzz target's input as a file, for readers that open one, and the answers that count as fine.
#pragma once
#include "base/error.h"
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>
#include <unistd.h>

namespace crosseed::fuzz {

// A folder of this process's own, in memory where the system has such a place; removed at its end.
inline const std::filesystem::path& folder() {
    struct Folder {
        std::filesystem::path path;
        Folder() {
            const std::filesystem::path memory = "/dev/shm";
            std::error_code ignored;
            const auto base = std::filesystem::is_directory(memory, ignored) && ::access(memory.c_str(), W_OK) == 0
                                  ? memory
                                  : std::filesystem::temp_directory_path();
            std::string name = (base / "crosseed-fuzz-XXXXXX").string();
            if (!::mkdtemp(name.data()))
                std::abort();
            path = name;
        }
        ~Folder() {
            std::error_code ignored;
            std::filesystem::remove_all(path, ignored);
        }
    };
    static const Folder own;
    return own.path;
}

// The bytes as a file of this name in the folder.
inline std::filesystem::path inputFile(const std::uint8_t* data, std::size_t size, const std::string& name) {
    const std::filesystem::path file = folder() / name;
    std::FILE* out = std::fopen(file.c_str(), "wb");
    if (!out || std::fwrite(data, 1, size, out) != size)
        std::abort();
    std::fclose(out);
    return file;
}

// Runs `read`. A file may be refused with one sentence; anything else that is thrown, a defect of Crosseed included, ends the target.
template <typename Read> void refusesOrReads(Read read) {
    try {
        read();
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Internal || std::string(error.what()).empty())
            std::abort();
    }
}

} // namespace crosseed::fuzz
