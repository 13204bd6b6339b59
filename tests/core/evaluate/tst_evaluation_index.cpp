// The index read by feature equals the codes read by row; a file equals what was built; damage is refused.
#include "base/error.h"
#include "base/random.h"
#include "codes_text.h"
#include "drawn_texts.h"
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>
#include <map>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {

sae::SparseCodes randomCodes(std::uint64_t seed) {
    Random random(seed);
    sae::SparseCodes codes;
    codes.features = 12;
    for (int row = 0; row < 40; ++row) {
        for (std::int32_t feature = 0; feature < 12; ++feature)
            if (random.uniform() < 0.3) {
                codes.indices.push_back(feature);
                codes.values.push_back(static_cast<float>(random.normal()));
            }
        codes.rowStarts.push_back(std::ssize(codes.indices));
    }
    return codes;
}

const char* drawing = "joy: So unbelievably So, happy\n[CLS] So un believ=2/1.5 ably So , happy [SEP]=1/0\n"
                      "anger: so happy\n[CLS] so happy [SEP]\njoy: so happy\n[CLS] so happy [SEP]\n";

std::string printed(const EvaluationIndex& index) {
    std::ostringstream out;
    for (std::int64_t row = 0; row < index.rowCount(); ++row)
        out << index.nodeOf(row) << "@" << index.wordRangeOf(row).begin << "/" << index.rangeOf(row).begin << "/"
            << index.idOf(row) << "/" << index.textOf(row) << " ";
    for (std::int64_t text = 0; text < index.textCount(); ++text)
        out << "| " << index.documentOf(text) << " " << index.labelOf(text) << " " << index.firstCopyOf(text);
    for (std::int32_t feature = 0; feature < index.featureCount(); ++feature)
        for (const Firing& firing : index.firings(feature))
            out << " f" << feature << ":" << firing.row << "=" << firing.a << "/" << firing.b;
    return out.str();
}

} // namespace

class TestEvaluationIndex : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void firingsAreTheCodesByFeature() {
        const auto a = randomCodes(1), b = randomCodes(2);
        std::map<std::pair<std::int32_t, std::int64_t>, std::pair<float, float>> expected;
        const auto add = [&](const sae::SparseCodes& codes, bool isA) {
            for (std::size_t row = 0; row + 1 < codes.rowStarts.size(); ++row)
                for (auto i = static_cast<std::size_t>(codes.rowStarts[row]); i < static_cast<std::size_t>(codes.rowStarts[row + 1]); ++i) {
                    auto& both = expected[{codes.indices[i], static_cast<std::int64_t>(row)}];
                    (isA ? both.first : both.second) = codes.values[i];
                }
        };
        add(a, true);
        add(b, false);
        const EvaluationIndex index = indexOf(a, b);
        std::size_t count = 0;
        for (std::int32_t feature = 0; feature < 12; ++feature) {
            std::int64_t last = -1;
            for (const Firing& firing : index.firings(feature)) {
                QVERIFY(firing.row > last);
                last = firing.row;
                const auto both = expected.at({feature, firing.row});
                QVERIFY(firing.a == both.first && firing.b == both.second);
                ++count;
            }
        }
        QCOMPARE(count, expected.size());
    }
    void wordsAndCopiesAreKnown() {
        QCOMPARE(printed(drawnTexts("anger joy", drawing).index()),
                 std::string("[CLS]@0/0/0/0 So@0/0/0/0 unbelievably@3/3/0/0 unbelievably@3/5/0/0 unbelievably@3/11/0/0 "
                             "So@16/16/0/0 ,@18/18/0/0 happy@20/20/0/0 [SEP]@25/0/0/0 [CLS]@0/0/0/1 so@0/0/0/1 happy@3/3/0/1 "
                             "[SEP]@8/0/0/1 [CLS]@0/0/0/2 so@0/0/0/2 happy@3/3/0/2 [SEP]@8/0/0/2 | 0 1 0| 1 0 1| 2 1 1 "
                             "f1:3=2/1.5 f1:8=1/0"));
    }
    void theFileGivesTheSame() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("i.safetensors").toStdString();
        const EvaluationIndex built = drawnTexts("anger joy", drawing).index();
        built.write(file);
        QCOMPARE(printed(EvaluationIndex(file)), printed(built));
        QCOMPARE(EvaluationIndex(file).classCount(), 2);
    }
    void aDamagedFileIsRefused() {
        QTemporaryDir folder;
        const QString path = folder.filePath("i.safetensors");
        indexOf(randomCodes(1), randomCodes(2)).write(path.toStdString());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray whole = file.readAll();
        file.close();
        int refused = 0;
        Random random(3);
        for (int trial = 0; trial < 200; ++trial) { // any eight bytes of the data
            QByteArray changed = whole;
            const auto begin = 8 + static_cast<qsizetype>(qFromLittleEndian<quint64>(whole.constData()));
            const auto at = begin + random.below(whole.size() - begin - 8);
            for (int i = 0; i < 8; ++i)
                changed[at + i] = static_cast<char>(random.below(256));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(changed);
            file.close();
            try {
                const EvaluationIndex index(path.toStdString());
                for (std::int32_t feature = 0; feature < index.featureCount(); ++feature)
                    for (const Firing& firing : index.firings(feature))
                        QVERIFY(firing.row < index.rowCount() && index.textOf(firing.row) < index.textCount());
            } catch (const Error& error) {
                QCOMPARE(error.kind(), ErrorKind::BadInput);
                ++refused;
            }
        }
        QVERIFY(refused > 20);
    }
};

QTEST_APPLESS_MAIN(TestEvaluationIndex)
#include "tst_evaluation_index.moc"
