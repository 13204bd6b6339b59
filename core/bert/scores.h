// How well logits tell classes apart.
#pragma once
#include "base/matrix.h"
#include <cstdint>
#include <vector>

namespace crosseed::bert {

// int64 [C, C]: row = true class, column = predicted class (the first of equal logits), as scikit-learn's confusion_matrix has it.
struct ConfusionMatrix {
    std::int64_t classes = 0;
    std::vector<std::int64_t> counts; // row-major
    std::int64_t& at(std::int64_t label, std::int64_t predicted) { return counts[static_cast<std::size_t>(label * classes + predicted)]; }
    std::int64_t at(std::int64_t label, std::int64_t predicted) const { return counts[static_cast<std::size_t>(label * classes + predicted)]; }
    bool operator==(const ConfusionMatrix&) const = default;
};

// Scores of logits [B, C] against labels [B], each in [-1, C); rows without a label (-1) do not count, and without any row
// that counts the score is NaN. Throws Error(Shape) when rows and labels differ in number or a label is no class.
ConfusionMatrix confusionMatrix(MatrixView logits, const std::vector<std::int32_t>& labels);
double accuracy(MatrixView logits, const std::vector<std::int32_t>& labels);     // 0..1
double macroF1(MatrixView logits, const std::vector<std::int32_t>& labels);      // 0..1, over classes labelled or predicted
double crossEntropy(MatrixView logits, const std::vector<std::int32_t>& labels); // mean, nats

// The first two of counts alone.
double accuracy(const ConfusionMatrix& confusion);
double macroF1(const ConfusionMatrix& confusion);

} // namespace crosseed::bert
