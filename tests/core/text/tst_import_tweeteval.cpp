// TweetEval folders: what a good one gives, and the sentence for each way in which one can be bad.
#include "base/files.h"
#include "corpus_as_text.h"
#include "expect_error.h"
#include "text/import_tweeteval.h"
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <map>

using namespace crosseed;
using namespace crosseed::text;

class TestImportTweetEval : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::filesystem::path folder() const { return m_folder.path().toStdString(); }
    void write(const char* name, const std::string& content) { writeFile(folder() / name, content); }

private Q_SLOTS:
    void init() {
        write("mapping.txt", "0\tanger\n1\tjoy");
        write("train_text.txt", "one \n two\xff\nthree\n");
        write("train_labels.txt", "0\n1\n1\n");
        write("val_text.txt", "four\r\n\r\n");
        write("val_labels.txt", "1\r\n0\r\n");
        write("test_text.txt", "five");
        write("test_labels.txt", "0");
    }
    void textsLabelsAndIdsComeAsTheyStand() {
        const Corpus corpus = importTweetEval(folder());
        QVERIFY((corpus.classNames == std::vector<std::string>{"anger", "joy"}));
        QCOMPARE(corpus.documents.size(), std::size_t{6});
        const Document& second = corpus.documents[1];
        QCOMPARE(second.id, std::string("train/1"));
        QCOMPARE(second.text, std::string(" two\xff"));
        QCOMPARE(second.label, 1);
        QCOMPARE(corpus.documents[0].text, std::string("one "));
        QCOMPARE(corpus.documents[3].text, std::string("four"));
        QCOMPARE(corpus.documents[4].text, std::string());
        QCOMPARE(corpus.documents[4].id, std::string("validation/1"));
        QVERIFY(corpus.documents[3].split == Split::Validation && corpus.documents[5].split == Split::Test);
    }
    void eachLineIsOneTextWhateverItHolds() {
        write("train_text.txt", "a b \n\n\"c\\n\t\n");
        QCOMPARE(asText(importTweetEval(folder())),
                 QString("train/0|train|0|a b \ntrain/1|train|1|\ntrain/2|train|1|\"c\\n\t\n"
                         "validation/0|validation|1|four\nvalidation/1|validation|0|\ntest/0|test|0|five\n"));
    }
    void aMissingFileIsNamed() {
        std::filesystem::remove(folder() / "mapping.txt");
        EXPECT_ERROR(importTweetEval(folder()), ErrorKind::NotFound, "mapping.txt");
        init();
        std::filesystem::remove(folder() / "val_labels.txt");
        EXPECT_ERROR(importTweetEval(folder()), ErrorKind::NotFound, "val_labels.txt");
    }
    void moreTextsThanLabelsAreCountedOut() {
        write("train_labels.txt", "0\n1\n");
        EXPECT_ERROR(importTweetEval(folder()), ErrorKind::BadInput, "train_text.txt has 3 lines, train_labels.txt has 2");
    }
    void aLabelOutsideTheMappingIsNamedWithItsLine() {
        write("train_labels.txt", "0\n2\n1\n");
        EXPECT_ERROR(importTweetEval(folder()), ErrorKind::BadInput, "train_labels.txt, line 2: \"2\"");
        write("train_labels.txt", "0\n1\n-1\n");
        EXPECT_ERROR(importTweetEval(folder()), ErrorKind::BadInput, "train_labels.txt, line 3: \"-1\"");
        write("train_labels.txt", "joy\n1\n1\n");
        EXPECT_ERROR(importTweetEval(folder()), ErrorKind::BadInput, "mapping.txt has 0 to 1");
    }
    void aMappingThatIsNotOneIsRefused() {
        write("mapping.txt", "0\tanger\n2\tjoy\n");
        EXPECT_ERROR(importTweetEval(folder()), ErrorKind::BadInput, "without a gap");
        write("mapping.txt", "0\tanger\n0\tjoy\n");
        EXPECT_ERROR(importTweetEval(folder()), ErrorKind::BadInput, "line 2 names class 0 a second time");
        write("mapping.txt", "anger\n");
        EXPECT_ERROR(importTweetEval(folder()), ErrorKind::BadInput, "line 1 is \"anger\"");
        write("mapping.txt", "");
        EXPECT_ERROR(importTweetEval(folder()), ErrorKind::BadInput, "mapping.txt");
    }
    void anEmptySplitIsRefused() {
        write("test_text.txt", "");
        write("test_labels.txt", "");
        EXPECT_ERROR(importTweetEval(folder()), ErrorKind::BadInput, "test_text.txt holds no text");
    }
    void theEmotionSetHasTheCountsOfItsDescription() { // counted by other means in its README
        const std::filesystem::path emotion = CROSSEED_SHARED_DIR "/datasets/tweeteval-emotion";
        if (!std::filesystem::exists(emotion))
            QSKIP("../shared/datasets/tweeteval-emotion is not there.");
        const Corpus corpus = importTweetEval(emotion);
        std::map<std::pair<Split, std::int32_t>, int> counts;
        for (const Document& document : corpus.documents)
            ++counts[{document.split, document.label}];
        const std::map<std::pair<Split, std::int32_t>, int> expected{
            {{Split::Train, 0}, 1400},     {{Split::Train, 1}, 708},     {{Split::Train, 2}, 294},
            {{Split::Train, 3}, 855},      {{Split::Validation, 0}, 160}, {{Split::Validation, 1}, 97},
            {{Split::Validation, 2}, 28},  {{Split::Validation, 3}, 89},  {{Split::Test, 0}, 558},
            {{Split::Test, 1}, 358},       {{Split::Test, 2}, 123},       {{Split::Test, 3}, 382}};
        QVERIFY(counts == expected);
        QVERIFY((corpus.classNames == std::vector<std::string>{"anger", "joy", "optimism", "sadness"}));
    }
};

QTEST_APPLESS_MAIN(TestImportTweetEval)
#include "tst_import_tweeteval.moc"
