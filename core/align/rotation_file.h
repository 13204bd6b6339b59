// A rotation as a safetensors file.
#pragma once
#include "base/matrix.h"
#include <filesystem>
#include <map>
#include <string>

namespace crosseed::align {

// `W` float64 [D, D], applied to rows (h_B W), with the metadata. float64, because float32 would make W
// orthogonal only to 1e-7. Throws Error(Shape) unless W is square, Error(Io).
void writeRotation(const std::filesystem::path& file, const DoubleMatrix& w,
                   const std::map<std::string, std::string>& metadata = {});

// readRotation(writeRotation(w)) = w bit for bit. Also takes a float32 `W`. Throws Error(BadInput) when W is
// absent, not square or not orthogonal (an entry of W^T W - I above 1e-4).
DoubleMatrix readRotation(const std::filesystem::path& file);

} // namespace crosseed::align
