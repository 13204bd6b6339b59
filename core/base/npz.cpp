#include "base/npz.h"
#include "base/error.h"
#include "base/files.h"
#include <array>
#include <bit>
#include <charconv>
#include <limits>

namespace crosseed {

namespace {

static_assert(std::endian::native == std::endian::little); // types are named so

constexpr std::array<std::uint32_t, 256> crcTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t c = i;
        for (int bit = 0; bit < 8; ++bit)
            c = c & 1 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
        table[i] = c;
    }
    return table;
}();

std::uint32_t crc32(std::uint32_t crc, const void* data, std::size_t bytes) {
    const auto* at = static_cast<const unsigned char*>(data);
    crc = ~crc;
    for (std::size_t i = 0; i < bytes; ++i)
        crc = crcTable[(crc ^ at[i]) & 0xFF] ^ (crc >> 8);
    return ~crc;
}

template <typename T> void put(std::string& out, T value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::size_t bytesOf(const NpyArray& array) {
    std::size_t bytes = 0;
    std::from_chars(array.type.data() + 2, array.type.data() + array.type.size(), bytes);
    for (const std::int64_t size : array.shape)
        bytes *= static_cast<std::size_t>(size);
    return bytes;
}

// Magic, version 1.0, and the description filled up to a multiple of 64 bytes.
std::string npyHeader(const NpyArray& array) {
    std::string shape;
    for (const std::int64_t size : array.shape)
        shape += (shape.empty() ? "" : ", ") + std::to_string(size);
    shape += array.shape.size() == 1 ? "," : "";
    std::string text = "{'descr': '" + array.type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    constexpr std::size_t before = 10;
    text.append(63 - (before + text.size()) % 64, ' ');
    text += '\n';
    std::string header("\x93NUMPY\x01\x00", 8);
    put(header, static_cast<std::uint16_t>(text.size()));
    return header + text;
}

struct Entry {
    std::string name;
    std::uint32_t crc = 0, size = 0, offset = 0;
};

// What the local header and the directory say alike: version, flags, method 0 (stored), 1 January 1980, checksum, sizes.
void putCommon(std::string& out, const Entry& entry) {
    put<std::uint16_t>(out, 20);
    put<std::uint16_t>(out, 0);
    put<std::uint16_t>(out, 0);
    put<std::uint16_t>(out, 0);
    put<std::uint16_t>(out, 0x21);
    put(out, entry.crc);
    put(out, entry.size);
    put(out, entry.size);
    put(out, static_cast<std::uint16_t>(entry.name.size()));
    put<std::uint16_t>(out, 0);
}

std::string directoryOf(const std::vector<Entry>& entries, std::uint32_t offset) {
    std::string out;
    for (const Entry& entry : entries) {
        put<std::uint32_t>(out, 0x02014b50);
        put<std::uint16_t>(out, 20);
        putCommon(out, entry);
        out.append(10, '\0'); // comment's length, disk, attributes
        put(out, entry.offset);
        out += entry.name;
    }
    const auto size = static_cast<std::uint32_t>(out.size());
    put<std::uint32_t>(out, 0x06054b50);
    put<std::uint32_t>(out, 0); // disks
    put(out, static_cast<std::uint16_t>(entries.size()));
    put(out, static_cast<std::uint16_t>(entries.size()));
    put(out, size);
    put(out, offset);
    put<std::uint16_t>(out, 0);
    return out;
}

} // namespace

void writeNpz(const std::filesystem::path& file, const std::vector<NpyArray>& arrays) {
    FileWriter out(file);
    std::vector<Entry> entries;
    std::size_t offset = 0;
    for (const NpyArray& array : arrays) {
        const std::string header = npyHeader(array);
        const std::size_t bytes = bytesOf(array);
        require(offset + header.size() + bytes < std::numeric_limits<std::uint32_t>::max() - 65536, ErrorKind::Usage,
                file.string() + " would be larger than 4 GiB, which an .npz of this kind cannot hold; write .safetensors.");
        Entry entry{array.name + ".npy", crc32(crc32(0, header.data(), header.size()), array.data, bytes),
                    static_cast<std::uint32_t>(header.size() + bytes), static_cast<std::uint32_t>(offset)};
        std::string local;
        put<std::uint32_t>(local, 0x04034b50);
        putCommon(local, entry);
        local += entry.name + header;
        out.write(local);
        out.write(array.data, bytes);
        offset += local.size() + bytes;
        entries.push_back(std::move(entry));
    }
    out.write(directoryOf(entries, static_cast<std::uint32_t>(offset)));
    out.commit();
}

} // namespace crosseed
