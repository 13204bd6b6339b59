// The header of a safetensors file to be written; shared by its two writers.
#pragma once
#include "bert/safetensors.h"

namespace crosseed::bert {

// The JSON text, padded to a multiple of 8 bytes, and where each tensor's data begin after it. Throws Error(Internal) for sizes
// that overflow.
struct SafetensorsHeader {
    std::string text;
    std::map<std::string, std::size_t> offsets;
    std::size_t dataBytes = 0;
};
SafetensorsHeader safetensorsHeader(const std::vector<TensorDeclaration>& tensors,
                                    const std::map<std::string, std::string>& metadata);

// Elements times element size. Throws Error(BadInput) naming file and tensor where it does not fit 62 bits.
std::uint64_t checkedBytes(const std::filesystem::path& file, const std::string& name,
                           const std::vector<std::int64_t>& shape, std::size_t elementBytes);

} // namespace crosseed::bert
