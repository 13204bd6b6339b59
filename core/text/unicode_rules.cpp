#include "text/unicode_rules.h"
#include "base/error.h"
#include <string>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace crosseed::text {

namespace {
// Unicode versions of the reference's tables (tokenizers 0.13.3).
constexpr int categoryVersion = 8;
constexpr int decompositionVersion = 9;
constexpr int lowerCaseVersion = 15;

bool isKnownTo(char32_t c, int version) {
    UVersionInfo age;
    u_charAge(static_cast<UChar32>(c), age);
    return age[0] > 0 && age[0] <= version;
}

// The six characters up to version 8 whose category Unicode changed later, as they were then.
uint32_t oldCategory(char32_t c) {
    switch (c) {
    case 0x166D:  // Canadian syllabics chi sign, now So
    case 0x111C9: // Sharada sandhi mark, now Mn
        return U_GC_PO_MASK;
    case 0x1734: // Hanunoo pamudpod, now Mc
        return U_GC_MN_MASK;
    case 0x1885: // Mongolian Ali Gali baluda and three baluda, now Mn
    case 0x1886:
        return U_GC_LO_MASK;
    case 0xA9BD: // Javanese consonant sign keret, now Mn
        return U_GC_MC_MASK;
    default:
        return 0;
    }
}

bool isInCategories(char32_t c, uint32_t mask) {
    if (const uint32_t old = oldCategory(c))
        return (old & mask) != 0;
    return (U_GET_GC_MASK(static_cast<UChar32>(c)) & mask) != 0 && isKnownTo(c, categoryVersion);
}

const icu::Normalizer2& nfd() {
    static const icu::Normalizer2* instance = [] {
        UErrorCode status = U_ZERO_ERROR;
        const icu::Normalizer2* found = icu::Normalizer2::getNFDInstance(status);
        require(U_SUCCESS(status), ErrorKind::Internal,
                std::string("ICU has no canonical decomposition: ") + u_errorName(status) + ".");
        return found;
    }();
    return *instance;
}
} // namespace

bool isControl(char32_t c) {
    if (c < 0x80)
        return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
    return isInCategories(c, U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK);
}

bool isWhitespace(char32_t c) {
    return c < 0x80 ? c == ' ' || (c >= '\t' && c <= '\r') : u_isUWhiteSpace(static_cast<UChar32>(c));
}

bool isPunctuation(char32_t c) {
    if (c < 0x80)
        return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
    return isInCategories(c, U_GC_P_MASK);
}

bool isCjkIdeograph(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
           (c >= 0x2A700 && c <= 0x2B73F) || (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

bool isNonspacingMark(char32_t c) {
    return c >= 0x300 && isInCategories(c, U_GC_MN_MASK);
}

int combiningClass(char32_t c) {
    return c < 0x300 || !isKnownTo(c, decompositionVersion) ? 0 : u_getCombiningClass(static_cast<UChar32>(c));
}

ShortText decomposition(char32_t c) {
    ShortText result;
    icu::UnicodeString parts;
    if (!isKnownTo(c, decompositionVersion) || !nfd().getDecomposition(static_cast<UChar32>(c), parts)) {
        result.characters[result.size++] = c;
        return result;
    }
    for (int at = 0; at < parts.length() && result.size < 18; at = parts.moveIndex32(at, 1))
        result.characters[result.size++] = static_cast<char32_t>(parts.char32At(at));
    return result;
}

char32_t simpleLowerCase(char32_t c) {
    const auto lower = static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
    return lower == c || isKnownTo(c, lowerCaseVersion) ? lower : c;
}

std::string lowerCased(std::string_view utf8) {
    std::string lower;
    const auto size = static_cast<std::int32_t>(utf8.size());
    for (std::int32_t at = 0; at < size;) {
        const std::int32_t begin = at;
        UChar32 c;
        U8_NEXT(utf8.data(), at, size, c);
        if (c < 0) {
            lower.append(utf8.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin)));
            continue;
        }
        lowerCase(static_cast<char32_t>(c), [&](char32_t l) {
            char bytes[U8_MAX_LENGTH];
            std::int32_t length = 0;
            U8_APPEND_UNSAFE(bytes, length, static_cast<UChar32>(l));
            lower.append(bytes, static_cast<std::size_t>(length));
        });
    }
    return lower;
}

bool isUtf8(std::string_view text) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(text.data());
    for (std::size_t at = 0; at < text.size();) {
        if (data[at] < 0x80) {
            ++at;
            continue;
        }
        UChar32 character = 0;
        U8_NEXT(data, at, text.size(), character);
        if (character < 0)
            return false;
    }
    return true;
}

} // namespace crosseed::text
