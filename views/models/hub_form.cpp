#include "views/models/hub_form.h"
#include "bert/hub_download.h"
#include "views/shared/icons.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {

QFormLayout* formOf(QWidget* widget) {
    auto* form = new QFormLayout(widget);
    form->setContentsMargins(scaled(10), scaled(8), scaled(10), scaled(4));
    form->setHorizontalSpacing(scaled(8));
    form->setVerticalSpacing(scaled(4));
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    return form;
}

QLineEdit* fieldIn(QFormLayout* form, const QString& name, const QString& help, QWidget* beside = nullptr) {
    auto* edit = new QLineEdit(form->parentWidget());
    edit->setAccessibleName(name);
    edit->setToolTip(help);
    auto* label = new QLabel(name, form->parentWidget());
    label->setProperty("kind", "secondary");
    label->setBuddy(edit);
    if (beside) {
        auto* line = new QHBoxLayout;
        line->setSpacing(scaled(2));
        line->addWidget(edit, 1);
        line->addWidget(beside);
        form->addRow(label, line);
    } else {
        form->addRow(label, edit);
    }
    return edit;
}

QLabel* noteIn(QFormLayout* form, const QString& text) {
    auto* note = new QLabel(text, form->parentWidget());
    note->setProperty("kind", "secondary");
    note->setFont(smallFont());
    note->setWordWrap(true);
    form->addRow(note);
    return note;
}

} // namespace

FolderForm::FolderForm(QWidget* parent) : QWidget(parent) {
    QFormLayout* form = formOf(this);
    auto* browse = new QToolButton(this);
    browse->setIcon(icon("folder"));
    browse->setIconSize({scaled(16), scaled(16)});
    browse->setAccessibleName(tr("Choose the classifier’s folder"));
    m_folder = fieldIn(form, tr("Folder"), tr("A finished classifier: config.json, model.safetensors, vocab.txt"), browse);
    m_name = fieldIn(form, tr("Name"), tr("As the model is called in this project; empty: the folder’s name"));
    m_longest = fieldIn(form, tr("Longest"), tr("Pieces a text, [CLS] and [SEP] included; what is longer is cut"));
    m_longest->setText(QStringLiteral("128"));
    noteIn(form, tr("For a classifier that is finished already: it is copied into the project and not trained. Its classes must be the "
                    "corpus’s, in the corpus’s order. Its accuracy is counted when one of its pairs is measured."));
    for (QLineEdit* edit : {m_folder, m_name, m_longest})
        connect(edit, &QLineEdit::textChanged, this, &FolderForm::changed);
    connect(browse, &QToolButton::clicked, this, &FolderForm::folderAsked);
}

void FolderForm::setFolder(const QString& folder) {
    m_folder->setText(folder);
}

QString FolderForm::problem() const {
    const QString folder = m_folder->text().trimmed();
    if (folder.isEmpty())
        return tr("Choose the folder of a finished classifier.");
    if (!QFileInfo(folder + "/config.json").isFile())
        return tr("There is no config.json in %1.").arg(folder);
    bool whole = false;
    const int longest = m_longest->text().toInt(&whole);
    return whole && longest >= 3 && longest <= 512 ? QString() : tr("Longest is a whole number from 3 to 512.");
}

std::optional<NewModelRequest> FolderForm::request() const {
    if (!problem().isEmpty())
        return std::nullopt;
    NewModelRequest request;
    request.way = NewModelWay::Folder;
    request.model.base = toStd(m_folder->text().trimmed());
    request.model.maxLength = m_longest->text().toInt();
    request.name = m_name->text().trimmed().isEmpty() ? QDir(m_folder->text().trimmed()).dirName() : m_name->text().trimmed();
    return request;
}

HubForm::HubForm(QWidget* parent) : QWidget(parent) {
    QFormLayout* form = formOf(this);
    m_name = fieldIn(form, tr("Model"), tr("Its name on the hub: organisation/model"));
    m_name->setPlaceholderText(tr("organisation/model"));
    m_hub = fieldIn(form, tr("Hub"), tr("Address of the hub: https://…"));
    m_revision = fieldIn(form, tr("Revision"), tr("Branch, tag or commit"));
    m_revision->setText(QStringLiteral("main"));
    m_note = noteIn(form, {});
    for (QLineEdit* edit : {m_name, m_hub, m_revision})
        connect(edit, &QLineEdit::textChanged, this, &HubForm::changed);
    setEnvironmentHub({});
}

void HubForm::setEnvironmentHub(const QString& address) {
    m_environment = address;
    m_hub->setPlaceholderText(address.isEmpty() ? QStringLiteral("https://…") : address);
    m_note->setText((address.isEmpty() ? tr("Crosseed has no hub’s address built in: type one, or set CROSSEED_HUB or HF_ENDPOINT before the "
                                            "program starts. ")
                                       : tr("An empty address means %1, which CROSSEED_HUB or HF_ENDPOINT names. ").arg(address)) +
                    tr("Only the button below makes a connection: it asks that address for config.json, vocab.txt and the weights of "
                       "this model, and sends nothing else. What arrived stays after a stop and is gone on with."));
}

HubRequest HubForm::request() const {
    const QString hub = m_hub->text().trimmed();
    return {m_name->text().trimmed(), hub.isEmpty() ? m_environment : hub, m_revision->text().trimmed()};
}

QString HubForm::problem() const {
    const HubRequest asked = request();
    if (!bert::isHubName(toStd(asked.name)))
        return tr("A model’s name on a hub looks like organisation/model.");
    if (!asked.hub.startsWith("http://") && !asked.hub.startsWith("https://"))
        return tr("Give the hub’s address, https://…");
    return asked.revision.isEmpty() ? tr("Give a revision; usual is main.") : QString();
}

} // namespace crosseed::views
