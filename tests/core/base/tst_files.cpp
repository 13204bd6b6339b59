// Hashes against published vectors; files that are whole or not there.
#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/mapped_file.h"
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;

class TestFiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sha256EqualsThePublishedVectors() { // FIPS 180-2, appendix B
        QCOMPARE(hashOf("abc"), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(hashOf(""), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    }
    void aFileNotCommittedLeavesNothing() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("a/b.txt").toStdString();
        {
            FileWriter writer(file);
            writer.write("half");
        }
        QVERIFY(std::filesystem::is_empty(file.parent_path()));
    }
    void aFailedRewriteKeepsTheOldContent() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("b.txt").toStdString();
        writeFile(file, "old");
        {
            FileWriter writer(file);
            writer.write("new");
        }
        QCOMPARE(readFile(file), std::string("old"));
        writeFile(file, "new");
        QCOMPARE(readFile(file), std::string("new"));
    }
    void aFolderThatCannotBeMadeIsAnErrorOfTheDisk() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("file/b.txt").toStdString();
        writeFile(file.parent_path(), "no folder");
        try {
            writeFile(file, "x");
            QFAIL("no error");
        } catch (const Error& error) {
            QVERIFY(error.kind() == ErrorKind::Io);
            QVERIFY2(QString(error.what()).contains("file/b.txt cannot be written: Not a directory."), error.what());
        }
    }
    void aMappedFileShowsTheBytesAndItsHashIsTheFiles() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("c.bin").toStdString();
        writeFile(file, "abc");
        const MappedFile mapped(file);
        QCOMPARE(mapped.bytes().size(), std::size_t{3});
        QCOMPARE(static_cast<char>(mapped.bytes()[1]), 'b');
        QCOMPARE(hashOfFile(file), hashOf("abc"));
    }
    void aMissingFileIsSaidSo() {
        try {
            MappedFile mapped("/nonexistent/x");
            QFAIL("no error");
        } catch (const Error& error) {
            QVERIFY(error.kind() == ErrorKind::NotFound);
            QVERIFY(QString(error.what()).contains("/nonexistent/x"));
        }
    }
};

QTEST_APPLESS_MAIN(TestFiles)
#include "tst_files.moc"
