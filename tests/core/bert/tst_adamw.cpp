// The optimiser's step against torch.optim.AdamW, and clipping against its formula.
#include "base/random.h"
#include "bert/adamw.h"
#include "core/bert/goldens.h"
#include "core/text/expect_error.h"
#include <QTest>

using namespace crosseed;
using namespace crosseed::bert;

class TestAdamw : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fourStepsAgreeWithPyTorch() {
        const TinyGolden golden;
        const auto before = golden.values("adamw.before"), gradients = golden.values("adamw.gradients");
        std::vector<float> weights(before.begin(), before.end()), first(300), second(300);
        for (std::int64_t step = 0; step < 4; ++step)
            adamwStep(
                weights, gradients.subspan(static_cast<std::size_t>(step) * 300, 300), first, second,
                {.learningRate = 3e-3, .weightDecay = 0.05, .beta1 = 0.8, .beta2 = 0.95, .step = step + 1});
        QVERIFY(largestDifference(weights, golden.values("adamw.after")) < 1e-6);
        QVERIFY(largestDifference(weights, before) > 5e-3);
    }
    void theFirstStepIsTheLearningRateInTheGradientsDirection() { // m / sqrt(v) is then the sign
        std::vector<float> weights{2, 2, 2}, first(3), second(3);
        const std::vector<float> gradient{5, -0.01f, 0};
        adamwStep(weights, gradient, first, second, {.learningRate = 0.125, .epsilon = 0});
        QVERIFY(std::abs(weights[0] - 1.875f) < 1e-6f);
        QVERIFY(std::abs(weights[1] - 2.125f) < 1e-6f);
        QVERIFY(std::abs(first[0] - 0.5f) < 1e-6f);
        QVERIFY(std::abs(second[0] - 0.025f) < 1e-7f);
    }
    void decayIsApartFromTheGradient() {
        std::vector<float> weights{2}, first(1), second(1);
        const std::vector<float> gradient{0};
        adamwStep(weights, gradient, first, second, {.learningRate = 0.1, .weightDecay = 0.5});
        QVERIFY(std::abs(weights[0] - 1.9f) < 1e-6f);
        QCOMPARE(first[0], 0.0f);
    }
    void theScaleMultipliesTheGradient() {
        std::vector<float> scaled{1, 1}, plain{1, 1}, first(2), second(2), otherFirst(2), otherSecond(2);
        const std::vector<float> gradient{4, -8}, half{2, -4};
        adamwStep(scaled, gradient, first, second, {.learningRate = 0.1, .gradientScale = 0.5});
        adamwStep(plain, half, otherFirst, otherSecond, {.learningRate = 0.1});
        QVERIFY(scaled == plain && first == otherFirst && second == otherSecond);
        QVERIFY(first[0] > 0);
    }
    void longVectorsAreUpdatedAsTheirPieces() { // more than two chunks of threads, and a rest
        const std::size_t size = 40001;
        Random random(3);
        std::vector<float> weights(size), gradient(size), first(size), second(size);
        for (std::size_t i = 0; i < size; ++i) {
            weights[i] = static_cast<float>(random.normal());
            gradient[i] = static_cast<float>(random.normal());
        }
        const std::vector<float> before = weights;
        adamwStep(weights, gradient, first, second, {.learningRate = 0.01, .weightDecay = 0.1});
        for (std::size_t i = 0; i < size; ++i) {
            const double g = gradient[i];
            const double expected = before[i] * (1 - 0.001) - 0.01 * g / (std::abs(g) + 1e-8);
            QVERIFY2(std::abs(weights[i] - expected) < 1e-6, qPrintable(QString::number(i)));
        }
    }
    void sumOfSquaresIsExactForWholeNumbers() {
        std::vector<float> values(40003, 3.0f);
        QCOMPARE(sumOfSquares(values), 9.0 * 40003);
        values.back() = 100;
        QCOMPARE(sumOfSquares(values), 9.0 * 40002 + 10000);
        QCOMPARE(sumOfSquares({}), 0.0);
        values.assign(2, 1e30f); // its square has no room in float32
        QVERIFY(std::abs(sumOfSquares(values) / 2e60 - 1) < 1e-6);
    }
    void clippingIsThatOfPyTorch() {
        QCOMPARE(clipScale(4, 1), 1 / (4 + 1e-6));
        QCOMPARE(clipScale(0.5, 1), 1.0);
        QCOMPARE(clipScale(0, 1), 1.0);
        QCOMPARE(clipScale(1e9, 0), 1.0);
        QCOMPARE(clipScale(1e9, -1), 1.0);
    }
    void whatDoesNotFitIsRefused() {
        std::vector<float> two(2), three(3), more(3), gradient(3);
        EXPECT_ERROR(adamwStep(two, gradient, three, more, {}), ErrorKind::Shape,
                     "as many gradients and moments");
        EXPECT_ERROR(adamwStep(three, gradient, two, more, {}), ErrorKind::Shape,
                     "as many gradients and moments");
        EXPECT_ERROR(adamwStep(three, gradient, more, two, {}), ErrorKind::Shape,
                     "as many gradients and moments");
        std::vector<float> weights(3);
        EXPECT_ERROR(adamwStep(weights, gradient, three, more, {.step = 0}), ErrorKind::Internal,
                     "counted from 1");
    }
};

QTEST_APPLESS_MAIN(TestAdamw)
#include "tst_adamw.moc"
