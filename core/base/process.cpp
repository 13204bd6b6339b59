#include "base/process.h"
#include <array>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>
#include <unistd.h>

namespace crosseed {

namespace {

std::string hostName() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

// Field 22 of /proc/ID/stat, counted after the name, which may hold anything, brackets too.
std::string startOf(int id) {
    std::ifstream file("/proc/" + std::to_string(id) + "/stat");
    const std::string line{std::istreambuf_iterator<char>(file), {}};
    const auto name = line.rfind(')');
    if (name == std::string::npos)
        return {};
    std::istringstream rest(line.substr(name + 1));
    std::string field;
    constexpr int startField = 22, firstAfterName = 3;
    for (int i = firstAfterName; i <= startField; ++i)
        rest >> field;
    std::string boot;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
    return boot + " " + field;
}

} // namespace

ProcessMark thisProcess() {
    return {hostName(), ::getpid(), startOf(::getpid())};
}

bool mayRun(const ProcessMark& process) {
    if (process.id <= 0)
        return false;
    if (process.host != hostName())
        return true;
    if (::kill(process.id, 0) != 0 && errno == ESRCH)
        return false;
    const std::string start = startOf(process.id);
    return process.start.empty() || start == process.start;
}

} // namespace crosseed
