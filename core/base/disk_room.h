// Room on the disk, asked for before a long step instead of found missing in its middle.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

namespace crosseed {

// Bytes that this user may still write in a folder that exists. Throws Error(Io).
std::int64_t freeBytes(const std::filesystem::path& folder);

// "1.2 GB", "35 MB", "2 kB": powers of 1000, as disks are sold and file managers count.
std::string bytesText(std::int64_t bytes);

// Throws Error(Io) unless `need` bytes are free in `folder`; the sentence has what needs them, need, free, folder and what to do.
void requireRoom(const std::filesystem::path& folder, std::int64_t need, const std::string& what);

// What a person does about a refused write, by errno: "make room and run the command again" and the like; else "".
std::string adviceForWriting(int problem);

} // namespace crosseed
