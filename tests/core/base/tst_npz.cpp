// Files for NumPy: each array inside is, byte for byte, what numpy.save writes, and the zip around it is what the format says.
#include "base/error.h"
#include "base/files.h"
#include "base/npz.h"
#include <QByteArray>
#include <QMap>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

using namespace crosseed;

namespace {

struct Member {
    QByteArray data;
    quint32 crc = 0;
};

template <typename T> T at(const QByteArray& bytes, qsizetype offset) {
    return qFromLittleEndian<T>(bytes.constData() + offset);
}

// By the directory at the end, as readers of zip files go.
QMap<QString, Member> membersOf(const QByteArray& zip) {
    QMap<QString, Member> members;
    const qsizetype end = zip.size() - 22;
    if (at<quint32>(zip, end) != 0x06054b50)
        return members;
    qsizetype entry = at<quint32>(zip, end + 16);
    for (int i = 0; i < at<quint16>(zip, end + 10); ++i) {
        const auto method = at<quint16>(zip, entry + 10), nameSize = at<quint16>(zip, entry + 28);
        const auto crc = at<quint32>(zip, entry + 16), size = at<quint32>(zip, entry + 20), local = at<quint32>(zip, entry + 42);
        const QByteArray name = zip.mid(entry + 46, nameSize);
        if (at<quint32>(zip, entry) != 0x02014b50 || method != 0 || size != at<quint32>(zip, entry + 24) ||
            at<quint32>(zip, local) != 0x04034b50 || zip.mid(local + 30, nameSize) != name || at<quint32>(zip, local + 14) != crc)
            return {};
        members[name] = {zip.mid(local + 30 + nameSize + at<quint16>(zip, local + 28), size), crc};
        entry += 46 + nameSize;
    }
    return entry == end ? members : QMap<QString, Member>();
}

} // namespace

class TestNpz : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void arraysAreWhatNumpySaves() {
        const float values[] = {1.5f, -2.0f, 0.25f};
        const std::int64_t table[] = {-2, -1, 0, 1, 2, 3};
        const double total = 0.1;
        const std::uint8_t flags[] = {0, 1, 255};
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("x.npz").toStdString();
        writeNpz(file, {{"values", "<f4", {3}, values},
                        {"table", "<i8", {2, 3}, table},
                        {"format", "|S3", {}, "csr"},
                        {"empty", "<i4", {0}, nullptr},
                        {"total", "<f8", {}, &total},
                        {"flags", "|u1", {3}, flags}});
        const auto members = membersOf(QByteArray::fromStdString(readFile(file)));
        const auto lines = QByteArray::fromStdString(readFile(CROSSEED_SOURCE_DIR "/tests/goldens/base/npz.txt")).trimmed().split('\n');
        QCOMPARE(members.size(), lines.size());
        for (const QByteArray& line : lines) {
            const QByteArrayList parts = line.split(' '); // name, CRC-32, the bytes after magic and length
            const Member member = members[parts[0] + ".npy"];
            QCOMPARE(member.data.left(8), QByteArray("\x93NUMPY\x01\x00", 8));
            QCOMPARE(member.data.mid(10).toHex(), parts[2]);
            QCOMPARE(member.crc, parts[1].toUInt());
        }
    }
    void whatNoZipOfThisKindHoldsIsRefusedBeforeItIsWritten() {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("x.npz").toStdString();
        QVERIFY_EXCEPTION_THROWN(writeNpz(file, {{"large", "<f8", {std::int64_t{1} << 30}, nullptr}}), Error);
        QVERIFY(!std::filesystem::exists(file));
    }
};

QTEST_APPLESS_MAIN(TestNpz)
#include "tst_npz.moc"
