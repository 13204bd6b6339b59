#include "align/rotation_file.h"
#include "align/cross_product_module.h"
#include "bert/safetensors.h"
#include <ATen/ATen.h>
#include <algorithm>

namespace crosseed::align {

void writeRotation(const std::filesystem::path& file, const DoubleMatrix& w,
                   const std::map<std::string, std::string>& metadata) {
    require(w.rows == w.cols && w.rows > 0, ErrorKind::Shape,
            "A rotation is a square matrix; this one is " + shapeText(w.rows, w.cols) + ".");
    bert::writeSafetensors(file, {{"W", bert::DType::F64, {w.rows, w.cols}, w.values.data()}}, metadata);
}

DoubleMatrix readRotation(const std::filesystem::path& file) {
    const bert::SafetensorsFile source(file);
    const auto& tensor = source.tensor("W");
    require(tensor.shape.size() == 2 && tensor.shape[0] == tensor.shape[1] && tensor.shape[0] > 0,
            ErrorKind::BadInput,
            file.string() + ": W must be a square matrix [D, D]; choose a file that holds a rotation.");
    DoubleMatrix w(tensor.shape[0], tensor.shape[1]);
    if (tensor.type == bert::DType::F32)
        std::ranges::copy(tensor.as<float>(), w.values.begin());
    else
        std::ranges::copy(tensor.as<double>(), w.values.begin());
    const auto t = tensorOf(w);
    const auto deviation = at::matmul(t.t(), t) - at::eye(w.rows, at::kDouble);
    require(deviation.abs().max().item<double>() < 1e-4, ErrorKind::BadInput,
            file.string() + ": W is not orthogonal; choose a file that holds a rotation.");
    return w;
}

} // namespace crosseed::align
