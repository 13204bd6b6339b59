#include "pipeline/fields.h"
#include "views/comparison/comparison_view.h"
#include "views/comparison/conditions_table.h"
#include "views/comparison/draws_panel.h"
#include "views/comparison/measures.h"
#include "views/comparison/runs_model.h"
#include "views/comparison/trials.h"
#include "views/shared/exports.h"
#include "views/shared/words.h"
#include <QAbstractItemModelTester>
#include <QTest>
#include <QtWidgets>

using namespace crosseed;
using namespace crosseed::views;
using pipeline::Condition;
using pipeline::Measure;

namespace {
pipeline::FinishedRun run(std::int64_t number, std::int64_t pair, double top100, std::int64_t universal, double share, double dead) {
    pipeline::FinishedRun run;
    run.pair = {PairId{pair}, "seed-" + std::to_string(pair) + " & seed-" + std::to_string(pair + 1)};
    run.run.id = RunId{number};
    run.run.created = "2024-02-03T10:11:12Z";
    run.evaluation.id = EvaluationId{100 + number};
    run.evaluation.metrics.top10R = top100 + .05;
    run.evaluation.metrics.top100R = top100;
    run.evaluation.metrics.universal = universal;
    run.evaluation.metrics.universalShare = share;
    run.evaluation.metrics.accuracyChange = -.06;
    run.dead = dead;
    run.explained = .553;
    run.nre = .252;
    return run;
}

// Two conditions on three pairs, one of them not finished in full; and a section of another corpus.
std::vector<pipeline::FinishedSection> sections() {
    pipeline::FinishedSection first;
    first.corpus.name = "stanford-politeness";
    first.classes = 3;
    first.rows = 21480;
    first.preset = "paper";
    first.layer = 10;
    for (std::int64_t pair = 1; pair <= 3; ++pair)
        first.pairs.push_back({PairId{pair}, "seed-" + std::to_string(pair) + " & seed-" + std::to_string(pair + 1)});
    pipeline::FinishedCondition rotation{Condition::RotationOnly, {run(1, 1, .70, 700, 50, 60), run(2, 2, .72, 800, 52, 62), run(3, 3, .74, 900, 54, 64)}, {}, {}};
    pipeline::FinishedCondition full{Condition::Full, {run(4, 1, .73, 889, 57.9, 71.1), run(5, 2, .75, 1402, 63.1, 55.1)}, {{first.pairs[2], true}}, {}};
    full.paper = pipeline::paperRow(first.corpus.name, Condition::Full, evaluate::Pooling::PerToken);
    first.conditions = {rotation, full};
    pipeline::FinishedSection second = first;
    second.corpus.name = "mine";
    second.preset.clear();
    second.pairs = {first.pairs[0]};
    second.conditions = {pipeline::FinishedCondition{Condition::Full, {run(6, 1, .6, 30, 20, 80)}, {}, {}}};
    return {first, second};
}

pipeline::RotationTrial trial(const std::string& kind, std::int64_t universal, double nre, std::int64_t draw = -1) {
    pipeline::RotationTrial trial;
    trial.rotation.kind = kind;
    trial.evaluation.metrics.universal = universal;
    trial.nre = nre;
    trial.draw = draw;
    return trial;
}

PairTest test() {
    PairTest test;
    test.pair = {PairId{1}, "seed-42 & seed-137"};
    test.corpus = "requests";
    auto& stored = test.test;
    stored.test.trials = {trial("true", 86, .25), trial("identity", 40, .8), trial("mismatched", 0, 1.1)};
    std::vector<std::int64_t> counts;
    std::vector<double> x{.75, .2, -.1}, y{86, 40, 0};
    for (int draw = 0; draw < 30; ++draw) {
        counts.push_back(draw % 10 == 0 ? 2 : 0);
        stored.test.trials.push_back(trial("random", counts.back(), 1.4, draw));
        x.push_back(-.4);
        y.push_back(static_cast<double>(counts.back()));
    }
    stored.test.rank = evaluate::rankTest(86, counts);
    stored.test.regression = evaluate::regress(x, y);
    stored.spec.draws = 30;
    stored.spec.training.maxSteps = 35;
    stored.spec.training.weights.cross = 0;
    stored.secondsATrial = 2;
    return test;
}

ComparisonPtr comparison() {
    auto values = std::make_shared<Comparison>();
    values->perToken.sections = sections();
    values->perToken.tests = {test()};
    values->meanPooled.sections = {sections()[1]};
    values->meanPooled.sections[0].corpus.name = "pooled only";
    return values;
}

struct Window {
    ComparisonView view;
    Window() {
        view.resize(1340, 820);
        view.setEditable(true);
        view.setComparison(comparison());
        view.show();
        QApplication::processEvents();
    }
    QPoint cell(int row, int column) const {
        ConditionsTable* table = view.conditions();
        return table->visualRect(table->proxy()->index(row, column)).center();
    }
    void click(int row, int column) { QTest::mouseClick(view.conditions()->viewport(), Qt::LeftButton, {}, cell(row, column)); }
    QTabBar* tabs() const { return view.findChild<QTabBar*>(); }
    QPushButton* button(const QString& text) const {
        for (auto* button : view.findChildren<QPushButton*>())
            if (button->text().remove('&') == text)
                return button;
        return nullptr;
    }
    QString allText() const {
        QString text;
        for (const auto* label : view.findChildren<QLabel*>())
            if (label->isVisible())
                text += label->text() + "\n";
        return text;
    }
};
constexpr int top100 = ConditionsModel::FirstMeasure + 1;
} // namespace

class TestComparisonView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void modelsKeepTheirPromises();
    void cellsHaveMeanDeviationAndThePapers();
    void aMissingPairIsSaid();
    void bestIsMarkedPerSection();
    void aClickShowsTheRunsBehind();
    void runsAreOpenedByEnterAndByTheButton();
    void headingsFold();
    void poolingsAreTwoTables();
    void completePairsChangeTheMean();
    void chipsDecideWhatIsCopied();
    void exportsAsTableOne();
    void theRotationTestIsSaidInWords();
    void drawsGoOnFromTheStoredOnes();
    void readOnlyProjectsOfferNoDraws();
    void nothingFinishedYetIsSaid();
    void figuresHaveTheirDataBehind();
    void stateComesBack();
    void everyWidgetHasAName();
    void looksAtTwiceTheFont();
};

void TestComparisonView::modelsKeepTheirPromises() {
    ConditionsModel conditions;
    RunsModel runs;
    QAbstractItemModelTester first(&conditions, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester second(&runs, QAbstractItemModelTester::FailureReportingMode::QtTest);
    auto values = std::make_shared<const std::vector<pipeline::FinishedSection>>(sections());
    conditions.setSections(values);
    QCOMPARE(conditions.rowCount(), 5); // two headings, three conditions
    conditions.setShown(false, false);
    conditions.fold(0, true);
    runs.setCondition(values, &(*values)[0].conditions[1], Measure::Universal);
    QCOMPARE(runs.rowCount(), 3);
    runs.setCondition({}, nullptr, Measure::Universal);
    conditions.setSections({});
    QCOMPARE(conditions.rowCount(), 0);
}

void TestComparisonView::cellsHaveMeanDeviationAndThePapers() {
    Window window;
    const auto text = [&](int row, int column, int role) { return window.view.conditions()->proxy()->index(row, column).data(role).toString(); };
    // By hand: (.73 + .75) / 2 and their s.d. .0141; the paper's Table 1 for politeness, joint, full.
    QCOMPARE(text(2, top100, ConditionsModel::MeanRole), ".740");
    QCOMPARE(text(2, top100, ConditionsModel::DeviationRole), "±.014");
    QCOMPARE(text(2, top100, ConditionsModel::PaperRole), ".722");
    QCOMPARE(text(2, ConditionsModel::FirstMeasure + 2, ConditionsModel::MeanRole), "1,146"); // (889 + 1402) / 2
    QCOMPARE(text(2, ConditionsModel::FirstMeasure + 3, ConditionsModel::MeanRole), "60.5");
    QCOMPARE(text(2, ConditionsModel::FirstMeasure + 4, ConditionsModel::MeanRole), "63.1");
    QCOMPARE(text(2, ConditionsModel::FirstMeasure + 5, ConditionsModel::MeanRole), ".55");
    QCOMPARE(text(2, ConditionsModel::FirstMeasure + 5, ConditionsModel::PaperRole), ""); // the paper has no EV
    QCOMPARE(text(2, ConditionsModel::FirstMeasure + 6, ConditionsModel::MeanRole), QString::fromUtf8("−0.06"));
    QCOMPARE(text(1, top100, ConditionsModel::PaperRole), ""); // no paper row was given
    QCOMPARE(text(4, top100, ConditionsModel::DeviationRole), ""); // one pair
    QVERIFY(text(4, top100, Qt::ToolTipRole).contains("no s.d."));
}

void TestComparisonView::aMissingPairIsSaid() {
    Window window;
    const auto* proxy = window.view.conditions()->proxy();
    QCOMPARE(proxy->index(2, ConditionsModel::Pairs).data().toString(), "2 of 3");
    QCOMPARE(proxy->index(1, ConditionsModel::Pairs).data().toString(), "3");
    QVERIFY(proxy->index(2, ConditionsModel::Pairs).data(Qt::ToolTipRole).toString().contains("seed-3 & seed-4"));
    window.click(2, top100);
    const auto* runs = window.view.runs()->proxy();
    QCOMPARE(runs->rowCount(), 3);
    QVERIFY(runs->index(2, RunsModel::Remark).data().toString().contains("trained, not evaluated"));
    QCOMPARE(runs->index(2, RunsModel::FirstMeasure).data().toString(), QString::fromUtf8("—"));
    QVERIFY(window.allText().contains("complete pairs only"));
}

void TestComparisonView::bestIsMarkedPerSection() {
    Window window;
    const auto best = [&](int row, int measure) {
        return window.view.conditions()->proxy()->index(row, ConditionsModel::FirstMeasure + measure).data(ConditionsModel::BestRole).toBool();
    };
    QVERIFY(best(2, 1) && !best(1, 1)); // top-100 r: higher
    QVERIFY(best(1, 4) && !best(2, 4)); // dead: lower
    for (int measure = 0; measure < 7; ++measure)
        QVERIFY(!best(4, measure)); // alone in its section
}

void TestComparisonView::aClickShowsTheRunsBehind() {
    Window window;
    window.click(1, ConditionsModel::FirstMeasure + 2);
    QCOMPARE(window.view.runs()->proxy()->rowCount(), 3);
    QCOMPARE(window.view.runs()->proxy()->index(0, RunsModel::FirstMeasure + 2).data().toString(), "700");
    QVERIFY(window.view.runs()->proxy()->index(0, RunsModel::FirstMeasure + 2).data(Qt::FontRole).value<QFont>().bold());
    QVERIFY(window.allText().contains("Joint, rotation only · Universal = 800 ±100, mean of 3 pairs"));
    QTest::keyClick(window.view.conditions(), Qt::Key_Down);
    QVERIFY(window.allText().contains("Joint, full · Universal"));
    QVERIFY(window.view.status().contains("Joint, full, Universal"));
}

void TestComparisonView::runsAreOpenedByEnterAndByTheButton() {
    Window window;
    QList<qint64> asked;
    connect(&window.view, &ComparisonView::resultAsked, this, [&](qint64 evaluation) { asked += evaluation; });
    window.click(2, top100);
    window.view.runs()->selectSourceRow(1);
    QTest::keyClick(window.view.runs(), Qt::Key_Return);
    QTest::mouseClick(window.button("Show its features"), Qt::LeftButton);
    QCOMPARE(asked, QList<qint64>({105, 105}));
    window.view.runs()->selectSourceRow(2); // has no run
    QVERIFY(!window.button("Show its features")->isEnabled());
    QTest::keyClick(window.view.runs(), Qt::Key_Return);
    QCOMPARE(asked.size(), 2);
}

void TestComparisonView::headingsFold() {
    Window window;
    QVERIFY(!window.view.conditions()->isRowHidden(1));
    QTest::mouseClick(window.view.conditions()->viewport(), Qt::LeftButton, {}, QPoint(60, window.cell(0, 0).y()));
    QVERIFY(window.view.conditions()->isRowHidden(1) && window.view.conditions()->isRowHidden(2));
    QVERIFY(!window.view.conditions()->isRowHidden(4));
    QTest::keyClick(window.view.conditions(), Qt::Key_Return); // the heading is current
    QVERIFY(!window.view.conditions()->isRowHidden(1));
}

void TestComparisonView::poolingsAreTwoTables() {
    Window window;
    QTest::mouseClick(window.tabs(), Qt::LeftButton, {}, window.tabs()->tabRect(1).center());
    QCOMPARE(window.view.pooling(), evaluate::Pooling::MeanPooled);
    const auto* proxy = window.view.conditions()->proxy();
    QCOMPARE(proxy->rowCount(), 2);
    QCOMPARE(proxy->index(0, 0).data().toString(), "pooled only");
    QVERIFY(!QString::fromStdString(text::toCsv(window.view.conditions()->shownTable())).contains("politeness"));
    QCOMPARE(window.view.draws()->current(), -1); // its tests are those of its pooling
}

void TestComparisonView::completePairsChangeTheMean() {
    Window window;
    const auto mean = [&] { return window.view.conditions()->proxy()->index(1, top100).data(ConditionsModel::MeanRole).toString(); };
    QCOMPARE(mean(), ".720");
    QTest::mouseClick(window.button("complete pairs only"), Qt::LeftButton);
    QCOMPARE(mean(), ".710"); // (.70 + .72) / 2
    QCOMPARE(window.view.conditions()->proxy()->index(2, ConditionsModel::Pairs).data().toString(), "2");
}

void TestComparisonView::chipsDecideWhatIsCopied() {
    Window window;
    window.click(2, top100);
    QTest::keyClick(window.view.conditions(), Qt::Key_C, Qt::ControlModifier);
    QStringList lines = QApplication::clipboard()->text().trimmed().split('\n');
    QCOMPARE(lines.size(), 2); // the titles and the row of the cell
    QCOMPARE(lines[0].count('\t'), lines[1].count('\t'));
    QVERIFY(lines[0].contains("Top-100 r\tTop-100 r s.d.\tTop-100 r, paper"));
    QVERIFY(lines[1].contains(".740\t±.014\t.722"));
    QTest::mouseClick(window.button("± s.d."), Qt::LeftButton);
    QTest::mouseClick(window.button("paper beside ours"), Qt::LeftButton);
    window.view.conditions()->copySelection();
    lines = QApplication::clipboard()->text().trimmed().split('\n');
    QCOMPARE(lines[0].split('\t').size(), 4 + 7);
}

void TestComparisonView::exportsAsTableOne() {
    const text::Table table = conditionsTable(sections(), {});
    QCOMPARE(table.rows.size(), std::size_t(3));
    const QString latex = QString::fromStdString(text::toLatex(table));
    QVERIFY(latex.contains("\\toprule"));
    QVERIFY(latex.contains("stanford-politeness"));
    QVERIFY(latex.contains("& Joint, full & 2 & .790 & ±.014 & .764 & .740 & ±.014 & .722 & 1,146 & ±363 & 889 &"));
    const QString csv = QString::fromStdString(text::toCsv(table));
    QVERIFY(csv.contains("1145.5")); // all digits in files
}

void TestComparisonView::theRotationTestIsSaidInWords() {
    Window window;
    // 1 / 31
    QVERIFY(window.allText().contains("0 of 30 random rotations reached 86: <b>p = .032</b>, the smallest that 30 draws can give"));
    QVERIFY(window.allText().contains("35 batches with λ cross 0"));
    auto reached = test().test;
    reached.test.rank = evaluate::rankTest(2, {0, 1, 2, 5}); // 2 and 5 reach it
    QVERIFY(drawsSentence(reached).contains("2 of 4 random rotations reached 2: <b>p = .600</b>"));
    QVERIFY(drawsSentence(reached).contains(".200")); // 1 / 5
}

void TestComparisonView::drawsGoOnFromTheStoredOnes() {
    Window window;
    QList<qint64> asked;
    connect(&window.view, &ComparisonView::drawsAsked, this, [&](int test, qint64 draws) {
        QCOMPARE(test, 0);
        asked += draws;
    });
    QCOMPARE(window.view.findChild<QSpinBox*>()->value(), 69); // up to 99, whose smallest p is .010
    QVERIFY(window.allText().contains("could reach .010"));
    QTest::mouseClick(window.button("Add draws"), Qt::LeftButton);
    QCOMPARE(asked, QList<qint64>{99});
    window.view.findChild<QSpinBox*>()->setValue(10);
    QVERIFY(window.allText().contains("could reach .024")); // 1 / 41
}

void TestComparisonView::readOnlyProjectsOfferNoDraws() {
    Window window;
    window.view.setEditable(false);
    QVERIFY(!window.button("Add draws")->isVisible());
    auto values = std::make_shared<Comparison>();
    values->canTest = true;
    window.view.setComparison(values);
    QVERIFY(!window.button("Run the rotation test") || !window.button("Run the rotation test")->isVisible());
    window.view.setEditable(true);
    QVERIFY(window.button("Run the rotation test") && window.button("Run the rotation test")->isVisible());
    int asked = 0;
    connect(&window.view, &ComparisonView::testAsked, this, [&] { ++asked; });
    QTest::mouseClick(window.button("Run the rotation test"), Qt::LeftButton);
    QCOMPARE(asked, 1);
}

void TestComparisonView::nothingFinishedYetIsSaid() {
    Window window;
    window.view.setComparison(std::make_shared<Comparison>());
    QVERIFY(window.allText().contains("Nothing finished yet"));
    int asked = 0;
    connect(&window.view, &ComparisonView::modelsAsked, this, [&] { ++asked; });
    QTest::mouseClick(window.button("Go to Models"), Qt::LeftButton);
    QCOMPARE(asked, 1);
    window.view.setComparison({});
    QVERIFY(window.allText().contains("Nothing finished yet"));
}

void TestComparisonView::figuresHaveTheirDataBehind() {
    Window window;
    const Figure figure = window.view.draws()->plot()->figure("rotation-test", "x");
    QCOMPARE(figure.data.table.rows.size(), std::size_t(33));
    QCOMPARE(figure.data.table.rows[0][4].shown, std::string("86"));
    QTemporaryDir folder;
    const QString file = folder.filePath("f.svg");
    writeFigure(figure, FigureFormat::Svg, file, 120);
    QFile in(file);
    QVERIFY(in.open(QIODevice::ReadOnly));
    const QString svg = QString::fromUtf8(in.readAll());
    QVERIFY(svg.contains("true 86"));
    QVERIFY(svg.contains("identity 40"));
    // Thirty dots, one a draw, wherever they stand.
    Plot plot("strip");
    drawStrip(plot, test().test);
    QCOMPARE(plot.graph(0)->dataCount(), 30);
    QSet<QPair<int, int>> places;
    for (const auto& point : *plot.graph(0)->data())
        places.insert({qRound(point.key * 1000), qRound(point.value * 1000)});
    QCOMPARE(places.size(), 30); // none hides another
}

void TestComparisonView::stateComesBack() {
    Window first;
    QTest::mouseClick(first.button("± s.d."), Qt::LeftButton);
    first.tabs()->setCurrentIndex(1);
    Window second;
    second.view.restoreState(first.view.saveState());
    QCOMPARE(second.view.pooling(), evaluate::Pooling::MeanPooled);
    QVERIFY(!second.button("± s.d.")->isChecked());
    second.view.restoreState("nonsense");
    QCOMPARE(second.view.pooling(), evaluate::Pooling::MeanPooled);
}

void TestComparisonView::everyWidgetHasAName() {
    Window window;
    for (const QWidget* widget : window.view.findChildren<QWidget*>()) {
        const bool named = !widget->accessibleName().isEmpty() || qobject_cast<const QAbstractButton*>(widget);
        if (widget->focusPolicy() != Qt::NoFocus && widget->isVisible() && !qobject_cast<const QLabel*>(widget) &&
            !qobject_cast<const QLineEdit*>(widget) && !qobject_cast<const QSplitter*>(widget) && !qobject_cast<const QStackedWidget*>(widget))
            QVERIFY2(named || widget->focusProxy() || qobject_cast<const QScrollBar*>(widget), widget->metaObject()->className());
    }
}

void TestComparisonView::looksAtTwiceTheFont() {
    const QFont before = QApplication::font();
    QFont large = before;
    large.setPointSizeF(before.pointSizeF() * 2);
    QApplication::setFont(large);
    {
        Window window;
        auto* table = window.view.conditions();
        QVERIFY(table->rowHeight(1) >= QFontMetrics(table->font()).height());
        QVERIFY(table->columnWidth(ConditionsModel::Name) >= QFontMetrics(table->font()).horizontalAdvance("Joint, rotation only"));
    }
    QApplication::setFont(before);
}

QTEST_MAIN(TestComparisonView)
#include "tst_comparison_view.moc"
