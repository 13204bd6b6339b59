// Options of the training that are out of their range are refused before anything is read, by name and with the range.
#include "base/error.h"
#include "sae/train.h"
#include <QTest>
#include <limits>

using namespace crosseed;
using namespace crosseed::sae;

namespace {

constexpr double noNumber = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

template <typename Change> QString refusal(Change change) {
    TrainOptions options;
    change(options);
    try {
        train({}, SaeConfig{}, options);
    } catch (const Error& error) {
        return (error.kind() == ErrorKind::Usage ? "" : "another kind: ") + QString::fromUtf8(error.what());
    }
    return "no error";
}

} // namespace

class TestTrainOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRateMustBePositive() {
        for (const double value : {0.0, -1e-3, noNumber, infinity}) {
            QVERIFY(refusal([=](TrainOptions& o) { o.learningRate = value; }).startsWith("learning_rate is "));
            QVERIFY(refusal([=](TrainOptions& o) { o.epsilon = value; }).endsWith("it must be above 0."));
        }
    }
    void weightsMustNotBeNegative() {
        for (const double value : {-1.0, noNumber, infinity}) {
            QVERIFY(refusal([=](TrainOptions& o) { o.weights.kl = value; }).startsWith("lambda_kl is "));
            QVERIFY(refusal([=](TrainOptions& o) { o.weights.downstream = value; }).startsWith("lambda_ds is "));
            QVERIFY(refusal([=](TrainOptions& o) { o.weights.local = value; }).startsWith("lambda_local is "));
            QVERIFY(refusal([=](TrainOptions& o) { o.weights.cross = value; }).startsWith("lambda_cross is "));
            QVERIFY(refusal([=](TrainOptions& o) { o.weights.auxiliary = value; }).startsWith("lambda_aux is "));
            QVERIFY(refusal([=](TrainOptions& o) { o.weightDecay = value; }).startsWith("weight_decay is "));
            QVERIFY(refusal([=](TrainOptions& o) { o.maxGradNorm = value; }).endsWith("it must be 0 or more."));
        }
        QVERIFY(refusal([](TrainOptions& o) { o.maxSteps = -1; }).startsWith("max_steps is -1"));
        QVERIFY(refusal([](TrainOptions& o) { o.deadAfterTokens = -1; }).startsWith("dead_after_tokens is -1"));
    }
    void sharesMustBeShares() {
        for (const double value : {-0.1, 1.1, noNumber})
            QVERIFY(refusal([=](TrainOptions& o) { o.warmupRatio = value; }).endsWith("it must lie between 0 and 1."));
        for (const double value : {-0.1, 1.0, noNumber}) {
            QVERIFY(refusal([=](TrainOptions& o) { o.beta1 = value; }).startsWith("beta1 is "));
            QVERIFY(refusal([=](TrainOptions& o) { o.beta2 = value; }).endsWith("it must be at least 0 and below 1."));
        }
    }
    void theEdgesOfTheRangesAreTaken() { // what is refused then is that there is no model
        const QString edge = refusal([](TrainOptions& o) {
            o.weights = {0, 0, 0, 0, 0};
            o.warmupRatio = 1;
            o.weightDecay = o.maxGradNorm = o.beta1 = o.beta2 = 0;
        });
        QCOMPARE(edge, refusal([](TrainOptions&) {}));
        QVERIFY2(!edge.contains("it must"), qPrintable(edge));
    }
};

QTEST_APPLESS_MAIN(TestTrainOptions)
#include "tst_train_options.moc"
