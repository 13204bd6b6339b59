#include "app/gui/screens.h"
#include "views/contexts/concordance_table.h"
#include "views/contexts/contexts_view.h"
#include "views/shared/exports.h"
#include "views/shared/words.h"
#include <QScrollBar>
#include <QTimer>
#include <set>

namespace crosseed::gui {

using namespace views;

namespace {

constexpr const char* linesLane = "contexts.lines";
constexpr const char* textsLane = "contexts.texts";
constexpr const char* documentLane = "contexts.document";

// The strongest first: label, or else the words that it fires on.
std::vector<FeatureName> featureNames(const Result& result, const Notes& notes) {
    std::vector<const evaluate::FeatureSummary*> alive;
    for (const auto& feature : result.features)
        if (feature.firesA + feature.firesB > 0)
            alive.push_back(&feature);
    std::stable_sort(alive.begin(), alive.end(), [](const auto* x, const auto* y) {
        return x->universal != y->universal ? x->universal : x->strength > y->strength;
    });
    std::vector<FeatureName> names;
    for (const auto* feature : alive) {
        QString words = labelOf(notes, feature->feature);
        for (std::size_t i = 0; words.isEmpty() && i < feature->topWords.size(); ++i)
            words = toQt(feature->topWords[i].word);
        names.push_back({feature->feature, featureText(feature->feature) + " " + words});
    }
    return names;
}

std::int64_t textOfDocument(const evaluate::EvaluationIndex& index, std::int64_t position) {
    for (std::int64_t text = 0; text < index.textCount(); ++text)
        if (index.documentOf(text) == position)
            return text;
    return -1;
}

class ContextsScreen : public Screen {
public:
    explicit ContextsScreen(Session& session) : Screen(session) {
        connectView();
        connect(&session, &Session::resultChanged, this, [this] { takeResult(); });
        connect(&session, &Session::noteChanged, this, [this] {
            m_namesAreOld = true;
            takeFeature();
        });
        connect(&session.selection(), &Selection::featureChanged, this, [this] { takeFeature(); });
        connect(&session.selection(), &Selection::documentChanged, this,
                [this](std::int64_t document, std::int64_t row) { takeDocument(document, row); });
        makeActions();
        countReading();
        takeResult();
    }
    QWidget* widget() override { return m_view; }
    void entered() override {
        takeNames();
        takeFeature();
    }
    QString status() const override { return m_view->statusText(); }
    QList<QAction*> actions() override { return m_actions; }
    QByteArray saveState() const override { return m_view->saveState(); }
    void restoreState(const QByteArray& state) override { m_view->restoreState(state); }

private:
    void connectView();
    void makeActions();
    void countReading();
    void takeResult();
    void takeNames();
    void takeFeature();
    void takeDocument(std::int64_t document, std::int64_t row);
    void findLines(const evaluate::ConcordanceOptions& options);
    void readTexts(const std::vector<std::int64_t>& texts);
    void choose(std::int64_t document, std::int64_t row);

    ContextsView* m_view = new ContextsView;
    QList<QAction*> m_actions;
    bool m_namesAreOld = true;
    bool m_choosing = false; // the selection changes because of this view
    std::set<std::pair<std::int32_t, std::int64_t>> m_read; // feature and document of lines that stood on the screen for a while
};

void ContextsScreen::connectView() {
    connect(m_view, &ContextsView::featureChosen, this, [this](std::int32_t feature) { m_session.selection().select(feature); });
    connect(m_view, &ContextsView::strongestAsked, this, [this] {
        const ResultPtr result = m_session.result();
        const auto names = result ? featureNames(*result, {}) : std::vector<FeatureName>();
        if (!names.empty())
            m_session.selection().select(names.front().feature);
    });
    connect(m_view, &ContextsView::concordanceAsked, this, [this](const auto& options) { findLines(options); });
    connect(m_view, &ContextsView::textsAsked, this, [this](const auto& texts) { readTexts(texts); });
    connect(m_view, &ContextsView::loadingStopped, this, [this] {
        m_session.tasks().stop(linesLane);
        m_session.tasks().stop(textsLane);
    });
    connect(m_view, &ContextsView::documentChosen, this, [this](std::int64_t document, std::int64_t row) { choose(document, row); });
    connect(m_view, &ContextsView::editAsked, this, [this](std::int64_t document, std::int64_t row) {
        choose(document, row);
        Q_EMIT m_session.screenAsked("counterfactuals");
    });
    connect(m_view, &ContextsView::statusChanged, this, &Screen::statusChanged);
}

void ContextsScreen::makeActions() {
    const auto add = [this](const QString& text, const QString& menu, const QKeySequence& shortcut, auto work) {
        QAction* action = newAction(text, menu, shortcut);
        connect(action, &QAction::triggered, this, work);
        m_actions << action;
    };
    add(tr("Edit this sentence"), "edit", Qt::Key_E, [this] { m_view->edit(); });
    add(tr("Search the lines"), "edit", QKeySequence::Find, [this] { m_view->focusSearch(); });
    add(tr("Next line"), "go", {}, [this] { m_view->chooseStep(1); });
    add(tr("Previous line"), "go", {}, [this] { m_view->chooseStep(-1); });
    add(tr("Sort lines by the next word, then the one before"), "view", {}, [this] {
        m_view->choices()->setKeys({evaluate::ContextOrder::Right1, evaluate::ContextOrder::Left1, evaluate::ContextOrder::Activation});
    });
    add(tr("Sort lines by how far A and B disagree"), "view", {},
        [this] { m_view->choices()->setKeys({evaluate::ContextOrder::Difference}); });
    add(tr("Sort lines by their code"), "view", {}, [this] { m_view->choices()->setKeys({evaluate::ContextOrder::Activation}); });
    add(tr("Export the lines as a table…"), "table", {}, [this] {
        if (Exporter* exporter = exporterOf(m_view))
            exporter->exportTable(m_view, m_view->tableSource());
    });
}

// For the guide: a line counts as read when it has stood on the screen for a second.
void ContextsScreen::countReading() {
    auto* table = m_view->findChild<ConcordanceTable*>();
    auto* still = new QTimer(this);
    still->setSingleShot(true);
    still->setInterval(1000);
    const auto moved = [still] { still->start(); };
    connect(table->verticalScrollBar(), &QScrollBar::valueChanged, this, moved);
    connect(m_view, &ContextsView::statusChanged, this, moved);
    connect(still, &QTimer::timeout, this, [this, table] {
        const auto* model = qobject_cast<const ConcordanceModel*>(table->model());
        if (!m_view->isVisible() || !model)
            return;
        for (const int row : table->visibleRows())
            if (const evaluate::ConcordanceLine* line = model->line(row))
                m_read.emplace(m_view->feature(), line->position);
        Q_EMIT m_session.happened("lines read", static_cast<int>(m_read.size()));
    });
    connect(&m_session, &Session::closed, this, [this] { m_read.clear(); });
}

void ContextsScreen::takeResult() {
    for (const char* lane : {linesLane, textsLane, documentLane})
        m_session.tasks().stop(lane);
    m_namesAreOld = true;
    m_view->setResult(m_session.result());
    if (m_view->isVisible()) {
        takeNames();
        takeFeature();
    }
}

void ContextsScreen::takeNames() {
    if (!m_namesAreOld)
        return;
    m_namesAreOld = false;
    const ResultPtr result = m_session.result();
    const NotesPtr notes = m_session.notes();
    m_view->setFeatures(result ? featureNames(*result, notes ? *notes : Notes()) : std::vector<FeatureName>());
}

// What is not in front waits until it is.
void ContextsScreen::takeFeature() {
    if (!m_view->isVisible())
        return;
    takeNames();
    const ResultPtr result = m_session.result();
    const std::int32_t feature = m_session.selection().feature();
    const bool known = result && feature >= 0 && feature < result->featureCount();
    const NotesPtr notes = m_session.notes();
    m_view->setFeature(known ? feature : -1, known && notes ? labelOf(*notes, feature) : QString());
}

void ContextsScreen::findLines(const evaluate::ConcordanceOptions& options) {
    const ResultPtr result = m_session.result();
    const std::int32_t feature = m_view->feature();
    if (!result || feature < 0)
        return;
    m_session.tasks().stop(textsLane);
    m_session.tasks().run(
        this, linesLane,
        [result, feature, options](const TaskContext& context) {
            return std::make_shared<const evaluate::Concordance>(evaluate::concordance(feature, result->index, options, context.stop));
        },
        [this](ConcordancePtr found) { m_view->setConcordance(found); }, [this](const QString& sentence) { m_view->showFailure(sentence); });
}

void ContextsScreen::readTexts(const std::vector<std::int64_t>& texts) {
    const ResultPtr result = m_session.result();
    const std::int32_t feature = m_view->feature();
    if (!result || feature < 0)
        return;
    m_session.tasks().run(
        this, textsLane,
        [result, feature, texts](const TaskContext& context) {
            return evaluate::codedTexts(feature, result->index, result->documentOf, texts, context.stop);
        },
        [this, feature](std::vector<evaluate::CodedText> read) { m_view->addTexts(feature, std::move(read)); },
        [this](const QString& sentence) { m_view->showFailure(sentence); });
}

void ContextsScreen::choose(std::int64_t document, std::int64_t row) {
    m_choosing = true;
    m_session.selection().selectDocument(document, row);
    m_choosing = false;
}

// A document that another view chose.
void ContextsScreen::takeDocument(std::int64_t document, std::int64_t row) {
    const ResultPtr result = m_session.result();
    const std::int32_t feature = m_view->feature();
    if (m_choosing || !result || document < 0 || feature < 0)
        return;
    m_session.tasks().run(
        this, documentLane,
        [result, feature, document](const TaskContext& context) -> CodedTextPtr {
            const std::int64_t text = textOfDocument(result->index, document);
            if (text < 0)
                return nullptr;
            const std::int64_t wanted[] = {text};
            return std::make_shared<evaluate::CodedText>(
                evaluate::codedTexts(feature, result->index, result->documentOf, wanted, context.stop).front());
        },
        [this, row](const CodedTextPtr& text) { m_view->showDocument(text, row); });
}

} // namespace

Screen* makeContextsScreen(Session& session) {
    return new ContextsScreen(session);
}

} // namespace crosseed::gui
