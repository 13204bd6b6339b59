// What a server says about a file in the headers of its answer.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crosseed {

// Of several answers (redirects) the last one counts, but for the X- headers, which the hub gives and a mirror does not.
struct HttpAnswer {
    long status = 0;
    std::string etag;                         // with its quotes
    std::optional<std::uintmax_t> length;     // Content-Length
    std::string range;                        // Content-Range: "bytes 10-99/100"
    std::string linkedEtag, commit;           // X-Linked-ETag, X-Repo-Commit
    std::optional<std::uintmax_t> linkedSize; // X-Linked-Size
    bool chunked = false;                     // Transfer-Encoding
    bool framed = false;                      // HTTP/2 or later

    // One header line, or the status line that begins an answer. Lines that mean nothing here are passed over.
    void addLine(std::string_view line);
    // Bytes of the whole file, where the server says so. A Content-Length beside chunks does not count (RFC 9112, 6.3).
    std::optional<std::uintmax_t> total() const;
    // That a cut would show even without a length: sent in chunks or frames.
    bool endIsMarked() const { return chunked || framed; }
    // Where the part that was sent begins; 0 for a whole file.
    std::uintmax_t rangeBegin() const;
    // SHA-256 of the whole file in lower case, where an ETag of 64 hexadecimal digits says so; else empty.
    std::string hash() const;
};

} // namespace crosseed
