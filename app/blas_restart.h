// The BLAS trap: on a processor it does not know, OpenBLAS falls back to its oldest kernel, some four times
// slower. The kernel is chosen when the library loads, so only a new start of the program can change it.
#pragma once
#include "base/cpu_features.h"
#include <string>

namespace crosseed {

// What the linear algebra library made of this processor, and what was already done about it.
struct BlasState {
    std::string kernel;        // as OpenBLAS names it; empty where another library does the linear algebra
    std::string configuration; // openblas_get_config(), e.g. "OpenBLAS 0.3.21 ... DYNAMIC_ARCH ... Zen
                               // MAX_THREADS=64"
    std::string restartedFrom; // the kernel of the first start, when this is the second; else empty
    bool keep = false;         // CROSSEED_KEEP_BLAS=1: the person wants the library's own choice
};

// Asks the loaded library and the environment.
BlasState blasState();

// The OPENBLAS_CORETYPE to start again with; empty when there is no reason to, no use in it (a library built
// with one kernel only) or when it was already tried.
std::string coreForRestart(const BlasState& blas, const CpuFeatures& cpu);

// Whether the person left it to libgomp how long an idle thread spins before it sleeps. Its default of some 15 ms
// makes training eight times slower as soon as another program wants a core; 200 turns lose nothing when none does.
bool waitingIsUnset();

// To be the first call in main, before any thread. Starts the program again, once, with the same arguments, the
// right OPENBLAS_CORETYPE and a short GOMP_SPINCOUNT, which both libraries read only when they are loaded; returns
// when there is nothing to mend or the system refuses. A person's own OPENBLAS_CORETYPE that does not fit the
// processor is mended too, unless CROSSEED_KEEP_BLAS=1; a person's own waiting policy stays.
void restartForSpeed(char** argv);

} // namespace crosseed
