// The alignment view on values made by hand: what it shows, where it puts it, what a click asks for.
#include "core/evaluate/drawn_texts.h"
#include "views/alignment/alignment_figures.h"
#include "views/alignment/alignment_tables.h"
#include "views/alignment/alignment_view.h"
#include "views/alignment/duplicates_model.h"
#include "views/alignment/numbers_model.h"
#include "views/alignment/pca_plot.h"
#include "views/shared/data_table.h"
#include "views/shared/panel.h"
#include "views/shared/selection.h"
#include "views/shared/terms.h"
#include "views/shared/words.h"
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QDoubleSpinBox>
#include <QInputDialog>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <cmath>

using namespace crosseed;
using namespace crosseed::views;

namespace {
ResultPtr smallResult() {
    const auto texts = evaluate::drawnTexts("joy anger", "joy: would you help\n[CLS] would=2/1 you help [SEP]\n"
                                                         "anger: no never\n[CLS] no never=1/2 [SEP]\n");
    Result result{.corpus = {}, .pair = {}, .modelA = "seed-42", .modelB = "seed-137", .run = {}, .evaluation = {},
                  .classNames = {}, .extraColumns = {}, .index = texts.index(), .documentOf = {}, .features = {}};
    result.run.id = RunId{3};
    return std::make_shared<const Result>(std::move(result));
}

align::StudyFit fit(double nre, double held) {
    align::StudyFit fit;
    fit.nre = nre;
    fit.nreHeldOut = held;
    fit.singularValues = {10, 5, 1, 0.5};
    fit.k95 = 2;
    fit.k99 = 3;
    fit.k95OfS = 3;
    fit.k99OfS = 4;
    fit.rank = 4;
    return fit;
}

align::SizePoint point(std::int64_t tokens, double nre, double held) {
    align::SizePoint p;
    p.tokens = tokens;
    p.rank = 4;
    p.nre = nre;
    p.nreHeldOut = held;
    p.centredNre = p.centredNreHeldOut = 9;
    p.distance = 1;
    return p;
}

AlignmentData handMade() {
    AlignmentData data;
    data.used = {7, 500, 1200, "train", false};
    data.spec.texts = 500;
    data.spec.heldOut = "test";
    align::AlignmentStudy& s = data.study;
    s.width = 4;
    s.texts = 500;
    s.tokens = 1200;
    s.heldOutTexts = 100;
    s.heldOutTokens = 300;
    s.maximumDistance = 4;
    s.plain = fit(.2, .252);
    s.centred = fit(.3, .352);
    s.nreIdentity = .6;
    s.nreIdentityHeldOut = .612;
    s.nreMismatched = 1.1;
    s.nreMismatchedHeldOut = 1.125;
    s.sizes = {point(100, .4, .45), point(400, .3, .33), point(1200, .2, .252)};
    s.plateauTokens = 1200;
    for (double between : {0.5, 0.7, 0.6})
        s.halves.push_back({{0}, 600, 600, .25, .26, .3, between});
    s.between = {0.6, 0.1};
    s.warnings = {"A warning in plain words."};
    align::AlignmentStudy wider = s;
    wider.sizes.back().distance = .34;
    wider.sizes.push_back(point(4800, .18, .24));
    wider.tokens = 4800;
    wider.plateauTokens = 1200;
    data.wider = wider;
    return data;
}

GeometryPtr geometry() {
    auto data = std::make_shared<GeometryData>();
    data->spec.cosines.duplicateFrom = .4;
    evaluate::HiddenPca& pca = data->study.hidden;
    pca.rows = {1, 2, 3, 6};
    pca.a = DoubleMatrix(4, 2);
    pca.before = DoubleMatrix(4, 2);
    pca.after = DoubleMatrix(4, 2);
    pca.a.values = {-4, 0, 4, 1, 0, 2, 1, -2};
    pca.before.values = {4, 0, -4, 1, 3, -2, -1, 2};
    pca.after.values = {-3.5, 0, 3.5, 1, 0, 1.5, 1, -1.5};
    pca.explainedA = {.314, .128};
    data->study.texts = {0, 0, 0, 1};
    evaluate::CosineDistribution& c = data->study.cosines;
    c.features = 5;
    c.width = 4;
    c.pairs = 10;
    c.counts = {4, 3, 2, 1};
    c.expected = {5, 3, 1.5, .5};
    c.mean = .31;
    c.expectedMean = .25;
    c.largest = .8;
    c.duplicates = 2;
    c.nearDuplicates = {{288, 389, -.58}, {77, 4102, .47}};
    return data;
}

// A view that shows both, laid out and painted.
struct Shown {
    Selection selection;
    AlignmentView view;
    Shown() {
        view.setSelection(&selection);
        view.setAlignment(std::make_shared<const AlignmentData>(handMade()));
        view.setGeometry(geometry(), smallResult());
        view.resize(1340, 780);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        for (PcaPlot* plot : view.findChildren<PcaPlot*>())
            plot->replot();
    }
    PcaPlot* pca(int i) { // 0 before, 1 after the rotation
        for (PcaPlot* plot : view.findChildren<PcaPlot*>())
            if (plot->accessibleName().contains("before") == (i == 0))
                return plot;
        return nullptr;
    }
    DataTable* table(const QString& name) {
        for (DataTable* table : view.findChildren<DataTable*>())
            if (table->accessibleName() == name)
                return table;
        return nullptr;
    }
};

double pixelsPerUnit(QCPAxis* axis) {
    return std::abs(axis->coordToPixel(1) - axis->coordToPixel(0));
}

QPoint pixel(const QCustomPlot* plot, double x, double y) {
    return {qRound(plot->xAxis->coordToPixel(x)), qRound(plot->yAxis->coordToPixel(y))};
}

void wheel(QWidget* on, const QPoint& at) {
    QWheelEvent event(at, on->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(on, &event);
}

template <typename Item> Item* itemNamed(const QCustomPlot& plot, const QString& name) {
    for (int i = 0; i < plot.itemCount(); ++i)
        if (plot.item(i)->objectName() == name)
            return qobject_cast<Item*>(plot.item(i));
    return nullptr;
}
} // namespace

class TestAlignmentView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneUnitIsAsLongUpwardAsSideways() {
        Shown s;
        for (const QSize& size : {QSize(1340, 780), QSize(1100, 900)}) {
            s.view.resize(size);
            QCoreApplication::processEvents();
            for (int i : {0, 1}) {
                s.pca(i)->replot();
                QVERIFY(std::abs(pixelsPerUnit(s.pca(i)->xAxis) / pixelsPerUnit(s.pca(i)->yAxis) - 1) < 1e-9);
            }
            // Every token of every cloud is in sight.
            QVERIFY(s.pca(0)->xAxis->range().contains(-4) && s.pca(0)->xAxis->range().contains(4));
            QVERIFY(s.pca(0)->yAxis->range().contains(-2) && s.pca(0)->yAxis->range().contains(2));
        }
    }

    void zoomingOneZoomsTheOther() {
        for (int zoomed : {0, 1}) {
            Shown s;
            PcaPlot *here = s.pca(zoomed), *there = s.pca(1 - zoomed);
            const double before = pixelsPerUnit(there->xAxis);
            const QPoint at = pixel(here, 1, 1);
            wheel(here, at);
            here->replot();
            there->replot();
            QVERIFY(pixelsPerUnit(there->xAxis) > before * 1.05);
            QVERIFY(std::abs(pixelsPerUnit(there->xAxis) / pixelsPerUnit(here->xAxis) - 1) < 0.02); // the plots differ by some pixels
            QVERIFY(std::abs(there->xAxis->range().center() - here->xAxis->range().center()) < 1e-9);
            QVERIFY(std::abs(there->yAxis->range().center() - here->yAxis->range().center()) < 1e-9);
            QVERIFY(std::abs(pixelsPerUnit(here->xAxis) / pixelsPerUnit(here->yAxis) - 1) < 1e-9);
            QVERIFY((pixel(here, 1, 1) - at).manhattanLength() <= 2); // what is under the mouse stays there

            QTest::mouseDClick(there, Qt::LeftButton, {}, pixel(there, 0, -3));
            for (PcaPlot* plot : {here, there})
                plot->replot();
            QVERIFY(std::abs(pixelsPerUnit(here->xAxis) / before - 1) < 0.02);
        }
    }

    void aSelectedTokenIsJoinedInBothPlots() {
        Shown s;
        s.selection.selectDocument(0, 3); // [CLS] would you help
        for (int i : {0, 1}) {
            const auto* line = itemNamed<QCPItemLine>(*s.pca(i), "pair");
            QVERIFY(line);
            QCOMPARE(line->start->coords(), QPointF(0, 2));
            QCOMPARE(line->end->coords(), i == 0 ? QPointF(3, -2) : QPointF(0, 1.5));
            QCOMPARE(itemNamed<QCPItemText>(*s.pca(i), "token")->text(), QString("“help”, row 3"));
        }
        s.selection.selectDocument(0, 0); // was not drawn
        QVERIFY(!itemNamed<QCPItemLine>(*s.pca(0), "pair"));
    }

    void aClickOnATokenSelectsItsDocument() {
        Shown s;
        QTest::mouseClick(s.pca(1), Qt::LeftButton, {}, pixel(s.pca(1), 1, -1.5)); // B of row 6: "no" of the second text
        QCOMPARE(s.selection.document(), 1);
        QCOMPARE(s.selection.token(), 6);
        QVERIFY(s.view.status().contains("“no”, row 6"));
        QTest::mouseClick(s.pca(1), Qt::LeftButton, {}, pixel(s.pca(1), -1, -3.9)); // nothing there
        QCOMPARE(s.selection.token(), 6);
        QTest::keyClick(s.pca(0), Qt::Key_Left);
        QCOMPARE(s.selection.token(), 3);
    }

    void hoveringNamesATokenAndSelectsNothing() {
        Shown s;
        const auto token = s.pca(0)->tokenAt(pixel(s.pca(0), 4, 1) + QPoint(2, 2));
        QVERIFY(token && *token == 1);
        QTest::mouseMove(s.pca(0), pixel(s.pca(0), 4, 1));
        QCOMPARE(s.selection.token(), -1);
    }

    void theUsedSampleIsMarked() {
        const AlignmentData data = handMade();
        Plot plot("test");
        drawSizes(plot, data);
        QCPGraph* used = nullptr;
        for (int i = 0; i < plot.graphCount(); ++i)
            if (plot.graph(i)->objectName() == "usedPoint")
                used = plot.graph(i);
        QVERIFY(used);
        QCOMPARE(used->dataCount(), 1);
        QCOMPARE(used->data()->at(0)->key, 1200.0);
        QCOMPARE(used->data()->at(0)->value, .252);
        QVERIFY(plot.xAxis->range().contains(1200) && plot.xAxis->range().contains(4800));
        QVERIFY(plot.yAxis->range().contains(.612)); // the identity line is in sight
    }

    void numbersAreThoseOfTheStudy() {
        NumbersModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(numberRows(handMade()));
        QStringList lines;
        for (int row = 0; row < model.rowCount(); ++row)
            lines << model.index(row, 0).data().toString() + "|" + model.index(row, 1).data().toString() + "|" +
                         model.index(row, 2).data().toString();
        QCOMPARE(lines.join("\n"), QString("Alignment error (NRE), Eq. 1|.252|on the test split\n"
                                           "Without the rotation|.612|identity\n"
                                           "With shuffled tokens|1.125|mismatched\n"
                                           "Error removed|58.8 %|by the rotation\n"
                                           "Sample, texts of train|500|1,200 tokens\n"
                                           "Tokens per dimension|300.0|at least 1 needed\n"
                                           "Shared directions, k95/k99|2/3|of s²; s: 3/4\n"
                                           "Split halves, 3 draws|.100|s.d. of ‖W₁ − W₂‖\n"
                                           "Distance to W of all data|0.34|8.5 % of 2√D\n"
                                           "Centred|no|as in the paper"));
        for (const NumberRow& row : numberRows(handMade()))
            QVERIFY2(!term(row.topic).id.isEmpty(), qPrintable(row.topic));
    }

    void whatTheSampleLeavesOpenIsSaid() {
        AlignmentData data = handMade();
        data.study.plain.rank = 3;
        QStringList names;
        for (const NumberRow& row : numberRows(data))
            names << row.name + " " + row.value;
        QVERIFY(names.contains("Directions determined 3"));
    }

    void aCentredRotationShowsTheCentredStudy() {
        AlignmentData data = handMade();
        data.used.centred = true;
        QCOMPARE(numberRows(data).front().value, QString(".352"));
        QCOMPARE(numberRows(data).back().value, QString("yes"));
        QCOMPARE(shownError(data.study.sizes.front(), true), 9.0);
    }

    void withoutHeldOutTokensTheSampleItselfIsShown() {
        AlignmentData data = handMade();
        data.study.heldOutTokens = 0;
        data.study.plain.nreHeldOut = std::nan("");
        data.wider.reset();
        QCOMPARE(numberRows(data).front().value, QString(".200"));
        QCOMPARE(numberRows(data).front().remark, QString("the sample itself"));
        for (const NumberRow& row : numberRows(data))
            QVERIFY(!row.value.contains("nan") && row.topic != "distance");
    }

    void theVerdictFollowsTheCurve() {
        AlignmentData data = handMade();
        QVERIFY(sampleVerdict(data).good);
        QCOMPARE(sampleVerdict(data).sentence,
                 QString("The run's 500 texts lie past the bend: 4.0 times as many tokens lower the error by .012 only."));
        data.wider->plateauTokens = 4800;
        QVERIFY(!sampleVerdict(data).good);
        data.wider.reset(); // nothing beyond: the last size is the run's
        QVERIFY(!sampleVerdict(data).good);
        QVERIFY(sampleVerdict(data).sentence.contains("does not flatten"));
        data.study.plateauReached = true;
        data.study.plateauTokens = 400;
        QCOMPARE(sampleVerdict(data).sentence, QString("The curve is flat from 400 tokens on; the sample has 1,200."));
    }

    void theFiguresDataAreTheStudy() {
        const AlignmentData data = handMade();
        const text::Table sizes = sizesTable(data).table;
        QCOMPARE(distanceToAll(data), .34);
        QCOMPARE(text::toCsv(sizes), std::string("tokens,directions determined,NRE held out,NRE on the sample,distance to W of the sample\n"
                                                 "100,4,0.45,0.4,1\n400,4,0.33,0.3,1\n1200,4,0.252,0.2,0.34\n4800,4,0.24,0.18,1\n"));
        const text::Table values = singularValuesTable(data).table;
        QCOMPARE(values.rows.size(), 4u);
        QCOMPARE(std::stod(values.rows[0][2].exact), 100 / 126.25);
        QCOMPARE(values.rows[3][1].shown, std::string("0.500"));
        QCOMPARE(text::toCsv(halvesTable(data).table).substr(0, 6), std::string("split,"));
        const text::Table cosines = cosineTable(*geometry(), *smallResult()).table;
        QCOMPARE(text::toCsv(cosines), std::string("|cosine| from,to,pairs,of random vectors\n0,0.25,4,5\n0.25,0.5,3,3\n0.5,0.75,2,1.5\n"
                                                   "0.75,1,1,0.5\n"));
        const text::Table pca = pcaTable(*geometry(), *smallResult(), true).table;
        QCOMPARE(text::toCsv(pca).substr(0, 90).substr(text::toCsv(pca).find('\n') + 1, 26), std::string("1,0,would,-4,0,-3.5,0\n2,0,"));
    }

    void exportsCarryTheDataAndTheirOrigin() {
        Shown s;
        const TableSource numbers = numbersTable(handMade());
        QCOMPARE(numbers.of.size(), 1u);
        QVERIFY((numbers.of[0] == store::Address{store::Kind::Rotation, 7}));
        QCOMPARE(numbers.table.rows[0][1].exact, std::string("0.252"));
        QVERIFY((cosineTable(*geometry(), *smallResult()).of[0] == store::Address{store::Kind::Run, 3}));
    }

    void singularValuesMarkWhatCarriesMost() {
        Plot plot("test");
        drawSingularValues(plot, handMade());
        QCOMPARE(plot.xAxis->scaleType(), QCPAxis::stLogarithmic);
        QCOMPARE(plot.yAxis->scaleType(), QCPAxis::stLogarithmic);
        QList<double> lines;
        for (int i = 0; i < plot.itemCount(); ++i)
            if (auto* line = qobject_cast<QCPItemStraightLine*>(plot.item(i)))
                lines << line->point1->key();
        QCOMPARE(lines, (QList<double>{2, 3}));
    }

    void theZoneOfNearDuplicatesBeginsAtTheBorder() {
        Plot plot("test");
        drawCosines(plot, *geometry());
        QCOMPARE(itemNamed<QCPItemRect>(plot, "duplicates")->topLeft->key(), .4);
        // Both curves enclose an area of 1.
        double here = 0;
        for (int i = 0; i < 4; ++i)
            here += plot.graph(0)->data()->at(i)->value * 0.25;
        QVERIFY(std::abs(here - 1) < 1e-12);
    }

    void aClickOnANearDuplicateSelectsBoth() {
        Shown s;
        DataTable* table = s.table("Near-duplicate features");
        QVERIFY(table);
        QSignalSpy opened(&s.view, &AlignmentView::featureOpened);
        const auto row = [&](int r) { return table->visualRect(table->model()->index(r, 0)).center(); };
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, row(1));
        QCOMPARE(s.selection.features(), (std::vector<std::int32_t>{77, 4102}));
        QCOMPARE(s.selection.feature(), 77);
        s.selection.select(5); // elsewhere
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, row(1));
        QCOMPARE(s.selection.features().size(), 2u);
        QVERIFY(opened.isEmpty());
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, row(0));
        QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, row(0));
        QCOMPARE(opened.size(), 1);
        QCOMPARE(s.selection.features(), (std::vector<std::int32_t>{288, 389}));
        QVERIFY(s.view.status().contains("2</b> features selected (f288, f389)"));
    }

    void nearDuplicatesAreATable() {
        DuplicatesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setData(geometry());
        auto notes = std::make_shared<Notes>();
        (*notes)[389].label = "Hedged indirect request";
        model.setNotes(notes);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, 0).data().toString(), QString("f288  no label yet"));
        QCOMPARE(model.index(0, 1).data().toString(), QString("f389  Hedged indirect request"));
        QCOMPARE(model.index(0, 2).data().toString(), QString("-.580"));
        QCOMPARE(model.index(0, 2).data(SortRole).toDouble(), -.58);
        QCOMPARE(model.index(1, 2).data(ExactRole).toString(), QString("0.47"));
        model.setData(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void anotherBorderIsAskedFor() {
        Shown s;
        QSignalSpy asked(&s.view, &AlignmentView::geometryAsked);
        auto* border = s.view.findChild<QDoubleSpinBox*>();
        QCOMPARE(border->value(), .4); // shown without asking
        border->setValue(.55);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].toDouble(), .55);
    }

    void anotherSampleIsAskedFor() {
        Shown s;
        QSignalSpy asked(&s.view, &AlignmentView::studyAsked), test(&s.view, &AlignmentView::testAsked);
        for (QPushButton* button : s.view.findChildren<QPushButton*>()) {
            if (button->text() == "Rotation test…")
                QTest::mouseClick(button, Qt::LeftButton);
            if (button->text() != "Other sample size…")
                continue;
            QTest::mouseClick(button, Qt::LeftButton);
            auto* dialog = s.view.findChild<QInputDialog*>();
            QVERIFY(dialog);
            QCOMPARE(dialog->intMaximum(), 600); // all texts of the split
            dialog->setIntValue(250);
            dialog->accept();
        }
        QCOMPARE(test.size(), 1);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].toLongLong(), 250);
    }

    void anotherSampleSaysSoAndLeadsBack() {
        Shown s;
        AlignmentData other = handMade();
        other.spec.texts = other.study.texts = 250;
        other.study.plain.nreHeldOut = .4;
        QCOMPARE(usedError(other), .252); // what is drawn after the rotation is still the run's
        s.view.setAlignment(std::make_shared<const AlignmentData>(other));
        QSignalSpy asked(&s.view, &AlignmentView::studyAsked);
        QPushButton* back = nullptr;
        for (QPushButton* button : s.view.findChildren<QPushButton*>())
            if (button->text() == "Back to 500" && button->isVisible())
                back = button;
        QVERIFY(back);
        QTest::mouseClick(back, Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].toLongLong(), 500);
    }

    void everyPanelIsExplained() {
        Shown s;
        int panels = 0;
        for (Panel* panel : s.view.findChildren<Panel*>()) {
            QVERIFY(!panel->accessibleName().isEmpty());
            if (panel->accessibleName() == "Alignment") // the empty state
                continue;
            ++panels;
            QVERIFY2(!term(panel->topic()).id.isEmpty(), qPrintable(panel->topic()));
        }
        QCOMPARE(panels, 7);
    }

    void whatIsBusyCanBeStopped() {
        Shown s;
        QSignalSpy stopped(&s.view, &AlignmentView::stopAsked);
        s.view.showBusy(AlignmentView::Half::Alignment, "Studying the alignment", .3);
        for (QPushButton* button : s.view.findChildren<QPushButton*>())
            if (button->text() == "Stop" && button->isVisible())
                QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(stopped.size(), 1);
        QCOMPARE(stopped[0][0].value<AlignmentView::Half>(), AlignmentView::Half::Alignment);
    }

    void nothingShownIsSaid() {
        AlignmentView view;
        view.setAlignment(nullptr);
        view.setGeometry(nullptr, nullptr);
        view.showEmpty("No rotation yet.", "Go to Models");
        view.resize(800, 600);
        view.show();
        QSignalSpy asked(&view, &AlignmentView::emptyAsked);
        for (QPushButton* button : view.findChildren<QPushButton*>())
            if (button->text() == "Go to Models" && button->isVisible())
                QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
    }
};

QTEST_MAIN(TestAlignmentView)
#include "tst_alignment_view.moc"
