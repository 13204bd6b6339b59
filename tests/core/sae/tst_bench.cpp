// The benchmark: what it reports, and that it touches no file of others and leaves none.
#include "base/error.h"
#include "base/files.h"
#include "sae/bench.h"
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;
using namespace crosseed::sae;

namespace {

BenchShape tinyShape() {
    BenchShape shape{"tiny"};
    shape.layers = 3;
    shape.width = 32;
    shape.heads = 4;
    shape.intermediate = 48;
    shape.vocabulary = 60;
    shape.dictionary = 64;
    shape.k = 4;
    return shape;
}

BenchOptions quick() {
    BenchOptions options;
    options.steps = 2;
    options.batchSize = 4;
    return options;
}

} // namespace

class TestBench : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::string folder() const { return m_folder.path().toStdString(); }
    QStringList entries() const { return QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot); }

private Q_SLOTS:
    void bothWaysLoseTheSame() {
        const BenchResult result = benchTraining(tinyShape(), quick(), folder());
        QVERIFY(result.stepSeconds > 0 && result.plainSeconds > 0 && result.extractSeconds > 0);
        QVERIFY(result.largestDifference < 1e-3); // float32, in another order
        QVERIFY(result.tokensPerStep >= 4 * 8 && result.tokensPerStep <= 4 * 40);
    }
    void nothingOfItStaysAndNothingElseGoes() {
        for (const char* file : {"bench.a.unfinished", "a.safetensors"})
            writeFile(folder() + "/" + file, "mine");
        const QStringList before = entries();
        std::int64_t during = 0;
        std::stop_source stop;
        const auto look = [&](const Progress& progress) {
            if (progress.fraction > 0) {
                during = entries().size();
                stop.request_stop();
            }
        };
        QVERIFY_EXCEPTION_THROWN(benchTraining(tinyShape(), quick(), folder(), look, stop.get_token()), Cancelled);
        QCOMPARE(during, before.size() + 1);
        QCOMPARE(entries(), before);
        QCOMPARE(readFile(folder() + "/bench.a.unfinished"), std::string("mine"));
    }
    void aFolderThatIsNotThereIsNamed() {
        try {
            benchTraining(tinyShape(), quick(), folder() + "/none");
            QFAIL("no error");
        } catch (const Error& error) {
            QVERIFY(error.kind() == ErrorKind::Io && QByteArray(error.what()).contains("/none"));
        }
    }
};

QTEST_APPLESS_MAIN(TestBench)
#include "tst_bench.moc"
