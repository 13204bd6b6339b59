// Eight features whose numbers were written by hand; what the table, the threshold and the page make of them.
#include "core/evaluate/drawn_texts.h"
#include "views/features/context_list.h"
#include "views/features/empty_filter.h"
#include "views/features/feature_page.h"
#include "views/features/feature_table.h"
#include "views/features/features_view.h"
#include "views/features/tag_row.h"
#include "views/features/threshold_panel.h"
#include "views/features/threshold_plot.h"
#include "views/shared/data_table.h"
#include "views/shared/words.h"
#include <QAbstractItemModelTester>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QScrollBar>
#include <QTest>
#include <QToolButton>

using namespace crosseed;
using namespace crosseed::views;

namespace {
const double none = std::numeric_limits<double>::quiet_NaN();
struct Written {
    double r;
    std::int64_t firesA, firesB;
    const char* word;
};
// At r >= .70 on 10 rows: five are active in both, the first two universal.
const Written written[] = {{.95, 40, 30, "Would"}, {.70, 10, 10, "could"},  {.69, 12, 15, "page"},  {none, 20, 20, "the"},
                           {-.3, 11, 90, "send"},  {.99, 5, 400, "thanks"}, {.80, 3, 3, "please"}, {none, 0, 0, nullptr}};
constexpr int features = std::size(written);

std::vector<evaluate::FeatureRow> rowsOf(const std::vector<double>& correlations) {
    std::vector<evaluate::FeatureRow> rows;
    for (const double r : correlations) {
        evaluate::FeatureRow row;
        row.r = r;
        row.firesA = row.firesB = 50;
        row.activeInBoth = true;
        rows.push_back(row);
    }
    return rows;
}

ResultPtr handMade() {
    auto drawn = std::make_shared<evaluate::DrawnTexts>(evaluate::drawnTexts(
        "polite rude", "polite: Would you help\n[CLS] Would you=2/1 help [SEP]\nrude: send the page\n[CLS] send=1/3 the page [SEP]\n"));
    drawn->a.features = drawn->b.features = features;
    Result result{.corpus = {}, .pair = {}, .modelA = "a", .modelB = "b", .run = {}, .evaluation = {}, .classNames = {"polite", "rude"},
                  .extraColumns = {}, .index = drawn->index(),
                  .documentOf = [drawn](std::int64_t i) { return drawn->corpus.documents.at(static_cast<std::size_t>(i)); }, .features = {}};
    for (int i = 0; i < features; ++i) {
        evaluate::FeatureRow row;
        row.feature = i;
        row.r = written[i].r;
        row.firesA = written[i].firesA;
        row.firesB = written[i].firesB;
        result.evaluation.metrics.features.push_back(row);
        evaluate::FeatureSummary summary;
        summary.feature = i;
        summary.r = written[i].r;
        summary.maxA = 6.9 - i;
        summary.association.topClass = i % 2;
        summary.association.topClassShare = .6;
        if (written[i].word)
            summary.topWords.push_back({written[i].word, 2, 3});
        result.features.push_back(summary);
    }
    result.evaluation.metrics.rows = 1000;
    result.evaluation.metrics.dictionary = features;
    return std::make_shared<const Result>(std::move(result));
}

// The view as the window has it: what is asked for is done at once.
struct Fixture {
    FeaturesView view;
    std::shared_ptr<Notes> notes = std::make_shared<Notes>();
    std::vector<std::pair<text::FeatureNote, QString>> edits;
    std::vector<double> chosen;

    Fixture() {
        QObject::connect(&view, &FeaturesView::noteEdited, [this](const text::FeatureNote& note, const QString& what) {
            edits.emplace_back(note, what);
            write(text::cleanNote(note));
        });
        QObject::connect(&view, &FeaturesView::selected,
                         [this](const std::vector<std::int32_t>& all, std::int32_t current) { view.select(all, current); });
        QObject::connect(&view, &FeaturesView::thresholdChosen, [this](double r, qint64 rows) {
            chosen.push_back(r);
            view.setThreshold(r, rows);
        });
        view.resize(1344, 784);
        view.setResult(handMade());
        view.show();
    }
    void write(const text::FeatureNote& note) {
        auto next = std::make_shared<Notes>(*notes);
        next->erase(note.feature);
        if (!note.isEmpty())
            next->emplace(note.feature, note);
        notes = next;
        view.setNotes(notes);
    }
    void label(std::int32_t feature, const std::string& label, std::vector<std::string> tags = {}) {
        text::FeatureNote note;
        note.feature = feature;
        note.label = label;
        note.tags = std::move(tags);
        write(note);
    }
    QList<int> shown() const { // features in the table's order
        QList<int> rows;
        const DataTable* table = view.table()->front();
        for (int row = 0; row < table->proxy()->rowCount(); ++row)
            rows += table->sourceRow(table->proxy()->index(row, 0));
        return rows;
    }
    void filter(const FeatureFilter& filter) { view.table()->bar()->setFilter(filter); }
    void search(const QString& words) {
        FeatureFilter only;
        only.words = words;
        filter(only);
    }
    template <typename W> W* named(const QString& name) const {
        for (W* widget : view.findChildren<W*>())
            if (widget->accessibleName() == name)
                return widget;
        return nullptr;
    }
    QPushButton* button(const QString& text) const {
        for (QPushButton* widget : view.findChildren<QPushButton*>())
            if (widget->text() == text && widget->isVisible())
                return widget;
        return nullptr;
    }
    QStringList labels() const {
        QCoreApplication::processEvents(); // new widgets are shown by their layout's next turn
        QStringList texts;
        for (QLabel* label : view.findChildren<QLabel*>())
            if (label->isVisible())
                texts += label->text();
        return texts;
    }
};
} // namespace

class TestFeaturesView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theModelKeepsTheRulesOfModels() {
        FeatureModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setResult(handMade());
        auto notes = std::make_shared<Notes>();
        notes->emplace(3, text::FeatureNote{.feature = 3, .star = true, .label = "Article"});
        model.setNotes(notes);
        model.setIntervals(std::make_shared<std::vector<evaluate::Interval>>(features, evaluate::Interval{.9, .97}));
        QCOMPARE(model.rowCount(), features);
        QCOMPARE(model.index(0, FeatureModel::R).data().toString(), QString(".95"));
        QCOMPARE(model.index(3, FeatureModel::Label).data().toString(), QString("Article"));
        QCOMPARE(model.index(0, FeatureModel::IntervalOfR).data().toString(), QString::fromUtf8(".90 – .97"));
        QCOMPARE(model.index(5, FeatureModel::RowsB).data().toString(), QString("400"));
        model.setResult(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }
    void aNoteChangesItsOwnRowAlone() {
        FeatureModel model;
        model.setResult(handMade());
        const QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        auto notes = std::make_shared<Notes>();
        notes->emplace(4, text::FeatureNote{.feature = 4, .label = "Bare imperative"});
        model.setNotes(notes);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 4);
        QCOMPARE(changed[0][1].toModelIndex().row(), 4);
    }
    void countsAreThoseOfTheWrittenNumbers() {
        Fixture f;
        QCOMPARE(f.view.yield().universal, 2);
        QCOMPARE(f.view.yield().activeBoth, 5);
        QVERIFY(f.labels().contains("40.0 %"));
        QCOMPARE(f.shown(), (QList<int>{0, 1})); // by r, falling
        f.view.setThreshold(.65, 10);
        QCOMPARE(f.shown(), (QList<int>{0, 1, 2}));
        f.view.setThreshold(.70, 3);
        QCOMPARE(f.shown(), (QList<int>{5, 0, 6, 1}));
        QCOMPARE(f.view.model()->place(0), 2); // by r of those active in both on 3 rows
    }
    void searchFindsTopWordsNumbersLabelsAndTags() {
        Fixture f;
        f.label(4, "Bare imperative", {"mood"});
        f.search("would");
        QCOMPARE(f.shown(), QList<int>{0});
        f.search("f5");
        QCOMPARE(f.shown(), QList<int>{5});
        f.search("IMPERATIVE");
        QCOMPARE(f.shown(), QList<int>{4});
        f.search("mood");
        QCOMPARE(f.shown(), QList<int>{4});
        f.search("nowhere");
        QCOMPARE(f.shown(), QList<int>{});
    }
    void featuresThatFireOnTheWordElsewhereAreAddedOnDemand() {
        Fixture f;
        f.search("would");
        f.view.setFiring("should", std::make_shared<QSet<std::int32_t>>(QSet<std::int32_t>{2})); // an answer that comes too late
        QVERIFY(!f.button("+ also firing on it · 1"));
        f.view.setFiring("would", std::make_shared<QSet<std::int32_t>>(QSet<std::int32_t>{2, 6}));
        QCOMPARE(f.shown(), QList<int>{0});
        QPushButton* more = f.button("+ also firing on it · 2");
        QVERIFY(more);
        QTest::mouseClick(more, Qt::LeftButton);
        QCOMPARE(f.shown(), (QList<int>{0, 6, 2}));
    }
    void chipsAndColumnFiltersHoldTogether() {
        Fixture f;
        f.label(1, "Modal");
        f.label(4, "Bare imperative");
        FeatureFilter labelled;
        labelled.labelled = true;
        f.filter(labelled);
        QCOMPARE(f.shown(), (QList<int>{1, 4}));
        f.view.table()->table()->proxy()->setColumnFilter(FeatureModel::RowsB, ">= 50");
        QCOMPARE(f.shown(), QList<int>{4});
        QTest::mouseClick(f.button("universal"), Qt::LeftButton);
        QCOMPARE(f.shown(), QList<int>{});
    }
    void anEmptyTableNamesTheFilterToBlame() {
        Fixture f; // universal and active in both: 0 and 1
        auto* empty = f.view.table()->table()->findChild<EmptyFilter*>();
        QVERIFY(empty && !empty->isVisible());
        f.view.table()->table()->proxy()->setColumnFilter(FeatureModel::Label, "seldom");
        QVERIFY(empty->isVisible());
        QVERIFY2(f.labels().join("|").contains("No feature passes. Without <b>Label: seldom</b> there are 2."), qPrintable(f.labels().join("|")));
        QTest::mouseClick(f.button("Clear this filter"), Qt::LeftButton);
        QCOMPARE(f.shown(), (QList<int>{0, 1}));
        QVERIFY(!empty->isVisible());
        QTest::mouseClick(f.button("starred"), Qt::LeftButton);
        QVERIFY(f.labels().join("|").contains("Without <b>starred</b> there are 2."));
        QTest::mouseClick(f.button("Clear all filters"), Qt::LeftButton);
        QCOMPARE(f.shown().size(), features);
    }
    void typingALabelAsksForOneChange() {
        Fixture f;
        f.view.select({0}, 0);
        auto* field = f.named<QLineEdit>("Label of the feature");
        QTest::keyClicks(field, "Hedged request");
        QCOMPARE(f.edits.size(), std::size_t{0});
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(f.edits.size(), std::size_t{1});
        QCOMPARE(f.edits[0].first.label, std::string("Hedged request"));
        QCOMPARE(f.edits[0].first.feature, 0);
        QCOMPARE(f.edits[0].second, QString("Label f0"));
        QCOMPARE(f.view.model()->index(0, FeatureModel::Label).data().toString(), QString("Hedged request"));
    }
    void whatIsTypedIsAskedForHalfASecondAfterTheLastKey() {
        Fixture f;
        f.view.select({0}, 0);
        auto* note = f.named<QPlainTextEdit>("Note on the feature");
        note->setFocus();
        QTest::keyClicks(note, "Modal at the start ");
        QTest::qWait(150);
        QCOMPARE(f.edits.size(), std::size_t{0});
        QTRY_COMPARE_WITH_TIMEOUT(f.edits.size(), std::size_t{1}, 2000);
        QCOMPARE(f.edits[0].first.note, std::string("Modal at the start"));
        QCOMPARE(note->toPlainText(), QString("Modal at the start ")); // the blank before the next word stays
        QTest::keyClicks(note, "of");
        f.view.select({1}, 1); // another feature: what was typed belongs to the former one
        QCOMPARE(f.edits.size(), std::size_t{2});
        QCOMPARE(f.edits[1].first.feature, 0);
        QCOMPARE(f.edits[1].first.note, std::string("Modal at the start of"));
        QCOMPARE(note->toPlainText(), QString());
    }
    void aReadOnlyProjectIsNotEdited() {
        Fixture f;
        f.view.setEditable(false);
        f.view.select({0}, 0);
        QTest::keyClicks(f.named<QLineEdit>("Label of the feature"), "x");
        f.view.toggleStar();
        QCOMPARE(f.edits.size(), std::size_t{0});
    }
    void aClickOnTheStarStarsItsFeature() {
        Fixture f;
        DataTable* table = f.view.table()->table();
        const QRect star = table->visualRect(table->proxy()->index(1, FeatureModel::Star));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, star.center());
        QCOMPARE(f.edits.size(), std::size_t{1});
        QCOMPARE(f.edits[0].first.feature, 1);
        QVERIFY(f.edits[0].first.star);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, star.center());
        QCOMPARE(f.edits.size(), std::size_t{2});
        QVERIFY(!f.edits[1].first.star);
    }
    void tagsAreTypedAndRemoved() {
        Fixture f;
        f.view.select({0}, 0);
        f.view.page()->beginTag();
        auto* field = f.named<QLineEdit>("New tag");
        QVERIFY(field->isVisible());
        QTest::keyClicks(field, "hedge");
        QTest::keyClick(field, Qt::Key_Return);
        QTest::keyClicks(field, "form");
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(f.notes->at(0).tags, (std::vector<std::string>{"form", "hedge"}));
        QTest::keyClick(field, Qt::Key_Escape);
        QTest::mouseClick(f.named<QPushButton>("Tag hedge; press to remove it"), Qt::LeftButton);
        QCOMPARE(f.notes->at(0).tags, std::vector<std::string>{"form"});
    }
    void draggingTheLineMovesTheThresholdAndIsOneStep() {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.view));
        ThresholdPlot* plot = f.view.threshold()->plot();
        plot->replot(QCustomPlot::rpImmediateRefresh);
        const int y = plot->axisRect()->center().y(), from = qRound(plot->thresholdPixel());
        const int to = qRound(plot->xAxis->coordToPixel(.40));
        QTest::mousePress(plot, Qt::LeftButton, {}, {from + 9, y}); // beside the catch
        QTest::mouseMove(plot, {to, y});
        QTest::mouseRelease(plot, Qt::LeftButton, {}, {to, y});
        QCOMPARE(f.view.model()->threshold(), .70);
        const QSignalSpy moved(f.view.threshold(), &ThresholdPanel::moved);
        QTest::mousePress(plot, Qt::LeftButton, {}, {from + 5, y});
        QTest::mouseMove(plot, {(from + to) / 2, y});
        QTest::mouseMove(plot, {to, y});
        QCOMPARE(f.view.model()->threshold(), .40);
        QCOMPARE(f.shown(), (QList<int>{0, 1, 2})); // live, before the button is let go
        QCOMPARE(f.chosen.size(), std::size_t{0});
        QTest::mouseRelease(plot, Qt::LeftButton, {}, {to, y});
        QVERIFY(moved.size() >= 2);
        QCOMPARE(f.chosen, std::vector<double>{.40});
        QCOMPARE(f.named<QDoubleSpinBox>("Smallest r of a universal feature")->text(), QString(".40"));
    }
    void arrowKeysMoveTheThreshold() {
        Fixture f;
        ThresholdPlot* plot = f.view.threshold()->plot();
        QTest::keyClick(plot, Qt::Key_Left);
        QCOMPARE(f.view.model()->threshold(), .69);
        QCOMPARE(f.shown(), (QList<int>{0, 1, 2})); // .69 counts at .69
        QTest::keyClick(plot, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(f.chosen, (std::vector<double>{.69, .74}));
    }
    void typingAThresholdIsOneStep() {
        Fixture f;
        auto* box = f.named<QDoubleSpinBox>("Smallest r of a universal feature");
        box->selectAll();
        QTest::keyClicks(box, ".65");
        QTest::keyClick(box, Qt::Key_Return);
        QCOMPARE(f.view.model()->threshold(), .65);
        QTRY_COMPARE_WITH_TIMEOUT(f.chosen.size(), std::size_t{1}, 2000);
        QCOMPARE(f.chosen[0], .65);
    }
    void controlsAreCountedAtTheSameThreshold() {
        Fixture f;
        auto controls = std::make_shared<Controls>();
        Control random{"random", true, "random", {}, {}};
        for (const auto& trial : {rowsOf({.1, .2, .3, .8}), rowsOf({.75, .71, .1, -.2}), rowsOf({.1, .1, .1, .1})}) {
            random.trials.push_back(trial);
            random.counters.emplace_back(trial);
        }
        controls->list.push_back(std::move(random));
        controls->original.emplace(rowsOf({.9, .8, .72, .1}));
        controls->shortTraining = "trained for 35 batches";
        f.view.setControls(controls);
        QVERIFY(f.labels().contains("50.0 %")); // the draw with most: two of four
        QString sentence = f.labels().join("|").remove(QChar(0x2060));
        QVERIFY2(sentence.contains("0 of 3 random rotations reached the 3 of the true rotation"), qPrintable(sentence));
        QVERIFY(sentence.contains("the smallest p that 3 draws can give is .250."));
        f.view.setThreshold(.85, 10); // one of the true rotation's, none of the draws'
        QVERIFY(f.labels().join("|").contains("0 of 3 random rotations reached the 1 of the true"));
        f.view.setThreshold(.05, 10);
        QVERIFY(f.labels().join("|").contains("2 of 3 random rotations reached the 4 of the true"));
    }
    void withoutControlsTheTestIsOffered() {
        Fixture f;
        QVERIFY(f.labels().join("|").contains("No controls yet"));
        QVERIFY(!f.button("Run the rotation test"));
        f.view.threshold()->setRotationTest(true, "16–20 min");
        QVERIFY(f.labels().contains("16–20 min"));
        const QSignalSpy asked(&f.view, &FeaturesView::rotationTestAsked);
        QTest::mouseClick(f.button("Run the rotation test"), Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
    }
    void theHistogramIsItsOwnTable() {
        Fixture f;
        const TableSource table = f.view.threshold()->plot()->table();
        std::int64_t all = 0;
        for (const auto& row : table.table.rows)
            all += QString::fromStdString(row[2].exact).toInt();
        QCOMPARE(all, 4); // active in both with an r
    }
    void stepsFollowTheOrderShown() {
        Fixture f;
        f.filter({});
        f.view.table()->table()->proxy()->sortBy(FeatureModel::RowsB, Qt::DescendingOrder);
        f.view.select({5}, 5);
        QTest::mouseClick(f.named<QToolButton>("Next feature (])"), Qt::LeftButton);
        QCOMPARE(f.view.page()->feature(), 4);
        f.view.step(-1);
        QCOMPARE(f.view.page()->feature(), 5);
        QVERIFY(!f.named<QToolButton>("Previous feature ([)")->isEnabled());
    }
    void aHiddenFeatureStaysSelected() {
        Fixture f;
        f.view.select({1}, 1);
        f.search("would");
        QCoreApplication::processEvents();
        QCOMPARE(f.shown(), QList<int>{0});
        QCOMPARE(f.view.page()->feature(), 1);
        f.view.table()->table()->proxy()->setColumnFilter(FeatureModel::RowsA, ">= 20");
        QCoreApplication::processEvents();
        QCOMPARE(f.view.page()->feature(), 1);
        DataTable* table = f.view.table()->table();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->proxy()->index(0, FeatureModel::Label)).center());
        QTRY_COMPARE(f.view.page()->feature(), 0); // a click selects another one
        f.view.select({1}, 1);
        table->proxy()->setColumnFilter(FeatureModel::RowsA, {});
        f.filter({});
        QCOMPARE(f.view.table()->table()->sourceRow(f.view.table()->table()->currentIndex()), 1);
    }
    void enterOpensTheContexts() {
        Fixture f;
        f.view.select({0}, 0);
        const QSignalSpy opened(&f.view, &FeaturesView::contextsScreenAsked);
        QTest::keyClick(f.view.table()->table(), Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
    }
    void theCodebookIsSortedByLabelAndEditedInPlace() {
        Fixture f;
        f.label(0, "Hedge");
        f.label(4, "Bare imperative");
        f.view.select({0}, 0);
        QTest::mouseClick(f.button("Codebook"), Qt::LeftButton);
        QCOMPARE(f.shown(), (QList<int>{4, 0}));
        DataTable* book = f.view.table()->codebook();
        QCOMPARE(book->sourceRow(book->currentIndex()), 0); // the same selection
        book->setCurrentIndex(book->proxy()->index(1, FeatureModel::Definition));
        QTest::keyClick(book, Qt::Key_Return);
        auto* editor = book->viewport()->findChild<QPlainTextEdit*>();
        QVERIFY(editor);
        QTest::keyClicks(editor, "Asks as a favour.");
        QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(f.edits.size(), std::size_t{1});
        QCOMPARE(f.edits[0].first.definition, std::string("Asks as a favour."));
        QCOMPARE(f.edits[0].first.label, std::string("Hedge"));
        QCOMPARE(f.edits[0].second, QString("Definition of f0"));
    }
    void thePageAsksAndShowsTheAnswerOfItsFeatureAlone() {
        Fixture f;
        std::vector<PageQuestion> questions;
        connect(&f.view, &FeaturesView::pageAsked, [&](const PageQuestion& question) { questions.push_back(question); });
        f.view.select({0}, 0);
        QCOMPARE(questions.size(), std::size_t{1});
        QCOMPARE(questions[0].feature, 0);
        auto page = std::make_shared<evaluate::FeaturePage>();
        page->summary = f.view.model()->summary(1);
        page->rEvenTexts = .42;
        f.view.setPage(page); // of another feature
        QVERIFY(!f.labels().join("|").contains(".42"));
        page = std::make_shared<evaluate::FeaturePage>();
        page->summary = f.view.model()->summary(0);
        page->rEvenTexts = .94;
        page->rOddTexts = .91;
        page->warnings = {"r rests on few rows."};
        f.view.setPage(page);
        QVERIFY(f.labels().contains(".94, .91"));
        QVERIFY(f.labels().contains("r rests on few rows."));
        QTest::mouseClick(f.named<QPushButton>("Contexts: Look-alikes"), Qt::LeftButton);
        QCOMPARE(questions.size(), std::size_t{2});
        QVERIFY(questions[1].contexts.group == evaluate::ContextGroup::LookAlikes);
    }
    void aWordsStripIsTheMaximumOfItsPieces() {
        evaluate::ContextLine line;
        line.left = "the ";
        line.node = "projector";
        line.right = ", hums";
        line.tokens = {{{0, 3}, 0, 0}, {{4, 11}, 1, 3}, {{11, 13}, 5, 0}, {{15, 19}, 0, .5f}};
        const ContextWords words = wordsOf(line);
        QCOMPARE(words.node.size(), std::size_t{1});
        QCOMPARE(words.node[0].a, 5.0);
        QCOMPARE(words.node[0].b, 3.0);
        QCOMPARE(words.right.size(), std::size_t{2});
        QCOMPARE(words.right[1].word, QString("hums"));
        QCOMPARE(words.right[1].b, .5);
        QCOMPARE(words.left[0].a, 0.0);
    }
    void allControlsHaveNames() {
        Fixture f;
        f.view.select({0}, 0);
        for (QWidget* widget : f.view.findChildren<QWidget*>()) {
            const bool control = widget->focusPolicy() != Qt::NoFocus && widget->isVisible() && !qobject_cast<QScrollBar*>(widget);
            const auto* button = qobject_cast<QAbstractButton*>(widget);
            if (control && widget->parentWidget() && !qobject_cast<QAbstractSpinBox*>(widget->parentWidget()))
                QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()), widget->metaObject()->className());
        }
    }
};

QTEST_MAIN(TestFeaturesView)
#include "tst_features_view.moc"
