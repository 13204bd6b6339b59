#include "views/models/pairs_panel.h"
#include "views/models/pair_card.h"
#include "views/models/pair_table.h"
#include "views/shared/data_table.h"
#include "views/shared/icons.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

PairsPanel::PairsPanel(QWidget* parent) : Panel(tr("Pairs"), parent), m_model(new PairTable(this)) {
    m_pair = new QPushButton(tr("Pair the two selected models"), this);
    m_pair->setProperty("kind", "compact");
    m_pair->setFont(smallFont());
    m_pair->setIcon(icon("add"));
    m_pair->setIconSize({scaled(16), scaled(16)});
    addHeaderWidget(m_pair);
    connect(m_pair, &QPushButton::clicked, this, &PairsPanel::pairAsked);
    m_table = new DataTable(tr("Pairs"), this);
    m_table->setData(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->horizontalHeader()->setStretchLastSection(true);
    const int widths[] = {112, 62, 62, 58, 90};
    for (int column = 0; column < PairTable::ColumnCount; ++column)
        m_table->setColumnWidth(column, scaled(widths[column]));
    setContent(m_table);
    setTableSource([this] {
        return TableSource{QStringLiteral("pairs"), tr("Pairs of models and their accuracies on the validation texts."), m_table->shownTable(), {}};
    });
    connect(m_table, &DataTable::currentRowChanged, this, [this](int row) {
        const PairEntry* entry = m_model->entry(row);
        if (entry && !m_filling)
            Q_EMIT pairSelected(entry->id);
    });
    setOffer({}, {});
}

void PairsPanel::setPairs(std::shared_ptr<const PairList> pairs) {
    const PairId chosen = selected();
    const auto number = pairs ? pairs->pairs.size() : 0;
    m_filling = true;
    m_model->setPairs(std::move(pairs));
    m_table->selectSourceRow(m_model->rowOf(chosen));
    m_filling = false;
    setRemark(count(static_cast<long long>(number)));
    if (number == 0)
        showEmpty(tr("No pairs. Select two models and pair them."));
    else
        showContent();
}

void PairsPanel::select(PairId pair) {
    m_table->selectSourceRow(m_model->rowOf(pair));
}

PairId PairsPanel::selected() const {
    const PairEntry* entry = m_model->entry(m_table->sourceRow(m_table->currentIndex()));
    return entry ? entry->id : PairId{};
}

void PairsPanel::setOffer(const QString& names, const QString& whyNot) {
    m_pair->setEnabled(whyNot.isEmpty() && !names.isEmpty());
    m_pair->setToolTip(!whyNot.isEmpty()  ? whyNot
                       : names.isEmpty() ? tr("Select two models in the table at the left: the first one is A, the second B")
                                         : tr("Make a pair of %1").arg(names));
}

PairCardPanel::PairCardPanel(QWidget* parent) : Panel(tr("Pair card"), parent), m_card(new PairCardView(this)) {
    m_measure = new QPushButton(tr("Measure"), this);
    m_measure->setProperty("kind", "compact");
    m_measure->setFont(smallFont());
    m_measure->setToolTip(tr("Run both models on the validation texts and time a few batches on this computer"));
    addHeaderWidget(m_measure);
    connect(m_measure, &QPushButton::clicked, this, &PairCardPanel::measureAsked);
    setContent(m_card);
    setTableSource([this] { return m_card->table(); });
    setCard({});
}

void PairCardPanel::setMeasuring(bool measuring) {
    m_measuring = measuring;
    m_measure->setVisible(m_card->card() && !measuring);
    if (!measuring)
        showIdle();
}

void PairCardPanel::setCard(std::shared_ptr<const PairCard> card) {
    m_card->setCard(card);
    m_measure->setVisible(card && !m_measuring);
    if (!card) {
        setRemark({});
        clearNotice();
        showEmpty(tr("Select a pair to see whether its models fit together and what work on it will take."));
        return;
    }
    setRemark(card->title);
    m_measure->setText(card->measured ? tr("Measure again") : tr("Measure"));
    if (card->banner.isEmpty())
        clearNotice();
    else
        showError(card->banner);
    showContent();
}

} // namespace crosseed::views
