// The file that grows while it is downloaded, beyond the life of one try: TARGET.part and TARGET.part.etag beside TARGET and
// TARGET.etag.
#pragma once
#include "base/error.h"
#include "base/files.h"
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <unistd.h>

namespace crosseed {

// Bytes; 0 where there is no such file.
inline std::uintmax_t sizeOf(const std::filesystem::path& file) {
    std::error_code absent;
    const std::uintmax_t size = std::filesystem::file_size(file, absent);
    return absent ? 0 : size;
}

// Throws Error(Io) with the system's reason where a file cannot be written.
class HttpPartFile {
public:
    explicit HttpPartFile(const std::filesystem::path& target)
        : m_target(target), m_part(target.string() + ".part"), m_partEtag(m_part.string() + ".etag"),
          m_etag(target.string() + ".etag") {
        std::error_code problem; // shows when the file is opened
        if (target.has_parent_path())
            std::filesystem::create_directories(target.parent_path(), problem);
        m_descriptor = ::open(m_part.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
        check(m_descriptor >= 0);
        m_version = versionOf(m_part, m_partEtag);
        m_kept = versionOf(target, m_etag);
        m_size = sizeOf(m_part);
    }
    ~HttpPartFile() { ::close(m_descriptor); }
    HttpPartFile(const HttpPartFile&) = delete;
    HttpPartFile& operator=(const HttpPartFile&) = delete;

    const std::filesystem::path& path() const { return m_part; }
    // What has arrived, in bytes, and the ETag that it came with.
    std::uintmax_t size() const { return m_size; }
    const std::string& version() const { return m_version; }
    // The ETag of the target as it was at the start, whatever has begun to come since; empty where it is to be fetched anew.
    const std::string& keptVersion() const { return m_kept; }
    void forgetKept() { m_kept.clear(); }

    // Empties it for what comes with this ETag, which may be empty.
    void beginAnew(const std::string& version) {
        check(::ftruncate(m_descriptor, 0) == 0);
        m_size = 0;
        m_version = version;
        std::error_code ignored;
        if (version.empty())
            std::filesystem::remove(m_partEtag, ignored);
        else
            writeFile(m_partEtag, version);
    }
    void append(const char* data, std::size_t bytes) {
        while (bytes > 0) {
            const ssize_t written = ::pwrite(m_descriptor, data, bytes, static_cast<off_t>(m_size));
            check(written > 0 || errno == EINTR);
            const auto done = static_cast<std::size_t>(std::max<ssize_t>(0, written));
            data += done;
            bytes -= done;
            m_size += done;
        }
    }
    // Makes it, and its ETag, the target's, synced to the disk.
    void finish() {
        check(::fsync(m_descriptor) == 0);
        std::error_code ignored;
        std::filesystem::remove(m_etag, ignored); // at no moment may the old ETag stand beside the new file
        moveIntoPlace(m_part, m_target);
        if (!m_version.empty())
            moveIntoPlace(m_partEtag, m_etag);
    }
    // Removes what has arrived; the target stays.
    void discard() {
        std::error_code ignored;
        std::filesystem::remove(m_part, ignored);
        std::filesystem::remove(m_partEtag, ignored);
    }

private:
    // The ETag of a file, if both are there.
    static std::string versionOf(const std::filesystem::path& file, const std::filesystem::path& etag) {
        std::error_code absent;
        const bool both = std::filesystem::is_regular_file(file, absent) && std::filesystem::is_regular_file(etag, absent);
        return both ? readFile(etag) : "";
    }
    void check(bool done) const {
        require(done, ErrorKind::Io, "The file " + m_part.string() + " cannot be written: " + std::strerror(errno) + ".");
    }

    std::filesystem::path m_target, m_part, m_partEtag, m_etag;
    std::string m_version, m_kept;
    std::uintmax_t m_size = 0;
    int m_descriptor = -1;
};

} // namespace crosseed
