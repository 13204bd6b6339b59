#include "app/gui/counterfactual_drafts.h"
#include "app/gui/counterfactual_edits.h"
#include "app/gui/counterfactual_rows.h"
#include "app/gui/screens.h"
#include "views/counterfactuals/counterfactuals_view.h"
#include "views/counterfactuals/effect_panel.h"
#include "views/counterfactuals/moved_panel.h"
#include "views/counterfactuals/results_panel.h"
#include "views/counterfactuals/rule_form.h"
#include "views/counterfactuals/sentence_editor.h"
#include "views/shared/words.h"
#include <QTimer>
#include <QVariant>

namespace crosseed::gui {

using namespace views;

namespace {

constexpr const char* lane = "edits";             // what needs the pair
constexpr const char* sentenceLane = "sentences"; // of the feature, from the index
constexpr std::int64_t offeredSentences = 20;
constexpr std::int64_t placeboTexts = 20;

QVariant endOf(double value) {
    return std::isnan(value) ? QVariant() : QVariant(value);
}
double endOf(const QVariant& value) {
    return value.isNull() ? std::nan("") : value.toDouble();
}

class CounterfactualsScreen : public Screen {
public:
    explicit CounterfactualsScreen(Session& session) : Screen(session), m_rows(session, this), m_view(new CounterfactualsView), m_draftTimer(this) {
        m_draftTimer.setSingleShot(true);
        m_draftTimer.setInterval(SentenceEditor::restMilliseconds);
        connectSession();
        connectView();
        makeActions();
        showNothing();
    }

    QWidget* widget() override { return m_view; }
    QList<QAction*> actions() override { return m_actions; }
    QByteArray saveState() const override { return m_view->saveState(); }
    void restoreState(const QByteArray& state) override { m_view->restoreState(state); }

    void entered() override {
        m_wantsFocus = true;
        follow(true);
        takeFocus();
    }

    QString status() const override {
        if (m_feature < 0)
            return {};
        QString text = QString("<b>%1</b> · %2").arg(featureText(m_feature), counted(std::ssize(*m_rows.lines()), "counterfactual row"));
        if (m_edit.answer)
            text += QString(" · last run took %1 ms").arg(views::count(std::lround(1000 * m_edit.answer->seconds)));
        return text;
    }

private:
    SentenceEditor& editor() const { return *m_view->editor(); }
    Tasks& tasks() const { return m_session.tasks(); }

    void connectSession() {
        connect(&m_session, &Session::resultChanged, this, [this] {
            keepPendingDraft();
            m_feature = -1;
            follow();
        });
        connect(&m_session, &Session::closed, this, [this] {
            tasks().stop(lane);
            m_pair = std::make_shared<LoadedPair>(); // the lane lets go of the other one
            saveIdle();
        });
        connect(&m_session, &Session::noteChanged, this, [this] {
            m_view->setNotes(m_session.notes());
            if (m_feature >= 0)
                editor().setFeature(featureText(m_feature), label());
        });
        Selection& selection = m_session.selection();
        connect(&selection, &Selection::featureChanged, this, [this] { follow(); });
        connect(&selection, &Selection::documentChanged, this, [this](std::int64_t document) {
            m_documentOf = m_session.selection().feature();
            if (document >= 0 && document != m_document)
                follow();
        });
        connect(&m_rows, &CounterfactualRows::changed, this, [this] {
            m_view->setLines(m_rows.lines());
            Q_EMIT statusChanged();
        });
        connect(&m_rows, &CounterfactualRows::failed, this, [this](const QString& sentence) { m_view->results()->showError(sentence); });
    }

    void connectView() {
        connect(&editor(), &SentenceEditor::asked, this, [this](const EditAsk& ask) { compute(ask); });
        connect(&editor(), &SentenceEditor::addAsked, this, [this] { add(); });
        connect(&editor(), &SentenceEditor::typed, &m_draftTimer, qOverload<>(&QTimer::start));
        connect(&m_draftTimer, &QTimer::timeout, this, [this] { keepDraft(); });
        connect(&editor(), &SentenceEditor::sentenceChosen, this, [this](std::int64_t document) {
            if (document >= 0)
                m_session.selection().selectDocument(document);
        });
        connect(&editor(), &SentenceEditor::placeboAsked, this, [this] { computePlacebos(); });
        connect(&editor(), &SentenceEditor::ruleAsked, this, [this](const RuleAsk& ask) { computeRules(ask); });
        connect(&editor(), &Panel::stopAsked, this, [this] {
            editor().showStopping();
            tasks().stop(lane);
        });
        connect(&editor(), &Panel::noticeAsked, this, [this] { compute({editor().original(), editor().edited()}); });
        connect(&editor(), &Panel::emptyAsked, this, [this] { Q_EMIT m_session.screenAsked(m_session.result() ? "features" : "runs"); });
        connect(m_view->moved(), &MovedPanel::featureChosen, this, [this](std::int32_t feature) { takeAlong(feature); });
        ResultsPanel* results = m_view->results();
        connect(results, &ResultsPanel::removeAsked, this, [this](const std::vector<std::int64_t>& keys) { m_rows.remove(keys); });
        connect(results, &ResultsPanel::noteEdited, this, [this](std::int64_t key, const QString& note) { m_rows.setNote(key, note); });
        connect(results, &ResultsPanel::openAsked, this, [this](std::int64_t key) { openRow(key); });
    }

    void makeActions() {
        const auto action = [this](const QString& text, const QString& menu, auto call) {
            QAction* one = newAction(text, menu);
            connect(one, &QAction::triggered, this, call);
            m_actions += one;
        };
        action("Add counterfactual row", "edit", [this] { editor().add(); });
        action("Placebo edits", "run", [this] { computePlacebos(); });
        action("Rule over all top contexts…", "run", [this] { editor().ruleForm()->open(); });
        action("Export counterfactuals as Table 2…", "table", [this] { m_view->results()->exportPaperTable(); });
    }

    QString label() const { return labelOf(*m_session.notes(), m_feature); }

    void showNothing() {
        keepPendingDraft();
        m_feature = -1;
        m_document = -1;
        m_edit = {};
        m_rows.show({}, -1);
        m_view->setPlacebo({});
        if (m_session.result())
            m_view->setEmpty("Choose a feature, then edit a sentence it fires on.", "Open Features");
        else
            m_view->setEmpty("There is no result yet: counterfactuals need a trained pair.", "Open Runs");
        Q_EMIT statusChanged();
    }

    // The edit has the focus on entry, once there is one.
    void takeFocus() {
        if (!m_wantsFocus || editor().original().isEmpty() || !editor().content()->isVisible())
            return;
        m_wantsFocus = false;
        editor().focusEdit();
    }

    // Shows what is selected; while another screen is in front, once this one is entered.
    void follow(bool isEntered = false) {
        const Selection& selection = m_session.selection();
        if (!m_session.result() || selection.feature() < 0 || selection.feature() >= m_session.result()->featureCount())
            return showNothing();
        if (!isEntered && !m_view->isVisible())
            return;
        if (selection.feature() != m_feature)
            showFeature(selection.feature());
        else if (const std::int64_t document = wishedDocument(); document >= 0 && document != m_document)
            showDocument(document);
    }

    // The selected sentence, where it was selected for this feature.
    std::int64_t wishedDocument() const {
        const Selection& selection = m_session.selection();
        return m_documentOf == selection.feature() ? selection.document() : -1;
    }

    void showFeature(std::int32_t feature) {
        keepPendingDraft();
        m_run = m_session.result()->run.id;
        m_feature = feature;
        m_document = -1;
        m_edit = {};
        const auto& summary = m_session.result()->features[static_cast<std::size_t>(feature)];
        m_view->setFeature(feature, label(), std::max(summary.maxA, summary.maxB));
        m_view->setNotes(m_session.notes());
        m_view->setAnswer(nullptr);
        m_rows.show(m_session.result()->run.id, feature);
        m_view->setPlacebo(rememberedPlacebo());
        tasks().run(
            this, sentenceLane,
            [result = m_session.result(), feature](const TaskContext&) { return strongestTexts(*result, feature, offeredSentences); },
            [this](StrongestTexts strongest) { showSentences(std::move(strongest)); },
            [this](const QString& sentence) { editor().showError(sentence); });
    }

    void showSentences(StrongestTexts strongest) {
        m_strongest = std::move(strongest);
        editor().setSentences(m_strongest.sentences, m_strongest.texts);
        if (const std::int64_t document = wishedDocument(); document >= 0)
            showDocument(document);
        else if (!m_strongest.sentences.empty())
            showSentence(m_strongest.sentences.front());
        else
            editor().showEmpty(featureText(m_feature) + " fires in no text of this split.", {});
    }

    void showDocument(std::int64_t document) {
        const auto known = std::ranges::find(m_strongest.sentences, document, &SentenceChoice::document);
        if (known != m_strongest.sentences.end())
            return showSentence(*known);
        try {
            const text::Document read = m_session.result()->documentOf(document);
            showSentence({document, toQt(read.id), toQt(read.text)});
        } catch (const std::exception& problem) {
            editor().showError(QString::fromUtf8(problem.what()));
        }
    }

    void showSentence(const SentenceChoice& sentence) {
        keepPendingDraft();
        m_document = sentence.document;
        editor().showContent();
        QString edited, type;
        if (!m_carried.isEmpty()) {
            edited = m_carried;
            m_carried.clear();
        } else if (const auto draft = counterfactualDraft(m_session, m_session.result()->run.id, m_feature, sentence.text)) {
            edited = draft->edited;
            type = draft->editType;
        }
        editor().setSentence(sentence, edited, type);
        takeFocus();
    }

    // A feature that moved, with the sentence and the edit under which it did.
    void takeAlong(std::int32_t feature) {
        if (feature == m_feature)
            return;
        m_carried = editor().edited();
        m_documentOf = feature;
        if (m_document >= 0 && m_session.selection().document() != m_document) {
            m_session.selection().selectDocument(m_document);
            m_documentOf = feature;
        }
        m_session.selection().select(feature);
    }

    void openRow(std::int64_t key) {
        const store::CounterfactualRow* row = m_rows.edit(key);
        if (!row)
            return;
        keepPendingDraft();
        const QString original = toQt(row->original);
        const auto known = std::ranges::find(m_strongest.sentences, original, &SentenceChoice::text);
        const SentenceChoice sentence = known != m_strongest.sentences.end() ? *known : SentenceChoice{-1, "of the table", original};
        m_document = sentence.document;
        editor().setSentence(sentence, toQt(row->edited), toQt(row->editType));
        editor().focusEdit();
    }

    void compute(const EditAsk& ask) {
        if (m_feature < 0)
            return;
        m_asked = ask;
        if (m_isLong) // it waits in finishLong()
            return;
        const ResultPtr result = m_session.result();
        const auto file = m_session.project().file();
        if (!m_pair->isLoaded(file, result->run.id))
            editor().showBusy("Loading both models");
        tasks().run(
            this, lane,
            [pair = m_pair, result, file, feature = m_feature, ask](const TaskContext& context) {
                evaluate::Probe& probe = pair->of(file, result->run);
                throwIfStopped(context.stop);
                return computeEdit(probe, feature, toStd(ask.original), toStd(ask.edited), context.stop);
            },
            [this, result](ComputedEdit edit) {
                editor().showIdle();
                if (m_session.result() != result || edit.answer->feature != m_feature)
                    return;
                m_edit = std::move(edit);
                m_view->setAnswer(m_edit.answer);
                Q_EMIT statusChanged();
            },
            [this](const QString& sentence) {
                editor().showIdle();
                editor().setFailed(sentence);
            },
            {}, TaskOrder::Latest, [this] { editor().showIdle(); });
    }

    void add() {
        if (!m_edit.answer || !editor().isAnswered())
            return;
        store::CounterfactualRow row = withType(m_edit.row, toStd(editor().editType()));
        row.run = m_session.result()->run.id;
        if (const std::int64_t same = m_rows.keyOf(row.original, row.edited, row.editType)) {
            m_view->results()->select(same);
            editor().say("This edit is in the table already.");
            return;
        }
        const std::int64_t key = m_rows.add(row);
        if (key == 0)
            return;
        m_draftTimer.stop();
        forgetDraft(m_session, row.run, m_feature, editor().original());
        editor().settle();
        m_view->results()->clearNotice();
        m_view->results()->select(key);
        editor().say("Added; Ctrl+Z takes it back.");
    }

    // Placebo edits and rules: one at a time, and an edit that is typed meanwhile waits for the end.
    template <typename Work, typename Done> void runLong(const QString& what, Work work, Done done) {
        if (m_isLong || m_feature < 0)
            return;
        m_isLong = true;
        editor().setBusy(what, -1);
        tasks().run(
            this, lane, std::move(work),
            [this, done, result = m_session.result()](auto value) {
                finishLong();
                if (m_session.result() == result)
                    done(std::move(value));
            },
            [this](const QString& sentence) {
                finishLong();
                editor().showError(sentence);
            },
            [this, what](const Progress& progress) { editor().setBusy(what, progress.fraction); }, TaskOrder::InTurn, [this] { finishLong(); });
    }

    void saveIdle() {
        m_isLong = false;
        editor().setIdle();
    }

    void finishLong() {
        saveIdle();
        if (!editor().isAnswered() && !m_asked.original.isEmpty())
            compute({editor().original(), editor().edited()});
    }

    void computePlacebos() {
        if (m_feature < 0)
            return;
        std::vector<std::string> texts{toStd(editor().original())};
        for (const SentenceChoice& sentence : m_strongest.sentences)
            if (std::ssize(texts) <= placeboTexts && sentence.text != editor().original())
                texts.push_back(toStd(sentence.text));
        runLong(
            "Placebo edits",
            [pair = m_pair, result = m_session.result(), file = m_session.project().file(), feature = m_feature, texts](const TaskContext& context) {
                return computePlacebo(pair->of(file, result->run), feature, texts, context);
            },
            [this, run = m_session.result()->run.id, feature = m_feature](const PlaceboRange& range) {
                rememberPlacebo(run, feature, range);
                if (feature == m_feature)
                    m_view->setPlacebo(range);
                editor().say(range.edits > 0 ? counted(range.edits, "placebo edit") + " of " + counted(range.texts, "sentence")
                                             : QString("No placebo edit fits these sentences."));
            });
    }

    void computeRules(const RuleAsk& ask) {
        if (m_feature < 0)
            return;
        runLong(
            "Rule " + ask.rule,
            [pair = m_pair, result = m_session.result(), file = m_session.project().file(), feature = m_feature, ask](const TaskContext& context) {
                return computeRule(pair->of(file, result->run), *result, feature, ask, context);
            },
            [this](const store::EditStudyRow& row) {
                if (const std::int64_t key = m_rows.add(row); key > 0)
                    m_view->results()->select(key);
            });
    }

    QString placeboKey(RunId run, std::int32_t feature) const { return QString("%1/%2").arg(run.value).arg(feature); }

    void rememberPlacebo(RunId run, std::int32_t feature, const PlaceboRange& range) {
        QVariantMap all = m_session.remembered("placeboRanges").toMap();
        all[placeboKey(run, feature)] = QVariantList{endOf(range.effects[0].low), endOf(range.effects[0].high), endOf(range.effects[1].low),
                                                     endOf(range.effects[1].high), static_cast<qlonglong>(range.edits), static_cast<qlonglong>(range.texts)};
        m_session.remember("placeboRanges", all);
    }

    PlaceboRange rememberedPlacebo() const {
        const QVariantList stored = m_session.remembered("placeboRanges").toMap().value(placeboKey(m_session.result()->run.id, m_feature)).toList();
        if (stored.size() != 6)
            return {};
        PlaceboRange range;
        range.effects[0] = {endOf(stored[0]), endOf(stored[1])};
        range.effects[1] = {endOf(stored[2]), endOf(stored[3])};
        range.edits = stored[4].toLongLong();
        range.texts = stored[5].toLongLong();
        return range;
    }

    void keepPendingDraft() {
        if (!m_draftTimer.isActive())
            return;
        m_draftTimer.stop();
        keepDraft();
    }
    void keepDraft() {
        if (m_feature >= 0 && m_session.isOpen())
            rememberDraft(m_session, {m_run, m_feature, m_document, editor().original(), editor().edited(), editor().editType()});
    }

    CounterfactualRows m_rows;
    CounterfactualsView* m_view;
    QTimer m_draftTimer;
    QList<QAction*> m_actions;
    std::shared_ptr<LoadedPair> m_pair = std::make_shared<LoadedPair>();
    ComputedEdit m_edit;  // as shown
    EditAsk m_asked;      // last
    StrongestTexts m_strongest;
    QString m_carried;    // an edit that goes along to another feature
    RunId m_run;          // that the feature shown is of
    std::int32_t m_feature = -1, m_documentOf = -1; // shown; that the document was selected for
    std::int64_t m_document = -1;                   // shown
    bool m_isLong = false, m_wantsFocus = false;
};

} // namespace

Screen* makeCounterfactualsScreen(Session& session) {
    return new CounterfactualsScreen(session);
}

} // namespace crosseed::gui
