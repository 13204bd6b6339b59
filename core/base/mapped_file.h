// A file mapped read-only into memory: its pages come and go with use, none is loaded ahead.
#pragma once
#include <cstddef>
#include <filesystem>
#include <span>

namespace crosseed {

class MappedFile {
public:
    MappedFile() = default;
    // Throws Error(NotFound) when the file is missing and Error(Io) when it cannot be mapped.
    explicit MappedFile(const std::filesystem::path& file);
    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;

    std::span<const std::byte> bytes() const { return {m_data, m_size}; }

private:
    const std::byte* m_data = nullptr;
    std::size_t m_size = 0;
};

} // namespace crosseed
