#include "doctor.h"
#include "store/project.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <ATen/Parallel.h>
#include <CLI/Version.hpp>
#include <Eigen/src/Core/util/Macros.h>
#include <algorithm>
#include <array>
#include <chrono>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <omp.h>
#include <sqlite3.h>
#include <torch/version.h>
#include <unicode/uversion.h>

namespace crosseed::cli {

namespace {
std::string compiler() {
#if defined(__clang__)
    return "Clang " __clang_version__;
#else
    return "GCC " __VERSION__;
#endif
}

std::string icuVersion() {
    UVersionInfo version;
    u_getVersion(version);
    std::array<char, U_MAX_VERSION_STRING_LENGTH> text{};
    u_versionToString(version, text.data());
    return text.data();
}

std::string eigenVersion() {
    return std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) + "." +
           std::to_string(EIGEN_MINOR_VERSION);
}

// "OpenBLAS 0.3.21 DYNAMIC_ARCH ..." -> "0.3.21"
std::string openBlasVersion(const std::string& configuration) {
    const auto begin = configuration.find(' ');
    if (begin == std::string::npos) return "not loaded";
    return configuration.substr(begin + 1, configuration.find(' ', begin + 1) - begin - 1);
}

// The file behind the matrix product that LibTorch calls.
std::string blasLibrary() {
    Dl_info info{};
    void* product = dlsym(RTLD_DEFAULT, "sgemm_");
    if (!product || !dladdr(product, &info) || !info.dli_fname) return "";
    return std::filesystem::weakly_canonical(info.dli_fname).string();
}

double gflops(std::int64_t m, std::int64_t k, std::int64_t n) {
    const c10::NoGradGuard noGradients;
    const at::Tensor a = at::ones({m, k}, at::kFloat), b = at::ones({k, n}, at::kFloat); // [m, k], [k, n]
    at::Tensor c = at::mm(a, b);
    double best = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 50 && std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(400);
         ++i) {
        const auto start = std::chrono::steady_clock::now();
        at::mm_out(c, a, b);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        best = std::max(best, 2e-9 * static_cast<double>(m * k * n) / seconds.count());
    }
    return best;
}

// A field of /proc/meminfo, in bytes; 0 when it is not there.
std::int64_t memoryField(const std::string& field) {
    std::ifstream file("/proc/meminfo");
    std::string name, unit;
    for (std::int64_t kibibytes = 0; file >> name >> kibibytes; std::getline(file, unit)) {
        if (name == field + ":") return kibibytes * 1024;
    }
    return 0;
}

// A number in a control-group file; `none` where there is no limit or no such file.
std::int64_t controlGroup(const char* file, std::int64_t none) {
    std::int64_t value = 0;
    return std::ifstream(file) >> value ? value : none;
}

void examineMemory(DoctorReport& report) {
    report.memoryTotal = memoryField("MemTotal");
    report.memoryAvailable = memoryField("MemAvailable");
    const std::int64_t limit = controlGroup("/sys/fs/cgroup/memory.max", report.memoryTotal);
    if (limit >= report.memoryTotal) return;
    report.memoryTotal = limit;
    const std::int64_t used = controlGroup("/sys/fs/cgroup/memory.current", 0);
    report.memoryAvailable = std::clamp<std::int64_t>(limit - used, 0, report.memoryAvailable);
}

void examineDisk(DoctorReport& report, const std::string& projectOrFolder) {
    std::error_code none;
    auto folder =
        std::filesystem::absolute(projectOrFolder.empty() ? "." : projectOrFolder, none).lexically_normal();
    while ((!folder.has_filename() || !std::filesystem::is_directory(folder, none)) &&
           folder.has_relative_path())
        folder = folder.parent_path();
    report.diskFolder = folder.string();
    const auto space = std::filesystem::space(folder, none);
    report.diskFree = none ? 0 : static_cast<std::int64_t>(space.available);
}

// Asked of NVIDIA's driver and not of LibTorch, so that a card is seen also where LibTorch came without CUDA.
std::vector<std::string> cardNames() {
    void* driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL);
    if (!driver) return {};
    const auto init = reinterpret_cast<int (*)(unsigned)>(dlsym(driver, "cuInit"));
    const auto count = reinterpret_cast<int (*)(int*)>(dlsym(driver, "cuDeviceGetCount"));
    const auto name = reinterpret_cast<int (*)(char*, int, int)>(dlsym(driver, "cuDeviceGetName"));
    std::vector<std::string> names;
    int cards = 0;
    if (init && count && name && init(0) == 0 && count(&cards) == 0) {
        for (int card = 0; card < cards; ++card) {
            std::array<char, 128> text{};
            names.emplace_back(name(text.data(), static_cast<int>(text.size()), card) == 0 ? text.data()
                                                                                           : "unnamed");
        }
    }
    return names; // the driver stays loaded: LibTorch may be using it
}
} // namespace

DoctorReport examine(const std::string& projectOrFolder) {
    DoctorReport report;
    report.cpu = cpuFeatures();
    report.blas = blasState();
    report.blasLibrary = blasLibrary();
    report.versions = {{"crosseed", store::programVersion()},
                       {"libtorch", TORCH_VERSION},
                       {"openblas", openBlasVersion(report.blas.configuration)},
                       {"icu", icuVersion()},
                       {"sqlite", sqlite3_libversion()},
                       {"eigen", eigenVersion()},
                       {"cli11", CLI11_VERSION},
                       {"compiler", compiler()}};
    report.torchThreads = at::get_num_threads();
    report.openMpThreads = omp_get_max_threads();
    report.squareGflops = gflops(1024, 1024, 1024);
    report.batchGflops = gflops(512, 768, 6144);
    examineMemory(report);
    examineDisk(report, projectOrFolder);
    report.torchHasCuda = at::hasCUDA();
    report.cards = cardNames();
    return report;
}

} // namespace crosseed::cli
