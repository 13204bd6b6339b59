#include "app/blas_restart.h"
#include <cstdlib>
#include <dlfcn.h>
#include <unistd.h>

namespace crosseed {

namespace {
constexpr const char* restartedVariable = "CROSSEED_BLAS_RESTARTED"; // holds the first start's kernel

// Looked up at run time, since LibTorch may come with another library than OpenBLAS.
std::string askOpenBlas(const char* function) {
    const auto ask = reinterpret_cast<const char* (*)()>(dlsym(RTLD_DEFAULT, function));
    const char* answer = ask ? ask() : nullptr;
    return answer ? answer : "";
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}
} // namespace

BlasState blasState() {
    return {askOpenBlas("openblas_get_corename"), askOpenBlas("openblas_get_config"),
            environment(restartedVariable), environment("CROSSEED_KEEP_BLAS") == "1"};
}

std::string coreForRestart(const BlasState& blas, const CpuFeatures& cpu) {
    const bool canChoose = blas.configuration.find("DYNAMIC_ARCH") != std::string::npos;
    if (blas.kernel.empty() || !canChoose || blas.keep || !blas.restartedFrom.empty()) return "";
    return isKernelTooSlow(blas.kernel, cpu) ? bestOpenBlasCore(cpu) : "";
}

bool waitingIsUnset() {
    return !std::getenv("GOMP_SPINCOUNT") && !std::getenv("OMP_WAIT_POLICY");
}

void restartForSpeed(char** argv) {
    const BlasState blas = blasState();
    const std::string core = coreForRestart(blas, cpuFeatures());
    const bool waiting = waitingIsUnset();
    if (core.empty() && !waiting) return;
    if (!core.empty()) {
        setenv("OPENBLAS_CORETYPE", core.c_str(), 1);
        setenv(restartedVariable, blas.kernel.c_str(), 1);
    }
    if (waiting) setenv("GOMP_SPINCOUNT", "200", 1);
    execv("/proc/self/exe", argv);
    unsetenv(restartedVariable); // refused: the work goes on, slower, and doctor says why
}

} // namespace crosseed
