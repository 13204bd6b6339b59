// The pieces of a WordPiece vocabulary and their ids.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crosseed::text {

class Vocabulary {
public:
    // One piece a line, line number (from 0) = id. Throws Error(BadInput) naming the line of a piece that occurs
    // twice, and for an empty file.
    explicit Vocabulary(const std::filesystem::path& file);

    int size() const { return static_cast<int>(m_pieces.size()); }
    const std::vector<std::string>& pieces() const { return m_pieces; }
    std::optional<std::int32_t> idOf(std::string_view piece) const;
    // The id of `letters` at the beginning of a word, or of "##" + letters after it.
    std::optional<std::int32_t> find(std::string_view letters, bool isBeginning) const;
    // Bytes of the longest piece, "##" not counted: no longer stretch of a word needs to be tried.
    std::size_t longestPiece() const { return m_longest; }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    using Ids = std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>>;
    std::vector<std::string> m_pieces;
    Ids m_beginnings;    // whole pieces
    Ids m_continuations; // without their "##"
    std::size_t m_longest = 0;
};

} // namespace crosseed::text
