// Presets by the paper's token counts (Table B2), and the stored import: its TOML gives the same corpus, a changed file is seen.
#include "base/files.h"
#include "core/text/expect_error.h"
#include "pipeline/corpus_recipe.h"
#include "pipeline/stages.h"
#include "text/corpus_health.h"
#include "text/table_file.h"
#include <QTemporaryDir>
#include <QTest>
#include <map>

using namespace crosseed;
using namespace crosseed::pipeline;

namespace {
const std::string dataSets = CROSSEED_SHARED_DIR "/datasets/";
const std::string vocabulary = CROSSEED_SHARED_DIR "/models/bert-base-uncased-vocab/vocab.txt";
bool isThere() { return std::filesystem::exists(dataSets) && std::filesystem::exists(vocabulary); }

CorpusSpec preset(const std::string& name, bool paper = false) {
    CorpusSpec spec;
    spec.preset = name;
    spec.folder = dataSets + name;
    spec.paper = paper;
    return spec;
}

std::int64_t firstTokens(const text::Corpus& corpus, text::Split split) {
    const text::Tokenizer tokenizer(vocabulary, {});
    for (const text::SplitHealth& own : text::corpusHealth(corpus, {}, &tokenizer).splits)
        if (own.split == split)
            return own.firstTokens;
    return -1;
}
} // namespace

class TestCorpusRecipe : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::string path(const char* name) { return m_folder.filePath(name).toStdString(); }
    std::string write(const char* name, const std::string& content) {
        writeFile(path(name), content);
        return path(name);
    }

private Q_SLOTS:
    void theTokenCountsOfTableB2ComeOut() {
        if (!isThere())
            QSKIP("../shared has no data sets or no vocabulary.");
        QCOMPARE(firstTokens(readCorpus(preset("sst2")), text::Split::Train), 5478);
        QCOMPARE(firstTokens(readCorpus(preset("tweeteval-emotion")), text::Split::Test), 11420); // the paper aligned on test rows
        QCOMPARE(firstTokens(readCorpus(preset("stanford-politeness", true)), text::Split::Train), 15267);
    }
    void politenessIsSplitByTextAndBalancedAfterwards() {
        if (!isThere())
            QSKIP("../shared has no data sets or no vocabulary.");
        const text::Corpus own = readCorpus(preset("stanford-politeness"));
        QCOMPARE(text::corpusHealth(own).leaks.size(), std::size_t{1}); // one test text nearly stands in train
        QCOMPARE(text::corpusHealth(own).leaks[0].exact, 0);
        std::map<int, int> train;
        for (const text::Document& document : own.documents)
            if (document.split == text::Split::Train)
                ++train[document.label];
        QVERIFY(train[0] == train[1] && train[1] == train[2]);
        // The published set has 16,428 rows, 5,476 a class, and the 500 of the sample first.
        const text::Corpus paper = readCorpus(preset("stanford-politeness", true));
        QCOMPARE(paper.documents.size(), std::size_t{16428});
        std::map<int, int> all;
        for (const text::Document& document : paper.documents)
            ++all[document.label];
        QVERIFY(all[0] == 5476 && all[1] == 5476 && all[2] == 5476);
        QVERIFY(text::corpusHealth(paper).leaks[0].exact > 500);
        const text::TableFile sample = text::readTable(dataSets + "stanford-politeness/frfede_politeness_corpus_sample.jsonl");
        for (std::size_t i = 0; i < sample.table.rows.size(); ++i) {
            QCOMPARE(paper.documents[i].text, sample.table.rows[i].fields[0]);
            QCOMPARE(std::to_string(paper.documents[i].label), sample.table.rows[i].fields[1]); // 0 impolite, 1 neutral, 2 polite
            QVERIFY(paper.documents[i].split == text::Split::Train);
        }
    }
    void whatIsGivenGoesBeforeThePreset() {
        CorpusSpec spec = preset("stanford-politeness");
        spec.folder = "there";
        spec.cutLevels = {.1, .9};
        spec.quartileClasses = {"a", "b", "c"};
        const CorpusSpec full = withPreset(spec);
        QCOMPARE(full.cutLevels, (std::vector<double>{.1, .9}));
        QCOMPARE(full.quartileClasses.at(0), std::string("a"));
        QCOMPARE(full.files.at(0), std::string("there/wikipedia.annotated.csv"));
        QCOMPARE(full.name, std::string("stanford-politeness"));
        spec.preset = "sst3";
        EXPECT_ERROR(withPreset(spec), ErrorKind::Usage, "did you mean sst2?");
        spec.preset = "sst2";
        spec.folder.clear();
        EXPECT_ERROR(withPreset(spec), ErrorKind::Usage, "needs folder");
    }
    void theStoredImportRepeatsItself() {
        store::Project project = store::Project::create(path("p.crosseed"));
        StageContext context{project};
        CorpusSpec spec;
        spec.name = "it's \"quoted\"\\";
        spec.file = write("t.csv", "text;score;who\nza\xBF\xF3\xB3\xE6;1,5;a\n\xB9\xEA;2,5;b\n\xB3;-1;a\nx;0;\nbroken\ny;7;c\n");
        spec.labelColumn = "score";
        spec.quartileClasses = {"low", "mid", "high"};
        spec.keepColumns = {"who"};
        spec.skipBroken = true;
        spec.testShare = .4;
        spec.seed = 7;
        const store::CorpusRow row = importCorpus(context, spec);
        const CorpusRecipe recipe = corpusRecipe(row);
        QCOMPARE(recipe.spec.encoding, std::string("windows-1250"));
        QCOMPARE(recipe.spec.delimiter, std::string(";"));
        QCOMPARE(recipe.spec.decimal, std::string(","));
        QCOMPARE(recipe.spec.quoting, std::optional(true));
        QCOMPARE(recipe.sources.at(0).broken, 1);
        QCOMPARE(recipe.sources.at(0).sha256.size(), std::size_t{64});
        QVERIFY(stateOf(recipe.sources[0]) == SourceState::Same);
        const std::string toml = write("corpus.toml", corpusToml(recipe.spec));
        store::Project other = store::Project::create(path("q.crosseed"));
        const store::CorpusRow again = importCorpus(StageContext{other}, readCorpusRecipe(toml));
        QCOMPARE(again.contentHash, row.contentHash);
        QCOMPARE(again.key, row.key);
        QCOMPARE(corpusToml(corpusRecipe(again).spec), corpusToml(recipe.spec));
        const text::Corpus documents = store::loadCorpus(project, row.id);
        QCOMPARE(documents.documents.at(0).text, std::string("za\xC5\xBC\xC3\xB3\xC5\x82\xC4\x87"));
        writeFile(spec.file, readFile(spec.file) + "z;1;d\n");
        QVERIFY(stateOf(recipe.sources[0]) == SourceState::Changed);
        std::filesystem::remove(spec.file);
        QVERIFY(stateOf(recipe.sources[0]) == SourceState::Missing);
    }
    void aCorpusOfAnEarlierVersionHasItsOptionsToo() {
        const CorpusRecipe recipe = corpusRecipe({CorpusId{1}, "c", "k", "h", R"({"format":"table","file":"a.csv","quoting":false})"});
        QCOMPARE(recipe.spec.quoting, std::optional(false));
        QVERIFY(recipe.sources.empty());
    }
    void valuesThatDoNotFitAreRefused() {
        CorpusSpec spec;
        spec.file = "x.csv";
        spec.decimal = ";";
        EXPECT_ERROR(tableOptions(spec), ErrorKind::Usage, "corpus.decimal is . or ,");
        spec.decimal.clear();
        spec.kind = "docx";
        EXPECT_ERROR(tableOptions(spec), ErrorKind::Usage, "the kinds are csv, jsonl, sav and dta");
        EXPECT_ERROR(readCorpusRecipe(write("none.toml", "[model]\nbase = \"x\"\n")), ErrorKind::Usage, "no table [corpus]");
        EXPECT_ERROR(readCorpusRecipe(write("wrong.toml", "[corpus]\nencodingg = \"x\"\n")), ErrorKind::Usage, "did you mean corpus.encoding?");
    }
};

QTEST_APPLESS_MAIN(TestCorpusRecipe)
#include "tst_corpus_recipe.moc"
