#include "views/contexts/shown_line.h"
#include "evaluate/whole_word.h"
#include "views/shared/words.h"
#include <cmath>

namespace crosseed::views {

using evaluate::CodedPiece;
using evaluate::CodedText;
using evaluate::CodedWord;
using evaluate::ContextOrder;

namespace {

QString piecesText(const std::string& text, const CodedWord& word) {
    QStringList pieces;
    for (const CodedPiece& piece : word.pieces) {
        const auto begin = static_cast<std::size_t>(piece.range.begin);
        const QString written = toQt(std::string_view(text).substr(begin, static_cast<std::size_t>(piece.range.end) - begin));
        pieces << (pieces.isEmpty() ? written : "##" + written);
    }
    return pieces.size() > 1 ? pieces.join(" + ") : QString();
}

StripWord stripOf(const CodedText& text, const CodedWord& word, bool isFirst) {
    StripWord strip;
    const auto begin = static_cast<std::size_t>(word.range.begin);
    strip.word = word.special ? (isFirst ? "[CLS]" : "[SEP]")
                              : toQt(std::string_view(text.document.text).substr(begin, static_cast<std::size_t>(word.range.end) - begin));
    strip.a = word.a;
    strip.b = word.b;
    strip.special = word.special;
    if (!word.special) strip.pieces = piecesText(text.document.text, word);
    return strip;
}

// Collects the words of one stretch of the document.
class Part {
public:
    Part(const CodedText& text, text::ByteRange stretch, const LineShape& shape)
        : m_text(text), m_stretch(stretch), m_shape(shape),
          m_bytes(std::string_view(text.document.text)
                      .substr(static_cast<std::size_t>(stretch.begin), static_cast<std::size_t>(stretch.end - stretch.begin))) {
        m_part.text = toQt(m_bytes);
    }

    void add(const CodedWord& word, bool decides) {
        if (word.range.begin < m_stretch.begin || word.range.end > m_stretch.end) return;
        const StripWord strip = stripOf(m_text, word, false);
        if (m_shape.wholeWords) return push(word.range, strip, decides, word.row);
        for (std::size_t i = 0; i < word.pieces.size(); ++i) {
            StripWord piece = strip;
            piece.a = word.pieces[i].a;
            piece.b = word.pieces[i].b;
            push(word.pieces[i].range, piece, decides, word.row + static_cast<std::int64_t>(i));
        }
    }
    // One line for one line of a table: white space at the ends is cut, line feeds are blanks.
    ShownPart oneLine() {
        QString& text = m_part.text;
        for (QChar& c : text)
            if (c.isSpace() || c == QChar::LineSeparator || c == QChar::ParagraphSeparator) c = ' ';
        qsizetype cut = 0;
        while (cut < text.size() && text[cut] == ' ')
            ++cut;
        text.remove(0, cut);
        while (text.endsWith(' '))
            text.chop(1);
        for (ShownWord& word : m_part.words)
            word.begin -= static_cast<int>(cut);
        return std::move(m_part);
    }
    ShownPart asIs() { return std::move(m_part); }

private:
    void push(text::ByteRange range, const StripWord& strip, bool decides, std::int64_t row) {
        const int begin = units(range.begin);
        m_part.words.push_back({begin, units(range.end) - begin, strip, decides, row});
    }
    int units(std::int32_t byte) const {
        return static_cast<int>(toQt(m_bytes.substr(0, static_cast<std::size_t>(byte - m_stretch.begin))).size());
    }

    const CodedText& m_text;
    text::ByteRange m_stretch;
    const LineShape& m_shape;
    std::string_view m_bytes;
    ShownPart m_part;
};

bool decides(const std::vector<ContextOrder>& keys, std::ptrdiff_t distance) {
    const auto has = [&](ContextOrder order) { return std::find(keys.begin(), keys.end(), order) != keys.end(); };
    switch (distance) {
    case -3: return has(ContextOrder::Left3);
    case -2: return has(ContextOrder::Left2);
    case -1: return has(ContextOrder::Left1);
    case 0: return has(ContextOrder::Node);
    case 1: return has(ContextOrder::Right1);
    case 2: return has(ContextOrder::Right2);
    case 3: return has(ContextOrder::Right3);
    default: return false;
    }
}

void addSpecial(ShownPart& part, const CodedText& text, const CodedWord& word, bool first) {
    if (!word.special) return;
    const StripWord strip = stripOf(text, word, first);
    const auto length = static_cast<int>(strip.word.size());
    const QString gap = part.text.isEmpty() ? "" : " ";
    if (first) {
        for (ShownWord& w : part.words)
            w.begin += length + static_cast<int>(gap.size());
        part.text.prepend(strip.word + gap);
        part.words.insert(part.words.begin(), {0, length, strip, false, word.row});
    } else {
        part.words.push_back({static_cast<int>(part.text.size() + gap.size()), length, strip, false, word.row});
        part.text.append(gap + strip.word);
    }
}

ShownPart specialNode(const CodedText& text, const CodedWord& word, bool first, const LineShape& shape) {
    ShownPart node;
    const StripWord strip = stripOf(text, word, first);
    node.text = strip.word;
    node.words.push_back({0, static_cast<int>(strip.word.size()), strip, decides(shape.keys, 0), word.row});
    return node;
}

QString valueText(double value) {
    return value == 0 ? QString("0") : fixed(value, std::abs(value) < .1 ? 3 : 2);
}

} // namespace

ShownLine shownLine(const CodedText& text, std::int64_t token, const LineShape& shape) {
    const auto place = evaluate::wordOfToken(text, token);
    if (!place) return {};
    const CodedWord& node = text.words[*place];
    const std::string& original = text.document.text;
    const text::ByteRange shown = evaluate::wordInContext(node.range, original, shape.words).shown;
    Part left(text, {shown.begin, node.range.begin}, shape), middle(text, node.range, shape),
        right(text, {node.range.end, shown.end}, shape);
    for (std::size_t i = 0; i < text.words.size(); ++i) {
        const CodedWord& word = text.words[i];
        if (word.special) continue;
        const bool key = decides(shape.keys, static_cast<std::ptrdiff_t>(i) - static_cast<std::ptrdiff_t>(*place));
        (i < *place ? left : i == *place ? middle : right).add(word, key);
    }
    ShownLine line{left.oneLine(), middle.oneLine(), right.oneLine()};
    if (node.special) line.node = specialNode(text, node, *place == 0, shape);
    if (!shape.specialTokens) return line;
    // The ends of the text are shown where the line reaches them.
    if (shown.begin == 0 && *place != 0) addSpecial(line.left, text, text.words.front(), true);
    if (shown.end == std::ssize(original) && *place + 1 != text.words.size()) addSpecial(line.right, text, text.words.back(), false);
    return line;
}

ShownPart shownDocument(const CodedText& text, const LineShape& shape) {
    Part part(text, {0, static_cast<std::int32_t>(text.document.text.size())}, shape);
    for (const CodedWord& word : text.words)
        if (!word.special) part.add(word, false);
    ShownPart shown = part.asIs();
    if (shape.specialTokens && !text.words.empty()) {
        addSpecial(shown, text, text.words.front(), true);
        if (text.words.size() > 1) addSpecial(shown, text, text.words.back(), false);
    }
    return shown;
}

QString wordToolTip(const StripWord& word, const std::vector<CodedPiece>& pieces) {
    QStringList a, b;
    for (const CodedPiece& piece : pieces) {
        a << valueText(piece.a);
        b << valueText(piece.b);
    }
    QString text = "<b>" + word.word.toHtmlEscaped() + "</b>";
    if (!word.pieces.isEmpty()) text += " = " + word.pieces.toHtmlEscaped();
    text += "<br>A " + a.join(", ") + " · B " + b.join(", ");
    if (pieces.size() > 1) text += " · the word's value is the maximum";
    if (word.special) text += " · counted only where asked for";
    return text;
}

QString wordToolTip(const CodedText& text, std::int64_t row) {
    const auto place = evaluate::wordOfToken(text, row);
    if (!place) return {};
    const CodedWord& word = text.words[*place];
    return wordToolTip(stripOf(text, word, *place == 0), word.pieces);
}

QString orderText(ContextOrder order, bool isShort) {
    struct Name {
        ContextOrder order;
        const char *name, *explanation;
    };
    static constexpr Name names[]{
        {ContextOrder::Activation, "code", "Code, larger of A and B"}, {ContextOrder::Difference, "|A−B|", "|A−B|, how far the models differ"},
        {ContextOrder::Left1, "L1", "L1, first word to the left"},     {ContextOrder::Left2, "L2", "L2, second to the left"},
        {ContextOrder::Left3, "L3", "L3, third to the left"},          {ContextOrder::Node, "token", "Token, the word itself"},
        {ContextOrder::Right1, "R1", "R1, first word to the right"},   {ContextOrder::Right2, "R2", "R2, second to the right"},
        {ContextOrder::Right3, "R3", "R3, third to the right"},        {ContextOrder::Document, "document", "Document"},
        {ContextOrder::Class, "class", "Class"},
    };
    for (const Name& name : names)
        if (name.order == order) return QString::fromUtf8(isShort ? name.name : name.explanation);
    return {};
}

} // namespace crosseed::views
