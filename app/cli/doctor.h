// What this computer gives Crosseed: versions, linear algebra, threads, speed, memory, disk and devices, each
// judged.
#pragma once
#include "base/cpu_features.h"
#include "app/blas_restart.h"
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

namespace crosseed::cli {

struct DoctorReport {
    std::vector<std::pair<std::string, std::string>>
        versions; // {"crosseed", "0.1.0"}, {"libtorch", "1.13.0"}, ...
    CpuFeatures cpu;
    BlasState blas;
    std::string blasLibrary;      // the file that LibTorch's matrix products come from; empty when unknown
    int torchThreads = 0;         // threads of LibTorch's own loops
    int openMpThreads = 0;        // threads of Crosseed's loops
    double squareGflops = 0;      // float32, [1024, 1024] x [1024, 1024], best of some repetitions
    double batchGflops = 0;       // float32, [512, 768] x [768, 6144]: the SAE's encoder on one batch
    std::int64_t memoryTotal = 0; // bytes; a container's limit where it is the smaller one
    std::int64_t memoryAvailable = 0;
    std::string diskFolder;         // the nearest existing folder of what was asked about
    std::int64_t diskFree = 0;      // bytes a person may still write there
    bool torchHasCuda = false;      // LibTorch was built with CUDA and sees a card
    std::vector<std::string> cards; // names, as NVIDIA's driver gives them
};

enum class Verdict {
    Fine,
    Look,
    Problem
}; // Look: works, but a person should know; Problem: to be mended first

struct DoctorLine {
    std::string subject; // "linear algebra", "disk", ...
    Verdict verdict = Verdict::Fine;
    std::string text; // what is there and, unless Fine, what to do
};

// Measures for about a second. `projectOrFolder` need not exist; empty means the current folder.
// setThreads() of bert/device.h is to be called before.
DoctorReport examine(const std::string& projectOrFolder);

// One line a subject, in a fixed order. Pure.
std::vector<DoctorLine> judge(const DoctorReport& report);

// Keys in snake_case, sizes in bytes; "verdicts" holds judge()'s lines.
nlohmann::json toJson(const DoctorReport& report);

// judge()'s lines as a table with a closing sentence.
std::string toText(const DoctorReport& report);

} // namespace crosseed::cli
