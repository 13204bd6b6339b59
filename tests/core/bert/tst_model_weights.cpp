// The forms in which transformers saves a model's weights, and the folders that only look like one.
#include "base/files.h"
#include "bert/classifier_module.h"
#include "bert/fine_tune.h"
#include "bert/model_weights.h"
#include "bert/shards.h"
#include "core/bert/goldens.h"
#include "core/text/expect_error.h"
#include <ATen/ATen.h>
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;
using namespace crosseed::bert;

namespace fs = std::filesystem;

class TestModelWeights : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    // A copy of the model in shards to be broken, its index included.
    fs::path broken(const char* name) const {
        const fs::path copy = m_folder.filePath(name).toStdString();
        fs::copy(goldenFolder / "tiny_half_sharded", copy);
        return copy;
    }
    static void replaceInIndex(const fs::path& folder, const std::string& from, const std::string& to) {
        const fs::path file = folder / "model.safetensors.index.json";
        std::string text = readFile(file);
        const auto at = text.find(from);
        if (at == std::string::npos)
            throw Error(ErrorKind::Internal, "The index has no " + from);
        writeFile(file, text.replace(at, from.size(), to));
    }
    static void compareLogits(const fs::path& folder, double tolerance) {
        const SafetensorsFile expected(folder / "variants_expected.safetensors");
        for (const auto& [name, logits] : expected.tensors()) {
            const Classifier model = Classifier::load(folder / name);
            QVERIFY(model.hasTrainedHead());
            const double difference = largestDifference(logitsOf(model, TinyGolden().tokens).values, logits.as<float>());
            QVERIFY2(difference < tolerance, (name + ": " + std::to_string(difference)).c_str());
            qInfo("%s: largest difference of a logit %.1e", name.c_str(), difference);
        }
        QCOMPARE(expected.tensors().size(), std::size_t{2});
    }
    static void indexIsRefused(const std::string& text, const char* part) {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "model.safetensors.index.json";
        writeFile(file, text);
        EXPECT_ERROR(readShardIndex(file), ErrorKind::BadInput, part);
    }

private Q_SLOTS:
    void halfPrecisionAndShardsGiveTransformersLogits() { compareLogits(goldenFolder, 1e-5); }
    void soDoThoseOfARealModel() {
        const char* folder = std::getenv("CROSSEED_MODEL_VARIANTS");
        if (!folder)
            QSKIP("Needs CROSSEED_MODEL_VARIANTS, a folder that tests/goldens/bert/make_variants.py wrote.");
        compareLogits(folder, 1e-5);
    }
    void shardsAreOneModelInOrder() {
        const auto files = weightFiles(goldenFolder / "tiny_half_sharded");
        QVERIFY(files.size() > 2);
        QCOMPARE(files[0].filename().string(), std::string("model.safetensors.index.json"));
        QVERIFY(std::is_sorted(files.begin() + 1, files.end()));
        QCOMPARE(weightFiles(goldenFolder / "tiny").size(), std::size_t{1});
        const ModelWeights weights(goldenFolder / "tiny_half_sharded");
        QVERIFY(weights.find("bert.pooler.dense.weight") && !weights.find("bert.pooler.dense.other"));
    }

    void aMissingShardIsNamed() {
        const fs::path folder = broken("missing");
        fs::remove(weightFiles(folder).back());
        EXPECT_ERROR(Classifier::load(folder), ErrorKind::NotFound, "which is not in the folder; download it, too.");
    }
    void aTensorInTwoShardsIsRefused() {
        const fs::path folder = broken("twice");
        const auto files = weightFiles(folder);
        fs::copy_file(files[1], files[2], fs::copy_options::overwrite_existing);
        EXPECT_ERROR(Classifier::load(folder), ErrorKind::BadInput, "one of the two does not belong to this model");
    }
    void aTensorThatIsNotWhereTheIndexSaysIsRefused() {
        const fs::path folder = broken("absent");
        replaceInIndex(folder, "\"bert.pooler.dense.weight\"", "\"bert.pooler.dense.heavy\"");
        EXPECT_ERROR(Classifier::load(folder), ErrorKind::BadInput, "says that the tensor bert.pooler.dense.heavy is in");
    }
    void aShardOutsideTheFolderIsRefused() {
        for (const char* name : {"../x.safetensors", "/etc/x.safetensors", "a\\\\x.safetensors", "..", "", ".safetensors",
                                 "pytorch_model.bin", "a\\u0000.safetensors"})
            indexIsRefused(std::string("{\"weight_map\": {\"a\": \"") + name + "\"}}", "which is no *.safetensors file of this folder");
    }
    void anIndexThatIsNoneIsRefused() {
        indexIsRefused("", "is not valid JSON");
        indexIsRefused("[]", "it has no weight_map");
        indexIsRefused("{\"weight_map\": {}}", "it has no weight_map");
        indexIsRefused("{\"weight_map\": {\"a\": 1}}", "the file of the tensor a is not a name");
        indexIsRefused("{\"weight_map\": {\"a\": \"x.safetensors\", \"a\": \"y.safetensors\"}}", "is given twice");
        indexIsRefused(std::string(100000, '['), "nested more than");
    }
};

QTEST_GUILESS_MAIN(TestModelWeights)
#include "tst_model_weights.moc"
