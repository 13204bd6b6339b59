// A run's SAE goes out in each layout and comes back as an imported run: the same codes and the same numbers.
#include "base/files.h"
#include "pipeline/sae_exchange.h"
#include "tiny_recipe.h"
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace crosseed;
using namespace crosseed::pipeline;

class TestSaeExchange : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<store::Project> m_project;
    std::unique_ptr<TinyRun> m_run;
    text::Corpus m_documents;

    std::string path(const QString& name) const { return m_folder.filePath(name).toStdString(); }
    const store::RunRow& run() const { return m_run->outcome.pairs[0].runs[0]; }
    StageContext context() { return {*m_project, bert::Device::Cpu, 1, {}, {}, {}, {}, {}}; }
    PairInputs inputs() { return PairInputs(context(), m_run->outcome.corpus, m_documents, m_run->outcome.pairs[0].pair, run().layer); }
    store::RunRow imported(const std::string& file, const std::string& layout = "auto") {
        PairInputs pair = inputs();
        SaeImportSpec spec;
        spec.file = file;
        spec.layout = layout;
        spec.alignment = tinyRecipe().alignment;
        return importSae(pair, spec);
    }

private Q_SLOTS:
    void initTestCase() {
        m_project = std::make_unique<store::Project>(store::Project::create(path("p.crosseed")));
        Recipe recipe = tinyRecipe();
        recipe.sae.reluAfterTopK = true; // nothing below 0, so that every layout can hold it
        m_run = std::make_unique<TinyRun>(*m_project, recipe);
        m_documents = store::loadCorpus(*m_project, m_run->outcome.corpus.id);
    }
    void everyLayoutIsReadBackAndComputesTheSame_data() {
        QTest::addColumn<QString>("layout");
        QTest::addColumn<int>("side");
        for (const char* layout : {"crosseed", "saelens", "sparsify"})
            for (const Side side : bothSides)
                QTest::addRow("%s %s", layout, side == Side::A ? "A" : "B") << layout << int(side);
    }
    void everyLayoutIsReadBackAndComputesTheSame() {
        QFETCH(QString, layout);
        QFETCH(int, side);
        SaeExportSpec spec;
        spec.layout = sae::parseLayout(layout.toStdString());
        spec.side = Side(side);
        spec.preprocessed = true;
        const QString name = "out-" + layout + QString::number(side) + (layout == "crosseed" ? ".safetensors" : "");
        const SaeExport result = exportSae(*m_project, run(), spec, path(name));
        QVERIFY(result.sameBits);
        QVERIFY(result.agreement && result.agreement->rows > 100);
        QVERIFY2(result.agreement->largestCode < 5e-6, QByteArray::number(result.agreement->largestCode));
        QVERIFY2(result.agreement->largestReconstruction < 5e-5, QByteArray::number(result.agreement->largestReconstruction));
        QVERIFY(result.of.starts_with(side ? "seed-2, test split" : "seed-1, test split"));
    }
    void anImportedSaeEvaluatesAsTheOneThatWasExported_data() {
        QTest::addColumn<QString>("layout");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("crosseed") << "crosseed" << 0.0;
        QTest::newRow("saelens") << "saelens" << 1e-4;
        QTest::newRow("sparsify") << "sparsify" << 1e-4;
    }
    void anImportedSaeEvaluatesAsTheOneThatWasExported() {
        QFETCH(QString, layout);
        QFETCH(double, tolerance);
        SaeExportSpec spec;
        spec.layout = sae::parseLayout(layout.toStdString());
        spec.preprocessed = true;
        const QString name = "trip-" + layout + (layout == "crosseed" ? ".safetensors" : "");
        exportSae(*m_project, run(), spec, path(name));
        const store::RunRow back = imported(path(name));
        const auto rows = evaluateRun(context(), m_documents, back, tinyRecipe().evaluation);
        for (std::size_t pooling = 0; pooling < 2; ++pooling) {
            const evaluate::PairMetrics &a = m_run->outcome.pairs[0].evaluations[0][pooling].metrics, &b = rows[pooling].metrics;
            QCOMPARE(b.universal, a.universal);
            QCOMPARE(b.activeBoth, a.activeBoth);
            QCOMPARE(b.accuracyChange, a.accuracyChange);
            QVERIFY(std::abs(b.top10R - a.top10R) <= tolerance);
            for (std::size_t f = 0; f < a.features.size(); ++f)
                QVERIFY(std::abs(b.features[f].meanA - a.features[f].meanA) <= tolerance);
        }
    }
    void anImportedRunSaysSoAndNeverStandsForThePair() {
        SaeExportSpec spec;
        spec.side = Side::B;
        exportSae(*m_project, run(), spec, path("other"));
        const store::RunRow back = imported(path("other"));
        QCOMPARE(back.condition, std::string("imported SAE other, B turned"));
        QVERIFY(back.purpose != store::RunPurpose::Result);
        const auto origin = nlohmann::json::parse(back.importedJson);
        QCOMPARE(origin["a"]["layout"].get<std::string>(), std::string("saelens"));
        QCOMPARE(origin["a"]["sha256"].get<std::string>().size(), std::size_t{64});
        QCOMPARE(store::runRow(*m_project, {}).id, run().id);
        QCOMPARE(store::latestResult(*m_project, run().pair)->id, run().id);
        QCOMPARE(imported(path("other")).id, back.id); // the same file again
    }
    void twoFoldersWithFilesOfOtherNamesAreTwoSaes() {
        SaeExportSpec spec;
        for (const Side side : bothSides) {
            spec.side = side;
            const std::filesystem::path folder = path(side == Side::A ? "one" : "two");
            exportSae(*m_project, run(), spec, folder);
            std::filesystem::rename(folder / "sae_weights.safetensors", folder / "weights.safetensors");
        }
        const store::RunRow one = imported(path("one")), two = imported(path("two"));
        QVERIFY(one.id != two.id);
        QVERIFY(one.saeFile != two.saeFile);
        const auto hashIn = [](const store::RunRow& row) { return nlohmann::json::parse(row.importedJson)["a"]["sha256"].get<std::string>(); };
        QVERIFY(hashIn(one) != hashIn(two));
        QCOMPARE(imported(path("one")).id, one.id);
        nlohmann::json config = nlohmann::json::parse(readFile(path("one/cfg.json"))); // the same weights, computed otherwise
        config["k"] = 3;
        writeFile(path("one/cfg.json"), config.dump());
        QVERIFY(imported(path("one")).id != one.id);
    }
    void anSaeOfAnotherWidthIsRefused() {
        sae::Sae narrow = sae::initialSae({8, 16, 2}, 1);
        sae::writeSae(path("narrow.safetensors"), narrow);
        try {
            imported(path("narrow.safetensors"));
            QFAIL("It was taken.");
        } catch (const Error& error) {
            QVERIFY(QString(error.what()).contains("width 8, the pair's models have 16"));
        }
    }
    void negativeCodesAreNotDroppedSilently() {
        Recipe recipe = tinyRecipe();
        recipe.sae.k = 48; // of 64: some of them must be below 0
        const TinyRun other(*m_project, recipe);
        const store::RunRow& keepsThem = other.outcome.pairs[0].runs[0];
        SaeExportSpec spec;
        try {
            exportSae(*m_project, keepsThem, spec, path("negative"));
            QFAIL("It was written.");
        } catch (const Error& error) {
            QVERIFY2(QString(error.what()).contains("sets negative codes to 0"), error.what());
        }
        spec.relu = true;
        const SaeExport written = exportSae(*m_project, keepsThem, spec, path("negative"));
        QVERIFY(written.agreement->otherFeatures > 0); // and said
        spec.layout = sae::Layout::Crosseed;
        spec.relu = false;
        QCOMPARE(exportSae(*m_project, keepsThem, spec, path("negative.safetensors")).agreement->largestCode, 0.0);
    }
};

QTEST_APPLESS_MAIN(TestSaeExchange)
#include "tst_sae_exchange.moc"
