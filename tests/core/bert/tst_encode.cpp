// Files of encoded texts against Transformers' hidden states and logits.
#include "base/files.h"
#include "bert/encode.h"
#include "core/bert/goldens.h"
#include "core/text/expect_error.h"
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

using namespace crosseed;
using namespace crosseed::bert;

class TestEncode : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    TinyGolden m_golden;
    Classifier m_model = tinyModel();

    std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    // The golden's texts so often that they are more than one batch of any size in use.
    text::PackedTokens manyTexts(int times) const {
        text::PackedTokens tokens;
        for (int i = 0; i < times; ++i) {
            const std::int64_t begin = tokens.tokenCount();
            tokens.ids.insert(tokens.ids.end(), m_golden.tokens.ids.begin(), m_golden.tokens.ids.end());
            for (std::size_t b = 1; b < m_golden.tokens.starts.size(); ++b)
                tokens.starts.push_back(begin + m_golden.tokens.starts[b]);
        }
        tokens.ranges.resize(tokens.ids.size());
        tokens.labels.assign(tokens.starts.size() - 1, -1);
        tokens.documents.resize(tokens.starts.size() - 1);
        return tokens;
    }

private Q_SLOTS:
    void valuesAreTransformers_data() {
        QTest::addColumn<int>("asked");
        QTest::addColumn<int>("layer");
        QTest::newRow("0") << 0 << 0;
        QTest::newRow("1") << 1 << 1;
        QTest::newRow("the last") << 2 << 2;
        QTest::newRow("the default") << -1 << 1;
    }
    void valuesAreTransformers() {
        QFETCH(int, asked);
        QFETCH(int, layer);
        const EncodedFile encoded = encodeTexts(m_model, m_golden.tokens, asked, path("encoded"));
        QCOMPARE(encoded.layer, layer);
        QVERIFY(encoded.logits);
        const SafetensorsFile file(path("encoded"));
        QCOMPARE(file.tensors().size(), std::size_t{3});
        QCOMPARE(file.metadata().at("layer"), std::to_string(layer));
        QVERIFY((file.tensor("hidden").shape == std::vector<std::int64_t>{178, 24}));
        QVERIFY((file.tensor("logits").shape == std::vector<std::int64_t>{20, 3}));
        const auto expected =
            m_golden.values("hidden_" + std::to_string(layer + 1)); // hidden_0 are the embeddings
        QVERIFY(largestDifference(file.tensor("hidden").as<float>(), expected) < 1e-5);
        QVERIFY(largestDifference(file.tensor("logits").as<float>(), m_golden.values("logits")) < 1e-5);
        const auto lengths = file.tensor("lengths").as<std::int64_t>();
        QCOMPARE(lengths.size(), std::size_t{20});
        for (std::int64_t b = 0; b < 20; ++b)
            QCOMPARE(lengths[static_cast<std::size_t>(b)], m_golden.tokens.lengthOf(b));
    }
    void manyTextsStandInTheirOrder() {
        encodeTexts(m_model, manyTexts(30), 0, path("many"));
        const SafetensorsFile file(path("many"));
        const auto hidden = file.tensor("hidden").as<float>(), logits = file.tensor("logits").as<float>();
        QCOMPARE(hidden.size(), std::size_t{30 * 178 * 24});
        for (std::size_t i = 0; i < 30; ++i) {
            QVERIFY(largestDifference(hidden.subspan(i * 178 * 24, 178 * 24), m_golden.values("hidden_1")) <
                    1e-5);
            QVERIFY(largestDifference(logits.subspan(i * 60, 60), m_golden.values("logits")) < 1e-5);
        }
    }
    void withoutATrainedHeadThereAreNoLogits() {
        const Classifier model = Classifier::load(goldenFolder / "tiny", Device::Cpu, {"a", "b"});
        QVERIFY(!encodeTexts(model, m_golden.tokens, 1, path("headless")).logits);
        const SafetensorsFile file(path("headless"));
        QVERIFY(!file.contains("logits"));
        QVERIFY(largestDifference(file.tensor("hidden").as<float>(), m_golden.values("hidden_2")) < 1e-5);
    }

    void sameInputSameBytes() {
        encodeTexts(m_model, m_golden.tokens, 1, path("one"));
        encodeTexts(m_model, m_golden.tokens, 1, path("two"));
        QCOMPARE(readFile(path("one")), readFile(path("two")));
    }
    void progressRisesToOne() {
        double last = 0;
        int reports = 0;
        encodeTexts(m_model, manyTexts(30), 1, path("progress"), [&](const Progress& p) {
            QVERIFY(p.fraction >= last && p.fraction <= 1);
            last = p.fraction;
            ++reports;
        });
        QCOMPARE(last, 1.0);
        QVERIFY(reports >= 2);
    }
    void aStopLeavesNoFile() {
        const std::filesystem::path folder = path("stopped");
        std::filesystem::create_directories(folder);
        std::stop_source source;
        int reports = 0;
        const auto stopAtOnce = [&](const Progress&) {
            ++reports;
            source.request_stop();
        };
        QVERIFY_THROWS_EXCEPTION(Cancelled, encodeTexts(m_model, manyTexts(30), 1, folder / "file",
                                                        stopAtOnce, source.get_token()));
        QCOMPARE(reports, 1);
        QVERIFY(std::filesystem::is_empty(folder));
    }
    void whatTheModelCannotComputeIsRefused() {
        EXPECT_ERROR(encodeTexts(m_model, m_golden.tokens, 3, path("no")), ErrorKind::Usage,
                     "Layer 3 does not exist");
        text::PackedTokens tokens = m_golden.tokens;
        tokens.ids[0] = 60;
        EXPECT_ERROR(encodeTexts(m_model, tokens, 1, path("no")), ErrorKind::Shape, "token id 60");
        QVERIFY(!std::filesystem::exists(path("no")));
    }
};

QTEST_GUILESS_MAIN(TestEncode)
#include "tst_encode.moc"
