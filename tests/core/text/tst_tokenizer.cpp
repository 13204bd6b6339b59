// The tokenizer's contract beside the goldens: hand-worked cases, files, errors, packing.
#include "base/files.h"
#include "expect_error.h"
#include "text/tokens.h"
#include <QTemporaryDir>
#include <QTest>
#include <set>

using namespace crosseed;
using namespace crosseed::text;

namespace {
using Ids = std::vector<std::int32_t>;
using Ranges = std::vector<ByteRange>;

// 0 [PAD], 1 [UNK], 2 [CLS], 3 [SEP], 4 [MASK], 5 the, 6 cat, 7 ##s, 8 !, 9 a, 10 ##nd
const std::string pieces = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat\n##s\n!\na\n##nd\n";
} // namespace

class TestTokenizer : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::filesystem::path write(const std::string& content, const std::string& name = "vocab.txt") {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / name;
        writeFile(file, content);
        return file;
    }

private Q_SLOTS:
    void aSentenceBecomesItsLongestPieces() { // by hand
        const Tokenizer tokenizer(write(pieces), {});
        const Encoding encoding = tokenizer.encode("The CATS!");
        QVERIFY((encoding.ids == Ids{2, 5, 6, 7, 8, 3}));
        QVERIFY((encoding.ranges == Ranges{{0, 0}, {0, 3}, {4, 7}, {7, 8}, {8, 9}, {0, 0}}));
        QVERIFY(!encoding.truncated);
    }
    void aWordThatCannotBeCoveredIsOneUnknownPiece() {
        const Tokenizer tokenizer(write(pieces), {});
        const Encoding encoding = tokenizer.encode("catx the");
        QVERIFY((encoding.ids == Ids{2, 1, 5, 3}));
        QVERIFY((encoding.ranges[1] == ByteRange{0, 4}));
    }
    void truncationKeepsBothSpecialTokens() {
        const Tokenizer tokenizer(write(pieces), {});
        const Encoding cut = tokenizer.encode("the cats and the cat", 4);
        QVERIFY((cut.ids == Ids{2, 5, 6, 3}));
        QVERIFY(cut.truncated);
        QVERIFY(!tokenizer.encode("the cat", 4).truncated);
        QVERIFY((tokenizer.encode("the cat", 2).ids == Ids{2, 3}));
        EXPECT_ERROR(tokenizer.encode("the cat", 1), ErrorKind::Usage, "at least 2");
    }
    void rangesCountBytesOfTheOriginalAlsoAfterBytesThatAreNotUtf8() {
        const Tokenizer tokenizer(write(pieces), {});
        const Encoding encoding = tokenizer.encode("\xff\xc3\xa0 c\xe2\x80\x8b" "at"); // à, zero-width space
        QVERIFY((encoding.ids == Ids{2, 9, 6, 3}));
        QVERIFY((encoding.ranges == Ranges{{0, 0}, {1, 3}, {4, 10}, {0, 0}}));
    }
    void theLimitOfAWordCanBeSet() {
        TokenizerOptions options;
        options.maxWordCharacters = 3;
        const Tokenizer tokenizer(write(pieces), options);
        QVERIFY((tokenizer.encode("cat cats").ids == Ids{2, 6, 1, 3}));
    }
    void piecesAreFoundBothWays() {
        const Tokenizer tokenizer(write(pieces), {});
        QCOMPARE(tokenizer.size(), 11);
        for (std::int32_t id = 0; id < tokenizer.size(); ++id)
            QCOMPARE(*tokenizer.idOf(tokenizer.piece(id)), id);
        QVERIFY(!tokenizer.idOf("dog"));
        QVERIFY(!tokenizer.idOf("s"));
        EXPECT_ERROR(tokenizer.piece(11), ErrorKind::Shape, "no piece 11 in a vocabulary of 11");
        EXPECT_ERROR(tokenizer.piece(-1), ErrorKind::Shape, "no piece -1");
    }
    void aVocabularyThatIsNotOneIsRefusedInOneSentence() {
        EXPECT_ERROR(Tokenizer(write(pieces + "cat\n"), {}), ErrorKind::BadInput, "\"cat\" in line 7 and again in line 12");
        EXPECT_ERROR(Tokenizer(write("[PAD]\n[CLS]\n[SEP]\na\n"), {}), ErrorKind::BadInput, "lacks the piece [UNK]");
        EXPECT_ERROR(Tokenizer(write(""), {}), ErrorKind::BadInput, "is empty");
        EXPECT_ERROR(Tokenizer(m_folder.filePath("none.txt").toStdString(), {}), ErrorKind::NotFound, "none.txt");
    }
    void windowsLineEndsAreNoPartOfThePieces() {
        std::string crlf;
        for (const char c : pieces)
            crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
        const Tokenizer unix_(write(pieces), {}), windows(write(crlf, "crlf.txt"), {});
        QCOMPARE(windows.contentHash(), unix_.contentHash());
    }
    void aSavedTokenizerComesBackTheSame() {
        TokenizerOptions options;
        options.doLowerCase = false;
        options.stripAccents = true;
        options.tokenizeChineseChars = false;
        const Tokenizer tokenizer(write(pieces), options);
        const std::filesystem::path folder = m_folder.filePath("saved").toStdString();
        tokenizer.save(folder);
        const Tokenizer back = Tokenizer::fromFolder(folder);
        QCOMPARE(back.contentHash(), tokenizer.contentHash());
        QCOMPARE(back.options().doLowerCase, false);
        QCOMPARE(*back.options().stripAccents, true);
        QCOMPARE(back.options().tokenizeChineseChars, false);
    }
    void theHashTellsSettingsApart() {
        TokenizerOptions cased, accents, joined;
        cased.doLowerCase = false;
        accents.stripAccents = false;
        joined.tokenizeChineseChars = false;
        const auto file = write(pieces);
        std::set<std::string> hashes{Tokenizer(file, {}).contentHash(), Tokenizer(file, cased).contentHash(),
                                     Tokenizer(file, accents).contentHash(), Tokenizer(file, joined).contentHash(),
                                     Tokenizer(write(pieces + "x\n", "x.txt"), {}).contentHash()};
        QCOMPARE(hashes.size(), std::size_t{5});
    }
    void aFolderWithoutConfigurationIsUncased() {
        write(pieces, "plain/vocab.txt");
        const Tokenizer tokenizer = Tokenizer::fromFolder(m_folder.filePath("plain").toStdString());
        QVERIFY(tokenizer.options().doLowerCase);
        QVERIFY(!tokenizer.options().stripAccents);
    }
    void aConfigurationThatCannotBeReadIsNamed() {
        write(pieces, "odd/vocab.txt");
        write("{\"do_lower_case\": \"yes\"}", "odd/tokenizer_config.json");
        const std::filesystem::path folder = m_folder.filePath("odd").toStdString();
        EXPECT_ERROR(Tokenizer::fromFolder(folder), ErrorKind::BadInput, "\"do_lower_case\" is \"yes\"");
        write("{do_lower_case", "odd/tokenizer_config.json");
        EXPECT_ERROR(Tokenizer::fromFolder(folder), ErrorKind::BadInput, "is not a JSON object");
    }
    void hostileFilesAreRefusedBeforeTheyAreTaken() {
        const std::string deep(20000, '['), end(20000, ']');
        write("[PAD]\n[UNK]\n[CLS]\n[SEP]\n", "hostile/vocab.txt");
        const auto config = write("{\"do_lower_case\": " + deep + end + "}", "hostile/tokenizer_config.json");
        const auto folder = config.parent_path();
        EXPECT_ERROR(Tokenizer::fromFolder(folder), ErrorKind::BadInput, "is nested too deep");
        std::filesystem::resize_file(config, std::uintmax_t{1} << 40); // a hole, which takes no room on the disk
        EXPECT_ERROR(Tokenizer::fromFolder(folder), ErrorKind::BadInput, "that is no part of a tokenizer");
        std::filesystem::resize_file(folder / "vocab.txt", std::uintmax_t{1} << 40);
        std::filesystem::remove(config);
        EXPECT_ERROR(Tokenizer::fromFolder(folder), ErrorKind::BadInput, "that is no vocabulary of a model");
    }
    void textsArePackedOneAfterAnother() {
        const Tokenizer tokenizer(write(pieces), {});
        Corpus corpus{{"no", "yes"}, {}, {{"a", "the cat", 1, Split::Train, {}}, {"b", "", 0, Split::Test, {}},
                                         {"c", "cats!", -1, Split::Train, {}}}};
        const PackedTokens tokens = tokenize(corpus, Split::Train, tokenizer, 0);
        QVERIFY((tokens.ids == Ids{2, 5, 6, 3, 2, 6, 7, 8, 3}));
        QVERIFY((tokens.starts == std::vector<std::int64_t>{0, 4, 9}));
        QVERIFY((tokens.documents == std::vector<std::int64_t>{0, 2}));
        QVERIFY((tokens.labels == Ids{1, -1}));
        QCOMPARE(tokens.textCount(), 2);
        QCOMPARE(tokens.lengthOf(1), 5);
        QCOMPARE(tokens.ranges.size(), tokens.ids.size());
        QVERIFY((tokenize(corpus, {1, 0}, tokenizer, 3).ids == Ids{2, 3, 2, 5, 3}));
        EXPECT_ERROR(tokenize(corpus, {3}, tokenizer, 0), ErrorKind::Shape, "no document 3 in a corpus of 3");
    }
};

QTEST_APPLESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
