#include "views/models/grid_panel.h"
#include "views/models/cost_table.h"
#include "views/models/grid_view.h"
#include "views/models/queue_clock.h"
#include "views/models/texts.h"
#include "views/shared/data_table.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {

QLabel* greyLabel(QWidget* parent, const QString& text = {}) {
    auto* label = new QLabel(text, parent);
    label->setProperty("kind", "secondary");
    label->setFont(smallFont());
    return label;
}

QHBoxLayout* inset(QWidget* widget, double above) {
    auto* line = new QHBoxLayout;
    line->setContentsMargins(scaled(10), scaled(above), scaled(10), scaled(above));
    line->addWidget(widget);
    return line;
}

QFrame* lineIn(QWidget* parent) {
    auto* line = new QFrame(parent);
    line->setProperty("kind", "line");
    line->setFixedHeight(1);
    return line;
}

} // namespace

GridPanel::GridPanel(QWidget* parent) : Panel(tr("Pairs × conditions"), parent) {
    setRemark(tr("click a cell, a pair or a heading"));
    setTopic(QStringLiteral("conditions"));
    auto* comparison = new QPushButton(tr("Finished ones"), this);
    comparison->setProperty("kind", "link");
    comparison->setFont(smallFont());
    comparison->setToolTip(tr("Go to Comparison: the table of the conditions that are finished"));
    addHeaderWidget(comparison);
    connect(comparison, &QPushButton::clicked, this, &GridPanel::comparisonAsked);

    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(optionFields());
    m_grid = new GridView(page);
    m_grid->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    layout->addWidget(lineIn(page));
    layout->addWidget(m_grid);
    layout->addWidget(lineIn(page));
    auto* note = greyLabel(page, tr("“free” reuses SAEs that are trained once for each model. Both ways of evaluating, per token and "
                                    "mean-pooled, come from the same run."));
    note->setWordWrap(true);
    layout->addLayout(inset(note, 6));
    layout->addWidget(costPart(), 1);
    layout->addWidget(lineIn(page));
    layout->addWidget(foot());
    setContent(page);
    setTableSource([this] { return costSource(); });

    connect(m_grid->table(), &GridTable::choiceChanged, this, &GridPanel::choiceChanged);
    showCost();
}

QWidget* GridPanel::optionFields() {
    auto* box = new QWidget(this);
    auto* rows = new QVBoxLayout(box);
    rows->setContentsMargins(scaled(10), scaled(6), scaled(10), scaled(6));
    rows->setSpacing(scaled(4));
    QHBoxLayout* lines[] = {new QHBoxLayout, new QHBoxLayout};
    for (QHBoxLayout* line : lines) {
        line->setSpacing(scaled(5));
        rows->addLayout(line);
    }
    const auto place = [&](QWidget* field, const QString& name, const QString& help, int row, int stretch) {
        auto* label = greyLabel(box, name);
        label->setBuddy(field);
        field->setAccessibleName(name);
        field->setToolTip(help);
        field->setMinimumWidth(scaled(46));
        lines[row]->addWidget(label);
        lines[row]->addWidget(field, stretch);
    };
    const auto spin = [&](int least, int most, int step) {
        auto* made = new QSpinBox(box);
        made->setRange(least, most);
        made->setSingleStep(step);
        made->setKeyboardTracking(false);
        made->setButtonSymbols(QAbstractSpinBox::NoButtons);
        connect(made, &QSpinBox::valueChanged, this, &GridPanel::askOptions);
        return made;
    };
    const auto combo = [&] {
        auto* made = new QComboBox(box);
        made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        made->setMinimumContentsLength(4);
        connect(made, &QComboBox::activated, this, &GridPanel::askOptions);
        return made;
    };
    m_preset = combo();
    m_preset->addItem(tr("Recommended"), "recommended");
    m_preset->addItem(tr("As the paper"), "paper");
    m_layer = combo();
    m_k = spin(1, 4096, 8);
    m_cross = new QDoubleSpinBox(box);
    m_cross->setRange(0.01, 1000);
    m_cross->setDecimals(2);
    m_cross->setSingleStep(0.25);
    m_cross->setKeyboardTracking(false);
    m_cross->setButtonSymbols(QAbstractSpinBox::NoButtons);
    connect(m_cross, &QDoubleSpinBox::valueChanged, this, &GridPanel::askOptions);
    m_auxiliary = combo();
    m_auxiliary->addItem(tr("on"), true);
    m_auxiliary->addItem(tr("off"), false);
    m_dictionary = spin(2, 1 << 20, 256);
    m_texts = spin(0, 1'000'000, 100);
    m_texts->setSpecialValueText(tr("all"));
    place(m_preset, tr("Preset"), tr("Recommended: rate 1e-3, the normalisation is undone on the reconstruction, features are matched on train "
                                     "texts. As the paper: rate 5e-5, it is not undone, matched on the evaluated texts."), 0, 4);
    place(m_layer, tr("Layer"), tr("Whose output the SAEs read, counted from 0 and as people count"), 0, 4);
    place(m_texts, tr("Align on"), tr("Train texts that the rotation is fitted on (Table A1: 500)"), 0, 2);
    place(m_k, tr("K"), tr("Features that fire on a token (Table A1: 32)"), 1, 2);
    place(m_dictionary, tr("F"), tr("Features of the dictionary (Table A1: 6144)"), 1, 3);
    place(m_cross, tr("λ cross"), tr("Weight of the term that draws both models’ codes together (Eq. 6); only Joint, full has it"), 1, 2);
    place(m_auxiliary, tr("Dead-feature term"), tr("The auxiliary loss that revives features which have fallen silent (Eq. 7)"), 1, 2);
    return box;
}

QWidget* GridPanel::costPart() {
    auto* box = new QWidget(this);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* head = new QFrame(box);
    head->setObjectName("panelHeader");
    head->setFixedHeight(scaled(26));
    auto* line = new QHBoxLayout(head);
    line->setContentsMargins(scaled(10), 0, scaled(10), 0);
    auto* title = new QLabel(tr("What this adds to the queue"), head);
    title->setFont(titleFont());
    m_costRemark = greyLabel(head, tr("nothing already done is repeated"));
    line->addWidget(title);
    line->addStretch();
    line->addWidget(m_costRemark);
    layout->addWidget(head);

    m_costParts = new QWidget(box);
    auto* parts = new QVBoxLayout(m_costParts);
    parts->setContentsMargins(0, 0, 0, 0);
    parts->setSpacing(0);
    m_costs = new CostTable(this);
    m_table = new DataTable(tr("What is added to the queue"), m_costParts);
    m_table->setData(m_costs);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(CostTable::What, QHeaderView::Stretch);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    parts->addWidget(m_table);
    m_clock = new QueueClock(m_costParts);
    auto* clockLine = new QHBoxLayout;
    clockLine->setContentsMargins(scaled(10), scaled(4), scaled(10), 0);
    clockLine->addWidget(m_clock);
    parts->addLayout(clockLine);
    m_source = greyLabel(m_costParts);
    m_source->setWordWrap(true);
    parts->addLayout(inset(m_source, 3));
    m_pairFirst = new QRadioButton(tr("finish one pair before the next begins"), m_costParts);
    m_conditionFirst = new QRadioButton(tr("finish one condition over all pairs first"), m_costParts);
    m_pairFirst->setChecked(true);
    connect(m_pairFirst, &QRadioButton::toggled, this, &GridPanel::choiceChanged);
    auto* order = new QGridLayout;
    order->setContentsMargins(scaled(10), 0, scaled(10), scaled(4));
    order->addWidget(m_pairFirst, 0, 0);
    order->addWidget(m_firstPair = greyLabel(m_costParts), 0, 1, Qt::AlignRight);
    order->addWidget(m_conditionFirst, 1, 0);
    order->addWidget(m_firstCondition = greyLabel(m_costParts), 1, 1, Qt::AlignRight);
    parts->addLayout(order);
    layout->addWidget(m_costParts);
    layout->addStretch();
    return box;
}

QWidget* GridPanel::foot() {
    auto* box = new QWidget(this);
    auto* line = new QHBoxLayout(box);
    line->setContentsMargins(scaled(10), scaled(6), scaled(10), scaled(6));
    m_summary = greyLabel(box);
    m_summary->setWordWrap(true);
    m_recipe = new QPushButton(tr("Save as recipe…"), box);
    m_recipe->setToolTip(tr("A file that repeats the selected pair’s joint SAE with these settings: crosseed run FILE"));
    m_add = new QPushButton(box);
    m_add->setProperty("kind", "main");
    line->addWidget(m_summary, 1);
    line->addWidget(m_recipe);
    line->addWidget(m_add);
    connect(m_recipe, &QPushButton::clicked, this, &GridPanel::recipeAsked);
    connect(m_add, &QPushButton::clicked, this, [this] { Q_EMIT addAsked(choice(), order()); });
    return box;
}

void GridPanel::setGrid(std::shared_ptr<const ConditionGrid> grid) {
    m_filling = true;
    m_shown = std::move(grid);
    const GridOptions options = m_shown ? m_shown->options : GridOptions{};
    const std::int64_t layers = m_shown ? m_shown->layers : 0;
    m_layer->clear();
    for (std::int64_t layer = 0; layer < layers - 1; ++layer)
        m_layer->addItem(layerText(layer, layers), static_cast<qlonglong>(layer));
    m_layer->setCurrentIndex(m_layer->findData(static_cast<qlonglong>(options.layer < 0 ? layers - 2 : options.layer)));
    m_preset->setCurrentIndex(m_preset->findData(toQt(options.preset)));
    m_k->setValue(static_cast<int>(options.k));
    m_dictionary->setValue(static_cast<int>(options.dictionary));
    m_cross->setValue(options.lambdaCross);
    m_auxiliary->setCurrentIndex(options.auxiliary ? 0 : 1);
    m_texts->setValue(static_cast<int>(options.alignmentTexts));
    m_filling = false;
    m_grid->setGrid(m_shown);
}

GridOptions GridPanel::options() const {
    GridOptions options;
    options.preset = toStd(m_preset->currentData().toString());
    options.k = m_k->value();
    options.dictionary = m_dictionary->value();
    options.layer = m_layer->currentIndex() < 0 ? -1 : m_layer->currentData().toLongLong();
    options.lambdaCross = m_cross->value();
    options.auxiliary = m_auxiliary->currentData().toBool();
    options.alignmentTexts = m_texts->value();
    return options;
}

CellChoice GridPanel::choice() const {
    return m_grid->table()->choice();
}

QueueOrder GridPanel::order() const {
    return m_pairFirst->isChecked() ? QueueOrder::PairFirst : QueueOrder::ConditionFirst;
}

void GridPanel::askOptions() {
    if (!m_filling)
        Q_EMIT optionsChanged(options());
}

void GridPanel::setBlocked(const QString& why) {
    m_blocked = why;
    showCost();
}

void GridPanel::setCost(std::shared_ptr<const QueueCost> cost, const QDateTime& now) {
    m_cost = std::move(cost);
    m_now = now;
    showCost();
}

void GridPanel::showCost() {
    const bool any = m_cost && m_cost->cells > 0;
    m_costs->setCost(any ? m_cost : nullptr);
    m_costParts->setVisible(any);
    m_costRemark->setText(any ? tr("nothing already done is repeated") : tr("choose cells in the grid above"));
    const auto runs = any ? m_cost->total.runs : 0;
    m_add->setEnabled(any && m_blocked.isEmpty());
    m_add->setText(!any ? tr("Add to the queue") : runs > 0 ? tr("Add %1").arg(counted(runs, tr("run"), tr("runs")))
                                                            : tr("Add %1").arg(counted(m_cost->cells, tr("cell"), tr("cells"))));
    m_summary->setText(!m_blocked.isEmpty() ? m_blocked : QString());
    if (!any)
        return;
    m_table->setFixedHeight(m_table->horizontalHeader()->height() + m_costs->rowCount() * m_table->verticalHeader()->defaultSectionSize() + 1);
    const bool timed = m_cost->total.high >= 0 && !m_cost->clock.empty();
    m_clock->setVisible(timed);
    m_clock->setCost(timed ? m_cost : nullptr, m_now);
    m_source->setText(m_cost->source);
    m_source->setVisible(!m_cost->source.isEmpty());
    m_firstPair->setText(m_cost->firstPair < 0 ? QString() : tr("first pair at %1").arg(aboutText(m_now, m_cost->firstPair)));
    m_firstCondition->setText(m_cost->firstCondition < 0 ? QString() : tr("first one at %1").arg(aboutText(m_now, m_cost->firstCondition)));
    if (m_blocked.isEmpty()) {
        QString text = tr("%1 in the queue").arg(counted(m_cost->entries, tr("new entry"), tr("new entries")));
        if (m_cost->before > 0)
            text += tr(" after the %1 in it").arg(m_cost->before);
        if (m_cost->free >= 0)
            text += tr("\ndisk: %1 free").arg(diskText(m_cost->free));
        m_summary->setText(text);
    }
}

TableSource GridPanel::costSource() const {
    TableSource source;
    source.name = QStringLiteral("conditions-grid");
    source.caption = tr("State of each condition of each pair.");
    const GridTable* table = m_grid->table();
    for (int column = 0; column < table->columnCount(); ++column) {
        const QVariant exact = table->headerData(column, Qt::Horizontal, ExactRole);
        source.table.columns.push_back({toStd(exact.isValid() ? exact.toString() : tr("Pair")), false});
    }
    for (int row = 0; row < table->rowCount(); ++row) {
        std::vector<text::Cell> cells;
        for (int column = 0; column < table->columnCount(); ++column)
            cells.emplace_back(toStd(table->index(row, column).data().toString()));
        source.table.rows.push_back(std::move(cells));
    }
    return source;
}

} // namespace crosseed::views
