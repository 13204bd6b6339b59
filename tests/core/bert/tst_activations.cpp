// Activations and encodings on the disk against Transformers' hidden states, and what both owe as long verbs.
#include "base/files.h"
#include "bert/activations.h"
#include "bert/classifier_module.h"
#include "core/bert/goldens.h"
#include "core/text/expect_error.h"
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

using namespace crosseed;
using namespace crosseed::bert;

class TestActivations : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    TinyGolden m_golden;
    Classifier m_model = tinyModel();

    std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    std::filesystem::path extracted(const char* name, const ExtractOptions& options = {}) const {
        extractActivations(m_model, m_golden.tokens, path(name), options);
        return path(name);
    }

    // A file of activations of two texts with one part changed.
    struct Parts {
        std::vector<std::int64_t> starts{0, 1, 3};
        std::int64_t hiddenRows = 3, nextRows = 3, nextCols = 2, logitsRows = 2;
        std::map<std::string, std::string> metadata{{"format", "crosseed activations 1"}, {"layer", "0"}};
    };
    std::filesystem::path written(const Parts& parts) const {
        const std::vector<float> values(64);
        const auto texts = static_cast<std::int64_t>(parts.starts.size());
        writeSafetensors(path("made"),
                         {{"starts", DType::I64, {texts}, parts.starts.data()},
                          {"hidden", DType::F32, {parts.hiddenRows, 2}, values.data()},
                          {"next", DType::F32, {parts.nextRows, parts.nextCols}, values.data()},
                          {"logits", DType::F32, {parts.logitsRows, 3}, values.data()}},
                         parts.metadata);
        return path("made");
    }

private Q_SLOTS:
    void valuesAreTransformers_data() {
        QTest::addColumn<int>("layer");
        QTest::newRow("0") << 0;
        QTest::newRow("1") << 1;
    }
    void valuesAreTransformers() {
        QFETCH(int, layer);
        const Activations stored(extracted("layer", {.layer = layer}));
        // hidden_0 are the embeddings, so that h_L is hidden_(L + 1).
        QVERIFY(largestDifference(valuesOf(stored.hidden()),
                                  m_golden.values("hidden_" + std::to_string(layer + 1))) < 1e-5);
        QVERIFY(largestDifference(valuesOf(stored.next()),
                                  m_golden.values("hidden_" + std::to_string(layer + 2))) < 1e-5);
        QVERIFY(largestDifference(valuesOf(stored.logits()), m_golden.values("logits")) < 1e-5);
        QVERIFY(std::ranges::equal(stored.starts(), m_golden.tokens.starts));
        QCOMPARE(stored.layer(), layer);
        QCOMPARE(stored.textCount(), 20);
        QCOMPARE(stored.tokenCount(), 178);
    }
    void theDefaultIsTheLastLayerButOne() { QCOMPARE(Activations(extracted("default")).layer(), 1); }
    void theBatchSizeChangesNothing() {
        const Activations whole(extracted("whole", {.tokensPerBatch = 100'000}));
        for (const std::int64_t size : {1, 17, 64}) {
            const Activations split(extracted("split", {.tokensPerBatch = size}));
            QVERIFY(largestDifference(valuesOf(split.hidden()), valuesOf(whole.hidden())) < 1e-5);
            QVERIFY(largestDifference(valuesOf(split.next()), valuesOf(whole.next())) < 1e-5);
            QVERIFY(largestDifference(valuesOf(split.logits()), valuesOf(whole.logits())) < 1e-5);
            QVERIFY(std::ranges::equal(split.starts(), whole.starts()));
        }
    }
    void sameInputSameBytes() { QCOMPARE(readFile(extracted("one")), readFile(extracted("two"))); }
    void noTextsGiveAnEmptyFile() {
        extractActivations(m_model, {}, path("none"));
        const Activations stored(path("none"));
        QCOMPARE(stored.textCount(), 0);
        QCOMPARE(stored.tokenCount(), 0);
    }

    void theKeyChangesWithModelTokensAndLayer() {
        const std::string key = activationsKey("model", m_golden.tokens, 1);
        QCOMPARE(key.size(), std::size_t{64});
        QCOMPARE(activationsKey("model", m_golden.tokens, 1), key);
        QVERIFY(activationsKey("modem", m_golden.tokens, 1) != key);
        QVERIFY(activationsKey("model", m_golden.tokens, 0) != key);
        text::PackedTokens other = m_golden.tokens;
        ++other.ids[100];
        QVERIFY(activationsKey("model", other, 1) != key);
        other = m_golden.tokens;
        ++other.starts[3]; // the same ids, cut elsewhere
        QVERIFY(activationsKey("model", other, 1) != key);
        other = m_golden.tokens;
        other.labels.assign(20, -1);
        other.documents[0] = 99;
        QCOMPARE(activationsKey("model", other, 1), key); // neither matters to the model
    }

    void progressRisesToOne() {
        double last = 0;
        int reports = 0;
        extractActivations(m_model, m_golden.tokens, path("progress"), {.tokensPerBatch = 20},
                           [&](const Progress& p) {
                               QVERIFY(p.fraction >= last && p.fraction <= 1);
                               last = p.fraction;
                               ++reports;
                           });
        QCOMPARE(last, 1.0);
        QVERIFY(reports > 9); // 178 tokens in batches of at most 20, or one text
    }
    void aStopLeavesNoFile_data() {
        QTest::addColumn<int>("after");
        QTest::newRow("at the start") << 1;
        QTest::newRow("in the middle") << 4;
    }
    void aStopLeavesNoFile() {
        QFETCH(int, after);
        const std::filesystem::path folder = path("stopped");
        std::filesystem::create_directories(folder);
        std::stop_source source;
        int reports = 0;
        const auto stopSoon = [&](const Progress&) {
            if (++reports == after) source.request_stop();
        };
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 extractActivations(m_model, m_golden.tokens, folder / "file",
                                                    {.tokensPerBatch = 20}, stopSoon, source.get_token()));
        QCOMPARE(reports, after);
        QVERIFY(std::filesystem::is_empty(folder));
    }

    void aStoppedExtractionGoesOnWithTheSameBytes() {
        const ExtractOptions options{.tokensPerBatch = 20};
        const std::string whole = readFile(extracted("whole", options));
        const std::filesystem::path file = path("parts");
        ExtractCheckpoints checkpoints;
        checkpoints.unfinished = path("parts.rows");
        std::int64_t kept = 0, all = 0;
        checkpoints.keep = [&](std::int64_t batches, std::int64_t of) { kept = batches, all = of; };
        int calls = 0;
        for (bool finished = false; !finished; ++calls) { // two batches a call
            std::stop_source source;
            int reports = 0;
            const auto stopSoon = [&](const Progress&) {
                if (++reports == 3) source.request_stop();
            };
            checkpoints.from = kept;
            try {
                extractActivations(m_model, m_golden.tokens, file, options, stopSoon, source.get_token(), checkpoints);
                finished = true;
            } catch (const Cancelled&) {
                QCOMPARE(kept, std::min(checkpoints.from + 2, all));
                QVERIFY(!std::filesystem::exists(file));
            }
        }
        QVERIFY(calls >= 5);
        QCOMPARE(readFile(file), whole);
        QVERIFY(!std::filesystem::exists(checkpoints.unfinished));
    }
    void whatWasKeptMustBeThere_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("gone") << QByteArray();
        QTest::newRow("cut off") << QByteArray("x");
    }
    void whatWasKeptMustBeThere() {
        QFETCH(QByteArray, content);
        ExtractCheckpoints checkpoints;
        checkpoints.unfinished = path("broken.rows");
        checkpoints.from = 2;
        std::filesystem::remove(checkpoints.unfinished);
        if (!content.isEmpty()) writeFile(checkpoints.unfinished, content.toStdString());
        const auto goOn = [&] {
            extractActivations(m_model, m_golden.tokens, path("broken"), {.tokensPerBatch = 20}, {}, {}, checkpoints);
        };
        EXPECT_ERROR(goOn(), ErrorKind::BadInput, "the extraction begins anew");
        checkpoints.from = 0;
        goOn();
        QCOMPARE(readFile(path("broken")), readFile(extracted("whole", {.tokensPerBatch = 20})));
    }
    void theNeedOnTheDiskIsTheFilesSize() {
        const auto need = activationBytes(m_model.config(), m_golden.tokens);
        const auto size = static_cast<std::int64_t>(std::filesystem::file_size(extracted("size")));
        QVERIFY2(size > need && size < need + 1000, qPrintable(QString::number(size - need)));
    }

    void whatTheModelCannotComputeIsRefused() {
        EXPECT_ERROR(extracted("high", {.layer = 2}), ErrorKind::Usage, "choose 0 to 1");
        EXPECT_ERROR(extracted("high", {.layer = 3}), ErrorKind::Usage, "Layer 3 cannot be extracted");
        text::PackedTokens tokens = m_golden.tokens;
        const auto refuse = [&] { extractActivations(m_model, tokens, path("high")); };
        tokens.ids[2] = 60;
        EXPECT_ERROR(refuse(), ErrorKind::Shape,
                     "Text 1 (counted from 0) has the token id 60, but the model knows the ids 0 to 59");
        tokens.ids[2] = -1;
        EXPECT_ERROR(refuse(), ErrorKind::Shape, "token id -1");
        tokens = m_golden.tokens;
        tokens.starts = {0, 41};
        tokens.labels.resize(1);
        EXPECT_ERROR(refuse(), ErrorKind::Shape, "41 tokens, but the model has only 40 positions");
        tokens.starts = {0, 4, 4};
        EXPECT_ERROR(refuse(), ErrorKind::Shape, "Text 1 (counted from 0) has no tokens");
        QVERIFY(!std::filesystem::exists(path("high")));
    }
    void aDamagedFileIsRefused() {
        const std::string whole = readFile(extracted("damaged"));
        writeFile(path("damaged"), whole.substr(0, whole.size() - 1));
        EXPECT_ERROR(Activations(path("damaged")), ErrorKind::BadInput, "damaged");
        writeFile(path("damaged"), whole.substr(0, 100));
        EXPECT_ERROR(Activations(path("damaged")), ErrorKind::BadInput, "damaged");
        EXPECT_ERROR(Activations(goldenFolder / "tiny" / "model.safetensors"), ErrorKind::BadInput,
                     "not a file of activations");
        EXPECT_ERROR(Activations(path("absent")), ErrorKind::NotFound, "absent");
    }
    void partsThatDoNotFitAreRefused() {
        QCOMPARE(Activations(written({})).textCount(), 2);
        const auto expectRefusal = [&](auto change, const char* sentence) {
            Parts parts;
            change(parts);
            EXPECT_ERROR(Activations(written(parts)), ErrorKind::BadInput, sentence);
        };
        expectRefusal([](Parts& p) { p.starts = {0, 1, 4}; }, "do not cover its tokens");
        expectRefusal([](Parts& p) { p.starts = {1, 2, 3}; }, "do not cover its tokens");
        expectRefusal([](Parts& p) { p.starts = {}; }, "do not cover its tokens");
        expectRefusal([](Parts& p) { p.starts = {0, 3, 3}; }, "text 1 has no tokens");
        expectRefusal([](Parts& p) { p.starts = {0, 1'000'000'000, 3}; }, "has no tokens");
        expectRefusal([](Parts& p) { p.nextRows = 2; }, "do not fit together");
        expectRefusal([](Parts& p) { p.nextCols = 3; }, "do not fit together");
        expectRefusal([](Parts& p) { p.logitsRows = 3; }, "do not fit together");
        expectRefusal([](Parts& p) { p.metadata["format"] = "crosseed activations 2"; },
                      "not written as one");
        expectRefusal([](Parts& p) { p.metadata.erase("layer"); }, "not written as one");
        expectRefusal([](Parts& p) { p.metadata["layer"] = "-1"; }, "its layer is \"-1\"");
        expectRefusal([](Parts& p) { p.metadata["layer"] = "99999999999999999999"; }, "its layer is");
    }
};

QTEST_GUILESS_MAIN(TestActivations)
#include "tst_activations.moc"
