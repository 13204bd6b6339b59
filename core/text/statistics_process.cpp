#include "base/error.h"
#include "base/mapped_file.h"
#include "text/statistics_file.h"
#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/resource.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace crosseed::text {

namespace {

// A table as bytes for the pipe between two processes of one program: counts as int64, texts with their length before them.
class Packer {
public:
    explicit Packer(int pipe) : m_pipe(pipe) {}
    void add(std::int64_t number) { append(&number, sizeof number); }
    void add(const std::string& text) {
        add(std::ssize(text));
        append(text.data(), text.size());
    }
    template <typename T, typename Add> void addAll(const std::vector<T>& items, Add addOne) {
        add(std::ssize(items));
        for (const T& item : items)
            addOne(item);
    }
    void flush() {
        for (std::size_t at = 0; at < m_bytes.size();) {
            const ssize_t written = ::write(m_pipe, m_bytes.data() + at, m_bytes.size() - at);
            if (written < 0 && errno == EINTR)
                continue;
            if (written <= 0)
                _exit(3);
            at += static_cast<std::size_t>(written);
        }
        m_bytes.clear();
    }

private:
    void append(const void* data, std::size_t size) {
        m_bytes.append(static_cast<const char*>(data), size);
        if (m_bytes.size() > (1 << 20))
            flush();
    }
    int m_pipe;
    std::string m_bytes;
};

class Unpacker {
public:
    explicit Unpacker(std::string_view bytes) : m_bytes(bytes) {}
    std::int64_t number() {
        std::int64_t value = 0;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }
    std::string text() { return std::string(take(static_cast<std::size_t>(number()))); }
    std::size_t count() { return static_cast<std::size_t>(number()); }

private:
    std::string_view take(std::size_t size) {
        require(size <= m_bytes.size(), ErrorKind::Internal, "The reading process sent too little.");
        const std::string_view taken = m_bytes.substr(0, size);
        m_bytes.remove_prefix(size);
        return taken;
    }
    std::string_view m_bytes;
};

void pack(Packer& to, const StatisticsTable& table) {
    to.add(static_cast<std::int64_t>(table.encoding));
    to.add(table.encodingReason);
    to.add(table.badCount);
    to.addAll(table.bad, [&](const BadByte& bad) {
        to.add(bad.offset);
        to.add(bad.at);
    });
    to.add(static_cast<std::int64_t>(table.rows.isWhole));
    to.addAll(table.rows.header, [&](const std::string& name) { to.add(name); });
    to.addAll(table.rows.rows, [&](const TableRow& row) {
        for (const std::string& cell : row.fields)
            to.add(cell);
    });
}

StatisticsTable unpack(Unpacker& from) {
    StatisticsTable table;
    table.encoding = static_cast<TextEncoding>(from.number());
    table.encodingReason = from.text();
    table.badCount = from.number();
    for (std::size_t left = from.count(); left > 0; --left) {
        const std::int64_t offset = from.number();
        table.bad.push_back({offset, from.number()});
    }
    table.rows.isWhole = from.number() != 0;
    for (std::size_t left = from.count(); left > 0; --left)
        table.rows.header.push_back(from.text());
    for (std::int64_t row = 1, rows = from.number(); row <= rows; ++row) {
        table.rows.rows.push_back({row, 0, {}});
        for (std::size_t column = 0; column < table.rows.header.size(); ++column)
            table.rows.rows.back().fields.push_back(from.text());
    }
    return table;
}

// Memory beyond what the program has mapped by now, and seconds of computing.
void limitResources(std::size_t fileBytes) {
    long pages = 0;
    if (FILE* file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%ld", &pages) != 1)
            pages = 0;
        std::fclose(file);
    }
    const rlim_t more = (rlim_t{1} << 30) + 64 * static_cast<rlim_t>(fileBytes);
    const rlim_t memory = static_cast<rlim_t>(pages) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + more;
    const rlim_t seconds = 60 + static_cast<rlim_t>(fileBytes >> 20);
    const rlimit space{memory, memory}, time{seconds, seconds}, core{0, 0};
    setrlimit(RLIMIT_AS, &space);
    setrlimit(RLIMIT_CPU, &time);
    setrlimit(RLIMIT_CORE, &core);
}

// In the child: never returns. First a number: 0 and the table, or the kind of an error and its sentence.
[[noreturn]] void readAndSend(int pipe, std::string_view bytes, StatisticsFormat format, const std::string& file,
                              const RowLimits& limits, std::optional<TextEncoding> declared) {
    for (const int signal : {SIGINT, SIGTERM, SIGSEGV, SIGABRT, SIGBUS, SIGFPE})
        std::signal(signal, SIG_DFL);
    limitResources(bytes.size());
    Packer packer(pipe);
    try {
        const StatisticsTable table = parseStatistics(bytes, format, file, limits, declared);
        packer.add(std::int64_t{0});
        pack(packer, table);
    } catch (const Error& error) {
        packer.add(static_cast<std::int64_t>(error.kind()));
        packer.add(std::string(error.what()));
    } catch (const std::exception&) {
        _exit(3);
    }
    packer.flush();
    _exit(0);
}

std::string readAll(int pipe) {
    std::string all;
    char buffer[1 << 16];
    for (;;) {
        const ssize_t count = ::read(pipe, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return all;
        all.append(buffer, static_cast<std::size_t>(count));
    }
}

} // namespace

StatisticsTable readStatistics(const std::filesystem::path& file, StatisticsFormat format, const RowLimits& limits,
                               std::optional<TextEncoding> declared) {
    const MappedFile mapped(file);
    const std::string_view bytes(reinterpret_cast<const char*>(mapped.bytes().data()), mapped.bytes().size());
    int ends[2];
    require(pipe(ends) == 0, ErrorKind::Io, std::string("No pipe for reading ") + file.string() + ": " + std::strerror(errno) + ".");
    const pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); // it has the parent's locks
        close(ends[0]);
        readAndSend(ends[1], bytes, format, file.string(), limits, declared);
    }
    close(ends[1]);
    const std::string sent = child > 0 ? readAll(ends[0]) : "";
    close(ends[0]);
    require(child > 0, ErrorKind::Io, std::string("No process for reading ") + file.string() + ": " + std::strerror(errno) + ".");
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    require(WIFEXITED(status) && WEXITSTATUS(status) == 0, ErrorKind::BadInput,
            file.string() + " is damaged: reading it ended at a fault of the library or at the limit of memory or time. Open it "
                            "in the program that it comes from and save it again, or as CSV.");
    Unpacker unpacker(sent);
    if (const std::int64_t kind = unpacker.number(); kind != 0)
        throw Error(static_cast<ErrorKind>(kind), unpacker.text());
    return unpack(unpacker);
}

} // namespace crosseed::text
