// Classes by quartile and balanced training texts: a table worked by hand, and the politeness corpus by its counts.
#include "base/files.h"
#include "expect_error.h"
#include "text/import_table.h"
#include <QTemporaryDir>
#include <QTest>
#include <map>
#include <set>

using namespace crosseed;
using namespace crosseed::text;

namespace {
TableOptions quartiles() {
    TableOptions options;
    options.labelColumn = "score";
    options.quartileClasses = {"low", "middle", "high"};
    options.validationShare = options.testShare = 0;
    return options;
}

std::vector<int> labelsOf(const Corpus& corpus) {
    std::vector<int> labels;
    for (const Document& document : corpus.documents)
        labels.push_back(document.label);
    return labels;
}
} // namespace

class TestQuartileClasses : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::string write(const std::string& content, const char* name) {
        const std::string file = m_folder.filePath(name).toStdString();
        writeFile(file, content);
        return file;
    }

private Q_SLOTS:
    void eachFileIsCutAtItsOwnQuartiles() {
        // 1 2 3 4 10: quartiles 2 and 4; -1 -.5 0 20: quartiles -.625 and 5 (linear interpolation); a cell without a number
        const std::string one = write("text,score\na,10\nb,2\nc,3\nd,4\ne,1\n", "one.csv");
        const std::string two = write("text,score\nf,-0.5\ng,20\nh,\ni,-1\nj,0\n", "two.csv");
        const Corpus corpus = importTable({{one, {}}, {two, {}}}, quartiles());
        QCOMPARE(corpus.classNames, (std::vector<std::string>{"low", "middle", "high"}));
        QCOMPARE(labelsOf(corpus), (std::vector<int>{2, 0, 1, 2, 0, 1, 2, -1, 0, 1}));
    }

    void aLabelThatIsNoNumberIsNamedWithItsLine() {
        const std::string file = write("text,score\na,2.5\nb,\"1,5\"\n", "bad.csv");
        EXPECT_ERROR(importTable({{file, {}}}, quartiles()), ErrorKind::BadInput, "line 3, field score: \"1,5\" is not a number");
        TableOptions two = quartiles();
        two.quartileClasses = {"low", "high"};
        EXPECT_ERROR(importTable({{file, {}}}, two), ErrorKind::Usage, "three names");
    }

    void onlyTrainIsBalancedAndNoCopyLeaks() {
        std::string table = "text,label\n";
        for (int i = 0; i < 200; ++i)
            table += "text " + std::to_string(i) + "," + (i % 5 == 0 ? "rare" : "common") + "\n";
        const std::string file = write(table, "many.csv");
        TableOptions options;
        options.labelColumn = "label";
        const Corpus plain = importTable({{file, {}}}, options);
        options.oversampleTrain = true;
        const Corpus balanced = importTable({{file, {}}}, options);
        std::map<std::pair<Split, int>, int> before, after;
        std::map<std::string, std::set<Split>> splits;
        std::map<std::string, int> copies;
        std::set<std::string> ids;
        for (const Document& d : plain.documents)
            ++before[{d.split, d.label}];
        for (const Document& d : balanced.documents) {
            ++after[{d.split, d.label}];
            splits[d.text].insert(d.split);
            ++copies[d.text];
            ids.insert(d.id);
        }
        for (const Split split : {Split::Validation, Split::Test})
            for (const int label : {0, 1})
                QCOMPARE((after[{split, label}]), (before[{split, label}]));
        QVERIFY((before[{Split::Train, 1}] < before[{Split::Train, 0}]));
        QCOMPARE((after[{Split::Train, 0}]), (before[{Split::Train, 0}]));
        QCOMPARE((after[{Split::Train, 1}]), (before[{Split::Train, 0}]));
        for (const auto& [text, in] : splits)
            QCOMPARE(in.size(), std::size_t{1});
        QCOMPARE(ids.size(), balanced.documents.size());
        int most = 0, least = 1000; // of the rare train texts, no text is copied more than once more than another
        for (const Document& d : plain.documents)
            if (d.split == Split::Train && d.label == 1)
                most = std::max(most, copies[d.text]), least = std::min(least, copies[d.text]);
        QVERIFY(most - least <= 1);
    }

    void thePolitenessCorpusHasItsQuartileClasses() { // counted by other means in its README
        const std::string folder = CROSSEED_SHARED_DIR "/datasets/stanford-politeness/";
        if (!std::filesystem::exists(folder))
            QSKIP("../shared/datasets/stanford-politeness is not there.");
        TableOptions options = quartiles();
        options.textColumn = "Request";
        options.labelColumn = "Normalized Score";
        options.idColumn = "Id";
        const Corpus corpus =
            importTable({{folder + "wikipedia.annotated.csv", {}}, {folder + "stack-exchange.annotated.csv", {}}}, options);
        QCOMPARE(corpus.documents.size(), std::size_t{10956});
        std::vector<int> wikipedia(3), both(3);
        for (std::size_t i = 0; i < corpus.documents.size(); ++i) {
            const auto label = static_cast<std::size_t>(corpus.documents[i].label);
            ++both[label];
            wikipedia[label] += i < 4353;
        }
        QCOMPARE(wikipedia, (std::vector<int>{1089, 2175, 1089}));
        QCOMPARE(both, (std::vector<int>{2740, 5476, 2740}));
    }
};

QTEST_APPLESS_MAIN(TestQuartileClasses)
#include "tst_quartile_classes.moc"
