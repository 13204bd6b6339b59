#include "views/models/new_model_panel.h"
#include "views/models/hub_form.h"
#include "views/models/texts.h"
#include "views/models/training_form.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

NewModelPanel::NewModelPanel(QWidget* parent) : Panel(tr("New model"), parent), m_ways(new QButtonGroup(this)) {
    const QString names[] = {tr("Fine-tune"), tr("Random weights"), tr("Folder"), tr("Hub")};
    const QString helps[] = {tr("Fine-tune a pretrained model of a folder on the corpus"),
                             tr("Train a small network on the corpus from random weights"),
                             tr("Take a finished classifier as it is"), tr("Download a pretrained model by its name")};
    for (int way = 0; way < 4; ++way) {
        auto* button = new QPushButton(names[way], this);
        button->setProperty("kind", "compact");
        button->setFont(smallFont());
        button->setCheckable(true);
        button->setToolTip(helps[way]);
        button->setAccessibleName(names[way]);
        m_ways->addButton(button, way);
        addHeaderWidget(button);
    }
    m_ways->button(0)->setChecked(true);

    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_forms = new QStackedWidget(page);
    m_forms->addWidget(m_fineTune = new TrainingForm(false, m_forms));
    m_forms->addWidget(m_random = new TrainingForm(true, m_forms));
    m_forms->addWidget(m_folder = new FolderForm(m_forms));
    m_forms->addWidget(m_hub = new HubForm(m_forms));
    auto* scroll = new QScrollArea(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_forms);
    layout->addWidget(scroll, 1);
    auto* line = new QFrame(page);
    line->setProperty("kind", "line");
    line->setFixedHeight(1);
    layout->addWidget(line);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(scaled(10), scaled(6), scaled(10), scaled(6));
    m_cost = new QLabel(page);
    m_cost->setProperty("kind", "secondary");
    m_cost->setFont(smallFont());
    m_cost->setWordWrap(true);
    m_confirm = new QPushButton(page);
    foot->addWidget(m_cost, 1);
    foot->addWidget(m_confirm);
    layout->addLayout(foot);
    setContent(page);

    connect(m_ways, &QButtonGroup::idToggled, this, [this](int way, bool on) {
        if (!on)
            return;
        showForm(way);
        refresh();
    });
    connect(m_fineTune, &TrainingForm::changed, this, &NewModelPanel::refresh);
    connect(m_random, &TrainingForm::changed, this, &NewModelPanel::refresh);
    connect(m_folder, &FolderForm::changed, this, &NewModelPanel::refresh);
    connect(m_hub, &HubForm::changed, this, &NewModelPanel::refresh);
    connect(m_fineTune, &TrainingForm::folderAsked, this, [this] { Q_EMIT folderAsked(NewModelWay::FineTune); });
    connect(m_folder, &FolderForm::folderAsked, this, [this] { Q_EMIT folderAsked(NewModelWay::Folder); });
    connect(m_confirm, &QPushButton::clicked, this, [this] {
        if (way() == NewModelWay::Hub)
            Q_EMIT downloadAsked(m_hub->request());
        else if (const auto asked = request())
            Q_EMIT startAsked(*asked);
    });
    showForm(0);
    refresh();
}

// The hidden forms take no room, so that a short one does not scroll.
void NewModelPanel::showForm(int way) {
    for (int form = 0; form < m_forms->count(); ++form)
        m_forms->widget(form)->setSizePolicy(form == way ? QSizePolicy::Preferred : QSizePolicy::Ignored,
                                             form == way ? QSizePolicy::Preferred : QSizePolicy::Ignored);
    m_forms->setCurrentIndex(way);
    m_forms->updateGeometry();
}

NewModelWay NewModelPanel::way() const {
    return static_cast<NewModelWay>(m_ways->checkedId());
}

void NewModelPanel::setWay(NewModelWay way) {
    m_ways->button(static_cast<int>(way))->setChecked(true);
}

void NewModelPanel::setPresets(const std::vector<TrainingPreset>& fineTune, const std::vector<TrainingPreset>& random) {
    m_fineTune->setPresets(fineTune);
    m_random->setPresets(random);
}

void NewModelPanel::setFolders(const QStringList& folders) {
    m_fineTune->setFolders(folders);
}

void NewModelPanel::setEnvironmentHub(const QString& address) {
    m_hub->setEnvironmentHub(address);
    refresh();
}

void NewModelPanel::setSeeds(const QString& seeds) {
    if (m_seeds == seeds)
        return;
    m_seeds = seeds;
    m_fineTune->setSeeds(seeds);
    m_random->setSeeds(seeds);
}

void NewModelPanel::setFolder(NewModelWay way, const QString& folder) {
    if (way == NewModelWay::Folder)
        m_folder->setFolder(folder);
    else
        m_fineTune->chooseFolder(folder);
    setWay(way);
}

void NewModelPanel::setBlocked(const QString& why) {
    m_blocked = why;
    refresh();
}

std::optional<NewModelRequest> NewModelPanel::request() const {
    switch (way()) {
    case NewModelWay::FineTune: return m_fineTune->request();
    case NewModelWay::Random: return m_random->request();
    case NewModelWay::Folder: return m_folder->request();
    case NewModelWay::Hub: break;
    }
    return std::nullopt;
}

QString NewModelPanel::problem() const {
    if (!m_blocked.isEmpty())
        return m_blocked;
    switch (way()) {
    case NewModelWay::FineTune: return m_fineTune->problem();
    case NewModelWay::Random: return m_random->problem();
    case NewModelWay::Folder: return m_folder->problem();
    case NewModelWay::Hub: return m_hub->problem();
    }
    return {};
}

void NewModelPanel::refresh() {
    const QString why = problem();
    const auto asked = request();
    const auto number = asked ? static_cast<long long>(asked->seeds.size()) : 0;
    switch (way()) {
    case NewModelWay::FineTune:
        m_confirm->setText(asked ? tr("Fine-tune %1").arg(counted(number, tr("model"), tr("models"))) : tr("Fine-tune"));
        break;
    case NewModelWay::Random:
        m_confirm->setText(asked ? tr("Train %1").arg(counted(number, tr("model"), tr("models"))) : tr("Train"));
        break;
    case NewModelWay::Folder: m_confirm->setText(tr("Add 1 model")); break;
    case NewModelWay::Hub: m_confirm->setText(tr("Download")); break;
    }
    m_confirm->setEnabled(why.isEmpty());
    m_cost->setText(why);
    m_fineTune->setSteps({});
    m_random->setSteps({});
    if (asked)
        Q_EMIT requestChanged();
}

void NewModelPanel::setCost(const NewModelCost& cost) {
    if (!problem().isEmpty())
        return;
    const auto asked = request();
    if (!asked)
        return;
    if (cost.steps >= 0 && asked->way != NewModelWay::Folder)
        (asked->way == NewModelWay::FineTune ? m_fineTune : m_random)->setSteps(tr("%1 steps").arg(count(cost.steps)));
    QStringList lines;
    if (!asked->seeds.empty())
        lines += counted(static_cast<long long>(asked->seeds.size()), tr("model"), tr("models")) + ", " +
                 (cost.highSeconds < 0 ? tr("time not known before the first") : tr("%1 each").arg(rangeText(cost.lowSeconds, cost.highSeconds)));
    QStringList room;
    if (cost.diskBytes >= 0)
        room += tr("%1 on disk").arg(diskText(cost.diskBytes));
    if (cost.memoryBytes >= 0)
        room += tr("%1 memory").arg(diskText(cost.memoryBytes));
    if (!room.isEmpty())
        lines += room.join(", ");
    if (!cost.note.isEmpty())
        lines += cost.note;
    m_cost->setText(lines.join('\n'));
}

} // namespace crosseed::views
