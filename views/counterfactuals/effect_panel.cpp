#include "views/counterfactuals/effect_panel.h"
#include "views/counterfactuals/edit_words.h"
#include "views/counterfactuals/rank_plot.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

// A paragraph with a rule in the accent at its left.
class EffectPanel::Reason : public QFrame {
public:
    explicit Reason(QWidget* parent) : QFrame(parent), m_text(new QLabel(this)) {
        m_text->setWordWrap(true);
        m_text->setTextFormat(Qt::RichText);
        m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_text->setAccessibleName("Why the effect is what it is");
        auto* layout = new QVBoxLayout(this);
        layout->setContentsMargins(scaled(14), scaled(6), scaled(10), scaled(6));
        layout->addWidget(m_text);
    }
    QLabel* label() const { return m_text; }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.fillRect(rect(), colour(Role::Stripe));
        painter.fillRect(0, 0, scaled(4), height(), colour(Role::Accent));
    }

private:
    QLabel* m_text;
};

namespace {

class Padded : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyleOptionViewItem inner = option;
        inner.rect.adjust(scaled(6), 0, -scaled(4), 0);
        QStyledItemDelegate::paint(painter, inner, index);
        painter->fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1, colour(Role::Hairline));
    }
};

QTableWidgetItem* cell(const QString& text, bool right, bool bold = false) {
    auto* item = new QTableWidgetItem(text);
    item->setTextAlignment((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    item->setFlags(Qt::ItemIsEnabled);
    if (bold) {
        QFont font = item->font();
        font.setBold(true);
        item->setFont(font);
    }
    return item;
}

QString peakText(const evaluate::Peak& peak) {
    return (peak.token < 0 ? QString("none") : toQt(peak.word)) + "  " + activationText(peak.value);
}

text::Cell peakCell(const evaluate::Peak& peak) {
    return {toStd(peakText(peak)), text::exactText(peak.value)};
}

QString placeboText(const PlaceboRange& placebo, std::size_t member) {
    const evaluate::Interval& range = placebo.effects[member];
    return placebo.edits == 0 || std::isnan(range.low) ? QString("–") : signedPercent(range.low).chopped(2) + " … " + signedPercent(range.high);
}

QTableWidget* newTable(QWidget* parent) {
    auto* table = new QTableWidget(4, 3, parent);
    table->setAccessibleName("Peaks and effect in A and B");
    table->setHorizontalHeaderLabels({"", "A", "B"});
    for (const int member : {1, 2})
        table->horizontalHeaderItem(member)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    table->verticalHeader()->hide();
    table->setItemDelegate(new Padded(table));
    table->setShowGrid(false);
    table->setSelectionMode(QAbstractItemView::NoSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setTabKeyNavigation(false);
    table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    table->verticalHeader()->setMinimumSectionSize(scaled(16));
    table->verticalHeader()->setDefaultSectionSize(scaled(24));
    table->setFixedHeight(scaled(26) + 4 * scaled(24) + 2);
    return table;
}

} // namespace

EffectPanel::EffectPanel(QWidget* parent) : Panel("What the edit does", parent) {
    setTopic("effect");
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, scaled(4));
    layout->setSpacing(scaled(8));
    m_table = newTable(page);
    layout->addWidget(m_table);
    auto* inner = new QVBoxLayout;
    inner->setContentsMargins(scaled(10), 0, scaled(10), 0);
    layout->addLayout(inner, 1);
    m_reason = new Reason(page);
    inner->addWidget(m_reason);
    auto* head = new QHBoxLayout;
    auto* group = new QButtonGroup(this);
    for (const int member : {0, 1}) {
        auto* button = new QPushButton(member == 0 ? "A" : "B", page);
        button->setProperty("kind", "chip");
        button->setCheckable(true);
        button->setChecked(member == 0);
        button->setAccessibleName(QString("Values before Top-K in model %1").arg(button->text()));
        group->addButton(button, member);
        head->addWidget(button);
        m_members[member] = button;
    }
    m_where = new QLabel(page);
    m_where->setProperty("kind", "secondary");
    m_where->setTextFormat(Qt::PlainText);
    head->addWidget(m_where, 1);
    inner->addLayout(head);
    m_plot = new Plot("Values of all features before Top-K", page);
    m_plot->setMinimumHeight(scaled(110));
    inner->addWidget(m_plot, 1);
    setContent(page);
    connect(group, &QButtonGroup::idClicked, this, [this](int member) { showMember(static_cast<std::size_t>(member)); });
    setTableSource([this] { return table(); });
    setFigureSource([this] { return m_plot->figure("before-topk-" + m_feature, m_where->text()); });
    setAnswer(nullptr);
}

void EffectPanel::setFeature(const QString& feature) {
    m_feature = feature;
    setTitle(feature.isEmpty() ? QString("What the edit does") : "What the edit does to " + feature);
}

void EffectPanel::setPlacebo(const PlaceboRange& placebo) {
    m_placebo = placebo;
    if (m_answer)
        showAnswer();
}

void EffectPanel::setAnswer(EditAnswerPtr answer) {
    m_answer = std::move(answer);
    if (!m_answer || m_answer->isUnchanged()) {
        showEmpty("Type a change at the left.");
        return;
    }
    showContent();
    showAnswer();
    // The model in which there is something to explain.
    const auto silent = [&](std::size_t m) { return m_answer->effect().members[m].silence.has_value(); };
    const std::size_t member = !silent(0) && (silent(1) || !m_answer->effect().members[0].present) ? 1 : 0;
    m_members[member]->setChecked(true);
    showMember(member);
}

void EffectPanel::showAnswer() {
    const evaluate::FeatureEffect& effect = m_answer->effect();
    const QString rows[] = {"Peak before", "Peak after", "Effect",
                            m_placebo.edits > 0 ? "Placebo edits, " + count(m_placebo.edits) : QString("Placebo edits")};
    for (int row = 0; row < 4; ++row)
        m_table->setItem(row, 0, cell(rows[row], false, row == 2));
    for (const std::size_t m : {0u, 1u}) {
        const evaluate::MemberEffect& member = effect.members[m];
        const int column = static_cast<int>(m) + 1;
        m_table->horizontalHeaderItem(column)->setForeground(colour(m == 0 ? Role::TextA : Role::TextB));
        m_table->setItem(0, column, cell(member.present ? peakText(member.before) : QString("–"), true));
        m_table->setItem(1, column, cell(member.present ? peakText(member.after) : QString("–"), true));
        m_table->setItem(2, column, cell(signedPercent(member.effect), true, true));
        m_table->setItem(3, column, cell(placeboText(m_placebo, m), true));
        m_table->item(3, column)->setForeground(colour(Role::Secondary));
    }
    m_reason->label()->setText(reason());
}

void EffectPanel::showMember(std::size_t member) {
    if (!m_answer)
        return;
    const RankedToken& ranked = m_answer->ranked[member];
    m_where->setText(ranked.token < 0 ? QString("No partner of the feature here") : QString("Values at “%1”, before Top-K").arg(ranked.word));
    showRanks(*m_plot, m_answer, member);
}

QString EffectPanel::reason() const {
    return m_answer && !m_answer->isUnchanged() ? reasonHtml(*m_answer, m_placebo) : QString();
}

TableSource EffectPanel::table() const {
    TableSource source;
    source.name = "effect-" + m_feature;
    source.table.columns = {{"", false}, {"A"}, {"B"}};
    if (!m_answer)
        return source;
    source.caption = QString("Effect on %1 of the edit of “%2” to “%3”").arg(m_feature, toQt(m_answer->result.original->text), toQt(m_answer->result.edited->text));
    const auto& [a, b] = m_answer->effect().members;
    source.table.rows.push_back({"Peak before", peakCell(a.before), peakCell(b.before)});
    source.table.rows.push_back({"Peak after", peakCell(a.after), peakCell(b.after)});
    source.table.rows.push_back({"Effect", text::percentCell(100 * a.effect), text::percentCell(100 * b.effect)});
    for (const bool low : {true, false})
        if (m_placebo.edits > 0) {
            const auto end = [&](std::size_t m) { return text::percentCell(100 * (low ? m_placebo.effects[m].low : m_placebo.effects[m].high)); };
            source.table.rows.push_back({low ? "Placebo edits, from" : "Placebo edits, to", end(0), end(1)});
        }
    return source;
}

} // namespace crosseed::views
