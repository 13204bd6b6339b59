#include "views/models/models_view.h"
#include "views/models/grid_panel.h"
#include "views/models/model_table.h"
#include "views/models/new_model_panel.h"
#include "views/models/paint.h"
#include "views/models/pairs_panel.h"
#include "views/models/texts.h"
#include "views/shared/data_table.h"
#include "views/shared/icons.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>
#include <cmath>

namespace crosseed::views {

namespace {
constexpr quint32 stateVersion = 1;
}

ModelsView::ModelsView(QWidget* parent) : QWidget(parent), m_model(new ModelTable(this)) {
    m_models = new Panel(tr("Models"), this);
    m_models->setTopic(QStringLiteral("accuracy"));
    m_table = new DataTable(tr("Models"), m_models);
    m_table->setData(m_model);
    m_table->setItemDelegate(new ModelDelegate(m_table));
    const int widths[] = {84, 100, 70, 76, 54, 62};
    for (int column = 0; column < ModelTable::ColumnCount; ++column)
        m_table->setColumnWidth(column, scaled(widths[column]));
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(ModelTable::Base, QHeaderView::Stretch);
    m_models->setContent(m_table);
    m_models->setTableSource([this] {
        return TableSource{QStringLiteral("models"), tr("Models with accuracy and macro-F1 on the validation texts."), m_table->shownTable(), {}};
    });
    auto* columns = new QToolButton(m_models);
    columns->setIcon(icon("columns"));
    columns->setIconSize({scaled(16), scaled(16)});
    columns->setFixedSize(scaled(24), scaled(22));
    columns->setAccessibleName(tr("Choose columns"));
    columns->setToolTip(tr("Choose columns"));
    m_models->addHeaderWidget(columns);
    connect(columns, &QToolButton::clicked, this, [this, columns] {
        m_table->columnMenu()->popup(columns->mapToGlobal(columns->rect().bottomLeft()));
    });

    m_newModel = new NewModelPanel(this);
    m_pairs = new PairsPanel(this);
    m_card = new PairCardPanel(this);
    m_grid = new GridPanel(this);
    const auto splitter = [this](Qt::Orientation way, QWidget* first, QWidget* second) {
        auto* made = new QSplitter(way, this);
        made->setChildrenCollapsible(false);
        made->addWidget(first);
        made->addWidget(second);
        return made;
    };
    m_left = splitter(Qt::Vertical, m_models, m_newModel);
    m_middle = splitter(Qt::Vertical, m_pairs, m_card);
    m_all = splitter(Qt::Horizontal, m_left, m_middle);
    m_all->addWidget(m_grid);
    m_left->setSizes({360, 400});
    m_middle->setSizes({200, 560});
    m_all->setSizes({440, 410, 480});
    m_all->setStretchFactor(0, 44);
    m_all->setStretchFactor(1, 41);
    m_all->setStretchFactor(2, 48);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(scaled(6), scaled(6), scaled(6), scaled(6));
    layout->addWidget(m_all);

    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ModelsView::followSelection);
    connect(m_models, &Panel::emptyAsked, this, [this] { m_newModel->setFocus(); });
    connect(m_pairs, &PairsPanel::pairAsked, this, [this] {
        if (m_chosen.size() == 2)
            Q_EMIT pairAsked(m_chosen[0], m_chosen[1]);
    });
    setFocusProxy(m_table);
    setModels({});
}

void ModelsView::setModels(std::shared_ptr<const ModelList> models) {
    const std::vector<ModelId> chosen = m_chosen;
    const bool any = models && !models->models.empty();
    const auto finished = any ? std::ranges::count_if(models->models, [](const ModelEntry& entry) { return entry.id.value > 0; }) : 0;
    QString remark = count(finished) + tr(" · validation split");
    if (any && std::isfinite(models->largestClass))
        remark += tr(" · largest class alone %1").arg(accuracyText(models->largestClass));
    m_models->setRemark(remark);
    m_filling = true;
    m_model->setModels(std::move(models));
    m_filling = false;
    chooseModels(chosen);
    if (any)
        m_models->showContent();
    else
        m_models->showEmpty(tr("No models. Fine-tune two or take finished ones from a folder."));
}

void ModelsView::chooseModels(const std::vector<ModelId>& models) {
    QItemSelection selection;
    std::vector<ModelId> there;
    for (const ModelId id : models)
        if (const int row = m_model->rowOf(id); row >= 0) {
            const QModelIndex index = m_table->proxy()->mapFromSource(m_model->index(row, 0));
            selection.select(index, index.siblingAtColumn(ModelTable::ColumnCount - 1));
            there.push_back(id);
        }
    m_filling = true;
    m_table->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    m_filling = false;
    m_chosen = there;
    showChoice();
}

// A is the one that was selected before B, whatever their rows.
void ModelsView::followSelection() {
    if (m_filling)
        return;
    std::vector<ModelId> selected;
    for (const int row : m_table->selectedSourceRows())
        if (const ModelEntry* entry = m_model->entry(row); entry && entry->id.value > 0)
            selected.push_back(entry->id);
    std::erase_if(m_chosen, [&](ModelId id) { return std::ranges::find(selected, id) == selected.end(); });
    for (const ModelId id : selected)
        if (std::ranges::find(m_chosen, id) == m_chosen.end())
            m_chosen.push_back(id);
    showChoice();
}

void ModelsView::showChoice() {
    const bool two = m_chosen.size() == 2;
    m_model->setChosen(m_chosen.empty() || m_chosen.size() > 2 ? ModelId{} : m_chosen[0], two ? m_chosen[1] : ModelId{});
    QString names;
    if (two)
        names = m_model->entry(m_model->rowOf(m_chosen[0]))->name + " · " + m_model->entry(m_model->rowOf(m_chosen[1]))->name;
    m_pairs->setOffer(names, m_readOnly);
    Q_EMIT choiceChanged();
}

void ModelsView::setReadOnly(const QString& why) {
    m_readOnly = why;
    m_newModel->setBlocked(why);
    m_grid->setBlocked(why);
    showChoice();
}

QByteArray ModelsView::saveState() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << stateVersion << m_all->saveState() << m_left->saveState() << m_middle->saveState() << m_table->saveColumns()
        << m_pairs->table()->saveColumns();
    return state;
}

void ModelsView::restoreState(const QByteArray& state) {
    QDataStream in(state);
    quint32 version = 0;
    QByteArray all, left, middle, models, pairs;
    in >> version >> all >> left >> middle >> models >> pairs;
    if (in.status() != QDataStream::Ok || version != stateVersion)
        return;
    m_all->restoreState(all);
    m_left->restoreState(left);
    m_middle->restoreState(middle);
    m_table->restoreColumns(models);
    m_pairs->table()->restoreColumns(pairs);
}

} // namespace crosseed::views
