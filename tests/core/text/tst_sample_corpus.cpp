// The sample: its planted spans stand on the words that they claim, and its labels follow from them.
#include "base/files.h"
#include "expect_error.h"
#include "text/sample_corpus.h"
#include "text/splits.h"
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <map>
#include <set>

using namespace crosseed;
using namespace crosseed::text;

namespace {

QString lowerText(const Document& document) {
    return QString::fromStdString(document.text).toLower();
}

// Where the phrase begins whose bracketed word the span covers; -1 when the span covers something else.
int phraseBegin(const Document& document, const PlantedSpan& span, const QString& phrase) {
    const int before = static_cast<int>(phrase.indexOf('['));
    const int length = static_cast<int>(phrase.indexOf(']')) - before - 1;
    const int begin = span.range.begin - before;
    const QString plain = QString(phrase).remove('[').remove(']');
    const bool fits = begin >= 0 && span.range.end - span.range.begin == length &&
                      lowerText(document).mid(begin, plain.size()) == plain;
    return fits ? begin : -1;
}

int phraseBegin(const Document& document, const PlantedSpan& span, const QStringList& phrases) {
    if (phrases.isEmpty()) { // any single word
        const QString word = lowerText(document).mid(span.range.begin, span.range.end - span.range.begin);
        return word.isEmpty() || word.contains(' ') ? -1 : span.range.begin;
    }
    for (const QString& phrase : phrases)
        if (const int begin = phraseBegin(document, span, phrase); begin >= 0)
            return begin;
    return -1;
}

// True where only spaces, or nothing, stand between `at` and the end of the sentence before.
bool beginsASentence(const Document& document, int at) {
    const QString before = lowerText(document).left(at).trimmed();
    return before.isEmpty() || before.endsWith('.') || before.endsWith('!') || before.endsWith('?');
}

// What a person expects of each feature, apart from the grammar's own rules: words, place, sign.
struct Expected {
    QStringList words; // the phrases, each with its marked word in brackets; empty: any single word
    bool isFirst;      // the phrase stands at the beginning of a sentence
    int sign;          // of its effect on the label
};

const std::map<std::string, Expected>& expectedFeatures() {
    static const std::map<std::string, Expected> all{
        {"sentence-initial modal", {{"[could]", "[would]", "[can]", "[may]"}, true, 1}},
        {"hedge", {{"[maybe]", "[perhaps]", "i was [wondering]"}, false, 1}},
        {"thanks", {{"many [thanks]", "[thanks]", "[thank] you"}, true, 1}},
        {"apology", {{"[sorry]", "my [apologies]"}, true, 1}},
        {"greeting", {{"[hi]", "[hello]", "good [morning]"}, true, 1}},
        {"direct imperative", {{}, true, -1}},
        {"urgency", {{"[asap]", "right [now]", "[immediately]"}, false, -1}},
        {"please inside a sentence", {{"[please]"}, false, 1}},
        {"please at the beginning", {{"[please]"}, true, -1}},
        {"accusation", {{"why did you [not]", "you [people]"}, true, -1}},
        {"deference", {{"nice [work]", "great [idea]"}, true, 1}},
    };
    return all;
}

Tokenizer tokenizerOf(const Corpus& corpus) {
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("vocab.txt").toStdString();
    std::string lines;
    for (const std::string& piece : sampleVocabulary(corpus))
        lines += piece + "\n";
    writeFile(file, lines);
    return Tokenizer(file, {});
}

} // namespace

class TestSampleCorpus : public QObject {
    Q_OBJECT

    const SampleCorpus m_sample = sampleCorpus({4000, 1});

    // How often a text with the feature has a lower, the same or a higher label than one without, as a mean difference.
    double labelDifference(std::size_t planted) const {
        double sum[2] = {}, count[2] = {};
        for (std::size_t i = 0; i < m_sample.spans.size(); ++i) {
            const bool has = std::any_of(m_sample.spans[i].begin(), m_sample.spans[i].end(),
                                         [&](const PlantedSpan& span) { return span.planted == planted; });
            sum[has] += m_sample.corpus.documents[i].label;
            ++count[has];
        }
        return sum[1] / count[1] - sum[0] / count[0];
    }

private Q_SLOTS:
    void theSameSeedGivesTheSameSampleAndAnotherAnother() {
        const SampleCorpus again = sampleCorpus({4000, 1});
        QCOMPARE(contentHash(again.corpus), contentHash(m_sample.corpus));
        QVERIFY(again.spans == m_sample.spans);
        QVERIFY(contentHash(sampleCorpus({4000, 2}).corpus) != contentHash(m_sample.corpus));
    }

    void theTextsAreDifferentAndOfFiveToTwentyWords() {
        QCOMPARE(m_sample.corpus.documents.size(), std::size_t{4000});
        QCOMPARE(m_sample.spans.size(), std::size_t{4000});
        std::set<std::string> texts, ids;
        for (const Document& document : m_sample.corpus.documents) {
            texts.insert(document.text);
            ids.insert(document.id);
            const auto words = QString::fromStdString(document.text).split(' ').size();
            QVERIFY2(words >= 5 && words <= 20, document.text.c_str());
        }
        QCOMPARE(texts.size(), std::size_t{4000});
        QCOMPARE(ids.size(), std::size_t{4000});
    }

    void theClassesAndSplitsHaveTheirShares() {
        QCOMPARE(m_sample.corpus.classNames, (std::vector<std::string>{"impolite", "neutral", "polite"}));
        double counts[3] = {};
        for (const Document& document : m_sample.corpus.documents)
            ++counts[document.label];
        QVERIFY2(counts[0] > 800 && counts[1] < 2200 && counts[2] > 800,
                 qPrintable(QString("%1 %2 %3").arg(counts[0]).arg(counts[1]).arg(counts[2])));
        QCOMPARE(documentsOf(m_sample.corpus, Split::Train).size(), std::size_t{3000});
        QCOMPARE(documentsOf(m_sample.corpus, Split::Validation).size(), std::size_t{400});
        QCOMPARE(documentsOf(m_sample.corpus, Split::Test).size(), std::size_t{600});
    }

    void eachSpanStandsOnTheWordsOfItsFeature() {
        QCOMPARE(m_sample.plantedNames.size(), expectedFeatures().size());
        for (std::size_t i = 0; i < m_sample.spans.size(); ++i) {
            const Document& document = m_sample.corpus.documents[i];
            for (const PlantedSpan& span : m_sample.spans[i]) {
                const std::string& name = m_sample.plantedNames[span.planted];
                const Expected& expected = expectedFeatures().at(name);
                const int begin = phraseBegin(document, span, expected.words);
                QVERIFY2(begin >= 0, qPrintable(QString::fromStdString(name + " in " + document.text)));
                if (expected.isFirst || name == "please inside a sentence" || name == "urgency")
                    QVERIFY2(beginsASentence(document, begin) == expected.isFirst, document.text.c_str());
            }
        }
    }

    void noPlantedFormIsLeftUnmarked() { // words that mean nothing else must always carry their span
        const std::map<QString, std::string> always{
            {"[thank] you", "thanks"},     {"many [thanks]", "thanks"},  {"[perhaps]", "hedge"},
            {"i was [wondering]", "hedge"}, {"[asap]", "urgency"},       {"right [now]", "urgency"},
            {"you [people]", "accusation"}, {"nice [work]", "deference"}, {"great [idea]", "deference"},
            {"my [apologies]", "apology"}, {"good [morning]", "greeting"}};
        for (std::size_t i = 0; i < m_sample.spans.size(); ++i) {
            const Document& document = m_sample.corpus.documents[i];
            for (const auto& [words, name] : always) {
                const QString plain = QString(words).remove('[').remove(']');
                const auto at = lowerText(document).indexOf(plain);
                const bool isMarked = std::any_of(
                    m_sample.spans[i].begin(), m_sample.spans[i].end(), [&](const PlantedSpan& span) {
                        return m_sample.plantedNames[span.planted] == name && phraseBegin(document, span, words) == at;
                    });
                QVERIFY2(at < 0 || isMarked, document.text.c_str());
            }
        }
    }

    void eachFeatureIsFrequentAndMovesTheLabelItsWay() {
        std::vector<std::int64_t> texts(m_sample.plantedNames.size());
        for (const auto& spans : m_sample.spans) {
            std::set<std::size_t> present;
            for (const PlantedSpan& span : spans)
                present.insert(span.planted);
            for (const std::size_t planted : present)
                ++texts[planted];
        }
        for (std::size_t planted = 0; planted < texts.size(); ++planted) {
            const std::string& name = m_sample.plantedNames[planted];
            QVERIFY2(texts[planted] >= 320, name.c_str()); // 8 %
            const double difference = labelDifference(planted);
            QVERIFY2(difference * expectedFeatures().at(name).sign > 0.08,
                     qPrintable(QString::fromStdString(name) + QString(": %1").arg(difference)));
        }
    }

    void oneTextInTwentyHasAnotherLabelThanItsFeaturesSay() {
        std::map<std::set<std::size_t>, std::map<int, int>> labelsOfFeatures;
        for (std::size_t i = 0; i < m_sample.spans.size(); ++i) {
            std::set<std::size_t> present;
            for (const PlantedSpan& span : m_sample.spans[i])
                present.insert(span.planted);
            ++labelsOfFeatures[present][m_sample.corpus.documents[i].label];
        }
        int texts = 0, others = 0; // against the majority of texts with the same features
        for (const auto& [features, labels] : labelsOfFeatures) {
            int sum = 0, most = 0;
            for (const auto& [label, count] : labels)
                sum += count, most = std::max(most, count);
            if (sum < 10)
                continue;
            texts += sum;
            others += sum - most;
        }
        const double share = static_cast<double>(others) / texts;
        QVERIFY2(texts > 2000 && share > 0.035 && share < 0.065, qPrintable(QString("%1 of %2").arg(share).arg(texts)));
    }

    void allWordsAreInTheVocabulary() {
        const auto pieces = sampleVocabulary(m_sample.corpus);
        QCOMPARE(std::set<std::string>(pieces.begin(), pieces.end()).size(), pieces.size());
        const Tokenizer tokenizer = tokenizerOf(m_sample.corpus);
        for (const Document& document : m_sample.corpus.documents)
            for (const std::int32_t id : tokenizer.encode(document.text).ids)
                QVERIFY2(!tokenizer.piece(id).starts_with("##") && tokenizer.piece(id) != "[UNK]",
                         document.text.c_str());
        const auto words = std::count_if(pieces.begin() + 5, pieces.end(), [](const std::string& piece) {
            return piece.size() > 1 && !piece.starts_with("##");
        });
        QVERIFY2(words >= 150 && words <= 250, qPrintable(QString::number(words)));
        const Tokenizer known = tokenizerOf({{}, {}, {{"", "Page", 0, Split::Train, {}}}});
        QVERIFY(known.idOf("page") && !known.idOf("table"));
        for (const std::int32_t id : known.encode("a table 17!").ids) // from single characters
            QVERIFY(known.piece(id) != "[UNK]");
    }

    void theTruthIsAboutContextAndNotAboutWords() {
        const Tokenizer tokenizer = tokenizerOf(m_sample.corpus);
        const PackedTokens tokens = tokenize(m_sample.corpus, Split::Test, tokenizer, 64);
        const std::map<std::string, std::vector<std::string>> twoFaced{
            {"sentence-initial modal", {"could", "would", "can", "may"}},
            {"urgency", {"immediately"}},
            {"thanks", {"thanks"}},
            {"apology", {"sorry"}},
            {"greeting", {"hello", "morning"}},
            {"hedge", {"maybe"}},
            {"deference", {"work", "idea"}},
            {"accusation", {"people"}},
            {"please inside a sentence", {"please"}},
            {"please at the beginning", {"please"}}};
        for (std::size_t planted = 0; planted < m_sample.plantedNames.size(); ++planted) {
            const auto truth = plantedTruth(m_sample, tokens, planted);
            QCOMPARE(truth.size(), tokens.ids.size());
            std::map<std::string, std::set<int>> values;
            for (std::size_t token = 0; token < truth.size(); ++token)
                values[tokenizer.piece(tokens.ids[token])].insert(truth[token]);
            QVERIFY(values["[CLS]"] == std::set<int>{0} && values["[SEP]"] == std::set<int>{0});
            if (twoFaced.contains(m_sample.plantedNames[planted]))
                for (const std::string& word : twoFaced.at(m_sample.plantedNames[planted]))
                    QVERIFY2(values[word].size() == 2, (m_sample.plantedNames[planted] + ": " + word).c_str());
        }
    }

    void truthCoversTheTokensOfASpanAndNoOthers() { // a text and its spans written by hand
        SampleCorpus own;
        own.corpus.documents = {{"0", "Not used.", 0, Split::Train, {}},
                                {"1", "Many thanks, right now.", 0, Split::Train, {}}};
        own.plantedNames = {"thanks", "urgency"};
        own.spans = {{{0, {0, 3}}}, {{0, {0, 11}}, {1, {13, 22}}}};
        const Tokenizer tokenizer = tokenizerOf(own.corpus);
        const PackedTokens tokens = tokenize(own.corpus, std::vector<std::int64_t>{1}, tokenizer, 64);
        using Truth = std::vector<std::uint8_t>; // [CLS] many thanks , right now . [SEP]
        QCOMPARE(plantedTruth(own, tokens, 0), (Truth{0, 1, 1, 0, 0, 0, 0, 0}));
        QCOMPARE(plantedTruth(own, tokens, 1), (Truth{0, 0, 0, 0, 1, 1, 0, 0}));
        EXPECT_ERROR(plantedTruth(own, tokens, 2), ErrorKind::Shape, "plants 2 features; there is none of index 2");
        PackedTokens foreign = tokens;
        foreign.documents = {2};
        EXPECT_ERROR(plantedTruth(own, foreign, 0), ErrorKind::Shape, "2 documents; there is none of index 2");
    }

    void aSampleWithoutTextsIsRefused() {
        EXPECT_ERROR(sampleCorpus({0, 1}), ErrorKind::Usage, "at least one text, not 0");
    }
};

QTEST_APPLESS_MAIN(TestSampleCorpus)
#include "tst_sample_corpus.moc"
