#include "base/http_download.h"
#include "base/hash.h"
#include "base/http_answer.h"
#include "base/http_part_file.h"
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <curl/curl.h>
#include <memory>
#include <mutex>

namespace crosseed {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t spareRoom = 64u << 20; // that a disk keeps

// One request and what its callbacks need. They must not throw through curl: an error waits in `problem`.
struct Try {
    HttpPartFile& part;
    const HttpOptions& options;
    const ProgressFn& progress;
    const std::stop_token& stop;
    std::string name;
    HttpAnswer answer;
    bool bodyBegun = false;
    std::exception_ptr problem;

    // False: what the server sends does not continue what is here, so that the next try has to begin anew.
    bool beginBody() {
        bodyBegun = true;
        if (answer.status == 200)
            part.beginAnew(answer.etag);
        else if (part.size() == 0 || answer.rangeBegin() != part.size() || answer.etag != part.version()) {
            part.beginAnew("");
            return false;
        }
        const auto total = answer.total();
        require(total || answer.linkedSize || !answer.hash().empty() || answer.endIsMarked(), ErrorKind::BadInput,
                "The server tells neither the length nor the SHA-256 of " + name +
                    ", so that nobody could say whether it came whole; take another hub or address.");
        require(!answer.linkedSize || !total || *total == *answer.linkedSize, ErrorKind::BadInput,
                "The server says that " + name + " has " + std::to_string(answer.linkedSize.value_or(0)) +
                    " bytes and sends " + std::to_string(total.value_or(0)) + "; try another revision or hub.");
        require(total.value_or(0) <= options.mostBytes, ErrorKind::BadInput,
                name + " has " + std::to_string(total.value_or(0)) + " bytes; at most " + std::to_string(options.mostBytes) +
                    " make sense for it.");
        std::error_code unknown;
        const fs::space_info disk = fs::space(part.path(), unknown);
        const std::uintmax_t needed = total.value_or(0) - std::min(total.value_or(0), part.size()) + spareRoom;
        require(unknown || !total || disk.available >= needed, ErrorKind::Io,
                name + " needs " + std::to_string(needed >> 20) + " MB on the disk, but only " +
                    std::to_string(disk.available >> 20) + " MB are free; make room or choose another folder.");
        return true;
    }
    bool receive(const char* data, std::size_t bytes) {
        if (answer.status != 200 && answer.status != 206)
            return true; // the page that comes with an error
        if (!bodyBegun && !beginBody())
            return false;
        require(part.size() + bytes <= answer.total().value_or(options.mostBytes), ErrorKind::BadInput,
                "The server sends more of " + name + " than it said; try another revision or hub.");
        part.append(data, bytes);
        const double all = static_cast<double>(answer.total().value_or(0));
        report(progress, all > 0 ? std::min(1.0, static_cast<double>(part.size()) / all) : 0,
               name + ", " + std::to_string(part.size() >> 20) + " of " +
                   (all > 0 ? std::to_string(*answer.total() >> 20) : std::string("?")) + " MB");
        return true;
    }
};

std::size_t onBody(char* data, std::size_t size, std::size_t count, void* user) {
    Try& attempt = *static_cast<Try*>(user);
    try {
        return attempt.receive(data, size * count) ? size * count : CURL_WRITEFUNC_ERROR;
    } catch (...) {
        attempt.problem = std::current_exception();
        return CURL_WRITEFUNC_ERROR;
    }
}

std::size_t onHeader(char* data, std::size_t size, std::size_t count, void* user) {
    Try& attempt = *static_cast<Try*>(user);
    try {
        attempt.answer.addLine({data, size * count});
        return size * count;
    } catch (...) {
        attempt.problem = std::current_exception();
        return 0;
    }
}

int onProgress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Try*>(user)->stop.stop_requested() ? 1 : 0;
}

using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

CURLcode perform(const std::string& url, Try& attempt) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(), curl_easy_cleanup);
    require(ready == CURLE_OK && handle, ErrorKind::Internal, "libcurl cannot be used.");
    CURL* curl = handle.get();
    Headers headers(nullptr, curl_slist_free_all);
    const auto addHeader = [&](const std::string& line) { headers.reset(curl_slist_append(headers.release(), line.c_str())); };
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, url.starts_with("https:") ? "https" : "http,https");
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 5L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 20L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, std::max(1L, static_cast<long>(attempt.options.stallSeconds)));
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "crosseed");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, onBody);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &attempt);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, onHeader);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &attempt);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, onProgress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &attempt);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    const std::string range = std::to_string(attempt.part.size()) + "-";
    // Without a strong ETag nobody could say that the rest belongs to what is here.
    if (!attempt.part.keptVersion().empty())
        addHeader("If-None-Match: " + attempt.part.keptVersion());
    if (attempt.part.size() > 0 && attempt.part.version().starts_with('"')) {
        curl_easy_setopt(curl, CURLOPT_RANGE, range.c_str());
        addHeader("If-Range: " + attempt.part.version());
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    const CURLcode code = curl_easy_perform(curl);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, nullptr);
    return code;
}

void waitBefore(int retry, const HttpOptions& options, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    const double seconds = std::min(30.0, options.firstWaitSeconds * static_cast<double>(1 << std::min(retry, 10)));
    stopped.wait_for(lock, stop, std::chrono::duration<double>(seconds), [] { return false; });
    throwIfStopped(stop);
}

HttpFile checked(HttpPartFile& part, const HttpAnswer& answer, const std::string& name) {
    HttpFile file;
    file.bytes = part.size();
    file.commit = answer.commit;
    file.hash = hashOfFile(part.path());
    const std::string given = answer.hash();
    file.hashGiven = !given.empty();
    const auto total = answer.total() ? answer.total() : answer.linkedSize;
    if ((given.empty() || given == file.hash) && (!total || *total == file.bytes))
        return file;
    part.discard();
    throw Error(ErrorKind::BadInput, name + " did not arrive as the server described it (" +
                                         (given.empty() || given == file.hash ? "its size" : "its SHA-256") +
                                         " is another one); nothing of it was kept, so try again.");
}

// The target that the server calls unchanged; nothing where it is not what the server describes.
std::optional<HttpFile> unchanged(HttpPartFile& part, const fs::path& target, HttpAnswer answer) {
    if (answer.etag.empty())
        answer.etag = part.keptVersion();
    const std::string given = answer.hash();
    const HttpFile file{sizeOf(target), hashOfFile(target), !given.empty(), answer.commit, 0};
    if ((!given.empty() && given != file.hash) || file.bytes != answer.linkedSize.value_or(file.bytes)) {
        part.forgetKept();
        return std::nullopt;
    }
    part.discard();
    return file;
}

} // namespace

std::optional<HttpFile> downloadFile(const std::string& url, const fs::path& target, const HttpOptions& options,
                                     const ProgressFn& progress, std::stop_token stop) {
    require(url.starts_with("http://") || url.starts_with("https://"), ErrorKind::Usage,
            "The address " + url + " begins neither with http:// nor with https://.");
    const std::string name = target.filename().string();
    HttpPartFile part(target);
    for (int retry = 0;; ++retry) {
        throwIfStopped(stop);
        Try attempt{part, options, progress, stop, name, {}, false, {}};
        const CURLcode code = perform(url, attempt);
        if (attempt.problem)
            std::rethrow_exception(attempt.problem);
        throwIfStopped(stop);
        const long status = attempt.answer.status;
        if (code == CURLE_OK && status == 304 && !part.keptVersion().empty()) {
            auto file = unchanged(part, target, attempt.answer);
            if (!file)
                continue; // once, since nothing is known of the target now
            file->tries = retry + 1;
            return file;
        }
        const bool whole = code == CURLE_OK && (status == 200 || status == 206);
        if (whole && (attempt.bodyBegun || attempt.beginBody())) { // an empty file has no body
            HttpFile file = checked(part, attempt.answer, name);
            part.finish();
            file.tries = retry + 1;
            return file;
        }
        if (code == CURLE_OK && (status == 404 || status == 410)) {
            part.discard();
            return std::nullopt;
        }
        require(code != CURLE_OK || (status != 401 && status != 403), ErrorKind::NotFound,
                "The server refuses access to " + url + " (" + std::to_string(status) +
                    "); it may be private, or its name may be another one.");
        if (status == 416)
            part.beginAnew(""); // what is here is longer than the file
        const bool later = code != CURLE_OK || status == 408 || status == 416 || status == 429 || status >= 500;
        require(later && retry < options.retries, code == CURLE_UNSUPPORTED_PROTOCOL ? ErrorKind::BadInput : ErrorKind::Io,
                url + " could not be downloaded in " + std::to_string(retry + 1) + (retry == 0 ? " try: " : " tries: ") +
                    (code != CURLE_OK ? curl_easy_strerror(code) : "the server answers " + std::to_string(status)) + ". " +
                    std::to_string(part.size()) + " bytes are kept; the same command goes on from there.");
        waitBefore(retry, options, stop);
    }
}

} // namespace crosseed
