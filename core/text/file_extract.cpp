#include "text/file_extract.h"
#include "base/mapped_file.h"
#include "text/csv.h"
#include <algorithm>

namespace crosseed::text {

namespace {

constexpr std::int64_t linesBefore = 5;
constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

// The line feed, or the carriage return of old files; of UTF-16 its two bytes.
std::string lineEndOf(std::string_view bytes, TextEncoding encoding) {
    if (encoding == TextEncoding::Utf16Little)
        return std::string("\n\0", 2);
    if (encoding == TextEncoding::Utf16Big)
        return std::string("\0\n", 2);
    return std::string(1, text::lineEndOf(bytes));
}

// The last line end that begins at `at` or before it; those of UTF-16 lie at even bytes.
std::size_t lastEnd(std::string_view bytes, const std::string& lineEnd, std::size_t at) {
    std::size_t found = bytes.rfind(lineEnd, at);
    while (found != std::string_view::npos && found % lineEnd.size() != 0)
        found = bytes.rfind(lineEnd, found - 1);
    return found;
}

// Byte behind the line end before `at`; `back` lines further up.
std::size_t beginOfLine(std::string_view bytes, std::size_t at, const std::string& lineEnd, std::int64_t back) {
    for (;; --back) {
        const std::size_t found =
            at < lineEnd.size() ? std::string_view::npos : lastEnd(bytes, lineEnd, at - lineEnd.size());
        if (found == std::string_view::npos)
            return 0;
        at = found + lineEnd.size();
        if (back == 0)
            return at;
        at = found;
    }
}

std::int64_t countOf(std::string_view bytes, const std::string& lineEnd) {
    if (lineEnd.size() == 1)
        return std::count(bytes.begin(), bytes.end(), lineEnd[0]);
    std::int64_t count = 0;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
        count += bytes.substr(i, 2) == lineEnd;
    return count;
}

// Each unreadable byte becomes one U+FFFD; line ends become LF.
void takeText(FileExtract& extract, const Decoded& decoded, std::string_view bytes, char lineEnd) {
    std::size_t next = 0;
    for (std::size_t at = 0; at < decoded.text.size(); ++at) {
        const char c = decoded.text[at];
        if (next < decoded.bad.size() && at == static_cast<std::size_t>(decoded.bad[next].at)) {
            const auto offset = static_cast<std::size_t>(decoded.bad[next++].offset);
            extract.bad.push_back({std::ssize(extract.text), extract.begin + static_cast<std::int64_t>(offset),
                                   static_cast<unsigned char>(bytes[offset])});
            extract.text += replacement;
            if (decoded.text.substr(at).starts_with(replacement) && !decoded.owned.empty())
                at += replacement.size() - 1;
        } else if (c == '\r' && lineEnd == '\n' && at + 1 < decoded.text.size() && decoded.text[at + 1] == '\n') {
            continue;
        } else {
            extract.text += c == lineEnd ? '\n' : c;
        }
    }
}

void findDelimiters(FileExtract& extract, const TableForm& form) {
    if (form.kind != TableKind::Delimited || !form.delimiter)
        return;
    bool isQuoted = false, isFieldBegin = true;
    for (std::size_t at = 0; at < extract.text.size(); ++at) {
        const char c = extract.text[at];
        if (form.quoting && c == '"' && (isFieldBegin || isQuoted))
            isQuoted = !isQuoted;
        else if (!isQuoted && c == *form.delimiter)
            extract.delimiters.push_back(static_cast<std::int64_t>(at));
        isFieldBegin = !isQuoted && (c == *form.delimiter || c == '\n');
        if (form.quoting && c == '"' && !isQuoted)
            isFieldBegin = true; // a doubled quote opens it again
    }
}

} // namespace

FileExtract extractOf(const std::filesystem::path& file, const TableForm& form, std::int64_t around,
                      std::int64_t size) {
    const MappedFile mapped(file);
    const std::string_view bytes(reinterpret_cast<const char*>(mapped.bytes().data()), mapped.bytes().size());
    const std::string lineEnd = lineEndOf(bytes, form.encoding);
    FileExtract extract;
    extract.fileBytes = std::ssize(bytes);
    const bool isShort = extract.fileBytes <= size;
    const std::size_t at = static_cast<std::size_t>(std::clamp<std::int64_t>(around, 0, extract.fileBytes));
    const std::size_t begin = isShort ? 0 : beginOfLine(bytes, at, lineEnd, linesBefore);
    std::size_t end = std::min(bytes.size(), begin + static_cast<std::size_t>(size));
    if (end < bytes.size())
        if (const std::size_t cut = lastEnd(bytes, lineEnd, end);
            cut != std::string_view::npos && cut >= begin && cut >= at)
            end = cut + lineEnd.size();
    extract.begin = static_cast<std::int64_t>(begin);
    extract.end = static_cast<std::int64_t>(end);
    const std::int64_t before = countOf(bytes.substr(0, begin), lineEnd);
    extract.firstLine = before + 1;
    extract.lines =
        before + countOf(bytes.substr(begin), lineEnd) + (bytes.ends_with(lineEnd) || bytes.empty() ? 0 : 1);
    const std::string_view part = bytes.substr(begin, end - begin);
    takeText(extract, decode(part, form.encoding), part, lineEnd.size() == 1 ? lineEnd[0] : '\n');
    findDelimiters(extract, form);
    return extract;
}

std::int64_t offsetOfLine(const std::filesystem::path& file, TextEncoding encoding, std::int64_t line) {
    const MappedFile mapped(file);
    const std::string_view bytes(reinterpret_cast<const char*>(mapped.bytes().data()), mapped.bytes().size());
    const std::string lineEnd = lineEndOf(bytes, encoding);
    std::size_t at = 0;
    for (std::int64_t l = 1; l < line; ++l) {
        std::size_t found = bytes.find(lineEnd, at);
        while (found != std::string_view::npos && found % lineEnd.size() != 0)
            found = bytes.find(lineEnd, found + 1);
        if (found == std::string_view::npos)
            return std::ssize(bytes);
        at = found + lineEnd.size();
    }
    return static_cast<std::int64_t>(at);
}

} // namespace crosseed::text
