// Bytes of a file as UTF-8: which encoding they are in, guessed with a reason, and what could not be read by its offset.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crosseed::text {

enum class TextEncoding : std::uint8_t { Utf8, Utf16Little, Utf16Big, Latin1, Windows1252, Windows1250 };
// "utf-8", "utf-16le", "utf-16be", "latin-1", "windows-1252", "windows-1250".
std::string_view encodingName(TextEncoding encoding);
// These and the usual other spellings (UTF8, iso-8859-1, cp1250, ...), letter case aside. Throws Error(Usage) for others.
TextEncoding parseEncoding(std::string_view name);

struct EncodingGuess {
    TextEncoding encoding = TextEncoding::Utf8;
    std::string reason; // "begins with a byte order mark"; begins with unsureEncoding where it may well be wrong
};
inline constexpr std::string_view unsureEncoding = "unsure: ";
// In this order: a byte order mark; zero bytes at every second place (UTF-16); UTF-8 where the bytes are valid, or where more
// characters of several bytes are valid than bytes are not; else one byte a character: of a list of European languages the one
// whose letters explain most of the bytes above 127 decides between Windows-1252 and Windows-1250, ties for the first; Latin-1
// where no byte from 80 to 9F occurs. Where the language's letters and the usual signs (quotes, dashes, the euro and the like) are
// under 90 % of the bytes above 127, the guess is unsure and says so. O(bytes).
EncodingGuess guessEncoding(std::string_view bytes);

struct BadByte {
    std::int64_t offset = 0; // in the file, from 0
    std::int64_t at = 0;     // in `text`
};
struct Decoded {
    std::string_view text;    // into `owned`, or into the bytes that were given
    std::string owned;
    std::vector<BadByte> bad; // the first of them, at most mostBad
    std::int64_t badCount = 0;
};
inline constexpr std::size_t mostBad = 1000;

// UTF-8 stays as it is, a byte order mark aside, undecodable bytes too (they are read as U+FFFD wherever they are used); of the
// other encodings what cannot be decoded becomes U+FFFD.
Decoded decode(std::string_view bytes, TextEncoding encoding);

} // namespace crosseed::text
