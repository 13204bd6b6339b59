// config.json: a normal one of Transformers, and those that describe no network that can be computed.
#include "base/files.h"
#include "core/bert/goldens.h"
#include "core/text/expect_error.h"
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;
using namespace crosseed::bert;

namespace {

// What bert-base-uncased has, a classifier of eleven classes added.
QJsonObject normal() {
    QJsonObject names;
    for (int i = 10; i >= 0; --i)
        names[QString::number(i)] = QStringLiteral("class %1").arg(10 - i);
    return {{"architectures", QJsonArray{"BertForMaskedLM"}},
            {"attention_probs_dropout_prob", 0.2},
            {"gradient_checkpointing", false},
            {"hidden_act", "gelu"},
            {"hidden_dropout_prob", 0.3},
            {"hidden_size", 768},
            {"id2label", names},
            {"initializer_range", 0.01},
            {"intermediate_size", 3072},
            {"layer_norm_eps", 1e-7},
            {"max_position_embeddings", 512},
            {"model_type", "bert"},
            {"num_attention_heads", 12},
            {"num_hidden_layers", 11},
            {"position_embedding_type", "absolute"},
            {"type_vocab_size", 3},
            {"vocab_size", 30522}};
}

} // namespace

class TestConfig : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    std::filesystem::path written(const QByteArray& bytes) const {
        const std::filesystem::path file = m_folder.filePath("config.json").toStdString();
        writeFile(file, bytes.toStdString());
        return file;
    }
    BertConfig read(const QJsonObject& object) const {
        return readConfig(written(QJsonDocument(object).toJson()));
    }
    static QJsonObject with(const char* key, const QJsonValue& value) {
        QJsonObject object = normal();
        object[QLatin1String(key)] = value;
        return object;
    }

private Q_SLOTS:
    void everyKeyIsRead() {
        const BertConfig config = read(normal());
        QCOMPARE(config.vocabSize, 30522);
        QCOMPARE(config.hiddenSize, 768);
        QCOMPARE(config.layers, 11);
        QCOMPARE(config.heads, 12);
        QCOMPARE(config.intermediateSize, 3072);
        QCOMPARE(config.maxPositions, 512);
        QCOMPARE(config.typeVocabSize, 3);
        QCOMPARE(config.layerNormEps, 1e-7);
        QCOMPARE(config.hiddenDropout, 0.3);
        QCOMPARE(config.attentionDropout, 0.2);
        QCOMPARE(config.initializerRange, 0.01);
        QVERIFY(!config.classifierDropout);
        QCOMPARE(defaultLayer(config), 9);
        QCOMPARE(read(with("classifier_dropout", 0.25)).classifierDropout.value(), 0.25);
        QVERIFY(!read(with("classifier_dropout", QJsonValue::Null)).classifierDropout);
    }
    void classNamesFollowTheirNumbersNotTheirSpelling() { // as text, "10" comes before "2"
        const BertConfig config = read(normal());
        QCOMPARE(config.classNames.size(), std::size_t{11});
        for (int i = 0; i < 11; ++i)
            QCOMPARE(config.classNames[static_cast<std::size_t>(i)], "class " + std::to_string(10 - i));
    }
    void keysThatMayBeAbsentHaveTheDefaultsOfTransformers() {
        QJsonObject object = normal();
        for (const char* key :
             {"attention_probs_dropout_prob", "hidden_act", "hidden_dropout_prob", "id2label",
              "initializer_range", "layer_norm_eps", "position_embedding_type", "type_vocab_size"})
            object.remove(QLatin1String(key));
        const BertConfig config = read(object);
        QCOMPARE(config.attentionDropout, 0.1);
        QCOMPARE(config.hiddenDropout, 0.1);
        QCOMPARE(config.initializerRange, 0.02);
        QCOMPARE(config.layerNormEps, 1e-12);
        QCOMPARE(config.typeVocabSize, 2);
        QVERIFY(config.classNames.empty());
    }
    void aWrittenConfigurationComesBack() {
        BertConfig config = read(normal());
        config.classNames = {"ärger", "\"quoted\"", "新"};
        config.classifierDropout = 0.125;
        const std::filesystem::path file = m_folder.filePath("written.json").toStdString();
        writeConfig(file, config);
        QVERIFY(readConfig(file) == config);
        const QJsonObject object =
            QJsonDocument::fromJson(QByteArray::fromStdString(readFile(file))).object();
        QCOMPARE(object["model_type"].toString(), "bert");
        QCOMPARE(object["architectures"].toArray()[0].toString(), "BertForSequenceClassification");
        QCOMPARE(object["id2label"].toObject()["2"].toString(), "新");
        QCOMPARE(object["label2id"].toObject()["新"].toInt(), 2);
        QCOMPARE(object["hidden_act"].toString(), "gelu");
        QCOMPARE(readConfig(goldenFolder / "tiny" / "config.json").classNames[1], std::string("middle"));
    }

    void aMissingKeyIsNamed_data() {
        QTest::addColumn<QString>("key");
        for (const char* key : {"vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads",
                                "intermediate_size", "max_position_embeddings", "model_type"})
            QTest::newRow(key) << QString::fromUtf8(key);
    }
    void aMissingKeyIsNamed() {
        QFETCH(QString, key);
        QJsonObject object = normal();
        object.remove(key);
        EXPECT_ERROR(read(object), ErrorKind::BadInput,
                     qPrintable("config.json: the key " + key + " is missing"));
        object[key] = QJsonValue::Null;
        EXPECT_ERROR(read(object), ErrorKind::BadInput, qPrintable("the key " + key + " is missing"));
    }

    void valuesOfNoSuchNetworkAreRefused_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* key, const QJsonValue& value, const char* sentence) {
            QTest::addRow("%s %s", key, qPrintable(value.toVariant().toString()))
                << QString::fromUtf8(key) << value << QString::fromUtf8(sentence);
        };
        row("hidden_act", "gelu_new", "only gelu");
        row("hidden_act", "relu", "only gelu");
        row("position_embedding_type", "relative_key", "only absolute");
        row("model_type", "roberta", "only bert");
        row("model_type", "BERT", "only bert");
        row("is_decoder", true, "plain BERT encoders");
        row("add_cross_attention", true, "plain BERT encoders");
        row("quantization_config", QJsonObject{{"bits", 8}}, "plain BERT encoders");
        row("hidden_size", "768", "must be a whole number");
        row("hidden_size", 768.5, "must be a whole number");
        row("vocab_size", -1, "must be a whole number");
        row("vocab_size", QJsonArray{1}, "must be a whole number");
        row("hidden_act", 1, "must be a word");
        row("layer_norm_eps", "1e-12", "must be a number");
        row("hidden_dropout_prob", true, "must be a number");
        row("id2label", QJsonArray{"a"}, "must be an object");
        row("id2label", QJsonObject{{"0", "a"}, {"2", "b"}}, "\"1\" has no name");
        row("id2label", QJsonObject{{"0", 1}}, "\"0\" has no name");
        row("id2label", QJsonObject{{"00", "a"}}, "\"0\" has no name");
        row("vocab_size", 0, "must be 1 to");
        row("vocab_size", qint64{1} << 40, "must be 1 to");
        row("hidden_size", qint64{1} << 62, "must be 1 to");
        row("num_hidden_layers", 1'000'000, "must be 1 to");
        row("num_hidden_layers", 0, "must be 1 to");
        row("num_attention_heads", 0, "must be 1 to");
        row("num_attention_heads", 1536, "must be 1 to 768");
        row("num_attention_heads", 10, "not a multiple");
        row("intermediate_size", 1 << 30, "must be 1 to");
        row("max_position_embeddings", 1 << 30, "must be 1 to");
        row("type_vocab_size", 1 << 30, "must be 1 to");
        row("hidden_dropout_prob", 1, "hidden_dropout_prob");
        row("hidden_dropout_prob", -0.1, "hidden_dropout_prob");
        row("attention_probs_dropout_prob", 1.5, "attention_probs_dropout_prob");
        row("classifier_dropout", 1, "classifier_dropout");
        row("initializer_range", -1, "initializer_range");
        row("layer_norm_eps", -1e-12, "layer_norm_eps");
    }
    void valuesOfNoSuchNetworkAreRefused() {
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        QFETCH(QString, sentence);
        EXPECT_ERROR(read(with(qPrintable(key), value)), ErrorKind::BadInput, qPrintable(sentence));
        EXPECT_ERROR(read(with(qPrintable(key), value)), ErrorKind::BadInput, qPrintable(key));
        EXPECT_ERROR(read(with(qPrintable(key), value)), ErrorKind::BadInput, "config.json");
    }

    void whatIsNoJsonObjectIsRefused() {
        EXPECT_ERROR(readConfig(written("")), ErrorKind::BadInput, "not valid JSON");
        EXPECT_ERROR(readConfig(written("[1]")), ErrorKind::BadInput, "does not hold a JSON object");
        EXPECT_ERROR(readConfig(written(QJsonDocument(normal()).toJson() + QByteArray("\0{", 2))),
                     ErrorKind::BadInput, "zero byte");
        EXPECT_ERROR(readConfig(written("{\"a\": 1e999}")), ErrorKind::BadInput, "not valid JSON");
        EXPECT_ERROR(readConfig(written("{\"a\": \"\xff\"}")), ErrorKind::BadInput, "not valid JSON");
        EXPECT_ERROR(readConfig(written("{\"vocab_size\": 1, \"vocab_size\": 2}")), ErrorKind::BadInput,
                     "given twice");
        EXPECT_ERROR(readConfig(written("{\"a\": " + QByteArray(100'000, '['))), ErrorKind::BadInput,
                     "nested more than");
        EXPECT_ERROR(readConfig(written(QByteArray(17 << 20, ' '))), ErrorKind::BadInput, "bytes long");
        EXPECT_ERROR(readConfig(m_folder.filePath("absent.json").toStdString()), ErrorKind::NotFound,
                     "absent.json");
    }
};

QTEST_APPLESS_MAIN(TestConfig)
#include "tst_config.moc"
