// The plot: what is drawn on the screen is drawn again for another theme and for exports.
#include "views/shared/palette.h"
#include "views/shared/plot.h"
#include "views/shared/plot_clip.h"
#include <QApplication>
#include <QTest>

using namespace crosseed::views;

class TestPlot : public QObject {
    Q_OBJECT
private:
    static TableSource data() {
        TableSource source{.name = "line", .caption = "A line.", .table = {{{"x"}, {"y"}}, {{"1", "2"}, {"2", "4"}}}, .of = {}};
        return source;
    }
private Q_SLOTS:
    void drawsAnewInTheColoursOfTheTheme() {
        applyTheme(*qApp, Theme::Light);
        Plot plot("A line");
        QList<QColor> inks;
        plot.show([&](Plot& p) {
            inks += p.colour(Role::Accent);
            p.line({1, 2}, {2, 4}, p.pen(Role::Accent, 6));
        }, data);
        QCOMPARE(inks, QList<QColor>{colour(Role::Accent, Theme::Light)});
        applyTheme(*qApp, Theme::Dark);
        QCoreApplication::processEvents();
        QCOMPARE(inks.last(), colour(Role::Accent, Theme::Dark));
        const Figure figure = plot.figure("line", "A line.");
        QImage image(200, 100, QImage::Format_ARGB32);
        image.fill(Qt::white);
        {
            QCPPainter painter(&image);
            figure.paint(painter, QSizeF(200, 100), Theme::Light);
        }
        QCOMPARE(inks.last(), colour(Role::Accent, Theme::Light)); // whatever the window's
        QCOMPARE(plot.graphCount(), 1);                            // the screen's plot is not the exported one
        QCOMPARE(figure.data.table.rows.size(), std::size_t(2));
        bool accent = false;
        for (int x = 0; x < image.width(); ++x)
            for (int y = 0; y < image.height(); ++y)
                accent = accent || image.pixelColor(x, y) == colour(Role::Accent, Theme::Light);
        QVERIFY(accent);
        applyTheme(*qApp, Theme::Light);
    }

    void stepsEndAtZeroAndKeepTheirCounts() {
        Plot plot("Histogram");
        plot.show([](Plot& p) { p.steps({0, 1, 2}, {3, 5}, p.pen(Role::Accent)); }, data);
        const auto points = plot.graph(0)->data();
        QCOMPARE(points->size(), 3);
        QCOMPARE(points->at(0)->value, 3.);
        QCOMPARE(points->at(1)->value, 5.);
        QCOMPARE(points->at(2)->value, 0.);
    }

    void aDoubleClickTakesTheZoomBack() {
        Plot plot("A line");
        plot.resize(300, 200);
        plot.show([](Plot& p) {
            p.line({0, 10}, {0, 1}, p.pen(Role::Accent));
            p.xAxis->setRange(0, 10);
        }, data);
        plot.xAxis->setRange(4, 5);
        QTest::mouseDClick(&plot, Qt::LeftButton, {}, QPoint(150, 80));
        QCOMPARE(plot.xAxis->range().lower, 0.);
        QCOMPARE(plot.xAxis->range().upper, 10.);
    }

    // A line from (0, 0) to (4, 4) in axes up to 2 ends at (2, 2); its points beyond are gaps. On a logarithmic axis the line from
    // (0, 1) to (4, 10000) reaches 100 half way.
    void exportsEndAtTheAxes() {
        Plot plot("Lines");
        plot.show([](Plot& p) {
            p.line({0, 4}, {0, 4}, p.pen(Role::Accent));
            p.steps({0, 1, 2}, {1, 7}, p.pen(Role::Accent), p.colour(Role::ControlFill));
            p.xAxis->setRange(0, 4);
            p.yAxis->setRange(0, 2);
        }, data);
        clipToAxes(plot);
        const auto line = plot.graph(0)->data();
        QStringList drawn;
        for (const QCPGraphData& point : *line)
            drawn += QString("%1 %2").arg(point.key).arg(point.value);
        QCOMPARE(drawn.join(", "), "0 0, 2 2, 4 nan");
        QCOMPARE(line->at(1)->key, 2.);
        QCOMPARE(line->at(1)->value, 2.);
        QVERIFY(std::isnan(line->at(2)->value));
        QCOMPARE(plot.graph(1)->data()->at(1)->value, 2.); // a bar is cut off
        plot.show([](Plot& p) {
            p.setLogarithmic(p.yAxis);
            p.line({0, 4}, {1, 10000}, p.pen(Role::Accent));
            p.xAxis->setRange(0, 4);
            p.yAxis->setRange(1, 100);
        }, data);
        clipToAxes(plot);
        QVERIFY(std::abs(plot.graph(0)->data()->at(1)->key - 2) < 1e-9);
    }

    void redrawingKeepsTheZoom() {
        Plot plot("A line");
        plot.show([](Plot& p) { p.xAxis->setRange(0, 10); }, data);
        plot.xAxis->setRange(4, 5);
        plot.redraw();
        QCOMPARE(plot.xAxis->range().upper, 5.);
        plot.clear();
        QCOMPARE(plot.plottableCount(), 0);
    }
};

QTEST_MAIN(TestPlot)
#include "tst_plot.moc"
