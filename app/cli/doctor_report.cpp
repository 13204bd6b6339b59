#include "doctor.h"
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace crosseed::cli {

namespace {
constexpr double gibibyte = 1024.0 * 1024 * 1024;

std::string withDecimals(double value, int decimals) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

DoctorLine versionsLine(const DoctorReport& report) {
    std::vector<std::string> words;
    for (const auto& [name, version] : report.versions)
        words.push_back(name + " " + version);
    return {"versions", Verdict::Fine, joined(words)};
}

DoctorLine processorLine(const DoctorReport& report) {
    const std::string text =
        std::to_string(report.cpu.cores) + " cores, vector units " + report.cpu.vectorUnits;
    if (report.cpu.vectorUnits != "sse2") return {"processor", Verdict::Fine, text};
    return {"processor", Verdict::Look, text + ". Without AVX2 everything takes several times as long."};
}

DoctorLine blasLine(const DoctorReport& report) {
    const BlasState& blas = report.blas;
    const bool reference = report.blasLibrary.find("/blas/libblas.so") != std::string::npos;
    if (reference)
        return {"linear algebra", Verdict::Problem,
                "the unoptimised reference library " + report.blasLibrary +
                    ". Install libopenblas0-openmp."};
    if (blas.kernel.empty())
        return {"linear algebra", Verdict::Fine,
                report.blasLibrary.empty() ? "LibTorch's own, not OpenBLAS" : report.blasLibrary};
    std::string text = "OpenBLAS with the kernel " + blas.kernel;
    if (!blas.restartedFrom.empty())
        text += " (it had chosen " + blas.restartedFrom + "; Crosseed restarted itself once)";
    if (!isKernelTooSlow(blas.kernel, report.cpu)) return {"linear algebra", Verdict::Fine, text};
    text += ", which does not fit a processor with " + report.cpu.vectorUnits + ". ";
    if (blas.keep)
        return {"linear algebra", Verdict::Problem, text + "Unset CROSSEED_KEEP_BLAS and OPENBLAS_CORETYPE."};
    return {"linear algebra", Verdict::Problem,
            text + "Start with OPENBLAS_CORETYPE=" + bestOpenBlasCore(report.cpu) +
                " or install libopenblas0-openmp, which holds all kernels."};
}

DoctorLine threadsLine(const DoctorReport& report) {
    const int cores = report.cpu.cores;
    const std::string text = "LibTorch " + std::to_string(report.torchThreads) + ", OpenMP " +
                             std::to_string(report.openMpThreads) + ", cores " + std::to_string(cores);
    if (report.torchThreads == cores && report.openMpThreads == cores)
        return {"threads", Verdict::Fine, text};
    return {"threads", Verdict::Look,
            text + ". Unless this is what you want, unset OMP_NUM_THREADS and leave out --threads."};
}

// A processor core of the last ten years gives 30 to 150 with AVX2; 12 is far below any of them.
DoctorLine speedLine(const DoctorReport& report) {
    const std::string text = withDecimals(report.squareGflops, 1) + " GFLOP/s on 1024 x 1024, " +
                             withDecimals(report.batchGflops, 1) + " on a batch of the SAE";
    const bool vectors = report.cpu.vectorUnits == "avx2" || report.cpu.vectorUnits == "avx512";
    const double expected = (vectors ? 12.0 : 3.0) * std::max(1, report.torchThreads);
    if (std::min(report.squareGflops, report.batchGflops) >= expected) return {"speed", Verdict::Fine, text};
    return {"speed", Verdict::Look, text + ". That is slow for this processor: is another program busy?"};
}

DoctorLine memoryLine(const DoctorReport& report) {
    const double available = static_cast<double>(report.memoryAvailable) / gibibyte;
    const std::string text = withDecimals(available, 1) + " GiB free of " +
                             withDecimals(static_cast<double>(report.memoryTotal) / gibibyte, 1);
    if (available >= 4) return {"memory", Verdict::Fine, text};
    if (available >= 1.5)
        return {"memory", Verdict::Look,
                text + ". Enough for MiniLM; close other programs before using BERT-base."};
    return {"memory", Verdict::Problem, text + ". Too little to train: close other programs."};
}

DoctorLine diskLine(const DoctorReport& report) {
    const double free = static_cast<double>(report.diskFree) / gibibyte;
    const std::string text = withDecimals(free, 1) + " GiB free in " + report.diskFolder;
    if (free >= 10) return {"disk", Verdict::Fine, text};
    if (free >= 1)
        return {"disk", Verdict::Look,
                text + ". Activations of BERT-base take about 6 KB a token and model."};
    return {"disk", Verdict::Problem, text + ". Too little for a project: make room or choose another disk."};
}

DoctorLine deviceLine(const DoctorReport& report) {
    const std::string cards = joined(report.cards);
    if (report.torchHasCuda)
        return {"device", Verdict::Fine, "CPU, CUDA (" + (cards.empty() ? "unnamed card" : cards) + ")"};
    if (report.cards.empty()) return {"device", Verdict::Fine, "CPU; no CUDA card"};
    return {"device", Verdict::Look,
            "CPU; the card " + cards +
                " is not used. To use it, build with a LibTorch that has CUDA: "
                "-DCMAKE_PREFIX_PATH=<folder of LibTorch>."};
}

const char* word(Verdict verdict) {
    return verdict == Verdict::Fine ? "fine" : verdict == Verdict::Look ? "look" : "problem";
}
} // namespace

std::vector<DoctorLine> judge(const DoctorReport& report) {
    return {versionsLine(report), processorLine(report), blasLine(report), threadsLine(report),
            speedLine(report),    memoryLine(report),    diskLine(report), deviceLine(report)};
}

nlohmann::json toJson(const DoctorReport& report) {
    nlohmann::json versions = nlohmann::json::object(), verdicts = nlohmann::json::array();
    for (const auto& [name, version] : report.versions)
        versions[name] = version;
    for (const DoctorLine& line : judge(report))
        verdicts.push_back({{"subject", line.subject}, {"verdict", word(line.verdict)}, {"text", line.text}});
    return {{"versions", versions},
            {"processor", {{"cores", report.cpu.cores}, {"vector_units", report.cpu.vectorUnits}}},
            {"blas",
             {{"kernel", report.blas.kernel},
              {"library", report.blasLibrary},
              {"configuration", report.blas.configuration},
              {"restarted", !report.blas.restartedFrom.empty()},
              {"restarted_from", report.blas.restartedFrom},
              {"too_slow", isKernelTooSlow(report.blas.kernel, report.cpu) && !report.blas.kernel.empty()}}},
            {"threads", {{"libtorch", report.torchThreads}, {"openmp", report.openMpThreads}}},
            {"gflops", {{"square_1024", report.squareGflops}, {"batch_512x768x6144", report.batchGflops}}},
            {"memory", {{"total_bytes", report.memoryTotal}, {"available_bytes", report.memoryAvailable}}},
            {"disk", {{"folder", report.diskFolder}, {"free_bytes", report.diskFree}}},
            {"devices", {{"cpu", true}, {"cuda", report.torchHasCuda}, {"cards", report.cards}}},
            {"verdicts", verdicts}};
}

std::string toText(const DoctorReport& report) {
    std::string text;
    int problems = 0;
    for (const DoctorLine& line : judge(report)) {
        char head[64];
        std::snprintf(head, sizeof head, "%-8s %-15s ", word(line.verdict), line.subject.c_str());
        text += head + line.text + "\n";
        problems += line.verdict == Verdict::Problem;
    }
    if (problems == 0) return text + "Nothing stands in the way.\n";
    return text + (problems == 1 ? "One problem" : std::to_string(problems) + " problems") +
           " to be mended first.\n";
}

} // namespace crosseed::cli
