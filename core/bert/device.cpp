#include "bert/device.h"
#include "base/cpu_features.h"
#include "base/error.h"
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <dlfcn.h>

namespace crosseed::bert {

Device chooseDevice(const std::string& name) {
    require(name == "auto" || name == "cpu" || name == "cuda", ErrorKind::Usage,
            "There is no device \"" + name + "\"; choose auto, cpu or cuda.");
    if (name == "cpu")
        return Device::Cpu;
    const bool answers = at::hasCUDA();
    require(answers || name == "auto", ErrorKind::Unavailable,
            "The device cuda was asked for, but this LibTorch has no CUDA or no card answers; choose auto or cpu.");
    return answers ? Device::Cuda : Device::Cpu;
}

void setThreads(int threads) {
    require(threads >= 0, ErrorKind::Usage,
            "The number of threads is " + std::to_string(threads) + "; it must be 0 (all cores) or more.");
    const int count = threads > 0 ? threads : cpuFeatures().cores;
    at::set_num_threads(count);
    // OpenBLAS built with its own threads does not follow OpenMP's number; other libraries do not have the function.
    if (void* function = ::dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))
        reinterpret_cast<void (*)(int)>(function)(count);
}

} // namespace crosseed::bert
