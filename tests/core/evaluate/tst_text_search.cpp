// Features in a text: a case drawn by hand, and a real pair of small models whose codes are read one by one.
#include "evaluate/text_search.h"
#include "codes_text.h"
#include "tiny_probe.h"
#include <QTemporaryDir>
#include <QTest>
#include <map>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {

// [CLS] would you ? [SEP] with the codes of A and B, one line a token.
ProbedText drawnText() {
    ProbedText text;
    text.ids = {2, 5, 6, 7, 3};
    text.pieces = {"[CLS]", "would", "you", "?", "[SEP]"};
    text.ranges = {{0, 0}, {0, 5}, {6, 9}, {9, 10}, {0, 0}};
    text.members[0].codes = codesOf(9, "0:9\n1:2 2:1\n1:3\n4:-1\n5:7\n");
    text.members[1].codes = codesOf(9, "0:9\n2:4\n1:1 3:0.5\n1:1 4:-2\n0:1\n");
    return text;
}

std::string printed(const TextSearch& found, const ProbedText& text) {
    std::ostringstream out;
    const auto piece = [&](std::int64_t token) { return token < 0 ? "-" : text.pieces[static_cast<std::size_t>(token)]; };
    for (const TextFeature& f : found.features)
        out << "f" << f.feature << " " << f.peakA << "@" << piece(f.peakTokenA) << " " << f.peakB << "@" << piece(f.peakTokenB) << " "
            << f.tokens.size() << "\n";
    out << found.total << " " << found.onlySpecial;
    return out.str();
}

} // namespace

class TestTextSearch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void featuresAreGivenWithTheirPeaks() {
        const ProbedText text = drawnText();
        QCOMPARE(printed(featuresInText(text), text), std::string("f2 1@would 4@would 1\nf1 3@you 1@you 3\nf3 0@- 0.5@you 1\n"
                                                                  "f4 -1@? -2@? 1\n4 2"));
        QCOMPARE(printed(featuresInText(text, {2, false}), text), std::string("f2 1@would 4@would 1\nf1 3@you 1@you 3\n4 2"));
        QCOMPARE(printed(featuresInText(text, {2, true}), text), std::string("f0 9@[CLS] 9@[CLS] 2\nf5 7@[SEP] 0@- 1\n6 0"));
    }
    void ofARealPairAllCodesAreThere() {
        QTemporaryDir folder;
        const TinyPair pair(folder.path().toStdString());
        Probe probe = pair.probe();
        const auto text = probe.probe(std::string("Would you mind sending the email?"));
        const TextSearch found = featuresInText(*text, {0, true});
        std::size_t codes = 0, given = 0;
        for (const ProbedMember& member : text->members)
            for (const float value : member.codes.values)
                codes += value != 0;
        for (const TextFeature& feature : found.features) {
            double peakA = -1e9, peakB = -1e9;
            for (const TokenCodes& place : feature.tokens) {
                QCOMPARE(place.a, static_cast<double>(text->code(0, place.token, feature.feature)));
                QCOMPARE(place.b, static_cast<double>(text->code(1, place.token, feature.feature)));
                given += (place.a != 0) + (place.b != 0);
                if (place.a != 0) peakA = std::max(peakA, place.a);
                if (place.b != 0) peakB = std::max(peakB, place.b);
            }
            QCOMPARE(feature.peakA, peakA == -1e9 ? 0 : peakA);
            QCOMPARE(feature.peakB, peakB == -1e9 ? 0 : peakB);
        }
        QCOMPARE(given, codes);
        QVERIFY(found.total > 5 && found.onlySpecial == 0);
        for (std::size_t i = 1; i < found.features.size(); ++i)
            QVERIFY(found.features[i - 1].strength() >= found.features[i].strength());
    }
};

QTEST_APPLESS_MAIN(TestTextSearch)
#include "tst_text_search.moc"
