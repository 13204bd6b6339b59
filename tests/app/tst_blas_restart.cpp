// When the program starts itself again for a faster kernel, as a table, and that it does so once, from
// outside.
#include "app/blas_restart.h"
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace crosseed;
using namespace crosseed;

namespace {
const std::string dynamicBuild =
    "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Prescott MAX_THREADS=64";

struct DoctorAnswer {
    int exitCode = -1;
    QJsonObject blas;
    QByteArray output;
};

DoctorAnswer askDoctor(const QStringList& settings) {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"OPENBLAS_CORETYPE", "CROSSEED_BLAS_RESTARTED", "CROSSEED_KEEP_BLAS"})
        environment.remove(name);
    for (const QString& setting : settings)
        environment.insert(setting.section('=', 0, 0), setting.section('=', 1));
    QProcess program;
    program.setProcessEnvironment(environment);
    program.start(CROSSEED_PROGRAM, {"doctor", "--json"});
    program.waitForFinished(60000);
    DoctorAnswer answer;
    answer.output = program.readAllStandardOutput() + program.readAllStandardError();
    answer.exitCode = program.exitStatus() == QProcess::NormalExit ? program.exitCode() : -1;
    answer.blas = QJsonDocument::fromJson(answer.output).object().value("blas").toObject();
    return answer;
}

bool openBlasCanChoose() {
    const QString configuration = askDoctor({}).blas.value("configuration").toString();
    return configuration.isEmpty() ? false : configuration.contains("DYNAMIC_ARCH");
}
} // namespace

class TestBlasRestart : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // The third to fifth columns were filled by hand from the processors' manuals, not from the code.
    void eachKernelAgainstEachProcessor_data() {
        QTest::addColumn<QString>("kernel");
        QTest::addColumn<QString>("onSse2");
        QTest::addColumn<QString>("onAvx2");
        QTest::addColumn<QString>("onAvx512");
        const auto row = [](const char* kernel, const char* sse2, const char* avx2, const char* avx512) {
            QTest::newRow(kernel) << kernel << sse2 << avx2 << avx512;
        };
        for (const char* old :
             {"Prescott", "prescott", "Core2", "Penryn", "Nehalem", "Atom", "Barcelona", "Bobcat", "Opteron",
              "Sandybridge", "Bulldozer", "Piledriver", "Steamroller", "Excavator", "Unknown"})
            row(old, "", "HASWELL", "SKYLAKEX");
        row("Haswell", "", "", "");
        row("ZEN", "", "", "");
        for (const char* wide : {"SkylakeX", "Cooperlake", "SapphireRapids"})
            row(wide, "", "HASWELL", "");
    }
    void eachKernelAgainstEachProcessor() {
        QFETCH(QString, kernel);
        QFETCH(QString, onSse2);
        QFETCH(QString, onAvx2);
        QFETCH(QString, onAvx512);
        const BlasState blas{kernel.toStdString(), dynamicBuild, "", false};
        QCOMPARE(coreForRestart(blas, {2, "sse2"}), onSse2.toStdString());
        QCOMPARE(coreForRestart(blas, {2, "avx2"}), onAvx2.toStdString());
        QCOMPARE(coreForRestart(blas, {2, "avx512"}), onAvx512.toStdString());
        QCOMPARE(coreForRestart(blas, {2, "other"}), std::string());
    }
    void theKernelsOfAProcessorWithFma4AreLeftToIt() {
        QCOMPARE(coreForRestart({"Excavator", dynamicBuild, "", false}, {2, "avx2", true}), std::string());
        QCOMPARE(coreForRestart({"Prescott", dynamicBuild, "", false}, {2, "avx2", true}),
                 std::string("HASWELL"));
    }
    void nothingIsDoneTwiceAgainstAWishOrInVain() {
        const CpuFeatures cpu{2, "avx2"};
        QCOMPARE(coreForRestart({"Prescott", dynamicBuild, "", false}, cpu), std::string("HASWELL"));
        QCOMPARE(coreForRestart({"Prescott", dynamicBuild, "Prescott", false}, cpu), std::string()); // tried
        QCOMPARE(coreForRestart({"Prescott", dynamicBuild, "", true}, cpu), std::string());          // wished
        QCOMPARE(coreForRestart({"Prescott", "OpenBLAS 0.3.21 Prescott", "", false}, cpu),
                 std::string());                                           // one kernel
        QCOMPARE(coreForRestart({"", "", "", false}, cpu), std::string()); // not OpenBLAS
    }
    void theProgramMendsATooSlowKernelOnce() {
        if (cpuFeatures().vectorUnits != "avx2" && cpuFeatures().vectorUnits != "avx512")
            QSKIP("This processor has no AVX2, so no kernel is too slow for it.");
        if (!openBlasCanChoose())
            QSKIP("This build's linear algebra is not an OpenBLAS with several kernels.");
        const DoctorAnswer answer = askDoctor({"OPENBLAS_CORETYPE=Prescott"});
        QVERIFY2(answer.exitCode == 0, answer.output);
        QCOMPARE(answer.blas.value("kernel").toString().toUpper().toStdString(),
                 bestOpenBlasCore(cpuFeatures()));
        QCOMPARE(answer.blas.value("restarted").toBool(), true);
        QCOMPARE(answer.blas.value("restarted_from").toString(), QString("Prescott"));
    }
    void theProgramKeepsTheKernelWhereAsked() {
        if (cpuFeatures().vectorUnits == "other" || !openBlasCanChoose())
            QSKIP("This build's linear algebra is not an OpenBLAS with several kernels.");
        const DoctorAnswer answer = askDoctor({"OPENBLAS_CORETYPE=Prescott", "CROSSEED_KEEP_BLAS=1"});
        QVERIFY2(answer.exitCode == 0, answer.output);
        QCOMPARE(answer.blas.value("kernel").toString(), QString("Prescott"));
        QCOMPARE(answer.blas.value("restarted").toBool(), false);
    }
    void theProgramAnswersAsJsonWithoutARestart() {
        const DoctorAnswer answer = askDoctor({});
        QVERIFY2(answer.exitCode == 0, answer.output);
        QVERIFY2(answer.blas.contains("kernel"), answer.output);
    }
};

QTEST_APPLESS_MAIN(TestBlasRestart)
#include "tst_blas_restart.moc"
