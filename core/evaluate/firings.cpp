#include "evaluate/firings.h"
#include "base/error.h"
#include <algorithm>
#include <string>

namespace crosseed::evaluate {

namespace {

float codeAt(const sae::SparseCodes& codes, std::int64_t row, std::int32_t feature) {
    const auto first = codes.indices.begin() + codes.rowStarts[static_cast<std::size_t>(row)];
    const auto last = codes.indices.begin() + codes.rowStarts[static_cast<std::size_t>(row) + 1];
    const auto found = std::lower_bound(first, last, feature);
    return found != last && *found == feature
               ? codes.values[static_cast<std::size_t>(found - codes.indices.begin())]
               : 0;
}

void requireSameShape(const sae::SparseCodes& a, const sae::SparseCodes& b) {
    require(a.rowCount() == b.rowCount() && a.features == b.features, ErrorKind::Shape,
            "The codes of A have " + std::to_string(a.rowCount()) + " rows of " + std::to_string(a.features) +
                " features and those of B " + std::to_string(b.rowCount()) + " of " +
                std::to_string(b.features) + "; both must come from one evaluation.");
}

} // namespace

std::vector<Firing> firingsOf(std::int32_t feature, const sae::SparseCodes& a, const sae::SparseCodes& b) {
    requireSameShape(a, b);
    require(feature >= 0 && feature < a.features, ErrorKind::Usage,
            "There is no feature " + std::to_string(feature) + "; the dictionary has 0 to " +
                std::to_string(a.features - 1) + ".");
    std::vector<Firing> firings;
    for (std::int64_t row = 0; row < a.rowCount(); ++row) {
        const Firing firing{row, codeAt(a, row, feature), codeAt(b, row, feature)};
        if (firing.a != 0 || firing.b != 0) firings.push_back(firing);
    }
    return firings;
}

FeatureFirings::Columns::Columns(const sae::SparseCodes& codes)
    : starts(static_cast<std::size_t>(codes.features) + 1), rows(codes.indices.size()),
      values(codes.indices.size()) {
    for (const std::int32_t feature : codes.indices)
        ++starts[static_cast<std::size_t>(feature) + 1];
    for (std::size_t f = 0; f + 1 < starts.size(); ++f)
        starts[f + 1] += starts[f];
    std::vector<std::int64_t> next(starts.begin(), starts.end() - 1);
    for (std::int64_t row = 0; row < codes.rowCount(); ++row) {
        const auto last = static_cast<std::size_t>(codes.rowStarts[static_cast<std::size_t>(row) + 1]);
        for (auto i = static_cast<std::size_t>(codes.rowStarts[static_cast<std::size_t>(row)]); i < last;
             ++i) {
            const auto slot = static_cast<std::size_t>(next[static_cast<std::size_t>(codes.indices[i])]++);
            rows[slot] = row;
            values[slot] = codes.values[i];
        }
    }
}

FeatureFirings::FeatureFirings(const sae::SparseCodes& a, const sae::SparseCodes& b) : m_a(a), m_b(b) {
    requireSameShape(a, b);
}

std::vector<Firing> FeatureFirings::of(std::int32_t feature) const {
    const auto f = static_cast<std::size_t>(feature);
    auto i = static_cast<std::size_t>(m_a.starts[f]), j = static_cast<std::size_t>(m_b.starts[f]);
    const auto endA = static_cast<std::size_t>(m_a.starts[f + 1]),
               endB = static_cast<std::size_t>(m_b.starts[f + 1]);
    std::vector<Firing> firings;
    while (i < endA || j < endB) {
        const std::int64_t rowA = i < endA ? m_a.rows[i] : INT64_MAX;
        const std::int64_t rowB = j < endB ? m_b.rows[j] : INT64_MAX;
        Firing firing{std::min(rowA, rowB)};
        if (rowA == firing.row) firing.a = m_a.values[i++];
        if (rowB == firing.row) firing.b = m_b.values[j++];
        if (firing.a != 0 || firing.b != 0) firings.push_back(firing);
    }
    return firings;
}

TextPeaks textPeaks(const std::vector<Firing>& firings, const text::PackedTokens& tokens,
                    bool specialTokens) {
    TextPeaks result;
    std::int64_t text = 0;
    for (const Firing& firing : firings) {
        if (!specialTokens && isSpecial(tokens, firing.row)) {
            ++result.hiddenSpecial;
            continue;
        }
        while (tokens.starts[static_cast<std::size_t>(text) + 1] <= firing.row)
            ++text;
        if (result.peaks.empty() || result.peaks.back().text != text)
            result.peaks.push_back({text, firing});
        else if (firing.strength() > result.peaks.back().firing.strength())
            result.peaks.back().firing = firing;
    }
    return result;
}

void requireTogether(const sae::SparseCodes& a, const sae::SparseCodes& b, const text::PackedTokens& tokens,
                     const text::Corpus& corpus) {
    requireSameShape(a, b);
    require(tokens.tokenCount() == a.rowCount() &&
                static_cast<std::int64_t>(tokens.ranges.size()) == tokens.tokenCount() &&
                static_cast<std::int64_t>(tokens.documents.size()) == tokens.textCount(),
            ErrorKind::Shape,
            "The codes have " + std::to_string(a.rowCount()) + " rows but the texts have " +
                std::to_string(tokens.tokenCount()) +
                " tokens; evaluate again with this tokenizer and split.");
    for (std::int64_t text = 0; text < tokens.textCount(); ++text) {
        const std::int64_t document = tokens.documents[static_cast<std::size_t>(text)];
        require(document >= 0 && document < static_cast<std::int64_t>(corpus.documents.size()),
                ErrorKind::Shape,
                "Text " + std::to_string(text) + " is document " + std::to_string(document) +
                    ", but the corpus has " + std::to_string(corpus.documents.size()) + " documents.");
        const auto bytes =
            static_cast<std::int64_t>(corpus.documents[static_cast<std::size_t>(document)].text.size());
        for (std::int64_t row = tokens.starts[static_cast<std::size_t>(text)];
             row < tokens.starts[static_cast<std::size_t>(text) + 1]; ++row) {
            const text::ByteRange range = tokens.ranges[static_cast<std::size_t>(row)];
            require(range.begin >= 0 && range.begin <= range.end && range.end <= bytes, ErrorKind::Shape,
                    "Token " + std::to_string(row) + " lies outside document " + std::to_string(document) +
                        "; tokens and corpus do not belong together.");
        }
    }
}

} // namespace crosseed::evaluate
