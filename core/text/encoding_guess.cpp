#include "text/encoding.h"
#include <algorithm>
#include <array>
#include <numeric>
#include <unicode/utf8.h>

namespace crosseed::text {

namespace {

// The letters beyond ASCII that a language is written with, in one encoding; capitals are added. Sources: the alphabets.
struct Language {
    std::string_view name;
    TextEncoding encoding;
    std::u32string_view letters;
};
constexpr Language languages[] = {
    {"German", TextEncoding::Windows1252, U"äöüß"},
    {"French", TextEncoding::Windows1252, U"àâæçéèêëîïôœùûüÿ"},
    {"Spanish", TextEncoding::Windows1252, U"áéíñóúü¿¡ºª"},
    {"Portuguese", TextEncoding::Windows1252, U"áâãàçéêíóôõúüºª"},
    {"Italian", TextEncoding::Windows1252, U"àèéìíîòóùú"},
    {"Catalan", TextEncoding::Windows1252, U"àçéèíïóòúü·"},
    {"Dutch", TextEncoding::Windows1252, U"äëïöüéèêáóíúñç"},
    {"Danish or Norwegian", TextEncoding::Windows1252, U"æøåéèóòôüö"},
    {"Swedish or Finnish", TextEncoding::Windows1252, U"åäöéàšž"},
    {"Icelandic", TextEncoding::Windows1252, U"áðéíóúýþæö"},
    {"Polish", TextEncoding::Windows1250, U"ąćęłńóśźż"},
    {"Czech", TextEncoding::Windows1250, U"áčďéěíňóřšťúůýž"},
    {"Slovak", TextEncoding::Windows1250, U"áäčďéíĺľňóôŕšťúýž"},
    {"Hungarian", TextEncoding::Windows1250, U"áéíóöőúüű"},
    {"Croatian or Slovene", TextEncoding::Windows1250, U"čćđšž"},
    {"Romanian", TextEncoding::Windows1250, U"ăâîşţ"},
};

constexpr std::size_t looked = 1 << 22; // bytes that a guess reads

std::u32string capitals(std::u32string_view letters) {
    std::u32string all;
    for (const char32_t c : letters) {
        if (c == U'ÿ')
            all += U'Ÿ';
        else if (c >= 0xE0 && c <= 0xFE && c != 0xF7)
            all += c - 0x20;
        else if (c == U'ĺ' || c == U'ľ' || c == U'ł' || c == U'ń' || c == U'ň' || c == U'ź' || c == U'ż' || c == U'ž')
            all += c - 1; // capitals stand at odd places here
        else if (c >= 0x100 && c < 0x180)
            all += c % 2 == 1 ? c - 1 : c;
    }
    return all;
}

using Counts = std::array<std::int64_t, 256>;

// The characters of the bytes above 127 in one encoding.
std::array<char32_t, 128> upperHalf(TextEncoding encoding) {
    std::array<char32_t, 128> characters{};
    for (std::size_t i = 0; i < characters.size(); ++i) {
        const char byte = static_cast<char>(0x80 + i);
        const Decoded decoded = decode({&byte, 1}, encoding);
        const auto* data = reinterpret_cast<const std::uint8_t*>(decoded.text.data());
        UChar32 c = 0;
        std::size_t at = 0;
        U8_NEXT(data, at, decoded.text.size(), c);
        characters[i] = static_cast<char32_t>(c);
    }
    return characters;
}

// What any language is written with beside letters.
constexpr std::u32string_view signs = U"\u00A0‘’‚“”„‹›«»–—…•·°§€£©®™´½¼¾²³×±";

// How many bytes above 127 are one of these characters in that encoding.
std::int64_t countOf(const std::u32string& letters, TextEncoding encoding, const Counts& counts) {
    static const std::array<char32_t, 128> western = upperHalf(TextEncoding::Windows1252), central = upperHalf(TextEncoding::Windows1250);
    const auto& characters = encoding == TextEncoding::Windows1252 ? western : central;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < characters.size(); ++i)
        if (letters.find(characters[i]) != std::u32string::npos)
            sum += counts[0x80 + i];
    return sum;
}

// Signs are no evidence.
std::int64_t explained(const Language& language, const Counts& counts) {
    return countOf(std::u32string(language.letters) + capitals(language.letters), language.encoding, counts);
}

// "not UTF-8; its letters are those of Polish", or where too many of them are not what is wrong with it.
std::string reasonOf(const Language& best, TextEncoding encoding, const Counts& counts) {
    constexpr double enough = .9;
    const auto all = std::accumulate(counts.begin() + 0x80, counts.end(), std::int64_t{0});
    const std::int64_t letters = explained(best, counts);
    std::u32string others;
    for (const char32_t sign : signs)
        if ((std::u32string(best.letters) + capitals(best.letters)).find(sign) == std::u32string::npos)
            others += sign;
    const double share = static_cast<double>(letters + countOf(others, best.encoding, counts)) / static_cast<double>(all);
    if (share < enough)
        return std::string(unsureEncoding) + "not UTF-8; best fit " + std::string(encodingName(encoding)) + ", which explains " +
               std::to_string(static_cast<int>(100 * share)) + " %; look at the preview or give --encoding";
    return letters > 0 ? "not UTF-8; its letters are those of " + std::string(best.name) : "not UTF-8";
}

EncodingGuess guessOneByte(std::string_view bytes) {
    Counts counts{};
    for (const char c : bytes)
        ++counts[static_cast<std::uint8_t>(c)];
    const Language* best = &languages[0];
    std::int64_t most = -1;
    for (const Language& language : languages)
        if (const std::int64_t sum = explained(language, counts); sum > most) {
            most = sum;
            best = &language;
        }
    if (best->encoding == TextEncoding::Windows1250 && most > 0)
        return {TextEncoding::Windows1250, reasonOf(*best, TextEncoding::Windows1250, counts)};
    const bool hasControls = std::any_of(counts.begin() + 0x80, counts.begin() + 0xA0, [](std::int64_t n) { return n > 0; });
    const TextEncoding encoding = hasControls ? TextEncoding::Windows1252 : TextEncoding::Latin1;
    return {encoding, reasonOf(*best, encoding, counts)};
}

} // namespace

EncodingGuess guessEncoding(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF"))
        return {TextEncoding::Utf8, "begins with a byte order mark"};
    if (bytes.starts_with("\xFF\xFE"))
        return {TextEncoding::Utf16Little, "begins with a byte order mark"};
    if (bytes.starts_with("\xFE\xFF"))
        return {TextEncoding::Utf16Big, "begins with a byte order mark"};
    const bool isWhole = bytes.size() <= looked;
    bytes = bytes.substr(0, looked);
    std::array<std::size_t, 2> zeros{};
    std::int64_t valid = 0, invalid = 0;
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    for (std::size_t at = 0; at < bytes.size();) {
        if (data[at] < 0x80) {
            zeros[at % 2] += data[at] == 0;
            ++at;
            continue;
        }
        UChar32 c = 0;
        const std::size_t begin = at;
        U8_NEXT(data, at, bytes.size(), c);
        const bool isCut = at == bytes.size() && !isWhole;
        (c < 0 && !isCut ? invalid : valid) += 1;
        if (c < 0)
            at = begin + 1;
    }
    const std::size_t some = std::max<std::size_t>(bytes.size() / 40, 1); // letters of ASCII, blanks and line ends
    for (const std::size_t odd : {1, 0})
        if (zeros[odd] >= some && zeros[odd] > 8 * zeros[1 - odd])
            return {odd == 1 ? TextEncoding::Utf16Little : TextEncoding::Utf16Big, "every second byte is 0 in part of it"};
    if (invalid == 0)
        return {TextEncoding::Utf8, valid == 0 ? "has ASCII characters only" : "all of it is valid UTF-8"};
    if (valid > invalid)
        return {TextEncoding::Utf8, "most of it is valid UTF-8"};
    return guessOneByte(bytes);
}

} // namespace crosseed::text
