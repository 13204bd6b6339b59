// Codes come back as they were, and hostile files are refused with the file's name.
#include "bert/safetensors.h"
#include "codes_text.h"
#include "evaluate/evaluate.h"
#include <QTemporaryDir>
#include <QTest>
#include <functional>
#include <limits>

using namespace crosseed;
using namespace crosseed::evaluate;

class TestCodesFile : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::filesystem::path file() const {
        return std::filesystem::path(m_folder.path().toStdString()) / "codes.safetensors";
    }

    struct Raw {
        std::vector<std::int64_t> indptr{0, 2, 2, 3};
        std::vector<std::int32_t> indices{1, 4, 0};
        std::vector<float> values{0.5f, -2, 3};
        std::map<std::string, std::string> metadata{{"F", "5"}};
    };
    void write(const Raw& raw) const {
        const auto length = [](const auto& v) { return std::vector<std::int64_t>{std::ssize(v)}; };
        bert::writeSafetensors(file(),
                               {{"indptr", bert::DType::I64, length(raw.indptr), raw.indptr.data()},
                                {"indices", bert::DType::I32, length(raw.indices), raw.indices.data()},
                                {"values", bert::DType::F32, length(raw.values), raw.values.data()}},
                               raw.metadata);
    }

private Q_SLOTS:
    void comeBackAsTheyWere_data() {
        QTest::addColumn<QString>("rows");
        QTest::newRow("some") << "1:0.5 4:-2\n\n0:3\n";
        QTest::newRow("no entries") << "\n\n";
        QTest::newRow("no rows") << "";
    }
    void comeBackAsTheyWere() {
        QFETCH(QString, rows);
        const auto codes = codesOf(5, rows.toStdString());
        writeCodes(file(), codes);
        const auto back = readCodes(file());
        QCOMPARE(back.features, 5);
        QVERIFY(back.rowStarts == codes.rowStarts);
        QVERIFY(back.indices == codes.indices);
        QVERIFY(back.values == codes.values);
    }
    void aFileWrittenElsewhereIsRead() {
        write({});
        QVERIFY(readCodes(file()).rowStarts == std::vector<std::int64_t>({0, 2, 2, 3}));
    }
    void hostileFilesAreRefused_data() {
        QTest::addColumn<int>("damage");
        int i = 0;
        for (const char* name :
             {"indptr falls", "indptr starts at 1", "indptr ends early", "indptr ends late",
              "index equal to F", "negative index", "indices fall", "index twice", "NaN", "values too short",
              "no F", "F is a word", "F is negative", "F is huge", "indptr is empty", "negative indptr"})
            QTest::newRow(name) << i++;
    }
    void hostileFilesAreRefused() {
        QFETCH(int, damage);
        Raw raw;
        const std::vector<std::function<void()>> damages{
            [&] {
                raw.indptr = {0, 3, 2, 3};
            },
            [&] {
                raw.indptr = {1, 2, 2, 3};
            },
            [&] {
                raw.indptr = {0, 2, 2};
            },
            [&] {
                raw.indptr = {0, 2, 2, 4};
            },
            [&] { raw.indices[1] = 5; },
            [&] { raw.indices[0] = -1; },
            [&] {
                raw.indices = {4, 1, 0};
            },
            [&] {
                raw.indices = {1, 1, 0};
            },
            [&] { raw.values[2] = std::numeric_limits<float>::quiet_NaN(); },
            [&] { raw.values.pop_back(); },
            [&] { raw.metadata.clear(); },
            [&] { raw.metadata["F"] = "five"; },
            [&] { raw.metadata["F"] = "-5"; },
            [&] { raw.metadata["F"] = "99999999999999999999"; },
            [&] { raw.indptr.clear(); },
            [&] {
                raw.indptr = {0, -2, 2, 3};
            },
        };
        damages[static_cast<std::size_t>(damage)]();
        write(raw);
        try {
            readCodes(file());
            QFAIL("accepted");
        } catch (const Error& e) {
            QCOMPARE(e.kind(), ErrorKind::BadInput);
            QVERIFY(std::string(e.what()).find("codes.safetensors") != std::string::npos);
        }
    }
    void otherTensorsAreRefused() {
        const std::vector<float> floats(4);
        bert::writeSafetensors(file(), {{"indptr", bert::DType::F32, {4}, floats.data()}}, {{"F", "5"}});
        QVERIFY_THROWS_EXCEPTION(Error, readCodes(file()));
        bert::writeSafetensors(file(), {{"W", bert::DType::F32, {4}, floats.data()}}, {{"F", "5"}});
        QVERIFY_THROWS_EXCEPTION(Error, readCodes(file()));
    }
};

QTEST_APPLESS_MAIN(TestCodesFile)
#include "tst_codes_file.moc"
