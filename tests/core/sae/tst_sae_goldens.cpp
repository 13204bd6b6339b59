// Losses and gradients against an implementation in PyTorch that was written from the method's text alone:
// tests/goldens/sae/make_sae_goldens.py, which also states the tolerances.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#undef slots
#include "bert/safetensors.h"
#include "sae/sparse_module.h"
#include <ATen/ATen.h>
#include <cmath>

using namespace crosseed;
using namespace crosseed::sae;

class TestSaeGoldens : public QObject {
    Q_OBJECT
    bert::SafetensorsFile m_file{CROSSEED_SOURCE_DIR "/tests/goldens/sae/sae_goldens.safetensors"};

    at::Tensor floats(const std::string& name) const {
        const bert::TensorView& tensor = m_file.tensor(name);
        return at::from_blob(const_cast<float*>(tensor.as<float>().data()), tensor.shape, at::kFloat).clone();
    }
    at::Tensor doubles(const std::string& name) const {
        const bert::TensorView& tensor = m_file.tensor(name);
        return at::from_blob(const_cast<double*>(tensor.as<double>().data()), tensor.shape, at::kDouble).clone();
    }

    Sae saeOf(const QJsonObject& entry) const {
        Sae sae;
        sae.config.width = 16;
        sae.config.dictionary = 64;
        sae.config.k = std::stoll(m_file.metadata().at("k"));
        sae.config.normalisation = parseNormalisation(entry["normalisation"].toString().toStdString());
        sae.config.denormalise = entry["undo"].toBool();
        sae.config.reluAfterTopK = entry["relu"].toBool();
        const auto copy = [](const at::Tensor& from, std::vector<float>& to) {
            const at::Tensor flat = from.contiguous();
            to.assign(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
        };
        sae.weights.encoder = FloatMatrix(64, 16);
        sae.weights.decoder = FloatMatrix(64, 16);
        copy(floats("in_W_enc"), sae.weights.encoder.values);
        copy(floats("in_W_dec").t(), sae.weights.decoder.values);
        copy(floats("in_b_enc"), sae.weights.encoderBias);
        copy(floats("in_b_dec"), sae.weights.decoderBias);
        return sae;
    }

    static double relative(const std::vector<float>& ours, const at::Tensor& theirs) {
        const at::Tensor mine = at::from_blob(const_cast<float*>(ours.data()), theirs.sizes(), at::kFloat);
        return ((mine - theirs).abs().max() / theirs.abs().max()).item<double>();
    }

private Q_SLOTS:
    void lossesAndGradientsAgreeWithPyTorch_data() {
        QTest::addColumn<QJsonObject>("entry");
        const auto cases = QJsonDocument::fromJson(QByteArray::fromStdString(m_file.metadata().at("cases"))).array();
        QCOMPARE(cases.size(), 5);
        for (const auto& entry : cases)
            QTest::newRow(qPrintable(entry.toObject()["name"].toString())) << entry.toObject();
    }
    void lossesAndGradientsAgreeWithPyTorch() {
        QFETCH(QJsonObject, entry);
        const std::string name = entry["name"].toString().toStdString();
        TrainOptions options;
        options.weights.kl = options.weights.downstream = 0;
        options.weights.cross = entry["lam"].toDouble();
        options.crossScale = entry["cross"].toString() == "sum" ? CrossScale::Sum : CrossScale::Mean;
        options.auxiliaryK = std::stoll(m_file.metadata().at("k_aux"));
        Batch batch;
        batch.texts = 1;
        batch.tokens = batch.maxLength = 24;
        batch.members.resize(2);
        batch.members[0].hidden = floats("h_A");
        batch.members[1].hidden = floats("h_B");
        batch.members[1].rotation = doubles("W").to(at::kFloat);
        std::vector<std::int32_t> dead;
        for (const std::int64_t f : m_file.tensor("dead_" + entry["dead"].toString().toStdString()).as<std::int64_t>())
            dead.push_back(static_cast<std::int32_t>(f));
        const Sae sae = saeOf(entry);
        SparsePass pass(sae.config);
        const LossTerms terms = pass.run(sae.weights, batch, options, dead);
        const auto expected = m_file.tensor(name + ".losses").as<double>();
        const double ours[] = {terms.local, terms.cross, terms.auxiliary, terms.total};
        for (std::size_t i = 0; i < 4; ++i)
            QVERIFY(std::abs(ours[i] - expected[i]) <= 1e-5 * std::abs(expected[i]));
        const SaeGradients& g = pass.gradients();
        QVERIFY(relative(g.encoder.values, floats(name + ".W_enc")) < 1e-4);
        QVERIFY(relative(g.encoderBias, floats(name + ".b_enc")) < 1e-4);
        QVERIFY(relative(g.decoder.values, floats(name + ".W_dec").t().contiguous()) < 1e-4);
        QVERIFY(relative(g.decoderBias, floats(name + ".b_dec")) < 1e-4);
    }
};

QTEST_GUILESS_MAIN(TestSaeGoldens)
#include "tst_sae_goldens.moc"
