// One file over HTTP: resumed where it was cut, checked, and under its final name only when it is whole.
#pragma once
#include "base/progress.h"
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace crosseed {

struct HttpOptions {
    int retries = 8;               // tries after one that broke or that the server refused for now (408, 429, 5xx)
    double firstWaitSeconds = 1;   // before the second try, doubled before each further one, at most 30
    double stallSeconds = 30;      // a try without a byte for so long is broken
    std::uintmax_t mostBytes = std::uintmax_t{1} << 42; // of the file
};

struct HttpFile {
    std::uintmax_t bytes = 0;
    std::string hash;      // SHA-256 of the file
    bool hashGiven = false; // the server named it (64 hexadecimal digits as X-Linked-ETag or ETag), and it is the file's
    std::string commit;    // X-Repo-Commit, empty where the server does not give it
    int tries = 0;         // requests made
};

// Downloads `url` to `target`. What has arrived lies in TARGET.part, with the server's ETag in TARGET.part.etag, and stays there
// after a stop (Cancelled) or an error, so that the next call asks for the rest only (Range, If-Range); where the server sends the
// whole file all the same, or another version, it begins anew. A finished target has its ETag in TARGET.etag; one that is there
// already is asked for again by it and kept when the server says that it is unchanged and it has the hash and size that the server
// gives. Both are synced to the disk. Two downloads to one target at once are the caller's to prevent.
// Redirects are followed at most five times, to http or https, from https to https alone.
// Nothing where the server has no such file (404, 410). Throws Error(Usage) for an address that is neither http nor https,
// Error(NotFound) where access is refused (401, 403), Error(Io) when all tries broke, the disk has too little room or a file cannot
// be written, Error(BadInput) when size or hash are not what the server said, and TARGET.part is then removed, or when the server tells nothing
// by which a cut file would be known: no length, no SHA-256, neither chunks nor HTTP/2.
std::optional<HttpFile> downloadFile(const std::string& url, const std::filesystem::path& target, const HttpOptions& options = {},
                                     const ProgressFn& progress = {}, std::stop_token stop = {});

} // namespace crosseed
