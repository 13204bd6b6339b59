// Where tensors live.
#pragma once
#include <string>

namespace crosseed::bert {

enum class Device { Cpu, Cuda };

// "auto": CUDA where LibTorch has it and a card answers, else the CPU. "cpu", "cuda".
// Throws Error(Unavailable) for "cuda" without one, Error(Usage) for other words.
Device chooseDevice(const std::string& name);

// Gives LibTorch and OpenMP `threads` threads (0: all cores of this process). Called once, before the first tensor.
void setThreads(int threads);

} // namespace crosseed::bert
