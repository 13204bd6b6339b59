// Where the words of a sentence and of its edit stand, one above the other, and what joins them. Nothing is painted here.
#pragma once
#include "views/counterfactuals/edit_values.h"
#include "views/shared/strip.h"
#include <QFontMetricsF>
#include <QPointF>

namespace crosseed::views {

struct PlacedWord {
    StripWord strip;     // its text, and the feature on it in A and B
    evaluate::Change change = evaluate::Change::Same;
    bool isRead = true;  // false: beyond what the models read
    std::array<bool, 2> isSilent{}; // stands for the former peak, where the feature is silent now: its 0 is printed
    QRectF area;         // of the word
};

// From a word of the original to the same or another of the edit.
struct Connector {
    evaluate::Change change = evaluate::Change::Same; // Same, Moved, Replaced; Deleted and Inserted join with nothing
    std::size_t original = 0, edited = 0;             // positions in the rows; of Deleted and Inserted only one of them counts
};

struct PictureLayout {
    std::vector<PlacedWord> original, edited; // [CLS] words [SEP]; `edited` is empty where nothing is changed
    std::vector<Connector> connectors;
    double stripTopOriginal = 0, stripTopEdited = 0;
    double connectorTop = 0, connectorBottom = 0;
    double left = 0; // where the words begin; the letters A and B stand before it
    double lane = 34, unit = 1; // pixels; of a unit at the ordinary font size
    QSizeF size;
};

// Words that stay are put under each other where the edit leaves room for it. Words stand closer where they would be wider than
// `room`, and connectors and then strips become lower where it is low; a dimension of 0 has no limit.
PictureLayout layoutPicture(const EditAnswer& answer, const QFontMetricsF& metrics, const QSizeF& room = {0, 0});

} // namespace crosseed::views
