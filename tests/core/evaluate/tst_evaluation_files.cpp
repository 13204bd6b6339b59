// Codes and features in four kinds of files: each holds the same numbers, exactly, read back by other means than those that wrote them.
#include "base/files.h"
#include "bert/safetensors.h"
#include "evaluate/evaluation_files.h"
#include <QByteArray>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace crosseed;
using namespace crosseed::evaluate;

class TestEvaluationFiles : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    // Two texts of two and one tokens, three features.
    const sae::SparseCodes m_a{3, {0, 2, 2, 3}, {0, 2, 1}, {0.1f, -1e-30f, 3.25f}};
    const sae::SparseCodes m_b{3, {0, 1, 1, 1}, {1}, {7.0f}};
    const std::vector<std::int64_t> m_starts{0, 2, 3};

    std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    QByteArrayList lines(const char* name) const { return QByteArray::fromStdString(readFile(path(name))).trimmed().split('\n'); }
    CodesToWrite both() const { return {&m_a, &m_b, m_starts, {{"run", "3"}}}; }

private Q_SLOTS:
    void theKindFollowsTheNamesEnding() {
        QCOMPARE(fileKindOf("a.npz"), FileKind::Npz);
        QCOMPARE(fileKindOf("a.csv"), FileKind::Csv);
        QVERIFY_EXCEPTION_THROWN(fileKindOf("a.pickle"), Error);
    }
    void codesAsCsvHaveALineForEachThatIsNot0() {
        writeCodesFile(path("c.csv"), both());
        const QByteArrayList found = lines("c.csv");
        QCOMPARE(found.mid(0, 2), (QByteArrayList{"model,text,row,feature,value", "A,0,0,0,0.10000000149011612"}));
        QCOMPARE(found.size(), 5);
        QVERIFY(found[2].startsWith("A,0,0,2,-"));
        QCOMPARE(found[2].split(',')[4].toFloat(), -1e-30f);
        QCOMPARE(found.mid(3), (QByteArrayList{"A,1,2,1,3.25", "B,0,0,1,7"}));
    }
    void codesAsJsonAndSafetensorsAreTheSameCsr() {
        writeCodesFile(path("c.json"), both());
        const auto json = nlohmann::json::parse(readFile(path("c.json")));
        QVERIFY(json["A"]["indptr"] == nlohmann::json({0, 2, 2, 3}));
        QVERIFY(json["A"]["shape"] == nlohmann::json({3, 3}));
        QCOMPARE(json["A"]["data"][0].get<float>(), 0.1f);
        QVERIFY(json["about"]["run"] == nlohmann::json("3"));
        writeCodesFile(path("c.safetensors"), both());
        const bert::SafetensorsFile file(path("c.safetensors"));
        QCOMPARE(file.tensor("A.values").as<float>()[2], 3.25f);
        QCOMPARE(file.tensor("B.indptr").as<std::int64_t>()[1], 1);
        CodesToWrite one = both();
        one.b = nullptr;
        writeCodesFile(path("one.safetensors"), one);
        QVERIFY(bert::SafetensorsFile(path("one.safetensors")).contains("indices"));
    }
    void featuresAndTotalsAreTheSameInEveryKind() {
        FeatureRow silent, shared;
        shared.feature = 1;
        shared.r = 0.1 + 0.2;
        shared.firesA = 12;
        shared.firesB = 11;
        shared.maxA = 2.5;
        shared.activeInBoth = shared.universal = true;
        const nlohmann::json totals{{"metrics", {{"universal", 1}, {"top10_r", nullptr}, {"pooling", "per token"}}}};
        for (const char* name : {"f.csv", "f.json", "f.safetensors", "f.npz"})
            writeFeaturesFile(path(name), {silent, shared}, totals);
        const QByteArrayList csv = lines("f.csv");
        QCOMPARE(csv[1], QByteArray("0,,0,0,0,0,0,0,0,0"));
        QCOMPARE(csv[2], QByteArray("1,0.30000000000000004,12,11,0,0,2.5,0,1,1"));
        const auto json = nlohmann::json::parse(readFile(path("f.json")));
        QVERIFY(json["features"][0]["r"].is_null());
        QCOMPARE(json["features"][1]["r"].get<double>(), shared.r);
        const bert::SafetensorsFile file(path("f.safetensors"));
        QVERIFY(std::isnan(file.tensor("r").as<double>()[0]));
        QCOMPARE(file.tensor("r").as<double>()[1], shared.r);
        QCOMPARE(file.tensor("universal").as<std::uint8_t>()[1], 1);
        QCOMPARE(file.metadata().at("metrics.universal"), std::string("1"));
        QVERIFY(readFile(path("f.npz")).find("total_metrics.universal.npy") != std::string::npos);
        writeTotalsFile(path("t.csv"), totals["metrics"]);
        QCOMPARE(lines("t.csv"), (QByteArrayList{"name,value", "pooling,per token", "top10_r,", "universal,1"}));
    }
};

QTEST_APPLESS_MAIN(TestEvaluationFiles)
#include "tst_evaluation_files.moc"
