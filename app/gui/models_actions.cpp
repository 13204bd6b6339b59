// What the models screen starts: checks and measurements in the background, new models and conditions through the queue, downloads.
#include "app/gui/condition_grid.h"
#include "app/gui/model_download.h"
#include "app/gui/models_screen.h"
#include "base/files.h"
#include "views/models/grid_panel.h"
#include "views/models/grid_table.h"
#include "views/models/grid_view.h"
#include "views/models/models_view.h"
#include "views/models/new_model_panel.h"
#include "views/models/pairs_panel.h"
#include "views/shared/words.h"
#include <QFileDialog>

namespace crosseed::gui {

using namespace views;

void ModelsScreen::connectActions() {
    const auto add = [this](const QString& text, auto act) {
        QAction* action = newAction(text, "run");
        connect(action, &QAction::triggered, this, act);
        m_actions += action;
    };
    add(QObject::tr("Pair the two selected models"), [this] {
        if (const auto& chosen = m_view->chosenModels(); chosen.size() == 2)
            makePair(chosen[0], chosen[1]);
        else
            Q_EMIT m_session.said(QObject::tr("Select two models in the table first."));
    });
    add(QObject::tr("Measure the selected pair"), [this] { measure(); });
    add(QObject::tr("Choose all open cells of the grid"), [this] { m_view->grid()->grid()->table()->toggleAll(); });
    add(QObject::tr("Add the chosen cells to the queue"), [this] { addCells(m_view->grid()->choice(), m_view->grid()->order()); });
    add(QObject::tr("Save the pair as a recipe…"), [this] { saveRecipe(); });
    add(QObject::tr("Fine-tune a model…"), [this] { m_view->newModel()->setWay(NewModelWay::FineTune); });
    add(QObject::tr("Add a finished classifier…"), [this] { askFolder(NewModelWay::Folder); });
    add(QObject::tr("Download a model by name…"), [this] { m_view->newModel()->setWay(NewModelWay::Hub); });
}

// Files' checks of pairs that have none yet; some ten milliseconds each.
void ModelsScreen::checkPairs() {
    struct Checked {
        std::map<std::int64_t, std::shared_ptr<const pipeline::PairCheck>> checks;
        std::map<std::int64_t, QString> problems;
    };
    std::vector<store::PairRow> unchecked;
    for (const store::PairRow& pair : m_rows->pairs)
        if (!m_checks.contains(pair.id.value) && !m_problems.contains(pair.id.value))
            unchecked.push_back(pair);
    if (unchecked.empty())
        return;
    m_session.tasks().run(
        this, "pair checks",
        [file = m_session.project().file(), unchecked, rows = m_rows](const TaskContext& context) {
            Checked checked;
            const store::Project project = store::Project::open(file, store::Access::Read);
            for (const store::PairRow& pair : unchecked) {
                throwIfStopped(context.stop);
                try {
                    checked.checks[pair.id.value] = std::make_shared<pipeline::PairCheck>(
                        pipeline::checkPair(pipeline::modelFolder(project, rows->models.at(pair.a.value).row),
                                            pipeline::modelFolder(project, rows->models.at(pair.b.value).row)));
                } catch (const Error& problem) { // of one pair; the others are checked all the same
                    checked.problems[pair.id.value] = toQt(problem.what());
                }
            }
            return checked;
        },
        [this](Checked checked) {
            m_checks.merge(checked.checks);
            m_problems.merge(checked.problems);
            show();
        });
}

void ModelsScreen::measure() {
    const store::PairRow* selected = selectedPair();
    if (!selected || m_session.tasks().isBusy("measure"))
        return;
    PairCardPanel* panel = m_view->card();
    panel->setMeasuring(true);
    panel->showBusy(QObject::tr("measuring …"), 0);
    m_session.tasks().run(
        this, "measure",
        [file = m_session.project().file(), pair = *selected, options = m_options, busy = m_session.jobs().isRunning()](const TaskContext& context) {
            store::Project project = store::Project::open(file, store::Access::Read);
            MeasuredPair measured = measurePair(project, pair, options, context.progress, context.stop);
            measured.whileBusy = busy;
            return std::pair(pair.id, measured);
        },
        [this, panel](const std::pair<PairId, MeasuredPair>& result) {
            panel->setMeasuring(false);
            m_measured[result.first.value] = result.second;
            m_session.remember(QString("models.measured.%1").arg(result.first.value), measuredText(result.second));
            show();
        },
        [panel](const QString& sentence) {
            panel->setMeasuring(false);
            panel->showError(sentence);
        },
        [panel](const Progress& progress) {
            panel->showBusy(progress.message.empty() ? QObject::tr("measuring …") : toQt(progress.message), progress.fraction);
        },
        TaskOrder::Latest, [panel] { panel->setMeasuring(false); });
}

void ModelsScreen::makePair(ModelId a, ModelId b) {
    if (m_session.isReadOnly())
        return;
    try {
        const bool known = store::findPair(m_session.project(), a, b).has_value();
        const store::PairRow pair = store::pairOf(m_session.project(), a, b);
        m_wanted = pair.id;
        if (known) {
            show();
            Q_EMIT m_session.said(QObject::tr("%1 is a pair already.").arg(toQt(pair.name)));
            return;
        }
        Q_EMIT m_session.saved();
        m_session.refresh();
    } catch (const std::exception& problem) {
        const auto database = store::databaseError(problem);
        m_view->pairs()->showError(toQt(database ? database->what() : problem.what()));
    }
}

void ModelsScreen::startModels(const NewModelRequest& request) {
    if (!m_rows || m_rows->newestCorpus.empty() || m_session.isReadOnly())
        return;
    const auto jobs = jobsFor(request, m_rows->newestCorpus);
    if (request.way == NewModelWay::FineTune) {
        QStringList folders = m_session.remembered("models.folders").toStringList();
        if (!folders.contains(toQt(request.model.base)))
            m_session.remember("models.folders", folders << toQt(request.model.base));
    }
    m_session.jobs().enqueue(jobs);
    Q_EMIT m_session.said(QObject::tr("%1 in the queue.").arg(counted(static_cast<long long>(jobs.size()), QObject::tr("model"), QObject::tr("models"))));
}

void ModelsScreen::askFolder(NewModelWay way) {
    const QString folder = QFileDialog::getExistingDirectory(m_view, QObject::tr("A Hugging Face folder: config.json, model.safetensors, vocab.txt"));
    if (!folder.isEmpty())
        m_view->newModel()->setFolder(way, folder);
}

void ModelsScreen::startDownload(const HubRequest& request) {
    NewModelPanel* panel = m_view->newModel();
    if (m_session.tasks().isBusy("download"))
        return;
    panel->clearNotice();
    panel->showBusy(QObject::tr("asking %1 …").arg(request.hub));
    m_session.tasks().run(
        this, "download", [request](const TaskContext& context) { return download(request, context.progress, context.stop); },
        [this, panel](const QString& folder) {
            panel->showIdle();
            panel->setFolder(NewModelWay::FineTune, folder);
            Q_EMIT m_session.said(QObject::tr("The model lies in %1.").arg(folder));
        },
        [panel](const QString& sentence) {
            panel->showIdle();
            panel->showError(sentence);
        },
        [panel](const Progress& progress) { panel->showBusy(toQt(progress.message), progress.fraction); }, TaskOrder::Latest,
        [panel] { panel->showIdle(); });
}

void ModelsScreen::addCells(const CellChoice& choice, QueueOrder order) {
    if (!m_rows || choice.empty() || m_session.isReadOnly())
        return;
    const auto jobs = jobsFor(*m_rows, m_options, choice, order);
    m_view->grid()->grid()->table()->setChoice({});
    m_session.jobs().enqueue(jobs);
    Q_EMIT m_session.said(QObject::tr("%1 in the queue.").arg(counted(static_cast<long long>(jobs.size()), QObject::tr("new entry"), QObject::tr("new entries"))));
}

void ModelsScreen::saveRecipe() {
    const store::PairRow* pair = selectedPair();
    if (!pair)
        return;
    try {
        const std::string text = gridRecipe(m_session.project(), *pair, m_options);
        const QString file = QFileDialog::getSaveFileName(m_view, QObject::tr("Save as recipe"), QDir::homePath() + "/" + toQt(pair->name).replace(" & ", "-") + ".toml",
                                                          QObject::tr("Recipes (*.toml)"));
        if (file.isEmpty())
            return;
        writeFile(toStd(file), text);
        Q_EMIT m_session.said(QObject::tr("Saved %1.").arg(file));
    } catch (const std::exception& problem) {
        const auto database = store::databaseError(problem);
        m_view->grid()->showError(toQt(database ? database->what() : problem.what()));
    }
}

void ModelsScreen::showRequestCost() {
    if (!m_rows)
        return;
    const auto request = m_view->newModel()->request();
    if (!request)
        return;
    NewModelCost cost = costOf(*request, *m_rows, m_rows->newestTrainTexts, static_cast<std::int64_t>(0));
    QStringList classes;
    for (const std::string& name : m_rows->newestClasses)
        classes += toQt(name);
    cost.note = QObject::tr("Corpus %1: %2").arg(toQt(m_rows->newestCorpus), classes.join(", ")) + (cost.note.isEmpty() ? QString() : ". " + cost.note);
    m_view->newModel()->setCost(cost);
}

} // namespace crosseed::gui
