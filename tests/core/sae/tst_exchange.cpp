// Layouts of other programs: each is computed here by its own definition, in plain loops, from the numbers that its file holds.
#include "base/files.h"
#include "base/random.h"
#include "bert/safetensors.h"
#include "sae/exchange.h"
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

using namespace crosseed;
using namespace crosseed::sae;
using Vector = std::vector<double>;

namespace {

struct Outcome {
    Vector codes, reconstruction;
};

Vector rowOf(const FloatMatrix& m, std::int64_t r) {
    return Vector(m.values.begin() + r * m.cols, m.values.begin() + (r + 1) * m.cols);
}
double lengthOf(const Vector& x) {
    return std::sqrt(std::inner_product(x.begin(), x.end(), x.begin(), 0.0));
}

// Keeps the k largest, then what is above 0.
void keepTop(Vector& pre, std::int64_t k) {
    Vector sorted = pre;
    std::ranges::sort(sorted, std::greater<>());
    const double least = sorted[static_cast<std::size_t>(k - 1)];
    for (double& value : pre)
        if (value < least || value < 0)
            value = 0;
}

// What the program of the layout makes of the row `x`.
Outcome computed(const ForeignSae& file, Vector x) {
    const auto width = file.encoder.cols;
    double scale = 1;
    bool subtract = file.layout == Layout::Sparsify, rescale = false;
    std::int64_t k = file.encoder.rows;
    if (file.layout == Layout::SaeLens) {
        subtract = file.config["apply_b_dec_to_input"];
        rescale = file.config.value("rescale_acts_by_decoder_norm", false);
        if (file.config["normalize_activations"] == "constant_norm_rescale")
            scale = std::sqrt(static_cast<double>(width)) / lengthOf(x);
    }
    if (file.config.contains("k"))
        k = file.config["k"];
    Outcome out{Vector(static_cast<std::size_t>(file.encoder.rows)), Vector(file.decoderBias.begin(), file.decoderBias.end())};
    for (std::size_t d = 0; d < x.size(); ++d)
        x[d] = x[d] * scale - (subtract ? file.decoderBias[d] : 0);
    for (std::int64_t f = 0; f < file.encoder.rows; ++f) {
        const Vector row = rowOf(file.encoder, f);
        out.codes[static_cast<std::size_t>(f)] =
            std::inner_product(row.begin(), row.end(), x.begin(), static_cast<double>(file.encoderBias[static_cast<std::size_t>(f)])) *
            (rescale ? lengthOf(rowOf(file.decoder, f)) : 1);
    }
    keepTop(out.codes, k);
    for (std::int64_t f = 0; f < file.encoder.rows; ++f) {
        const Vector atom = rowOf(file.decoder, f);
        const double by = rescale || file.layout == Layout::E2eSae ? 1 / lengthOf(atom) : 1;
        for (std::size_t d = 0; d < x.size(); ++d)
            out.reconstruction[d] += out.codes[static_cast<std::size_t>(f)] * atom[d] * by;
    }
    for (double& value : out.reconstruction)
        value /= scale;
    return out;
}

Outcome ours(const Sae& sae, const Vector& x) {
    const std::vector<float> row(x.begin(), x.end());
    const EncodeResult result = encode(sae, {row.data(), 1, static_cast<std::int64_t>(row.size())}, true);
    Outcome out{Vector(static_cast<std::size_t>(sae.config.dictionary)),
                Vector(result.reconstruction.values.begin(), result.reconstruction.values.end())};
    for (std::size_t i = 0; i < result.codes.indices.size(); ++i)
        out.codes[static_cast<std::size_t>(result.codes.indices[i])] = result.codes.values[i];
    return out;
}

double largest(const Vector& a, const Vector& b) {
    double difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference = std::max(difference, std::abs(a[i] - b[i]));
    return difference;
}

// Two float32 sums of the same terms in another order: 8 units in the last place of the row's largest value.
double rounding(const Vector& row) {
    float most = 0;
    for (const double value : row)
        most = std::max(most, static_cast<float>(std::abs(value)));
    return 8.0 * (std::nextafter(most, std::numeric_limits<float>::infinity()) - most);
}

Vector gaussian(std::uint64_t seed, std::int64_t count) {
    Random random(seed, 1);
    Vector out(static_cast<std::size_t>(count));
    std::ranges::generate(out, [&] { return random.normal(); });
    return out;
}
std::vector<float> floats(std::uint64_t seed, std::int64_t count, double scale) {
    std::vector<float> out;
    for (const double value : gaussian(seed, count))
        out.push_back(static_cast<float>(value * scale));
    return out;
}

// An SAE with every weight in use: unequal atoms, both biases.
Sae someSae(Normalisation normalisation, bool denormalise = true, bool relu = true) {
    constexpr std::int64_t width = 7, features = 24;
    Sae sae;
    sae.config = {width, features, 5, normalisation, denormalise, relu};
    sae.weights.encoder = sae.weights.decoder = FloatMatrix(features, width);
    sae.weights.encoder.values = floats(1, features * width, 1);
    sae.weights.decoder.values = floats(2, features * width, 0.7);
    sae.weights.encoderBias = floats(3, features, 0.3);
    sae.weights.decoderBias = floats(4, width, 0.4);
    return sae;
}

ForeignSae someForeign(Layout layout, nlohmann::json config) {
    const Sae sae = someSae(Normalisation::None);
    return {layout, std::move(config), sae.weights.encoder, sae.weights.encoderBias, sae.weights.decoder, sae.weights.decoderBias};
}

nlohmann::json lens(const std::string& architecture, const std::string& normalise, bool subtract, bool rescale) {
    return {{"architecture", architecture},         {"d_in", 7}, {"d_sae", 24}, {"k", 5}, {"apply_b_dec_to_input", subtract},
            {"normalize_activations", normalise}, {"rescale_acts_by_decoder_norm", rescale}};
}

void ofOneLength(ForeignSae& foreign, double length) {
    for (std::int64_t f = 0; f < foreign.decoder.rows; ++f) {
        const double own = lengthOf(rowOf(foreign.decoder, f));
        for (std::int64_t d = 0; d < foreign.decoder.cols; ++d)
            foreign.decoder(f, d) = static_cast<float>(foreign.decoder(f, d) * length / own);
    }
}

template <typename F> QString refusal(const F& f) {
    try {
        f();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was refused";
}

} // namespace

class TestExchange : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenComputesWhatOursComputes_data() {
        QTest::addColumn<int>("layout");
        QTest::addColumn<int>("normalisation");
        for (const Layout layout : {Layout::SaeLens, Layout::Sparsify})
            for (const Normalisation n : {Normalisation::None, Normalisation::Unit, Normalisation::L2})
                if (layout == Layout::SaeLens || n == Normalisation::None)
                    QTest::addRow("%s %s", layoutName(layout).data(), normalisationName(n).data()) << int(layout) << int(n);
    }
    void whatIsWrittenComputesWhatOursComputes() {
        QFETCH(int, layout);
        QFETCH(int, normalisation);
        const Sae sae = someSae(Normalisation(normalisation));
        const ForeignSae foreign = toLayout(sae, Layout(layout));
        const Sae back = fromLayout(foreign);
        QCOMPARE(back.config, sae.config);
        for (std::uint64_t seed = 10; seed < 40; ++seed) {
            const Vector x = gaussian(seed, 7);
            const Outcome mine = ours(sae, x), theirs = computed(foreign, x), again = ours(back, x);
            QVERIFY(std::ranges::count_if(mine.codes, [](double c) { return c != 0; }) > 2);
            QVERIFY(largest(mine.codes, theirs.codes) < 2e-6);
            QVERIFY(largest(mine.reconstruction, theirs.reconstruction) < 5e-6);
            QVERIFY(largest(mine.codes, again.codes) < 2e-6);
            QVERIFY(largest(mine.reconstruction, again.reconstruction) < 5e-6);
        }
    }
    void whatIsReadComputesWhatTheFileComputes_data() {
        QTest::addColumn<int>("layout");
        QTest::addColumn<QString>("config");
        QTest::addColumn<double>("length"); // of all decoder columns; 0: of their own
        QTest::addColumn<double>("scale");  // our codes are theirs times this; 0: times their column's length
        const auto row = [](const char* name, Layout layout, const nlohmann::json& config, double length, double scale) {
            QTest::newRow(name) << int(layout) << QString::fromStdString(config.dump()) << length << scale;
        };
        row("TopK that subtracts its bias", Layout::SaeLens, lens("topk", "none", true, false), 1, 1);
        row("TopK with longer atoms", Layout::SaeLens, lens("topk", "none", false, false), 2.5, 2.5);
        row("TopK rescaled by unequal atoms", Layout::SaeLens, lens("topk", "none", true, true), 0, 1);
        row("TopK normalised, bias subtracted", Layout::SaeLens, lens("topk", "constant_norm_rescale", true, false), 1, 1);
        row("TopK normalised and rescaled", Layout::SaeLens, lens("topk", "constant_norm_rescale", true, true), 0, 1);
        row("ReLU", Layout::SaeLens, lens("standard", "none", true, false), 0, 0);
        row("sparsify", Layout::Sparsify, {{"k", 5}, {"d_in", 7}}, 1, 1);
        row("e2e_sae", Layout::E2eSae, nlohmann::json::object(), 0, 1);
    }
    void whatIsReadComputesWhatTheFileComputes() {
        QFETCH(int, layout);
        QFETCH(QString, config);
        QFETCH(double, length);
        QFETCH(double, scale);
        ForeignSae foreign = someForeign(Layout(layout), nlohmann::json::parse(config.toStdString()));
        if (foreign.config.value("architecture", "") == "standard")
            foreign.config.erase("k");
        if (length > 0)
            ofOneLength(foreign, length);
        const Sae sae = fromLayout(foreign);
        for (std::uint64_t seed = 10; seed < 40; ++seed) {
            const Vector x = gaussian(seed, 7);
            Outcome theirs = computed(foreign, x);
            for (std::size_t f = 0; f < theirs.codes.size(); ++f)
                theirs.codes[f] *= scale > 0 ? scale : lengthOf(rowOf(foreign.decoder, static_cast<std::int64_t>(f)));
            const Outcome mine = ours(sae, x);
            QVERIFY(largest(mine.codes, theirs.codes) < 1e-5);
            QVERIFY(largest(mine.reconstruction, theirs.reconstruction) < 1e-5);
        }
    }
    void whatTheProgramsThemselvesSavedComputesWhatTheyComputed_data() {
        QTest::addColumn<bool>("lengths"); // our codes are theirs times their column's length
        QTest::newRow("saelens_topk") << false;
        QTest::newRow("saelens_topk_normalised") << false;
        QTest::newRow("saelens_standard") << true;
        QTest::newRow("sparsify") << false;
    }
    void whatTheProgramsThemselvesSavedComputesWhatTheyComputed() {
        QFETCH(bool, lengths);
        const std::filesystem::path folder = std::string(CROSSEED_SOURCE_DIR "/tests/goldens/sae/exchange/") + QTest::currentDataTag();
        const ForeignSae foreign = readForeign(folder);
        const bert::SafetensorsFile computed(folder / "computed.safetensors");
        const auto rows = computed.tensor("rows").as<float>(), codes = computed.tensor("codes").as<float>(),
                   reconstruction = computed.tensor("reconstruction").as<float>();
        const Sae sae = fromLayout(foreign);
        for (std::size_t row = 0; row < 12; ++row) {
            const Outcome mine = ours(sae, Vector(rows.begin() + 6 * row, rows.begin() + 6 * row + 6));
            Vector theirs(codes.begin() + 16 * row, codes.begin() + 16 * row + 16);
            for (std::size_t f = 0; f < 16 && lengths; ++f)
                theirs[f] *= lengthOf(rowOf(foreign.decoder, static_cast<std::int64_t>(f)));
            QVERIFY(std::ranges::any_of(theirs, [](double c) { return c > 0.1; }));
            QVERIFY2(largest(mine.codes, theirs) <= rounding(theirs), QByteArray::number(largest(mine.codes, theirs)));
            const Vector back(reconstruction.begin() + 6 * row, reconstruction.begin() + 6 * row + 6);
            QVERIFY2(largest(mine.reconstruction, back) <= rounding(back), QByteArray::number(largest(mine.reconstruction, back)));
        }
    }
    void whatCannotBeSaidIsRefused() {
        QVERIFY(refusal([] { toLayout(someSae(Normalisation::LayerNorm), Layout::SaeLens); }).contains("subtract each row's mean"));
        QVERIFY(refusal([] { toLayout(someSae(Normalisation::Unit), Layout::Sparsify); }).contains("divide each row by its Euclidean length"));
        QVERIFY(refusal([] { toLayout(someSae(Normalisation::Unit, false), Layout::SaeLens); }).contains("not undone"));
        QVERIFY(refusal([] { toLayout(someSae(Normalisation::None), Layout::E2eSae); }).contains("saelens or sparsify"));
        const auto reading = [](Layout layout, const nlohmann::json& config) {
            return refusal([&] { fromLayout(someForeign(layout, config)); });
        };
        QVERIFY(reading(Layout::SaeLens, lens("topk", "none", true, false)).contains("its TopK chooses before"));
        QVERIFY(reading(Layout::SaeLens, lens("jumprelu", "none", true, false)).contains("jumprelu"));
        QVERIFY(reading(Layout::SaeLens, lens("batchtopk", "none", true, false)).contains("batchtopk"));
        QVERIFY(reading(Layout::SaeLens, lens("topk", "layer_norm", true, true)).contains("standard deviation"));
        QVERIFY(reading(Layout::SaeLens, lens("topk", "expected_average_only_in", true, true)).contains("not in the file"));
        QVERIFY(reading(Layout::Sparsify, {{"k", 5}, {"activation", "groupmax"}}).contains("groupmax"));
        QVERIFY(reading(Layout::Sparsify, {{"k", 5}, {"skip_connection", true}}).contains("skip_connection"));
        QVERIFY(reading(Layout::Sparsify, {{"k", 25}}).contains("from 1 to 24"));
    }
    void aFileForNormalisedRowsComesBackAsItWas() {
        for (const Normalisation n : {Normalisation::Unit, Normalisation::L2, Normalisation::LayerNorm})
            for (const Layout layout : {Layout::SaeLens, Layout::Sparsify}) {
                const Sae sae = someSae(n, false);
                const ForeignSae foreign = toLayout(sae, layout, {true, nlohmann::json::object()});
                QCOMPARE(fromLayout(foreign).config, sae.config);
                const Vector x = gaussian(50, 7);
                QVERIFY(largest(ours(fromLayout(foreign), x).codes, ours(sae, x).codes) < 2e-6);
            }
    }
    void filesKeepEveryBit() {
        const QTemporaryDir folder;
        for (const Layout layout : {Layout::SaeLens, Layout::Sparsify}) {
            const std::filesystem::path out = folder.filePath(QString::fromStdString(std::string(layoutName(layout)))).toStdString();
            const ForeignSae foreign = toLayout(someSae(Normalisation::None), layout);
            writeForeign(out, foreign);
            QVERIFY(sameBits(readForeign(out), foreign));
            ForeignSae other = foreign;
            other.decoder.values.back() = std::nextafter(other.decoder.values.back(), 9.0f);
            QVERIFY(!sameBits(readForeign(out), other));
        }
        const bert::SafetensorsFile file(folder.filePath("saelens/sae_weights.safetensors").toStdString());
        QCOMPARE(file.tensor("W_enc").shape, (std::vector<std::int64_t>{7, 24}));
        QCOMPARE(file.tensor("W_dec").shape, (std::vector<std::int64_t>{24, 7}));
    }
    void columnsOfOneLengthMayBeRoundedToTheirDtype_data() {
        QTest::addColumn<int>("dtype");
        QTest::addColumn<int>("bits"); // of the mantissa that are dropped
        QTest::addColumn<double>("other"); // a length that is no rounding of 1
        QTest::newRow("float32") << int(bert::DType::F32) << 0 << 1.001;
        QTest::newRow("bfloat16") << int(bert::DType::BF16) << 16 << 1.02;
    }
    void columnsOfOneLengthMayBeRoundedToTheirDtype() {
        QFETCH(int, dtype);
        QFETCH(int, bits);
        QFETCH(double, other);
        const QTemporaryDir folder;
        const std::filesystem::path out = folder.path().toStdString();
        const auto readWith = [&](double lengthOfFirst) {
            ForeignSae foreign = someForeign(Layout::Sparsify, {{"k", 5}, {"d_in", 7}});
            ofOneLength(foreign, 1);
            for (std::int64_t d = 0; d < 7; ++d)
                foreign.decoder(0, d) = static_cast<float>(foreign.decoder(0, d) * lengthOfFirst);
            std::vector<std::uint16_t> upper;
            for (float& value : foreign.decoder.values) {
                std::uint32_t word = std::bit_cast<std::uint32_t>(value);
                if (bits > 0)
                    word = (word + 0x7fffu + ((word >> 16) & 1u)) & 0xffff0000u; // to nearest
                value = std::bit_cast<float>(word);
                upper.push_back(static_cast<std::uint16_t>(word >> 16));
            }
            const void* decoder = bits > 0 ? static_cast<const void*>(upper.data()) : foreign.decoder.values.data();
            bert::writeSafetensors(out / "sae.safetensors", {{"encoder.weight", bert::DType::F32, {24, 7}, foreign.encoder.values.data()},
                                                             {"encoder.bias", bert::DType::F32, {24}, foreign.encoderBias.data()},
                                                             {"W_dec", bert::DType(dtype), {24, 7}, decoder},
                                                             {"b_dec", bert::DType::F32, {7}, foreign.decoderBias.data()}});
            writeFile(out / "cfg.json", foreign.config.dump());
            QVERIFY2(readForeign(out).decoder.values == foreign.decoder.values, "the test writes what is read");
            fromLayout(readForeign(out));
        };
        QCOMPARE(refusal([&] { readWith(1); }), QString("nothing was refused"));
        QVERIFY(refusal([&] { readWith(other); }).contains("its TopK chooses before"));
    }
    void pickledAndUnknownFilesAreRefused() {
        const QTemporaryDir folder;
        const auto path = [&](const char* name) { return std::filesystem::path(folder.filePath(name).toStdString()); };
        writeFile(path("ae.pt"), "PK\3\4");
        QVERIFY(refusal([&] { readForeign(path("ae.pt")); }).contains("pickle"));
        QVERIFY(refusal([&] { readForeign(folder.path().toStdString()); }).contains("pickle"));
        const float one = 1;
        bert::writeSafetensors(path("x.safetensors"), {{"weight", bert::DType::F32, {1, 1}, &one}});
        QVERIFY(refusal([&] { readForeign(path("x.safetensors")); }).contains("no layout that is known"));
        bert::writeSafetensors(path("y.safetensors"), {{"W_enc", bert::DType::F32, {1, 1}, &one}});
        QVERIFY(refusal([&] { readForeign(path("y.safetensors")); }).contains("cfg.json"));
    }
    void anSaeInModelBsOwnBasisGivesTheSameCodes() {
        // Two reflections and a permutation: orthogonal without being symmetric.
        DoubleMatrix w(7, 7);
        const Vector v = gaussian(60, 7);
        const double squares = lengthOf(v) * lengthOf(v);
        for (std::int64_t r = 0; r < 7; ++r)
            for (std::int64_t c = 0; c < 7; ++c)
                w((r + 2) % 7, c) = (r == c ? 1.0 : 0.0) - 2 * v[static_cast<std::size_t>(r)] * v[static_cast<std::size_t>(c)] / squares;
        for (const Normalisation n : {Normalisation::None, Normalisation::Unit, Normalisation::L2}) {
            const Sae sae = someSae(n), own = inOwnBasis(sae, w);
            for (std::uint64_t seed = 70; seed < 90; ++seed) {
                const Vector h = gaussian(seed, 7);
                Vector turned(7), back(7);
                for (std::size_t c = 0; c < 7; ++c)
                    for (std::size_t r = 0; r < 7; ++r)
                        turned[c] += h[r] * w(static_cast<std::int64_t>(r), static_cast<std::int64_t>(c));
                const Outcome expected = ours(sae, turned), got = ours(own, h);
                for (std::size_t r = 0; r < 7; ++r) // x_hat W^T
                    for (std::size_t c = 0; c < 7; ++c)
                        back[r] += expected.reconstruction[c] * w(static_cast<std::int64_t>(r), static_cast<std::int64_t>(c));
                QVERIFY(largest(expected.codes, got.codes) < 2e-6);
                QVERIFY(largest(back, got.reconstruction) < 5e-6);
            }
        }
        QVERIFY(refusal([&] { inOwnBasis(someSae(Normalisation::LayerNorm), w); }).contains("does not commute"));
    }
};

QTEST_GUILESS_MAIN(TestExchange)
#include "tst_exchange.moc"
