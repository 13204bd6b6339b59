// The studies of a pair on a finished tiny project: which tokens and features they take, and that they store nothing.
#include "pipeline/studies.h"
#include "align/rotation_file.h"
#include "bert/activations.h"
#include "evaluate/matching.h"
#include "tiny_recipe.h"
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace crosseed;
using namespace crosseed::pipeline;

class TestStudies : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<store::Project> m_project;
    std::unique_ptr<TinyRun> m_run;
    text::Corpus m_documents;

    const PairOutcome& pair() const { return m_run->outcome.pairs.front(); }
    StageContext context(QStringList* warnings = nullptr) const {
        StageContext context{*m_project, bert::Device::Cpu, 1, {}, {}, {}, {}, {}};
        if (warnings)
            context.onWarning = [warnings](const std::string& sentence) { *warnings += QString::fromStdString(sentence); };
        return context;
    }
    align::AlignmentStudy study(const StudySpec& spec, QStringList* warnings = nullptr) const {
        return studyAlignment(context(warnings), m_run->outcome.corpus, m_documents, pair().pair, 1, spec);
    }
    GeometryStudy geometry(const GeometrySpec& spec) const { return geometry(spec, pair().runs[0], Side::A); }
    GeometryStudy geometry(const GeometrySpec& spec, const store::RunRow& run, Side model) const {
        return studyGeometry(context(), m_documents, run, spec, model);
    }
    // Of the texts first .. last - 1 of a split, [CLS] and [SEP] counted or not.
    std::int64_t tokens(text::Split split, std::int64_t first, std::int64_t last, bool special) const {
        const auto packed = tokensOf(*m_project, pair().a, m_documents, split);
        std::int64_t count = 0;
        for (std::int64_t t = first; t < std::min(last, packed.textCount()); ++t)
            count += packed.lengthOf(t) - (special ? 0 : 2);
        return count;
    }
    StudySpec quick() const {
        StudySpec spec;
        spec.texts = 60;
        spec.study.halves = 3;
        return spec;
    }

private Q_SLOTS:
    void initTestCase() {
        m_project = std::make_unique<store::Project>(
            store::Project::create(m_folder.filePath("p.crosseed").toStdString()));
        m_run = std::make_unique<TinyRun>(*m_project, tinyRecipe());
        QVERIFY(!m_run->cancelled && !m_run->outcome.pairs.empty());
        m_documents = store::loadCorpus(*m_project, m_run->outcome.corpus.id);
    }

    void theSampleIsThatOfTheStoredRotation() {
        const auto result = study(quick());
        const auto stored = nlohmann::json::parse(store::latestRotation(*m_project, pair().pair.id).resultJson);
        QCOMPARE(result.tokens, stored["tokens"].get<std::int64_t>());
        QVERIFY(std::abs(result.plain.nre - stored["nre"].get<double>()) < 1e-12);
        QVERIFY(std::abs(result.nreIdentity - stored["nre_identity"].get<double>()) < 1e-12);
        QVERIFY(std::abs(result.nreMismatched - stored["nre_mismatched"].get<double>()) < 1e-12);
        QCOMPARE(result.plain.k99OfS, stored["k99_of_s"].get<std::int64_t>());
        QCOMPARE(result.texts, 60);
        QCOMPARE(result.tokens, tokens(text::Split::Train, 0, 60, false));
        QCOMPARE(result.heldOutTokens, tokens(text::Split::Train, 60, 1000, false));
        QCOMPARE(std::ssize(result.halves), 3);
        QCOMPARE(std::ssize(result.halves[0].texts), 30);
    }
    void specialTokensCountWhenAskedFor() {
        StudySpec spec = quick();
        spec.specialTokens = true;
        QCOMPARE(study(spec).tokens, tokens(text::Split::Train, 0, 60, true));
    }
    void otherSplitsAreHeldOut() {
        StudySpec spec = quick();
        spec.split = "test";
        spec.texts = 10;
        spec.heldOut = "train";
        const auto result = study(spec);
        QCOMPARE(result.tokens, tokens(text::Split::Test, 0, 10, false));
        QCOMPARE(result.heldOutTokens, tokens(text::Split::Train, 0, 1000, false));
        QVERIFY(std::isfinite(result.plain.nreHeldOut));
        spec.heldOut = "none";
        const auto none = study(spec);
        QCOMPARE(none.heldOutTokens, 0);
        QVERIFY(std::isnan(none.plain.nreHeldOut));
        QCOMPARE(none.plain.nre, result.plain.nre);
    }
    void aSampleThatIsTheWholeSplitLeavesNothingAndSaysSo() {
        StudySpec spec = quick();
        spec.texts = 0;
        QStringList warnings;
        const auto result = study(spec, &warnings);
        QCOMPARE(result.tokens, tokens(text::Split::Train, 0, 1000, false));
        QCOMPARE(result.heldOutTokens, 0);
        QCOMPARE(warnings, QStringList{"The sample is the whole train split, so nothing of it is held out."});
    }
    void refusesASampleThatJudgesItself() {
        StudySpec spec = quick();
        spec.heldOut = "train";
        QVERIFY_THROWS_EXCEPTION(Error, study(spec));
        spec.heldOut = "nowhere";
        QVERIFY_THROWS_EXCEPTION(Error, study(spec));
        spec.heldOut = "rest";
        spec.texts = -1;
        QVERIFY_THROWS_EXCEPTION(Error, study(spec));
    }

    void geometryTakesTheRunsRotationAndCountedTokens() {
        GeometrySpec spec;
        spec.hidden.rows = 40;
        const auto result = geometry(spec);
        const auto packed = tokensOf(*m_project, pair().a, m_documents, text::Split::Test);
        QCOMPARE(std::ssize(result.hidden.rows), 40);
        for (std::size_t i = 0; i < 40; ++i) {
            const std::int64_t row = result.hidden.rows[i], t = result.texts[i];
            QVERIFY(row > packed.starts[static_cast<std::size_t>(t)]);
            QVERIFY(row + 1 < packed.starts[static_cast<std::size_t>(t) + 1]);
        }
        const auto activation = store::findActivation(
            *m_project, bert::activationsKey(pair().b.contentHash, packed, 1));
        const bert::Activations b(m_project->resolve(activation->file));
        const DoubleMatrix w = align::readRotation(m_project->resolve(pair().rotations[0].file));
        double turned = 0, before = 0; // first row on the first component: the turn is (h_B W - h_B) times it
        const auto h = b.hidden().row(result.hidden.rows[0]);
        for (std::int64_t j = 0; j < w.cols; ++j) {
            double value = 0;
            for (std::int64_t i = 0; i < w.rows; ++i)
                value += static_cast<double>(h[static_cast<std::size_t>(i)]) * w(i, j);
            turned += value * result.hidden.basis(0, j);
            before += static_cast<double>(h[static_cast<std::size_t>(j)]) * result.hidden.basis(0, j);
        }
        QVERIFY(std::abs((result.hidden.after(0, 0) - result.hidden.before(0, 0)) - (turned - before)) < 1e-9);
    }
    void featuresAreThoseOfTheLatestEvaluation() {
        GeometrySpec spec;
        const auto evaluation = store::latestEvaluation(*m_project, pair().runs[0].id, evaluate::Pooling::PerToken);
        const auto both = geometry(spec);
        QCOMPARE(both.cosines.features, evaluation.metrics.activeBoth);
        for (const std::int32_t feature : both.dictionary.features)
            QVERIFY(evaluation.metrics.features[static_cast<std::size_t>(feature)].activeInBoth);
        spec.features = "active_either";
        const auto either = geometry(spec);
        QVERIFY(either.cosines.features >= both.cosines.features && either.cosines.features < 64);
        QCOMPARE(static_cast<double>(64 - either.cosines.features), evaluation.metrics.deadBoth * 0.64);
        spec.features = "all";
        QCOMPARE(geometry(spec).cosines.features, 64);
        spec.features = "some";
        QVERIFY_THROWS_EXCEPTION(Error, geometry(spec));
    }
    // Of a run with two SAEs each model's own is shown, B's with the features where A's partners stand.
    void eachModelsOwnDictionaryIsShown() {
        store::RunRow run = pair().runs[0];
        sae::Sae sae = sae::readSae(m_project->resolve(run.saeFile));
        GeometrySpec spec;
        spec.features = "all";
        const auto a = geometry(spec);
        QCOMPARE(geometry(spec, run, Side::B).cosines.largest, a.cosines.largest); // one SAE for both
        for (std::int64_t c = 0; c < sae.weights.decoder.cols; ++c) // atom 1 becomes atom 0
            sae.weights.decoder(1, c) = sae.weights.decoder(0, c);
        const auto file = m_project->temporaryFile("sae");
        sae::writeSae(file, sae);
        run.saeFileB = m_project->adoptTensorFile(file);
        QCOMPARE(geometry(spec, run, Side::A).cosines.largest, a.cosines.largest);
        QVERIFY(a.cosines.largest < 0.9999);
        const auto b = geometry(spec, run, Side::B);
        QVERIFY(std::abs(b.cosines.largest - 1) < 1e-6);
        evaluate::Matching matching;
        for (std::int32_t f = 0; f < 64; ++f)
            matching.partner.push_back(63 - f);
        matching.matched.assign(64, 1);
        const auto matchingFile = m_project->temporaryFile("matching");
        evaluate::writeMatching(matchingFile, matching, {});
        run.matchingFile = m_project->adoptTensorFile(matchingFile);
        const auto matched = geometry(spec, run, Side::B);
        QCOMPARE(matched.cosines.nearDuplicates.at(0).first, 62);
        QCOMPARE(matched.cosines.nearDuplicates.at(0).second, 63);
    }
    void nothingIsStored() {
        const auto sizeOf = [&] {
            std::uintmax_t size = 0;
            for (const auto& entry : std::filesystem::recursive_directory_iterator(m_project->dataFolder()))
                size += entry.is_regular_file() ? entry.file_size() : 0;
            return size;
        };
        const auto tables = [&] { // the database and what is not yet folded back into it, byte for byte
            QByteArray bytes;
            for (const char* ending : {"", "-wal"}) {
                QFile file(QString::fromStdString(m_project->file().string() + ending));
                if (file.open(QIODevice::ReadOnly))
                    bytes += file.readAll();
            }
            return bytes;
        };
        const auto before = sizeOf();
        const QByteArray tablesBefore = tables();
        QVERIFY(tablesBefore.size() > 4096);
        study(quick());
        geometry({});
        QCOMPARE(sizeOf(), before);
        QVERIFY(tables() == tablesBefore);
        QCOMPARE(leftovers(*m_project), QStringList());
    }
};

QTEST_APPLESS_MAIN(TestStudies)
#include "tst_studies.moc"
