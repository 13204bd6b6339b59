#include "views/counterfactuals/picture_layout.h"
#include "views/shared/words.h"
#include <algorithm>

namespace crosseed::views {

namespace {

constexpr double designHeight = 17; // of a line of text in the design

// A word's greatest code in A and B; `pieces` where there are several.
PlacedWord placed(const evaluate::ProbedText& text, const text::ByteRange& range, std::int32_t feature) {
    PlacedWord word;
    word.strip.word = toQt(evaluate::written(text.text, range));
    int pieces = 0;
    QString joined;
    for (std::int64_t t = 0; t < text.tokenCount(); ++t) {
        const text::ByteRange& piece = text.ranges[static_cast<std::size_t>(t)];
        if (text.isSpecial(t) || piece.begin >= range.end || piece.end <= range.begin)
            continue;
        word.strip.a = std::max<double>(word.strip.a, text.code(0, t, feature));
        word.strip.b = std::max<double>(word.strip.b, text.code(1, t, feature));
        joined += (pieces++ > 0 ? " + " : "") + toQt(text.pieces[static_cast<std::size_t>(t)]);
    }
    word.isRead = pieces > 0;
    if (pieces > 1)
        word.strip.pieces = joined;
    return word;
}

PlacedWord special(const evaluate::ProbedText& text, std::int64_t token, std::int32_t feature) {
    PlacedWord word;
    word.strip.word = toQt(text.pieces[static_cast<std::size_t>(token)]);
    word.strip.special = true;
    word.strip.a = text.code(0, token, feature);
    word.strip.b = text.code(1, token, feature);
    return word;
}

std::vector<PlacedWord> rowOf(const evaluate::ProbedText& text, const std::vector<evaluate::Word>& words, std::int32_t feature) {
    std::vector<PlacedWord> row{special(text, 0, feature)};
    for (const evaluate::Word& word : words)
        row.push_back(placed(text, word.range, feature));
    row.push_back(special(text, text.tokenCount() - 1, feature));
    return row;
}

// Connectors in the rows' positions, [CLS] at 0.
std::vector<Connector> connect(const evaluate::TextAlignment& alignment, PictureLayout& layout) {
    std::vector<Connector> all{{evaluate::Change::Same, 0, 0}};
    for (const evaluate::AlignedWord& word : alignment.words) {
        const auto i = static_cast<std::size_t>(word.original + 1), j = static_cast<std::size_t>(word.edited + 1);
        all.push_back({word.change, i, j});
        if (word.original >= 0)
            layout.original[i].change = word.change;
        if (word.edited >= 0)
            layout.edited[j].change = word.change;
    }
    all.push_back({evaluate::Change::Same, layout.original.size() - 1, layout.edited.size() - 1});
    return all;
}

// Pairs that may stand under each other: they stay or were replaced, and none crosses another.
std::vector<Connector> anchorsOf(const std::vector<Connector>& connectors) {
    std::vector<Connector> anchors;
    for (const Connector& c : connectors)
        if (c.change == evaluate::Change::Same || c.change == evaluate::Change::Replaced)
            if (anchors.empty() || (c.original > anchors.back().original && c.edited > anchors.back().edited))
                anchors.push_back(c);
    return anchors;
}

class Placing {
public:
    Placing(PictureLayout& layout, const QFontMetricsF& metrics, double padding, double gap)
        : m_layout(layout), m_metrics(metrics), m_padding(padding), m_gap(gap), m_x(layout.left) {}

    // Words one under the other in columns up to the anchors that stand level: where the edit takes a word out here and puts it
    // in a little further on, the words between keep their columns.
    void place(const std::vector<Connector>& anchors) {
        std::size_t next = 0;
        while (next < anchors.size()) {
            std::size_t level = next;
            for (std::size_t ahead = next; ahead < std::min(anchors.size(), next + reach); ++ahead)
                if (anchors[ahead].original - m_original == anchors[ahead].edited - m_edited) {
                    level = ahead;
                    break;
                }
            const Connector& anchor = anchors[level];
            while (m_original < anchor.original || m_edited < anchor.edited)
                column(m_original < anchor.original, m_edited < anchor.edited);
            column(true, true);
            next = level + 1;
        }
    }
    double width() const { return m_x; }

private:
    static constexpr std::size_t reach = 4;

    double widthOf(const PlacedWord& word) const {
        const double text = m_metrics.horizontalAdvance(word.strip.word) * (word.change == evaluate::Change::Same ? 1 : 1.08); // bold
        return std::max(text + 2 * m_padding, m_metrics.horizontalAdvance("0.00"));
    }
    void column(bool original, bool edited) {
        double width = 0;
        if (original)
            width = widthOf(m_layout.original[m_original]);
        if (edited)
            width = std::max(width, widthOf(m_layout.edited[m_edited]));
        const auto put = [&](PlacedWord& word) {
            const double own = widthOf(word);
            word.area = QRectF(m_x + (width - own) / 2, 0, own, m_metrics.height() * 1.35);
        };
        if (original)
            put(m_layout.original[m_original++]);
        if (edited)
            put(m_layout.edited[m_edited++]);
        m_x += width + m_gap;
    }

    PictureLayout& m_layout;
    const QFontMetricsF& m_metrics;
    double m_padding, m_gap, m_x;
    std::size_t m_original = 0, m_edited = 0;
};

// Down to a lane in which a number still finds room.
void placeRows(PictureLayout& layout, double unit, double height) {
    const double word = layout.original.front().area.height(), least = 44 * unit;
    const auto parts = [&] { return 2 * (word + 6 * unit + stripHeight({.lane = layout.lane, .numbers = true})) + 20 * unit; };
    if (height > 0 && parts() + least > height)
        layout.lane = std::max(18 * unit, layout.lane - (parts() + least - height) / 4);
    const double strip = stripHeight({.lane = layout.lane, .numbers = true});
    const double connector = height > 0 ? std::clamp(height - parts(), least, 110 * unit) : 90 * unit;
    layout.stripTopOriginal = word + 6 * unit;
    layout.connectorTop = layout.stripTopOriginal + strip + 6 * unit;
    layout.connectorBottom = layout.connectorTop + connector;
    const double below = layout.connectorBottom + 4 * unit;
    layout.stripTopEdited = below + word + 6 * unit;
    for (PlacedWord& placed : layout.edited)
        placed.area.moveTop(below);
    layout.size.setHeight(layout.stripTopEdited + strip + 2 * unit);
}

// The 0 of the word that stands for the former peak.
void markSilence(const EditAnswer& answer, PictureLayout& layout) {
    for (const std::size_t m : {0u, 1u}) {
        const auto& silence = answer.effect().members[m].silence;
        if (!silence || silence->token < 0)
            continue;
        const text::ByteRange& piece = answer.result.edited->ranges[static_cast<std::size_t>(silence->token)];
        const auto& words = answer.result.alignment.edited;
        for (std::size_t w = 0; w < words.size(); ++w)
            if (words[w].range.begin <= piece.begin && piece.end <= words[w].range.end)
                layout.edited[w + 1].isSilent[m] = true;
    }
}

} // namespace

PictureLayout layoutPicture(const EditAnswer& answer, const QFontMetricsF& metrics, const QSizeF& room) {
    PictureLayout layout;
    const double unit = metrics.height() / designHeight;
    const evaluate::Counterfactual& result = answer.result;
    layout.unit = unit;
    layout.lane = 34 * unit;
    layout.left = metrics.horizontalAdvance("A") + 14 * unit;
    layout.original = rowOf(*result.original, result.alignment.original, answer.feature);
    layout.edited = rowOf(*result.edited, result.alignment.edited, answer.feature);
    layout.connectors = connect(result.alignment, layout);
    const std::vector<Connector> anchors = anchorsOf(layout.connectors);
    for (const auto& [padding, gap] : {std::pair{10., 6.}, std::pair{6., 4.}, std::pair{3., 3.}}) {
        Placing placing(layout, metrics, padding * unit, gap * unit);
        placing.place(anchors);
        layout.size.setWidth(placing.width());
        if (room.width() <= 0 || layout.size.width() <= room.width() - 1)
            break;
    }
    placeRows(layout, unit, room.height());
    markSilence(answer, layout);
    if (answer.isUnchanged()) {
        layout.edited.clear();
        layout.connectors.clear();
    }
    return layout;
}

} // namespace crosseed::views
