// The screen with the sample's models: what Enter stores is what the command line stores, and each step can be taken back.
#include "app/gui/counterfactual_drafts.h"
#include "app/gui/screens.h"
#include "pipeline/counterfactual_json.h"
#include "pipeline/fields.h"
#include "pipeline/loaded_probe.h"
#include "sample_copy.h"
#include "store/counterfactuals.h"
#include "views/counterfactuals/counterfactuals_view.h"
#include "views/counterfactuals/effect_panel.h"
#include "views/counterfactuals/results_model.h"
#include "views/counterfactuals/results_panel.h"
#include "views/counterfactuals/rule_form.h"
#include "views/counterfactuals/sentence_editor.h"
#include "views/shared/data_table.h"
#include <QtWidgets>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

using namespace crosseed;
using namespace crosseed::gui;
using namespace crosseed::tests;
using namespace crosseed::views;

namespace {

// A window with the screen alone, on a copy of the sample, with the strongest shared feature selected.
struct Shown {
    Session session;
    QMainWindow window;
    std::unique_ptr<Screen> screen{makeCounterfactualsScreen(session)};
    CounterfactualsView* view = qobject_cast<CounterfactualsView*>(screen->widget());
    QLineEdit* field = nullptr;
    std::int32_t feature = -1;

    explicit Shown(const QString& file) {
        window.setCentralWidget(view);
        window.resize(1300, 800);
        window.show();
        session.open(file);
        session.tasks().waitAll();
        const auto& features = session.result()->features;
        feature = std::ranges::max_element(features, {}, &evaluate::FeatureSummary::strength)->feature;
        session.selection().select(feature);
        screen->entered();
        settle();
        for (QLineEdit* one : view->findChildren<QLineEdit*>())
            if (one->accessibleName().startsWith("Edited sentence"))
                field = one;
    }
    void settle() {
        session.tasks().waitAll();
        QTest::qWait(20);
        session.tasks().waitAll();
    }
    void type(const QString& text) {
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
    }
    void add(const QString& text) {
        type(text);
        QTest::keyClick(field, Qt::Key_Return);
        settle();
    }
    RunId run() const { return session.result()->run.id; }
    std::vector<store::CounterfactualRow> stored() { return store::counterfactuals(session.project(), run(), feature); }
};

// Where two documents differ by more than the rounding of another batch; empty: nowhere.
QString difference(const nlohmann::json& x, const nlohmann::json& y, const QString& at = "result") {
    if (x.is_number_float() || y.is_number_float())
        return x.is_number() && y.is_number() && std::abs(x.get<double>() - y.get<double>()) < 1e-4 ? QString() : at;
    if (!x.is_structured() || x.type() != y.type() || x.size() != y.size())
        return x == y ? QString() : at;
    if (x.is_array()) {
        for (std::size_t i = 0; i < x.size(); ++i)
            if (const QString found = difference(x[i], y[i], at + "/" + QString::number(i)); !found.isEmpty())
                return found;
        return {};
    }
    for (const auto& [key, value] : x.items())
        if (const QString found = y.contains(key) ? difference(value, y[key], at + "/" + QString::fromStdString(key)) : at + " lacks " + QString::fromStdString(key);
            !found.isEmpty())
            return found;
    return {};
}

} // namespace

class TestCounterfactualsScreen : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString copy(const QString& name) { return copySample(m_folder, name); }

private Q_SLOTS:
    void initTestCase() {
        useOwnSettings(m_folder);
        if (!hasSample())
            QSKIP("The sample project is not made yet; build all for it.");
    }

    void enterStoresWhatTheCommandLineStores() {
        Shown shown(copy("stores"));
        const QString original = shown.view->editor()->original();
        QVERIFY(!original.isEmpty());
        shown.add("Thanks, " + original);
        const auto rows = shown.stored();
        QCOMPARE(rows.size(), 1u);
        const store::RunRow run = store::runRow(shown.session.project(), shown.run());
        pipeline::LoadedProbe loaded(shown.session.project(), run, bert::Device::Cpu);
        const evaluate::CounterfactualOptions options; // the command line's
        const auto expected = evaluate::counterfactual(loaded.probe, {shown.feature}, rows[0].original, rows[0].edited, options);
        QCOMPARE(rows[0].original, original.toStdString());
        QCOMPARE(rows[0].edited, "Thanks, " + original.toStdString());
        const TableSource paper = shown.view->results()->paperTable();
        QVERIFY((paper.of == std::vector<store::Address>{{store::Kind::Counterfactual, rows[0].id.value}}));
        QCOMPARE(paper.table.rows.size(), 1u);
        QCOMPARE(rows[0].editType, expected.editType);
        QCOMPARE(difference(nlohmann::json::parse(rows[0].resultJson), pipeline::resultJson(expected, expected.effects[0], loaded.probe, options)), QString());
    }

    void undoTakesTheRowBackAndRedoBringsIt() {
        Shown shown(copy("undo"));
        shown.add("Thanks a lot.");
        QTest::keyClick(shown.field, Qt::Key_Return); // the same again is no second row
        shown.settle();
        shown.add("Please go.");
        ResultsModel* model = shown.view->results()->model();
        QCOMPARE(model->rowCount(), 2);
        shown.view->results()->model()->setData(model->index(0, ResultsModel::Note), "mild");
        QCOMPARE(shown.stored()[0].note, std::string("mild"));
        shown.view->results()->table()->selectAll();
        QTest::keyClick(shown.view->results()->table(), Qt::Key_Delete);
        QVERIFY(shown.stored().empty());
        QCOMPARE(model->rowCount(), 0);
        QUndoStack& undo = shown.session.undoStack();
        undo.undo(); // the deletion: both come back under other numbers
        QCOMPARE(shown.stored().size(), 2u);
        QCOMPARE(model->index(0, ResultsModel::Edited).data().toString(), QString("Thanks a lot."));
        undo.undo(); // the note, of a row with another number now
        QCOMPARE(shown.stored()[0].note, std::string());
        undo.undo(); // "Please go."
        QCOMPARE(shown.stored().size(), 1u);
        undo.undo();
        QVERIFY(shown.stored().empty());
        undo.redo();
        QCOMPARE(shown.stored().size(), 1u);
        QCOMPARE(shown.stored()[0].edited, std::string("Thanks a lot."));
    }

    void rowsAndAnEditThatWasNotAddedAreThereWhenOpenedAgain() {
        const QString file = copy("again");
        QString original;
        {
            Shown shown(file);
            original = shown.view->editor()->original();
            shown.add("Thanks a lot.");
            QVERIFY(counterfactualDrafts(shown.session).isEmpty()); // it was added
            shown.type("Half an edi");
            QTRY_COMPARE(counterfactualDrafts(shown.session).size(), 1);
        }
        Shown shown(file);
        QCOMPARE(shown.view->editor()->original(), original);
        QCOMPARE(shown.field->text(), QString("Half an edi"));
        QCOMPARE(shown.view->results()->model()->rowCount(), 1);
    }

    void aRuleIsStoredWithItsSourceAndNamesItsBand() {
        Shown shown(copy("rule"));
        RuleForm* form = shown.view->editor()->ruleForm();
        form->open();
        QTest::keyClicks(form->ruleField(), "the -> a | is -> was | you -> we");
        QTest::keyClick(form->ruleField(), Qt::Key_Return);
        shown.type("Thanks a lot."); // waits for the end of the rule
        shown.settle();
        QTRY_VERIFY(shown.view->editor()->isAnswered());
        const auto rules = store::editStudies(shown.session.project(), shown.run(), shown.feature);
        QCOMPARE(rules.size(), 1u);
        const auto study = nlohmann::json::parse(rules[0].resultJson);
        QVERIFY(study["source"].get<std::string>().starts_with("the 50 strongest of "));
        QCOMPARE(study["run"].get<std::int64_t>(), shown.run().value);
        QVERIFY(study.contains("mean_band"));
        QCOMPARE(shown.view->results()->model()->rowCount(), 1);
        shown.session.undoStack().undo();
        QVERIFY(store::editStudies(shown.session.project(), shown.run(), shown.feature).empty());
    }

    void placeboEditsGiveTheBandOnceAndForAll() {
        const QString file = copy("placebo");
        QString band;
        for (const bool again : {false, true}) {
            Shown shown(file);
            shown.add("Thanks a lot.");
            if (!again) {
                QVERIFY(!shown.view->effect()->findChild<QTableWidget*>()->item(3, 0)->text().contains(","));
                Q_EMIT shown.view->editor()->placeboAsked();
                shown.settle();
                band = shown.view->effect()->findChild<QTableWidget*>()->item(3, 1)->text();
                QVERIFY(band.contains("…"));
            }
            QCOMPARE(shown.view->effect()->findChild<QTableWidget*>()->item(3, 1)->text(), band);
        }
    }

    void withoutAFeatureTheEditorSaysWhatToDo() {
        Session session;
        std::unique_ptr<Screen> screen(makeCounterfactualsScreen(session));
        std::unique_ptr<QWidget> widget(screen->widget());
        screen->entered();
        QStringList said;
        for (const QLabel* label : widget->findChildren<QLabel*>())
            said += label->text();
        QVERIFY(said.join(" ").contains("There is no result yet"));
        for (QAction* action : screen->actions()) // none of them needs more
            if (!action->text().contains("Export"))
                action->trigger();
    }
};

QTEST_MAIN(TestCounterfactualsScreen)
#include "tst_counterfactuals_screen.moc"
