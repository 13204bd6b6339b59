#include "bert/fine_tune.h"
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace crosseed::bert {

namespace {

// Calls visit(row, label) for each row with a label.
template <typename Visit>
std::int64_t forLabelled(MatrixView logits, const std::vector<std::int32_t>& labels, const Visit& visit) {
    require(static_cast<std::int64_t>(labels.size()) == logits.rows, ErrorKind::Shape,
            std::to_string(logits.rows) + " rows of logits do not fit " + std::to_string(labels.size()) + " labels.");
    std::int64_t count = 0;
    for (std::int64_t r = 0; r < logits.rows; ++r) {
        const std::int32_t label = labels[static_cast<std::size_t>(r)];
        if (label == -1)
            continue;
        require(label >= 0 && label < logits.cols, ErrorKind::Shape,
                "Text " + std::to_string(r) + " (counted from 0) has the label " + std::to_string(label) +
                    ", but there are " + std::to_string(logits.cols) + " classes.");
        visit(logits.row(r), static_cast<std::size_t>(label));
        ++count;
    }
    return count;
}

std::size_t predicted(std::span<const float> row) {
    return static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
}

double mean(double sum, std::int64_t count) {
    return count > 0 ? sum / static_cast<double>(count) : std::numeric_limits<double>::quiet_NaN();
}

} // namespace

double accuracy(MatrixView logits, const std::vector<std::int32_t>& labels) {
    double right = 0;
    const std::int64_t count = forLabelled(logits, labels, [&](std::span<const float> row, std::size_t label) {
        right += predicted(row) == label ? 1 : 0;
    });
    return mean(right, count);
}

double macroF1(MatrixView logits, const std::vector<std::int32_t>& labels) {
    const auto classes = static_cast<std::size_t>(logits.cols);
    std::vector<double> right(classes), either(classes); // either: rows labelled so plus rows predicted so
    forLabelled(logits, labels, [&](std::span<const float> row, std::size_t label) {
        const std::size_t guess = predicted(row);
        right[label] += guess == label ? 1 : 0;
        either[label] += 1;
        either[guess] += 1;
    });
    double sum = 0;
    std::int64_t seen = 0;
    for (std::size_t c = 0; c < classes; ++c) {
        sum += either[c] > 0 ? 2 * right[c] / either[c] : 0;
        seen += either[c] > 0 ? 1 : 0;
    }
    return mean(sum, seen);
}

double crossEntropy(MatrixView logits, const std::vector<std::int32_t>& labels) {
    double sum = 0;
    const std::int64_t count = forLabelled(logits, labels, [&](std::span<const float> row, std::size_t label) {
        const double largest = *std::max_element(row.begin(), row.end());
        double total = 0;
        for (const float value : row)
            total += std::exp(value - largest);
        sum += largest + std::log(total) - row[label];
    });
    return mean(sum, count);
}

} // namespace crosseed::bert
