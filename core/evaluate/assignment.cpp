#include "evaluate/assignment.h"
#include <limits>
#include <numeric>

namespace crosseed::evaluate {

namespace {

constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max();

// Costs are -gain. Prices: reduced costs cost(i, j) - m_row[i] - m_column[j] are never below 0, and 0 on assigned pairs; m_column
// is never above 0 and 0 where a column is free. An assignment of all rows with such prices is the best one.
class Assigner {
public:
    explicit Assigner(const Matrix<std::int32_t>& gain)
        : m_gain(gain), m_row(size(gain.rows)), m_column(size(gain.cols)), m_columnOf(size(gain.rows), -1),
          m_rowOf(size(gain.cols), -1), m_distance(size(gain.cols)), m_from(size(gain.cols)),
          m_open(size(gain.cols)) {}

    std::vector<std::int32_t> solve() {
        std::vector<std::int32_t> free(size(m_gain.rows));
        std::iota(free.begin(), free.end(), 0);
        for (int pass = 0; pass < 2 && m_gain.cols > 1; ++pass)
            free = reduceRows(free);
        for (const std::int32_t row : free)
            augment(row);
        return m_columnOf;
    }

private:
    static std::size_t size(std::int64_t n) { return static_cast<std::size_t>(n); }
    const std::int32_t* gains(std::int32_t row) const { return m_gain.values.data() + row * m_gain.cols; }

    // Each row takes its cheapest column and makes it as dear as its second; who loses the column is free in the next pass.
    std::vector<std::int32_t> reduceRows(const std::vector<std::int32_t>& rows) {
        std::vector<std::int32_t> displaced;
        for (const std::int32_t row : rows) {
            const std::int32_t* gain = gains(row);
            std::int64_t first = far, second = far;
            std::int32_t best = -1;
            for (std::int32_t j = 0; j < m_gain.cols; ++j) {
                const std::int64_t cost = -std::int64_t{gain[j]} - m_column[size(j)];
                if (cost < first) {
                    second = first;
                    first = cost;
                    best = j;
                } else if (cost < second) {
                    second = cost;
                }
            }
            m_column[size(best)] -= second - first;
            m_row[size(row)] = second;
            if (const std::int32_t owner = m_rowOf[size(best)]; owner >= 0) {
                m_columnOf[size(owner)] = -1;
                displaced.push_back(owner);
            }
            m_rowOf[size(best)] = row;
            m_columnOf[size(row)] = best;
        }
        return displaced;
    }

    // Distances of the columns that are still open, over `row`, which is `reached` away itself; the nearest one's place.
    std::size_t relax(std::int32_t row, std::int64_t reached, std::size_t open) {
        const std::int32_t* gain = gains(row);
        const std::int64_t base = reached - m_row[size(row)];
        std::int64_t nearest = far;
        std::size_t place = 0;
        for (std::size_t k = 0; k < open; ++k) {
            const std::int32_t j = m_open[k];
            const std::int64_t distance = base - gain[j] - m_column[size(j)];
            if (distance < m_distance[size(j)]) {
                m_distance[size(j)] = distance;
                m_from[size(j)] = row;
            }
            if (m_distance[size(j)] < nearest || (m_distance[size(j)] == nearest && m_rowOf[size(j)] < 0)) {
                nearest = m_distance[size(j)];
                place = k;
            }
        }
        return place;
    }

    // Dijkstra from a free row to a free column, prices, and the exchange along the path.
    void augment(std::int32_t start) {
        std::fill(m_distance.begin(), m_distance.end(), far);
        std::iota(m_open.begin(), m_open.end(), 0);
        std::size_t open = m_open.size();
        std::vector<std::int32_t> closed;
        std::int64_t reached = 0;
        std::int32_t row = start, end = -1;
        while (end < 0) {
            const std::size_t place = relax(row, reached, open);
            const std::int32_t column = m_open[place];
            reached = m_distance[size(column)];
            m_open[place] = m_open[--open];
            closed.push_back(column);
            row = m_rowOf[size(column)];
            if (row < 0) end = column;
        }
        m_row[size(start)] += reached;
        for (const std::int32_t column : closed) {
            const std::int64_t gained = reached - m_distance[size(column)];
            m_column[size(column)] -= gained;
            if (column != end) m_row[size(m_rowOf[size(column)])] += gained;
        }
        for (std::int32_t column = end, next = -1; column >= 0; column = next) {
            const std::int32_t owner = m_from[size(column)];
            next = m_columnOf[size(owner)];
            m_rowOf[size(column)] = owner;
            m_columnOf[size(owner)] = column;
            if (owner == start) break;
        }
    }

    const Matrix<std::int32_t>& m_gain;
    std::vector<std::int64_t> m_row, m_column; // prices
    std::vector<std::int32_t> m_columnOf, m_rowOf; // -1: free
    std::vector<std::int64_t> m_distance;      // of the search that goes on
    std::vector<std::int32_t> m_from, m_open;
};

} // namespace

std::vector<std::int32_t> greatestAssignment(const Matrix<std::int32_t>& gain) {
    require(gain.rows <= gain.cols, ErrorKind::Shape,
            "An assignment of " + shapeText(gain.rows, gain.cols) + " has more rows than columns; transpose it.");
    return Assigner(gain).solve();
}

} // namespace crosseed::evaluate
