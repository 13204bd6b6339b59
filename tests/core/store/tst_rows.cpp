// What goes into the tables comes out: corpora byte for byte, models, pairs, rotations, activations, runs and evaluations with
// every field. A row of the same key, whose file was lost, takes the old one's place.
#include "small_project.h"
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace crosseed;
using namespace crosseed::store;

namespace {

constexpr double noNumber = std::numeric_limits<double>::quiet_NaN();

sae::StepReport stepNumbered(std::int64_t number) {
    sae::StepReport step;
    step.step = number;
    step.kl = 0.1;
    step.downstream = 0.2;
    step.local = 0.3;
    step.cross = 0.4;
    step.auxiliary = noNumber;
    step.total = 1.25;
    step.tokensPerSecond = 5e4;
    step.dead = 7;
    step.l0A = 31.5;
    step.l0B = 30.5;
    step.negativeCodes = 9;
    step.learningRate = 5e-5;
    return step;
}

EvaluationRow evaluationOf(const RunRow& run, const std::string& key) {
    EvaluationRow row;
    row.key = key;
    row.run = run.id;
    row.split = text::Split::Validation;
    row.pooling = row.metrics.pooling = evaluate::Pooling::MeanPooled;
    row.configJson = "{\"universal_r\":0.7}";
    row.dataHash = "d";
    row.codesA = "tensors/a.safetensors";
    row.codesB = "tensors/b.safetensors";
    row.outcomeAJson = "{\"kl\":0.5}";
    row.outcomeBJson = "{\"kl\":null}";
    row.metrics.rows = 11;
    row.metrics.dictionary = 2;
    row.metrics.top10R = 0.5;
    row.metrics.top100R = noNumber;
    row.metrics.universal = 1;
    row.metrics.activeBoth = 2;
    row.metrics.universalShare = noNumber;
    row.metrics.deadA = 10;
    row.metrics.deadB = 20;
    row.metrics.deadBoth = 5;
    row.metrics.deadEither = 25;
    row.metrics.accuracyChange = -0.5;
    row.metrics.features.push_back({0, noNumber, 0, 3, 0, 0.25, 0, 1.5, false, false});
    row.metrics.features.push_back({1, 0.1 + 0.2, 12, 13, 0.5, 0.75, 2.5, 3.5, true, true});
    return row;
}

std::string json(const PairRow& pair) { return pair.name + " " + std::to_string(pair.a.value) + " " + std::to_string(pair.b.value); }

template <typename Action> std::string refusal(Action action, ErrorKind kind) {
    try {
        action();
    } catch (const Error& error) {
        return error.kind() == kind ? error.what() : "another kind: " + std::string(error.what());
    }
    return "no error";
}
bool holds(const std::string& sentence, const char* part) { return sentence.find(part) != std::string::npos; }

} // namespace

class TestRows : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    int m_count = 0;
    std::filesystem::path newFile() { return m_folder.filePath(QString::number(++m_count) + ".crosseed").toStdString(); }

private Q_SLOTS:
    void documentsComeBackByteForByteInTheirOrder() {
        const auto file = newFile();
        const text::Corpus corpus = smallCorpus();
        {
            Project project = Project::create(file);
            insertCorpus(project, "c", "key", "{\"format\":\"x\"}", corpus);
        }
        const Project project = Project::open(file);
        const CorpusRow row = corpusNamed(project, "");
        QCOMPARE(row.name, std::string("c"));
        QCOMPARE(row.sourceJson, std::string("{\"format\":\"x\"}"));
        const text::Corpus back = loadCorpus(project, row.id);
        QCOMPARE(back.documents.size(), corpus.documents.size());
        for (std::size_t i = 0; i < corpus.documents.size(); ++i) {
            QCOMPARE(back.documents[i].id, corpus.documents[i].id);
            QCOMPARE(back.documents[i].text, corpus.documents[i].text);
            QCOMPARE(back.documents[i].label, corpus.documents[i].label);
            QVERIFY(back.documents[i].split == corpus.documents[i].split);
            QVERIFY(back.documents[i].extra == corpus.documents[i].extra);
        }
        QVERIFY(back.classNames == corpus.classNames && back.extraColumns == corpus.extraColumns);
        QCOMPARE(row.contentHash, text::contentHash(back));
    }
    void aClassWhoseNameIsNotUtf8IsStoredReadably() {
        Project project = Project::create(newFile());
        text::Corpus corpus = smallCorpus();
        corpus.classNames[1] = "fr\xf6hlich";
        const CorpusRow row = insertCorpus(project, "c", "key", "{}", corpus);
        QCOMPARE(loadCorpus(project, row.id).classNames[1], std::string("fr\xef\xbf\xbdhlich"));
    }
    void aCorpusIsReplacedUnderItsNameOnlyWhileNoModelUsesIt() {
        Project project = Project::create(newFile());
        insertCorpus(project, "c", "first", "{}", smallCorpus());
        const CorpusRow second = insertCorpus(project, "c", "second", "{}", smallCorpus());
        QVERIFY(!findCorpusByKey(project, "first"));
        QCOMPARE(loadCorpus(project, second.id).documents.size(), std::size_t{4});
        insertModel(project, modelOn(second, "A"));
        QCOMPARE(insertCorpus(project, "c", "third", "{}", smallCorpus()).name, std::string("c (2)"));
        QCOMPARE(corpusNamed(project, "c").key, std::string("second"));
    }
    void modelsAndPairsComeBackWhole() {
        SmallProject p(newFile());
        const ModelRow expected = modelOn(p.corpus, "A");
        for (const ModelRow& row : {modelNamed(p.project, "A"), *findModelByKey(p.project, expected.key), modelRow(p.project, p.a.id)}) {
            QCOMPARE(row.id.value, p.a.id.value);
            QCOMPARE(row.name, expected.name);
            QCOMPARE(row.key, expected.key);
            QCOMPARE(row.corpus.value, p.corpus.id.value);
            QCOMPARE(row.configJson, expected.configJson);
            QCOMPARE(row.contentHash, expected.contentHash);
            QCOMPARE(row.folder, expected.folder);
            QCOMPARE(row.maxLength, 64);
            QCOMPARE(row.trainingJson, expected.trainingJson);
        }
        QCOMPARE(p.pair.name, std::string("A & B"));
        QCOMPARE(pairOf(p.project, p.a.id, p.b.id).id.value, p.pair.id.value);
        const PairRow turned = pairOf(p.project, p.b.id, p.a.id);
        QVERIFY(turned.id != p.pair.id);
        QCOMPARE(json(pairRow(p.project, turned.id)), "B & A " + std::to_string(p.b.id.value) + " " + std::to_string(p.a.id.value));
        QVERIFY(holds(refusal([&] { pairOf(p.project, p.a.id, p.a.id); }, ErrorKind::BadInput), "two models"));
        QVERIFY(holds(refusal([&] { modelNamed(p.project, "C"); }, ErrorKind::NotFound), "it has A, B"));
    }
    void aModelsNameIsFreeAgainOnlyWhileNothingRestsOnIt() {
        SmallProject p(newFile());
        ModelRow lone = modelOn(p.corpus, "lone");
        const ModelRow old = insertModel(p.project, lone);
        insertActivation(p.project, {"act", old.id, p.corpus.id, text::Split::Train, 1, 2, 3, "f"});
        lone.key = "new";
        insertModel(p.project, lone);
        QVERIFY(!findModelByKey(p.project, "key of lone"));
        QVERIFY(!findActivation(p.project, "act"));
        ModelRow taken = modelOn(p.corpus, "A");
        for (const char* number : {"(2)", "(3)"}) {
            taken.key = std::string("other ") + number;
            const ModelRow other = insertModel(p.project, taken);
            QCOMPARE(other.name, std::string("A ") + number);
            pairOf(p.project, p.a.id, other.id);
        }
        QCOMPARE(modelNamed(p.project, "A").id.value, p.a.id.value);
    }
    void rotationsAndActivationsComeBackWhole() {
        SmallProject p(newFile());
        const RotationRow first = insertRotation(p.project, p.rotation("r1", "true"));
        insertRotation(p.project, p.rotation("r2", "random"));
        const RotationRow back = latestRotation(p.project, p.pair.id);
        QCOMPARE(back.id.value, first.id.value); // controls are not the result
        QCOMPARE(back.key, std::string("r1"));
        QCOMPARE(back.pair.value, p.pair.id.value);
        QCOMPARE(back.corpus.value, p.corpus.id.value);
        QCOMPARE(back.kind, std::string("true"));
        QCOMPARE(back.layer, 2);
        QCOMPARE(back.configJson, std::string("{\"texts\":5}"));
        QCOMPARE(back.resultJson, std::string("{\"nre\":0.5}"));
        QCOMPARE(back.file, std::string("tensors/r1.safetensors"));
        insertActivation(p.project, {"act", p.b.id, p.corpus.id, text::Split::Validation, 3, 40, 500, "activations/x"});
        const ActivationRow row = *findActivation(p.project, "act");
        QCOMPARE(row.model.value, p.b.id.value);
        QCOMPARE(row.corpus.value, p.corpus.id.value);
        QVERIFY(row.split == text::Split::Validation);
        QCOMPARE((std::vector{row.layer, row.texts, row.tokens}), (std::vector<std::int64_t>{3, 40, 500}));
        QCOMPARE(row.file, std::string("activations/x"));
        QVERIFY(!findActivation(p.project, "other"));
    }
    void aRunComesBackWithItsSteps() {
        SmallProject p(newFile());
        RunRow row = p.run("kr");
        row.rotation = insertRotation(p.project, p.rotation("r1", "true")).id;
        const RunRow run = insertRun(p.project, row, {stepNumbered(1), stepNumbered(2)});
        const RunRow later = insertRun(p.project, p.run("later"), {});
        const RunRow back = *findRunByKey(p.project, "kr");
        QCOMPARE(back.rotation.value, row.rotation.value);
        QCOMPARE(back.condition, row.condition);
        QCOMPARE(back.layer, row.layer);
        QCOMPARE(back.configJson, row.configJson);
        QCOMPARE(back.dataHash, row.dataHash);
        QCOMPARE(back.device, row.device);
        QCOMPARE(back.threads, row.threads);
        QCOMPARE(back.seconds, row.seconds);
        QCOMPARE(back.saeFile, row.saeFile);
        QCOMPARE(back.programVersion, programVersion());
        QVERIFY(!back.created.empty());
        QCOMPARE(runRow(p.project, later.id).key, std::string("later"));
        QVERIFY(!runRow(p.project, later.id).rotation);
        const auto steps = runSteps(p.project, run.id);
        QCOMPARE(steps.size(), std::size_t{2});
        const sae::StepReport expected = stepNumbered(2), &s = steps[1];
        QCOMPARE((std::vector{s.step, s.steps, s.dead, s.negativeCodes}), (std::vector<std::int64_t>{2, 2, 7, 9}));
        QCOMPARE((std::vector{s.kl, s.downstream, s.local, s.cross, s.total, s.tokensPerSecond, s.l0A, s.l0B, s.learningRate}),
                 (std::vector{expected.kl, expected.downstream, expected.local, expected.cross, expected.total,
                              expected.tokensPerSecond, expected.l0A, expected.l0B, expected.learningRate}));
        QVERIFY(std::isnan(s.auxiliary));
        QVERIFY(holds(refusal([&] { runRow(p.project, RunId{9}); }, ErrorKind::NotFound), "no run 9"));
    }
    void withoutANumberTheLatestRunWithTheTrueRotationIsMeant() {
        SmallProject p(newFile());
        const auto insert = [&](const char* key, const char* kind) {
            RunRow run = p.run(key);
            run.rotation = insertRotation(p.project, p.rotation(std::string("rotation ") + key, kind)).id;
            return insertRun(p.project, run, {}).id.value;
        };
        const auto control = insert("1", "identity"), later = insert("2", "random");
        QCOMPARE(runRow(p.project, {}).id.value, later); // nothing else is there
        insert("3", "true");
        const auto result = insert("4", "true");
        insert("5", "mismatched");
        insertRun(p.project, p.run("6"), {}); // no rotation at all
        QCOMPARE(runRow(p.project, {}).id.value, result);
        QCOMPARE(runRow(p.project, RunId{control}).id.value, control);
    }
    void whatATableOrATestNeededIsNotTakenForTheResult() {
        SmallProject p(newFile());
        const auto insert = [&](const char* key, const char* kind, RunPurpose purpose) {
            RunRow run = p.run(key);
            run.purpose = purpose;
            run.rotation = insertRotation(p.project, p.rotation(std::string("rotation ") + kind, kind)).id;
            return insertRun(p.project, run, {}).id;
        };
        QVERIFY(!latestResult(p.project, p.pair.id));
        const auto tested = insert("1", "true", RunPurpose::RotationTest);
        QCOMPARE(runRow(p.project, {}).id.value, tested.value); // nothing else is there
        const auto control = insert("2", "identity", RunPurpose::Result);
        QCOMPARE(runRow(p.project, {}).id.value, control.value);
        const auto result = insert("3", "true", RunPurpose::Result);
        const auto condition = insert("4", "true", RunPurpose::Condition);
        QCOMPARE(runRow(p.project, {}).id.value, result.value);
        QCOMPARE(latestResult(p.project, p.pair.id)->id.value, result.value);
        makeResult(p.project, condition);
        QCOMPARE(runRow(p.project, {}).id.value, condition.value);
        QVERIFY(runRow(p.project, tested).purpose == RunPurpose::RotationTest);
        QVERIFY(insert("4", "true", RunPurpose::RotationTest) == condition); // as when its file was lost
        QVERIFY(runRow(p.project, condition).purpose == RunPurpose::Result);
    }
    void aRunOfTwoSaesComesBackWithItsMatching() {
        SmallProject p(newFile());
        RunRow row = p.run("index");
        row.saeFileB = "tensors/b.safetensors";
        row.purpose = RunPurpose::Condition;
        const RunRow index = insertRun(p.project, row, {});
        row.key = "matched";
        row.matchingFile = "tensors/m.safetensors";
        row.matchedFrom = index.id;
        const RunRow back = runRow(p.project, insertRun(p.project, row, {}).id);
        QCOMPARE((std::vector{back.saeFileB, back.matchingFile}), (std::vector{row.saeFileB, row.matchingFile}));
        QCOMPARE(back.matchedFrom.value, index.id.value);
        QVERIFY(back.purpose == RunPurpose::Condition);
        QVERIFY(index.matchingFile.empty() && !index.matchedFrom);
        row.saeFileB = "tensors/new.safetensors";
        row.matchingFile = "tensors/new.safetensors";
        const RunRow again = insertRun(p.project, row, {}); // its files were lost
        QCOMPARE(again.id.value, back.id.value);
        QCOMPARE((std::vector{again.saeFileB, again.matchingFile}), (std::vector{row.saeFileB, row.matchingFile}));
    }
    void anSaeOfOneModelComesBackWithItsSteps() {
        SmallProject p(newFile());
        ModelSaeRow row;
        row.key = "ks";
        row.model = p.b.id;
        row.corpus = p.corpus.id;
        row.layer = 2;
        row.configJson = "{\"k\":3}";
        row.dataHash = "d";
        row.device = "cpu";
        row.threads = 2;
        row.seconds = 3.5;
        row.saeFile = "tensors/s.safetensors";
        const ModelSaeRow stored = insertModelSae(p.project, row, {stepNumbered(1), stepNumbered(2)});
        const ModelSaeRow back = *findModelSaeByKey(p.project, "ks");
        QCOMPARE(back.id, stored.id);
        QCOMPARE((std::vector{back.key, back.configJson, back.dataHash, back.device, back.saeFile, back.programVersion}),
                 (std::vector{row.key, row.configJson, row.dataHash, row.device, row.saeFile, programVersion()}));
        QCOMPARE((std::vector{back.model.value, back.corpus.value, back.layer}),
                 (std::vector{p.b.id.value, p.corpus.id.value, std::int64_t{2}}));
        QCOMPARE(back.threads, 2);
        QCOMPARE(back.seconds, 3.5);
        QCOMPARE(modelSaeSteps(p.project, back.id).size(), std::size_t{2});
        QCOMPARE(modelSaeSteps(p.project, back.id)[1].kl, 0.1);
        row.saeFile = "tensors/t.safetensors";
        QCOMPARE(insertModelSae(p.project, row, {stepNumbered(1)}).id, stored.id);
        QCOMPARE(findModelSaeByKey(p.project, "ks")->saeFile, row.saeFile);
        QCOMPARE(modelSaeSteps(p.project, back.id).size(), std::size_t{1});
        QVERIFY(!findModelSaeByKey(p.project, "other"));
    }
    void anEvaluationComesBackWithItsFeatures() {
        SmallProject p(newFile());
        const RunRow run = insertRun(p.project, p.run("kr"), {});
        const EvaluationRow expected = evaluationOf(run, "ke");
        insertEvaluation(p.project, expected);
        const EvaluationRow back = latestEvaluation(p.project, run.id, evaluate::Pooling::MeanPooled);
        QVERIFY(back.split == expected.split && back.pooling == expected.pooling);
        QCOMPARE((std::vector{back.configJson, back.dataHash, back.codesA, back.codesB, back.outcomeAJson, back.outcomeBJson}),
                 (std::vector{expected.configJson, expected.dataHash, expected.codesA, expected.codesB, expected.outcomeAJson,
                              expected.outcomeBJson}));
        const evaluate::PairMetrics& m = back.metrics;
        QVERIFY(m.pooling == evaluate::Pooling::MeanPooled);
        QCOMPARE((std::vector{m.rows, m.dictionary, m.universal, m.activeBoth}), (std::vector<std::int64_t>{11, 2, 1, 2}));
        QCOMPARE((std::vector{m.top10R, m.deadA, m.deadB, m.deadBoth, m.deadEither, m.accuracyChange}),
                 (std::vector{0.5, 10., 20., 5., 25., -0.5}));
        QVERIFY(std::isnan(m.top100R) && std::isnan(m.universalShare));
        QCOMPARE(m.features.size(), std::size_t{2});
        QVERIFY(std::isnan(m.features[0].r));
        QCOMPARE(m.features[0].firesB, 3);
        const evaluate::FeatureRow& f = m.features[1];
        QCOMPARE(f.feature, 1);
        QVERIFY(f.r == 0.1 + 0.2 && f.firesA == 12 && f.firesB == 13 && f.activeInBoth && f.universal);
        QCOMPARE((std::vector{f.meanA, f.meanB, f.maxA, f.maxB}), (std::vector{0.5, 0.75, 2.5, 3.5}));
        QVERIFY(evaluationWithCodes(p.project, run.id, text::Split::Validation));
        QVERIFY(!evaluationWithCodes(p.project, run.id, text::Split::Test));
        QVERIFY(holds(refusal([&] { latestEvaluation(p.project, run.id, evaluate::Pooling::PerToken); }, ErrorKind::NotFound),
                      "crosseed evaluate"));
    }
    void anEvaluationOnTextsWithoutLabelsHasNoChangeOfAccuracy() {
        SmallProject p(newFile());
        EvaluationRow row = evaluationOf(insertRun(p.project, p.run("kr"), {}), "ke");
        row.metrics.accuracyChange = noNumber;
        QVERIFY(std::isnan(insertEvaluation(p.project, row).metrics.accuracyChange));
    }
    void whatIsComputedAgainTakesTheOldOnesPlace() {
        SmallProject p(newFile());
        ModelRow model = modelOn(p.corpus, "A");
        model.folder = "models/again";
        QCOMPARE(insertModel(p.project, model).id.value, p.a.id.value);
        QCOMPARE(modelRow(p.project, p.a.id).folder, std::string("models/again"));
        RotationRow rotation = p.rotation("r", "true");
        const RotationId rotationId = insertRotation(p.project, rotation).id;
        rotation.file = "tensors/again.safetensors";
        QCOMPARE(insertRotation(p.project, rotation).id.value, rotationId.value);
        QCOMPARE(rotationRow(p.project, rotationId).file, rotation.file);
        const RunRow run = insertRun(p.project, p.run("kr"), {stepNumbered(1), stepNumbered(2)});
        EvaluationRow evaluation = evaluationOf(run, "ke");
        insertEvaluation(p.project, evaluation);
        RunRow again = p.run("kr");
        again.saeFile = "tensors/again.safetensors";
        QCOMPARE(insertRun(p.project, again, {stepNumbered(1)}).id.value, run.id.value);
        QCOMPARE(runRow(p.project, run.id).saeFile, again.saeFile);
        QCOMPARE(runSteps(p.project, run.id).size(), std::size_t{1});
        evaluation.metrics.features.pop_back();
        insertEvaluation(p.project, evaluation);
        QCOMPARE(latestEvaluation(p.project, run.id, evaluate::Pooling::MeanPooled).metrics.features.size(), std::size_t{1});
    }
};

QTEST_APPLESS_MAIN(TestRows)
#include "tst_rows.moc"
