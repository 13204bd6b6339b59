#include "base/disk_room.h"
#include "base/error.h"
#include "base/files.h"
#include "bert/safetensors.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace crosseed::bert {

namespace {

[[noreturn]] void refused(const std::filesystem::path& file, int problem) {
    throw Error(ErrorKind::Io,
                "The file " + file.string() + " cannot be written: " + std::strerror(problem) + adviceForWriting(problem) + ".");
}

std::size_t totalBytes(const std::vector<TensorDeclaration>& tensors) {
    std::size_t total = 0;
    for (const TensorDeclaration& tensor : tensors)
        total += bytesOf(tensor);
    return total;
}

} // namespace

std::size_t bytesOf(const TensorDeclaration& tensor) {
    auto total = static_cast<std::int64_t>(bytesOf(tensor.type));
    for (const std::int64_t size : tensor.shape)
        require(size >= 0 && !__builtin_mul_overflow(total, size, &total), ErrorKind::Internal,
                "The tensor " + tensor.name + " is declared with an impossible shape.");
    return static_cast<std::size_t>(total);
}

std::string safetensorsHeader(const std::vector<TensorDeclaration>& tensors,
                              const std::map<std::string, std::string>& metadata) {
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    if (!metadata.empty())
        object["__metadata__"] = metadata;
    std::size_t at = 0;
    for (const TensorDeclaration& tensor : tensors) {
        require(!object.contains(tensor.name), ErrorKind::Internal,
                "The tensor " + tensor.name + " is declared twice.");
        const std::size_t end = at + bytesOf(tensor);
        object[tensor.name] = {
            {"dtype", dtypeName(tensor.type)}, {"shape", tensor.shape}, {"data_offsets", {at, end}}};
        at = end;
    }
    std::string text = object.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    std::string header(8, '\0');
    for (std::size_t i = 0; i < 8; ++i)
        header[i] = static_cast<char>(static_cast<std::uint64_t>(text.size()) >> (8 * i) & 0xff);
    return header + text;
}

void writeSafetensors(const std::filesystem::path& file, const std::vector<TensorToWrite>& tensors,
                      const std::map<std::string, std::string>& metadata) {
    std::vector<TensorDeclaration> declarations;
    for (const TensorToWrite& tensor : tensors)
        declarations.push_back({tensor.name, tensor.type, tensor.shape});
    SafetensorsWriter writer(file, declarations, metadata);
    for (std::size_t i = 0; i < tensors.size(); ++i)
        writer.append(tensors[i].data, bytesOf(declarations[i]));
    writer.commit();
}

SafetensorsWriter::SafetensorsWriter(const std::filesystem::path& file, const std::vector<TensorDeclaration>& tensors,
                                     const std::map<std::string, std::string>& metadata)
    : m_out(file), m_expected(totalBytes(tensors)) {
    m_out.write(safetensorsHeader(tensors, metadata));
}

void SafetensorsWriter::append(const void* data, std::size_t bytes) {
    m_out.write(data, bytes);
    m_written += bytes;
}

void SafetensorsWriter::commit() {
    require(m_written == m_expected, ErrorKind::Internal,
            "A safetensors file was declared with " + std::to_string(m_expected) + " bytes of data and got " +
                std::to_string(m_written) + ".");
    m_out.commit();
}

SafetensorsRowWriter::SafetensorsRowWriter(const std::filesystem::path& file,
                                           const std::vector<TensorDeclaration>& tensors,
                                           const std::map<std::string, std::string>& metadata,
                                           const std::filesystem::path& unfinished)
    : m_file(file), m_temporary(unfinished.empty() ? file.string() + ".part" + std::to_string(::getpid()) : unfinished.string()),
      m_stays(!unfinished.empty()) {
    const std::string header = safetensorsHeader(tensors, metadata);
    std::size_t at = header.size();
    for (const TensorDeclaration& tensor : tensors) {
        require(!tensor.shape.empty(), ErrorKind::Internal, "The tensor " + tensor.name + " has no rows to place.");
        const std::size_t bytes = bytesOf(tensor);
        const std::int64_t rows = tensor.shape.front();
        m_extents.push_back({at, rows > 0 ? bytes / static_cast<std::size_t>(rows) : 0, rows});
        at += bytes;
    }
    m_expected = at - header.size();
    for (const auto& path : {file, m_temporary})
        if (path.has_parent_path())
            std::filesystem::create_directories(path.parent_path());
    m_descriptor = ::open(m_temporary.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | (m_stays ? 0 : O_TRUNC), 0644);
    if (m_descriptor < 0)
        refused(m_file, errno);
    begin(header, at);
}

void SafetensorsRowWriter::begin(const std::string& header, std::size_t size) {
    std::string found(header.size(), '\0');
    m_goesOn = m_stays && ::lseek(m_descriptor, 0, SEEK_END) == static_cast<off_t>(size) &&
               ::pread(m_descriptor, found.data(), found.size(), 0) == static_cast<ssize_t>(found.size()) && found == header;
    if (m_goesOn)
        return;
    // Not all file systems can reserve room; those only learn of a full disk when it is full.
    int problem = ::ftruncate(m_descriptor, 0) == 0 ? ::posix_fallocate(m_descriptor, 0, static_cast<off_t>(size)) : errno;
    if (problem == EOPNOTSUPP || problem == EINVAL)
        problem = ::ftruncate(m_descriptor, static_cast<off_t>(size)) == 0 ? 0 : errno;
    if (problem == 0 && ::pwrite(m_descriptor, header.data(), header.size(), 0) != static_cast<ssize_t>(header.size()))
        problem = errno ? errno : EIO;
    if (problem != 0)
        giveUp(problem);
}

void SafetensorsRowWriter::giveUp(int problem) {
    ::close(m_descriptor);
    m_descriptor = -1;
    ::unlink(m_temporary.c_str());
    refused(m_file, problem);
}

SafetensorsRowWriter::~SafetensorsRowWriter() {
    if (m_descriptor < 0)
        return;
    ::close(m_descriptor);
    if (!m_stays)
        ::unlink(m_temporary.c_str());
}

void SafetensorsRowWriter::placedBefore(std::size_t tensor, std::int64_t count) {
    m_written += static_cast<std::size_t>(count) * m_extents.at(tensor).rowBytes;
}

void SafetensorsRowWriter::sync() {
    if (::fsync(m_descriptor) != 0)
        refused(m_file, errno);
}

void SafetensorsRowWriter::place(std::size_t tensor, std::int64_t firstRow, std::int64_t count, const void* data) {
    const Extent& extent = m_extents.at(tensor);
    require(firstRow >= 0 && count >= 0 && firstRow <= extent.rows - count, ErrorKind::Internal,
            "Rows " + std::to_string(firstRow) + " and the " + std::to_string(count) + " from there lie outside " +
                std::to_string(extent.rows) + ".");
    std::size_t left = static_cast<std::size_t>(count) * extent.rowBytes;
    std::size_t at = extent.begin + static_cast<std::size_t>(firstRow) * extent.rowBytes;
    const char* from = static_cast<const char*>(data);
    m_written += left;
    while (left > 0) {
        const ssize_t done = ::pwrite(m_descriptor, from, left, static_cast<off_t>(at));
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            refused(m_file, errno);
        from += done;
        at += static_cast<std::size_t>(done);
        left -= static_cast<std::size_t>(done);
    }
}

void SafetensorsRowWriter::commit() {
    require(m_written == m_expected, ErrorKind::Internal,
            "A safetensors file was declared with " + std::to_string(m_expected) + " bytes of data and got " +
                std::to_string(m_written) + ".");
    sync();
    ::close(m_descriptor);
    m_descriptor = -1;
    try {
        moveIntoPlace(m_temporary, m_file);
    } catch (const Error&) {
        if (!m_stays)
            ::unlink(m_temporary.c_str());
        throw;
    }
}

} // namespace crosseed::bert
