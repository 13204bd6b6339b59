#include "app/gui/models_screen.h"
#include "app/gui/condition_grid.h"
#include "app/gui/grid_settings.h"
#include "app/gui/model_download.h"
#include "app/gui/screens.h"
#include "views/models/grid_panel.h"
#include "views/models/models_view.h"
#include "views/models/new_model_panel.h"
#include "views/models/pairs_panel.h"
#include "views/models/texts.h"
#include "views/shared/words.h"
#include <QUndoCommand>
#include <algorithm>
#include <nlohmann/json.hpp>

namespace crosseed::gui {

using namespace views;
using nlohmann::json;

namespace {
constexpr const char* rowsLane = "models";
constexpr int soon = 120, often = 700; // ms

QString optionsText(const GridOptions& o) {
    return toQt(json{{"preset", o.preset}, {"k", o.k}, {"dictionary", o.dictionary}, {"layer", o.layer}, {"cross", o.lambdaCross},
                     {"auxiliary", o.auxiliary}, {"texts", o.alignmentTexts}}
                    .dump());
}

std::optional<GridOptions> optionsFrom(const QString& text) {
    try {
        const json o = json::parse(toStd(text));
        return GridOptions{o.at("preset"), o.at("k"), o.at("dictionary"), o.at("layer"), o.at("cross"), o.at("auxiliary"), o.at("texts")};
    } catch (const json::exception&) { // nothing remembered, or another version's
        return std::nullopt;
    }
}
} // namespace

class OptionsCommand : public QUndoCommand {
public:
    OptionsCommand(ModelsScreen& screen, GridOptions before, GridOptions after)
        : QUndoCommand(QObject::tr("Settings of the grid")), m_screen(&screen), m_before(std::move(before)), m_after(std::move(after)) {}
    void undo() override { apply(m_before); }
    void redo() override { apply(m_after); }

private:
    void apply(const GridOptions& options) {
        if (m_screen)
            m_screen->takeOptions(options);
    }
    QPointer<ModelsScreen> m_screen;
    GridOptions m_before, m_after;
};

ModelsScreen::ModelsScreen(Session& session) : Screen(session), m_view(new ModelsView) {
    m_soon.setSingleShot(true);
    m_soon.setInterval(soon);
    m_progress.setSingleShot(true);
    m_progress.setInterval(often);
    connect(&m_soon, &QTimer::timeout, this, &ModelsScreen::read);
    connect(&m_progress, &QTimer::timeout, this, &ModelsScreen::show);
    connect(&session, &Session::opened, this, [this] {
        forget();
        readSoon();
    });
    connect(&session, &Session::closed, this, &ModelsScreen::forget);
    connect(&session, &Session::projectChanged, this, &ModelsScreen::readSoon);
    connect(&session.jobs(), &JobRunner::rowsChanged, this, &ModelsScreen::readSoon);
    connect(&session.jobs(), &JobRunner::progressed, this,
            [this](qint64 job, double fraction, const QString&, const QString& message, double low, double high) {
                m_news[job] = {fraction, message, low, high};
                if (m_entered && !m_progress.isActive())
                    m_progress.start();
            });
    connect(&session.jobs(), &JobRunner::ended, this, [this](qint64 job) { m_news.erase(job); }); // its row has the last word
    connectView();
    connectActions();
    m_view->newModel()->setEnvironmentHub(environmentHub());
    if (session.isOpen())
        readSoon();
}

QWidget* ModelsScreen::widget() {
    return m_view;
}

void ModelsScreen::entered() {
    m_entered = true;
    if (!m_rows)
        readSoon();
    else
        show();
}

QByteArray ModelsScreen::saveState() const {
    return m_view->saveState();
}

void ModelsScreen::restoreState(const QByteArray& state) {
    m_view->restoreState(state);
}

void ModelsScreen::connectView() {
    connect(m_view, &ModelsView::choiceChanged, this, [this] { Q_EMIT statusChanged(); });
    connect(m_view, &ModelsView::pairAsked, this, &ModelsScreen::makePair);
    connect(m_view->pairs(), &PairsPanel::pairSelected, this, [this] { showCard(); });
    connect(m_view->card(), &PairCardPanel::measureAsked, this, &ModelsScreen::measure);
    connect(m_view->card(), &Panel::stopAsked, this, [this] {
        m_view->card()->showStopping();
        m_session.tasks().stop("measure");
    });
    connect(m_view->newModel(), &Panel::stopAsked, this, [this] {
        m_view->newModel()->showStopping();
        m_session.tasks().stop("download");
    });
    connect(m_view->newModel(), &NewModelPanel::startAsked, this, &ModelsScreen::startModels);
    connect(m_view->newModel(), &NewModelPanel::downloadAsked, this, &ModelsScreen::startDownload);
    connect(m_view->newModel(), &NewModelPanel::folderAsked, this, &ModelsScreen::askFolder);
    connect(m_view->newModel(), &NewModelPanel::requestChanged, this, &ModelsScreen::showRequestCost);
    connect(m_view->grid(), &GridPanel::optionsChanged, this, &ModelsScreen::setOptions);
    connect(m_view->grid(), &GridPanel::choiceChanged, this, [this] {
        showCost();
        Q_EMIT statusChanged();
    });
    connect(m_view->grid(), &GridPanel::addAsked, this, &ModelsScreen::addCells);
    connect(m_view->grid(), &GridPanel::recipeAsked, this, &ModelsScreen::saveRecipe);
    connect(m_view->grid(), &GridPanel::comparisonAsked, this, [this] { Q_EMIT m_session.screenAsked("comparison"); });
}

void ModelsScreen::forget() {
    m_soon.stop();
    m_session.tasks().stop(rowsLane);
    m_session.tasks().stop("measure");
    m_session.tasks().stop("pair checks");
    m_rows.reset();
    m_hasOptions = false;
    m_checks.clear();
    m_problems.clear();
    m_measured.clear();
    m_news.clear();
    m_verdicts.clear();
    m_wanted = {};
    m_view->setModels({});
    m_view->pairs()->setPairs({});
    m_view->card()->setCard({});
    m_view->card()->setMeasuring(false);
    m_view->grid()->setGrid({});
    m_view->grid()->setCost({});
}

void ModelsScreen::readSoon() {
    if (m_session.isOpen() && !m_soon.isActive())
        m_soon.start();
}

void ModelsScreen::read() {
    if (!m_session.isOpen())
        return;
    m_view->setReadOnly(m_session.isReadOnly() ? QObject::tr("This project is open for reading only.") : QString());
    if (!m_hasOptions)
        if (const auto remembered = optionsFrom(m_session.remembered("models.options").toString())) {
            m_options = *remembered;
            m_hasOptions = true;
        }
    m_session.tasks().run(
        this, rowsLane,
        [file = m_session.project().file(), before = m_rows, options = m_options, known = m_hasOptions](const TaskContext& context) {
            const store::Project project = store::Project::open(file, store::Access::Read);
            auto rows = readGridRows(project, options.alignmentTexts, before.get(), context.stop);
            if (const GridOptions latest = latestOptions(*rows); !known && latest.alignmentTexts != options.alignmentTexts)
                rows = readGridRows(project, latest.alignmentTexts, nullptr, context.stop);
            return rows;
        },
        [this](std::shared_ptr<const GridRows> rows) { take(std::move(rows)); },
        [this](const QString& sentence) { m_view->modelPanel()->showError(sentence); });
}

void ModelsScreen::take(std::shared_ptr<const GridRows> rows) {
    m_rows = std::move(rows);
    if (!m_hasOptions) {
        m_options = latestOptions(*m_rows);
        m_hasOptions = true;
    }
    for (const store::PairRow& pair : m_rows->pairs)
        if (!m_measured.contains(pair.id.value))
            if (const auto measured = measuredFrom(m_session.remembered(QString("models.measured.%1").arg(pair.id.value)).toString()))
                m_measured[pair.id.value] = *measured;
    NewModelPanel* panel = m_view->newModel();
    if (!m_session.isReadOnly())
        panel->setBlocked(m_rows->newestCorpus.empty() ? QObject::tr("Import a corpus first: its classes are what a model learns.") : QString());
    panel->setPresets(presetsOf(*m_rows, false), presetsOf(*m_rows, true));
    panel->setFolders(foldersOf(*m_rows, downloadedModels() + m_session.remembered("models.folders").toStringList()));
    panel->setSeeds(unusedSeeds(*m_rows));
    m_view->modelPanel()->clearNotice();
    show();
    checkPairs();
}

GridTiming ModelsScreen::timing() const {
    double measured = -1;
    for (const auto& [pair, result] : m_measured)
        if (result.dictionary == m_options.dictionary && result.cost.steps > 0 && !result.whileBusy)
            measured = result.cost.trainingSeconds / static_cast<double>(result.cost.steps);
    return timingOf(*m_rows, m_options, measured);
}

void ModelsScreen::show() {
    if (!m_rows)
        return;
    std::map<std::int64_t, QString> blocked;
    for (const auto& [pair, check] : m_checks)
        if (check && !check->fits())
            blocked[pair] = QObject::tr("opens when the pair’s card has nothing to decide");
    for (const auto& [pair, problem] : m_problems)
        blocked[pair] = problem;
    std::map<std::int64_t, double> progress;
    for (const auto& [job, news] : m_news)
        progress[job] = news.fraction;
    const auto grid = conditionGrid(*m_rows, m_options, progress, blocked);
    m_view->setModels(modelList(*m_rows, m_measured, m_news, downloadFolder()));
    for (const store::PairRow& pair : m_rows->pairs)
        if (const auto card = cardOf(pair))
            m_verdicts[pair.id.value] = worstOf(*card);
    m_view->pairs()->setPairs(pairList(*m_rows, *grid, m_measured, m_verdicts));
    m_view->grid()->setGrid(grid);
    if (m_rows->pairs.empty())
        m_view->grid()->showEmpty(QObject::tr("No pairs yet. What can be computed of a pair is chosen here."));
    else
        m_view->grid()->showContent();
    if (std::ranges::find(m_rows->pairs, m_wanted, &store::PairRow::id) != m_rows->pairs.end())
        m_view->pairs()->select(std::exchange(m_wanted, {}));
    else if (m_view->pairs()->selected().value == 0 && !m_rows->pairs.empty())
        m_view->pairs()->select(m_rows->pairs.front().id);
    showCard();
    showCost();
    showRequestCost();
    Q_EMIT statusChanged();
}

const store::PairRow* ModelsScreen::selectedPair() const {
    if (!m_rows)
        return nullptr;
    const auto found = std::ranges::find(m_rows->pairs, m_view->pairs()->selected(), &store::PairRow::id);
    return found == m_rows->pairs.end() ? nullptr : &*found;
}

// Null while its files are not checked yet.
std::shared_ptr<const PairCard> ModelsScreen::cardOf(const store::PairRow& pair) const {
    const auto check = m_checks.find(pair.id.value);
    const auto problem = m_problems.find(pair.id.value);
    if (check == m_checks.end() && problem == m_problems.end())
        return nullptr;
    const auto measured = m_measured.find(pair.id.value);
    const GridTiming known = timingOf(*m_rows, m_options);
    const auto sizes = m_rows->sizes.find(pair.id.value);
    double low = -1, high = -1;
    if (known.stepHigh >= 0 && sizes != m_rows->sizes.end() && sizes->second.trainTexts >= 0) {
        const auto steps = static_cast<double>(stepsOf(GridSettings(m_options).preset().training, sizes->second.trainTexts));
        low = steps * known.stepLow;
        high = steps * known.stepHigh;
    }
    return pairCard(*m_rows, pair, check == m_checks.end() ? nullptr : check->second.get(), problem == m_problems.end() ? QString() : problem->second,
                    measured == m_measured.end() ? std::nullopt : std::optional(measured->second), m_options, low, high, known.source);
}

void ModelsScreen::showCard() {
    const store::PairRow* pair = selectedPair();
    m_view->card()->setCard(pair ? cardOf(*pair) : nullptr);
}

void ModelsScreen::showCost() {
    if (!m_rows)
        return;
    auto rows = std::make_shared<GridRows>(*m_rows); // with what the cards have timed
    for (const auto& [pair, measured] : m_measured) {
        rows->extractionSeconds = measured.cost.extractionSeconds / 2;
        if (rows->evaluationSeconds < 0)
            rows->evaluationSeconds = measured.cost.evaluationSeconds;
    }
    m_view->grid()->setCost(queueCost(*rows, m_options, m_view->grid()->choice(), m_view->grid()->order(), timing()));
}

void ModelsScreen::setOptions(const GridOptions& options) {
    if (!(options == m_options))
        m_session.undoStack().push(new OptionsCommand(*this, m_options, options));
}

void ModelsScreen::takeOptions(const GridOptions& options) {
    const bool otherTexts = options.alignmentTexts != m_options.alignmentTexts;
    m_options = options;
    m_hasOptions = true;
    m_session.remember("models.options", optionsText(options));
    show();
    if (otherTexts)
        readSoon();
}

QString ModelsScreen::status() const {
    if (!m_rows)
        return {};
    const auto bold = [](auto number) { return "<b>" + count(static_cast<long long>(number)) + "</b>"; };
    const CellChoice choice = m_view->grid()->choice();
    const auto some = [&](std::size_t number, const QString& one) { return bold(number) + " " + (number == 1 ? one : one + "s"); };
    QStringList parts{some(m_rows->models.size(), QObject::tr("model")), some(m_rows->pairs.size(), QObject::tr("pair"))};
    if (!choice.empty())
        parts += QObject::tr("%1 of %2 cells to add").arg(bold(choice.size()), count(static_cast<long long>(m_rows->pairs.size()) * conditionCount));
    if (const auto& chosen = m_view->chosenModels(); !chosen.empty()) {
        QStringList names;
        for (const ModelId id : chosen)
            if (const auto model = m_rows->models.find(id.value); model != m_rows->models.end())
                names += toQt(model->second.row.name).toHtmlEscaped();
        parts += QObject::tr("%1 selected (%2)").arg(bold(chosen.size()), names.join(", "));
    }
    return parts.join(" · ");
}

Screen* makeModelsScreen(Session& session) {
    return new ModelsScreen(session);
}

} // namespace crosseed::gui
