#include "base/error.h"
#include "evaluate/index_storage.h"
#include <unordered_map>

namespace crosseed::evaluate {

void EvaluationIndex::take(const std::shared_ptr<Owned>& owned) {
    m_a = {owned->a.starts, owned->a.rows, owned->a.values};
    m_b = {owned->b.starts, owned->b.rows, owned->b.values};
    m_starts = owned->tokens.starts;
    m_documents = owned->tokens.documents;
    m_labels = owned->tokens.labels;
    m_ids = owned->tokens.ids;
    m_firstCopies = owned->firstCopies;
    m_ranges = owned->ranges;
    m_words = owned->words;
    m_wordRanges = owned->wordRanges;
    m_wordStarts = owned->wordStarts;
    m_wordBytes = owned->wordBytes;
    m_owner = owned;
}

EvaluationIndex EvaluationIndex::onlyTexts(const std::vector<bool>& keep) const {
    require(std::ssize(keep) == textCount(), ErrorKind::Shape,
            "The choice is of " + std::to_string(keep.size()) + " texts, but " + std::to_string(textCount()) + " were evaluated.");
    const auto owned = std::make_shared<Owned>();
    std::vector<std::int32_t> newRows(static_cast<std::size_t>(rowCount()), -1);
    std::unordered_map<std::int64_t, std::int64_t> firstCopies; // of all texts -> of those that stay
    for (std::int64_t text = 0; text < textCount(); ++text) {
        if (!keep[static_cast<std::size_t>(text)])
            continue;
        owned->firstCopies.push_back(firstCopies.try_emplace(firstCopyOf(text), std::ssize(owned->firstCopies)).first->second);
        owned->tokens.documents.push_back(documentOf(text));
        owned->tokens.labels.push_back(labelOf(text));
        for (std::int64_t row = at(m_starts, text); row < at(m_starts, text + 1); ++row) {
            newRows[static_cast<std::size_t>(row)] = static_cast<std::int32_t>(owned->tokens.ids.size());
            owned->tokens.ids.push_back(idOf(row));
            owned->words.push_back(at(m_words, row));
            const text::ByteRange range = rangeOf(row), word = wordRangeOf(row);
            owned->ranges.insert(owned->ranges.end(), {range.begin, range.end});
            owned->wordRanges.insert(owned->wordRanges.end(), {word.begin, word.end});
        }
        owned->tokens.starts.push_back(std::ssize(owned->tokens.ids));
    }
    owned->wordStarts.assign(m_wordStarts.begin(), m_wordStarts.end());
    owned->wordBytes.assign(m_wordBytes.begin(), m_wordBytes.end());
    const auto filtered = [&](const Columns& all, Owned::Column& kept) {
        kept.starts.assign(1, 0);
        for (std::size_t f = 0; f + 1 < all.starts.size(); ++f) {
            checkColumn(all, f);
            for (auto i = static_cast<std::size_t>(all.starts[f]); i < static_cast<std::size_t>(all.starts[f + 1]); ++i)
                if (const std::int32_t row = newRows[static_cast<std::size_t>(all.rows[i])]; row >= 0) {
                    kept.rows.push_back(row);
                    kept.values.push_back(all.values[i]);
                }
            kept.starts.push_back(std::ssize(kept.rows));
        }
    };
    filtered(m_a, owned->a);
    filtered(m_b, owned->b);
    EvaluationIndex subset;
    subset.m_file = m_file;
    subset.m_classes = m_classes;
    subset.take(owned);
    return subset;
}

std::array<sae::SparseCodes, 2> EvaluationIndex::codes() const {
    std::array<sae::SparseCodes, 2> result;
    for (std::size_t side = 0; side < 2; ++side) {
        const Columns& columns = side == 0 ? m_a : m_b;
        sae::SparseCodes& codes = result[side];
        codes.features = featureCount();
        codes.rowStarts.assign(static_cast<std::size_t>(rowCount()) + 1, 0);
        for (std::size_t f = 0; f + 1 < columns.starts.size(); ++f)
            checkColumn(columns, f);
        for (const std::int32_t row : columns.rows)
            ++codes.rowStarts[static_cast<std::size_t>(row) + 1];
        for (std::size_t row = 0; row + 1 < codes.rowStarts.size(); ++row)
            codes.rowStarts[row + 1] += codes.rowStarts[row];
        std::vector<std::int64_t> next(codes.rowStarts.begin(), codes.rowStarts.end() - 1);
        codes.indices.resize(columns.rows.size());
        codes.values.resize(columns.rows.size());
        for (std::size_t f = 0; f + 1 < columns.starts.size(); ++f)
            for (auto i = static_cast<std::size_t>(columns.starts[f]); i < static_cast<std::size_t>(columns.starts[f + 1]); ++i) {
                const auto slot = static_cast<std::size_t>(next[static_cast<std::size_t>(columns.rows[i])]++);
                codes.indices[slot] = static_cast<std::int32_t>(f);
                codes.values[slot] = columns.values[i];
            }
    }
    return result;
}

} // namespace crosseed::evaluate
