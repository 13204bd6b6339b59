// A codebook as CSV, Markdown and REFI-QDA: what is written is read back, files of other programs are understood, malformed files are
// refused with their place, and nothing that is there is lost unasked.
#include "base/uuid.h"
#include "core/text/expect_error.h"
#include "text/codebook.h"
#include <QTest>
#include <QXmlStreamReader>

using namespace crosseed;
using namespace crosseed::text;

namespace {

const std::string runKey(64, 'a');
const CodebookTarget target{runKey, 512, false};

FeatureNote noteOn(std::int32_t feature, const std::string& label) {
    FeatureNote note;
    note.feature = feature;
    note.label = label;
    return note;
}

// Whatever could be taken for a part of one of the formats.
Codebook hostileBook() {
    FeatureNote all = noteOn(3, "polite, \"would\" <you> & ## f9");
    all.star = true;
    all.tags = {"Tags: x", "h\xc3\xb6"
                           "flich",
                "modal, verb"};
    all.note = "Note:\n\\Note:\n\\\\Definition:\n# a\n### Definition\n\\### Note\n\\\\";
    all.definition = "Definition:\nFeature:\nf9 of run b\n\n\n## f4 other";
    all.anchorExample = "a;b,c\t\"d\"\n\n]]> <![CDATA[ &amp; <!-- -->";
    all.counterExample = "Starred\nTags: y\nRun: z\n---\n\xf0\x9f\x98\x80";
    FeatureNote starOnly = noteOn(7, "");
    starOnly.star = true;
    FeatureNote tagOnly = noteOn(8, "");
    tagOnly.tags = {"modal, verb"};
    FeatureNote own = noteOn(9, "f9"), suffix = noteOn(10, "x (f10)"), same = noteOn(11, "hedge"), sameToo = noteOn(12, "HEDGE");
    FeatureNote noteOnly = noteOn(500, "");
    noteOnly.note = "Feature:";
    return {runKey, {all, starOnly, tagOnly, own, suffix, same, sameToo, noteOnly}};
}

Codebook read(const std::string& bytes, CodebookFormat format, std::vector<std::string>* warnings = nullptr) {
    const char* names[] = {"book.csv", "book.md", "book.qdc"};
    return readCodebook(bytes, format, names[static_cast<int>(format)], target, warnings);
}
Codebook csv(const std::string& bytes) { return read(bytes, CodebookFormat::Csv); }
Codebook markdown(const std::string& bytes) { return read(bytes, CodebookFormat::Markdown); }

std::string code(const std::string& attributes, const std::string& description = "", const std::string& inner = "") {
    return "<Code " + attributes + "><Description>" + description + "</Description>" + inner + "</Code>";
}
const std::string guid1 = "guid=\"1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294\"", guid2 = "guid=\"{2ff58b12-6f6f-4b0c-8be5-bbdc91f55294}\"";
std::string book(const std::string& codes, const std::string& sets = "") {
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\" origin=\"x\"><Codes>\n" + codes +
           "</Codes>" + sets + "</CodeBook>";
}
Codebook qdc(const std::string& bytes, std::vector<std::string>* warnings = nullptr) {
    return read(bytes, CodebookFormat::Qdc, warnings);
}

} // namespace

class TestCodebook : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void uuidsOfNamesAreThoseOfTheStandard() {
        // Python 3.11: uuid.uuid5(uuid.NAMESPACE_DNS, "python.org"), and (uuid.NAMESPACE_URL, "urn:crosseed:codebook")
        QCOMPARE(nameUuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "python.org"), std::string("886313e1-3b8a-5372-9b90-0c9aee199e5d"));
        QCOMPARE(nameUuid("{6BA7B811-9DAD-11D1-80B4-00C04FD430C8}", "urn:crosseed:codebook"),
                 std::string("6b8cc1bf-939f-5c0c-8866-308ed8747dc3"));
        for (const char* wrong : {"", "6ba7b810-9dad-11d1-80b4-00c04fd430c", "6ba7b810-9dad-11d1-80b4-00c04fd430cg",
                                  "6ba7b8109-dad-11d1-80b4-00c04fd430c8", "{6ba7b810-9dad-11d1-80b4-00c04fd430c8"})
            QVERIFY2(!plainUuid(wrong), wrong);
    }
    void whatIsWrittenIsReadBack_data() {
        QTest::addColumn<int>("format");
        QTest::newRow("CSV") << 0;
        QTest::newRow("Markdown") << 1;
        QTest::newRow("REFI-QDA") << 2;
    }
    void whatIsWrittenIsReadBack() {
        QFETCH(int, format);
        const auto kind = static_cast<CodebookFormat>(format);
        const std::string bytes = writeCodebook(hostileBook(), kind, "Crosseed");
        const Codebook back = read(bytes, kind);
        QCOMPARE(back.run, runKey);
        QCOMPARE(back.notes.size(), hostileBook().notes.size());
        for (std::size_t i = 0; i < back.notes.size(); ++i)
            for (const NoteField& field : noteFields())
                QCOMPARE(back.notes[i].*field.text, hostileBook().notes[i].*field.text);
        QVERIFY(back.notes == hostileBook().notes);
        std::string windows; // as an editor under Windows saves it
        for (const char c : bytes)
            windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
        QVERIFY(read(windows, kind).notes == hostileBook().notes);
        EXPECT_ERROR(readCodebook(bytes, kind, "book", {std::string(64, 'b'), 512, false}), ErrorKind::BadInput, "another run");
        QVERIFY(readCodebook(bytes, kind, "book", {std::string(64, 'b'), 512, true}).notes == hostileBook().notes);
        EXPECT_ERROR(readCodebook(bytes, kind, "book", {runKey, 500, false}), ErrorKind::BadInput, "no feature f500, only f0 to f499");
    }
    void csvHasOneLineAFeature() {
        FeatureNote note = noteOn(389, "would");
        note.star = true;
        note.tags = {"a", "b"};
        note.definition = "two\nlines";
        QCOMPARE(writeCodebook({"k", {note}}, CodebookFormat::Csv, ""),
                 std::string("feature,run,star,label,tags,note,definition,anchor_example,counter_example\n"
                             "389,k,1,would,a; b,,\"two\nlines\",,\n"));
    }
    void markdownIsADocument() {
        FeatureNote note = noteOn(389, "would");
        note.star = true;
        note.tags = {"a", "b"};
        note.definition = "two\nlines";
        note.note = "# mine";
        QCOMPARE(writeCodebook({"k", {noteOn(1, "x"), note}}, CodebookFormat::Markdown, ""),
                 std::string("# Codebook\n\nRun: k\n\n## f1 x\n\n## f389 would\n\nStarred\n\nTags: a; b\n\n"
                             "### Definition\n\ntwo\nlines\n\n### Note\n\n\\# mine\n"));
    }
    void qdcHasNoTwoCodesOfOneName() { // programs that read codebooks would take them for one code
        QXmlStreamReader reader(QString::fromStdString(writeCodebook(hostileBook(), CodebookFormat::Qdc, "Crosseed")));
        QStringList names;
        while (!reader.atEnd())
            if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == QLatin1String("Code"))
                names += reader.attributes().value("name").toString();
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(names, (QStringList{"polite, \"would\" <you> & ## f9", "f7", "f8", "f9 (f9)", "x (f10) (f10)", "hedge (f11)",
                                     "HEDGE (f12)", "f500"}));
    }
    void aSpreadsheetsCsvIsRead() {
        const Codebook codebook = csv("\xef\xbb\xbf"
                                      "label;feature;star\r\n would ;f12;TRUE\r\ncould;3;\r\n");
        QCOMPARE(codebook.notes.size(), std::size_t{2});
        QVERIFY(codebook.notes[0] == noteOn(3, "could"));
        QVERIFY(codebook.notes[1].star && codebook.notes[1].label == "would");
    }
    void malformedCsvIsRefusedWithItsLine() {
        EXPECT_ERROR(csv("label\nx\n"), ErrorKind::BadInput, "book.csv has no column feature");
        EXPECT_ERROR(csv("feature,defintion\n1,x\n"), ErrorKind::BadInput, "no column \"defintion\"");
        EXPECT_ERROR(csv("feature,feature\n1,1\n"), ErrorKind::BadInput, "names the column feature twice");
        EXPECT_ERROR(csv("feature,label\n1,x\nf-1,y\n"), ErrorKind::BadInput, "book.csv, line 3, field feature: \"f-1\"");
        EXPECT_ERROR(csv("feature,label\n512,x\n"), ErrorKind::BadInput, "book.csv, line 2: the run has no feature f512");
        EXPECT_ERROR(csv("feature,star\n1,maybe\n"), ErrorKind::BadInput, "line 2, field star: \"maybe\"");
        EXPECT_ERROR(csv("feature,label\n1,x\n2,y\nf1,z\n"), ErrorKind::BadInput,
                     "book.csv, line 4: feature f1 is there twice, first at book.csv, line 2");
        EXPECT_ERROR(csv("feature,label\n1,\"a\nb\"\n"), ErrorKind::BadInput, "line 2: the label of f1 has more than one line");
        EXPECT_ERROR(csv("feature,note\n1,\xff\n"), ErrorKind::BadInput, "the note of f1 is not UTF-8");
        EXPECT_ERROR(csv("feature,counter_example\n1,a\x01z\n"), ErrorKind::BadInput, "the counter example of f1 holds a control");
    }
    void malformedMarkdownIsRefusedWithItsLine() {
        EXPECT_ERROR(markdown("a letter\n"), ErrorKind::BadInput, "book.md is no codebook");
        EXPECT_ERROR(markdown("# Codebook\n\n## Introduction\n"), ErrorKind::BadInput, "book.md, line 3: the heading \"Introduction\"");
        EXPECT_ERROR(markdown("## f1 x\n\n### Meaning\n"), ErrorKind::BadInput, "book.md, line 3: \"### Meaning\"");
        EXPECT_ERROR(markdown("## f1 x\n\nlost words\n"), ErrorKind::BadInput, "book.md, line 1: \"lost words\"");
        EXPECT_ERROR(markdown("## f1 x\n### Feature\nf2\n"), ErrorKind::BadInput, "no heading \"Feature\"");
    }
    void qdcOfAnotherProgramIsUnderstood() {
        std::vector<std::string> warnings;
        // A heading of its author's, a code inside it, prefixes, CDATA, a guid in braces that is used in another letter case.
        const std::string bytes =
            "<q:CodeBook xmlns:q=\"urn:QDA-XML:codebook:1.0\"><q:Codes>"
            "<q:Code " + guid1 + " name=\"Speech acts\" isCodable=\"false\">"
            "<q:Code " + guid2 + " name=\"hedge\" isCodable=\"1\" color=\"#FF0000\"><q:Description>When <![CDATA[a < b]]>.\n\nFeature:\nf12"
            "</q:Description></q:Code></q:Code></q:Codes>"
            "<q:Sets><q:Set guid=\"3FF58B12-6F6F-4B0C-8BE5-BBDC91F55294\" name=\"group\"><q:Description/>"
            "<q:MemberCode guid=\"2FF58B12-6F6F-4B0C-8BE5-BBDC91F55294\"/><q:MemberCode " + guid1 + "/></q:Set></q:Sets></q:CodeBook>";
        const Codebook codebook = qdc(bytes, &warnings);
        FeatureNote expected = noteOn(12, "hedge");
        expected.definition = "When a < b.";
        expected.tags = {"group"};
        QCOMPARE(codebook.notes.size(), std::size_t{1});
        QVERIFY(codebook.notes.front() == expected);
        QCOMPARE(warnings.size(), std::size_t{1});
        QVERIFY(warnings.front().find("\"Speech acts\" cannot be applied") != std::string::npos);
    }
    void aCodeWhoseDescriptionWasLostIsKnownByItsGuid() {
        // Python: uuid.uuid5(uuid.UUID("6b8cc1bf-939f-5c0c-8866-308ed8747dc3"), "a" * 64 + "/feature/389")
        const Codebook codebook =
            qdc(book("<Code guid=\"f9d254e5-38d4-55db-846e-aafa3147a1a8\" name=\"new name\" isCodable=\"true\"/>"));
        QVERIFY(codebook.notes == std::vector{noteOn(389, "new name")});
    }
    void malformedQdcIsRefusedWithItsCode() {
        EXPECT_ERROR(qdc("<CodeBook>\n<Codes>\n</CodeBook>"), ErrorKind::BadInput, "book.qdc, line 3 is no XML");
        EXPECT_ERROR(qdc(""), ErrorKind::BadInput, "is no XML");
        EXPECT_ERROR(qdc("<Project xmlns=\"urn:QDA-XML:project:1.0\"/>"), ErrorKind::BadInput, "begins with the element Project");
        EXPECT_ERROR(qdc("<CodeBook xmlns=\"urn:other\"><Codes/></CodeBook>"), ErrorKind::BadInput, "name space urn:other");
        EXPECT_ERROR(qdc("<CodeBook/>"), ErrorKind::BadInput, "no element Codes");
        const std::string rest = " isCodable=\"true\"", feature = "Feature:\nf1";
        EXPECT_ERROR(qdc(book(code("guid=\"12\" name=\"a\"" + rest, feature))), ErrorKind::BadInput, "code \"a\": \"12\" is no guid");
        EXPECT_ERROR(qdc(book(code(guid1 + rest, feature))), ErrorKind::BadInput, "a code without a name");
        EXPECT_ERROR(qdc(book(code(guid1 + " name=\"a\"", feature))), ErrorKind::BadInput, "isCodable is \"\"");
        EXPECT_ERROR(qdc(book(code(guid1 + " name=\"a\"" + rest, "some words"))), ErrorKind::BadInput,
                     "code \"a\" (guid 1ff58b12-6f6f-4b0c-8be5-bbdc91f55294) belongs to no feature");
        EXPECT_ERROR(qdc(book(code(guid1 + " name=\"a\"" + rest, feature) + code(guid1 + " name=\"b\"" + rest, "Feature:\nf2"))),
                     ErrorKind::BadInput, "code \"b\" has the guid");
        EXPECT_ERROR(qdc(book(code(guid1 + " name=\"a\"" + rest, feature) + code(guid2 + " name=\"b\"" + rest, feature))),
                     ErrorKind::BadInput, "code \"b\": feature f1 is there twice, first at book.qdc, code \"a\"");
        EXPECT_ERROR(qdc(book(code(guid1 + " name=\"a\"" + rest, feature),
                              "<Sets><Set " + guid1 + " name=\"s\"><MemberCode " + guid2 + "/></Set></Sets>")),
                     ErrorKind::BadInput, "set \"s\" has the member 2ff58b12");
        EXPECT_ERROR(qdc(book(code(guid1 + " name=\"a\"" + rest, feature), "<Sets><Set " + guid1 + " name=\"s;t\"><MemberCode " +
                                                                               guid1 + "/></Set></Sets>")),
                     ErrorKind::BadInput, "the tag \"s;t\" of f1 holds a semicolon");
        EXPECT_ERROR(writeCodebook({runKey, {}}, CodebookFormat::Qdc, ""), ErrorKind::BadInput, "one code at least");
    }
    void noOtherFileIsReadByXml() {
        const std::string bytes = "<?xml version=\"1.0\"?><!DOCTYPE CodeBook [<!ENTITY x SYSTEM \"file:///etc/passwd\">"
                                  "<!ENTITY y \"expanded\">]><CodeBook><Codes>" +
                                  code(guid1 + " name=\"a\" isCodable=\"true\"", "&x;&y;\nFeature:\nf1") + "</Codes></CodeBook>";
        QCOMPARE(qdc(bytes).notes.front().definition, std::string("&x;&y;"));
    }
    void aVeryDeepFileIsRead() {
        std::string codes;
        for (int i = 0; i < 50000; ++i)
            codes += "<Other>";
        for (int i = 0; i < 50000; ++i)
            codes += "</Other>";
        QCOMPARE(qdc(book(codes)).notes.size(), std::size_t{0});
    }
    void conflictsAreNeverSettledUnasked() {
        FeatureNote old = noteOn(1, "hedge"), read = noteOn(1, "polite");
        old.note = "not polite";
        old.tags = {"a"};
        read.note = "polite";
        read.tags = {"b"};
        read.star = true;
        read.definition = "new";
        const auto changed = [&](OnConflict choice) { return changedNotes({old}, {read, noteOn(2, "x")}, choice); };
        EXPECT_ERROR(changed(OnConflict::Refuse), ErrorKind::BadInput, "Feature f1 has another entry already (\"hedge\")");
        QVERIFY(changed(OnConflict::Keep) == std::vector{noteOn(2, "x")});
        QVERIFY(changed(OnConflict::Replace) == (std::vector{read, noteOn(2, "x")}));
        FeatureNote both = old;
        both.label = "hedge / polite";
        both.note = "not polite\n\npolite";
        both.tags = {"a", "b"};
        both.star = true;
        both.definition = "new";
        QVERIFY(changed(OnConflict::Merge) == (std::vector{both, noteOn(2, "x")}));
        QVERIFY(changedNotes({both}, {read}, OnConflict::Merge).empty()); // merging again changes nothing
        QVERIFY(changedNotes({old}, {old}, OnConflict::Refuse).empty());  // the same note is no conflict
        QVERIFY(changedNotes({noteOn(1, "")}, {read}, OnConflict::Refuse) == std::vector{read});
    }
    void labelsAreFoundInAnyLetterCase() {
        FeatureNote first = noteOn(5, "Other"), second = noteOn(9, "H\xc3\x96"
                                                                   "FLICH hedge");
        first.tags = {"ho\xcc\x88"
                      "flich"}; // o with a combining diaeresis
        first.note = "a HEDGE";
        const std::vector<FeatureNote> notes{noteOn(1, "x"), first, second};
        const auto found = notesHolding(notes, "h\xc3\xb6"
                                               "flich hedg");
        QCOMPARE(found.size(), std::size_t{2});
        QCOMPARE(found[0].note.feature, 9); // in the label comes first
        QVERIFY(found[0].fields == std::vector<std::string>{"label"});
        QVERIFY(found[1].fields == (std::vector<std::string>{"note", "tags"}));
        QVERIFY(notesHolding(notes, "hedge x").empty());
        EXPECT_ERROR(notesHolding(notes, "  "), ErrorKind::Usage, "no word");
    }
};

QTEST_APPLESS_MAIN(TestCodebook)
#include "tst_codebook.moc"
