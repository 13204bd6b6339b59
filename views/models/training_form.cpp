#include "views/models/training_form.h"
#include "views/models/texts.h"
#include "views/shared/icons.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

TrainingForm::TrainingForm(bool random, QWidget* parent) : QWidget(parent), m_random(random) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(scaled(10), scaled(8), scaled(10), scaled(4));
    grid->setHorizontalSpacing(scaled(6));
    grid->setVerticalSpacing(scaled(4));
    grid->setColumnStretch(1, 3);
    grid->setColumnStretch(3, 2);
    buildTop(grid);
    if (m_random)
        buildShape(grid);
    buildFields(grid);
    grid->setRowStretch(grid->rowCount(), 1);
}

void TrainingForm::buildTop(QGridLayout* grid) {
    const auto label = [&](const QString& text, QWidget* buddy, int row, int column) {
        auto* made = new QLabel(text, this);
        made->setProperty("kind", "secondary");
        made->setBuddy(buddy);
        grid->addWidget(made, row, column);
    };
    m_preset = new QComboBox(this);
    m_preset->setAccessibleName(tr("Preset"));
    m_preset->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_preset->setMinimumContentsLength(12);
    label(tr("Preset"), m_preset, 0, 0);
    grid->addWidget(m_preset, 0, 1, 1, 3);
    m_reset = new QPushButton(this);
    m_reset->setProperty("kind", "link");
    m_reset->setFont(smallFont());
    m_reset->setToolTip(tr("Take the preset’s values again"));
    m_reset->hide();
    grid->addWidget(m_reset, 0, 4);
    connect(m_preset, &QComboBox::activated, this, &TrainingForm::takePreset);
    connect(m_reset, &QPushButton::clicked, this, &TrainingForm::takePreset);

    m_seeds = new QLineEdit(QStringLiteral("42, 137"), this);
    m_seeds->setAccessibleName(tr("Seeds, one model each"));
    m_seeds->setToolTip(tr("One model for each seed, separated by commas. The seed decides the new head, dropout and the order of the texts."));
    label(tr("Seeds"), m_seeds, 1, 2);
    grid->addWidget(m_seeds, 1, 3);
    connect(m_seeds, &QLineEdit::textChanged, this, &TrainingForm::fieldsChanged);
    if (m_random) {
        addWords(grid, 1, tr("Start from"), tr("random weights"));
        return;
    }
    auto* line = new QHBoxLayout;
    line->setSpacing(scaled(2));
    m_folder = new QComboBox(this);
    m_folder->setAccessibleName(tr("Folder to start from"));
    m_folder->setPlaceholderText(tr("choose a folder"));
    m_folder->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_folder->setMinimumContentsLength(8);
    auto* browse = new QToolButton(this);
    browse->setIcon(icon("folder"));
    browse->setIconSize({scaled(16), scaled(16)});
    browse->setAccessibleName(tr("Choose a Hugging Face folder"));
    browse->setToolTip(tr("Choose a Hugging Face folder: config.json, model.safetensors, vocab.txt"));
    line->addWidget(m_folder, 1);
    line->addWidget(browse);
    label(tr("Start from"), m_folder, 1, 0);
    grid->addLayout(line, 1, 1);
    connect(m_folder, &QComboBox::currentIndexChanged, this, &TrainingForm::fieldsChanged);
    connect(browse, &QToolButton::clicked, this, &TrainingForm::folderAsked);
}

QLabel* TrainingForm::markAt(QGridLayout* grid, int row) {
    if (QLayoutItem* item = grid->itemAtPosition(row, 4))
        return qobject_cast<QLabel*>(item->widget());
    auto* mark = new QLabel(this);
    mark->setFont(smallFont());
    mark->setMinimumWidth(QFontMetrics(smallFont()).horizontalAdvance(tr("set by you")));
    grid->addWidget(mark, row, 4);
    return mark;
}

void TrainingForm::addField(QGridLayout* grid, int row, int place, const QString& name, const QString& help,
                            std::function<QString(const TrainingPreset&)> of,
                            std::function<bool(const QString&, NewModelRequest&)> read) {
    auto* label = new QLabel(name, this);
    label->setProperty("kind", "secondary");
    auto* edit = new QLineEdit(this);
    edit->setAccessibleName(name);
    edit->setAccessibleDescription(help);
    edit->setToolTip(help);
    label->setBuddy(edit);
    grid->addWidget(label, row, 2 * place);
    grid->addWidget(edit, row, 2 * place + 1);
    m_fields.push_back({name, label, edit, markAt(grid, row), std::move(of), std::move(read)});
    connect(edit, &QLineEdit::textChanged, this, &TrainingForm::fieldsChanged);
}

void TrainingForm::addWords(QGridLayout* grid, int row, const QString& name, const QString& words) {
    auto* label = new QLabel(name, this);
    label->setProperty("kind", "secondary");
    grid->addWidget(label, row, 0);
    grid->addWidget(new QLabel(words, this), row, 1);
}

void TrainingForm::setPresets(const std::vector<TrainingPreset>& presets) {
    const bool first = m_presets.empty();
    const QString chosen = m_preset->currentText();
    m_presets = presets;
    m_filling = true;
    m_preset->clear();
    for (const TrainingPreset& preset : m_presets)
        m_preset->addItem(preset.name);
    m_preset->setCurrentIndex(std::max(0, m_preset->findText(chosen)));
    m_filling = false;
    if (first)
        takePreset();
    else
        fieldsChanged();
}

const TrainingPreset* TrainingForm::preset() const {
    const int index = m_preset->currentIndex();
    return index >= 0 && index < static_cast<int>(m_presets.size()) ? &m_presets[static_cast<std::size_t>(index)] : nullptr;
}

void TrainingForm::takePreset() {
    const TrainingPreset* from = preset();
    if (!from)
        return;
    m_filling = true;
    for (const Field& field : m_fields)
        field.edit->setText(field.of(*from));
    m_filling = false;
    fieldsChanged();
}

void TrainingForm::setFolders(const QStringList& folders) {
    const QString chosen = m_folder->currentData().toString();
    m_filling = true;
    m_folder->clear();
    for (const QString& folder : folders) {
        m_folder->addItem(QFileInfo(folder).fileName(), folder);
        m_folder->setItemData(m_folder->count() - 1, folder, Qt::ToolTipRole);
    }
    const int place = m_folder->findData(chosen);
    m_folder->setCurrentIndex(place >= 0 ? place : chosen.isEmpty() && m_folder->count() > 0 ? 0 : -1);
    m_filling = false;
    fieldsChanged();
}

void TrainingForm::chooseFolder(const QString& folder) {
    if (m_folder->findData(folder) < 0)
        m_folder->addItem(QFileInfo(folder).fileName(), folder);
    m_folder->setCurrentIndex(m_folder->findData(folder));
}

void TrainingForm::setSeeds(const QString& seeds) {
    m_seeds->setText(seeds);
}

void TrainingForm::setSteps(const QString& text) {
    m_steps->setText(text);
}

bool TrainingForm::isChanged(const Field& field) const {
    return preset() && field.edit->text().trimmed() != field.of(*preset());
}

int TrainingForm::changedFields() const {
    return static_cast<int>(std::ranges::count_if(m_fields, [this](const Field& field) { return isChanged(field); }));
}

QString TrainingForm::problem() const {
    NewModelRequest unused;
    if (!m_random && m_folder->currentData().toString().isEmpty())
        return tr("Choose the folder of a pretrained model to start from.");
    if (seedsIn(m_seeds->text()).empty())
        return tr("Seeds are different whole numbers, separated by commas.");
    for (const Field& field : m_fields)
        if (!field.read(field.edit->text().trimmed(), unused))
            return tr("%1: “%2” does not fit. %3").arg(field.name, field.edit->text(), field.edit->toolTip());
    if (m_random && unused.model.hidden % unused.model.heads != 0)
        return tr("The width is a multiple of the heads: %1 does not divide %2.").arg(unused.model.heads).arg(unused.model.hidden);
    return {};
}

std::optional<NewModelRequest> TrainingForm::request() const {
    if (!problem().isEmpty())
        return std::nullopt;
    NewModelRequest request;
    request.way = m_random ? NewModelWay::Random : NewModelWay::FineTune;
    request.seeds = seedsIn(m_seeds->text());
    if (const TrainingPreset* from = preset()) { // what has no field keeps the preset's value
        request.options = from->options;
        request.model = from->model;
    }
    request.model.base = m_random ? std::string() : toStd(m_folder->currentData().toString());
    for (const Field& field : m_fields)
        field.read(field.edit->text().trimmed(), request);
    return request;
}

void TrainingForm::fieldsChanged() {
    if (m_filling)
        return;
    for (const Field& field : m_fields)
        field.mark->clear();
    NewModelRequest unused;
    const auto showState = [](QLineEdit* edit, bool right) {
        const QString state = right ? QString() : QStringLiteral("wrong");
        if (edit->property("state").toString() == state)
            return;
        edit->setProperty("state", state);
        edit->style()->unpolish(edit);
        edit->style()->polish(edit);
    };
    for (const Field& field : m_fields) {
        showState(field.edit, field.read(field.edit->text().trimmed(), unused));
        if (isChanged(field))
            field.mark->setText(tr("set by you"));
        QFont font = field.label->font();
        font.setBold(isChanged(field)); // which of the row's two fields it was
        field.label->setFont(font);
    }
    showState(m_seeds, !seedsIn(m_seeds->text()).empty());
    const int changes = changedFields();
    m_reset->setText(tr("%1 changed").arg(changes));
    m_reset->setAccessibleName(tr("%1 fields changed; take the preset again").arg(changes));
    m_reset->setVisible(changes > 0);
    Q_EMIT changed();
}

} // namespace crosseed::views
