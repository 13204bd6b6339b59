// Folders of classifiers: written and read again, in the forms that Hugging Face has used; and the drawing of
// weights.
#include "base/files.h"
#include "bert/classifier_module.h"
#include "bert/fine_tune.h"
#include "core/bert/goldens.h"
#include "core/text/expect_error.h"
#include <ATen/ATen.h>
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;
using namespace crosseed::bert;

namespace {

const at::Tensor& parameter(const Classifier& model, const std::string& name) {
    return model.network().parameters.at(name);
}

std::string unprefixed(const std::string& name) {
    return name.starts_with("bert.") ? name.substr(5) : name;
}

std::string withoutHead(const std::string& name) {
    return name.starts_with("classifier.") ? "" : unprefixed(name);
}

} // namespace

class TestClassifierFiles : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    TinyGolden m_golden;

    std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }

private Q_SLOTS:
    void loadPutsEveryTensorInItsPlace() {
        const Classifier model = tinyModel();
        const SafetensorsFile file(goldenFolder / "tiny" / "model.safetensors");
        std::int64_t elements = 0;
        for (const auto& [name, values] : model.network().parameters) {
            const auto expected = file.tensor(name).as<float>();
            const at::Tensor own = values.contiguous();
            QVERIFY2(std::equal(expected.begin(), expected.end(), own.data_ptr<float>(),
                                own.data_ptr<float>() + own.numel()),
                     name.c_str());
            elements += own.numel();
        }
        QCOMPARE(model.network().parameters.size(), file.tensors().size() - 1); // all but position_ids
        QCOMPARE(model.network().flat.numel(), elements);
        QVERIFY(model.hasTrainedHead());
        QVERIFY((model.config().classNames == std::vector<std::string>{"low", "middle", "high"}));
    }
    void aSavedModelComesBackBitForBit() {
        const Classifier model = Classifier::random(tinyModel().config(), 5);
        model.save(path("saved"));
        const Classifier again = Classifier::load(path("saved"));
        QVERIFY(at::equal(again.network().flat, model.network().flat));
        QVERIFY(again.config() == model.config());
        QCOMPARE(again.contentHash(), model.contentHash());
        again.save(path("again"));
        for (const char* name : {"config.json", "model.safetensors"})
            QCOMPARE(readFile(path("again") / name), readFile(path("saved") / name));
    }
    void aSavedFileHasTheNamesAndBytesOfTransformers() {
        tinyModel().save(path("names"));
        const SafetensorsFile ours(path("names") / "model.safetensors");
        const SafetensorsFile theirs(goldenFolder / "tiny" / "model.safetensors");
        QCOMPARE(ours.tensors().size(), theirs.tensors().size() - 1);
        QCOMPARE(ours.metadata().at("format"), std::string("pt"));
        for (const auto& [name, tensor] : ours.tensors()) {
            QVERIFY(tensor.shape == theirs.tensor(name).shape);
            QVERIFY2(std::ranges::equal(tensor.bytes, theirs.tensor(name).bytes), name.c_str());
        }
    }
    void contentHashFollowsWeightsAndClassNames() {
        const Classifier model = tinyModel();
        const std::string before = model.contentHash();
        QCOMPARE(before, tinyModel().contentHash());
        QVERIFY(before !=
                Classifier::load(goldenFolder / "tiny", Device::Cpu, {"x", "y", "z"}).contentHash());
        parameter(model, "bert.pooler.dense.bias").data_ptr<float>()[3] += 1e-3f;
        QVERIFY(model.contentHash() != before);
    }

    void namesWithoutThePrefixAreRead() {
        writeTinyFolder(path("plain"), unprefixed);
        const Classifier model = Classifier::load(path("plain"));
        QVERIFY(at::equal(model.network().flat, tinyModel().network().flat));
        QVERIFY(model.hasTrainedHead());
    }
    void namesWithGammaAndBetaAreRead() {
        writeTinyFolder(path("gamma"), [](const std::string& name) {
            const std::size_t at = name.find("LayerNorm.");
            return at == std::string::npos
                       ? name
                       : name.substr(0, at) +
                             (name.ends_with("weight") ? "LayerNorm.gamma" : "LayerNorm.beta");
        });
        QVERIFY(at::equal(Classifier::load(path("gamma")).network().flat, tinyModel().network().flat));
    }
    void otherClassNamesOfTheSameNumberKeepTheHead() {
        const Classifier model = Classifier::load(goldenFolder / "tiny", Device::Cpu, {"x", "y", "z"}, 4);
        QVERIFY(at::equal(model.network().flat, tinyModel().network().flat));
        QCOMPARE(model.config().classNames[2], std::string("z"));
        QVERIFY(model.hasTrainedHead());
    }
    void anotherNumberOfClassesDrawsAHeadFromTheSeed() {
        const auto load = [](std::uint64_t seed) {
            return Classifier::load(goldenFolder / "tiny", Device::Cpu, {"a", "b", "c", "d", "e"}, seed);
        };
        const Classifier one = load(1), same = load(1), other = load(2), plain = tinyModel();
        QVERIFY(!one.hasTrainedHead());
        QVERIFY(at::equal(one.network().flat, same.network().flat));
        for (const auto& [name, values] : one.network().parameters)
            QVERIFY2(at::equal(values, name.starts_with("classifier.") ? parameter(same, name)
                                                                       : parameter(plain, name)),
                     name.c_str());
        const at::Tensor weight = parameter(one, "classifier.weight");
        QVERIFY(weight.sizes() == at::IntArrayRef({5, 24}));
        QVERIFY(!at::equal(weight, parameter(other, "classifier.weight")));
        QVERIFY(std::abs(weight.std().item<double>() - 0.02) < 0.005); // 120 values: 0.0013 is one deviation
        QVERIFY(at::equal(parameter(one, "classifier.bias"), at::zeros({5})));
    }
    void aFolderWithoutAHeadGetsOne() {
        writeTinyFolder(path("headless"), withoutHead);
        const Classifier one = Classifier::load(path("headless"), Device::Cpu, {}, 1);
        const Classifier other = Classifier::load(path("headless"), Device::Cpu, {}, 2);
        QVERIFY(!one.hasTrainedHead());
        QCOMPARE(one.config().classNames.size(), std::size_t{3});
        QVERIFY(!at::equal(parameter(one, "classifier.weight"), parameter(other, "classifier.weight")));
        QVERIFY(at::equal(parameter(one, "bert.pooler.dense.weight"),
                          parameter(tinyModel(), "bert.pooler.dense.weight")));
    }
    void aFolderWithoutAPoolerHasNoTrainedHead() {
        writeTinyFolder(path("poolerless"), [](const std::string& name) {
            return name.find("pooler") == std::string::npos ? name : "";
        });
        const Classifier model = Classifier::load(path("poolerless"), Device::Cpu, {}, 1);
        QVERIFY(!model.hasTrainedHead());
        QVERIFY(
            at::equal(parameter(model, "classifier.weight"), parameter(tinyModel(), "classifier.weight")));
        QVERIFY(std::abs(parameter(model, "bert.pooler.dense.weight").std().item<double>() - 0.02) < 0.003);
    }

    void randomFollowsTheSeed() {
        BertConfig config = tinyModel().config();
        config.initializerRange = 0.5;
        const Classifier one = Classifier::random(config, 1), same = Classifier::random(config, 1);
        const Classifier other = Classifier::random(config, 2);
        QVERIFY(at::equal(one.network().flat, same.network().flat));
        QVERIFY(!at::equal(one.network().flat, other.network().flat));
        QVERIFY(!one.hasTrainedHead());
        for (const auto& [name, values] : one.network().parameters) {
            if (name.ends_with(".bias"))
                QVERIFY2(at::equal(values, at::zeros(values.sizes())), name.c_str());
            else if (name.ends_with("LayerNorm.weight"))
                QVERIFY2(at::equal(values, at::ones(values.sizes())), name.c_str());
            else
                QVERIFY2(std::abs(values.std().item<double>() - 0.5) <
                             2.5 / std::sqrt(2.0 * static_cast<double>(values.numel())),
                         name.c_str());
        }
        const at::Tensor decayed = one.network().flat.narrow(0, 0, one.network().decayedCount);
        QVERIFY(std::abs(decayed.mean().item<double>()) < 0.01);
        QVERIFY(std::abs(decayed.std().item<double>() - 0.5) < 0.01);
    }

    void aFolderThatCannotBeAModelIsRefused() {
        EXPECT_ERROR(Classifier::load(path("nothing")), ErrorKind::NotFound, "config.json");
        std::filesystem::create_directories(path("pickle"));
        std::filesystem::copy_file(goldenFolder / "tiny" / "config.json", path("pickle") / "config.json");
        EXPECT_ERROR(Classifier::load(path("pickle")), ErrorKind::NotFound, "no model.safetensors");
        writeFile(path("pickle") / "pytorch_model.bin", "PK\x03\x04 and so on");
        EXPECT_ERROR(Classifier::load(path("pickle")), ErrorKind::BadInput, "safe_serialization=True");
    }
    void weightsThatDoNotFitTheConfigurationAreRefused() {
        writeTinyFolder(path("hole"), [](const std::string& name) {
            return name == "bert.encoder.layer.1.output.dense.bias" ? "" : name;
        });
        EXPECT_ERROR(Classifier::load(path("hole")), ErrorKind::BadInput,
                     "no tensor bert.encoder.layer.1.output.dense.bias");
        writeTinyFolder(path("wide"), [](const std::string& name) { return name; });
        BertConfig config = tinyModel().config();
        config.intermediateSize = 41;
        writeConfig(path("wide") / "config.json", config);
        EXPECT_ERROR(Classifier::load(path("wide")), ErrorKind::BadInput,
                     "but config.json asks for [41, 24]");
        config.intermediateSize = 40;
        config.classNames.push_back("highest");
        writeConfig(path("wide") / "config.json", config);
        EXPECT_ERROR(Classifier::load(path("wide")), ErrorKind::BadInput, "the classifier has 3 classes");
    }
};

QTEST_GUILESS_MAIN(TestClassifierFiles)
#include "tst_classifier_files.moc"
