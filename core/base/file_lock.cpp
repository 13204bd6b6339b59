#include "base/file_lock.h"
#include "base/error.h"
#include "base/files.h"
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace crosseed {

namespace {

std::string thisProgram() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    char since[32];
    std::strftime(since, sizeof since, "%Y-%m-%d %H:%M UTC", &utc);
    return "process " + std::to_string(::getpid()) + " (" + program_invocation_short_name + ") since " + since;
}

} // namespace

std::optional<FileLock> FileLock::take(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    require(descriptor >= 0, ErrorKind::Io, "The file " + file.string() + " cannot be written: " + std::strerror(errno) + ".");
    FileLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        require(errno == EWOULDBLOCK, ErrorKind::Io, "The file " + file.string() + " cannot be locked: " + std::strerror(errno) + ".");
        return std::nullopt;
    }
    // On a full disk the lock holds without a name.
    const std::string holder = thisProgram() + "\n";
    static_cast<void>(!::pwrite(descriptor, holder.data(), holder.size(), 0));
    static_cast<void>(!::ftruncate(descriptor, static_cast<off_t>(holder.size())));
    return lock;
}

std::string FileLock::holderOf(const std::filesystem::path& file) {
    try {
        std::string holder = readFile(file);
        return holder.substr(0, holder.find('\n'));
    } catch (const Error&) {
        return {};
    }
}

FileLock::~FileLock() {
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

FileLock::FileLock(FileLock&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

} // namespace crosseed
