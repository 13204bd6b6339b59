// What the processor can do, and what its linear algebra library made of it.
#pragma once
#include <string>

namespace crosseed {

struct CpuFeatures {
    int cores = 1;           // logical processors this process may use
    std::string vectorUnits; // "avx512", "avx2" (with FMA), "sse2" (anything less), or "other": not an x86-64
    bool fma4 = false;       // AMD family 15h only; OpenBLAS' kernels of that family crash without it
};

CpuFeatures cpuFeatures();

// The OpenBLAS core type a processor with these vector units should run: "SKYLAKEX", "HASWELL" or "" (any).
std::string bestOpenBlasCore(const CpuFeatures& cpu);

// True when `kernel`, as OpenBLAS names it in any letter case ("Prescott", "Zen", ...), does not fit this
// processor: written for processors without AVX2 while this one has it, or in need of AVX-512 or FMA4 that
// this one lacks (it would crash). An AVX2 kernel is accepted on an AVX-512 processor: it loses at most a
// factor of 2, where Prescott loses 4 on a processor with AVX2 alone. Never true where vectorUnits is "sse2"
// or "other".
bool isKernelTooSlow(const std::string& kernel, const CpuFeatures& cpu);

} // namespace crosseed
