#include "views/features/context_list.h"
#include "views/shared/words.h"
#include <QtWidgets>
#include <cmath>

namespace crosseed::views {

namespace {
// Where a line's node begins and ends in left + node + right.
struct Bounds {
    std::size_t node, right, end;
};
Bounds boundsOf(const evaluate::ContextLine& line) {
    return {line.left.size(), line.left.size() + line.node.size(), line.left.size() + line.node.size() + line.right.size()};
}

// Words between white space within [from, to), each with the highest codes of the pieces that touch it.
std::vector<StripWord> wordsBetween(const std::string& all, std::size_t from, std::size_t to, const std::vector<evaluate::ContextToken>& tokens) {
    std::vector<StripWord> words;
    std::size_t at = from;
    while (at < to) {
        const std::size_t begin = all.find_first_not_of(" \t\n\r", at);
        if (begin == std::string::npos || begin >= to)
            break;
        const std::size_t end = std::min(to, all.find_first_of(" \t\n\r", begin));
        StripWord word;
        word.word = toQt(std::string_view(all).substr(begin, end - begin));
        for (const evaluate::ContextToken& token : tokens)
            if (token.range.begin < static_cast<std::int64_t>(end) && token.range.end > static_cast<std::int64_t>(begin)) {
                word.a = std::max(word.a, static_cast<double>(token.a));
                word.b = std::max(word.b, static_cast<double>(token.b));
            }
        words.push_back(std::move(word));
        at = end;
    }
    return words;
}
} // namespace

ContextWords wordsOf(const evaluate::ContextLine& line) {
    const std::string all = line.left + line.node + line.right;
    const Bounds bounds = boundsOf(line);
    ContextWords words{wordsBetween(all, 0, bounds.node, line.tokens), wordsBetween(all, bounds.node, bounds.right, line.tokens),
                       wordsBetween(all, bounds.right, bounds.end, line.tokens)};
    if (line.tokens.empty() || line.node == "[CLS]" || line.node == "[SEP]")
        for (StripWord& word : words.node) {
            word.a = line.a;
            word.b = line.b;
        }
    return words;
}

// Rows: a heading for each band where there are several, then its lines.
class ContextList::Lines : public QAbstractListModel {
public:
    using QAbstractListModel::QAbstractListModel;
    struct Row {
        const evaluate::ContextBand* band;
        const evaluate::ContextLine* line;
    };
    void set(ContextsPtr contexts, double most, int shownDigits) {
        beginResetModel();
        kept = std::move(contexts);
        maximum = most;
        digits = shownDigits;
        rows.clear();
        if (kept)
            for (const evaluate::ContextBand& band : kept->bands) {
                if (kept->bands.size() > 1)
                    rows.push_back({&band, nullptr});
                for (const evaluate::ContextLine& line : band.lines)
                    rows.push_back({&band, &line});
            }
        endResetModel();
    }
    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(rows.size()); }
    QVariant data(const QModelIndex& index, int role) const override {
        if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole))
            return {};
        const Row& row = rows[static_cast<std::size_t>(index.row())];
        if (!row.line)
            return role == Qt::ToolTipRole ? QVariant() : QVariant(bandText(*row.band));
        const QString text = toQt(row.line->left + row.line->node + row.line->right).simplified();
        if (role == Qt::DisplayRole)
            return text;
        const QString whole = QString("%1\nA %2 · B %3").arg(toQt(row.line->document.text), fixed(row.line->a, 2), fixed(row.line->b, 2));
        return role == Qt::ToolTipRole ? plainToolTip(whole) : whole;
    }
    Qt::ItemFlags flags(const QModelIndex& index) const override {
        return index.isValid() && !rows[static_cast<std::size_t>(index.row())].line ? Qt::ItemIsEnabled : QAbstractListModel::flags(index);
    }
    static QString bandText(const evaluate::ContextBand& band) {
        const QString range = tr("%1: %2 to %3").arg(toQt(band.name), fixed(band.strongest, 1), fixed(band.weakest, 1));
        return std::isnan(band.share) ? range : tr("%1 · %2 of all lines’ codes").arg(range, percent(100 * band.share));
    }
    ContextsPtr kept;
    std::vector<Row> rows;
    double maximum = 0;
    int digits = 1;
};

class ContextList::Painter : public QStyledItemDelegate {
public:
    Painter(Lines& lines, QObject* parent) : QStyledItemDelegate(parent), m_lines(lines) {}

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
        return {scaled(120), m_lines.rows[static_cast<std::size_t>(index.row())].line ? scaled(30) : scaled(24)};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyleOptionViewItem filled = option;
        initStyleOption(&filled, index);
        const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
        style->drawPrimitive(QStyle::PE_PanelItemViewItem, &filled, painter, option.widget);
        const auto& row = m_lines.rows[static_cast<std::size_t>(index.row())];
        painter->save();
        painter->setClipRect(option.rect);
        if (row.line)
            paintLine(*painter, option.rect, *row.line, option.state & QStyle::State_Selected);
        else
            paintBand(*painter, option.rect, *row.band);
        painter->setPen(colour(Role::Hairline));
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
        painter->restore();
    }

private:
    void paintBand(QPainter& painter, const QRect& area, const evaluate::ContextBand& band) const {
        painter.fillRect(area, colour(Role::Stripe));
        painter.setFont(smallFont());
        painter.setPen(colour(Role::Secondary));
        painter.drawText(area.adjusted(scaled(8), 0, 0, 0), Qt::AlignVCenter, Lines::bandText(band));
    }
    void paintLine(QPainter& painter, const QRect& area, const evaluate::ContextLine& line, bool selected) const {
        if (selected)
            painter.fillRect(QRect(area.left(), area.top(), scaled(3), area.height()), colour(Role::Accent));
        const int numbers = scaled(34), half = area.height() / 2;
        painter.setFont(tinyFont());
        painter.setPen(colour(Role::TextA));
        painter.drawText(QRect(area.left(), area.top() + 1, numbers, half), Qt::AlignRight | Qt::AlignVCenter, fixed(line.a, m_lines.digits));
        painter.setPen(colour(Role::TextB));
        painter.drawText(QRect(area.left(), area.top() + half - 1, numbers, half), Qt::AlignRight | Qt::AlignVCenter, fixed(line.b, m_lines.digits));
        const ContextWords words = wordsOf(line);
        const QRect text = area.adjusted(numbers + scaled(8), 0, -scaled(6), 0);
        QFont bold = painter.font();
        bold = QApplication::font();
        bold.setBold(true);
        const QFont plain = QApplication::font();
        const int blank = QFontMetrics(plain).horizontalAdvance(' ') + 1;
        // The node stands a little left of the middle, as what follows a modal verb says more than what stands before it.
        int nodeWidth = 0;
        for (const StripWord& word : words.node)
            nodeWidth += QFontMetrics(bold).horizontalAdvance(word.word) + blank;
        int x = text.left() + static_cast<int>(.42 * text.width()) - std::min(nodeWidth, text.width() / 3) / 2;
        // Marks that touch the node stay at it: "sorry," has no blank before the comma.
        const auto isBlank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
        int left = x + (line.left.empty() || isBlank(line.left.back()) ? 0 : blank - 1);
        for (auto word = words.left.rbegin(); word != words.left.rend() && left > text.left() - text.width() / 3; ++word) {
            const int width = QFontMetrics(plain).horizontalAdvance(word->word);
            left -= width + blank;
            QRect clip = text;
            clip.setRight(x - 1);
            painter.save();
            painter.setClipRect(clip);
            paintWord(painter, area, left, width, *word, plain);
            painter.restore();
        }
        painter.setClipRect(text);
        for (const StripWord& word : words.node)
            x += paintWord(painter, area, x, QFontMetrics(bold).horizontalAdvance(word.word), word, bold) + blank;
        if (!line.right.empty() && !isBlank(line.right.front()))
            x -= blank - 1;
        for (const StripWord& word : words.right) {
            if (x > text.right())
                break;
            x += paintWord(painter, area, x, QFontMetrics(plain).horizontalAdvance(word.word), word, plain) + blank;
        }
    }
    int paintWord(QPainter& painter, const QRect& area, int x, int width, const StripWord& word, const QFont& font) const {
        StripStyle style;
        style.lane = scaled(4.5);
        style.theme = theme();
        const int strip = static_cast<int>(std::ceil(stripHeight(style)));
        painter.setFont(font);
        painter.setPen(colour(Role::Text));
        painter.drawText(QRect(x, area.top(), width + scaled(4), area.height() - strip - 1), Qt::AlignLeft | Qt::AlignVCenter, word.word);
        paintStrip(painter, QRectF(x, area.bottom() - strip - 1, width, strip), word, m_lines.maximum, style);
        return width;
    }
    Lines& m_lines;
};

ContextList::ContextList(QWidget* parent) : QListView(parent), m_lines(new Lines(this)) {
    setAccessibleName(tr("Contexts of the feature"));
    setModel(m_lines);
    setItemDelegate(new Painter(*m_lines, this));
    setUniformItemSizes(false);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    connect(this, &QListView::doubleClicked, this, &ContextList::choose);
}

void ContextList::setContexts(ContextsPtr contexts, double maximum, int digits) {
    m_lines->set(std::move(contexts), maximum, digits);
}

const evaluate::ContextLine* ContextList::line(const QModelIndex& index) const {
    return index.isValid() ? m_lines->rows[static_cast<std::size_t>(index.row())].line : nullptr;
}

void ContextList::choose(const QModelIndex& index) {
    if (const auto* chosen = line(index))
        Q_EMIT lineChosen(chosen->position, chosen->token);
}

void ContextList::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QListView::currentChanged(current, previous);
    if (const auto* now = line(current))
        Q_EMIT lineSelected(now->position, now->token);
}

void ContextList::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        choose(currentIndex());
    else
        QListView::keyPressEvent(event);
}

void ContextList::contextMenuEvent(QContextMenuEvent* event) {
    const auto* clicked = line(indexAt(event->pos()));
    if (!clicked)
        return;
    const QString text = toQt(clicked->document.text);
    QMenu menu(this);
    connect(menu.addAction(tr("Use as anchor example")), &QAction::triggered, this, [this, text] { Q_EMIT anchorAsked(text); });
    connect(menu.addAction(tr("Copy the text")), &QAction::triggered, this, [text] { QGuiApplication::clipboard()->setText(text); });
    menu.exec(event->globalPos());
}

} // namespace crosseed::views
