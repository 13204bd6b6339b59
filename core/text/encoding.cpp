#include "text/encoding.h"
#include "base/error.h"
#include <algorithm>
#include <array>
#include <memory>
#include <unicode/ucnv.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

namespace crosseed::text {

namespace {

constexpr std::pair<std::string_view, TextEncoding> names[] = {
    {"utf-8", TextEncoding::Utf8},           {"utf-16le", TextEncoding::Utf16Little}, {"utf-16be", TextEncoding::Utf16Big},
    {"latin-1", TextEncoding::Latin1},       {"windows-1252", TextEncoding::Windows1252}, {"windows-1250", TextEncoding::Windows1250},
    {"utf8", TextEncoding::Utf8},            {"ascii", TextEncoding::Utf8},           {"us-ascii", TextEncoding::Utf8},
    {"utf-16", TextEncoding::Utf16Little},   {"utf16", TextEncoding::Utf16Little},    {"latin1", TextEncoding::Latin1},
    {"iso-8859-1", TextEncoding::Latin1},    {"iso8859-1", TextEncoding::Latin1},     {"cp1252", TextEncoding::Windows1252},
    {"cp1250", TextEncoding::Windows1250}};

constexpr std::size_t namesInSentences = 6;

void appendCharacter(std::string& text, UChar32 c) {
    char buffer[4];
    std::int32_t length = 0;
    U8_APPEND_UNSAFE(buffer, length, c);
    text.append(buffer, static_cast<std::size_t>(length));
}

void addBad(Decoded& decoded, std::size_t offset, std::size_t at) {
    if (decoded.bad.size() < mostBad)
        decoded.bad.push_back({static_cast<std::int64_t>(offset), static_cast<std::int64_t>(at)});
    ++decoded.badCount;
}

Decoded decodeUtf8(std::string_view bytes) {
    Decoded decoded;
    const std::size_t skipped = bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    decoded.text = bytes.substr(skipped);
    const auto* data = reinterpret_cast<const std::uint8_t*>(decoded.text.data());
    const std::size_t size = decoded.text.size();
    for (std::size_t at = 0; at < size;) {
        if (data[at] < 0x80) {
            ++at;
            continue;
        }
        const std::size_t begin = at;
        UChar32 c = 0;
        U8_NEXT(data, at, size, c);
        if (c < 0)
            addBad(decoded, begin + skipped, begin);
    }
    return decoded;
}

Decoded decodeUtf16(std::string_view bytes, bool isBig) {
    Decoded decoded;
    const auto unit = [&](std::size_t at) {
        const auto first = static_cast<std::uint8_t>(bytes[at]), second = static_cast<std::uint8_t>(bytes[at + 1]);
        return static_cast<char16_t>(isBig ? first << 8 | second : second << 8 | first);
    };
    decoded.owned.reserve(bytes.size());
    std::size_t at = bytes.size() >= 2 && unit(0) == 0xFEFF ? 2 : 0;
    while (at + 1 < bytes.size()) {
        UChar32 c = unit(at);
        const std::size_t begin = at;
        at += 2;
        if (U16_IS_LEAD(c) && at + 1 < bytes.size() && U16_IS_TRAIL(unit(at))) {
            c = U16_GET_SUPPLEMENTARY(c, unit(at));
            at += 2;
        }
        if (U_IS_SURROGATE(c)) {
            addBad(decoded, begin, decoded.owned.size());
            c = 0xFFFD;
        }
        appendCharacter(decoded.owned, c);
    }
    if (at < bytes.size()) {
        addBad(decoded, at, decoded.owned.size());
        appendCharacter(decoded.owned, 0xFFFD);
    }
    decoded.text = decoded.owned;
    return decoded;
}

// The character of each byte; 0xFFFD where there is none.
std::array<UChar32, 256> tableOf(TextEncoding encoding) {
    std::array<UChar32, 256> table{};
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(
        ucnv_open(encoding == TextEncoding::Latin1 ? "iso-8859-1" : std::string(encodingName(encoding)).c_str(), &status), &ucnv_close);
    require(U_SUCCESS(status), ErrorKind::Unavailable,
            "This ICU has no " + std::string(encodingName(encoding)) + "; save the file as UTF-8.");
    for (int byte = 0; byte < 256; ++byte) {
        const char letter = static_cast<char>(byte);
        const char* at = &letter;
        status = U_ZERO_ERROR;
        const UChar32 c = ucnv_getNextUChar(converter.get(), &at, at + 1, &status);
        const bool isControl = c >= 0x80 && c < 0xA0; // where ICU puts bytes that the encoding leaves open
        table[static_cast<std::size_t>(byte)] = U_FAILURE(status) || isControl ? 0xFFFD : c;
    }
    return table;
}

Decoded decodeBytes(std::string_view bytes, TextEncoding encoding) {
    static const std::array<UChar32, 256> tables[] = {tableOf(TextEncoding::Latin1), tableOf(TextEncoding::Windows1252),
                                                      tableOf(TextEncoding::Windows1250)};
    const std::array<UChar32, 256>& table = tables[static_cast<int>(encoding) - static_cast<int>(TextEncoding::Latin1)];
    Decoded decoded;
    decoded.owned.reserve(bytes.size() + bytes.size() / 8);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const UChar32 c = table[static_cast<std::uint8_t>(bytes[i])];
        if (c == 0xFFFD)
            addBad(decoded, i, decoded.owned.size());
        if (c < 0x80)
            decoded.owned += static_cast<char>(c);
        else
            appendCharacter(decoded.owned, c);
    }
    decoded.text = decoded.owned;
    return decoded;
}

} // namespace

std::string_view encodingName(TextEncoding encoding) {
    return names[static_cast<std::size_t>(encoding)].first;
}

TextEncoding parseEncoding(std::string_view name) {
    std::string wanted(name), known;
    std::ranges::transform(wanted, wanted.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    std::ranges::replace(wanted, '_', '-');
    for (const auto& [spelling, encoding] : names)
        if (wanted == spelling)
            return encoding;
    for (std::size_t i = 0; i < namesInSentences; ++i)
        known += (i == 0 ? "" : ", ") + std::string(names[i].first);
    throw Error(ErrorKind::Usage, "There is no encoding \"" + std::string(name) + "\" here; the encodings are: " + known + ".");
}

Decoded decode(std::string_view bytes, TextEncoding encoding) {
    switch (encoding) {
    case TextEncoding::Utf8:
        return decodeUtf8(bytes);
    case TextEncoding::Utf16Little:
    case TextEncoding::Utf16Big:
        return decodeUtf16(bytes, encoding == TextEncoding::Utf16Big);
    default:
        return decodeBytes(bytes, encoding);
    }
}

} // namespace crosseed::text
