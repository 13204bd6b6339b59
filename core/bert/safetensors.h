// The safetensors format: an 8-byte little-endian header length, a JSON header, then the tensors' bytes. Data, never
// code. Sizes, offsets, overlaps and dtypes are checked before a byte of a tensor is touched.
#pragma once
#include "base/files.h"
#include "base/mapped_file.h"
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crosseed::bert {

enum class DType : std::uint8_t { F16, BF16, F32, F64, I32, I64, U8 };
std::size_t bytesOf(DType type);
std::string_view dtypeName(DType type); // "F16", as in the format
const char* nameOf(DType type); // "F32", as in the header

// A tensor inside a mapped file; valid while its file lives.
struct TensorView {
    DType type = DType::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;
    std::int64_t elements() const;
    // The bytes as T (float, double, std::int32_t, std::int64_t, std::uint8_t). Throws Error(BadInput) when the dtype is
    // another one or the data are not aligned for T.
    template <typename T> std::span<const T> as() const;
    // Copies F32, F16, BF16 or F64 to `out` as float32, whatever the alignment. Throws Error(BadInput) for other dtypes,
    // Error(Shape) unless out.size() == elements().
    void copyAsFloat(std::span<float> out) const;
};

class SafetensorsFile {
public:
    // Throws Error(NotFound / BadInput), the sentence naming the file and what is wrong in it. A pickle (*.bin, *.pt) is
    // refused with a sentence that says how to obtain safetensors.
    explicit SafetensorsFile(const std::filesystem::path& file);
    bool contains(const std::string& name) const { return m_tensors.count(name) + m_foreign.count(name) > 0; }
    // Throws Error(BadInput) naming file and tensor when it is absent or has a dtype that is not read (BOOL, I8, ...; the
    // file's other tensors can be read).
    const TensorView& tensor(const std::string& name) const;
    std::vector<std::string> names() const; // of all its tensors, those of other dtypes included
    const std::map<std::string, TensorView>& tensors() const { return m_tensors; }
    const std::map<std::string, std::string>& metadata() const { return m_metadata; }
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
    MappedFile m_file;
    std::map<std::string, TensorView> m_tensors;
    std::map<std::string, std::string> m_foreign; // tensors of other dtypes: name -> dtype
    std::map<std::string, std::string> m_metadata;
};

struct TensorToWrite {
    std::string name;
    DType type = DType::F32;
    std::vector<std::int64_t> shape;
    const void* data = nullptr; // elements() * bytesOf(type) bytes, row-major
};

// Complete or not there at all; tensors keep the given order, data start 8-byte aligned. The same input gives the same bytes.
void writeSafetensors(const std::filesystem::path& file, const std::vector<TensorToWrite>& tensors,
                      const std::map<std::string, std::string>& metadata = {});

// A safetensors file whose data arrive piece by piece, in the declared order, so that no tensor must fit in memory.
struct TensorDeclaration {
    std::string name;
    DType type = DType::F32;
    std::vector<std::int64_t> shape;
};
class SafetensorsWriter {
public:
    SafetensorsWriter(const std::filesystem::path& file, const std::vector<TensorDeclaration>& tensors,
                      const std::map<std::string, std::string>& metadata = {});
    void append(const void* data, std::size_t bytes);
    // Throws Error(Internal) unless exactly the declared number of bytes came.
    void commit();

private:
    FileWriter m_out;
    std::size_t m_expected = 0;
    std::size_t m_written = 0;
};

// The same for rows that arrive in any order: each block of rows goes to its place in the file. The room on the disk is
// taken at once, so that a full disk is known at the start.
class SafetensorsRowWriter {
public:
    // `unfinished`: where the rows lie before commit(), on the disk of `file`; such a file stays when commit() is not reached, and
    // one of the same header and size is gone on with. Empty: a temporary name beside `file`, of which nothing stays.
    SafetensorsRowWriter(const std::filesystem::path& file, const std::vector<TensorDeclaration>& tensors,
                         const std::map<std::string, std::string>& metadata = {},
                         const std::filesystem::path& unfinished = {});
    ~SafetensorsRowWriter();
    SafetensorsRowWriter(const SafetensorsRowWriter&) = delete;
    SafetensorsRowWriter& operator=(const SafetensorsRowWriter&) = delete;
    // `count` rows (of the first dimension) of the tensor with this position in the declaration. Throws Error(Internal)
    // when they lie outside it, Error(Io) when the disk refuses.
    void place(std::size_t tensor, std::int64_t firstRow, std::int64_t count, const void* data);
    // Whether `unfinished` was there and is gone on with, and that so many rows of a tensor were placed in it before.
    bool goesOn() const { return m_goesOn; }
    void placedBefore(std::size_t tensor, std::int64_t count);
    // What was placed is on the disk. Throws Error(Io).
    void sync();
    // Syncs and renames. Throws Error(Internal) unless as many bytes came as were declared.
    void commit();

private:
    struct Extent {
        std::size_t begin = 0; // in the file
        std::size_t rowBytes = 0;
        std::int64_t rows = 0;
    };
    std::filesystem::path m_file, m_temporary;
    std::vector<Extent> m_extents;
    std::size_t m_expected = 0;
    std::size_t m_written = 0;
    int m_descriptor = -1;
    bool m_stays = false, m_goesOn = false;

    void begin(const std::string& header, std::size_t size);
    [[noreturn]] void giveUp(int problem);
};

// The header as the file begins with it: length, JSON, spaces up to a multiple of 8 bytes.
std::string safetensorsHeader(const std::vector<TensorDeclaration>& tensors,
                              const std::map<std::string, std::string>& metadata);
// Bytes of one tensor. Throws Error(Internal) for a negative dimension or a product beyond 64 bits.
std::size_t bytesOf(const TensorDeclaration& tensor);

} // namespace crosseed::bert
