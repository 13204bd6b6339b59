// The editor, its picture and its tables against edits that are written by hand: no model is loaded.
#include "evaluate/counterfactual.h"
#include "views/counterfactuals/class_panel.h"
#include "views/counterfactuals/counterfactuals_view.h"
#include "views/counterfactuals/edit_picture.h"
#include "views/counterfactuals/edit_words.h"
#include "views/counterfactuals/effect_panel.h"
#include "views/counterfactuals/moved_panel.h"
#include "views/counterfactuals/rank_plot.h"
#include "views/counterfactuals/results_model.h"
#include "views/counterfactuals/results_panel.h"
#include "views/counterfactuals/rule_form.h"
#include "views/counterfactuals/sentence_editor.h"
#include "views/shared/data_table.h"
#include "views/shared/exports.h"
#include "views/shared/words.h"
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtWidgets>
#include <QTest>

using namespace crosseed;
using namespace crosseed::views;

namespace {

constexpr std::int32_t feature = 389;

struct Piece {
    std::string piece;
    std::int32_t begin, end; // bytes; both 0 for special tokens
    float a = 0, b = 0;      // codes of the feature
};

std::shared_ptr<const evaluate::ProbedText> textOf(const std::string& text, const std::vector<Piece>& pieces, std::array<std::vector<double>, 2> classes,
                                                   bool truncated = false) {
    auto probed = std::make_shared<evaluate::ProbedText>();
    probed->text = text;
    probed->truncated = truncated;
    for (auto& member : probed->members)
        member.codes.features = 1000;
    for (const Piece& piece : pieces) {
        probed->ids.push_back(1);
        probed->pieces.push_back(piece.piece);
        probed->ranges.push_back({piece.begin, piece.end});
        for (const std::size_t m : {0u, 1u}) {
            sae::SparseCodes& codes = probed->members[m].codes;
            if (const float value = m == 0 ? piece.a : piece.b; value != 0) {
                codes.indices.push_back(feature);
                codes.values.push_back(value);
            }
            codes.rowStarts.push_back(std::ssize(codes.indices));
        }
    }
    for (const std::size_t m : {0u, 1u})
        probed->members[m].probabilities = classes[m];
    return probed;
}

// "Should I go?" -> "I should go.", silent after it.
std::shared_ptr<EditAnswer> swapped() {
    auto answer = std::make_shared<EditAnswer>();
    evaluate::Counterfactual& result = answer->result;
    result.original = textOf("Should I go?", {{"[CLS]", 0, 0, .5f, .4f}, {"should", 0, 6, 5.84f, 5.31f}, {"i", 7, 8, .92f, 1.08f}, {"go", 9, 11}, {"?", 11, 12, 1.21f, 1.02f}, {"[SEP]", 0, 0}},
                             {{{.7, .2, .1}, {.6, .3, .1}}});
    result.edited = textOf("I should go.", {{"[CLS]", 0, 0, .84f, 0}, {"i", 0, 1}, {"should", 2, 8}, {"go", 9, 11}, {".", 11, 12}, {"[SEP]", 0, 0}}, {{{.3, .6, .1}, {.2, .7, .1}}});
    result.alignment = evaluate::alignTexts(result.original->text, result.edited->text);
    result.tokenPartners = evaluate::alignTokens(result.alignment, result.original->ranges, result.edited->ranges);
    result.editType = "mood swap";
    evaluate::FeatureEffect effect{feature, {}};
    for (const std::size_t m : {0u, 1u}) {
        evaluate::MemberEffect& member = effect.members[m];
        member.before = evaluate::peakOf(*result.original, m, feature, false);
        member.after = evaluate::peakOf(*result.edited, m, feature, false);
        member.effect = -1;
        member.silence = evaluate::Silence{2, "should", true, {m == 0 ? .72 : .61, m == 0 ? 47 : 410}, 32, m == 0};
    }
    result.effects = {effect};
    result.mostMoved = {{feature, {5.84, 5.31}, {0, 0}, 5.575}, {12, {1, 0}, {3.72, 2.53}, 2.625}};
    answer->feature = feature;
    answer->classNames = {"polite", "neutral", "impolite"};
    for (const std::size_t m : {0u, 1u}) {
        RankedToken& ranked = answer->ranked[m];
        ranked.token = 2;
        ranked.word = "should";
        ranked.k = 32;
        ranked.feature = result.effects[0].members[m].silence->before;
        for (int i = 0; i < 500; ++i) // falling, the feature's value at its rank
            ranked.values.push_back(static_cast<float>(ranked.feature.value + .01 * static_cast<double>(ranked.feature.rank - 1 - i)));
    }
    return answer;
}

// The same sentence twice.
std::shared_ptr<EditAnswer> unchanged() {
    auto answer = swapped();
    answer->result.edited = answer->result.original;
    answer->result.alignment = evaluate::alignTexts(answer->result.original->text, answer->result.original->text);
    return answer;
}

CounterfactualLines lines() {
    CounterfactualLine edit;
    edit.key = 5;
    edit.original = "Should I go?";
    edit.edited = "I should go.";
    edit.editType = "mood swap";
    edit.changedOriginal = {{0, 6}, {11, 1}};
    edit.changedEdited = {{2, 6}, {11, 1}};
    edit.members[0] = {true, 5.84, 0, "Should", "", -1, {}, {}, 47, "at \"should\" it is 47th", "polite", "neutral"};
    edit.members[1] = {true, 5.31, 4.7, "Should", "should", -.1149, {}, {}, 0, "", "polite", "polite"};
    CounterfactualLine rule;
    rule.key = 9;
    rule.isRule = true;
    rule.original = "^would -> is";
    rule.editType = "modal swap";
    rule.texts = 50;
    rule.changed = 46;
    rule.members[0].effect = -.148;
    rule.members[0].interval = {-.179, -.116};
    rule.members[0].band = {-.03, .02};
    rule.members[1].effect = -.129;
    rule.members[1].interval = {-.158, -.101};
    rule.members[1].band = {-.2, .1};
    return std::make_shared<const std::vector<CounterfactualLine>>(std::vector{edit, rule});
}

const PlacedWord& wordAt(const std::vector<PlacedWord>& row, const QString& word) {
    return *std::ranges::find_if(row, [&](const PlacedWord& placed) { return placed.strip.word == word; });
}

QLineEdit* editField(const SentenceEditor& editor) {
    for (QLineEdit* field : editor.findChildren<QLineEdit*>())
        if (field->accessibleName().startsWith("Edited sentence"))
            return field;
    return nullptr;
}

// An editor in its view with "Should I go?" shown and answered.
struct Shown {
    CounterfactualsView view;
    SentenceEditor& editor = *view.editor();
    QLineEdit* field = editField(editor);
    Shown() {
        view.resize(1300, 800);
        view.setFeature(feature, "Hedged request", 6.9);
        view.show();
        editor.setSentence({7, "doc-7", "Should I go?"});
        view.setAnswer(unchanged());
        QTest::qWait(1);
        field->setFocus();
    }
    void type(const QString& text) {
        field->selectAll();
        QTest::keyClicks(field, text);
    }
};

} // namespace

class TestCounterfactualsView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stripsHoldEachWordsCodesAndConnectorsFollowTheAlignment() {
        const QFontMetricsF metrics((QFont()));
        const PictureLayout layout = layoutPicture(*swapped(), metrics, {0, 400});
        QCOMPARE(layout.original.size(), 6u);
        QCOMPARE(layout.edited.size(), 6u);
        const StripWord& should = wordAt(layout.original, "Should").strip;
        QVERIFY(std::abs(should.a - 5.84) < 1e-5 && std::abs(should.b - 5.31) < 1e-5);
        QCOMPARE(wordAt(layout.edited, "should").strip.a, 0.);
        QVERIFY(layout.original[0].strip.special && layout.original[5].strip.special && !layout.original[1].strip.special);
        QStringList joined;
        for (const Connector& c : layout.connectors)
            joined += toQt(evaluate::changeName(c.change)) + " " + layout.original[c.original].strip.word + ">" + layout.edited[c.edited].strip.word;
        QCOMPARE(joined.join(", "), QString("same [CLS]>[CLS], same I>I, moved Should>should, same go>go, replaced ?>., same [SEP]>[SEP]"));
        QCOMPARE(wordAt(layout.original, "go").area.center().x(), wordAt(layout.edited, "go").area.center().x());
        for (const auto* row : {&layout.original, &layout.edited}) // words stand side by side
            for (std::size_t i = 1; i < row->size(); ++i)
                QVERIFY((*row)[i].area.left() >= (*row)[i - 1].area.right());
        QVERIFY(layout.stripTopOriginal < layout.connectorTop && layout.connectorTop < layout.connectorBottom);
        QVERIFY(layout.connectorBottom < layout.edited[0].area.top() && layout.edited[0].area.bottom() < layout.stripTopEdited);
    }

    void aWordIsAsStrongAsItsStrongestPiece() {
        auto answer = unchanged();
        answer->result.original = textOf("projector", {{"[CLS]", 0, 0}, {"project", 0, 7, .2f, .9f}, {"##or", 7, 9, .6f, .1f}, {"[SEP]", 0, 0}}, {});
        answer->result.edited = answer->result.original;
        answer->result.alignment = evaluate::alignTexts("projector", "projector");
        const PictureLayout layout = layoutPicture(*answer, QFontMetricsF(QFont()));
        QCOMPARE(layout.original.size(), 3u);
        QVERIFY(std::abs(layout.original[1].strip.a - .6) < 1e-6 && std::abs(layout.original[1].strip.b - .9) < 1e-6);
        QCOMPARE(layout.original[1].strip.pieces, QString("project + ##or"));
        QVERIFY(layout.edited.empty() && layout.connectors.empty()); // nothing is changed
    }

    void removedAndInsertedWordsHaveNoPartner() {
        auto answer = swapped();
        answer->result.original = textOf("please go", {{"[CLS]", 0, 0}, {"please", 0, 6}, {"go", 7, 9}, {"[SEP]", 0, 0}}, {});
        answer->result.edited = textOf("go now then", {{"[CLS]", 0, 0}, {"go", 0, 2}, {"now", 3, 6}, {"then", 7, 11}, {"[SEP]", 0, 0}}, {});
        answer->result.alignment = evaluate::alignTexts("please go", "go now then");
        const PictureLayout layout = layoutPicture(*answer, QFontMetricsF(QFont()));
        QCOMPARE(wordAt(layout.original, "please").change, evaluate::Change::Deleted);
        QCOMPARE(wordAt(layout.edited, "now").change, evaluate::Change::Inserted);
        QCOMPARE(wordAt(layout.original, "go").area.center().x(), wordAt(layout.edited, "go").area.center().x());
        QCOMPARE(changesText(answer->result.alignment), QString("word removed, 2 words inserted"));
        QCOMPARE(changesText(swapped()->result.alignment), QString("word moved, question mark replaced"));
    }

    void threeKeysAskOnceAndOnlyAfterTheRest() {
        Shown shown;
        QSignalSpy asked(&shown.editor, &SentenceEditor::asked);
        QVERIFY(!shown.editor.picture()->isFaded());
        QElapsedTimer since;
        QTest::keyClicks(shown.field, "abc");
        since.start();
        QVERIFY(shown.editor.picture()->isFaded());
        QCOMPARE(asked.count(), 0);
        QTRY_COMPARE(asked.count(), 1);
        QVERIFY(since.elapsed() >= 295); // timers may fire a little early
        const auto ask = asked[0][0].value<EditAsk>();
        QCOMPARE(ask.original, QString("Should I go?"));
        QCOMPARE(ask.edited, QString("abcShould I go?"));
        QTest::qWait(350);
        QCOMPARE(asked.count(), 1);
        QVERIFY(shown.editor.picture()->isFaded()); // until the answer
    }

    void enterAddsOnceTheEditIsAnswered() {
        Shown shown;
        QSignalSpy asked(&shown.editor, &SentenceEditor::asked), added(&shown.editor, &SentenceEditor::addAsked);
        QTest::keyClick(shown.field, Qt::Key_Return); // nothing is changed
        QCOMPARE(added.count(), 0);
        shown.type("I should go.");
        QTest::keyClick(shown.field, Qt::Key_Return);
        QCOMPARE(asked.count(), 1); // at once, without the rest
        QCOMPARE(added.count(), 0);
        shown.view.setAnswer(unchanged()); // of the text before
        QCOMPARE(added.count(), 0);
        shown.view.setAnswer(swapped());
        QCOMPARE(added.count(), 1);
        QVERIFY(!shown.editor.picture()->isFaded());
        shown.view.setAnswer(swapped());
        QCOMPARE(added.count(), 1);
        QTest::keyClick(shown.field, Qt::Key_Return); // answered: each Enter asks; the screen knows what it has
        QCOMPARE(added.count(), 2);
    }

    void typingAfterEnterTakesTheEnterBack() {
        Shown shown;
        QSignalSpy added(&shown.editor, &SentenceEditor::addAsked);
        shown.type("I should go");
        QTest::keyClick(shown.field, Qt::Key_Return);
        QTest::keyClicks(shown.field, ".");
        shown.view.setAnswer(swapped());
        QCOMPARE(added.count(), 0);
    }

    void undoIsTheFieldsUntilTheRowIsAdded() {
        QMainWindow window;
        auto* view = new CounterfactualsView;
        window.setCentralWidget(view);
        auto* undo = new QAction(&window);
        undo->setShortcut(QKeySequence::Undo);
        window.addAction(undo);
        QSignalSpy undone(undo, &QAction::triggered);
        window.show();
        QApplication::setActiveWindow(&window);
        view->setFeature(feature, {}, 6.9);
        view->editor()->setSentence({7, "doc-7", "Should I go?"});
        view->setAnswer(unchanged());
        QLineEdit* field = editField(*view->editor());
        field->setFocus();
        QTRY_VERIFY(field->hasFocus());
        QTest::keyClicks(field, "x");
        QTest::keyClick(field, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(undone.count(), 0);
        QCOMPARE(field->text(), QString("Should I go?"));
        QTest::keyClicks(field, "y");
        view->editor()->settle();
        QTest::keyClick(field, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(undone.count(), 1);
        QCOMPARE(field->text(), QString("yShould I go?"));
    }

    void theEditTypeIsSuggestedUntilThePersonSaysOne() {
        Shown shown;
        shown.type("I should go.");
        shown.view.setAnswer(swapped());
        auto* type = shown.editor.findChildren<QComboBox*>().value(1);
        QCOMPARE(type->currentText(), QString("Mood swap"));
        QCOMPARE(shown.editor.editType(), QString());
        type->setFocus();
        type->lineEdit()->selectAll();
        QTest::keyClicks(type->lineEdit(), "Negation");
        QCOMPARE(shown.editor.editType(), QString("Negation"));
        shown.view.setAnswer(swapped());
        QCOMPARE(type->currentText(), QString("Negation"));
        type->lineEdit()->selectAll();
        QTest::keyClicks(type->lineEdit(), "reposition"); // one of the list, however it is written
        QCOMPARE(shown.editor.editType(), QString("reposition"));
    }

    void theReasonNamesRankAndLimitInPlainWords() {
        const auto plain = [](QString text) { return text.remove(QChar(0x2060)); }; // what keeps numbers in one line
        const QString reason = plain(reasonHtml(*swapped(), {}));
        QVERIFY2(reason.contains("Why −100 %?"), qPrintable(reason));
        QVERIFY(reason.contains("In A the feature is still there at “should”, but it is at <b>rank 47, just outside the 32</b> that Top-K keeps."));
        QVERIFY(reason.contains("In B, at “should”, it is at <b>rank 410, outside the 32</b>"));
        QVERIFY(reason.contains("It fires on [CLS] with .84, which does not count."));
        auto answer = swapped();
        evaluate::MemberEffect& b = answer->result.effects[0].members[1];
        b.silence.reset();
        b.effect = -.02;
        b.after = {5.2, 2, "should", "should", 0, 0};
        PlaceboRange placebo{{evaluate::Interval{-.06, .04}, evaluate::Interval{-.05, .05}}, 12, 5};
        const QString half = plain(reasonHtml(*answer, placebo));
        QVERIFY2(half.contains("Why −100 % in A?") && half.contains("In B it fires on “should” with 5.20, an effect that edits which should not matter have, too."), qPrintable(half));
        b.effect = std::nan("");
        b.after = {};
        QVERIFY(reasonHtml(*answer, placebo).contains("In B the feature does not fire in the original"));
        b.present = false;
        QVERIFY(reasonHtml(*answer, placebo).contains("The SAE of B has no partner"));
    }

    void theEffectTableHoldsTheNumbers() {
        EffectPanel panel;
        panel.setFeature("f389");
        panel.setPlacebo({{evaluate::Interval{-.061, .044}, evaluate::Interval{-.05, .052}}, 12, 5});
        panel.setAnswer(swapped());
        const std::string csv = text::toCsv(panel.table().table);
        QVERIFY2(csv.find("Effect,-100,-100\n") != std::string::npos, csv.c_str());
        QVERIFY2(csv.find("\"Placebo edits, from\",-6.1,-5\n") != std::string::npos, csv.c_str());
        auto* shown = panel.findChild<QTableWidget*>();
        QCOMPARE(shown->item(0, 1)->text(), QString("Should  5.84"));
        QCOMPARE(shown->item(1, 2)->text(), QString("none  0"));
        QCOMPARE(shown->item(2, 1)->text(), QString("−100 %"));
        QCOMPARE(shown->item(3, 0)->text(), QString("Placebo edits, 12"));
        QCOMPARE(shown->item(3, 2)->text(), QString("−5.0 … +5.2 %"));
    }

    void thePlotKeepsAsManyBarsAsTopK() {
        Plot plot("values");
        showRanks(plot, swapped(), 0);
        QList<QCPBars*> bars;
        for (int i = 0; i < plot.plottableCount(); ++i)
            if (auto* one = qobject_cast<QCPBars*>(plot.plottable(i)))
                bars += one;
        QCOMPARE(bars.size(), 3);
        QCOMPARE(bars[0]->dataCount(), 32); // kept
        QCOMPARE(bars[0]->brush().color(), plot.colour(Role::Accent));
        QCOMPARE(bars[2]->dataCount(), 1); // the feature
        QCOMPARE(bars[2]->dataMainKey(0), 47.);
        QVERIFY(std::abs(bars[2]->dataMainValue(0) - .72) < 1e-9);
        QCOMPARE(bars[2]->brush().color(), plot.colour(Role::InkA));
        const RankWindow far = rankWindow(swapped()->ranked[1]); // rank 410: behind a gap
        QVERIFY(far.isApart && far.place > static_cast<double>(far.shown) + 1 && far.shown < 410);
        QVERIFY(!rankWindow(swapped()->ranked[0]).isApart);
    }

    void aLongSentenceSaysWhichWordsFallOff() {
        auto answer = unchanged();
        answer->result.original = textOf("one two three four", {{"[CLS]", 0, 0}, {"one", 0, 3}, {"two", 4, 7}, {"[SEP]", 0, 0}}, {}, true);
        QCOMPARE(truncationText(*answer->result.original, "The edit"),
                 QString("The edit is longer than the 4 pieces that the models read: “three four” fall off."));
        QVERIFY(truncationText(*swapped()->result.original, "The edit").isEmpty());
        answer->result.edited = answer->result.original;
        answer->result.alignment = evaluate::alignTexts("one two three four", "one two three four");
        const PictureLayout layout = layoutPicture(*answer, QFontMetricsF(QFont()));
        QVERIFY(wordAt(layout.original, "two").isRead && !wordAt(layout.original, "three").isRead);
    }

    void withoutAChangeThePanelsSaySo() {
        Shown shown;
        QVERIFY(!shown.view.effect()->content()->isVisible());
        QCOMPARE(shown.view.effect()->reason(), QString());
        shown.type("I should go.");
        shown.view.setAnswer(swapped());
        QVERIFY(shown.view.effect()->content()->isVisible());
    }

    void movedFeaturesAreListedAndAClickChooses() {
        MovedPanel panel;
        panel.resize(340, 300);
        MovedModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setAnswer(swapped());
        Notes notes;
        notes[12].feature = 12;
        notes[12].label = "Plan or promise";
        model.setNotes(std::make_shared<const Notes>(notes));
        const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(text(0, MovedModel::Feature) + "|" + text(0, MovedModel::Label) + "|" + text(0, MovedModel::ChangeA) + "|" + text(0, MovedModel::ChangeB),
                 QString("f389|this feature|−5.84|−5.31"));
        QCOMPARE(text(1, MovedModel::Label) + "|" + text(1, MovedModel::ChangeA) + "|" + text(1, MovedModel::ChangeB), QString("Plan or promise|+2.72|+2.53"));
        panel.setAnswer(swapped());
        panel.show();
        QSignalSpy chosen(&panel, &MovedPanel::featureChosen);
        DataTable* table = panel.table();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(1, 0)).center());
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][0].value<std::int32_t>(), 12);
    }

    void theResultsReadAsTheirRows() {
        ResultsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setLines(lines());
        QStringList rows;
        for (int row = 0; row < model.rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < ResultsModel::Note; ++column)
                cells += model.index(row, column).data().toString();
            rows += cells.join("|");
        }
        QCOMPARE(rows[0], QString("1|Should I go?|I should go.|Mood swap|A Should → none, B Should → should|5.84|−100 %|5.31|−11.5 %|rank 47, fires · A polite → neutral · models differ"));
        QCOMPARE(rows[1], QString("2|Rule ^would -> is|50 top contexts, 46 changed|Modal swap|mean [95 %]||−14.8 [−17.9, −11.6]||−12.9 [−15.8, −10.1]|placebo band: A outside, B inside · 46 single results"));
        QCOMPARE(model.rowOf(9), 1);
        QCOMPARE(model.rowOf(77), -1);
    }

    void thePapersTableHasRealNumbers() {
        QCOMPARE(toQt(text::toCsv(paperTable(*lines()))), QString("Original,Counterfactual,Edit type,Effect in A,Effect in B\n"
                                                                  "Should I go?,I should go.,Mood swap,-100,-11.49\n"
                                                                  "Rule ^would -> is,\"50 top contexts, 46 changed\",Modal swap,-14.799999999999999,-12.9\n"));
        const std::string latex = text::toLatex(paperTable(*lines()));
        QVERIFY(latex.find("-11.5 \\%") != std::string::npos && latex.find("\\toprule") != std::string::npos);
    }

    void aNoteIsEditedInPlaceAndDeleteAsksToRemove() {
        ResultsPanel panel;
        panel.setFeature("f389");
        panel.setLines(lines());
        panel.resize(1300, 240);
        panel.show();
        DataTable* table = panel.table();
        QSignalSpy noted(&panel, &ResultsPanel::noteEdited), removed(&panel, &ResultsPanel::removeAsked), opened(&panel, &ResultsPanel::openAsked);
        table->setCurrentIndex(table->model()->index(0, ResultsModel::Note));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_F2);
        auto* field = table->viewport()->findChild<QLineEdit*>();
        QVERIFY(field);
        QTest::keyClicks(field, "mild");
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(noted.count(), 1);
        QCOMPARE(noted[0][0].value<std::int64_t>(), 5);
        QCOMPARE(noted[0][1].toString(), QString("mild"));
        table->selectRow(1);
        QTest::keyClick(table, Qt::Key_Delete);
        QCOMPARE(removed.count(), 1);
        QVERIFY((removed[0][0].value<std::vector<std::int64_t>>() == std::vector<std::int64_t>{9}));
        table->selectRow(0);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened[0][0].value<std::int64_t>(), 5);
    }

    void aWrongRuleIsSaidAndNotAsked() {
        RuleForm form;
        form.show();
        QSignalSpy asked(&form, &RuleForm::asked);
        QTest::keyClicks(form.ruleField(), "would");
        QTest::keyClick(form.ruleField(), Qt::Key_Return);
        QCOMPARE(asked.count(), 0);
        QStringList said;
        for (const QLabel* label : form.findChildren<QLabel*>())
            said += label->text();
        QVERIFY2(said.join(" ").contains("->"), qPrintable(said.join(" ")));
        form.ruleField()->clear();
        QTest::keyClicks(form.ruleField(), "^would -> is");
        QTest::keyClick(form.ruleField(), Qt::Key_Return);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][0].value<RuleAsk>().rule, QString("^would -> is"));
        QCOMPARE(asked[0][0].value<RuleAsk>().contexts, std::int64_t(50));
    }

    void theFigureIsPaintedInPrintColoursAndBringsItsData() {
        Shown shown;
        shown.type("I should go.");
        shown.view.setAnswer(swapped());
        const Figure figure = shown.editor.picture()->figure("edit", "caption");
        QTemporaryDir folder;
        const QString file = folder.filePath("edit.svg");
        writeFigure(figure, FigureFormat::Svg, file, 160);
        QFile svg(file);
        QVERIFY(svg.open(QIODevice::ReadOnly));
        const QString drawn = QString::fromUtf8(svg.readAll());
        for (const char* word : {"Should", "should", "moved", "replaced", "[CLS]", "5.84"})
            QVERIFY2(drawn.contains(word), word);
        QCOMPARE(figure.data.table.rows.size(), 12u);
        const std::string csv = text::toCsv(figure.data.table);
        QVERIFY2(csv.find("original,Should,moved,5.8") != std::string::npos, csv.c_str());
    }

    void numbersAreWrittenAsPeopleReadThem() {
        QCOMPARE(signedPercent(-1), QString("−100 %"));
        QCOMPARE(signedPercent(-.9997), QString("−99.9 %")); // it still fires
        QCOMPARE(signedPercent(.009), QString("+0.9 %"));
        QCOMPARE(signedPercent(0.0001), QString("0 %"));
        QCOMPARE(signedPercent(std::nan("")), QString("–"));
        QCOMPARE(activationText(5.836), QString("5.84"));
        QCOMPARE(activationText(.92), QString(".92"));
        QCOMPARE(activationText(.0042), QString(".004"));
        QCOMPARE(activationText(0), QString("0"));
        QCOMPARE(changeText(-.91), QString("−.91"));
        QCOMPARE(changeText(2.72), QString("+2.72"));
    }
};

QTEST_MAIN(TestCounterfactualsView)
#include "tst_counterfactuals_view.moc"
