// Preloaded into the program: it ends at once, as by kill -9, before its n-th call that changes a file, n = CROSSEED_KILL_AT counted
// from 1; where n is odd and the call writes, half of it is written first. That is the death of the program: the system still writes
// what it was given before. With CROSSEED_KILL_COUNT the number of calls goes into that file instead. With CROSSEED_ORDER that file
// gets the number of renames and a line for each that a loss of power could make a name of nothing (sync_order.h).
#include "sync_order.h"
#include <atomic>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

std::atomic<long> calls = 0;
constexpr int killed = 137;

long killAt() {
    static const long at = [] {
        const char* text = std::getenv("CROSSEED_KILL_AT");
        return text ? std::atol(text) : 0L;
    }();
    return at;
}

template <typename Function> Function original(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

// True where the call is the one.
bool count() {
    return ++calls == killAt();
}

SyncOrder* order() { // null where it is not asked for; lives until the end of the process
    static SyncOrder* const watched = std::getenv("CROSSEED_ORDER") ? new SyncOrder : nullptr;
    return watched;
}

bool isFile(int descriptor) { // not a terminal or a pipe
    struct stat status {};
    return descriptor > 2 && ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

struct Report {
    ~Report() {
        if (const char* file = std::getenv("CROSSEED_KILL_COUNT"))
            if (std::FILE* out = std::fopen(file, "w")) {
                std::fprintf(out, "%ld\n", calls.load());
                std::fclose(out);
            }
        if (order())
            order()->report(std::getenv("CROSSEED_ORDER"));
    }
} report;

} // namespace

extern "C" {

ssize_t write(int descriptor, const void* data, size_t size) {
    static const auto real = original<ssize_t (*)(int, const void*, size_t)>("write");
    if (isFile(descriptor) && count()) {
        if (killAt() % 2 == 1)
            static_cast<void>(!real(descriptor, data, size / 2));
        ::_exit(killed);
    }
    if (order() && isFile(descriptor))
        order()->written(descriptor);
    return real(descriptor, data, size);
}

ssize_t writev(int descriptor, const struct iovec* parts, int number) {
    static const auto real = original<ssize_t (*)(int, const struct iovec*, int)>("writev");
    if (isFile(descriptor) && count())
        ::_exit(killed);
    if (order() && isFile(descriptor))
        order()->written(descriptor);
    return real(descriptor, parts, number);
}

ssize_t pwrite(int descriptor, const void* data, size_t size, off_t at) {
    static const auto real = original<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
    if (count()) {
        if (killAt() % 2 == 1)
            static_cast<void>(!real(descriptor, data, size / 2, at));
        ::_exit(killed);
    }
    if (order())
        order()->written(descriptor);
    return real(descriptor, data, size, at);
}

ssize_t pwrite64(int descriptor, const void* data, size_t size, off64_t at) {
    return pwrite(descriptor, data, size, at);
}

#define CROSSEED_COUNTED(name, parameters, arguments)                                                                            \
    int name parameters {                                                                                                        \
        static const auto real = original<int(*) parameters>(#name);                                                             \
        if (count())                                                                                                             \
            ::_exit(killed);                                                                                                     \
        return real arguments;                                                                                                   \
    }

#define CROSSEED_SYNC(name)                                                                                                      \
    int name(int descriptor) {                                                                                                   \
        static const auto real = original<int (*)(int)>(#name);                                                                  \
        if (count())                                                                                                             \
            ::_exit(killed);                                                                                                     \
        const int answer = real(descriptor);                                                                                     \
        if (order() && answer == 0)                                                                                              \
            order()->synced(descriptor);                                                                                         \
        return answer;                                                                                                           \
    }

CROSSEED_SYNC(fsync)
CROSSEED_SYNC(fdatasync)

int rename(const char* from, const char* to) {
    static const auto real = original<int (*)(const char*, const char*)>("rename");
    if (count())
        ::_exit(killed);
    if (order())
        order()->renames(from, to);
    return real(from, to);
}

CROSSEED_COUNTED(ftruncate, (int descriptor, off_t size), (descriptor, size))
CROSSEED_COUNTED(ftruncate64, (int descriptor, off64_t size), (descriptor, size))
CROSSEED_COUNTED(posix_fallocate, (int descriptor, off_t at, off_t size), (descriptor, at, size))
CROSSEED_COUNTED(unlink, (const char* file), (file))
CROSSEED_COUNTED(unlinkat, (int folder, const char* file, int flags), (folder, file, flags))
CROSSEED_COUNTED(remove, (const char* file), (file))
CROSSEED_COUNTED(rmdir, (const char* folder), (folder))
CROSSEED_COUNTED(mkdir, (const char* folder, mode_t mode), (folder, mode))

} // extern "C"
