// A stretch of a file as it lies on the disk, for people to look at.
#pragma once
#include "text/table_file.h"

namespace crosseed::text {

struct FileExtract {
    struct Bad {
        std::int64_t at = 0;     // of its U+FFFD in `text`
        std::int64_t offset = 0; // in the file
        unsigned char byte = 0;
    };
    std::string text;           // whole lines as UTF-8, line ends are LF; a byte that cannot be read is one U+FFFD
    std::int64_t firstLine = 1; // number of its first line in the file
    std::int64_t lines = 0;     // of the whole file
    std::int64_t begin = 0, end = 0, fileBytes = 0; // in the file
    std::vector<std::int64_t> delimiters;           // outside of quotes, places in `text`
    std::vector<Bad> bad;
};

// About `size` bytes of whole lines of a text file that begin at the line with byte `around`, or some lines before it.
// Lines are counted as editors do, quotes do not join them. O(bytes before the stretch), and of the whole file for
// `lines`. Throws Error(NotFound).
FileExtract extractOf(const std::filesystem::path& file, const TableForm& form, std::int64_t around = 0,
                      std::int64_t size = 1 << 17);

// The byte at which a line begins, from line 1; the file's size where it has fewer.
std::int64_t offsetOfLine(const std::filesystem::path& file, TextEncoding encoding, std::int64_t line);

} // namespace crosseed::text
