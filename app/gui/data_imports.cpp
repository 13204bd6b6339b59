// Imports of the Data screen: how they come, change, go and end in the project.
#include "app/gui/data_screen.h"
#include "base/files.h"
#include "views/shared/words.h"
#include <QFileDialog>
#include <QUndoCommand>

namespace crosseed::gui {

using namespace views;

void DataScreen::addFiles(const QStringList& files) {
    if (!m_session.isOpen())
        return Q_EMIT m_session.failed(tr("Make or open a project first; the file then goes into it."));
    if (m_session.isReadOnly())
        return Q_EMIT m_session.failed(
            tr("Another program writes to this project, so that nothing can be imported now."));
    try {
        std::vector<std::string> paths;
        for (const QString& file : files)
            paths.push_back(toStd(file));
        add({pipeline::specOfPaths(paths), {}, {}});
    } catch (const std::exception& problem) {
        Q_EMIT m_session.failed(QString::fromUtf8(problem.what()));
    }
}

void DataScreen::add(ImportDraft draft) {
    // A corpus of a name that is there, and that no model uses, would be replaced.
    const std::string wished = draft.asked.name;
    for (int n = 2;
         draft.asked.preset.empty() && std::ranges::count(m_corpora, draft.asked.name, &store::CorpusEntry::name) > 0;
         ++n)
        draft.asked.name = wished + " " + std::to_string(n);
    State state = m_state;
    state.imports.push_back({++m_lastId, std::move(draft)});
    state.current = importId(state.imports.back());
    push(state, tr("Add %1").arg(titleOf(state.imports.back().draft)));
}

void DataScreen::askForFile(const QString& filter) {
    const QString tables = tr("Tables (*.csv *.tsv *.txt *.tab *.jsonl *.ndjson *.sav *.zsav *.dta)");
    const QStringList files = QFileDialog::getOpenFileNames(
        m_view, tr("Add data files"), {}, filter.isEmpty() ? tables + ";;" + tr("All files (*)") : filter);
    if (!files.isEmpty())
        addFiles(files);
}

void DataScreen::askForFolder(const std::string& preset) {
    const QString folder = QFileDialog::getExistingDirectory(m_view, tr("Add a folder of data"));
    if (folder.isEmpty())
        return;
    if (preset.empty())
        return addFiles({folder});
    ImportDraft draft;
    draft.asked.preset = preset;
    draft.asked.folder = toStd(folder);
    setGiven(draft, "preset", true);
    add(draft);
}

void DataScreen::readBy(const QString& id) {
    const bool isKind = id == "sav" || id == "dta";
    Prepared* own = current();
    if (!own && (id.isEmpty() || isKind))
        return askForFile(id == "sav" ? tr("SPSS (*.sav *.zsav)") : id == "dta" ? tr("Stata (*.dta)") : QString());
    if (!own)
        return askForFolder(toStd(id));
    ImportDraft draft;
    std::vector<std::string> files;
    if (const PreviewPtr preview = m_view->preview())
        for (const pipeline::PreviewSource& source : preview->sources)
            files.push_back(source.file);
    if (id.isEmpty() || isKind) {
        draft.asked = files.empty() ? own->draft.asked : pipeline::specOfPaths(files);
        draft.asked.preset.clear();
        if (isKind)
            draft.asked.kind = toStd(id);
        setGiven(draft, "kind", isKind);
    } else {
        draft.asked.preset = toStd(id);
        draft.asked.folder = !own->draft.asked.folder.empty() ? own->draft.asked.folder
                             : files.empty()                  ? std::string()
                                             : std::filesystem::path(files.front()).parent_path().string();
    }
    setGiven(draft, "preset", !draft.asked.preset.empty());
    change(draft, tr("Recipe"));
}

void DataScreen::change(const ImportDraft& draft, const QString& what) {
    State state = m_state;
    for (Prepared& own : state.imports)
        if (importId(own) == state.current) {
            own.draft = draft;
            return push(state, what);
        }
    if (currentCorpus().value > 0) // what of a stored corpus's health was decided to be left
        push(state, what, draft.ignored);
}

void DataScreen::takeOff() {
    State state = m_state;
    std::erase_if(state.imports, [&](const Prepared& own) { return importId(own) == state.current; });
    state.current = state.imports.empty() ? QString() : importId(state.imports.back());
    push(state, tr("Cancel an import"));
}

void DataScreen::import(const pipeline::CorpusSpec& spec) {
    if (m_session.isReadOnly())
        return Q_EMIT m_session.failed(
            tr("Another program writes to this project, so that nothing can be imported now."));
    m_view->showImporting(true);
    auto project = std::make_shared<store::Project>(m_session.project().another());
    m_session.tasks().run(
        this, Lanes::import,
        [project, spec](const TaskContext& context) { return importWith(*project, spec, context); },
        [this, id = m_state.current](const store::CorpusRow& row) { imported(id, row); },
        [this](const QString& sentence) {
            m_view->showImporting(false);
            m_view->showProblem(sentence);
        },
        [this](const Progress& progress) { m_view->showImporting(true, progress.fraction); }, TaskOrder::InTurn,
        [this] {
            m_view->showImporting(false);
            m_session.refresh(); // the stop may have come too late
        });
}

void DataScreen::imported(const QString& id, const store::CorpusRow& row) {
    m_view->showImporting(false);
    std::erase_if(m_state.imports, [&](const Prepared& own) { return importId(own) == id; });
    m_state.current = "corpus:" + QString::number(row.id.value);
    Q_EMIT m_session.saved();
    m_session.refresh();
    setState(m_state);
    Q_EMIT m_session.said(tr("%1 is in the project.").arg(toQt(row.name)));
}

void DataScreen::saveRecipe() {
    const PreviewPtr preview = m_view->preview();
    if (!preview)
        return Q_EMIT m_session.said(tr("There is no import to save."));
    const QString file = QFileDialog::getSaveFileName(m_view, tr("Save recipe"), toQt(preview->spec.name) + ".toml",
                                                      tr("Recipes (*.toml)"));
    if (file.isEmpty())
        return;
    try {
        writeFile(toStd(file), pipeline::corpusToml(preview->spec));
        Q_EMIT m_session.said(tr("Saved %1; crosseed import --recipe reads it.").arg(file));
    } catch (const std::exception& problem) {
        Q_EMIT m_session.failed(QString::fromUtf8(problem.what()));
    }
}

// From one state to another; a corpus's ignored findings are kept with the project.
class DataScreen::StateCommand : public QUndoCommand {
public:
    StateCommand(DataScreen* screen, State after, const QString& what, QStringList ignored)
        : QUndoCommand(what), m_screen(screen), m_before(screen->m_state), m_after(std::move(after)),
          m_ignoredBefore(screen->ignoredOfCorpus()), m_ignored(std::move(ignored)) {}
    void undo() override { apply(m_before, m_ignoredBefore); }
    void redo() override { apply(m_after, m_ignored); }

private:
    void apply(const State& state, const QStringList& ignored) {
        if (!m_screen)
            return;
        if (state.current.startsWith("corpus:"))
            m_screen->m_session.remember("ignored " + state.current, ignored);
        m_screen->setState(state);
    }
    QPointer<DataScreen> m_screen;
    State m_before, m_after;
    QStringList m_ignoredBefore, m_ignored;
};

void DataScreen::push(const State& state, const QString& what) {
    push(state, what, ignoredOfCorpus());
}
void DataScreen::push(const State& state, const QString& what, const QStringList& ignored) {
    m_session.undoStack().push(new StateCommand(this, state, what, ignored));
}

} // namespace crosseed::gui
