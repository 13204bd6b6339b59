#include "base/mapped_file.h"
#include "base/error.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace crosseed {

MappedFile::MappedFile(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    require(descriptor >= 0, errno == ENOENT ? ErrorKind::NotFound : ErrorKind::Io,
            "The file " + file.string() + " cannot be opened: " + std::strerror(errno) + ".");
    struct stat status {};
    const bool known = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    void* address = nullptr;
    if (known && status.st_size > 0)
        address = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_SHARED, descriptor, 0);
    const int problem = errno;
    ::close(descriptor);
    require(known && address != MAP_FAILED, ErrorKind::Io,
            "The file " + file.string() + " cannot be read as a file: " + std::strerror(problem) + ".");
    m_data = static_cast<const std::byte*>(address);
    m_size = static_cast<std::size_t>(status.st_size);
}

MappedFile::~MappedFile() {
    if (m_data)
        ::munmap(const_cast<std::byte*>(m_data), m_size);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    return *this;
}

} // namespace crosseed
