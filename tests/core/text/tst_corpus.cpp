// Splits by name and by draw, and the hash that names a corpus.
#include "expect_error.h"
#include "text/corpus.h"
#include "text/splits.h"
#include <QTest>
#include <map>
#include <set>

using namespace crosseed;
using namespace crosseed::text;

namespace {

using Given = std::vector<std::optional<Split>>;

// `copies` documents for each of `texts` different texts, the copies far apart.
std::vector<Document> documentsWith(int texts, int copies) {
    std::vector<Document> documents;
    for (int copy = 0; copy < copies; ++copy)
        for (int i = 0; i < texts; ++i)
            documents.push_back({{}, "text " + std::to_string(i), 0, Split::Train, {}});
    return documents;
}

std::map<Split, std::set<std::string>> textsBySplit(const std::vector<Document>& documents) {
    std::map<Split, std::set<std::string>> texts;
    for (const Document& document : documents)
        texts[document.split].insert(document.text);
    return texts;
}

std::string splitsOf(const std::vector<Document>& documents) {
    std::string letters;
    for (const Document& document : documents)
        letters += splitName(document.split)[1]; // r, a, e
    return letters;
}

std::string drawn(std::vector<Document> documents, const Given& given, const SplitShares& shares) {
    assignSplits(documents, given, shares);
    return splitsOf(documents);
}

} // namespace

class TestCorpus : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void splitsHaveNamesAndShortNames() {
        for (const Split split : {Split::Train, Split::Validation, Split::Test})
            QVERIFY(parseSplit(splitName(split)) == split);
        QVERIFY(parseSplit("val") == Split::Validation);
        QVERIFY(parseSplit("dev") == Split::Validation);
        EXPECT_ERROR(parseSplit("trian"), ErrorKind::BadInput, "\"trian\" is not a split");
    }

    void theHashChangesWithEachPartOfTheCorpus() {
        const Corpus base{{"a", "b"}, {}, {{"1", "x y", 0, Split::Train, {}}, {"2", "z", 1, Split::Test, {}}}};
        std::set<std::string> hashes{contentHash(base)};
        const auto add = [&](auto change) {
            Corpus changed = base;
            change(changed);
            hashes.insert(contentHash(changed));
        };
        add([](Corpus& c) { c.documents[0].id = "3"; });
        add([](Corpus& c) { c.documents[0].text = "x yz"; });
        add([](Corpus& c) { c.documents[0].label = -1; });
        add([](Corpus& c) { c.documents[0].split = Split::Validation; });
        add([](Corpus& c) { c.classNames[1] = "c"; });
        add([](Corpus& c) { std::swap(c.documents[0], c.documents[1]); });
        add([](Corpus& c) { c.documents[0].id = "1x", c.documents[0].text = " y"; }); // only a border moves
        add([](Corpus& c) { c.documents.pop_back(); });
        QCOMPARE(hashes.size(), std::size_t{9});
        QCOMPARE(contentHash(Corpus(base)), contentHash(base));
    }

    void documentsOfASplitComeInOrder() {
        const Corpus corpus{{}, {}, {{"1", "", 0, Split::Test, {}}, {"2", "", 0, Split::Train, {}},
                                     {"3", "", 0, Split::Test, {}}}};
        QCOMPARE(documentsOf(corpus, Split::Test), (std::vector<std::int64_t>{0, 2}));
        QVERIFY(documentsOf(corpus, Split::Validation).empty());
    }

    void noTextIsDrawnIntoTwoSplitsAndTheSharesAreKept() {
        std::vector<Document> documents = documentsWith(1000, 3);
        assignSplits(documents, Given(documents.size()), {0.10, 0.15, 7});
        QCOMPARE(textsInSeveralSplits(documents), std::int64_t{0});
        auto texts = textsBySplit(documents);
        QCOMPARE(texts[Split::Validation].size(), std::size_t{100});
        QCOMPARE(texts[Split::Test].size(), std::size_t{150});
        QCOMPARE(texts[Split::Train].size(), std::size_t{750});
    }

    void aDrawRepeatsWithItsSeedAndOnlyWithIt() {
        const auto documents = documentsWith(200, 1);
        const Given open(documents.size());
        QCOMPARE(drawn(documents, open, {0.1, 0.15, 3}), drawn(documents, open, {0.1, 0.15, 3}));
        QVERIFY(drawn(documents, open, {0.1, 0.15, 3}) != drawn(documents, open, {0.1, 0.15, 4}));
    }

    void aDrawMixesTheOrderOfTheFile() {
        const std::string letters = drawn(documentsWith(1000, 1), Given(1000), {0.2, 0.3, 1});
        const auto tests = [&](std::size_t from) {
            const auto begin = letters.begin() + static_cast<std::ptrdiff_t>(from);
            return std::count(begin, begin + 500, 'e');
        };
        QVERIFY2(tests(0) > 120 && tests(500) > 120, letters.c_str()); // 150 expected, standard deviation 7
    }

    void givenSplitsStayAndValidationComesFromTrain() {
        std::vector<Document> documents = documentsWith(200, 1);
        documents[199].text = documents[0].text; // in train and in test: a leak of the source's own
        Given given(200, Split::Train);
        std::fill(given.begin() + 150, given.end(), Split::Test);
        assignSplits(documents, given, {0.2, 0.15, 1});
        for (std::size_t i = 150; i < 200; ++i)
            QVERIFY(documents[i].split == Split::Test);
        QVERIFY(documents[0].split == Split::Train);
        auto texts = textsBySplit(documents);
        QCOMPARE(texts[Split::Validation].size(), std::size_t{30}); // of the 149 that test does not have
        QCOMPARE(texts[Split::Train].size(), std::size_t{120});
        QCOMPARE(textsInSeveralSplits(documents), std::int64_t{1});
    }

    void aTextWithoutASplitFollowsItsCopyThatHasOne() {
        std::vector<Document> documents = documentsWith(10, 2);
        Given given(20);
        std::fill(given.begin(), given.begin() + 10, Split::Test);
        assignSplits(documents, given, {0.5, 0.4, 1});
        QCOMPARE(splitsOf(documents), std::string(20, 'e'));
    }

    void aSplitThatIsGivenElsewhereGetsNoShare() {
        Given given(100);
        given[0] = Split::Test;
        const std::string letters = drawn(documentsWith(100, 1), given, {0.1, 0.5, 1});
        QCOMPARE(std::count(letters.begin(), letters.end(), 'e'), std::ptrdiff_t{1});
        QCOMPARE(std::count(letters.begin(), letters.end(), 'a'), std::ptrdiff_t{10});
    }

    void sharesThatLeaveNothingToTrainOnAreRefused() {
        EXPECT_ERROR(drawn(documentsWith(4, 1), Given(4), {0.5, 0.5, 1}), ErrorKind::Usage, "leave texts to train on");
        EXPECT_ERROR(drawn(documentsWith(4, 1), Given(4), {-0.1, 0.5, 1}), ErrorKind::Usage, "must not be negative");
    }
};

QTEST_APPLESS_MAIN(TestCorpus)
#include "tst_corpus.moc"
