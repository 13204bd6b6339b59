#include "bert/device.h"
#include "base/cpu_features.h"
#include "base/error.h"
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <omp.h>

namespace crosseed::bert {

Device chooseDevice(const std::string& name) {
    if (name == "cpu")
        return Device::Cpu;
    if (name == "auto")
        return at::hasCUDA() ? Device::Cuda : Device::Cpu;
    require(name == "cuda", ErrorKind::Usage, "The device is auto, cpu or cuda, not " + name + ".");
    require(at::hasCUDA(), ErrorKind::Unavailable,
            "This computer or this build of LibTorch has no CUDA device; use --device cpu.");
    return Device::Cuda;
}

void setThreads(int threads) {
    const int used = threads > 0 ? threads : cpuFeatures().cores;
    at::set_num_threads(used);
    omp_set_num_threads(used);
}

} // namespace crosseed::bert
