// Arrays for NumPy: an .npz is a zip file of .npy files, stored as they are.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace crosseed {

struct NpyArray {
    std::string name;                // without .npy
    std::string type;                // as NumPy has it: "<f4", "<f8", "<i4", "<i8", "|u1", "|S3"
    std::vector<std::int64_t> shape; // empty: a single value
    const void* data = nullptr;      // row-major; as many bytes as type and shape say
};

// numpy.load() opens it. The same arrays give the same bytes; complete or not there at all. Throws Error(Usage) for more than 4 GiB,
// which this kind of zip cannot hold, Error(Io).
void writeNpz(const std::filesystem::path& file, const std::vector<NpyArray>& arrays);

} // namespace crosseed
