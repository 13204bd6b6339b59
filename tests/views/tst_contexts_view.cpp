// Drawn texts in, printed lines out; the view asks and is answered as the window does it.
#include "core/evaluate/drawn_texts.h"
#include "views/contexts/concordance_export.h"
#include "views/contexts/concordance_table.h"
#include "views/contexts/contexts_view.h"
#include "views/contexts/share_bar.h"
#include "views/shared/exports.h"
#include "views/shared/words.h"
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QBuffer>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QSvgGenerator>
#include <QTest>
#include <qcustomplot.h>

using namespace crosseed;
using namespace crosseed::views;
using evaluate::ContextOrder;

namespace {

// Feature 1 fires in eight texts, of which two are the same; its maximum is 8.
const char* const drawing = "joy: We hoped it would rain soon\n[CLS]=9/9 We hoped it would=8/6 rain soon=1/0 [SEP]\n"
                            "anger: Would you stop, please?\n[CLS] Would=6/7 you=2/2 stop , please ? [SEP]\n"
                            "joy: the projector hums\n[CLS] the project=1/3 or=5/0 hums [SEP]=0/9\n"
                            "none: could anyone help\n[CLS] could=1.5/1 anyone help [SEP]\n"
                            "joy: so it would\n[CLS] so it would=4/4 [SEP]\n"
                            "joy: so it would\n[CLS] so it would=4/4 [SEP]\n"
                            "anger: Would that be all\n[CLS] Would that be all [SEP]\n"
                            "joy: nothing at all\n[CLS] nothing at all [SEP]\n"
                            "anger: might you\n[CLS]=9/0 might=3/2 you [SEP]\n"
                            "joy: who could\n[CLS] who could=0.5/0 [SEP]\n";

struct Fixture {
    std::shared_ptr<evaluate::DrawnTexts> drawn = std::make_shared<evaluate::DrawnTexts>(evaluate::drawnTexts("anger joy", drawing));
    ResultPtr result;
    ContextsView view;
    int asked = 0; // questions to the engine
    bool answers = true;

    Fixture() {
        for (auto& document : drawn->corpus.documents)
            document.extra = {"forum-" + document.id};
        Result made{.corpus = {}, .pair = {}, .modelA = {}, .modelB = {}, .run = {}, .evaluation = {}, .classNames = {"anger", "joy"},
                    .extraColumns = {"forum"}, .index = drawn->index(),
                    .documentOf = [texts = drawn](std::int64_t position) {
                        return texts->corpus.documents.at(static_cast<std::size_t>(position));
                    },
                    .features = {}};
        made.evaluation.split = text::Split::Test;
        result = std::make_shared<const Result>(std::move(made));
        QObject::connect(&view, &ContextsView::concordanceAsked, [this](const evaluate::ConcordanceOptions& options) {
            ++asked;
            if (answers)
                view.setConcordance(
                    std::make_shared<const evaluate::Concordance>(evaluate::concordance(view.feature(), result->index, options)));
        });
        QObject::connect(&view, &ContextsView::textsAsked, [this](const std::vector<std::int64_t>& texts) {
            ++asked;
            if (answers) view.addTexts(view.feature(), evaluate::codedTexts(view.feature(), result->index, result->documentOf, texts));
        });
        view.resize(1340, 760);
        view.setResult(result);
        view.setFeatures({{1, "f1 Hedge"}, {2, "f2 silent"}});
        view.show();
        view.setFeature(1, "Hedge");
    }
    ConcordanceModel& model() { return view.model(); }
    ConcordanceTable& table() { return *view.table(); }
    QCheckBox* box(const QString& text) {
        for (QCheckBox* found : view.choices()->findChildren<QCheckBox*>())
            if (found->text() == text) return found;
        return nullptr;
    }
    QComboBox* combo(const QString& name) {
        for (QComboBox* found : view.choices()->findChildren<QComboBox*>())
            if (found->accessibleName() == name) return found;
        return nullptr;
    }
    void only(const QString& group) {
        for (const char* name : {"Top", "Random firing", "Look-alikes, not firing"})
            box(name)->setChecked(group == name);
        if (box(group)) box(group)->setChecked(true);
    }
    int rowWith(const QString& document) {
        for (int row = 0; row < model().rowCount(); ++row)
            if (model().text(row) && toQt(model().text(row)->document.id) == document) return row;
        return -1;
    }
    QPushButton* button(const QString& text) {
        for (QPushButton* found : view.findChildren<QPushButton*>())
            if (found->text() == text && found->isVisibleTo(&view)) return found;
        return nullptr;
    }
};

// "#2 6/7 | <Would> you stop, please? anger 1".
QString printed(const ConcordanceModel& model) {
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        const auto cell = [&](int column) { return model.index(row, column).data().toString(); };
        if (model.isHeading(row))
            lines << QString(model.isFolded(row) ? "> " : "v ") + model.heading(row) + ": " + model.headingRemark(row);
        else
            lines << "#" + cell(0) + " " + cell(1) + "/" + cell(2) + " " + cell(3) + " " + cell(4) + "<" + cell(5) + ">" + cell(6) + " " +
                         cell(7) + " " + cell(8) + cell(9);
    }
    return lines.join("\n") + "\n";
}

QString remark(ContextsView& view) {
    for (const QLabel* label : view.lines()->findChildren<QLabel*>())
        if (label->text().contains("showing")) return label->text();
    return {};
}

} // namespace

class TestContextsView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void theModelKeepsTheRulesOfModelsThroughAllChanges() {
        Fixture f;
        QAbstractItemModelTester tester(&f.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        f.box(".8 – 1")->click();
        f.view.choices()->setKeys({ContextOrder::Right1, ContextOrder::Left1});
        f.model().toggle(0);
        f.model().setSearch("would");
        f.model().setSearch({});
        f.model().toggle(0);
        f.box("Fold repeated sentences")->click();
        f.view.setFeature(2, {});
        f.view.setResult({});
        QCOMPARE(f.model().rowCount(), 0);
    }

    void groupsAreLinesUnderTheirHeadings() {
        Fixture f;
        f.only("Top");
        QCOMPARE(printed(f.model()), QString("v Top: 7 lines, codes 0.5 – 8.0\n"
                                             "#1 8.0/6.0 2.0 We hoped it<would>rain soon joy 0\n"
                                             "#2 6.0/7.0 1.0 <Would>you stop, please? anger 1\n"
                                             "#3 5.0/0 5.0 the<projector>hums joy 2\n"
                                             "#4 4.0/4.0 0.0 so it<would> joy 4×2\n"
                                             "#5 3.0/2.0 1.0 <might>you anger 8\n"
                                             "#6 1.5/1.0 0.5 <could>anyone help  3\n"
                                             "#7 0.5/0 0.5 who<could> joy 9\n"));
        f.only("Look-alikes, not firing");
        QCOMPARE(printed(f.model()), QString("v Look-alikes: 1 of 1 with the same words where neither model fires\n"
                                             "#1 0/0 0.0 <Would>that be all anger 6\n"));
    }

    void bandsTellTheirShareOfTheFiringTokens() {
        Fixture f;
        f.only(".4 – .6");
        // Firing tokens: 8 1, 7 2, 3 5, 1.5, 4, 4, 3, 0.5 of the maximum 8, where [CLS] and [SEP] do not count: 2 of 11.
        QCOMPARE(printed(f.model()), QString("v .4 – .6 of the maximum: 1 line, 18.2 % of all firing tokens\n"
                                             "#1 4.0/4.0 0.0 so it<would> joy 4×2\n"));
        const auto bars = f.view.choices()->findChildren<ShareBar*>();
        double sum = 0;
        for (const ShareBar* bar : bars)
            sum += bar->share();
        QCOMPARE(bars.size(), 5);
        QVERIFY(qAbs(sum - 1) < 1e-9);
    }

    void sortingByTheNextAndTheLastWordAsksTheEngineNothing() {
        Fixture f;
        f.only("Top");
        const int before = f.asked;
        f.combo("Key 1 of the order")->setCurrentText("R1, first word to the right");
        f.combo("Key 2 of the order")->setCurrentText("L1, first word to the left");
        QString tokens;
        for (int row = 1; row < f.model().rowCount(); ++row)
            tokens += f.model().index(row, ConcordanceModel::Document).data().toString() + " ";
        // R1: "", "" (L1 "it" before "who"), anyone, hums, rain, you, you (L1 "" both: the stronger one).
        QCOMPARE(tokens, QString("4 9 3 2 0 1 8 "));
        QCOMPARE(f.asked, before);
        const ShownLine& line = f.model().shown(f.rowWith("0"));
        QVERIFY(line.left.words.back().decides);
        QVERIFY(line.right.words.front().decides);
        QVERIFY(!line.right.words.back().decides);
    }

    void aClickIntoTheHeaderSortsAndAgainGoesOneWordFurther() {
        Fixture f;
        QHeaderView* header = f.table().horizontalHeader();
        const QPoint right(header->sectionViewportPosition(ConcordanceModel::Right) + 30, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, right);
        QCOMPARE(f.model().shape().keys, (std::vector{ContextOrder::Right1, ContextOrder::Activation}));
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, right);
        QCOMPARE(f.model().shape().keys, (std::vector{ContextOrder::Right2, ContextOrder::Right1, ContextOrder::Activation}));
    }

    void widthChangesTheWordsAndKeepsTheLines() {
        Fixture f;
        f.only("Top");
        const int before = f.asked, rows = f.model().rowCount();
        f.table().chooseRow(f.rowWith("1"));
        for (QSpinBox* spin : f.view.choices()->findChildren<QSpinBox*>())
            spin->setValue(1);
        QCOMPARE(f.asked, before);
        QCOMPARE(f.model().rowCount(), rows);
        QCOMPARE(f.table().currentIndex().row(), f.rowWith("1"));
        const ShownLine& line = f.model().shown(f.rowWith("0"));
        QCOMPARE(line.left.text + "<" + line.node.text + ">" + line.right.text, QString("it<would>rain"));
    }

    void copiesFoldIntoOneLineAndAreCounted() {
        Fixture f;
        f.only("Top");
        QVERIFY(remark(f.view).contains("showing 7 of 7"));
        QVERIFY(remark(f.view).contains("1 repeated sentence folded"));
        QCOMPARE(f.model().index(f.rowWith("4"), ConcordanceModel::Copies).data().toString(), QString("×2"));
        f.box("Fold repeated sentences")->click();
        QVERIFY(f.rowWith("5") > 0);
        QVERIFY(remark(f.view).contains("showing 8 of 8"));
        QVERIFY(!remark(f.view).contains("folded"));
    }

    void hiddenSpecialTokensAreCountedAndShownAsOutlinesWhenAskedFor() {
        Fixture f;
        f.only("Top");
        QStringList labels;
        for (const QLabel* label : f.view.choices()->findChildren<QLabel*>())
            labels << label->text();
        QVERIFY2(labels.contains("3 of top 7"), qPrintable(labels.join("|"))); // documents 0, 2 and 8
        f.box("[CLS], [SEP]")->click();
        const ShownLine& line = f.model().shown(f.rowWith("2"));
        QCOMPARE(line.node.text, QString("[SEP]"));
        QVERIFY(line.node.words.front().strip.special);
        QCOMPARE(f.model().shown(f.rowWith("1")).right.text, QString("you stop, please? [SEP]"));
        QCOMPARE(f.model().concordance()->maximum, 9.0);
    }

    void oneClassAloneIsAQuestionToTheEngine() {
        Fixture f;
        f.only("Top");
        f.combo("Class")->setCurrentText("anger");
        QCOMPARE(f.model().rowCount(), 3);
        f.view.setFeature(2, {});
        QVERIFY(f.button("Show any class"));
        QTest::mouseClick(f.button("Show any class"), Qt::LeftButton);
        QCOMPARE(f.combo("Class")->currentIndex(), 0);
    }

    void aWordHasTheMaximumOfItsPiecesAndTellsThem() {
        Fixture f;
        const int row = f.rowWith("2");
        const ShownWord word = f.model().shown(row).node.words.front();
        QCOMPARE(word.strip.a, 5.0);
        QCOMPARE(word.strip.b, 3.0);
        QCOMPARE(word.strip.pieces, QString("project + ##or"));
        QCOMPARE(wordToolTip(*f.model().text(row), word.row),
                 QString("<b>projector</b> = project + ##or<br>A 1.00, 5.00 · B 3.00, 0 · the word's value is the maximum"));
        f.box("Whole words")->click();
        QCOMPARE(std::ssize(f.model().shown(row).node.words), 2);
        QCOMPARE(f.model().shown(row).node.words[1].strip.a, 5.0);
    }

    void searchLooksIntoWordsDocumentsAndClasses() {
        Fixture f;
        f.only("Top");
        auto* search = f.view.findChild<QLineEdit*>();
        for (QLineEdit* edit : f.view.findChildren<QLineEdit*>())
            if (edit->accessibleName() == "Search the lines") search = edit;
        QTest::keyClicks(search, "YOU");
        QCOMPARE(f.model().rowCount(), 3); // heading and two lines
        search->setText("anger");
        QCOMPARE(f.model().rowCount(), 3);
        search->setText("anyone");
        QCOMPARE(f.model().rowCount(), 2);
        QCOMPARE(f.model().number(1), 6); // as without the search
        search->clear();
        QCOMPARE(f.model().rowCount(), 8);
        search->setFocus();
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(!search->hasFocus());
    }

    void arrowsMoveEnterOpensEEditsAndSpacePreviews() {
        Fixture f;
        f.only("Top");
        QSignalSpy chosen(&f.view, &ContextsView::documentChosen), edited(&f.view, &ContextsView::editAsked);
        f.table().setFocus();
        f.table().chooseRow(1);
        QTest::keyClick(&f.table(), Qt::Key_Down);
        QCOMPARE(f.table().currentIndex().row(), 2);
        QCOMPARE(chosen.last().at(0).toLongLong(), 1);
        QTest::keyClick(&f.table(), Qt::Key_E);
        QCOMPARE(edited.count(), 1);
        QCOMPARE(edited.last().at(0).toLongLong(), 1);
        QCOMPARE(edited.last().at(1).toLongLong(), f.model().line(2)->token);
        QTest::keyClick(&f.table(), Qt::Key_Space);
        QVERIFY(!f.view.document()->isVisible());
        QTest::keyClick(&f.table(), Qt::Key_Return);
        QVERIFY(f.view.document()->isVisible());
        QCOMPARE(toQt(f.view.document()->text()->document.text), QString("Would you stop, please?"));
        QVERIFY(f.view.document()->view()->hasFocus() || !QApplication::activeWindow());
        // In the document the arrows go from word to word.
        QTest::keyClick(f.view.document()->view(), Qt::Key_Right);
        QCOMPARE(f.view.document()->view()->node(), f.model().line(2)->token + 1);
        QTest::mouseClick(f.button("Edit this sentence"), Qt::LeftButton);
        QCOMPARE(edited.count(), 2);
    }

    void headingsFoldByClickAndKey() {
        Fixture f;
        f.only("Top");
        const QRect heading = f.table().visualRect(f.model().index(0, 0));
        QTest::mouseClick(f.table().viewport(), Qt::LeftButton, {}, heading.center());
        QCOMPARE(f.model().rowCount(), 1);
        QVERIFY(f.model().isFolded(0));
        QTest::keyClick(&f.table(), Qt::Key_Right);
        QCOMPARE(f.model().rowCount(), 8);
        QTest::keyClick(&f.table(), Qt::Key_Left);
        QCOMPARE(f.model().rowCount(), 1);
        QTest::keyClick(&f.table(), Qt::Key_Space);
        QCOMPARE(f.model().rowCount(), 8);
    }

    void rowsAreAsHighAsThePicturesSay() {
        Fixture f;
        QCOMPARE(f.table().rowHeight(0), scaled(24));
        QCOMPARE(f.table().rowHeight(1), scaled(30));
        f.box("Two-model strips")->click();
        QCOMPARE(f.table().rowHeight(1), scaled(24));
    }

    void theStrongestTokensMarkFillsItsLanesUnderTheWord() {
        Fixture f;
        f.only("Top");
        f.table().clearSelection();
        const QRect cell = f.table().visualRect(f.model().index(f.rowWith("0"), ConcordanceModel::Token)); // 8 of 8 in A, 6 in B
        const QImage image = f.table().viewport()->grab(cell).toImage();
        const auto rowsOf = [&](double value) {
            int rows = 0;
            for (int y = 0; y < image.height(); ++y) {
                bool found = false;
                for (int x = 0; x < image.width(); ++x)
                    found |= image.pixelColor(x, y) == magnitude(value, Theme::Light);
                rows += found;
            }
            return rows;
        };
        QVERIFY(rowsOf(1) >= 5);
        QVERIFY(rowsOf(.75) >= 3);
        QVERIFY(rowsOf(.75) < rowsOf(1));
        const QImage silent = f.table().viewport()->grab(f.table().visualRect(f.model().index(f.rowWith("1"), ConcordanceModel::Token))).toImage();
        int marks = 0;
        for (int y = 0; y < silent.height(); ++y)
            marks += silent.pixelColor(silent.width() / 2, y) == magnitude(1, Theme::Light);
        QCOMPARE(marks, 0); // 7 of 8
    }

    void theDocumentTellsWhereTheFeatureFires() {
        Fixture f;
        f.table().chooseRow(f.rowWith("0"));
        QStringList labels;
        for (const QLabel* label : f.view.document()->findChildren<QLabel*>())
            labels << label->text();
        QVERIFY(labels.contains("2 of 6 tokens in A, 1 in B"));
        QVERIFY(labels.contains("forum-0"));
        QVERIFY(labels.contains("joy"));
        QVERIFY(labels.contains("Whole document 0"));
    }

    void theExportIsWhatIsShown() {
        Fixture f;
        f.only("Top");
        for (QSpinBox* spin : f.view.choices()->findChildren<QSpinBox*>())
            spin->setValue(1);
        f.view.choices()->setKeys({ContextOrder::Document});
        const std::string csv = text::toCsv(f.view.tableSource().table);
        const QString expected = "group,A,B,|A - B|,left,token,right,class,document,split,copies,forum\n"
                                 "Top,8,6,2,it,would,rain,joy,0,test,1,forum-0\n"
                                 "Top,6,7,1,,Would,you,anger,1,test,1,forum-1\n"
                                 "Top,5,0,5,the,projector,hums,joy,2,test,1,forum-2\n";
        QCOMPARE(toQt(csv).left(expected.size()), expected);
        QCOMPARE(f.view.tableSource().table.rows.size(), std::size_t(7));
        f.table().setFocus();
        f.table().chooseRow(2);
        QTest::keyClick(&f.table(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(f.view.tableSource().table.rows.size(), std::size_t(2)); // the selected ones
        QTest::keyClick(&f.table(), Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QApplication::clipboard()->text().contains("\tthe\tprojector\thums\t"));
        QVERIFY(QApplication::clipboard()->mimeData()->hasHtml());
    }

    void theFigureHasTheLinesTextAsTextAndTheirStrips() {
        Fixture f;
        f.only("Top");
        const Figure figure = f.view.figure();
        QBuffer buffer;
        QSvgGenerator svg;
        svg.setOutputDevice(&buffer);
        svg.setResolution(96);
        const QSizeF size = figure.size * 96 / 25.4;
        svg.setSize(size.toSize());
        QCPPainter painter(&svg);
        figure.paint(painter, size, Theme::Light);
        painter.end();
        const QByteArray text = buffer.data();
        QVERIFY(text.contains("projector"));
        QVERIFY(text.contains(">8.0<"));
        QVERIFY(text.contains(magnitude(1, Theme::Light).name().toUtf8())); // the maximum's mark
        QVERIFY(!text.contains("<image"));
    }

    void moreLinesThanAtFirstAreCountedUpAndStop() {
        Fixture f;
        f.answers = false;
        f.view.setFeature(2, {});
        f.view.setFeature(1, {});
        f.view.setConcordance(std::make_shared<const evaluate::Concordance>(evaluate::concordance(1, f.result->index)));
        QVERIFY(f.view.lines()->isBusy());
        QVERIFY(remark(f.view).contains("showing 0 of 7"));
        QCOMPARE(f.model().index(1, ConcordanceModel::A).data().toString(), QString("8.0")); // codes are there before the words
        QSignalSpy stopped(&f.view, &ContextsView::loadingStopped);
        QTest::mouseClick(f.button("Stop"), Qt::LeftButton);
        QCOMPARE(stopped.count(), 1);
        QVERIFY(!f.view.lines()->isBusy());
        f.answers = true;
        QTest::mouseClick(f.button("Show more"), Qt::LeftButton);
        QVERIFY(remark(f.view).contains("showing 7 of 7"));
        QVERIFY(!f.button("Show more"));
    }

    void anAnswerAboutAnotherFeatureIsDropped() {
        Fixture f;
        const int rows = f.model().rowCount();
        f.view.setConcordance(std::make_shared<const evaluate::Concordance>(evaluate::concordance(2, f.result->index)));
        QCOMPARE(f.model().rowCount(), rows);
    }

    void anotherViewsDocumentIsShownAndItsLineChosen() {
        Fixture f;
        f.only("Top");
        QSignalSpy chosen(&f.view, &ContextsView::documentChosen);
        const std::vector<std::int64_t> eighth{8};
        auto text = std::make_shared<evaluate::CodedText>(
            evaluate::codedTexts(1, f.result->index, f.result->documentOf, eighth).front());
        f.view.showDocument(text, -1);
        QCOMPARE(f.table().currentIndex().row(), f.rowWith("8"));
        QCOMPARE(chosen.count(), 0); // showing is not choosing
    }

    void chipsShowAndSetTheOrder() {
        Fixture f;
        QVERIFY(f.button("strongest first")->isChecked());
        QTest::mouseClick(f.button("A and B disagree most"), Qt::LeftButton);
        QCOMPARE(f.model().shape().keys, std::vector{ContextOrder::Difference});
        QCOMPARE(f.model().index(1, ConcordanceModel::Document).data().toString(), QString("2"));
        QVERIFY(f.button("A and B disagree most")->isChecked());
        QVERIFY(!f.button("strongest first")->isChecked());
    }

    void whatWasChosenIsRemembered() {
        Fixture f, g;
        f.box(".6 – .8")->click();
        f.view.choices()->setKeys({ContextOrder::Left2, ContextOrder::Class});
        QMenu menu;
        f.table().fillColumnMenu(menu);
        for (QAction* action : menu.actions())
            if (action->text() == "Class") action->trigger();
        QVERIFY(f.table().isColumnHidden(ConcordanceModel::Class));
        g.view.restoreState(f.view.saveState());
        QCOMPARE(g.view.choices()->groups(), f.view.choices()->groups());
        QCOMPARE(g.model().shape(), f.model().shape());
        QCOMPARE(g.model().groups(), f.model().groups());
        QCOMPARE(g.table().hiddenColumns(), QList<int>{ConcordanceModel::Class});
    }

    void everyControlHasAName() {
        Fixture f;
        for (const QWidget* widget : f.view.findChildren<QWidget*>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible() || widget->inherits("QScrollArea")) continue;
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            const QString parent = widget->parentWidget() ? widget->parentWidget()->metaObject()->className() : "";
            if (parent == "QComboBox" || parent == "QSpinBox") continue; // parts of a named one
            QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()), widget->metaObject()->className());
        }
    }
};

QTEST_MAIN(TestContextsView)
#include "tst_contexts_view.moc"
