// Files that lie about themselves: each is refused as it is opened, with a sentence that names the file and
// the lie.
#include "base/files.h"
#include "bert/safetensors.h"
#include "core/text/expect_error.h"
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;
using namespace crosseed::bert;

namespace {

std::string lengthBytes(std::uint64_t length) {
    std::string bytes;
    for (int i = 0; i < 8; ++i)
        bytes += static_cast<char>(length >> (8 * i) & 0xff);
    return bytes;
}

QByteArray fileOf(const std::string& header, std::size_t data) {
    return QByteArray::fromStdString(lengthBytes(header.size()) + header + std::string(data, 'x'));
}

std::string tensor(const std::string& name, const std::string& type, const std::string& shape,
                   const std::string& offsets) {
    return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":[" + shape + "],\"data_offsets\":[" +
           offsets + "]}";
}

QByteArray oneTensor(const std::string& type, const std::string& shape, const std::string& offsets,
                     std::size_t data) {
    return fileOf("{" + tensor("a", type, shape, offsets) + "}", data);
}

void addRow(const char* name, const QByteArray& bytes, const char* sentence) {
    QTest::newRow(name) << bytes << QString::fromUtf8(sentence);
}

void addLengths() {
    const QByteArray good = oneTensor("U8", "4", "0,4", 4);
    addRow("empty file", "", "0 bytes long");
    addRow("seven bytes", good.left(7), "7 bytes long");
    addRow("length alone", good.left(8), "cut off");
    addRow("cut in the header", good.left(20), "cut off");
    addRow("header one byte longer than the file", QByteArray::fromStdString(lengthBytes(3) + "{}"),
           "cut off");
    addRow("header longer than the file", QByteArray::fromStdString(lengthBytes(99'999'999) + "{}"),
           "cut off");
    addRow("header of more than 100 MB", QByteArray::fromStdString(lengthBytes(100'000'001) + "{}"),
           "above the limit");
    addRow("header near 2^64", QByteArray::fromStdString(lengthBytes(UINT64_MAX - 3) + "{}"),
           "above the limit");
    addRow("header of 2^64 - 8, which wraps to the start",
           QByteArray::fromStdString(lengthBytes(UINT64_MAX - 7) + "{}"), "above the limit");
    addRow("header of 2^63", QByteArray::fromStdString(lengthBytes(1ULL << 63) + "{}"), "above the limit");
    addRow("no header", QByteArray::fromStdString(lengthBytes(0) + "{}"), "not a JSON object");
    addRow("data cut off", good.left(good.size() - 1), "lies at 0 to 4 of 3 bytes");
    addRow("a byte too many", good + "x", "1 unused bytes at its end");
}

void addOffsets() {
    addRow("beyond the file", oneTensor("U8", "4", "0,4", 3), "lies at 0 to 4 of 3");
    addRow("far beyond the file", oneTensor("U8", "4", "4611686018427387904,4611686018427387908", 4),
           "of 4 bytes");
    addRow("beyond 63 bits", oneTensor("U8", "4", "0,9223372036854775808", 4), "an offset of the tensor a");
    addRow("beyond 64 bits", oneTensor("U8", "4", "0,18446744073709551620", 4), "an offset of the tensor a");
    addRow("backwards", oneTensor("U8", "0", "3,1", 4), "lies at 3 to 1");
    addRow("negative", oneTensor("U8", "4", "-4,0", 4), "an offset of the tensor a");
    addRow("a fraction", oneTensor("U8", "4", "0,4.0", 4), "an offset of the tensor a");
    addRow("three", oneTensor("U8", "4", "0,2,4", 4), "list of two numbers");
    addRow("overlap",
           fileOf("{" + tensor("a", "U8", "4", "0,4") + "," + tensor("b", "U8", "4", "2,6") + "}", 6),
           "overlaps");
    addRow("the same place twice",
           fileOf("{" + tensor("a", "U8", "4", "0,4") + "," + tensor("b", "U8", "4", "0,4") + "}", 4),
           "overlaps");
    addRow("inside another",
           fileOf("{" + tensor("a", "U8", "6", "0,6") + "," + tensor("b", "U8", "2", "2,4") + "}", 6),
           "overlaps");
    addRow("overlap with a type that is not read",
           fileOf("{" + tensor("a", "BOOL", "4", "0,4") + "," + tensor("b", "U8", "4", "2,6") + "}", 6),
           "overlaps");
    addRow("gap", fileOf("{" + tensor("a", "U8", "2", "0,2") + "," + tensor("b", "U8", "2", "4,6") + "}", 6),
           "unused bytes before the tensor b");
    addRow("gap at the start", oneTensor("U8", "2", "2,4", 4), "unused bytes before the tensor a");
}

void addShapes() {
    addRow("negative", oneTensor("F32", "-1", "0,4", 4), "a dimension of the tensor a");
    addRow("two negatives", oneTensor("F32", "-1,-1", "0,4", 4), "a dimension of the tensor a");
    addRow("a fraction", oneTensor("F32", "1.0", "0,4", 4), "a dimension of the tensor a");
    addRow("a word", oneTensor("F32", "\"1\"", "0,4", 4), "a dimension of the tensor a");
    addRow("beyond 63 bits", oneTensor("F32", "9223372036854775808", "0,4", 4),
           "a dimension of the tensor a");
    addRow("product wraps to 4 bytes", oneTensor("F32", "4611686018427387905", "0,4", 4),
           "its shape and type need");
    addRow("product wraps to 0 bytes", oneTensor("F32", "4294967296,4294967296", "0,0", 0),
           "its shape and type need");
    addRow("product wraps at 2^63", oneTensor("U8", "4294967296,2147483648", "0,0", 0),
           "its shape and type need");
    addRow("more than the bytes", oneTensor("F32", "2", "0,4", 4), "has 4 bytes");
    addRow("fewer than the bytes", oneTensor("F16", "1", "0,4", 4), "has 4 bytes");
    addRow("not a list", fileOf(R"({"a":{"dtype":"U8","shape":4,"data_offsets":[0,4]}})", 4),
           "shape of the tensor a is not a list");
    addRow("no shape", fileOf(R"({"a":{"dtype":"U8","data_offsets":[0,4]}})", 4), "has no shape");
    addRow("dtype a number", fileOf(R"({"a":{"dtype":1,"shape":[4],"data_offsets":[0,4]}})", 4),
           "dtype of the tensor a");
    addRow("tensor a number", fileOf(R"({"a":4})", 4), "has no dtype");
}

void addJson() {
    addRow("a name twice",
           fileOf("{" + tensor("a", "U8", "4", "0,4") + "," + tensor("a", "U8", "4", "4,8") + "}", 8),
           "\"a\" is given twice");
    addRow("a key twice", fileOf(R"({"a":{"dtype":"U8","dtype":"I8","shape":[4],"data_offsets":[0,4]}})", 4),
           "given twice");
    addRow("name not UTF-8", fileOf("{" + tensor("\xff\xfe", "U8", "4", "0,4") + "}", 4), "not valid JSON");
    addRow("overlong UTF-8", fileOf("{" + tensor("\xc0\x80", "U8", "4", "0,4") + "}", 4), "not valid JSON");
    addRow("deep", fileOf(R"({"a":)" + std::string(100'000, '['), 0), "nested more than");
    addRow("deep objects", fileOf(R"({"a":{"b":{"c":{"d":{}}}}})", 0), "nested more than");
    addRow("a list", fileOf("[]", 0), "not a JSON object");
    addRow("space before the object", fileOf(" {}", 0), "not a JSON object");
    addRow("two objects", fileOf("{}{}", 0), "not valid JSON");
    addRow("zeros after the object", fileOf(std::string("{}\0\0", 4), 0), "not valid JSON");
    addRow("an object that does not end", fileOf("{\"a\":", 0), "not valid JSON");
    addRow("metadata a list", fileOf(R"({"__metadata__":[]})", 0), "__metadata__ is not an object");
    addRow("metadata a number", fileOf(R"({"__metadata__":{"a":1}})", 0), "metadata a is not a text");
}

} // namespace

class TestSafetensorsHostile : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    std::filesystem::path written(const char* name, const QByteArray& bytes) const {
        const std::filesystem::path file = m_folder.filePath(name).toStdString();
        writeFile(file, bytes.toStdString());
        return file;
    }
    static void columns() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("sentence");
    }
    void refusesTheRow() const {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, sentence);
        const std::filesystem::path file = written("hostile.safetensors", bytes);
        EXPECT_ERROR(SafetensorsFile(file), ErrorKind::BadInput, qPrintable(sentence));
        EXPECT_ERROR(SafetensorsFile(file), ErrorKind::BadInput, "hostile.safetensors");
    }

private Q_SLOTS:
    void theirHonestSisterIsRead() {
        QCOMPARE(SafetensorsFile(written("good", oneTensor("U8", "4", "0,4", 4))).tensor("a").elements(), 4);
        QVERIFY(SafetensorsFile(written("none", fileOf("{}", 0))).tensors().empty());
        const QByteArray touching =
            fileOf("{" + tensor("b", "U8", "2", "4,6") + "," + tensor("a", "F32", "1", "0,4") + "," +
                       tensor("none", "F32", "0,7", "4,4") + "}   ",
                   6);
        const SafetensorsFile file(written("touching", touching));
        QCOMPARE(file.tensors().size(), std::size_t{3});
        QCOMPARE(file.tensor("none").elements(), 0);
    }

    void lengthsThatLieAreRefused_data() {
        columns();
        addLengths();
    }
    void lengthsThatLieAreRefused() { refusesTheRow(); }

    void offsetsThatLieAreRefused_data() {
        columns();
        addOffsets();
    }
    void offsetsThatLieAreRefused() { refusesTheRow(); }

    void shapesThatLieAreRefused_data() {
        columns();
        addShapes();
    }
    void shapesThatLieAreRefused() { refusesTheRow(); }

    void headersThatAreNoPlainObjectAreRefused_data() {
        columns();
        addJson();
    }
    void headersThatAreNoPlainObjectAreRefused() { refusesTheRow(); }

    void picklesAreRefusedWithTheWayOut() {
        const QByteArray good = oneTensor("U8", "4", "0,4", 4);
        for (const char* name : {"pytorch_model.bin", "model.pt", "model.pth", "model.pkl"})
            EXPECT_ERROR(SafetensorsFile(written(name, good)), ErrorKind::BadInput,
                         "safe_serialization=True");
        const QByteArray zip("PK\x03\x04\x00\x00\x08\x08\x00\x00", 10);
        const QByteArray protocol2("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e", 15);
        for (const QByteArray& bytes : {zip, protocol2}) {
            const std::filesystem::path file = written("model.safetensors", bytes);
            EXPECT_ERROR(SafetensorsFile(file), ErrorKind::BadInput, "is a Python pickle");
            EXPECT_ERROR(SafetensorsFile(file), ErrorKind::BadInput, "model.safetensors");
        }
    }
    void whatIsNoFileIsSaidSo() {
        EXPECT_ERROR(SafetensorsFile(m_folder.filePath("absent").toStdString()), ErrorKind::NotFound,
                     "absent");
        EXPECT_ERROR(SafetensorsFile(m_folder.path().toStdString()), ErrorKind::BadInput, "is a folder");
    }
};

QTEST_APPLESS_MAIN(TestSafetensorsHostile)
#include "tst_safetensors_hostile.moc"
