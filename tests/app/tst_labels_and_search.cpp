// Labels, the codebook's files and the searches on the command line, on a small finished project. The .qdc is read with Qt's XML
// reader and held against the rules of its published schema.
#include "program.h"
#include <QMap>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace crosseed;

namespace {

struct Element {
    QString parent, name;
    QXmlStreamAttributes attributes;
};

QList<Element> elementsOf(const QByteArray& xml, QString* problem) {
    QXmlStreamReader reader(xml);
    QList<Element> elements;
    QStringList open{""};
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement()) {
            if (reader.namespaceUri() != QLatin1String("urn:QDA-XML:codebook:1.0"))
                *problem = "namespace of " + reader.name().toString();
            elements.append({open.last(), reader.name().toString(), reader.attributes()});
            open.append(reader.name().toString());
        } else if (reader.isEndElement())
            open.removeLast();
    }
    if (reader.hasError())
        *problem = reader.errorString();
    return elements;
}

} // namespace

class TestLabelsAndSearch : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    QString path(const QString& name) const { return m_folder.filePath(name); }
    Answer call(const QStringList& arguments) const { return callCrosseed(m_folder.path(), arguments); }
    // With --json; the test fails unless it succeeds and prints one JSON document.
    QJsonObject json(const QStringList& arguments) const {
        const Answer answer = call(arguments + QStringList{"--json"});
        if (answer.code != 0 || answer.json().isNull())
            QTest::qFail(arguments.join(' ').toUtf8() + ": " + answer.out + answer.error, __FILE__, __LINE__);
        return answer.object();
    }

private Q_SLOTS:
    void initTestCase() {
        writeText(path("r.toml"), "[project]\nfile = 'p.crosseed'\n[corpus]\nformat = 'sample'\ncount = 240\n"
                                  "[pairs]\nseeds = [[1, 2]]\n[model]\nmax_length = 24\nlayers = 3\nhidden = 16\n"
                                  "heads = 2\nintermediate = 32\n[fine_tune]\nepochs = 1\nlearning_rate = 1e-3\n"
                                  "[sae]\ndictionary = 64\nk = 4\n[training]\nepochs = 1\nlearning_rate = 1e-3\n"
                                  "[evaluation]\nminimum_active = 2\nuniversal_r = 0.3\n");
        const Answer run = call({"run", "r.toml", "--threads", "1"});
        QVERIFY2(run.code == 0, run.error);
    }
    void aFeatureIsLabelledPieceByPiece() {
        json({"label", "p.crosseed", "f5", "--label", "polite request", "--tag", "modal", "--tag", "mood", "--star"});
        json({"label", "p.crosseed", "5", "--untag", "mood", "--definition", "asks with would", "--anchor", "Would you?"});
        const QJsonObject note = json({"label", "p.crosseed", "5", "--note", "n", "--counter", "I would."});
        const QJsonObject expected{{"feature", 5},
                                   {"run", 1},
                                   {"star", true},
                                   {"label", "polite request"},
                                   {"tags", QJsonArray{"modal"}},
                                   {"note", "n"},
                                   {"definition", "asks with would"},
                                   {"anchor_example", "Would you?"},
                                   {"counter_example", "I would."},
                                   {"address", "notes 1"},
                                   {"stale", QJsonArray()}};
        QCOMPARE(note, expected);
        QVERIFY(call({"label", "p.crosseed", "5"}).out.contains("Anchor example: Would you?\n"));
        json({"label", "p.crosseed", "7", "--tag", "modal"});
        const Answer text = call({"label", "p.crosseed"});
        QVERIFY2(text.out.startsWith("2 of 64 features of run 1 (joint, full) have a label or a note.\n"), text.out);
    }
    void whatIsWrongIsSaid() {
        const auto refused = [&](const QStringList& arguments, int code, const char* part) {
            const Answer answer = call(arguments);
            QVERIFY2(answer.code == code && answer.error.contains(part), answer.error);
        };
        refused({"label", "p.crosseed", "five", "--star"}, 2, "is not the number of a feature");
        refused({"label", "p.crosseed", "--star"}, 2, "Say which feature");
        refused({"label", "p.crosseed", "5", "--untag", "x"}, 4, "has no tag x; its tags are modal");
        refused({"codebook", "p.crosseed", "export", "--out", "book.txt"}, 2, "ends in .csv, .md or .qdc");
    }
    void labelsStayWhenTheRunIsEvaluatedAgain() {
        const QJsonObject before = json({"label", "p.crosseed"});
        QVERIFY(call({"evaluate", "p.crosseed", "--universal-r", "0.9", "--minimum-active", "5", "--threads", "1"}).code == 0);
        QCOMPARE(json({"label", "p.crosseed"}), before);
    }
    void theCodebookGoesOutAndIn() {
        const QString file = "book.qdc"; // tst_codebook has the other two
        const QJsonObject before = json({"label", "p.crosseed"});
        QCOMPARE(json({"codebook", "p.crosseed", "export", "--out", file})["features"].toInt(), 2);
        json({"label", "p.crosseed", "5", "--label", "another"});
        json({"label", "p.crosseed", "7", "--untag", "modal"});
        const Answer refused = call({"codebook", "p.crosseed", "import", "--in", file});
        QVERIFY2(refused.code == 3 && refused.error.contains("Feature f5 has another entry already (\"another\")"), refused.error);
        const QJsonObject read = json({"codebook", "p.crosseed", "import", "--in", file, "--on-conflict", "replace"});
        // Feature 7 is new now, so that nothing of the refused file was taken.
        QCOMPARE(read["added"].toInt(), 1);
        QCOMPARE(read["changed"].toInt(), 1);
        QCOMPARE(json({"label", "p.crosseed"}), before);
    }
    void theQdcKeepsTheRulesOfItsSchema() {
        QString problem;
        const QList<Element> elements = elementsOf(readBytes(path("book.qdc")), &problem);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        const QMap<QString, QStringList> parents{{"CodeBook", {""}}, {"Codes", {"CodeBook"}}, {"Sets", {"CodeBook"}},
                                                 {"Code", {"Codes"}}, {"Set", {"Sets"}}, {"Description", {"Code"}},
                                                 {"MemberCode", {"Set"}}};
        const QMap<QString, QStringList> required{{"Code", {"guid", "name", "isCodable"}}, {"Set", {"guid", "name"}},
                                                  {"MemberCode", {"guid"}}};
        const QRegularExpression guid("^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
        QStringList path, names;
        for (const Element& element : elements) {
            names += element.name;
            QVERIFY2(parents.value(element.name).contains(element.parent), qPrintable(element.name));
            for (const QString& attribute : required.value(element.name))
                QVERIFY2(element.attributes.hasAttribute(attribute), qPrintable(element.name + " " + attribute));
            if (element.attributes.hasAttribute("guid"))
                QVERIFY(guid.match(element.attributes.value("guid")).hasMatch());
            if (element.name == "Code")
                QCOMPARE(element.attributes.value("isCodable").toString(), QString("true"));
        }
        QCOMPARE(names, (QStringList{"CodeBook", "Codes", "Code", "Description", "Code", "Description", "Sets", "Set", "MemberCode",
                                     "MemberCode"}));
        QCOMPARE(elements[2].attributes.value("name").toString(), QString("polite request"));
        QCOMPARE(elements[4].attributes.value("name").toString(), QString("f7"));
        QCOMPARE(elements[8].attributes.value("guid"), elements[2].attributes.value("guid"));
        QCOMPARE(elements[9].attributes.value("guid"), elements[4].attributes.value("guid"));
    }
    void tagsAreListedAndRenamed() {
        const QJsonObject tags = json({"codebook", "p.crosseed", "tags", "--rename", "modal", "verb", "--csv", "tags.csv"});
        QCOMPARE(tags["tags"].toArray(), (QJsonArray{QJsonObject{{"tag", "verb"}, {"features", 2}}}));
        QCOMPARE(readBytes(path("tags.csv")), QByteArray("tag,features\nverb,2\n"));
    }
    void aWordIsSearchedInStoredCodes() {
        // Bounded by the exported codes; tst_word_search counts by itself.
        json({"export", "p.crosseed", "--what", "codes", "--out", "codes.safetensors"});
        const Safetensors codes(path("codes.safetensors"));
        const QJsonObject found = json({"search", "p.crosseed", "word", "the", "--limit", "0", "--csv", "the.csv"});
        const qint64 occurrences = found["occurrences"].toInteger();
        QVERIFY(occurrences > 10);
        const QJsonArray features = found["features"].toArray();
        QCOMPARE(features.size(), found["total"].toInt());
        for (const char* side : {"a", "b"}) {
            const QString name = side == QByteArray("a") ? "A" : "B";
            const QList<qint32> indices = codes.values<qint32>(name + ".indices");
            for (const QJsonValue& feature : features) {
                const QJsonObject counts = feature[QLatin1String(side)].toObject();
                QVERIFY(counts["fires"].toInteger() <= occurrences);
                QVERIFY(counts["all_fires"].toInteger() <= indices.count(feature["feature"].toInt())); // that holds special tokens, too
                QVERIFY(std::abs(counts["frequency"].toDouble() - counts["fires"].toDouble() / static_cast<double>(occurrences)) < 1e-12);
            }
        }
        QCOMPARE(readBytes(path("the.csv")).trimmed().split('\n').size(), features.size() + 1);
        const Answer text = call({"search", "p.crosseed", "word", "THE", "--limit", "2", "--order", "lift"});
        QVERIFY2(text.out.contains("showing 2 of ") && text.out.contains("run 1 (joint, full), per token, test split"), text.out);
        const Answer none = call({"search", "p.crosseed", "word", "label"}); // also the name of a search and of a command
        QVERIFY2(none.code == 4 && none.error.contains("\"label\" does not occur in the evaluated texts"), none.error);
    }
    void aTextIsSearchedInBothModels() {
        const QJsonObject found = json({"search", "p.crosseed", "text", "could you send the report ?", "--limit", "0"});
        const QJsonArray pieces = found["pieces"].toArray(), features = found["features"].toArray();
        QCOMPARE(pieces.first().toString(), QString("[CLS]"));
        QCOMPARE(pieces.size(), found["ranges"].toArray().size());
        int codes = 0;
        for (const QJsonValue& feature : features)
            for (const QJsonValue& place : feature["tokens"].toArray()) {
                QVERIFY(place["token"].toInt() > 0 && place["token"].toInt() < pieces.size() - 1);
                codes += (place["a"].toDouble() != 0) + (place["b"].toDouble() != 0);
            }
        QCOMPARE(codes, 2 * 4 * (static_cast<int>(pieces.size()) - 2)); // k = 4 of each model on each piece
    }
    void labelsAreSearched() {
        const QJsonObject found = json({"search", "p.crosseed", "label", "POLITE"});
        QCOMPARE(found["total"].toInt(), 1);
        QCOMPARE(found["notes"][0]["feature"].toInt(), 5);
        QCOMPARE(found["notes"][0]["found_in"].toArray(), QJsonArray{"label"});
    }
    void documentsAreSearched() {
        const Answer all = call({"search", "p.crosseed", "documents", "the", "--limit", "3"});
        const QJsonObject test = json({"search", "p.crosseed", "documents", "the", "--split", "test"});
        QVERIFY2(all.out.contains("the in corpus, showing 3 of ") && test["total"].toInt() > 0, all.out + all.error);
        for (const QJsonValue& document : test["documents"].toArray())
            QVERIFY(document["split"].toString() == "test" && document["snippet"].toString().contains("[the]", Qt::CaseInsensitive));
        const Answer wrong = call({"search", "p.crosseed", "documents", "don't"});
        QVERIFY2(wrong.code == 2 && wrong.error.count('\n') == 1 && wrong.error.contains("cannot be read"), wrong.error);
    }
};

QTEST_APPLESS_MAIN(TestLabelsAndSearch)
#include "tst_labels_and_search.moc"
