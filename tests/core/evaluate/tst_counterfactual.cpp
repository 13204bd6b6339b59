// Counterfactuals and rules over many texts with a small random pair, against plain loops over the dense pre-activations.
#include "evaluate/bench_edit.h"
#include "evaluate/counterfactual.h"
#include "evaluate/edit_study.h"
#include "tiny_probe.h"
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {

const std::vector<std::pair<std::string, std::string>> pairs{
    {"Would using a dictionary be ok?", "Is using a dictionary ok?"},
    {"Should I send you an email tomorrow?", "I should send you an email tomorrow."},
    {"would using a dictionary be ok?", "using a dictionary would be ok."},
    {"Should we agree to agree?", "We're not going to agree."},
    {"Would you mind if I had a question?", "I have a question."},
    {"Peter is going to send a big problem tomorrow.", "Peter is."},
    {"If you had an email, have a question!", "the dictionary"},
    {"a big problem is using the email", "is using"},
    {"you", "problem"}};

bool near(double x, double y, double tolerance = 1e-5) {
    return std::abs(x - y) <= tolerance;
}

// W_enc x + b_enc of all features at one token, from the hidden states in double.
std::vector<double> preActivationsAt(const TinyPair& pair, const ProbedText& text, std::size_t member, std::int64_t token) {
    std::vector<double> values;
    double length = 0;
    for (std::int64_t d = 0; d < TinyPair::width; ++d)
        length += std::pow(text.members[member].hidden(token, d), 2);
    for (std::int64_t f = 0; f < 48; ++f) {
        double sum = 0;
        for (std::int64_t d = 0; d < TinyPair::width; ++d)
            sum += static_cast<double>(text.members[member].hidden(token, d)) / std::sqrt(length) * pair.sae.weights.encoder(f, d);
        values.push_back(sum + pair.sae.weights.encoderBias[static_cast<std::size_t>(f)]);
    }
    return values;
}

std::int64_t rankIn(const std::vector<double>& values, std::int32_t feature) {
    return 1 + std::ranges::count_if(values, [&](double v) { return v > values[static_cast<std::size_t>(feature)]; });
}

// The code after TopK with k = 5.
double codeAt(const TinyPair& pair, const ProbedText& text, std::size_t member, std::int64_t token, std::int32_t feature) {
    const auto values = preActivationsAt(pair, text, member, token);
    return rankIn(values, feature) <= 5 ? values[static_cast<std::size_t>(feature)] : 0.0;
}

struct PlainPeak {
    double value = 0;
    std::int64_t token = -1;
};
PlainPeak plainPeak(const TinyPair& pair, const ProbedText& text, std::size_t member, std::int32_t feature, bool special) {
    PlainPeak peak;
    const std::int64_t n = text.tokenCount();
    for (std::int64_t t = special ? 0 : 1; t < (special ? n : n - 1); ++t)
        if (const double value = codeAt(pair, text, member, t, feature); value > peak.value + 1e-7)
            peak = {value, t};
    return peak;
}

std::vector<std::int32_t> allFeatures() {
    std::vector<std::int32_t> features(48);
    for (std::size_t f = 0; f < 48; ++f)
        features[f] = static_cast<std::int32_t>(f);
    return features;
}

} // namespace

class TestCounterfactual : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<TinyPair> m_pair;

    // All counterfactuals of all features against the plain way; returns how many were silenced, or which comparison failed.
    int compareWithThePlainWay(bool special, int& onSpecial) const {
        Probe probe = m_pair->probe();
        int silenced = 0;
        for (const auto& [original, edited] : pairs) {
            const auto result = counterfactual(probe, allFeatures(), original, edited, {.specialTokens = special});
            for (const FeatureEffect& effect : result.effects)
                for (std::size_t m = 0; m < 2; ++m) {
                    const MemberEffect& e = effect.members[m];
                    const PlainPeak before = plainPeak(*m_pair, *result.original, m, effect.feature, special);
                    const PlainPeak after = plainPeak(*m_pair, *result.edited, m, effect.feature, special);
                    if (e.before.token != before.token || e.after.token != after.token || !near(e.before.value, before.value) ||
                        !near(e.after.value, after.value))
                        return -1;
                    if (before.value <= 0 ? !std::isnan(e.effect)
                                          : !near(e.effect, after.value / before.value - 1, 1e-4))
                        return -2;
                    if (e.silence.has_value() != (before.value > 0 && after.value <= 0))
                        return -3;
                    silenced += e.silence.has_value();
                    onSpecial += e.after.piece == "[CLS]" || e.after.piece == "[SEP]";
                }
        }
        return silenced;
    }

private Q_SLOTS:
    void initTestCase() { m_pair = std::make_unique<TinyPair>(m_folder.path().toStdString()); }

    void peaksAndEffectsAreThoseOfAPlainLoop() {
        int onSpecial = 0;
        const int words = compareWithThePlainWay(false, onSpecial);
        QVERIFY2(words > 30, qPrintable(QString::number(words)));
        QCOMPARE(onSpecial, 0);
        const int all = compareWithThePlainWay(true, onSpecial);
        QVERIFY2(all > 30, qPrintable(QString::number(all)));
        QVERIFY(onSpecial > 10);
    }

    void theReasonOfASilenceIsValueAndRankWhereThePeakWas() {
        Probe probe = m_pair->probe();
        int aligned = 0, deleted = 0;
        for (const auto& [original, edited] : pairs) {
            const auto result = counterfactual(probe, allFeatures(), original, edited);
            const auto partners = alignTokens(alignTexts(original, edited), result.original->ranges, result.edited->ranges);
            for (const FeatureEffect& effect : result.effects)
                for (std::size_t m = 0; m < 2; ++m) {
                    if (!effect.members[m].silence)
                        continue;
                    const Silence& silence = *effect.members[m].silence;
                    std::int64_t token = partners[static_cast<std::size_t>(effect.members[m].before.token)];
                    QCOMPARE(silence.aligned, token >= 0);
                    ++(silence.aligned ? aligned : deleted);
                    if (token < 0) {
                        double best = -1e9;
                        for (std::int64_t t = 1; t + 1 < result.edited->tokenCount(); ++t) {
                            const auto values = preActivationsAt(*m_pair, *result.edited, m, t);
                            if (values[static_cast<std::size_t>(effect.feature)] > best) {
                                best = values[static_cast<std::size_t>(effect.feature)];
                                token = t;
                            }
                        }
                    }
                    const auto values = preActivationsAt(*m_pair, *result.edited, m, token);
                    QCOMPARE(silence.token, token);
                    QVERIFY(near(silence.before.value, values[static_cast<std::size_t>(effect.feature)]));
                    QCOMPARE(silence.before.rank, rankIn(values, effect.feature));
                    QCOMPARE(silence.k, 5);
                    const bool fires = codeAt(*m_pair, *result.edited, m, 0, effect.feature) > 0 ||
                                       codeAt(*m_pair, *result.edited, m, result.edited->tokenCount() - 1, effect.feature) > 0;
                    QCOMPARE(silence.onSpecial, fires);
                }
        }
        QVERIFY(aligned > 5 && deleted > 5);
    }

    void reasonsAreSentences() {
        Peak after;
        QCOMPARE(QString::fromStdString(silenceText({3, "should", true, {0.01234, 47}, 32, false}, after)),
                 "at \"should\" it is 47th before TopK with 0.0123, just outside the 32");
        after.cls = 0.31;
        QCOMPARE(QString::fromStdString(silenceText({3, "agree", false, {-0.5, 901}, 32, true}, after)),
                 "the former peak was deleted; at its strongest token \"agree\" it is 901st before TopK with -0.5000, outside the "
                 "32; it fires on [CLS] with 0.3100, which does not count");
        QCOMPARE(QString::fromStdString(silenceText({3, "a", true, {-0.5, 3}, 5, false}, {})),
                 "at \"a\" it is 3rd before TopK with -0.5000, among the 5 but not above 0");
        for (const auto& [number, text] : {std::pair{1, "1st"}, {2, "2nd"}, {3, "3rd"}, {4, "4th"}, {11, "11th"}, {12, "12th"},
                                           {13, "13th"}, {21, "21st"}, {112, "112th"}, {122, "122nd"}, {1000, "1000th"}})
            QCOMPARE(ordinalText(number), std::string(text));
    }

    void theFeaturesThatMovedMostAreThoseOfAllPeaks() {
        Probe probe = m_pair->probe();
        for (const auto& [original, edited] : pairs) {
            const auto result = counterfactual(probe, allFeatures(), original, edited, {.mostMoved = 48});
            std::vector<double> moved(48);
            for (const FeatureEffect& effect : result.effects)
                for (const MemberEffect& e : effect.members)
                    moved[static_cast<std::size_t>(effect.feature)] += std::abs(e.after.value - e.before.value) / 2;
            const auto some = std::ranges::count_if(moved, [](double v) { return v > 0; });
            QCOMPARE(std::ssize(result.mostMoved), some);
            double last = 1e9;
            for (const MovedFeature& m : result.mostMoved) {
                QVERIFY(near(m.moved, moved[static_cast<std::size_t>(m.feature)], 1e-12) && m.moved <= last);
                last = m.moved;
            }
            const auto first = counterfactual(probe, {1}, original, edited, {.mostMoved = 3}).mostMoved;
            QCOMPARE(first.size(), 3u);
            QCOMPARE(first[2].feature, result.mostMoved[2].feature);
        }
    }

    void editTypesAreSuggestedOrOnesOwn() {
        Probe probe = m_pair->probe();
        QCOMPARE(counterfactual(probe, {0}, pairs[2].first, pairs[2].second).editType, std::string("reposition"));
        QCOMPARE(counterfactual(probe, {0}, "you", "we", {.editType = "my own"}).editType, std::string("my own"));
        QVERIFY_THROWS_EXCEPTION(Error, counterfactual(probe, {48}, "you", "we"));
    }

    void aFeatureWithoutAPartnerIsAbsent() {
        std::vector<std::int32_t> partners(48, -1);
        Probe probe(m_pair->tokenizer, {&m_pair->a, &m_pair->sae, nullptr, {}},
                    {&m_pair->b, &m_pair->sae, &m_pair->rotation, partners}, {.layer = TinyPair::layer});
        const auto effect = counterfactual(probe, {3}, "you", "we").effects[0];
        QVERIFY(effect.members[0].present && !effect.members[1].present);
    }

    void aRuleOverTextsIsEachEditAlone() {
        const std::vector<std::string> texts{"Would you mind?", "would using a dictionary be ok?", "It is ok.",
                                             "should would", "Would we agree"};
        Probe probe = m_pair->probe();
        const auto study = [&](std::int32_t feature) { return editStudy(probe, feature, texts, "^would -> is | ^should -> should"); };
        int defined = 0;
        for (std::int32_t feature = 0; feature < 48; ++feature) {
            const EditStudy result = study(feature);
            QCOMPARE(result.unmatched, 1);
            QCOMPARE(result.sameText, 1);
            QCOMPARE(result.edited, 3);
            QCOMPARE(result.lines.size(), 5u);
            QCOMPARE(result.lines[0].edited, std::string("Is you mind?"));
            std::array<std::vector<double>, 2> effects;
            for (const std::size_t i : {0u, 1u, 4u}) {
                const auto alone = counterfactual(probe, {feature}, texts[i], result.lines[i].edited).effects[0];
                for (std::size_t m = 0; m < 2; ++m) {
                    QVERIFY(alone.members[m].effect == result.lines[i].effects[m] ||
                            (std::isnan(alone.members[m].effect) && std::isnan(result.lines[i].effects[m])));
                    if (!std::isnan(alone.members[m].effect))
                        effects[m].push_back(alone.members[m].effect);
                }
            }
            for (std::size_t m = 0; m < 2; ++m) {
                const EffectSummary& summary = result.summaries[m];
                QCOMPARE(summary.defined, std::ssize(effects[m]));
                QCOMPARE(summary.defined + summary.undefined, 3);
                double sum = 0;
                for (const double effect : effects[m])
                    sum += effect;
                QVERIFY(effects[m].empty() ? std::isnan(summary.mean)
                                           : near(summary.mean, sum / static_cast<double>(effects[m].size()), 1e-12));
                const SignTest signs = signTest(effects[m]);
                QCOMPARE(summary.signs.p, signs.p);
                defined += effects[m].size() == 3;
            }
        }
        QVERIFY(defined > 5);
    }

    void placebosAreTheNoiseBandOfTheMean() {
        const std::vector<std::string> texts{"John, would you mind?", "a big problem", "would using a dictionary be ok.",
                                             "you would"};
        Probe probe = m_pair->probe();
        int banded = 0, bothKinds = 0;
        for (std::int32_t feature = 0; feature < 48; ++feature) {
            const EditStudy result = editStudy(probe, feature, texts, "would -> is", {.placebo = true});
            QCOMPARE(result.placebos.size(), 3u);
            QCOMPARE(result.placebos[0].applied, 4); // punctuation
            QCOMPARE(result.placebos[1].applied, 1); // names
            QCOMPARE(result.placebos[2].applied, 1); // synonyms
            const std::array<PlaceboNoise, 3> alone = placeboNoise(probe, feature, texts); // needs no rule
            for (std::size_t which = 0; which < 3; ++which) {
                QCOMPARE(alone[which].edits, result.noise[which].edits);
                QCOMPARE(alone[which].undefined, result.noise[which].undefined);
                QCOMPARE(alone[which].texts, result.noise[which].texts);
                QCOMPARE(std::isnan(alone[which].singleEdits.low), alone[which].edits == 0);
                QVERIFY(alone[which].edits == 0 || (alone[which].singleEdits.low == result.noise[which].singleEdits.low &&
                                                    alone[which].singleEdits.high == result.noise[which].singleEdits.high));
                QVERIFY(alone[which].drawn == 0 && std::isnan(alone[which].meanBand.low));
                std::vector<double> single, ofTexts;
                for (std::size_t text = 0; text < texts.size(); ++text) {
                    std::vector<double> ofText;
                    for (const PlaceboOutcome& outcome : result.placebos)
                        if (outcome.lines[text].matched && !std::isnan(outcome.lines[text].effects[which]))
                            ofText.push_back(outcome.lines[text].effects[which]);
                    single.insert(single.end(), ofText.begin(), ofText.end());
                    if (ofText.size() == 1)
                        ofTexts.push_back(ofText[0]);
                    else if (!ofText.empty())
                        ofTexts.push_back((ofText[0] + ofText[1]) / 2); // no text has all three
                    bothKinds += ofText.size() == 2 && ofText[0] != ofText[1];
                }
                const PlaceboNoise& noise = result.noise[which];
                QCOMPARE(noise.edits, std::ssize(single));
                QCOMPARE(noise.edits + noise.undefined, 6);
                QCOMPARE(noise.texts, std::ssize(ofTexts));
                QCOMPARE(noise.drawn, result.summaries[which].defined);
                if (!single.empty()) {
                    QCOMPARE(noise.singleEdits.low, quantile(single, 0.025));
                    QCOMPARE(noise.singleEdits.high, quantile(single, 0.975));
                }
                const Interval band = meanBand(ofTexts, noise.drawn, {.draws = 10000});
                QVERIFY(band.low == noise.meanBand.low || (std::isnan(band.low) && std::isnan(noise.meanBand.low)));
                QVERIFY(band.high == noise.meanBand.high || (std::isnan(band.high) && std::isnan(noise.meanBand.high)));
                banded += noise.meanBand.low < noise.meanBand.high;
            }
        }
        QVERIFY2(banded > 10, qPrintable(QString::number(banded)));
        QVERIFY2(bothKinds > 5, qPrintable(QString::number(bothKinds)));
        const EditStudy without = editStudy(probe, 7, texts, "would -> is");
        QVERIFY(without.placebos.empty() && std::isnan(without.noise[0].meanBand.low) && without.noise[0].drawn == 0);
    }

    void aMeanLiesOutsideItsBandOrNot() {
        const Interval band{-0.1, 0.1}, none;
        QVERIFY(outsideBand(-0.2, band) && outsideBand(0.11, band) && !outsideBand(0.05, band) && !outsideBand(0.1, band));
        QVERIFY(!outsideBand(std::nan(""), band) && !outsideBand(-0.2, none));
    }

    void theBenchmarkMeasuresWholeEdits() {
        const BenchEditResult result = benchEdit({.layers = 3, .width = 16, .heads = 2, .intermediate = 32, .vocabulary = 200,
                                                  .dictionary = 64, .k = 4, .words = 7, .edits = 3});
        QCOMPARE(result.tokens, 9);
        QVERIFY(result.pairLowest > 0 && result.pairLowest <= result.pairSeconds);
        QVERIFY(result.editLowest > 0 && result.editLowest <= result.editSeconds);
    }

    void sameSeedSameStudyAndProgressRisesToOneAndStopIsHonoured() {
        const std::vector<std::string> texts{"Would you mind?", "would using a dictionary be ok?", "John would agree"};
        double last = 0;
        const auto study = [&](std::stop_token stop) {
            Probe probe = m_pair->probe();
            return editStudy(probe, 5, texts, "would -> is", {.placebo = true},
                             [&](const Progress& p) {
                                 QVERIFY(p.fraction >= last && p.fraction <= 1);
                                 last = p.fraction;
                             },
                             stop);
        };
        const EditStudy first = study({});
        QCOMPARE(last, 1.0);
        last = 0;
        const EditStudy again = study({});
        for (std::size_t i = 0; i < texts.size(); ++i)
            QCOMPARE(again.lines[i].after[0].value, first.lines[i].after[0].value);
        QCOMPARE(again.placebos[1].lines[2].edited, first.placebos[1].lines[2].edited);
        std::stop_source source;
        source.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, study(source.get_token()));
    }
};

QTEST_GUILESS_MAIN(TestCounterfactual)
#include "tst_counterfactual.moc"
