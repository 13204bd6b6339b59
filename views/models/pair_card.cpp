#include "views/models/pair_card.h"
#include "views/models/accuracy_strip.h"
#include "views/models/paint.h"
#include "views/models/texts.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>
#include <cmath>

namespace crosseed::views {

namespace {

QLabel* textLabel(const QString& text, QWidget* parent, const QColor& ink, const QFont& font = {}) {
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setFont(font);
    label->setStyleSheet("color: " + ink.name());
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setFocusPolicy(Qt::NoFocus);
    return label;
}

// "A  [0 impolite] [1 neutral]": the classes of one model in its order.
QLabel* chips(const QString& letter, const QStringList& classes, Role ink, QWidget* parent) {
    QString html = "<b style='color:" + colour(ink).name() + "'>" + letter + "</b>&nbsp;";
    for (int i = 0; i < classes.size(); ++i)
        html += " <span style='background:" + colour(Role::Window).name() + "'>&nbsp;" + QString::number(i) + "&nbsp;" +
                classes[i].toHtmlEscaped().replace(' ', "&nbsp;") + "&nbsp;</span>";
    auto* label = new QLabel(html, parent);
    label->setWordWrap(true);
    label->setFont(smallFont());
    return label;
}

QWidget* rowWidget(const CheckRow& row, const AccuracyPicture* picture, QWidget* parent) {
    auto* frame = new QWidget(parent);
    frame->setAccessibleName(row.name + ": " + verdictText(row.verdict));
    frame->setAccessibleDescription(row.finding + ". " + row.detail);
    auto* grid = new QGridLayout(frame);
    grid->setContentsMargins(scaled(10), scaled(6), scaled(10), scaled(6));
    grid->setHorizontalSpacing(scaled(8));
    grid->setVerticalSpacing(scaled(2));
    const QColor ink = verdictColour(row.verdict);
    auto* sign = new QLabel(frame);
    sign->setPixmap(tinted(verdictIconName(row.verdict), ink, scaled(16)));
    grid->addWidget(sign, 0, 0, Qt::AlignTop);
    auto* name = textLabel(row.name, frame, colour(Role::Text));
    name->setWordWrap(false);
    name->setMinimumWidth(QFontMetrics(QFont()).horizontalAdvance("Accuracy, clean"));
    grid->addWidget(name, 0, 1, Qt::AlignTop);
    auto* found = new QVBoxLayout;
    found->setSpacing(scaled(2));
    if (!row.classesA.isEmpty()) {
        found->addWidget(chips("A", row.classesA, Role::TextA, frame));
        found->addWidget(chips("B", row.classesB, Role::TextB, frame));
    }
    if (!row.finding.isEmpty())
        found->addWidget(textLabel(row.finding, frame, colour(Role::Text)));
    if (picture && std::isfinite(picture->a))
        found->addWidget(new AccuracyStrip(*picture, frame));
    if (!row.detail.isEmpty())
        found->addWidget(textLabel(row.detail, frame, colour(Role::Secondary), smallFont()));
    grid->addLayout(found, 0, 2);
    grid->setColumnStretch(2, 1);
    auto* word = textLabel(verdictText(row.verdict), frame, ink);
    word->setWordWrap(false);
    grid->addWidget(word, 0, 3, Qt::AlignTop | Qt::AlignRight);
    return frame;
}

} // namespace

PairCardView::PairCardView(QWidget* parent) : QScrollArea(parent) {
    setAccessibleName(tr("Checks of the pair"));
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus); // to scroll with the keys
}

void PairCardView::setCard(std::shared_ptr<const PairCard> card) {
    const int place = m_card && card && m_card->pair == card->pair ? verticalScrollBar()->value() : 0;
    m_card = std::move(card);
    build();
    QTimer::singleShot(0, this, [this, place] { verticalScrollBar()->setValue(place); });
}

TableSource PairCardView::table() const {
    TableSource source;
    source.name = QStringLiteral("pair-checks");
    source.table.columns = {{"check", false}, {"finding", false}, {"detail", false}, {"verdict", false}};
    if (!m_card)
        return source;
    source.caption = tr("Checks of the pair %1.").arg(m_card->title);
    for (const CheckRow& row : m_card->rows) {
        QString finding = row.finding;
        if (!row.classesA.isEmpty())
            finding = "A: " + row.classesA.join(", ") + "; B: " + row.classesB.join(", ") + (finding.isEmpty() ? "" : "; ") + finding;
        source.table.rows.push_back({toStd(row.name), toStd(finding), toStd(row.detail), toStd(verdictText(row.verdict))});
    }
    return source;
}

void PairCardView::build() {
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    if (m_card)
        for (const CheckRow& row : m_card->rows) {
            layout->addWidget(rowWidget(row, row.name == tr("Clean accuracy") ? &m_card->accuracy : nullptr, page));
            auto* line = new QFrame(page);
            line->setProperty("kind", "line");
            line->setFixedHeight(1);
            layout->addWidget(line);
        }
    layout->addStretch();
    setWidget(page); // deletes the one before
}

void PairCardView::changeEvent(QEvent* event) {
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        QTimer::singleShot(0, this, &PairCardView::build); // the labels have their colours in themselves
}

} // namespace crosseed::views
