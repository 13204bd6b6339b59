// The probe against what the evaluation stores for the same texts, and against each text alone.
#include "bert/fine_tune.h"
#include "evaluate/evaluate.h"
#include "tiny_probe.h"
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {

const std::vector<std::string> sentences{"Would using a dictionary be ok?",
                                         "Should I send you an email tomorrow?",
                                         "I have a question.",
                                         "you",
                                         "",
                                         "We're going to agree, to agree, to agree, to agree, to agree, to agree, to agree, to agree."};

text::Corpus corpusOf(const std::vector<std::string>& texts) {
    text::Corpus corpus;
    corpus.classNames = {"x", "y", "z"};
    for (const std::string& text : texts)
        corpus.documents.push_back({text, text, 0, text::Split::Test, {}});
    return corpus;
}

bool near(double x, double y, double tolerance) {
    return std::abs(x - y) <= tolerance;
}

} // namespace

class TestProbe : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<TinyPair> m_pair;
    std::filesystem::path folder() const { return m_folder.path().toStdString(); }

    // The stored way: activations on the disk, then hijack().
    sae::SparseCodes storedCodes(const bert::Classifier& model, const DoubleMatrix* rotation,
                                 const text::PackedTokens& tokens) const {
        const auto file = folder() / "activations.safetensors";
        bert::extractActivations(model, tokens, file, {.layer = TinyPair::layer});
        const bert::Activations activations(file);
        return hijack(m_pair->sae, {&model, &activations, rotation}, tokens.labels).codes;
    }

private Q_SLOTS:
    void initTestCase() { m_pair = std::make_unique<TinyPair>(folder()); }

    void codesAreThoseThatTheEvaluationStores() {
        const auto tokens = text::tokenize(corpusOf(sentences), text::Split::Test, m_pair->tokenizer, 24);
        const std::array stored{storedCodes(m_pair->a, nullptr, tokens), storedCodes(m_pair->b, &m_pair->rotation, tokens)};
        Probe probe = m_pair->probe();
        const ProbedTexts probed = probe.probe(sentences);
        QCOMPARE(probed.size(), sentences.size());
        for (std::size_t m = 0; m < 2; ++m)
            for (std::size_t t = 0; t < sentences.size(); ++t) {
                const sae::SparseCodes& codes = probed[t]->members[m].codes;
                const std::int64_t first = tokens.starts[t];
                QCOMPARE(codes.rowCount(), tokens.lengthOf(static_cast<std::int64_t>(t)));
                const std::int64_t entry = stored[m].rowStarts[static_cast<std::size_t>(first)];
                for (std::size_t r = 0; r < codes.rowStarts.size(); ++r)
                    QCOMPARE(codes.rowStarts[r], stored[m].rowStarts[static_cast<std::size_t>(first) + r] - entry);
                for (std::size_t i = 0; i < codes.indices.size(); ++i) {
                    QCOMPARE(codes.indices[i], stored[m].indices[static_cast<std::size_t>(entry) + i]);
                    QVERIFY(near(codes.values[i], stored[m].values[static_cast<std::size_t>(entry) + i], 1e-5));
                }
            }
        QVERIFY(stored[0].indices != stored[1].indices);
        QVERIFY(probed.back()->truncated && !probed.front()->truncated);
    }

    void piecesAndRangesAreTheTokenizers() {
        Probe probe = m_pair->probe();
        const auto text = probe.probe(std::string("Sending emails?"));
        const std::vector<std::string> pieces{"[CLS]", "send", "##ing", "email", "##s", "?", "[SEP]"};
        QVERIFY(text->pieces == pieces);
        QCOMPARE(text->ranges[2], (text::ByteRange{4, 7}));
        QVERIFY(text->isSpecial(0) && text->isSpecial(6) && !text->isSpecial(1));
    }

    void twoInABatchGiveWhatEachAloneGives() {
        Probe together = m_pair->probe();
        const ProbedTexts both = together.probe(sentences);
        for (std::size_t t = 0; t < sentences.size(); ++t) {
            Probe alone = m_pair->probe();
            const auto one = alone.probe(sentences[t]);
            for (std::size_t m = 0; m < 2; ++m) {
                const ProbedMember &x = one->members[m], &y = both[t]->members[m];
                QVERIFY(x.codes.indices == y.codes.indices && x.codes.rowStarts == y.codes.rowStarts);
                for (std::size_t i = 0; i < x.codes.values.size(); ++i)
                    QVERIFY(near(x.codes.values[i], y.codes.values[i], 1e-5));
                for (std::size_t c = 0; c < 3; ++c)
                    QVERIFY(near(x.probabilities[c], y.probabilities[c], 1e-6));
            }
        }
    }

    void probabilitiesAreTheSoftmaxOfTheCleanLogits() {
        const auto tokens = text::tokenize(corpusOf(sentences), text::Split::Test, m_pair->tokenizer, 24);
        Probe probe = m_pair->probe();
        const ProbedTexts probed = probe.probe(sentences);
        for (std::size_t m = 0; m < 2; ++m) {
            const FloatMatrix logits = bert::logitsOf(m == 0 ? m_pair->a : m_pair->b, tokens);
            for (std::size_t t = 0; t < sentences.size(); ++t) {
                double sum = 0;
                for (std::int64_t c = 0; c < 3; ++c)
                    sum += std::exp(static_cast<double>(logits(static_cast<std::int64_t>(t), c)));
                for (std::int64_t c = 0; c < 3; ++c)
                    QVERIFY(near(probed[t]->members[m].probabilities[static_cast<std::size_t>(c)],
                                 std::exp(static_cast<double>(logits(static_cast<std::int64_t>(t), c))) / sum, 1e-6));
            }
        }
        Probe codesOnly = m_pair->probe({.layer = TinyPair::layer, .maxLength = 24, .probabilities = false});
        QVERIFY(codesOnly.probe(sentences[0])->members[0].probabilities.empty());
        QVERIFY(codesOnly.probe(sentences[0])->members[1].codes.indices == probed[0]->members[1].codes.indices);
    }

    void aTextIsComputedOnceAndForgottenWhenOthersCame() {
        Probe probe = m_pair->probe({.layer = TinyPair::layer, .maxLength = 24, .keptTokens = 12});
        const auto first = probe.probe(std::string("you"));
        QCOMPARE(probe.probe(std::string("you")).get(), first.get());
        const std::vector<std::string> twice{"you", "we", "you"};
        const ProbedTexts three = probe.probe(twice);
        QCOMPARE(three[0].get(), three[2].get());
        QCOMPARE(three[0].get(), first.get());
        probe.probe(std::string("I have a question if you have a question."));
        QVERIFY(probe.probe(std::string("you")).get() != first.get());
    }

    void ranksBeforeTopKAreThoseOfACount() {
        Probe probe = m_pair->probe();
        const auto text = probe.probe(sentences[0]);
        for (std::size_t m = 0; m < 2; ++m)
            for (std::int64_t token = 0; token < text->tokenCount(); ++token) {
                std::int64_t inside = 0;
                for (std::int32_t f = 0; f < 48; ++f) {
                    const PreTopK before = probe.beforeTopK(*text, m, token, f);
                    double expected = m_pair->sae.weights.encoderBias[static_cast<std::size_t>(f)], length = 0;
                    for (std::int64_t d = 0; d < TinyPair::width; ++d) {
                        const double h = text->members[m].hidden(token, d);
                        expected += h * m_pair->sae.weights.encoder(f, d);
                        length += h * h;
                    }
                    QVERIFY(near(before.value, expected / std::sqrt(length), 1e-5));
                    QVERIFY(near(probe.valuesBeforeTopK(*text, m, f)[static_cast<std::size_t>(token)], before.value, 1e-5));
                    QCOMPARE(before.rank <= 5, text->code(m, token, f) != 0);
                    inside += before.rank <= 5;
                }
                QCOMPARE(inside, 5);
            }
    }

    void rankedValuesHoldEachFeatureAtItsRank() {
        Probe probe = m_pair->probe();
        const auto text = probe.probe(sentences[0]);
        for (std::size_t m = 0; m < 2; ++m) {
            const std::vector<float> ranked = probe.rankedBeforeTopK(*text, m, 2);
            QCOMPARE(ranked.size(), 48u);
            QVERIFY(ranked.front() > ranked.back());
            for (std::int32_t f = 0; f < 48; ++f) {
                const PreTopK before = probe.beforeTopK(*text, m, 2, f);
                QCOMPARE(static_cast<double>(ranked[static_cast<std::size_t>(before.rank - 1)]), before.value);
            }
        }
        QVERIFY_THROWS_EXCEPTION(Error, probe.rankedBeforeTopK(*text, 0, text->tokenCount()));
        QVERIFY_THROWS_EXCEPTION(Error, probe.rankedBeforeTopK(*text, 0, -1));
    }

    void partnersRenumberBsFeatures() {
        std::vector<std::int32_t> partners(48);
        for (std::size_t f = 0; f < 48; ++f)
            partners[f] = static_cast<std::int32_t>(47 - f);
        partners[7] = -1; // B's 40 has no partner
        Probe plain = m_pair->probe();
        Probe matched(m_pair->tokenizer, {&m_pair->a, &m_pair->sae, nullptr, {}},
                      {&m_pair->b, &m_pair->sae, &m_pair->rotation, partners}, {.layer = TinyPair::layer});
        const auto x = plain.probe(sentences[0]), y = matched.probe(sentences[0]);
        int fired = 0;
        for (std::int64_t token = 0; token < x->tokenCount(); ++token)
            for (std::int32_t f = 0; f < 48; ++f) {
                QCOMPARE(y->code(0, token, f), x->code(0, token, f));
                QCOMPARE(y->code(1, token, f), f == 7 ? 0.0f : x->code(1, token, 47 - f));
                fired += y->code(1, token, f) != 0;
            }
        QVERIFY(fired > 20);
        QVERIFY(matched.hasFeature(0, 7) && !matched.hasFeature(1, 7));
        QCOMPARE(matched.beforeTopK(*y, 1, 1, 3).rank, plain.beforeTopK(*x, 1, 1, 44).rank);
        QVERIFY_THROWS_EXCEPTION(Error, matched.beforeTopK(*y, 1, 1, 7));
        QCOMPARE(y->members[1].codes.features, 48);
        partners[7] = 40 - 1; // that of 8, too
        QVERIFY_THROWS_EXCEPTION(Error, Probe(m_pair->tokenizer, {&m_pair->a, &m_pair->sae, nullptr, {}},
                                              {&m_pair->b, &m_pair->sae, nullptr, partners}, {.layer = TinyPair::layer}));
    }

    void whatDoesNotFitIsRefused() {
        const FloatMatrix any(1, 8);
        const DoubleMatrix narrow = align::controlRotation(align::RotationKind::Random, view(any), view(any), {});
        const auto make = [&](const DoubleMatrix* w, std::int64_t layer) {
            Probe(m_pair->tokenizer, {&m_pair->a, &m_pair->sae, nullptr, {}}, {&m_pair->b, &m_pair->sae, w, {}},
                  {.layer = layer});
        };
        QVERIFY_THROWS_EXCEPTION(Error, make(&narrow, 1));
        QVERIFY_THROWS_EXCEPTION(Error, make(nullptr, 2));
        Probe probe = m_pair->probe();
        QVERIFY_THROWS_EXCEPTION(Error, probe.hasFeature(0, 48));
    }

    void stopIsHonouredAndProgressRisesToOne() {
        Probe probe = m_pair->probe();
        std::stop_source source;
        source.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, probe.probe(sentences, {}, source.get_token()));
        double last = 0;
        probe.probe(sentences, [&](const Progress& p) {
            QVERIFY(p.fraction >= last && p.fraction <= 1);
            last = p.fraction;
        });
        QCOMPARE(last, 1.0);
    }
};

QTEST_GUILESS_MAIN(TestProbe)
#include "tst_probe.moc"
