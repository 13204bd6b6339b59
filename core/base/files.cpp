#include "base/files.h"
#include "base/disk_room.h"
#include "base/error.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace crosseed {

namespace {
[[noreturn]] void failed(const std::filesystem::path& file, const char* what) {
    const int problem = errno;
    throw Error(ErrorKind::Io, "The file " + file.string() + " cannot be " + what + ": " + std::strerror(problem) +
                                   adviceForWriting(problem) + ".");
}
} // namespace

std::string readFile(const std::filesystem::path& file) {
    require(std::filesystem::exists(file), ErrorKind::NotFound, "There is no file " + file.string() + ".");
    require(!std::filesystem::is_directory(file), ErrorKind::BadInput,
            file.string() + " is a folder where a file is needed.");
    std::ifstream in(file, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(in), {}};
    require(!in.bad() && in.is_open(), ErrorKind::Io, "The file " + file.string() + " cannot be read.");
    return content;
}

void syncFolder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

void moveIntoPlace(const std::filesystem::path& temporary, const std::filesystem::path& file) {
    if (::rename(temporary.c_str(), file.c_str()) != 0)
        failed(file, "put in its place");
    syncFolder(file.parent_path());
}

FileWriter::FileWriter(const std::filesystem::path& file)
    : m_file(file), m_temporary(file.string() + ".part" + std::to_string(::getpid())) {
    std::error_code refused;
    if (file.has_parent_path())
        std::filesystem::create_directories(file.parent_path(), refused);
    if (refused) {
        errno = refused.value();
        failed(m_file, "written");
    }
    m_descriptor = ::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (m_descriptor < 0)
        failed(m_file, "written");
}

FileWriter::~FileWriter() {
    if (m_descriptor < 0)
        return;
    ::close(m_descriptor);
    ::unlink(m_temporary.c_str());
}

void FileWriter::write(const void* data, std::size_t bytes) {
    const char* at = static_cast<const char*>(data);
    while (bytes > 0) {
        const ssize_t written = ::write(m_descriptor, at, bytes);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            failed(m_file, "written");
        at += written;
        bytes -= static_cast<std::size_t>(written);
    }
}

void FileWriter::commit() {
    if (::fsync(m_descriptor) != 0)
        failed(m_file, "written");
    ::close(m_descriptor);
    m_descriptor = -1;
    try {
        moveIntoPlace(m_temporary, m_file);
    } catch (const Error&) {
        ::unlink(m_temporary.c_str());
        throw;
    }
}

void writeFile(const std::filesystem::path& file, std::string_view content) {
    FileWriter writer(file);
    writer.write(content);
    writer.commit();
}

} // namespace crosseed
