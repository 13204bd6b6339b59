#include "pipeline/alignment_texts.h"
#include <algorithm>

namespace crosseed::pipeline {

std::vector<align::RowRange> alignmentTexts(const bert::Activations& activations, std::int64_t first, std::int64_t count,
                                            bool specialTokens) {
    const std::int64_t available = activations.textCount();
    const std::int64_t last = count > 0 ? std::min(first + count, available) : available;
    const std::int64_t edge = specialTokens ? 0 : 1;
    std::vector<align::RowRange> texts;
    for (std::int64_t text = first; text < last; ++text)
        texts.push_back({activations.starts()[static_cast<std::size_t>(text)] + edge,
                         activations.starts()[static_cast<std::size_t>(text) + 1] - edge});
    return texts;
}

FloatMatrix alignmentRows(const bert::Activations& activations, const std::vector<align::RowRange>& texts) {
    const MatrixView hidden = activations.hidden();
    FloatMatrix rows;
    rows.cols = hidden.cols;
    for (const align::RowRange& text : texts)
        rows.rows += text.last - text.first;
    rows.values.reserve(static_cast<std::size_t>(rows.rows * rows.cols));
    for (const align::RowRange& text : texts)
        rows.values.insert(rows.values.end(), hidden.data + text.first * hidden.cols,
                           hidden.data + text.last * hidden.cols);
    return rows;
}

} // namespace crosseed::pipeline
