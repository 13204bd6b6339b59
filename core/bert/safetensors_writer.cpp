#include "base/error.h"
#include "bert/safetensors_header.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/mman.h>
#include <unistd.h>

namespace crosseed::bert {

SafetensorsHeader safetensorsHeader(const std::vector<TensorDeclaration>& tensors,
                                    const std::map<std::string, std::string>& metadata) {
    SafetensorsHeader header;
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    if (!metadata.empty())
        json["__metadata__"] = metadata;
    for (const TensorDeclaration& tensor : tensors) {
        const std::size_t bytes = checkedBytes("the file to write", tensor.name, tensor.shape, bytesOf(tensor.type));
        header.offsets[tensor.name] = header.dataBytes;
        json[tensor.name] = {{"dtype", nameOf(tensor.type)},
                             {"shape", tensor.shape},
                             {"data_offsets", {header.dataBytes, header.dataBytes + bytes}}};
        header.dataBytes += bytes;
    }
    header.text = json.dump();
    header.text.append((8 - header.text.size() % 8) % 8, ' ');
    return header;
}

void writeSafetensors(const std::filesystem::path& file, const std::vector<TensorToWrite>& tensors,
                      const std::map<std::string, std::string>& metadata) {
    std::vector<TensorDeclaration> declared;
    for (const TensorToWrite& tensor : tensors)
        declared.push_back({tensor.name, tensor.type, tensor.shape});
    SafetensorsWriter writer(file, declared, metadata);
    for (const TensorToWrite& tensor : tensors)
        writer.append(tensor.data, checkedBytes(file, tensor.name, tensor.shape, bytesOf(tensor.type)));
    writer.commit();
}

SafetensorsWriter::SafetensorsWriter(const std::filesystem::path& file, const std::vector<TensorDeclaration>& tensors,
                                     const std::map<std::string, std::string>& metadata)
    : m_out(file) {
    const SafetensorsHeader header = safetensorsHeader(tensors, metadata);
    m_expected = header.dataBytes;
    const std::uint64_t length = header.text.size();
    m_out.write(&length, 8);
    m_out.write(header.text);
}

void SafetensorsWriter::append(const void* data, std::size_t bytes) {
    m_out.write(data, bytes);
    m_written += bytes;
}

void SafetensorsWriter::commit() {
    require(m_written == m_expected, ErrorKind::Internal,
            "A safetensors file was to have " + std::to_string(m_expected) + " bytes of data and got " +
                std::to_string(m_written) + ".");
    m_out.commit();
}

MappedSafetensorsWriter::MappedSafetensorsWriter(const std::filesystem::path& file,
                                                 const std::vector<TensorDeclaration>& tensors,
                                                 const std::map<std::string, std::string>& metadata)
    : m_file(file), m_temporary(file.string() + ".part" + std::to_string(::getpid())) {
    const SafetensorsHeader header = safetensorsHeader(tensors, metadata);
    const std::uint64_t length = header.text.size();
    m_size = 8 + header.text.size() + header.dataBytes;
    for (const auto& [name, offset] : header.offsets)
        m_offsets[name] = 8 + header.text.size() + offset;
    if (file.has_parent_path())
        std::filesystem::create_directories(file.parent_path());
    m_descriptor = ::open(m_temporary.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    // room is taken at once: a full disk is an error here and not a signal later
    const int problem = m_descriptor < 0 ? errno : ::posix_fallocate(m_descriptor, 0, static_cast<off_t>(m_size));
    void* address = problem ? MAP_FAILED
                            : ::mmap(nullptr, m_size, PROT_READ | PROT_WRITE, MAP_SHARED, m_descriptor, 0);
    if (address == MAP_FAILED) {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
        ::unlink(m_temporary.c_str());
        throw Error(ErrorKind::Io, "The file " + file.string() + " of " + std::to_string(m_size >> 20) +
                                       " MiB cannot be written: " + std::strerror(problem ? problem : errno) + ".");
    }
    m_data = static_cast<std::byte*>(address);
    std::memcpy(m_data, &length, 8);
    std::memcpy(m_data + 8, header.text.data(), header.text.size());
}

MappedSafetensorsWriter::~MappedSafetensorsWriter() {
    if (m_data)
        ::munmap(m_data, m_size);
    if (m_descriptor < 0)
        return;
    ::close(m_descriptor);
    ::unlink(m_temporary.c_str());
}

std::byte* MappedSafetensorsWriter::data(const std::string& name) {
    require(m_offsets.count(name) > 0, ErrorKind::Internal, "The tensor " + name + " was not declared.");
    return m_data + m_offsets.at(name);
}

void MappedSafetensorsWriter::commit() {
    const bool synced = ::msync(m_data, m_size, MS_SYNC) == 0 && ::fsync(m_descriptor) == 0;
    require(synced && ::rename(m_temporary.c_str(), m_file.c_str()) == 0, ErrorKind::Io,
            "The file " + m_file.string() + " cannot be written: " + std::strerror(errno) + ".");
    ::close(m_descriptor);
    m_descriptor = -1;
}

} // namespace crosseed::bert
