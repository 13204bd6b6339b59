// The SAE as a value: its start, its codes against a plain implementation, the properties of method.md section 9, its file.
#include "base/files.h"
#include "base/random.h"
#include "bert/safetensors.h"
#include "sae/sae.h"
#include "sae/top_k.h"
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

using namespace crosseed;
using namespace crosseed::sae;

namespace {

FloatMatrix gaussian(std::int64_t rows, std::int64_t cols, std::uint64_t seed) {
    Random random(seed);
    FloatMatrix m(rows, cols);
    for (float& v : m.values)
        v = static_cast<float>(random.normal());
    return m;
}

SaeConfig smallConfig() {
    SaeConfig config;
    config.width = 24;
    config.dictionary = 100;
    config.k = 5;
    return config;
}

// Biases that are not 0 and decoder rows of many lengths, so that each part of the formula shows.
Sae unevenSae(const SaeConfig& config) {
    Sae sae = initialSae(config, 9);
    Random random(10);
    for (float& b : sae.weights.encoderBias)
        b = static_cast<float>(0.02 * random.normal());
    for (float& b : sae.weights.decoderBias)
        b = static_cast<float>(0.1 * random.normal());
    for (std::int64_t f = 0; f < config.dictionary; ++f) {
        const auto length = static_cast<float>(0.1 + 3 * random.uniform());
        for (std::int64_t c = 0; c < config.width; ++c)
            sae.weights.decoder(f, c) *= length;
    }
    return sae;
}

struct PlainRow {
    std::vector<double> pre, reconstruction;
    std::set<std::int32_t> active;
};

// Section 4 word by word, in float64.
PlainRow plainRow(const Sae& sae, std::span<const float> row) {
    const std::int64_t d = sae.config.width, f = sae.config.dictionary;
    double mean = 0, squares = 0, variance = 0;
    for (const float x : row) {
        mean += x / static_cast<double>(d);
        squares += static_cast<double>(x) * x;
    }
    for (const float x : row)
        variance += (x - mean) * (x - mean) / static_cast<double>(d);
    double scale = 1, shift = 0;
    if (sae.config.normalisation == Normalisation::Unit)
        scale = std::sqrt(squares);
    if (sae.config.normalisation == Normalisation::L2)
        scale = std::sqrt(squares / static_cast<double>(d));
    if (sae.config.normalisation == Normalisation::LayerNorm) {
        scale = std::sqrt(variance + 1e-5);
        shift = mean;
    }
    PlainRow out;
    std::vector<std::int32_t> order(static_cast<std::size_t>(f));
    std::iota(order.begin(), order.end(), 0);
    for (std::int64_t j = 0; j < f; ++j) {
        double sum = sae.weights.encoderBias[static_cast<std::size_t>(j)];
        for (std::int64_t c = 0; c < d; ++c)
            sum += sae.weights.encoder(j, c) * (row[static_cast<std::size_t>(c)] - shift) / scale;
        out.pre.push_back(sum);
    }
    std::sort(order.begin(), order.end(), [&](auto x, auto y) {
        return out.pre[static_cast<std::size_t>(x)] > out.pre[static_cast<std::size_t>(y)];
    });
    out.reconstruction.assign(sae.weights.decoderBias.begin(), sae.weights.decoderBias.end());
    for (std::int64_t i = 0; i < sae.config.k; ++i) {
        const std::int32_t j = order[static_cast<std::size_t>(i)];
        const double code = out.pre[static_cast<std::size_t>(j)];
        if (sae.config.reluAfterTopK && code <= 0)
            continue;
        out.active.insert(j);
        double norm = 0;
        for (std::int64_t c = 0; c < d; ++c)
            norm += static_cast<double>(sae.weights.decoder(j, c)) * sae.weights.decoder(j, c);
        for (std::int64_t c = 0; c < d; ++c)
            out.reconstruction[static_cast<std::size_t>(c)] += code * sae.weights.decoder(j, c) / std::sqrt(norm);
    }
    if (sae.config.denormalise)
        for (double& x : out.reconstruction)
            x = x * scale + shift;
    return out;
}

ErrorKind kindOf(const std::function<void()>& action, std::string* sentence = nullptr) {
    try {
        action();
    } catch (const Error& error) {
        if (sentence)
            *sentence = error.what();
        return error.kind();
    }
    return ErrorKind::Internal;
}

} // namespace

class TestSae : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theDecoderStartsWithOrthonormalRows() {
        SaeConfig config = smallConfig();
        config.width = 48;
        config.dictionary = 192;
        const Sae sae = initialSae(config, 1);
        for (std::int64_t i = 0; i < config.width; ++i)
            for (std::int64_t j = 0; j <= i; ++j) {
                double sum = i == j ? -1 : 0;
                for (std::int64_t f = 0; f < config.dictionary; ++f)
                    sum += static_cast<double>(sae.weights.decoder(f, i)) * sae.weights.decoder(f, j);
                QVERIFY(std::abs(sum) < 1e-5);
            }
        QCOMPARE(sae.weights.encoder.values, sae.weights.decoder.values);
        QCOMPARE(initialSae(config, 1).weights.decoder.values, sae.weights.decoder.values);
        QVERIFY(initialSae(config, 2).weights.decoder.values != sae.weights.decoder.values);
    }

    void thePapersSizeHasThePapersParameters() {
        SaeConfig config;
        config.width = 768;
        const SaeWeights w = initialSae(config, 1).weights;
        QCOMPARE(w.encoder.values.size() + w.encoderBias.size() + w.decoder.values.size() + w.decoderBias.size(),
                 std::size_t(9444096));
    }

    void codesAndReconstructionFollowTheFormulaWithEverySwitch() {
        const FloatMatrix rows = gaussian(40, 24, 3);
        for (const Normalisation n : {Normalisation::None, Normalisation::Unit, Normalisation::L2, Normalisation::LayerNorm})
            for (const int bits : {0, 1, 2, 3}) {
                SaeConfig config = smallConfig();
                config.normalisation = n;
                config.denormalise = bits & 1;
                config.reluAfterTopK = bits & 2;
                config.k = 70; // so many that some are negative
                const Sae sae = unevenSae(config);
                const EncodeResult result = encode(sae, view(rows), true);
                const FloatMatrix pre = preActivations(sae, view(rows));
                for (std::int64_t r = 0; r < rows.rows; ++r) {
                    const PlainRow plain = plainRow(sae, view(rows).row(r));
                    const auto from = result.codes.rowStarts[static_cast<std::size_t>(r)];
                    const auto to = result.codes.rowStarts[static_cast<std::size_t>(r) + 1];
                    const std::set<std::int32_t> active(result.codes.indices.begin() + from,
                                                        result.codes.indices.begin() + to);
                    QCOMPARE(active, plain.active);
                    QVERIFY(std::is_sorted(result.codes.indices.begin() + from, result.codes.indices.begin() + to));
                    for (auto i = static_cast<std::size_t>(from); i < static_cast<std::size_t>(to); ++i)
                        QVERIFY(std::abs(result.codes.values[i] -
                                         plain.pre[static_cast<std::size_t>(result.codes.indices[i])]) < 1e-5);
                    for (std::int64_t c = 0; c < rows.cols; ++c)
                        QVERIFY(std::abs(result.reconstruction(r, c) -
                                         plain.reconstruction[static_cast<std::size_t>(c)]) < 2e-5);
                    for (std::int64_t f = 0; f < config.dictionary; ++f)
                        QVERIFY(std::abs(pre(r, f) - plain.pre[static_cast<std::size_t>(f)]) < 1e-5);
                }
            }
    }

    void scalingDecoderColumnsChangesNoReconstruction() {
        Sae sae = unevenSae(smallConfig());
        const FloatMatrix rows = gaussian(20, 24, 5);
        const FloatMatrix before = encode(sae, view(rows), true).reconstruction;
        Random random(6);
        for (std::int64_t f = 0; f < sae.config.dictionary; ++f) {
            const auto factor = static_cast<float>(0.01 + 50 * random.uniform());
            for (std::int64_t c = 0; c < sae.config.width; ++c)
                sae.weights.decoder(f, c) *= factor;
        }
        const FloatMatrix after = encode(sae, view(rows), true).reconstruction;
        for (std::size_t i = 0; i < after.values.size(); ++i)
            QVERIFY(std::abs(after.values[i] - before.values[i]) < 1e-5);
    }

    void aRowOfZerosHasFiniteCodes() {
        const FloatMatrix rows(3, 24);
        const EncodeResult result = encode(unevenSae(smallConfig()), view(rows), true);
        QCOMPARE(result.codes.rowCount(), 3);
        for (const float x : result.reconstruction.values)
            QVERIFY(std::isfinite(x));
    }

    void theLargestAreTheSetThatSortingGives() {
        Random random(11);
        for (int round = 0; round < 300; ++round) {
            const std::int64_t features = 1 + random.below(400), k = 1 + random.below(features);
            const std::int64_t rows = 3;
            FloatMatrix values = gaussian(rows, features, 100 + static_cast<std::uint64_t>(round));
            if (round % 3 == 0) // many equal values, infinities and both zeros
                for (float& v : values.values)
                    v = std::round(v) * (random.below(40) == 0 ? INFINITY : 1.0f);
            for (float& v : values.values)
                v = std::isnan(v) ? 0 : v;
            const std::vector<float> bias(static_cast<std::size_t>(features), 0.25f);
            FloatMatrix added = values;
            RowCodes codes;
            QVERIFY(selectTopK(added.values.data(), bias.data(), rows, features, k, false, codes));
            for (std::int64_t r = 0; r < rows; ++r) {
                QCOMPARE(codes.end(r) - codes.begin(r), k);
                std::vector<float> sorted(added.values.begin() + r * features, added.values.begin() + (r + 1) * features);
                std::vector<float> chosen;
                std::set<std::int32_t> places;
                for (std::int64_t i = codes.begin(r); i < codes.end(r); ++i) {
                    const std::int32_t f = codes.features[static_cast<std::size_t>(i)];
                    places.insert(f);
                    chosen.push_back(added(r, f));
                    QCOMPARE(codes.values[static_cast<std::size_t>(i)], added(r, f));
                }
                QCOMPARE(static_cast<std::int64_t>(places.size()), k);
                std::sort(sorted.begin(), sorted.end(), std::greater<float>());
                std::sort(chosen.begin(), chosen.end(), std::greater<float>());
                sorted.resize(static_cast<std::size_t>(k));
                QCOMPARE(chosen, sorted);
            }
        }
    }

    void onlyAllowedColumnsAreChosenEvenWhenAllAreNegative() {
        FloatMatrix rows = gaussian(20, 300, 12);
        std::vector<std::int32_t> allowed;
        for (std::int32_t f = 1; f < 300; f += 3) {
            allowed.push_back(f);
            for (std::int64_t r = 0; r < rows.rows; ++r)
                rows(r, f) = -10 - std::abs(rows(r, f));
        }
        RowCodes codes;
        selectTopKAmong(rows.values.data(), rows.rows, rows.cols, allowed, 17, codes);
        for (std::int64_t r = 0; r < rows.rows; ++r) {
            float worstChosen = INFINITY, bestLeft = -INFINITY;
            std::set<std::int32_t> chosen(codes.features.begin() + codes.begin(r), codes.features.begin() + codes.end(r));
            QCOMPARE(chosen.size(), std::size_t(17));
            for (std::int32_t i = 0; i < static_cast<std::int32_t>(allowed.size()); ++i) {
                const float value = rows(r, allowed[static_cast<std::size_t>(i)]);
                if (chosen.count(i))
                    worstChosen = std::min(worstChosen, value);
                else
                    bestLeft = std::max(bestLeft, value);
            }
            QVERIFY(worstChosen >= bestLeft);
        }
    }

    void rowsThatAreNotNumbersAreRefused() {
        FloatMatrix rows = gaussian(8, 24, 13);
        rows(5, 7) = NAN;
        std::string sentence;
        QCOMPARE(kindOf([&] { encode(unevenSae(smallConfig()), view(rows), false); }, &sentence), ErrorKind::Numeric);
        QVERIFY(sentence.find("not a number") != std::string::npos);
        const FloatMatrix narrow(2, 23);
        QCOMPARE(kindOf([&] { encode(unevenSae(smallConfig()), view(narrow), false); }), ErrorKind::Shape);
    }

    void aFileGivesBackTheSameBits() {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("sae.safetensors").toStdString();
        SaeConfig config = smallConfig();
        config.normalisation = Normalisation::LayerNorm;
        config.denormalise = false;
        config.reluAfterTopK = true;
        const Sae sae = unevenSae(config);
        writeSae(file, sae, {{"run", "7"}});
        const Sae back = readSae(file);
        QCOMPARE(back.weights.encoder.values, sae.weights.encoder.values);
        QCOMPARE(back.weights.encoderBias, sae.weights.encoderBias);
        QCOMPARE(back.weights.decoder.values, sae.weights.decoder.values);
        QCOMPARE(back.weights.decoderBias, sae.weights.decoderBias);
        QCOMPARE(back.config.k, config.k);
        QVERIFY(back.config.normalisation == config.normalisation);
        QCOMPARE(back.config.denormalise, false);
        QCOMPARE(back.config.reluAfterTopK, true);
        const bert::SafetensorsFile raw(file);
        QCOMPARE(raw.metadata().at("run"), std::string("7"));
        // W_dec is stored as in the paper, [D, F].
        QCOMPARE(raw.tensor("W_dec").shape, (std::vector<std::int64_t>{24, 100}));
        QCOMPARE(raw.tensor("W_dec").as<float>()[3 * 100 + 71], sae.weights.decoder(71, 3));
    }

    void filesOfAnotherShapeAreRefused() {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("bad.safetensors").toStdString();
        const std::vector<float> numbers(400, 0.5f);
        const auto write = [&](std::int64_t biasSize, const std::string& k, const std::vector<float>& values) {
            bert::writeSafetensors(file,
                                   {{"W_enc", bert::DType::F32, {20, 4}, values.data()},
                                    {"b_enc", bert::DType::F32, {biasSize}, numbers.data()},
                                    {"W_dec", bert::DType::F32, {4, 20}, numbers.data()},
                                    {"b_dec", bert::DType::F32, {4}, numbers.data()}},
                                   {{"k", k},
                                    {"normalisation", "unit"},
                                    {"denormalise", "true"},
                                    {"relu_after_topk", "false"}});
        };
        write(20, "3", numbers);
        QCOMPARE(readSae(file).config.dictionary, 20);
        for (const char* k : {"0", "21", "3x", ""}) {
            write(20, k, numbers);
            QCOMPARE(kindOf([&] { readSae(file); }), ErrorKind::BadInput);
        }
        write(19, "3", numbers);
        QCOMPARE(kindOf([&] { readSae(file); }), ErrorKind::BadInput);
        std::vector<float> broken = numbers;
        broken[7] = NAN;
        write(20, "3", broken);
        QCOMPARE(kindOf([&] { readSae(file); }), ErrorKind::BadInput);
        bert::writeSafetensors(file, {{"W_enc", bert::DType::F32, {20, 4}, numbers.data()}});
        QCOMPARE(kindOf([&] { readSae(file); }), ErrorKind::BadInput);
        QCOMPARE(kindOf([&] { parseNormalisation("Unit"); }), ErrorKind::Usage);
    }
};

QTEST_APPLESS_MAIN(TestSae)
#include "tst_sae.moc"
