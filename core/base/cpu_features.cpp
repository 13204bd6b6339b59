#include "base/cpu_features.h"
#include <algorithm>
#include <array>
#include <cctype>
#include <sched.h>
#include <string_view>

namespace crosseed {

namespace {
// Names as openblas_get_corename() gives them (OpenBLAS 0.3, driver/others/dynamic.c). All others it has for
// x86-64 (Prescott, Core2, Nehalem, Barcelona, Sandybridge, Atom, Bobcat, ...) use SSE, or AVX without FMA.
constexpr std::array<std::string_view, 3> avx512Kernels{"SkylakeX", "Cooperlake", "SapphireRapids"};
constexpr std::array<std::string_view, 2> avx2Kernels{"Haswell", "Zen"};
constexpr std::array<std::string_view, 4> fma4Kernels{"Bulldozer", "Piledriver", "Steamroller", "Excavator"};

template <std::size_t n> bool contains(const std::array<std::string_view, n>& names, std::string_view name) {
    const auto sameLetter = [](unsigned char a, unsigned char b) {
        return std::tolower(a) == std::tolower(b);
    };
    return std::any_of(names.begin(), names.end(), [&](std::string_view known) {
        return std::equal(known.begin(), known.end(), name.begin(), name.end(), sameLetter);
    });
}

int usableCores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    return sched_getaffinity(0, sizeof set, &set) == 0 ? std::max(1, CPU_COUNT(&set)) : 1;
}
} // namespace

CpuFeatures cpuFeatures() {
    CpuFeatures cpu;
    cpu.cores = usableCores();
#if defined(__x86_64__)
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
    cpu.vectorUnits = avx512 ? "avx512" : avx2 ? "avx2" : "sse2";
    cpu.fma4 = __builtin_cpu_supports("fma4");
#else
    cpu.vectorUnits = "other";
#endif
    return cpu;
}

std::string bestOpenBlasCore(const CpuFeatures& cpu) {
    if (cpu.vectorUnits == "avx512") return "SKYLAKEX";
    return cpu.vectorUnits == "avx2" ? "HASWELL" : "";
}

bool isKernelTooSlow(const std::string& kernel, const CpuFeatures& cpu) {
    const bool avx512 = cpu.vectorUnits == "avx512";
    if (!avx512 && cpu.vectorUnits != "avx2") return false;
    const bool fits = contains(avx2Kernels, kernel) || (avx512 && contains(avx512Kernels, kernel)) ||
                      (cpu.fma4 && contains(fma4Kernels, kernel));
    return !fits;
}

} // namespace crosseed
