// The two-model strip under the words of a text: a hairline under each word, A grows up from it and B down, both on one scale. Height and
// colour carry the same value; zero draws nothing. Contexts, feature page, document, editor and exports call the same function.
#pragma once
#include "views/shared/palette.h"
#include <QRectF>
#include <QString>
#include <vector>

class QPainter;

namespace crosseed::views {

// A word under which a strip stands; its value is the maximum of its pieces'.
struct StripWord {
    QString word;           // as written, with the marks that touch it
    double a = 0, b = 0;    // codes; below 0 draws as 0
    bool special = false;   // [CLS] or [SEP]: a dashed outline without fill, seen but not counted
    QString pieces;         // "project + ##or", for the tool tip; empty: one piece
};

struct StripStyle {
    double lane = 5.5;      // pixels of one model's lane: 5.5 in rows, 34 in the editor
    bool numbers = false;   // print the value in or beside the mark
    Theme theme = Theme::Light;
    double opacity = 1;     // .5 while a new value is on its way
};

// Paints one word's strip: `word` is the horizontal extent of the word, its top the top of A's lane; the hairline lies one lane below.
// `maximum` is the feature's maximum in either model.
void paintStrip(QPainter& painter, const QRectF& word, const StripWord& value, double maximum, const StripStyle& style);
// Both lanes and the hairline.
double stripHeight(const StripStyle& style);

// The wedge from 0 to the maximum with its two numbers, as legends show it.
void paintScale(QPainter& painter, const QRectF& area, double maximum, Theme theme);

} // namespace crosseed::views
