#include "views/data/data_view.h"
#include "views/data/file_text.h"
#include "views/data/health_list.h"
#include "views/data/preview_table.h"
#include "views/data/reading_form.h"
#include "views/shared/palette.h"
#include "views/shared/panel.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {
QPushButton* compact(const QString& text, const QString& name, QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    button->setProperty("kind", "compact");
    button->setFont(smallFont());
    button->setObjectName(name);
    return button;
}

QStringList filesOf(const QMimeData* data) {
    QStringList files;
    for (const QUrl& url : data->urls())
        if (url.isLocalFile())
            files << url.toLocalFile();
    return files;
}

// Scrolls where a large font leaves no room.
class RoomyArea : public QScrollArea {
public:
    RoomyArea(QWidget* content, QWidget* parent) : QScrollArea(parent) {
        setWidget(content);
        setWidgetResizable(true);
        setFrameShape(NoFrame);
        setFocusPolicy(Qt::NoFocus);
    }
    QSize sizeHint() const override { return widget()->sizeHint(); }
    QSize minimumSizeHint() const override {
        return {scaled(200), scaled(100) > 150 ? scaled(60) : widget()->sizeHint().height()};
    }
};
} // namespace

DataView::DataView(QWidget* parent) : QWidget(parent) {
    setAcceptDrops(true);
    setAccessibleName(tr("Data"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0); // the page has its own
    m_columns = new QSplitter(Qt::Horizontal, this);
    m_columns->setChildrenCollapsible(false);
    layout->addWidget(m_columns);
    m_sourcePanel = new Panel(tr("Data of this project"), m_columns);
    m_sources = new SourceList(m_sourcePanel);
    m_sourcePanel->setContent(m_sources);
    m_columns->addWidget(m_sourcePanel);
    m_columns->addWidget(makeMiddle());
    m_columns->addWidget(makeHealth());
    m_columns->setStretchFactor(1, 1);
    m_columns->setSizes({scaled(190), scaled(740), scaled(398)});
    m_confirm = [this](const QString& question) {
        QMessageBox box(QMessageBox::NoIcon, tr("Import"), question, QMessageBox::NoButton, this);
        box.setTextFormat(Qt::PlainText); // words of the file stand in it
        const QAbstractButton* go = box.addButton(tr("Import all the same"), QMessageBox::AcceptRole);
        QPushButton* back = box.addButton(tr("Look again"), QMessageBox::RejectRole);
        box.setDefaultButton(back);
        box.setEscapeButton(back);
        box.exec();
        return box.clickedButton() == go;
    };
    for (auto* area : findChildren<QAbstractScrollArea*>()) { // files dropped on them are the view's
        area->setAcceptDrops(false);
        area->viewport()->setAcceptDrops(false);
    }
    connectParts();
    setPreview({}, nullptr);
}

QWidget* DataView::makeMiddle() {
    m_rows = new QSplitter(Qt::Vertical, m_columns);
    m_rows->setChildrenCollapsible(false);
    m_formPanel = new Panel(tr("How to read it"), m_rows);
    m_form = new ReadingForm(m_formPanel);
    m_formPanel->setContent(new RoomyArea(m_form, m_formPanel));
    m_saveRecipe = compact(tr("Save recipe…"), "saveRecipe", m_formPanel);
    m_formPanel->addHeaderWidget(m_saveRecipe);
    m_formPanel->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    makeFilePanel();
    makePreviewPanel();
    for (QWidget* panel : {m_formPanel, m_filePanel, m_previewPanel})
        m_rows->addWidget(panel);
    m_rows->setStretchFactor(1, 2);
    m_rows->setStretchFactor(2, 5);
    m_rows->setSizes({scaled(225), scaled(160), scaled(380)});
    return m_rows;
}

void DataView::makeFilePanel() {
    m_filePanel = new Panel(tr("File as it is"), m_rows);
    m_text = new FileText;
    m_fileSentence = new QLabel;
    m_fileSentence->setWordWrap(true);
    m_fileSentence->setAlignment(Qt::AlignCenter);
    m_fileSentence->setProperty("kind", "secondary");
    m_fileSentence->setMargin(scaled(14));
    m_fileStack = new QStackedWidget(m_filePanel);
    m_fileStack->addWidget(m_text);
    m_fileStack->addWidget(m_fileSentence);
    m_filePanel->setContent(m_fileStack);
    m_file = new QComboBox(m_filePanel);
    m_file->setObjectName("file");
    m_file->setAccessibleName(tr("File that is shown"));
    m_file->setFont(smallFont());
    m_file->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_badSentence = new QLabel(m_filePanel);
    m_badSentence->setProperty("kind", "error");
    m_badSentence->setFont(smallFont());
    m_badSentence->setObjectName("badSentence");
    m_nextBad = compact(tr("Next one"), "nextBad", m_filePanel);
    for (QWidget* widget :
         {static_cast<QWidget*>(m_file), static_cast<QWidget*>(m_badSentence), static_cast<QWidget*>(m_nextBad)})
        m_filePanel->addHeaderWidget(widget);
}

void DataView::makePreviewPanel() {
    m_previewPanel = new Panel(tr("Preview"), m_rows);
    m_table = new PreviewTable(m_previewPanel);
    m_previewPanel->setContent(m_table);
    m_search = new QLineEdit(m_previewPanel);
    m_search->setPlaceholderText(tr("Search the texts"));
    m_search->setAccessibleName(tr("Search the texts"));
    m_search->setToolTip(tr("Words, \"a phrase\", begin*, AND, OR, NOT; Enter searches"));
    m_search->setObjectName("search");
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(scaled(230));
    m_search->setFont(smallFont());
    m_showAll = compact(tr("Show all rows"), "showAll", m_previewPanel);
    m_previewPanel->addHeaderWidget(m_showAll);
    m_previewPanel->addHeaderWidget(m_search);
    m_previewPanel->setTableSource([this] {
        const QString name = m_preview ? toQt(m_preview->spec.name) : QString();
        return TableSource{"rows-" + name,
                           tr("Rows of %1 as they were shown before the import.").arg(name),
                           m_table->shownTable(),
                           {}};
    });
}

QWidget* DataView::makeHealth() {
    m_healthPanel = new Panel(tr("Corpus health"), m_columns);
    auto* content = new QWidget(m_healthPanel);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_health = new HealthList(content);
    layout->addWidget(m_health, 1);
    auto* line = new QFrame(content);
    line->setProperty("kind", "line");
    line->setFixedHeight(1);
    layout->addWidget(line);
    const bool isLarge = scaled(100) > 150; // text of twice the size: the sentence stands above the buttons
    auto* footer = new QBoxLayout(isLarge ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    footer->setContentsMargins(scaled(10), scaled(10), scaled(10), scaled(10));
    footer->setSpacing(scaled(8));
    m_footer = new QLabel(content);
    m_footer->setProperty("kind", "secondary");
    m_footer->setFont(smallFont());
    m_footer->setWordWrap(true);
    m_footer->setObjectName("footer");
    m_footer->setMinimumWidth(QFontMetrics(smallFont()).horizontalAdvance(tr("9,999 of 9,999 rows")));
    m_cancel = new QPushButton(tr("Cancel"), content);
    m_cancel->setObjectName("cancel");
    m_cancel->setToolTip(tr("Take this import off the list; Undo brings it back"));
    m_import = new QPushButton(tr("Import"), content);
    m_import->setProperty("kind", "main");
    m_import->setObjectName("import");
    footer->addWidget(m_footer, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(scaled(8));
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_import);
    footer->addLayout(buttons);
    layout->addLayout(footer);
    m_healthPanel->setContent(content);
    m_healthPanel->setTopic("corpus-health");
    m_healthPanel->setTableSource([this] {
        const QString name = m_preview ? toQt(m_preview->spec.name) : QString();
        return TableSource{"health-" + name, tr("Health of the corpus %1.").arg(name), m_health->table(), {}};
    });
    return m_healthPanel;
}

void DataView::connectParts() {
    connect(m_sources, &SourceList::addAsked, this, &DataView::addAsked);
    connect(m_sources, &SourceList::folderAsked, this, &DataView::folderAsked);
    connect(m_sources, &SourceList::sourceChosen, this, &DataView::sourceChosen);
    connect(m_sources, &SourceList::recipeChosen, this, &DataView::recipeChosen);
    connect(m_form, &ReadingForm::recipeChosen, this, &DataView::recipeChosen);
    connect(m_form, &ReadingForm::draftChanged, this, &DataView::draftChanged);
    connect(m_saveRecipe, &QPushButton::clicked, this, &DataView::recipeSaveAsked);
    connect(m_nextBad, &QPushButton::clicked, this, &DataView::nextBadByte);
    connect(m_showAll, &QPushButton::clicked, this, &DataView::showAllRows);
    connect(m_file, &QComboBox::activated, this, [this](int source) { showSource(source); });
    connect(m_search, &QLineEdit::returnPressed, this, [this] { Q_EMIT searchAsked(m_search->text()); });
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty())
            showAllRows();
    });
    connect(m_table, &PreviewTable::useAsked, this, [this](const std::string& column, ColumnUse use) {
        if (m_preview)
            Q_EMIT draftChanged(withUse(m_draft, m_preview->spec, column, use),
                                tr("Use of the column %1").arg(toQt(column)));
    });
    connect(m_table, &PreviewTable::rowChosen, this, [this](std::int64_t row) {
        const auto& rows = m_preview->sources[static_cast<std::size_t>(m_source)].table.file.table.rows;
        const std::int64_t line = rows[static_cast<std::size_t>(row)].line;
        if (!m_text->showLine(line) && m_fileStack->currentWidget() == m_text) {
            m_pendingLine = line;
            Q_EMIT extractAsked(m_source, -1, line);
        }
    });
    connect(m_health, &HealthList::showAsked, this, &DataView::showCheck);
    connect(m_health, &HealthList::helpAsked, this, &DataView::help);
    connect(m_health, &HealthList::ignoreAsked, this, [this](const QString& check, bool ignored) {
        change(ignored ? tr("Ignore a finding") : tr("Look at a finding again"), [&](ImportDraft& draft) {
            draft.ignored.removeAll(check);
            if (ignored)
                draft.ignored << check;
        });
    });
    for (Panel* panel : {m_healthPanel, m_previewPanel})
        connect(panel, &Panel::stopAsked, this, &DataView::stopAsked);
    connect(m_healthPanel, &Panel::noticeAsked, this, &DataView::readAsked);
    connect(m_healthPanel, &Panel::emptyAsked, this, &DataView::addAsked);
    connect(m_previewPanel, &Panel::emptyAsked, this, &DataView::addAsked);
    connect(m_cancel, &QPushButton::clicked, this, &DataView::cancelAsked);
    connect(m_import, &QPushButton::clicked, this, &DataView::askForImport);
}

void DataView::dragEnterEvent(QDragEnterEvent* event) {
    if (!filesOf(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void DataView::dropEvent(QDropEvent* event) {
    if (const QStringList files = filesOf(event->mimeData()); !files.isEmpty()) {
        event->acceptProposedAction();
        Q_EMIT filesDropped(files);
    }
}

QByteArray DataView::saveState() const {
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << m_columns->saveState() << m_rows->saveState();
    return state;
}

void DataView::restoreState(const QByteArray& state) {
    QDataStream stream(state);
    QByteArray columns, rows;
    stream >> columns >> rows;
    if (stream.status() == QDataStream::Ok) {
        m_columns->restoreState(columns);
        m_rows->restoreState(rows);
    }
}

} // namespace crosseed::views
