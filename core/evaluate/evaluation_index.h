// An evaluation as pages, contexts and searches read it: codes by feature, tokens as words. Mapped from a file, so that an answer
// costs what it is made of, needs no model and takes no memory for what it does not touch.
#pragma once
#include "sae/sae.h"
#include "text/corpus.h"
#include "text/tokens.h"
#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crosseed::evaluate {

// A token whose code is not 0 in A or in B.
struct Firing {
    std::int64_t row = 0;
    float a = 0, b = 0;
    float strength() const { return a > b ? a : b; }
    double mean() const { return (static_cast<double>(a) + b) / 2; }
};

class EvaluationIndex {
public:
    // Sorts the codes by feature and joins pieces to words. Throws Error(Shape) when codes, tokens and corpus do not have the
    // same rows and texts, or a label is no class.
    EvaluationIndex(const sae::SparseCodes& a, const sae::SparseCodes& b, const text::PackedTokens& tokens,
                    const text::Corpus& corpus);
    // Maps a file of write(). Throws Error(BadInput) when its tensors do not fit together; rows of a feature are checked when
    // they are read.
    explicit EvaluationIndex(const std::filesystem::path& file);
    void write(const std::filesystem::path& file) const;

    // The index of those texts alone, in their order; words keep their numbers. O(codes). Throws Error(Shape) unless [B], and as
    // firings() does.
    EvaluationIndex onlyTexts(const std::vector<bool>& keep) const;
    // The codes row by row again, of A and of B. O(codes).
    std::array<sae::SparseCodes, 2> codes() const;

    std::int64_t featureCount() const { return std::ssize(m_a.starts) - 1; } // F
    std::int64_t rowCount() const { return std::ssize(m_ids); }              // N tokens
    std::int64_t textCount() const { return std::ssize(m_starts) - 1; }      // B
    std::int64_t classCount() const { return m_classes; }                    // C

    // Of one feature, rows ascending; O(its firings). Throws Error(Usage) for a feature outside [0, F), Error(BadInput) when the
    // file is damaged there.
    std::vector<Firing> firings(std::int32_t feature) const;

    std::span<const std::int64_t> starts() const { return m_starts; } // [B + 1], first row of each text
    std::int64_t textOf(std::int64_t row) const;                      // O(log B)
    std::int64_t documentOf(std::int64_t text) const { return at(m_documents, text); } // position in Corpus::documents
    std::int32_t labelOf(std::int64_t text) const { return at(m_labels, text); }       // -1: none
    std::int64_t firstCopyOf(std::int64_t text) const { return at(m_firstCopies, text); } // the first text with these bytes

    std::int32_t idOf(std::int64_t row) const { return at(m_ids, row); } // of the piece
    text::ByteRange rangeOf(std::int64_t row) const { return {at(m_ranges, 2 * row), at(m_ranges, 2 * row + 1)}; }
    // Of the whole word the piece belongs to, as wholeWord() gives it; rows of one word have one range.
    text::ByteRange wordRangeOf(std::int64_t row) const { return {at(m_wordRanges, 2 * row), at(m_wordRanges, 2 * row + 1)}; }
    bool isSpecial(std::int64_t row) const { return at(m_words, row) < 0; } // [CLS] or [SEP]
    std::int32_t wordOf(std::int64_t row) const { return at(m_words, row); } // into words; -1: special
    std::int64_t wordCount() const { return std::ssize(m_wordStarts) - 1; }
    std::string_view word(std::int32_t word) const;      // as it is spelled in the texts
    std::string nodeOf(std::int64_t row) const; // the word of the row, "[CLS]" or "[SEP]"

private:
    struct Columns { // codes of one model by feature
        std::span<const std::int64_t> starts; // [F + 1]
        std::span<const std::int32_t> rows;   // ascending within a feature
        std::span<const float> values;
    };
    struct Owned;
    EvaluationIndex() = default;
    void take(const std::shared_ptr<Owned>& owned);
    template <typename T> static T at(std::span<const T> values, std::int64_t i) { return values[static_cast<std::size_t>(i)]; }
    void checkColumn(const Columns& columns, std::size_t feature) const;

    std::shared_ptr<const void> m_owner; // the mapped file, or the vectors
    std::filesystem::path m_file;
    std::int64_t m_classes = 0;
    Columns m_a, m_b;
    std::span<const std::int64_t> m_starts, m_documents, m_firstCopies, m_wordStarts;
    std::span<const std::int32_t> m_labels, m_ids, m_ranges, m_words, m_wordRanges;
    std::span<const std::uint8_t> m_wordBytes;
};

} // namespace crosseed::evaluate
