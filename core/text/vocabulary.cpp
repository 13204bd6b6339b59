#include "text/vocabulary.h"
#include "base/error.h"
#include "base/files.h"
#include <algorithm>

namespace crosseed::text {

namespace {
constexpr std::string_view continuationMark = "##";

std::vector<std::string> linesOf(std::string_view content) {
    std::vector<std::string> lines;
    while (!content.empty()) {
        const std::size_t end = content.find('\n');
        std::string_view line = content.substr(0, end);
        content.remove_prefix(end == std::string_view::npos ? content.size() : end + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        lines.emplace_back(line);
    }
    return lines;
}

constexpr std::uintmax_t mostOfVocabulary = 256u << 20; // millions of pieces

// Refused before it is read.
std::string readVocabulary(const std::filesystem::path& file) {
    std::error_code ignored;
    const std::uintmax_t size = std::filesystem::file_size(file, ignored);
    require(ignored || size <= mostOfVocabulary, ErrorKind::BadInput,
            "The vocabulary " + file.string() + " is " + std::to_string(size) + " bytes long; that is no vocabulary of a model.");
    return readFile(file);
}
} // namespace

Vocabulary::Vocabulary(const std::filesystem::path& file) : m_pieces(linesOf(readVocabulary(file))) {
    require(!m_pieces.empty(), ErrorKind::BadInput, "The vocabulary " + file.string() + " is empty.");
    for (std::size_t id = 0; id < m_pieces.size(); ++id) {
        const std::string_view piece = m_pieces[id];
        const bool continues = piece.starts_with(continuationMark);
        const std::string_view letters = continues ? piece.substr(continuationMark.size()) : piece;
        Ids& ids = continues ? m_continuations : m_beginnings;
        const auto [found, isNew] = ids.emplace(letters, static_cast<std::int32_t>(id));
        require(isNew, ErrorKind::BadInput,
                "The vocabulary " + file.string() + " has the piece \"" + m_pieces[id] + "\" in line " +
                    std::to_string(found->second + 1) + " and again in line " + std::to_string(id + 1) +
                    "; each piece may occur once.");
        m_longest = std::max(m_longest, letters.size());
    }
}

std::optional<std::int32_t> Vocabulary::find(std::string_view letters, bool isBeginning) const {
    const Ids& ids = isBeginning ? m_beginnings : m_continuations;
    const auto found = ids.find(letters);
    return found == ids.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::int32_t> Vocabulary::idOf(std::string_view piece) const {
    const bool continues = piece.starts_with(continuationMark);
    return find(continues ? piece.substr(continuationMark.size()) : piece, !continues);
}

} // namespace crosseed::text
