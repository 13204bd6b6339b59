// Where a feature fires: sparse codes read by feature instead of by row.
#pragma once
#include "sae/sae.h"
#include "text/tokens.h"
#include <cstdint>
#include <vector>

namespace crosseed::evaluate {

// A token whose code is not 0 in A or in B.
struct Firing {
    std::int64_t row = 0;
    float a = 0, b = 0;
    float strength() const { return a > b ? a : b; }
};

// Of one feature, rows ascending; O(rows log k). Throws Error(Usage) for a feature outside [0, F).
std::vector<Firing> firingsOf(std::int32_t feature, const sae::SparseCodes& a, const sae::SparseCodes& b);

// Of all features at once, for tables over many of them; as large as the codes.
class FeatureFirings {
public:
    FeatureFirings(const sae::SparseCodes& a, const sae::SparseCodes& b);
    // Rows ascending.
    std::vector<Firing> of(std::int32_t feature) const;

private:
    struct Columns {
        explicit Columns(const sae::SparseCodes& codes);
        std::vector<std::int64_t> starts; // [F + 1]
        std::vector<std::int64_t> rows;
        std::vector<float> values;
    };
    Columns m_a, m_b;
};

// [CLS] and [SEP] have no range in the text.
inline bool isSpecial(const text::PackedTokens& tokens, std::int64_t row) {
    const text::ByteRange range = tokens.ranges[static_cast<std::size_t>(row)];
    return range.begin == range.end;
}

// The strongest counted token of a text; of equals the first.
struct TextPeak {
    std::int64_t text = 0;
    Firing firing;
};
struct TextPeaks {
    std::vector<TextPeak> peaks;    // one for each text with a counted firing, in the tokens' order
    std::int64_t hiddenSpecial = 0; // firings on special tokens, when those do not count
};
TextPeaks textPeaks(const std::vector<Firing>& firings, const text::PackedTokens& tokens, bool specialTokens);

// Throws Error(Shape) unless codes, tokens and corpus have the same rows and texts.
void requireTogether(const sae::SparseCodes& a, const sae::SparseCodes& b, const text::PackedTokens& tokens,
                     const text::Corpus& corpus);

} // namespace crosseed::evaluate
