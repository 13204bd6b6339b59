// Edits as text: words, alignment, the suggested type, rules, placebos. No model is needed.
#include "base/error.h"
#include "evaluate/edit_rule.h"
#include "evaluate/edit_type.h"
#include "evaluate/placebo.h"
#include "evaluate/text_alignment.h"
#include <QTest>
#include <set>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {

QString wordsText(const std::string& text) {
    QStringList words;
    for (const Word& word : wordsOf(text))
        words += QString::fromStdString(word.key + (word.punctuation ? "*" : "")) + "@" + QString::number(word.range.begin);
    return words.join(' ');
}

QString drawn(const std::string& original, const std::string& edited) {
    return QString::fromStdString(alignmentText(alignTexts(original, edited), original, edited));
}

QString typeOf(const std::string& original, const std::string& edited) {
    const auto name = editTypeName(suggestEditType(original, edited));
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

QString applied(const std::string& rule, const std::string& text) {
    const RuleResult result = applyRules(parseRules(rule), text);
    return QString::fromStdString(result.text) + " (" + QString::number(result.matches) + ")";
}

QString placebo(Placebo kind, const std::string& text, std::uint64_t seed = 1) {
    return QString::fromStdString(placeboEdit(kind, text, defaultSynonyms(), seed));
}

QString sentenceOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

} // namespace

class TestEdits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wordsKeepTheirPlaces() {
        QCOMPARE(wordsText("Would you?"), "would@0 you@6 ?*@9");
        QCOMPARE(wordsText("We're well-known - Don\xE2\x80\x99t!"), "we're@0 well-known@6 -*@17 don't@19 !*@26");
        QCOMPARE(wordsText("'tis \xC3\x89T\xC3\x89, ok"), "'*@0 tis@1 \xC3\xA9t\xC3\xA9@5 ,*@10 ok@12");
        QCOMPARE(wordsText("  "), "");
        const std::string text = "Don\xE2\x80\x99t go";
        QCOMPARE(written(text, wordsOf(text)[0].range), std::string("Don\xE2\x80\x99t"));
    }

    void alignmentsAreDrawnWordByWord_data() {
        QTest::addColumn<std::string>("original");
        QTest::addColumn<std::string>("edited");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* original, const char* edited, const char* expected) {
            QTest::newRow(name) << std::string(original) << std::string(edited) << QString(expected);
        };
        row("nothing", "I have it.", "I have it.", "I have it .");
        row("case", "Would it work?", "would it work?", "would it work ?");
        row("replaced", "would this be ok?", "is this be ok?", "[would > is] this be ok ?");
        row("replaced and deleted", "would this be a problem?", "is this a problem?", "[would > is] this -be- a problem ?");
        row("inserted", "you come", "you never come", "you +never+ come");
        row("deleted at the end", "you come now", "you come", "you come -now-");
        row("moved", "would using a dictionary be ok?", "using a dictionary would be ok.",
            "<would using a dictionary >would be ok [? > .]");
        row("moved back", "using it would be ok", "would using it be ok", ">would using it <would be ok");
        row("two replaced, one inserted", "a b c", "a x y z c", "a [b > x] +y+ +z+ c");
        row("punctuation does not move", "well, you see", "well you see,", "well -,- you see +,+");
        row("all new", "one", "two three", "[one > two] +three+");
        row("nothing left", "one two", "", "-one- -two-");
    }
    void alignmentsAreDrawnWordByWord() {
        QFETCH(std::string, original);
        QFETCH(std::string, edited);
        QFETCH(QString, expected);
        QCOMPARE(drawn(original, edited), expected);
    }

    void eachWordOfBothSentencesStandsOnce() {
        const std::string a = "the cat saw the dog and the cat ran", b = "and the dog saw a cat, the cat ran the house";
        const TextAlignment alignment = alignTexts(a, b);
        std::multiset<std::int64_t> fromA, fromB;
        for (const AlignedWord& word : alignment.words) {
            if (word.original >= 0)
                fromA.insert(word.original);
            if (word.edited >= 0)
                fromB.insert(word.edited);
        }
        QCOMPARE(fromA.size(), alignment.original.size());
        QCOMPARE(fromB.size(), alignment.edited.size());
        QCOMPARE(std::set(fromA.begin(), fromA.end()).size(), fromA.size());
        QCOMPARE(std::set(fromB.begin(), fromB.end()).size(), fromB.size());
    }

    void tokensFollowTheirWords() {
        const std::string a = "Would sending help?", b = "help is sent.";
        // [CLS] would send ##ing help ? [SEP] and [CLS] help is sent . [SEP]
        const std::vector<text::ByteRange> tokensA{{0, 0}, {0, 5}, {6, 10}, {10, 13}, {14, 18}, {18, 19}, {0, 0}};
        const std::vector<text::ByteRange> tokensB{{0, 0}, {0, 4}, {5, 7}, {8, 12}, {12, 13}, {0, 0}};
        QCOMPARE(drawn(a, b), "-Would- -sending- help +is+ +sent+ [? > .]");
        const std::vector<std::int64_t> expected{0, -1, -1, -1, 1, 4, 5};
        QVERIFY(alignTokens(alignTexts(a, b), tokensA, tokensB) == expected);
        // replaced: the third piece has no third partner and takes the last
        const std::vector<text::ByteRange> pieces{{0, 0}, {0, 2}, {2, 4}, {4, 6}, {0, 0}}, two{{0, 0}, {0, 1}, {1, 2}, {0, 0}};
        const std::vector<std::int64_t> toPieces{0, 1, 2, 2, 3};
        QVERIFY(alignTokens(alignTexts("abcdef", "xy"), pieces, two) == toPieces);
    }

    // Types of the paper's Table 2.
    void thePapersExamplesHaveThePapersTypes() {
        QCOMPARE(typeOf("would padding [...] be a problem?", "is padding [...] a problem?"), "modal swap");
        QCOMPARE(typeOf("Should I send you an email tomorrow?", "I should send you an email tomorrow."), "mood swap");
        QCOMPARE(typeOf("would using a separate dictionary be ok?", "using a separate dictionary would be ok."), "reposition");
        QCOMPARE(typeOf("Should we just agree to disagree?", "We're not going to agree."), "mood swap");
        QCOMPARE(typeOf("Would you mind if I had a question?", "I have a question."), "directness swap");
    }

    void typesFollowTheirRules_data() {
        QTest::addColumn<std::string>("original");
        QTest::addColumn<std::string>("edited");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* original, const char* edited, const char* expected) {
            QTest::newRow(original) << std::string(original) << std::string(edited) << QString(expected);
        };
        row("Could you help?", "Can you help?", "modal swap");
        row("You should go.", "You must go.", "modal swap");
        row("You should go.", "You have to go.", "modal swap");
        row("Could you send it?", "Send it.", "directness swap");
        row("Send it now.", "Please, could you send it now?", "directness swap");
        row("Would you mind helping?", "Could you help?", "directness swap");
        row("You can do it.", "Can you do it?", "mood swap");
        row("are you there", "you are there", "mood swap");
        row("You are there.", "You are there?", "mood swap");
        row("What would you do?", "What do you do?", "modal swap");
        row("Yesterday we left.", "We left yesterday.", "reposition");
        row("I like cats.", "I like dogs.", "other");
        row("I like cats.", "I like cats!", "other");
        row("I like cats.", "I like cats.", "other");
        row("You should see the cats.", "You could see the dogs.", "other");
    }
    void typesFollowTheirRules() {
        QFETCH(std::string, original);
        QFETCH(std::string, edited);
        QFETCH(QString, expected);
        QCOMPARE(typeOf(original, edited), expected);
    }

    void rulesChangeWhatTheySay_data() {
        QTest::addColumn<std::string>("rule");
        QTest::addColumn<std::string>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* rule, const char* text, const char* expected) {
            QTest::addRow("%s: %s", rule, text) << std::string(rule) << std::string(text) << QString(expected);
        };
        row("^would -> is", "would it be? It would.", "is it be? It would. (1)");
        row("^would -> is", "  Would it?", "  Is it? (1)");
        row("^would -> is", "It would.", "It would. (0)");
        row("would -> will", "WOULD it? would it? Would", "WILL it? will it? Will (3)");
        row("would -> could you", "WOULD it", "COULD YOU it (1)");
        row("would -> will", "woulds wouldn't would-be", "woulds wouldn't would-be (0)");
        row("i -> we", "I am, I said", "We am, We said (2)");
        row("would -> is | ^could -> can", "Could it? would could", "Can it? is could (2)");
        row("a -> b | b -> a", "a b a", "b a b (3)");
        row("would you -> do you", "Would you go?", "Do you go? (1)");
        row("^would ->", "Would you go?", "You go? (1)");
        row("really ->", "it is really good", "it is good (1)");
        row("now ->", "do it now!", "do it! (1)");
        row("now ->", "do it now", "do it (1)");
        row("^would -> | ^you ->", "Would you go?", "You go? (1)");
        row("don't -> do", "I don\xE2\x80\x99t", "I do (1)");
        row("would -> would", "would it", "would it (1)");
    }
    void rulesChangeWhatTheySay() {
        QFETCH(std::string, rule);
        QFETCH(std::string, text);
        QFETCH(QString, expected);
        QCOMPARE(applied(rule, text), expected);
    }

    void rulesThatAreNoneAreRefused() {
        QVERIFY(sentenceOf([] { parseRules("would is"); }).contains("\"would is\" has no \"->\""));
        QVERIFY(sentenceOf([] { parseRules("a -> b |"); }).contains("has no \"->\""));
        QVERIFY(sentenceOf([] { parseRules("^ -> b"); }).contains("\"^ -> b\" has no word before"));
        QVERIFY(sentenceOf([] { parseRules("a ^b -> c"); }).contains("\"a ^b -> c\" \"^\" stands inside"));
        QVERIFY(sentenceOf([] { parseRules("the -> is could -> can"); })
                    .contains("\"the -> is could -> can\" has more than one \"->\"; put \"|\" between two rules."));
        QVERIFY(sentenceOf([] { parseRules("a -> b | c -> d -> e"); }).contains("\"c -> d -> e\" has more than one"));
    }

    void punctuationKeepsAQuestionAQuestion() {
        QCOMPARE(placebo(Placebo::Punctuation, "It works."), "It works");
        QCOMPARE(placebo(Placebo::Punctuation, "It works"), "It works.");
        QCOMPARE(placebo(Placebo::Punctuation, "Does it?"), "Does it??");
        QCOMPARE(placebo(Placebo::Punctuation, "It does! "), "It does!! ");
        QCOMPARE(placebo(Placebo::Punctuation, "Does it?!!"), "Does it?");
        QCOMPARE(placebo(Placebo::Punctuation, "Well..."), "Well.");
        QCOMPARE(placebo(Placebo::Punctuation, "..."), "...");
        QCOMPARE(placebo(Placebo::Punctuation, ""), "");
    }

    void namesBecomeOtherNamesOfTheirList() {
        const QString swapped = placebo(Placebo::Names, "John saw Mary, but John left.");
        const QStringList words = swapped.split(' ');
        QCOMPARE(words.size(), 6);
        QCOMPARE(words[0], words[4]);
        QVERIFY(words[0] != "John" && words[2] != "Mary," && words[2].endsWith(','));
        QCOMPARE(QStringList({words[1], words[3], words[5]}), QStringList({"saw", "but", "left."}));
        QCOMPARE(placebo(Placebo::Names, "John saw Mary, but John left."), swapped); // deterministic
        std::set<QString> drawnNames;
        for (std::uint64_t seed = 0; seed < 40; ++seed)
            drawnNames.insert(placebo(Placebo::Names, "John left.", seed));
        QVERIFY(drawnNames.size() > 5 && !drawnNames.count("John left.") && !drawnNames.count("Mary left."));
        QCOMPARE(placebo(Placebo::Names, "john mark rose"), "john mark rose");
    }

    void synonymsComeFromTheList() {
        const SynonymList list = parseSynonyms("# mine\n\nQuick = speedy\nok = all right\nquick = swift\n", "s.txt");
        const auto edit = [&](const char* text) {
            return QString::fromStdString(placeboEdit(Placebo::Synonyms, text, list, 1));
        };
        QCOMPARE(edit("Quick, is a quick one OK?"), "Speedy, is a speedy one ALL RIGHT?");
        QCOMPARE(edit("nothing here"), "nothing here");
        QCOMPARE(placebo(Placebo::Synonyms, "A big film"), "A large movie");
        QVERIFY(sentenceOf([] { parseSynonyms("a = b\nno sign\n", "s.txt"); }).startsWith("s.txt, line 2: \"no sign\""));
        QVERIFY(sentenceOf([] { parseSynonyms("two words = b\n", "s.txt"); }).startsWith("s.txt, line 1"));
        QVERIFY(sentenceOf([] { parseSynonyms("a =\n", "s.txt"); }).startsWith("s.txt, line 1"));
        QVERIFY(sentenceOf([] { parseSynonyms("# none\n", "s.txt"); }).contains("holds no line"));
    }

    void noDefaultSynonymStaysTheSame() {
        std::set<std::string> words;
        for (const auto& [word, synonym] : defaultSynonyms().pairs) {
            QVERIFY2(word != synonym, word.c_str());
            QVERIFY2(words.insert(word).second, word.c_str());
        }
        QVERIFY(words.size() > 50);
    }
};

QTEST_APPLESS_MAIN(TestEdits)
#include "tst_edits.moc"
