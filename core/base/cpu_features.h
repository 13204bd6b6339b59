// What the processor can do, and what its linear algebra library made of it.
#pragma once
#include <string>

namespace crosseed {

struct CpuFeatures {
    int cores = 1;           // logical processors this process may use
    std::string vectorUnits; // "avx512", "avx2" or "sse2"
};

CpuFeatures cpuFeatures();

// The OpenBLAS core type a processor with these vector units should run: "SKYLAKEX", "HASWELL" or "" (any).
std::string bestOpenBlasCore(const CpuFeatures& cpu);

// True when `kernel`, as OpenBLAS names it ("Prescott", "Zen", ...), uses narrower vectors than the processor has.
bool isKernelTooSlow(const std::string& kernel, const CpuFeatures& cpu);

} // namespace crosseed
