// Ids and byte ranges against the reference tokenizer (transformers 4.30.2, tokenizers 0.13.3): no tolerance.
#include "text/import_table.h"
#include "text/import_tweeteval.h"
#include "text/tokens.h"
#include "tokenizer_goldens.h"
#include <QDir>
#include <QFile>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace crosseed;
using namespace crosseed::text;

namespace {

struct Setting {
    QByteArray vocabulary, name;
    int maxLength = 0;
};

Tokenizer tokenizerFor(const Setting& setting) {
    const char* file = setting.vocabulary == "small" ? CROSSEED_SOURCE_DIR "/tests/goldens/text/small_vocabulary.txt"
                                                     : bertVocabulary();
    return Tokenizer(file, optionsNamed(setting.name));
}

std::vector<std::string> textsOf(const Corpus& corpus, std::optional<Split> split = {}) {
    std::vector<std::string> texts;
    for (const Document& document : corpus.documents)
        if (!split || document.split == *split)
            texts.push_back(document.text);
    return texts;
}

std::vector<std::string> textsOfJsonLines(const QString& path) {
    QFile file(path);
    std::vector<std::string> texts;
    if (file.open(QIODevice::ReadOnly))
        while (!file.atEnd())
            texts.push_back(QJsonDocument::fromJson(file.readLine()).object()["text"].toString().toStdString());
    return texts;
}

// The texts of a file of the shared data sets, through the program's own imports where it has one.
std::vector<std::string> textsOfFile(const QString& name) {
    const QString path = QStringLiteral(CROSSEED_SHARED_DIR "/datasets/") + name;
    TableOptions options;
    if (name.startsWith("sst2")) {
        options.textColumn = "sentence";
        options.reading.quoting = false;
        return textsOf(importTable({{path.toStdString(), Split::Train}}, options));
    }
    if (name.startsWith("tweeteval")) {
        const QString split = QFileInfo(name).fileName().section('_', 0, 0);
        return textsOf(importTweetEval(QFileInfo(path).path().toStdString()), parseSplit(split.toStdString()));
    }
    if (name.endsWith(".jsonl"))
        return textsOfJsonLines(path);
    options.textColumn = "Request";
    return textsOf(importTable({{path.toStdString(), Split::Train}}, options));
}

void appendUtf8(std::string& text, char32_t c) { // QString::fromUcs4() would drop U+FEFF as a byte order mark
    text += (c >= 0x10000 ? QString(QChar(QChar::highSurrogate(c))) + QChar(QChar::lowSurrogate(c))
                          : QString(QChar(static_cast<char16_t>(c)))).toStdString();
}

bool isSwept(char32_t c) { return (c < 0x40000 || (c >= 0xE0000 && c < 0xE1000)) && (c < 0xD800 || c >= 0xE000); }

// Every swept code point alone and as "##" piece: what became of a character shows in the id.
void writeCodePointVocabulary(const std::filesystem::path& file) {
    std::string pieces = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
    for (char32_t c = 1; c < 0xE1000; ++c) {
        if (!isSwept(c) || c == '\n' || c == '\r')
            continue;
        std::string character;
        appendUtf8(character, c);
        pieces += character + "\n##" + character + "\n";
    }
    writeFile(file, pieces);
}

// With CROSSEED_TEXT_DUMP=FOLDER: one line a text, to be compared with what the Python script writes with --dump.
void dump(const QString& name, const QByteArray& lines) {
    const QString folder = qEnvironmentVariable("CROSSEED_TEXT_DUMP");
    if (!folder.isEmpty())
        writeFile(QDir(folder).filePath(QString(name).replace('/', '_')).toStdString(), lines.toStdString());
}

} // namespace

class TestTokenizerGoldens : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void adversarialTextsGiveTheIdsAndRangesOfTheReference() {
        QList<Setting> settings;
        std::vector<std::optional<Tokenizer>> tokenizers;
        QByteArray text;
        int texts = 0, compared = 0;
        for (const QByteArray& line : goldenLines("adversarial.txt")) {
            const QList<QByteArray> words = line.split(' ');
            if (words[0] == "setting") {
                settings.append({words[2], words[3], words[7].mid(4).toInt()});
                const bool isThere = words[2] == "small" || QFile::exists(bertVocabulary());
                tokenizers.push_back(isThere ? std::optional(tokenizerFor(settings.back())) : std::nullopt);
            } else if (words[0] == "text") {
                text = QByteArray::fromHex(words[1]);
                ++texts;
            } else if (const int setting = words[0].toInt(); tokenizers[static_cast<std::size_t>(setting)]) {
                const Encoding encoding = tokenizers[static_cast<std::size_t>(setting)]->encode(
                    text.toStdString(), settings[setting].maxLength);
                QVERIFY2(asText(encoding) == line.mid(words[0].size() + 1),
                         settings[setting].name + ", text " + text.toHex() + "\nis    " + asText(encoding) +
                             "\nmust be " + line.mid(words[0].size() + 1));
                ++compared;
            }
        }
        QVERIFY(texts >= 200);
        QVERIFY(compared >= 6 * texts);
    }

    void everyCodePointGivesTheIdsAndRangesOfTheReference() {
        const auto file = std::filesystem::path(QDir::tempPath().toStdString()) /
                          ("crosseed-code-points-" + std::to_string(QCoreApplication::applicationPid()) + ".txt");
        writeCodePointVocabulary(file);
        QHash<QByteArray, QByteArray> golden;
        for (const QByteArray& line : goldenLines("code_points.txt"))
            golden[line.left(line.lastIndexOf(' '))] = line.mid(line.lastIndexOf(' ') + 1);
        QCOMPARE(golden.size(), 4 * 65); // 64 blocks of planes 0 to 3 less half of one of surrogates; one of tags
        for (const QByteArray setting : {"uncased", "cased", "uncased-accents", "cased-stripped"}) {
            const Tokenizer tokenizer(file, optionsNamed(setting));
            QHash<QByteArray, TokenHash> hashes;
            for (char32_t c = 1; c < 0xE1000; ++c) {
                if (!isSwept(c))
                    continue;
                std::string text = "a\u302f";
                appendUtf8(text, c);
                hashes[setting + " " + QByteArray::number(c >> 12, 16)].add(tokenizer.encode(text + "\u0315\u302eb"));
            }
            for (auto it = hashes.cbegin(); it != hashes.cend(); ++it)
                QVERIFY2(it->hex() == golden.value(it.key()), "code points " + it.key() + "000");
        }
        std::filesystem::remove(file);
    }

    void allTextsOfTheDataSetsGiveTheIdsAndRangesOfTheReference_data() {
        QTest::addColumn<QList<QByteArray>>("golden");
        for (const QByteArray& line : goldenLines("data_sets.txt"))
            QTest::newRow(line.left(line.indexOf(' ', line.indexOf(' ') + 1))) << line.split(' ');
    }
    void allTextsOfTheDataSetsGiveTheIdsAndRangesOfTheReference() {
        QFETCH(QList<QByteArray>, golden);
        if (!QFile::exists(bertVocabulary()))
            QSKIP("The data sets and the vocabulary of ../shared are not there.");
        const auto texts = textsOfFile(golden[0]);
        const Tokenizer tokenizer(bertVocabulary(), optionsNamed(golden[1]));
        TokenHash hash;
        QByteArray lines;
        const bool dumps = qEnvironmentVariableIsSet("CROSSEED_TEXT_DUMP");
        std::size_t tokens = 0;
        for (const std::string& text : texts) {
            const Encoding encoding = tokenizer.encode(text);
            hash.add(encoding);
            tokens += encoding.ids.size() - 2;
            if (dumps)
                lines += asText(encoding) + "\n";
        }
        dump(golden[0] + "." + golden[1], lines);
        QCOMPARE(texts.size(), golden[2].toULongLong());
        QCOMPARE(tokens, golden[3].toULongLong());
        QCOMPARE(hash.hex(), golden[5]);
    }

    // The paper's counts for its alignment samples, without [CLS] and [SEP].
    void theFirst500TextsGiveTheTokenCountsOfTableB2() {
        if (!QFile::exists(bertVocabulary()))
            QSKIP("The data sets and the vocabulary of ../shared are not there.");
        const Tokenizer tokenizer(bertVocabulary(), {});
        const auto count = [&](const char* name) {
            const auto texts = textsOfFile(name);
            std::size_t tokens = 0;
            for (std::size_t i = 0; i < 500; ++i)
                tokens += tokenizer.encode(texts.at(i)).ids.size() - 2;
            return tokens;
        };
        QCOMPARE(count("sst2/train.tsv"), std::size_t{5478});
        QCOMPARE(count("tweeteval-emotion/test_text.txt"), std::size_t{11420});
        QCOMPARE(count("stanford-politeness/frfede_politeness_corpus_sample.jsonl"), std::size_t{15267});
    }
};

QTEST_GUILESS_MAIN(TestTokenizerGoldens)
#include "tst_tokenizer_goldens.moc"
