#include "base/disk_room.h"
#include "base/error.h"
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <sys/statvfs.h>

namespace crosseed {

std::int64_t freeBytes(const std::filesystem::path& folder) {
    struct statvfs disk {};
    require(::statvfs(folder.c_str(), &disk) == 0, ErrorKind::Io,
            "The room on the disk of " + folder.string() + " cannot be asked for: " + std::strerror(errno) + ".");
    std::int64_t bytes = 0;
    if (__builtin_mul_overflow(disk.f_bavail, disk.f_frsize, &bytes))
        return std::numeric_limits<std::int64_t>::max();
    return bytes;
}

std::string bytesText(std::int64_t bytes) {
    constexpr std::array units{"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 999.5 && unit + 1 < units.size(); ++unit)
        value /= 1000;
    char text[32];
    std::snprintf(text, sizeof text, unit > 0 && value < 9.95 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    return text;
}

void requireRoom(const std::filesystem::path& folder, std::int64_t need, const std::string& what) {
    const std::int64_t room = freeBytes(folder);
    require(room >= need, ErrorKind::Io,
            what + " needs " + bytesText(need) + " on the disk, but " + folder.string() + " has " + bytesText(room) +
                " free; make room there, or move the project to a larger disk, and run the same command again.");
}

std::string adviceForWriting(int problem) {
    switch (problem) {
    case ENOSPC:
    case EDQUOT:
        return "; make room there and run the same command again: it goes on from what is kept";
    case EFBIG:
        return "; the limit for the size of a file is too small (ulimit -f)";
    case EROFS:
        return "; copy the project to a disk that may be written";
    case EACCES:
    case EPERM:
        return "; change the permissions, or copy the project to a folder of your own";
    default:
        return "";
    }
}

} // namespace crosseed
