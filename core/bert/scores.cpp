#include "bert/scores.h"
#include "base/error.h"
#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>

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

ConfusionMatrix confusionMatrix(MatrixView logits, const std::vector<std::int32_t>& labels) {
    ConfusionMatrix confusion{logits.cols, std::vector<std::int64_t>(static_cast<std::size_t>(logits.cols * logits.cols))};
    forLabelled(logits, labels, [&](std::span<const float> row, std::size_t label) {
        confusion.at(static_cast<std::int64_t>(label), static_cast<std::int64_t>(predicted(row))) += 1;
    });
    return confusion;
}

double accuracy(const ConfusionMatrix& confusion) {
    std::int64_t right = 0, all = 0;
    for (std::int64_t c = 0; c < confusion.classes; ++c)
        right += confusion.at(c, c);
    for (const std::int64_t count : confusion.counts)
        all += count;
    return mean(static_cast<double>(right), all);
}

double macroF1(const ConfusionMatrix& confusion) {
    double sum = 0;
    std::int64_t seen = 0;
    for (std::int64_t c = 0; c < confusion.classes; ++c) {
        std::int64_t either = 0; // rows labelled so plus rows predicted so
        for (std::int64_t other = 0; other < confusion.classes; ++other)
            either += confusion.at(c, other) + confusion.at(other, c);
        sum += either > 0 ? 2 * static_cast<double>(confusion.at(c, c)) / static_cast<double>(either) : 0;
        seen += either > 0 ? 1 : 0;
    }
    return mean(sum, seen);
}

double accuracy(MatrixView logits, const std::vector<std::int32_t>& labels) {
    return accuracy(confusionMatrix(logits, labels));
}

double macroF1(MatrixView logits, const std::vector<std::int32_t>& labels) {
    return macroF1(confusionMatrix(logits, labels));
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
