#include "base/matrix.h"

namespace crosseed {

std::string shapeText(std::int64_t rows, std::int64_t cols) {
    return "[" + std::to_string(rows) + ", " + std::to_string(cols) + "]";
}

MatrixView MatrixView::middleRows(std::int64_t first, std::int64_t count) const {
    require(first >= 0 && count >= 0 && first + count <= rows, ErrorKind::Shape,
            "Rows " + std::to_string(first) + " to " + std::to_string(first + count) + " were asked of a matrix " +
                shapeText(rows, cols) + ".");
    return {data + first * cols, count, cols};
}

} // namespace crosseed
