// What doctor says about made-up computers: the verdicts follow from the numbers, and each names its remedy.
#include "doctor.h"
#include <QTest>
#include <algorithm>
#include <nlohmann/json.hpp>

using namespace crosseed;
using namespace crosseed::cli;

namespace {
constexpr std::int64_t gibibyte = std::int64_t{1} << 30;

DoctorReport goodComputer() {
    DoctorReport report;
    report.versions = {{"crosseed", "1.2.3"}, {"libtorch", "1.13.0"}};
    report.cpu = {2, "avx2"};
    report.blas = {"Zen", "OpenBLAS 0.3.21 DYNAMIC_ARCH", "", false};
    report.blasLibrary = "/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3";
    report.torchThreads = report.openMpThreads = 2;
    report.squareGflops = 120;
    report.batchGflops = 110;
    report.memoryTotal = 16 * gibibyte;
    report.memoryAvailable = 12 * gibibyte;
    report.diskFolder = "/home/somebody";
    report.diskFree = 50 * gibibyte;
    return report;
}

DoctorLine lineOf(const DoctorReport& report, const std::string& subject) {
    const auto lines = judge(report);
    const auto found =
        std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return line.subject == subject; });
    return found == lines.end() ? DoctorLine{} : *found;
}

struct Case {
    const char* name;
    const char* subject;
    void (*harm)(DoctorReport&);
    Verdict verdict;
    const char* remedy; // a word the text must hold
};

const Case cases[] = {
    {"slow kernel kept", "linear algebra",
     [](DoctorReport& r) {
         r.blas.kernel = "Prescott";
         r.blas.keep = true;
     },
     Verdict::Problem, "CROSSEED_KEEP_BLAS"},
    {"slow kernel", "linear algebra", [](DoctorReport& r) { r.blas.kernel = "Prescott"; }, Verdict::Problem,
     "HASWELL"},
    {"reference library", "linear algebra",
     [](DoctorReport& r) {
         r.blas = {};
         r.blasLibrary = "/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0";
     },
     Verdict::Problem, "libopenblas0-openmp"},
    {"restarted", "linear algebra", [](DoctorReport& r) { r.blas.restartedFrom = "Prescott"; }, Verdict::Fine,
     "restarted"},
    {"other library", "linear algebra",
     [](DoctorReport& r) {
         r.blas = {};
         r.blasLibrary = "/opt/libmkl_rt.so";
     },
     Verdict::Fine, "mkl"},
    {"one thread", "threads", [](DoctorReport& r) { r.torchThreads = 1; }, Verdict::Look, "OMP_NUM_THREADS"},
    {"slow product", "speed", [](DoctorReport& r) { r.batchGflops = 9; }, Verdict::Look, "busy"},
    {"old processor", "processor", [](DoctorReport& r) { r.cpu.vectorUnits = "sse2"; }, Verdict::Look,
     "AVX2"},
    {"little memory", "memory", [](DoctorReport& r) { r.memoryAvailable = 2 * gibibyte; }, Verdict::Look,
     "close"},
    {"no memory", "memory", [](DoctorReport& r) { r.memoryAvailable = gibibyte / 2; }, Verdict::Problem,
     "close"},
    {"little disk", "disk", [](DoctorReport& r) { r.diskFree = 3 * gibibyte; }, Verdict::Look, "6 KB"},
    {"full disk", "disk", [](DoctorReport& r) { r.diskFree = 0; }, Verdict::Problem, "make room"},
    {"idle card", "device", [](DoctorReport& r) { r.cards = {"Some Card"}; }, Verdict::Look,
     "CMAKE_PREFIX_PATH"},
    {"used card", "device",
     [](DoctorReport& r) {
         r.cards = {"Some Card"};
         r.torchHasCuda = true;
     },
     Verdict::Fine, "Some Card"},
};
} // namespace

class TestDoctor : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGoodComputerIsFineThroughout() {
        for (const DoctorLine& line : judge(goodComputer()))
            QVERIFY2(line.verdict == Verdict::Fine, line.text.c_str());
        QVERIFY(toText(goodComputer()).ends_with("Nothing stands in the way.\n"));
    }
    void eachFaultIsSeenAndNamesItsRemedy_data() {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(std::size(cases)); ++i)
            QTest::newRow(cases[i].name) << i;
    }
    void eachFaultIsSeenAndNamesItsRemedy() {
        QFETCH(int, index);
        const Case& item = cases[index];
        DoctorReport report = goodComputer();
        item.harm(report);
        const DoctorLine line = lineOf(report, item.subject);
        QVERIFY2(line.verdict == item.verdict, line.text.c_str());
        QVERIFY2(line.text.find(item.remedy) != std::string::npos, line.text.c_str());
    }
    void theTextCountsTheProblems() {
        DoctorReport report = goodComputer();
        report.diskFree = 0;
        QVERIFY(toText(report).ends_with("One problem to be mended first.\n"));
        report.memoryAvailable = 0;
        QVERIFY(toText(report).ends_with("2 problems to be mended first.\n"));
    }
    void theJsonHoldsTheMeasuredValues() {
        DoctorReport report = goodComputer();
        report.blas.restartedFrom = "Prescott";
        const nlohmann::json json = toJson(report);
        QCOMPARE(json.at("versions").at("crosseed").get<std::string>(), std::string("1.2.3"));
        QCOMPARE(json.at("blas").at("kernel").get<std::string>(), std::string("Zen"));
        QCOMPARE(json.at("blas").at("restarted").get<bool>(), true);
        QCOMPARE(json.at("gflops").at("square_1024").get<double>(), 120.0);
        QCOMPARE(json.at("disk").at("free_bytes").get<std::int64_t>(), 50 * gibibyte);
        QCOMPARE(json.at("verdicts").size(), judge(report).size());
    }
};

QTEST_APPLESS_MAIN(TestDoctor)
#include "tst_doctor.moc"
