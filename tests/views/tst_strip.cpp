// Pixels of a painted strip, counted from the palette's colours and not from the painter's arithmetic.
#include "views/shared/strip.h"
#include <QBuffer>
#include <QImage>
#include <QPainter>
#include <QSvgGenerator>
#include <QTest>

using namespace crosseed::views;

namespace {

constexpr int lane = 20, left = 10, top = 10, width = 30, line = top + lane;

QImage painted(const StripWord& word, double maximum, StripStyle style = {}) {
    QImage image(60, 80, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    style.lane = lane;
    paintStrip(painter, QRectF(left, top, width, stripHeight(style)), word, maximum, style);
    return image;
}

StripWord word(double a, double b) {
    StripWord made;
    made.word = "would";
    made.a = a;
    made.b = b;
    return made;
}

// Rows of the middle column that are not the background, above (negative) or below the hairline.
int inked(const QImage& image, bool above) {
    int rows = 0;
    for (int y = above ? 0 : line + 1; y < (above ? line : image.height()); ++y)
        rows += image.pixelColor(left + width / 2, y) != QColor(Qt::white);
    return rows;
}

} // namespace

class TestStrip : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void zeroDrawsNothingButTheHairline() {
        const QImage image = painted(word(0, -1), 4);
        QCOMPARE(inked(image, true), 0);
        QCOMPARE(inked(image, false), 0);
        QVERIFY(image.pixelColor(left + width / 2, line) != QColor(Qt::white));
        QCOMPARE(image.pixelColor(left - 2, line), QColor(Qt::white));
        QCOMPARE(image.pixelColor(left + width + 2, line), QColor(Qt::white));
    }
    void anUnknownMaximumDrawsNothing() { QCOMPARE(inked(painted(word(3, 3), 0), true), 0); }
    void aGrowsUpAndBDown() {
        QCOMPARE(inked(painted(word(4, 0), 4), true), lane);
        QCOMPARE(inked(painted(word(4, 0), 4), false), 0);
        QCOMPARE(inked(painted(word(0, 4), 4), true), 0);
        QCOMPARE(inked(painted(word(0, 4), 4), false), lane);
    }
    void heightIsTheShareOfTheMaximum() {
        const QImage image = painted(word(1, 3), 4);
        QCOMPARE(inked(image, true), lane / 4);
        QCOMPARE(inked(image, false), lane * 3 / 4);
        QCOMPARE(inked(painted(word(8, 0), 4), true), lane); // above the maximum: not out of its lane
    }
    void theFaintestFiringIsSeen() { QCOMPARE(inked(painted(word(0.001, 0), 4), true), 1); }
    void colourCarriesTheSameValueInBothThemes() {
        for (const Theme theme : {Theme::Light, Theme::Dark}) {
            StripStyle style;
            style.theme = theme;
            const QImage image = painted(word(4, 2), 4, style);
            QCOMPARE(image.pixelColor(left + 5, line - 3), magnitude(1, theme));
            QCOMPARE(image.pixelColor(left + 5, line + 3), magnitude(.5, theme));
        }
    }
    void specialTokensAreOutlinesWithoutFill() {
        StripWord special = word(4, 4);
        special.special = true;
        const QImage image = painted(special, 4);
        QCOMPARE(image.pixelColor(left + width / 2, line - lane / 2), QColor(Qt::white));
        int border = 0;
        for (int x = left; x < left + width; ++x)
            border += image.pixelColor(x, top) != QColor(Qt::white);
        QVERIFY(border > 5);
        QVERIFY(border < width); // dashed
    }
    void aValueOnItsWayIsPaler() {
        StripStyle style;
        style.opacity = .5;
        const QColor full = painted(word(4, 0), 4).pixelColor(left + 5, line - 3);
        const QColor half = painted(word(4, 0), 4, style).pixelColor(left + 5, line - 3);
        QVERIFY(qAbs(half.red() - (full.red() + 255) / 2) <= 1);
        QVERIFY(qAbs(half.blue() - (full.blue() + 255) / 2) <= 1);
    }
    void numbersStandInTheMarkOrBesideIt() {
        StripStyle style;
        style.numbers = true;
        const auto darkRowsAbove = [&](double a) {
            const QImage with = painted(word(a, 0), 4, style), without = painted(word(a, 0), 4);
            QPair<int, int> rows(0, 0); // of changed rows inside and outside the mark
            const int markTop = line - qRound(lane * a / 4);
            for (int y = 0; y < line; ++y) {
                bool changed = false;
                for (int x = 0; x < with.width(); ++x)
                    changed |= with.pixel(x, y) != without.pixel(x, y);
                (y >= markTop ? rows.first : rows.second) += changed;
            }
            return rows;
        };
        QVERIFY(darkRowsAbove(4).first > 3);
        QCOMPARE(darkRowsAbove(4).second, 0);
        QVERIFY(darkRowsAbove(1).second > 3);
    }
    void anSvgHasShapesAndNoPicture() {
        QBuffer buffer;
        QSvgGenerator svg;
        svg.setOutputDevice(&buffer);
        svg.setSize({60, 80});
        QPainter painter(&svg);
        StripStyle style;
        style.lane = lane;
        paintStrip(painter, QRectF(left, top, width, stripHeight(style)), word(4, 2), 4, style);
        paintScale(painter, QRectF(0, 60, 60, 16), 6.9, Theme::Light);
        painter.end();
        const QByteArray text = buffer.data();
        QVERIFY(text.contains("<rect") || text.contains("<path"));
        QVERIFY(text.contains(magnitude(1, Theme::Light).name().toUtf8()));
        QVERIFY(text.contains(magnitude(.5, Theme::Light).name().toUtf8()));
        QVERIFY(text.contains(">6.9<"));
        QVERIFY(!text.contains("<image"));
    }
};

QTEST_MAIN(TestStrip)
#include "tst_strip.moc"
