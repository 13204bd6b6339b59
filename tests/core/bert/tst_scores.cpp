// Accuracy, macro F1 and cross-entropy of logits worked by hand.
#include "base/files.h"
#include "bert/scores.h"
#include "core/text/expect_error.h"
#include <QTest>
#include <cmath>
#include <nlohmann/json.hpp>

using namespace crosseed;
using namespace crosseed::bert;

namespace {

FloatMatrix matrix(std::int64_t rows, std::int64_t cols, std::vector<float> values) {
    FloatMatrix m(rows, cols);
    m.values = std::move(values);
    return m;
}

// Predictions 0, 1, 1, 0, 2 of five classes' first three; nobody has the classes 3 and 4.
FloatMatrix five() {
    return matrix(5, 5, {9, 1, 2, 0, 0, -3, -1, -2, -9, -9, 0, 4, 3, 0, 0, 5, 1, 1, 1, 1, 0, 0, 1, 0, 0});
}

} // namespace

class TestScores : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void accuracyIsTheShareOfRightRows() {
        const FloatMatrix logits = five();
        QCOMPARE(accuracy(view(logits), {0, 1, 1, 0, 2}), 1.0);
        QCOMPARE(accuracy(view(logits), {0, 1, 2, 0, 1}), 0.6);
        QCOMPARE(accuracy(view(logits), {4, 4, 4, 4, 4}), 0.0);
        QCOMPARE(accuracy(view(logits), {0, -1, 2, -1, -1}), 0.5);
    }
    void theFirstOfEqualLogitsDecides() {
        const FloatMatrix logits = matrix(2, 3, {1, 1, 1, 0, 2, 2});
        QCOMPARE(accuracy(view(logits), {0, 1}), 1.0);
        QCOMPARE(accuracy(view(logits), {1, 2}), 0.0);
    }
    void macroF1AveragesTheClassesThatOccur() {
        const FloatMatrix logits = five();
        QCOMPARE(macroF1(view(logits), {0, 1, 1, 0, 2}), 1.0);
        // Labels 0 1 2 0 1: F1 is 2*2/(2+2) = 1, 2*1/(2+2) = 1/2 and 2*0/(1+1) = 0.
        QVERIFY(std::abs(macroF1(view(logits), {0, 1, 2, 0, 1}) - 0.5) < 1e-12);
        // Labels 3 1 - - -: class 0 predicted and class 3 labelled count with 0, class 1 with 1.
        QVERIFY(std::abs(macroF1(view(logits), {3, 1, -1, -1, -1}) - 1.0 / 3) < 1e-12);
    }
    void crossEntropyIsTheMeanNegativeLogProbability() {
        const float ln3 = std::log(3.0f);
        const FloatMatrix logits = matrix(3, 2, {0, 0, ln3, 0, 7, 7});
        QVERIFY(std::abs(crossEntropy(view(logits), {1, -1, -1}) - std::log(2.0)) < 1e-7);
        QVERIFY(std::abs(crossEntropy(view(logits), {-1, 0, -1}) + std::log(0.75)) < 1e-7);
        QVERIFY(std::abs(crossEntropy(view(logits), {0, 1, -1}) - (std::log(2.0) + std::log(4.0)) / 2) <
                1e-7);
    }
    void crossEntropyBearsLargeLogits() {
        const FloatMatrix logits = matrix(1, 2, {10000, -10000});
        QCOMPARE(crossEntropy(view(logits), {0}), 0.0);
        QCOMPARE(crossEntropy(view(logits), {1}), 20000.0);
    }
    void nothingThatCountsIsNotANumber() {
        const FloatMatrix logits = matrix(2, 2, {1, 2, 3, 4}), none(0, 2);
        for (const auto score : {accuracy, macroF1, crossEntropy}) {
            QVERIFY(std::isnan(score(view(logits), {-1, -1})));
            QVERIFY(std::isnan(score(view(none), {})));
            QVERIFY(!std::isnan(score(view(logits), {-1, 0})));
        }
    }
    void countsAndScoresAreScikitLearns() { // tests/goldens/bert/make_scores.py; counts exactly, sums in float64
        const auto golden = nlohmann::json::parse(readFile(CROSSEED_SOURCE_DIR "/tests/goldens/bert/scores.json"));
        for (const auto& test : golden["cases"]) {
            const auto labels = test["labels"].get<std::vector<std::int32_t>>();
            const auto classes = test["classes"].get<std::int64_t>();
            std::vector<float> values;
            for (const auto& row : test["logits"])
                for (const auto& value : row)
                    values.push_back(value.get<float>());
            const FloatMatrix logits = matrix(std::ssize(labels), classes, values);
            const ConfusionMatrix confusion = confusionMatrix(view(logits), labels);
            for (std::int64_t label = 0; label < classes; ++label)
                for (std::int64_t predicted = 0; predicted < classes; ++predicted)
                    QCOMPARE(confusion.at(label, predicted), test["confusion"][static_cast<std::size_t>(label)]
                                                                 [static_cast<std::size_t>(predicted)].get<std::int64_t>());
            QVERIFY(std::abs(accuracy(view(logits), labels) - test["accuracy"].get<double>()) < 1e-15);
            QVERIFY(std::abs(macroF1(view(logits), labels) - test["macro_f1"].get<double>()) < 1e-15);
        }
        QCOMPARE(golden["cases"].size(), std::size_t{4});
    }
    void whatDoesNotFitIsRefused() {
        const FloatMatrix logits = matrix(2, 2, {1, 2, 3, 4});
        for (const auto score : {accuracy, macroF1, crossEntropy}) {
            EXPECT_ERROR(score(view(logits), {0}), ErrorKind::Shape, "2 rows of logits do not fit 1 labels");
            EXPECT_ERROR(score(view(logits), {0, 2}), ErrorKind::Shape,
                         "Text 1 (counted from 0) has the label 2");
            EXPECT_ERROR(score(view(logits), {-2, 0}), ErrorKind::Shape, "label -2");
        }
    }
};

QTEST_APPLESS_MAIN(TestScores)
#include "tst_scores.moc"
