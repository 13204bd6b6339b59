#include "views/start/start_view.h"
#include "views/shared/data_table.h"
#include "views/shared/icons.h"
#include "views/shared/words.h"
#include "views/start/project_model.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {
QPushButton* button(const QString& text, const char* kind, QWidget* parent) {
    auto* made = new QPushButton(text, parent);
    if (*kind)
        made->setProperty("kind", kind);
    return made;
}
QLabel* secondary(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setProperty("kind", "secondary");
    label->setWordWrap(true);
    return label;
}
QVBoxLayout* column(QWidget* widget) {
    auto* layout = new QVBoxLayout(widget);
    layout->setContentsMargins(scaled(14), scaled(10), scaled(14), scaled(12));
    layout->setSpacing(scaled(8));
    return layout;
}
} // namespace

StartView::StartView(QWidget* parent) : QWidget(parent), m_model(new ProjectModel(this)) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(scaled(8));
    layout->addWidget(left(), 68);
    layout->addWidget(right(), 32);
    setRecovery({});
    setProjects({});
}

QWidget* StartView::left() {
    auto* side = new QWidget(this);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(scaled(4), scaled(6), 0, 0);
    layout->setSpacing(scaled(8));
    auto* head = new QHBoxLayout;
    auto* logo = new QLabel(side);
    logo->setPixmap(icon("logo").pixmap(scaled(34), scaled(34)));
    auto* names = new QVBoxLayout;
    auto* name = new QLabel("Crosseed", side);
    QFont large = titleFont();
    large.setPointSizeF(large.pointSizeF() * 18 / 13);
    name->setFont(large);
    names->addWidget(name);
    names->addWidget(secondary(tr("Features that two classifiers share, found and tested by reading"), side));
    m_version = secondary({}, side);
    m_version->setWordWrap(false);
    head->addWidget(logo);
    head->addLayout(names, 1);
    head->addWidget(m_version);
    layout->addLayout(head);

    m_recovery = new Panel(tr("Recovery"), side);
    auto* recovery = new QWidget(m_recovery);
    m_recoveryRows = new QVBoxLayout(recovery);
    m_recoveryRows->setContentsMargins(scaled(10), scaled(4), scaled(10), scaled(4));
    m_recovery->setContent(recovery);
    m_recovery->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    layout->addWidget(m_recovery);

    m_recent = new Panel(tr("Recent projects"), side);
    m_table = new DataTable(tr("Recent projects"), m_recent);
    m_table->setData(m_model);
    m_table->setItemDelegate(new ProjectDelegate(*m_model, [this](const QModelIndex& index) { return m_table->sourceRow(index); }, m_table));
    m_table->verticalHeader()->setDefaultSectionSize(scaled(50));
    const int widths[] = {32, 74, 300, 130, 90, 80, 70, 130};
    for (int i = 0; i < ProjectModel::ColumnCount; ++i)
        m_table->setColumnWidth(i, scaled(widths[i]));
    m_table->horizontalHeader()->setSectionResizeMode(ProjectModel::Name, QHeaderView::Stretch);
    m_recent->setContent(m_table);
    layout->addWidget(m_recent, 1);

    m_selected = new Panel(tr("Selected project"), side);
    m_facts = new QLabel(m_selected);
    m_facts->setContentsMargins(scaled(12), scaled(8), scaled(12), scaled(8));
    m_facts->setTextFormat(Qt::RichText);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_selected->setContent(m_facts);
    m_selected->setFixedHeight(scaled(132));
    for (auto [place, text] : {std::pair(&m_folder, tr("Show folder")), std::pair(&m_locate, tr("Locate…")), std::pair(&m_remove, tr("Remove from the list")),
                               std::pair(&m_open, tr("Open"))}) {
        *place = button(text, "compact", m_selected);
        m_selected->addHeaderWidget(*place);
    }
    layout->addWidget(m_selected);
    layout->addWidget(secondary(tr("Nothing leaves this computer but by an export or a download that you start."), side));

    connect(m_table, &DataTable::rowChosen, this, [this](int row) {
        if (row >= 0 && !m_model->project(row).missing)
            Q_EMIT openAsked(m_model->project(row).file);
    });
    connect(m_table, &DataTable::currentRowChanged, this, &StartView::select);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        if (index.column() == ProjectModel::Pin) {
            const ProjectSummary& project = m_model->project(m_table->sourceRow(index));
            Q_EMIT pinAsked(project.file, !project.pinned);
        }
    });
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT openAsked(m_file); });
    connect(m_locate, &QPushButton::clicked, this, [this] { Q_EMIT locateAsked(m_file); });
    connect(m_remove, &QPushButton::clicked, this, [this] { Q_EMIT removeAsked(m_file); });
    connect(m_folder, &QPushButton::clicked, this, [this] { Q_EMIT folderAsked(m_file); });
    return side;
}

QWidget* StartView::right() {
    auto* side = new QWidget(this);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(scaled(8));

    auto* learn = new Panel(tr("Learn with a finished example"), side);
    auto* learning = new QWidget(learn);
    auto* rows = column(learning);
    m_sampleNote = new QLabel(learning);
    m_sampleNote->setWordWrap(true);
    m_sample = button(tr("Open the guided sample"), "main", learning);
    rows->addWidget(m_sampleNote);
    rows->addWidget(m_sample, 0, Qt::AlignLeft);
    auto* steps = new QLabel(tr("<b>Reproduce Table 2 in five steps</b><ol style='margin-left:-18px'><li>Set the threshold, see the controls</li>"
                                "<li>Find “would” and open its feature</li><li>Read twenty contexts and write a label</li>"
                                "<li>Edit five sentences</li><li>Export the table</li></ol>"),
                             learning);
    steps->setWordWrap(true);
    rows->addWidget(steps);
    learn->setContent(learning);
    layout->addWidget(learn);

    auto* scratch = new Panel(tr("Run the sample from scratch"), side);
    auto* running = new QWidget(scratch);
    auto* runRows = column(running);
    auto* what = new QLabel(tr("Trains both models and the SAE on this computer, from random weights, then opens the result."), running);
    what->setWordWrap(true);
    m_run = button(tr("Run it"), "", running);
    m_run->setIcon(icon("play"));
    m_runNote = secondary({}, running);
    auto* runRow = new QHBoxLayout;
    runRow->addWidget(m_run);
    runRow->addWidget(m_runNote, 1);
    runRows->addWidget(what);
    runRows->addLayout(runRow);
    scratch->setContent(running);
    layout->addWidget(scratch);

    auto* own = new Panel(tr("Begin your own"), side);
    auto* owning = new QWidget(own);
    auto* ownRows = column(owning);
    auto* fresh = button(tr("New project…  Ctrl+N"), "", owning);
    auto* open = button(tr("Open…  Ctrl+O"), "", owning);
    auto* ownRow = new QHBoxLayout;
    ownRow->addWidget(fresh);
    ownRow->addWidget(open);
    ownRow->addStretch();
    auto* drop = secondary(tr("Drop a project or a data file anywhere in this window\n.crosseed, .csv, .tsv, .jsonl, .sav, .dta"), owning);
    drop->setAlignment(Qt::AlignCenter);
    drop->setMargin(scaled(14));
    ownRows->addLayout(ownRow);
    ownRows->addWidget(drop);
    own->setContent(owning);
    layout->addWidget(own);
    layout->addStretch();
    connect(m_sample, &QPushButton::clicked, this, &StartView::sampleAsked);
    connect(m_run, &QPushButton::clicked, this, &StartView::sampleRunAsked);
    connect(fresh, &QPushButton::clicked, this, &StartView::newAsked);
    connect(open, &QPushButton::clicked, this, &StartView::fileAsked);
    return side;
}

void StartView::setProjects(const std::vector<ProjectSummary>& projects) {
    const QString before = m_file;
    m_model->set(projects);
    m_recent->setRemark(projects.empty() ? QString() : QString::number(projects.size()));
    if (projects.empty())
        m_recent->showEmpty(tr("Nothing yet; open the guided sample."), {});
    else
        m_recent->showContent();
    int row = projects.empty() ? -1 : 0;
    for (std::size_t i = 0; i < projects.size(); ++i)
        if (projects[i].file == before)
            row = static_cast<int>(i);
    if (row >= 0)
        m_table->selectSourceRow(row);
    select(row);
}

void StartView::select(int row) {
    m_selected->setVisible(row >= 0);
    if (row < 0)
        return;
    const ProjectSummary& p = m_model->project(row);
    m_file = p.file;
    m_selected->setTitle(QFileInfo(p.file).completeBaseName());
    m_selected->setRemark(p.missing ? tr("not found where it was") : tr("selected"));
    m_open->setVisible(!p.missing);
    m_folder->setVisible(!p.missing);
    m_locate->setVisible(p.missing);
    const auto cell = [](const QString& name, const QString& value) {
        return "<td style='padding-right:14px'><span style='color:" + colour(Role::Secondary).name() + "'>" + name +
               "</span></td><td style='padding-right:40px'>" + (value.isEmpty() ? "–" : value.toHtmlEscaped()) + "</td>";
    };
    const QString results = p.universal < 0 ? tr("none yet") : tr("%1 of %2 pairs; %3 universal, %4").arg(p.pairsDone).arg(p.pairs).arg(count(p.universal), percent(p.share));
    m_facts->setText(p.missing ? p.file.toHtmlEscaped()
                               : "<table cellpadding=3><tr>" + cell(tr("Data"), p.documents < 0 ? QString() : counted(p.documents, "document") + (p.classes.isEmpty() ? "" : ", " + p.classes)) +
                                     cell(tr("Results"), results) + "</tr><tr>" + cell(tr("Models"), p.models) + cell(tr("Your work"), p.yourWork) +
                                     "</tr><tr>" + cell(tr("File"), p.bytes < 0 ? QString() : bytesText(p.bytes)) + cell(tr("Not done"), p.notDone) + "</tr></table>");
}

void StartView::setRecovery(const std::vector<Recovery>& found) {
    while (QLayoutItem* item = m_recoveryRows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_recovery->setVisible(!found.empty());
    m_recovery->showStale(tr("%1 open when the program or the computer stopped. No label was lost: each is in the file as soon as it is typed.")
                              .arg(found.size() == 1 ? tr("One project was") : tr("%1 projects were").arg(found.size())));
    for (const Recovery& project : found) {
        auto* row = new QWidget(m_recovery);
        auto* layout = new QHBoxLayout(row);
        layout->setContentsMargins(0, 0, 0, 0);
        auto* name = new QLabel(QFileInfo(project.file).completeBaseName(), row);
        name->setTextFormat(Qt::PlainText);
        layout->addWidget(name);
        layout->addWidget(secondary(project.what, row), 1);
        if (project.job > 0) {
            auto* resume = button(project.resume, "compact", row);
            layout->addWidget(resume);
            connect(resume, &QPushButton::clicked, this, [this, project] { Q_EMIT resumeAsked(project.file, project.job); });
        }
        auto* open = button(project.hasDraft ? tr("Open with the edits") : project.job > 0 ? tr("Open only") : tr("Open"), "compact", row);
        auto* forget = button(tr("Leave it"), "compact", row);
        forget->setAccessibleName(tr("Leave %1 closed").arg(QFileInfo(project.file).completeBaseName()));
        layout->addWidget(open);
        layout->addWidget(forget);
        connect(open, &QPushButton::clicked, this, [this, project] { Q_EMIT openAsked(project.file); });
        connect(forget, &QPushButton::clicked, this, [this, project] { Q_EMIT forgetAsked(project.file); });
        m_recoveryRows->addWidget(row);
    }
}

void StartView::setSample(bool finished, bool recipe, double lowSeconds, double highSeconds) {
    m_sample->setEnabled(finished);
    m_sampleNote->setText(finished ? tr("4,000 short invented requests, two small models and a trained SAE, in which features were planted. "
                                        "Works offline; what you change goes into your own copy.")
                                   : tr("The finished sample is not installed here; run it from scratch instead."));
    m_run->setEnabled(recipe);
    m_runNote->setText(!recipe ? tr("Its recipe is not installed here.")
                       : highSeconds < 0 ? tr("some minutes; how long is not known on this computer yet")
                                         : tr("%1, by the time that it took before").arg(durationRange(lowSeconds, highSeconds)));
}

void StartView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) // the facts have their colours in themselves
        QTimer::singleShot(0, this, [this] { select(m_table->sourceRow(m_table->currentIndex())); });
}

void StartView::setVersion(const QString& version) {
    m_version->setText(tr("version %1").arg(version));
}

} // namespace crosseed::views
