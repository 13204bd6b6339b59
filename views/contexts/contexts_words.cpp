// What the contexts view says about what it shows, and gives away: counts, facts, table, figure, remembered state.
#include "views/contexts/concordance_export.h"
#include "views/contexts/concordance_table.h"
#include "views/contexts/contexts_view.h"
#include "views/shared/words.h"
#include <QDataStream>
#include <QIODevice>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>

namespace crosseed::views {

using evaluate::ContextOrder;

QString ContextsView::featureName() const {
    return featureText(m_feature);
}

double ContextsView::maximum() const {
    return m_model.concordance() ? m_model.concordance()->maximum : 0;
}

void ContextsView::showCounts() {
    m_lines->setTitle(m_feature < 0 ? tr("Contexts") : tr("Contexts of %1").arg(featureName()));
    const auto& found = m_model.concordance();
    m_more->setVisible(m_stopped && !m_model.missingTexts(1).empty());
    if (!found) {
        m_lines->setRemark({});
        if (m_feature < 0)
            m_lines->showEmpty(m_result ? tr("Choose a feature to read where it fires") : tr("There is no result yet; evaluate a run first"),
                               m_result ? tr("Show the strongest feature") : QString());
        else
            m_lines->showContent();
        Q_EMIT statusChanged();
        return;
    }
    const std::int64_t shown = m_model.shownTexts(), silent = m_model.shownLookAlikes();
    QStringList remark{tr("showing %1 of %2").arg(count(shown), count(found->lines))};
    if (!m_label.isEmpty()) remark.prepend(m_label);
    if (silent > 0) remark << counted(silent, tr("look-alike"));
    if (m_model.foldedSentences() > 0) remark << tr("%1 folded").arg(counted(m_model.foldedSentences(), tr("repeated sentence")));
    m_lines->setRemark(remark.join(" · "));
    if (m_waiting)
        m_lines->showBusy(tr("%1 of %2 shown").arg(count(shown), count(found->lines)));
    else
        m_lines->showIdle();
    const bool filtered = options().label.has_value();
    if (found->lines == 0 && silent == 0 && !m_waiting)
        m_lines->showEmpty(filtered ? tr("%1 fires in no shown class").arg(featureName())
                                    : tr("%1 fires on no counted token of these texts").arg(featureName()),
                           filtered ? tr("Show any class") : QString());
    else if (m_model.groups().empty())
        m_lines->showEmpty(tr("Choose a group of lines at the left"));
    else
        m_lines->showContent();
    Q_EMIT statusChanged();
}

void ContextsView::showSortChips() {
    const auto& keys = m_model.shape().keys;
    m_strongest->setChecked(keys == std::vector{ContextOrder::Activation});
    m_words->setChecked(keys == std::vector{ContextOrder::Right1, ContextOrder::Left1, ContextOrder::Activation});
    m_disagree->setChecked(keys == std::vector{ContextOrder::Difference});
}

std::vector<DocumentFact> ContextsView::factsOf(const evaluate::CodedText& text) const {
    std::vector<DocumentFact> facts;
    if (const QString name = m_model.className(text.document.label); !name.isEmpty())
        facts.push_back({tr("class"), name});
    facts.push_back({tr("split"), toQt(text::splitName(text.document.split))});
    if (m_result)
        for (std::size_t i = 0; i < m_result->extraColumns.size() && i < text.document.extra.size(); ++i)
            facts.push_back({toQt(m_result->extraColumns[i]), toQt(text.document.extra[i])});
    return facts;
}

TableSource ContextsView::tableSource() const {
    const std::vector<int> selected = m_table->selectedLines();
    TableSource source;
    source.name = "contexts-" + featureName();
    source.caption = tr("Contexts of %1, %2 words on each side").arg(featureName()).arg(m_model.shape().words);
    source.table = concordanceTable(m_model, selected.size() > 1 ? selected : allRows(m_model),
                                    m_result ? m_result->extraColumns : std::vector<std::string>());
    if (m_result) source.of.push_back({store::Kind::Evaluation, m_result->evaluation.id.value});
    return source;
}

Figure ContextsView::figure() const {
    return concordanceFigure(m_model, m_table->visibleRows(), "contexts-" + featureName(),
                             tr("Contexts of %1: codes of A above, of B below each word").arg(featureName()), tableSource());
}

QString ContextsView::statusText() const {
    const auto& found = m_model.concordance();
    if (!found) return {};
    QString text = tr("<b>%1</b> of %2 · <b>%3</b> shown")
                       .arg(counted(found->lines, tr("context")), featureName(), count(m_model.shownTexts()));
    const std::vector<int> selected = m_table->selectedLines();
    if (selected.empty()) return text;
    text += tr(" · <b>%1</b> selected").arg(count(std::ssize(selected)));
    const evaluate::CodedText* coded = m_model.text(selected.front());
    if (selected.size() == 1 && coded)
        text += tr(" (line %1, %2)").arg(m_model.number(selected.front())).arg(toQt(coded->document.id).toHtmlEscaped());
    return text;
}

void ContextsView::chooseStep(int by) {
    for (int row = m_table->currentIndex().row() + by; row >= 0 && row < m_model.rowCount(); row += by)
        if (m_model.line(row)) return m_table->chooseRow(row);
}

void ContextsView::focusSearch() {
    m_search->setFocus();
    m_search->selectAll();
}

QByteArray ContextsView::saveState() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << m_across->saveState() << m_down->saveState() << m_choices->saveState() << m_table->hiddenColumns();
    return state;
}

void ContextsView::restoreState(const QByteArray& state) {
    QDataStream in(state);
    QByteArray across, down, choices;
    QList<int> hidden;
    in >> across >> down >> choices >> hidden;
    if (in.status() != QDataStream::Ok) return;
    m_across->restoreState(across);
    m_down->restoreState(down);
    m_choices->restoreState(choices);
    m_table->hideColumns(hidden);
}

} // namespace crosseed::views
