#include "evaluate/evaluation_index.h"
#include "bert/safetensors.h"
#include "evaluate/index_storage.h"
#include "evaluate/whole_word.h"
#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace crosseed::evaluate {

namespace {

template <typename Column> Column byFeature(const sae::SparseCodes& codes) {
    Column column;
    column.starts.resize(static_cast<std::size_t>(codes.features) + 1);
    column.rows.resize(codes.indices.size());
    column.values.resize(codes.indices.size());
    for (const std::int32_t feature : codes.indices)
        ++column.starts[static_cast<std::size_t>(feature) + 1];
    for (std::size_t f = 0; f + 1 < column.starts.size(); ++f)
        column.starts[f + 1] += column.starts[f];
    std::vector<std::int64_t> next(column.starts.begin(), column.starts.end() - 1);
    for (std::int64_t row = 0; row < codes.rowCount(); ++row) {
        const auto last = static_cast<std::size_t>(codes.rowStarts[static_cast<std::size_t>(row) + 1]);
        for (auto i = static_cast<std::size_t>(codes.rowStarts[static_cast<std::size_t>(row)]); i < last; ++i) {
            const auto slot = static_cast<std::size_t>(next[static_cast<std::size_t>(codes.indices[i])]++);
            column.rows[slot] = static_cast<std::int32_t>(row);
            column.values[slot] = codes.values[i];
        }
    }
    return column;
}

void requireTogether(const sae::SparseCodes& a, const sae::SparseCodes& b, const text::PackedTokens& tokens) {
    require(a.rowCount() == b.rowCount() && a.features == b.features, ErrorKind::Shape,
            "The codes of A have " + std::to_string(a.rowCount()) + " rows of " + std::to_string(a.features) +
                " features and those of B " + std::to_string(b.rowCount()) + " of " + std::to_string(b.features) +
                "; both must come from one evaluation.");
    require(tokens.tokenCount() == a.rowCount() && std::ssize(tokens.ranges) == tokens.tokenCount() &&
                std::ssize(tokens.ids) == tokens.tokenCount() && std::ssize(tokens.documents) == tokens.textCount() &&
                tokens.tokenCount() <= INT32_MAX,
            ErrorKind::Shape,
            "The codes have " + std::to_string(a.rowCount()) + " rows but the texts have " +
                std::to_string(tokens.tokenCount()) + " tokens; evaluate again with this tokenizer and split.");
}

// The document of a text, its tokens inside it.
const text::Document& checkedDocument(const text::PackedTokens& tokens, std::int64_t text, const text::Corpus& corpus) {
    const std::int64_t position = tokens.documents[static_cast<std::size_t>(text)];
    require(position >= 0 && position < std::ssize(corpus.documents), ErrorKind::Shape,
            "Text " + std::to_string(text) + " is document " + std::to_string(position) + ", but the corpus has " +
                std::to_string(corpus.documents.size()) + " documents.");
    const text::Document& document = corpus.documents[static_cast<std::size_t>(position)];
    require(document.label < std::ssize(corpus.classNames), ErrorKind::Shape,
            "Document " + std::to_string(position) + " has the label " + std::to_string(document.label) +
                ", but there are " + std::to_string(corpus.classNames.size()) + " classes.");
    for (std::int64_t row = tokens.starts[static_cast<std::size_t>(text)];
         row < tokens.starts[static_cast<std::size_t>(text) + 1]; ++row) {
        const text::ByteRange range = tokens.ranges[static_cast<std::size_t>(row)];
        require(range.begin >= 0 && range.begin <= range.end && range.end <= std::ssize(document.text), ErrorKind::Shape,
                "Token " + std::to_string(row) + " lies outside document " + std::to_string(position) +
                    "; tokens and corpus do not belong together.");
    }
    return document;
}

} // namespace

EvaluationIndex::EvaluationIndex(const sae::SparseCodes& a, const sae::SparseCodes& b, const text::PackedTokens& tokens,
                                 const text::Corpus& corpus) {
    requireTogether(a, b, tokens);
    const auto owned = std::make_shared<Owned>();
    owned->a = byFeature<Owned::Column>(a);
    owned->b = byFeature<Owned::Column>(b);
    owned->tokens = tokens;
    std::unordered_map<std::string_view, std::int64_t> firstCopies;
    std::unordered_map<std::string_view, std::int32_t> words;
    owned->tokens.labels.clear();
    for (std::int64_t text = 0; text < tokens.textCount(); ++text) {
        const text::Document& document = checkedDocument(tokens, text, corpus);
        owned->tokens.labels.push_back(document.label);
        owned->firstCopies.push_back(firstCopies.try_emplace(document.text, text).first->second);
        for (std::int64_t row = tokens.starts[static_cast<std::size_t>(text)];
             row < tokens.starts[static_cast<std::size_t>(text) + 1]; ++row) {
            const text::ByteRange range = tokens.ranges[static_cast<std::size_t>(row)];
            const text::ByteRange whole = wholeWord(tokens, text, row, document.text);
            owned->ranges.insert(owned->ranges.end(), {range.begin, range.end});
            owned->wordRanges.insert(owned->wordRanges.end(), {whole.begin, whole.end});
            if (range.begin == range.end) {
                owned->words.push_back(-1);
                continue;
            }
            const auto spelled = std::string_view(document.text)
                                     .substr(static_cast<std::size_t>(whole.begin), static_cast<std::size_t>(whole.end - whole.begin));
            const auto [word, isNew] = words.try_emplace(spelled, static_cast<std::int32_t>(words.size()));
            if (isNew) {
                owned->wordBytes.insert(owned->wordBytes.end(), spelled.begin(), spelled.end());
                owned->wordStarts.push_back(std::ssize(owned->wordBytes));
            }
            owned->words.push_back(word->second);
        }
    }
    m_classes = std::ssize(corpus.classNames);
    take(owned);
}

EvaluationIndex::EvaluationIndex(const std::filesystem::path& file) : m_file(file) {
    const auto source = std::make_shared<bert::SafetensorsFile>(file);
    const auto int64s = [&](const char* name) { return source->tensor(name).as<std::int64_t>(); };
    const auto int32s = [&](const char* name) { return source->tensor(name).as<std::int32_t>(); };
    m_a = {int64s("A.starts"), int32s("A.rows"), source->tensor("A.values").as<float>()};
    m_b = {int64s("B.starts"), int32s("B.rows"), source->tensor("B.values").as<float>()};
    m_starts = int64s("starts");
    m_documents = int64s("documents");
    m_firstCopies = int64s("first_copies");
    m_labels = int32s("labels");
    m_ids = int32s("ids");
    m_ranges = int32s("ranges");
    m_words = int32s("words");
    m_wordRanges = int32s("word_ranges");
    m_wordStarts = int64s("word_starts");
    m_wordBytes = source->tensor("word_bytes").as<std::uint8_t>();
    const auto classes = int64s("classes");
    const auto rises = [](std::span<const std::int64_t> starts, std::size_t end) {
        return !starts.empty() && starts.front() == 0 && starts.back() == static_cast<std::int64_t>(end) &&
               std::ranges::is_sorted(starts);
    };
    const auto column = [&](const Columns& c) { return rises(c.starts, c.rows.size()) && c.rows.size() == c.values.size(); };
    const std::size_t n = m_ids.size(), texts = m_documents.size();
    require(classes.size() == 1 && column(m_a) && column(m_b) && m_a.starts.size() == m_b.starts.size() &&
                rises(m_starts, n) && m_starts.size() == texts + 1 && m_firstCopies.size() == texts &&
                m_labels.size() == texts && m_ranges.size() == 2 * n && m_words.size() == n && m_wordRanges.size() == 2 * n &&
                rises(m_wordStarts, m_wordBytes.size()) &&
                std::ranges::all_of(m_words, [&](std::int32_t w) { return w >= -1 && w < wordCount(); }) &&
                std::ranges::all_of(m_firstCopies, [&](std::int64_t t) { return t >= 0 && t < textCount(); }) &&
                std::ranges::all_of(m_labels, [&](std::int32_t l) { return l >= -1 && l < classes[0]; }),
            ErrorKind::BadInput, file.string() + ": this index does not fit together. Delete it; it is made again.");
    m_classes = classes[0];
    m_owner = source;
}

void EvaluationIndex::write(const std::filesystem::path& file) const {
    using enum bert::DType;
    const auto whole = [](const char* name, bert::DType type, const auto& span) {
        return bert::TensorToWrite{name, type, {std::ssize(span)}, span.data()};
    };
    bert::writeSafetensors(
        file, {whole("A.starts", I64, m_a.starts),     whole("B.starts", I64, m_b.starts),
               whole("starts", I64, m_starts),         whole("documents", I64, m_documents),
               whole("first_copies", I64, m_firstCopies), whole("word_starts", I64, m_wordStarts),
               {"classes", I64, {1}, &m_classes},      whole("A.rows", I32, m_a.rows),
               whole("A.values", F32, m_a.values),     whole("B.rows", I32, m_b.rows),
               whole("B.values", F32, m_b.values),     whole("labels", I32, m_labels),
               whole("ids", I32, m_ids),               whole("ranges", I32, m_ranges),
               whole("words", I32, m_words),           whole("word_ranges", I32, m_wordRanges),
               whole("word_bytes", U8, m_wordBytes)});
}

void EvaluationIndex::checkColumn(const Columns& columns, std::size_t feature) const {
    std::int64_t last = -1;
    for (auto i = static_cast<std::size_t>(columns.starts[feature]); i < static_cast<std::size_t>(columns.starts[feature + 1]);
         ++i) {
        if (columns.rows[i] <= last || columns.rows[i] >= rowCount() || !std::isfinite(columns.values[i])) // no sentence for each row
            throw Error(ErrorKind::BadInput, m_file.string() + ": the codes of feature " + std::to_string(feature) +
                                                 " are damaged. Delete the file; it is made again.");
        last = columns.rows[i];
    }
}

std::vector<Firing> EvaluationIndex::firings(std::int32_t feature) const {
    require(feature >= 0 && feature < featureCount(), ErrorKind::Usage,
            "There is no feature " + std::to_string(feature) + "; the dictionary has 0 to " +
                std::to_string(featureCount() - 1) + ".");
    const auto f = static_cast<std::size_t>(feature);
    checkColumn(m_a, f);
    checkColumn(m_b, f);
    auto i = static_cast<std::size_t>(m_a.starts[f]), j = static_cast<std::size_t>(m_b.starts[f]);
    const auto endA = static_cast<std::size_t>(m_a.starts[f + 1]), endB = static_cast<std::size_t>(m_b.starts[f + 1]);
    std::vector<Firing> firings;
    firings.reserve(std::max(endA - i, endB - j));
    while (i < endA || j < endB) {
        const std::int32_t rowA = i < endA ? m_a.rows[i] : INT32_MAX;
        const std::int32_t rowB = j < endB ? m_b.rows[j] : INT32_MAX;
        Firing firing{std::min(rowA, rowB)};
        if (rowA == firing.row) firing.a = m_a.values[i++];
        if (rowB == firing.row) firing.b = m_b.values[j++];
        if (firing.a != 0 || firing.b != 0) firings.push_back(firing);
    }
    return firings;
}

std::int64_t EvaluationIndex::textOf(std::int64_t row) const {
    return std::upper_bound(m_starts.begin(), m_starts.end(), row) - m_starts.begin() - 1;
}

std::string_view EvaluationIndex::word(std::int32_t word) const {
    const auto begin = static_cast<std::size_t>(at(m_wordStarts, word)), end = static_cast<std::size_t>(at(m_wordStarts, word + 1));
    return {reinterpret_cast<const char*>(m_wordBytes.data()) + begin, end - begin};
}

std::string EvaluationIndex::nodeOf(std::int64_t row) const {
    if (!isSpecial(row))
        return std::string(word(wordOf(row)));
    return at(m_starts, textOf(row)) == row ? "[CLS]" : "[SEP]";
}

} // namespace crosseed::evaluate
