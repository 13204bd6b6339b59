// A part of an evaluation equals the evaluation of that part: the index built of the kept texts alone; groups against the metrics.
#include "base/random.h"
#include "codes_text.h"
#include "core/text/expect_error.h"
#include "evaluate/groups.h"
#include <QTest>
#include <cmath>
#include <sstream>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {
constexpr int texts = 30, features = 6;

struct Drawn {
    text::Corpus corpus;
    text::PackedTokens tokens;
    sae::SparseCodes a, b;
    std::vector<std::string> groups;
};

// Texts of one to five one-letter words, some twice; those that `keep` leaves out are not made, though their numbers are drawn.
Drawn drawn(const std::vector<bool>& keep) {
    Random random(5);
    Drawn d;
    d.corpus.classNames = {"x", "y"};
    d.a.features = d.b.features = features;
    for (int t = 0; t < texts; ++t) {
        const std::int64_t words = 1 + t % 5, kind = random.below(4);
        std::string text;
        for (std::int64_t w = 0; w < words; ++w)
            text += std::string(w > 0, ' ') + static_cast<char>('a' + kind + w);
        d.corpus.documents.push_back({std::to_string(t), text, t % 2, text::Split::Test, {}});
        const bool kept = keep.empty() || keep[static_cast<std::size_t>(t)];
        for (std::int64_t w = 0; w < words; ++w) {
            for (sae::SparseCodes* codes : {&d.a, &d.b}) {
                for (std::int32_t f = 0; f < features; ++f)
                    if (const double value = random.normal(); value > .4 && kept) {
                        codes->indices.push_back(f);
                        codes->values.push_back(static_cast<float>(value));
                    }
                if (kept)
                    codes->rowStarts.push_back(std::ssize(codes->indices));
            }
            if (kept) {
                d.tokens.ids.push_back(static_cast<std::int32_t>(w));
                d.tokens.ranges.push_back({static_cast<std::int32_t>(2 * w), static_cast<std::int32_t>(2 * w + 1)});
            }
        }
        if (kept) {
            d.tokens.starts.push_back(std::ssize(d.tokens.ids));
            d.tokens.documents.push_back(t);
            d.tokens.labels.push_back(t % 2);
            d.groups.push_back(t % 3 == 0 ? "third" : "other");
        }
    }
    return d;
}

EvaluationIndex indexOf(const Drawn& d) { return {d.a, d.b, d.tokens, d.corpus}; }

std::string printed(const EvaluationIndex& index) {
    std::ostringstream out;
    for (std::int64_t row = 0; row < index.rowCount(); ++row)
        out << index.nodeOf(row) << "@" << index.wordRangeOf(row).begin << "/" << index.rangeOf(row).begin << "/" << index.idOf(row) << "/"
            << index.textOf(row) << " ";
    for (std::int64_t text = 0; text < index.textCount(); ++text)
        out << "| " << index.documentOf(text) << " " << index.labelOf(text) << " " << index.firstCopyOf(text);
    for (std::int32_t feature = 0; feature < index.featureCount(); ++feature)
        for (const Firing& firing : index.firings(feature))
            out << " f" << feature << ":" << firing.row << "=" << firing.a << "/" << firing.b;
    return out.str();
}
} // namespace

class TestIndexPart : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPartEqualsTheIndexOfItsTexts() {
        std::vector<bool> keep;
        for (int t = 0; t < texts; ++t)
            keep.push_back(t % 3 == 0);
        const EvaluationIndex whole = indexOf(drawn({}));
        QCOMPARE(printed(whole.onlyTexts(keep)), printed(indexOf(drawn(keep))));
        QCOMPARE(printed(whole.onlyTexts(std::vector<bool>(texts, true))), printed(whole));
        QCOMPARE(whole.onlyTexts(std::vector<bool>(texts, false)).rowCount(), 0);
        EXPECT_ERROR(whole.onlyTexts({true}), ErrorKind::Shape, "of 1 texts, but 30 were evaluated");
    }
    void theCodesComeBackRowByRow() {
        const Drawn d = drawn({});
        const auto codes = indexOf(d).codes();
        QVERIFY(codes[0].rowStarts == d.a.rowStarts && codes[0].indices == d.a.indices && codes[0].values == d.a.values);
        QVERIFY(codes[1].rowStarts == d.b.rowStarts && codes[1].indices == d.b.indices && codes[1].values == d.b.values);
    }
    void groupsHaveTheNumbersOfTheirOwnMetrics() {
        const EvaluationIndex whole = indexOf(drawn({}));
        const std::vector<std::string> groups = drawn({}).groups;
        for (const Pooling pooling : {Pooling::PerToken, Pooling::MeanPooled})
            for (std::int32_t feature = 0; feature < features; ++feature) {
                const auto rows = featureInGroups(feature, whole, groups, pooling);
                QCOMPARE(rows.size(), std::size_t{2});
                QCOMPARE(rows[0].name, std::string("other")); // the larger one
                for (const GroupRow& row : rows) {
                    std::vector<bool> keep;
                    for (const std::string& group : groups)
                        keep.push_back(group == row.name);
                    const EvaluationIndex part = whole.onlyTexts(keep);
                    const auto codes = part.codes();
                    const PairMetrics metrics = pairMetrics(codes[0], codes[1], part.starts(), {pooling, 1, .7});
                    const FeatureRow& expected = metrics.features[static_cast<std::size_t>(feature)];
                    QCOMPARE(row.rows, metrics.rows);
                    QCOMPARE(row.texts, part.textCount());
                    if (pooling == Pooling::PerToken) {
                        QCOMPARE(row.firesA, expected.firesA);
                        QCOMPARE(row.firesB, expected.firesB);
                    }
                    QVERIFY(std::abs(row.meanA - expected.meanA) < 1e-12 && std::abs(row.meanB - expected.meanB) < 1e-12);
                    QVERIFY(std::abs(row.r - expected.r) < 1e-9);
                }
            }
        EXPECT_ERROR(featureInGroups(0, whole, {"one"}, Pooling::PerToken), ErrorKind::Shape, "1 groups were named for 30 texts");
    }
};

QTEST_APPLESS_MAIN(TestIndexPart)
#include "tst_index_part.moc"
