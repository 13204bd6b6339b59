#include "app/gui/data_screen.h"
#include "app/gui/screens.h"
#include "views/shared/words.h"
#include <QFileInfo>

namespace crosseed::gui {

using namespace views;

DataScreen::DataScreen(Session& session) : Screen(session), m_view(new DataView) {
    connect(&session, &Session::opened, this, [this] { projectOpened(); });
    connect(&session, &Session::closed, this, [this] { projectClosed(); });
    connect(&session, &Session::projectChanged, this, [this] { showSources(); });
    connect(&session, &Session::importAsked, this, [this](const QStringList& files) { addFiles(files); });
    connectView();
    m_add = newAction(tr("Add a data file…"), "file");
    m_folder = newAction(tr("Add a folder of data…"), "file");
    m_save = newAction(tr("Save the import as a recipe…"), "file");
    connect(m_add, &QAction::triggered, this, [this] { askForFile(); });
    connect(m_folder, &QAction::triggered, this, [this] { askForFolder(); });
    connect(m_save, &QAction::triggered, this, [this] { saveRecipe(); });
}

void DataScreen::connectView() {
    connect(m_view, &DataView::filesDropped, this, [this](const QStringList& files) { addFiles(files); });
    connect(m_view, &DataView::addAsked, this, [this] { askForFile(); });
    connect(m_view, &DataView::folderAsked, this, [this] { askForFolder(); });
    connect(m_view, &DataView::sourceChosen, this, [this](const QString& id) { choose(id); });
    connect(m_view, &DataView::recipeChosen, this, [this](const QString& id) { readBy(id); });
    connect(m_view, &DataView::draftChanged, this,
            [this](const ImportDraft& draft, const QString& what) { change(draft, what); });
    connect(m_view, &DataView::recipeSaveAsked, this, [this] { saveRecipe(); });
    connect(m_view, &DataView::extractAsked, this,
            [this](int source, qint64 offset, qint64 line) { showFile(source, offset, line); });
    connect(m_view, &DataView::importAsked, this, [this](const pipeline::CorpusSpec& spec) { import(spec); });
    connect(m_view, &DataView::cancelAsked, this, [this] { takeOff(); });
    connect(m_view, &DataView::searchAsked, this, [this](const QString& query) { search(query); });
    connect(m_view, &DataView::stopAsked, this, [this] {
        if (m_session.tasks().isBusy(Lanes::import)) {
            m_view->showStopping();
            return m_session.tasks().stop(Lanes::import);
        }
        forgetQuestions();
        m_view->showPartly();
    });
    connect(m_view, &DataView::readAsked, this, [this] { compute(); });
}

void DataScreen::projectOpened() {
    m_vocabulary = {};
    m_session.tasks().run(
        this, Lanes::vocabulary, [file = m_session.project().file()](const TaskContext&) { return vocabularyOf(file); },
        [this](Vocabulary vocabulary) {
            m_vocabulary = std::move(vocabulary);
            if (!m_state.current.isEmpty())
                compute();
        },
        [](const QString&) {}); // then lengths are in words
    showSources();
}

void DataScreen::projectClosed() {
    forgetQuestions();
    for (const QString& lane :
         {Lanes::first, Lanes::whole, Lanes::file, Lanes::search, Lanes::import, Lanes::vocabulary})
        m_session.tasks().stop(lane);
    m_state = {};
    m_corpora.clear();
    m_view->setSources({}, {});
    m_view->setPreview({}, nullptr);
}

void DataScreen::showSources() {
    if (!m_session.isOpen())
        return;
    m_corpora = store::corpusList(m_session.project());
    QList<SourceItem> items;
    for (const Prepared& own : m_state.imports)
        items << SourceItem{importId(own), titleOf(own.draft), tr("importing"), tr("Not yet in the project")};
    for (const store::CorpusEntry& corpus : m_corpora)
        items << SourceItem{corpusId(corpus), toQt(corpus.name), count(corpus.texts),
                            tr("%1: train %2, validation %3, test %4")
                                .arg(toQt(corpus.name), count(corpus.perSplit[0]), count(corpus.perSplit[1]),
                                     count(corpus.perSplit[2]))};
    m_view->setSources(items, m_state.current);
}

void DataScreen::setState(const State& state) {
    m_state = state;
    if (m_state.current.startsWith("import:") && !current())
        m_state.current = m_state.imports.empty() ? QString() : importId(m_state.imports.back());
    showSources();
    compute();
}

void DataScreen::choose(const QString& id) {
    State state = m_state;
    state.current = id;
    setState(state); // looking is no change that is taken back
}

void DataScreen::entered() {
    if (m_session.isOpen() && m_state.current.isEmpty() && !m_corpora.empty())
        choose(corpusId(m_corpora.back()));
}

QString DataScreen::status() const {
    const PreviewPtr preview = m_view->preview();
    if (!preview || m_state.current.isEmpty())
        return {};
    if (preview->isStored)
        return tr("<b>%1</b> · %2")
            .arg(toQt(preview->sources.front().file).toHtmlEscaped(), counted(preview->health.texts, tr("text")));
    const Prepared* own = current();
    if (!own) // a corpus was chosen and is being read
        return {};
    const QList<HealthCheck> checks = healthChecks(*preview, own->draft.ignored);
    return tr("importing <b>%1</b> · %2 · %3, %4")
        .arg(titleOf(own->draft).toHtmlEscaped(), counted(preview->health.texts, tr("row")),
             counted(openProblems(checks), tr("problem")), counted(openWarnings(checks), tr("warning")));
}

QString DataScreen::titleOf(const ImportDraft& draft) {
    const pipeline::CorpusSpec& spec = draft.asked;
    const std::string& path = !spec.file.empty()        ? spec.file
                              : !spec.folder.empty()    ? spec.folder
                              : !spec.trainFile.empty() ? spec.trainFile
                              : spec.files.empty()      ? spec.name
                                                        : spec.files.front();
    const QString name = QFileInfo(toQt(path)).fileName();
    return spec.files.size() > 1 ? tr("%1 and %2 more").arg(name).arg(spec.files.size() - 1) : name;
}

DataScreen::Prepared* DataScreen::current() {
    for (Prepared& own : m_state.imports)
        if (importId(own) == m_state.current)
            return &own;
    return nullptr;
}

CorpusId DataScreen::currentCorpus() const {
    return CorpusId{m_state.current.startsWith("corpus:") ? m_state.current.mid(7).toLongLong() : 0};
}

Screen* makeDataScreen(Session& session) {
    return new DataScreen(session);
}

} // namespace crosseed::gui
