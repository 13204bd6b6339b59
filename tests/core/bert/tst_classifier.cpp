// The forward pass against Transformers (tests/goldens/bert/make_bert_goldens.py, which states the
// tolerances).
#include "bert/token_batches_module.h"
#include "core/bert/goldens.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <QTest>
#include <algorithm>

using namespace crosseed;
using namespace crosseed::bert;

namespace {

std::span<const float> valuesOf(const at::Tensor& tensor) {
    return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

struct Pass {
    std::vector<at::Tensor> hidden; // embeddings, then each layer
    at::Tensor logits;
};

Pass passOf(const Classifier& model, const text::PackedTokens& tokens,
            const std::vector<std::int64_t>& texts) {
    const c10::NoGradGuard noGradients;
    const TextBatch batch = textBatch(tokens, texts, at::kCPU);
    Pass pass;
    pass.hidden.push_back(model.network().embed(batch.ids, batch.packed));
    for (std::int64_t l = 0; l < model.config().layers; ++l)
        pass.hidden.push_back(model.network().layer(l, pass.hidden.back(), batch.packed));
    pass.logits = model.network().logits(pass.hidden.back(), batch.packed);
    for (at::Tensor& hidden : pass.hidden)
        hidden = hidden.contiguous();
    pass.logits = pass.logits.contiguous();
    return pass;
}

// Largest difference of the hidden states and logits of these texts, run as one batch, to the golden's.
double differenceToGolden(const Classifier& model, const TinyGolden& golden,
                          const std::vector<std::int64_t>& texts) {
    const Pass pass = passOf(model, golden.tokens, texts);
    double largest = 0;
    for (std::size_t l = 0; l < pass.hidden.size(); ++l) {
        std::size_t at = 0;
        for (const std::int64_t text : texts) {
            const auto expected = golden.rowsOf("hidden_" + std::to_string(l), text);
            largest = std::max(
                largest, largestDifference(valuesOf(pass.hidden[l]).subspan(at, expected.size()), expected));
            at += expected.size();
        }
    }
    for (std::size_t b = 0; b < texts.size(); ++b)
        largest = std::max(largest, largestDifference(valuesOf(pass.logits).subspan(b * 3, 3),
                                                      golden.values("logits").subspan(
                                                          static_cast<std::size_t>(texts[b]) * 3, 3)));
    return largest;
}

} // namespace

class TestClassifier : public QObject {
    Q_OBJECT
    TinyGolden m_golden;
    Classifier m_model = tinyModel();

private Q_SLOTS:
    void eachTextAloneAgreesWithTransformers() {
        QCOMPARE(m_golden.tokens.textCount(), 20);
        for (std::int64_t text = 0; text < 20; ++text)
            QVERIFY(differenceToGolden(m_model, m_golden, {text}) < 1e-5);
    }
    void packedBatchesAgreeWithTransformers() {
        std::vector<std::int64_t> all(20);
        std::iota(all.begin(), all.end(), std::int64_t{0});
        QVERIFY(differenceToGolden(m_model, m_golden, all) < 1e-5);
        std::reverse(all.begin(), all.end());
        QVERIFY(differenceToGolden(m_model, m_golden, all) < 1e-5);
        QVERIFY(differenceToGolden(m_model, m_golden, {2, 0, 6}) < 1e-5); // the longest beside the shortest
        QVERIFY(differenceToGolden(m_model, m_golden, {7, 7, 7}) < 1e-5);
    }
    void logitsAgreeWithTransformersPaddedBatch() {
        std::vector<std::int64_t> all(20);
        std::iota(all.begin(), all.end(), std::int64_t{0});
        const Pass pass = passOf(m_model, m_golden.tokens, all);
        QVERIFY(largestDifference(valuesOf(pass.logits), m_golden.values("logits_padded")) < 1e-5);
    }
    void theUpperLayersAloneGiveTheSame() {
        const Pass pass = passOf(m_model, m_golden.tokens, {3, 4, 5});
        const TextBatch batch = textBatch(m_golden.tokens, std::vector<std::int64_t>{3, 4, 5}, at::kCPU);
        const c10::NoGradGuard noGradients;
        const BertNetwork::Upper upper = m_model.network().runFrom(0, pass.hidden[1], batch.packed);
        QVERIFY(at::equal(upper.next, pass.hidden[2]));
        QVERIFY(at::equal(upper.logits, pass.logits));
        QVERIFY_THROWS_EXCEPTION(Error, m_model.network().runFrom(2, pass.hidden[3], batch.packed));
        QVERIFY_THROWS_EXCEPTION(Error, m_model.network().layer(3, pass.hidden[3], batch.packed));
    }
    void hiddenStatesDoNotDependOnTheBatch() {
        BertConfig config = m_model.config();
        config.initializerRange = 0.3;
        const Classifier model = Classifier::random(config, 9);
        const Pass alone = passOf(model, m_golden.tokens, {4});
        const Pass among = passOf(model, m_golden.tokens, {2, 4, 8, 0});
        const std::int64_t begin = m_golden.tokens.lengthOf(2), length = m_golden.tokens.lengthOf(4);
        for (std::size_t l = 0; l < alone.hidden.size(); ++l)
            QVERIFY((alone.hidden[l] - among.hidden[l].narrow(0, begin, length)).abs().max().item<double>() <
                    1e-5);
        QVERIFY((alone.logits[0] - among.logits[1]).abs().max().item<double>() < 1e-5);
        QVERIFY((alone.logits[0] - among.logits[0]).abs().max().item<double>() > 1e-3);
    }
    void aDropoutStreamChangesATrainingPassAndItsSeedRepeatsIt() {
        const TextBatch batch = textBatch(m_golden.tokens, std::vector<std::int64_t>{2, 8}, at::kCPU);
        const c10::NoGradGuard noGradients;
        const auto hidden = [&](std::uint64_t seed) {
            DropoutStream stream{seed, 0};
            const at::Tensor embedded = m_model.network().embed(batch.ids, batch.packed, &stream);
            const at::Tensor out = m_model.network().layer(0, embedded, batch.packed, &stream);
            return std::pair(out, stream.counter);
        };
        const auto [first, masks] = hidden(1);
        QCOMPARE(masks, std::uint64_t{4}); // embeddings, attention, and the two closings of a layer
        QVERIFY(at::equal(first, hidden(1).first));
        QVERIFY(!at::equal(first, hidden(2).first));
        QVERIFY(!at::allclose(first, passOf(m_model, m_golden.tokens, {2, 8}).hidden[1]));
    }

    void miniLmAgreesWithTransformers() {
        const QByteArray folder = qgetenv("CROSSEED_MINILM");
        if (folder.isEmpty()) QSKIP("CROSSEED_MINILM does not name a folder with MiniLM.");
        const Classifier model = Classifier::load(folder.toStdString(), Device::Cpu, {"a", "b", "c", "d"});
        const SafetensorsFile golden(goldenFolder / "minilm_expected.safetensors");
        const text::PackedTokens tokens = goldenTokens(golden);
        setSineHead(model);
        const auto expectedLogits = golden.tensor("logits").as<float>();
        const auto expected = golden.tensor("summary").as<float>(); // [B, layers + 1, 10]
        QCOMPARE(tokens.textCount(), 110);
        QCOMPARE(model.config().layers, 6);
        for (const std::vector<std::int64_t>& texts : batchesOfFew(tokens.textCount())) {
            const Pass pass = passOf(model, tokens, texts);
            std::int64_t at = 0;
            for (std::size_t b = 0; b < texts.size(); ++b) {
                const auto text = static_cast<std::size_t>(texts[b]);
                QVERIFY(largestDifference(valuesOf(pass.logits).subspan(b * 4, 4),
                                          expectedLogits.subspan(text * 4, 4)) < 1e-4);
                for (std::size_t l = 0; l < 7; ++l) {
                    const auto summary = summaryOf(pass.hidden[l].narrow(0, at, tokens.lengthOf(texts[b])));
                    QVERIFY(largestDifference(summary, expected.subspan((text * 7 + l) * 10, 10)) < 1e-4);
                }
                at += tokens.lengthOf(texts[b]);
            }
        }
    }

private:
    static void setSineHead(const Classifier& model) {
        at::Tensor weight = model.network().parameters.at("classifier.weight");
        for (std::int64_t i = 0; i < weight.numel(); ++i)
            weight.data_ptr<float>()[i] = static_cast<float>(0.05 * std::sin(1.0 + static_cast<double>(i)));
        const float bias[] = {0.1f, -0.2f, 0.3f, -0.4f};
        std::copy_n(bias, 4, model.network().parameters.at("classifier.bias").data_ptr<float>());
    }
    // Neighbours in the file, so that long and short texts meet.
    static std::vector<std::vector<std::int64_t>> batchesOfFew(std::int64_t texts) {
        std::vector<std::vector<std::int64_t>> batches;
        for (std::int64_t b = 0; b < texts; ++b) {
            if (b % 5 == 0) batches.emplace_back();
            batches.back().push_back(b);
        }
        return batches;
    }
    static std::vector<float> summaryOf(const at::Tensor& rows) {
        std::vector<float> summary(rows.data_ptr<float>(), rows.data_ptr<float>() + 8);
        const at::Tensor wide = rows.to(at::kDouble);
        summary.push_back(static_cast<float>(wide.mean().item<double>()));
        summary.push_back(static_cast<float>(std::sqrt((wide * wide).mean().item<double>())));
        return summary;
    }
};

QTEST_GUILESS_MAIN(TestClassifier)
#include "tst_classifier.moc"
