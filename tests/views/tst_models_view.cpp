// Models and pairs as a person uses them: tables under the model tester, the grid by mouse and keys against counts made by hand, fields
// of a new model, the card's words and the ranges of time.
#include "views/models/accuracy_strip.h"
#include "views/models/cost_table.h"
#include "views/models/grid_panel.h"
#include "views/models/grid_view.h"
#include "views/models/model_table.h"
#include "views/models/models_view.h"
#include "views/models/new_model_panel.h"
#include "views/models/pair_card.h"
#include "views/models/pair_table.h"
#include "views/models/pairs_panel.h"
#include "views/models/queue_clock.h"
#include "views/models/texts.h"
#include "views/shared/data_table.h"
#include "views/shared/palette.h"
#include <QAbstractItemModelTester>
#include <QtTest>
#include <QtWidgets>

using namespace crosseed;
using namespace crosseed::views;
using pipeline::Condition;

namespace {

using TesterMode = QAbstractItemModelTester::FailureReportingMode;

std::shared_ptr<ModelList> threeModels() {
    auto list = std::make_shared<ModelList>();
    list->largestClass = .5;
    list->models = {{ModelId{1}, "seed-42", "bert-base", "/models/bert-base", .673, .661, "here", 1, "polite", -1, {}},
                    {ModelId{2}, "seed-137", "bert-base", "/models/bert-base", .669, .655, "here", 1, "polite", -1, {}},
                    {ModelId{3}, "other", "other", "/elsewhere/other", notKnown, notKnown, "folder", 0, "polite", -1, {}},
                    {ModelId{}, "seed-512", "bert-base", {}, notKnown, notKnown, {}, 0, "polite", .4, "epoch 2 of 5"}};
    return list;
}

// Two pairs: of the first, condition 6 is done, 4 waits, 5 runs; nothing of the second, whose SAEs of single models are missing.
std::shared_ptr<ConditionGrid> twoPairs() {
    auto grid = std::make_shared<ConditionGrid>();
    grid->layers = 12;
    grid->options.layer = 10;
    GridPair first{PairId{1}, "42 · 137", {}, std::vector<GridCell>(conditionCount)};
    for (const Condition free : {Condition::Index, Condition::Matched, Condition::RotatedLiteral, Condition::RotatedFair})
        first.cells[static_cast<std::size_t>(free)].work = GridCell::Free;
    first.cells[static_cast<std::size_t>(Condition::JointNoRotation)].state = GridCell::Waiting;
    first.cells[static_cast<std::size_t>(Condition::RotationOnly)].state = GridCell::Running;
    first.cells[static_cast<std::size_t>(Condition::RotationOnly)].progress = .164;
    first.cells[static_cast<std::size_t>(Condition::Full)].state = GridCell::Done;
    GridPair second{PairId{2}, "99 · 7", {}, std::vector<GridCell>(conditionCount)};
    for (const Condition sae : {Condition::Index, Condition::Matched, Condition::RotatedLiteral, Condition::RotatedFair})
        second.cells[static_cast<std::size_t>(sae)].work = GridCell::SaeFirst;
    grid->pairs = {first, second};
    return grid;
}

constexpr int column(Condition condition) {
    return 1 + static_cast<int>(condition);
}

QString cellText(const GridView& view, int row, Condition condition) {
    return view.table()->index(row, column(condition)).data().toString();
}

void click(QTableView& table, int row, int column) {
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(table.model()->index(row, column)).center());
}

void clickHeading(QTableView& table, int column) {
    QHeaderView* header = table.horizontalHeader();
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                      {header->sectionViewportPosition(column) + header->sectionSize(column) / 2, header->height() / 2});
}

template <typename Widget> Widget* named(const QWidget& in, const QString& name) {
    for (Widget* widget : in.findChildren<Widget*>())
        if (widget->accessibleName() == name && widget->isVisibleTo(&in)) // the four ways have fields of one name
            return widget;
    return nullptr;
}

QPushButton* buttonWith(const QWidget& in, const QString& text) {
    for (QPushButton* button : in.findChildren<QPushButton*>())
        if (button->text().startsWith(text))
            return button;
    return nullptr;
}

} // namespace

class TestModelsView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void modelsObeyTheRulesOfItemModels() {
        ModelTable models;
        PairTable pairs;
        GridTable grid;
        CostTable costs;
        QAbstractItemModelTester a(&models, TesterMode::QtTest), b(&pairs, TesterMode::QtTest), c(&grid, TesterMode::QtTest), d(&costs, TesterMode::QtTest);
        models.setModels(threeModels());
        auto more = threeModels();
        more->models[0].accuracy = .7;
        models.setModels(more);
        more->models.pop_back();
        models.setModels(more);
        models.setModels({});
        auto list = std::make_shared<PairList>();
        list->pairs = {{PairId{1}, ModelId{1}, ModelId{2}, "42 · 137", .673, .669, 2, 7, CheckVerdict::Fine}};
        pairs.setPairs(list);
        pairs.setPairs({});
        grid.setGrid(twoPairs());
        grid.toggleAll();
        grid.setGrid({});
        auto cost = std::make_shared<QueueCost>();
        cost->rows = {{"Joint, full", 2, 60, 70, 120, 140, 5e8}};
        cost->total = cost->rows.front();
        costs.setCost(cost);
        QCOMPARE(costs.rowCount(), 2);
        costs.setCost({});
        QCOMPARE(costs.rowCount(), 0);
    }

    void aModelInTheMakingShowsItsProgressAndCannotBeChosen() {
        ModelTable table;
        table.setModels(threeModels());
        QCOMPARE(table.index(0, ModelTable::Accuracy).data().toString(), QString("67.3 %"));
        QCOMPARE(table.index(0, ModelTable::MacroF1).data().toString(), QString(".661"));
        QCOMPARE(table.index(2, ModelTable::Accuracy).data().toString(), QString("—"));
        QCOMPARE(table.index(3, ModelTable::Accuracy).data().toString(), QString("epoch 2 of 5"));
        QVERIFY(!(table.flags(table.index(3, 0)) & Qt::ItemIsSelectable));
        QVERIFY(table.flags(table.index(0, 0)) & Qt::ItemIsSelectable);
    }

    void theFirstSelectedModelIsAWhateverItsRow() {
        ModelsView view;
        view.resize(1300, 800);
        view.show();
        view.setModels(threeModels());
        QSignalSpy asked(&view, &ModelsView::pairAsked);
        QPushButton* pair = buttonWith(view, "Pair the two");
        QVERIFY(!pair->isEnabled());
        DataTable* table = view.modelTable();
        click(*table, 2, 0);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::ControlModifier, table->visualRect(table->model()->index(0, 0)).center());
        QCOMPARE(view.chosenModels(), (std::vector<ModelId>{ModelId{3}, ModelId{1}}));
        QVERIFY(pair->isEnabled());
        QTest::mouseClick(pair, Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.front().at(0).value<ModelId>(), ModelId{3});
        QCOMPARE(asked.front().at(1).value<ModelId>(), ModelId{1});
        view.setModels(threeModels()); // a refresh keeps what is chosen
        QCOMPARE(view.chosenModels().size(), std::size_t{2});
        view.setReadOnly("This project is open for reading only.");
        QVERIFY(!pair->isEnabled());
    }

    void stateIsTakenUpAgain() {
        ModelsView first, second;
        first.resize(1300, 800);
        first.modelTable()->setColumnHidden(ModelTable::Base, true);
        second.restoreState(first.saveState());
        QVERIFY(second.modelTable()->isColumnHidden(ModelTable::Base));
        second.restoreState("nonsense");
        QVERIFY(second.modelTable()->isColumnHidden(ModelTable::Base));
    }

    void cellsSayWhatTheyAre() {
        GridView view;
        view.setGrid(twoPairs());
        QCOMPARE(cellText(view, 0, Condition::Index), QString("free"));
        QCOMPARE(cellText(view, 0, Condition::JointNoRotation), QString("waits"));
        QCOMPARE(cellText(view, 0, Condition::RotationOnly), QString("16 %"));
        QCOMPARE(cellText(view, 0, Condition::Full), QString("done"));
        QCOMPARE(cellText(view, 1, Condition::Index), QString("SAE"));
        QCOMPARE(cellText(view, 1, Condition::Matched), QString("free")); // the first one trains the SAEs for all
        QCOMPARE(cellText(view, 1, Condition::Full), QString("run"));
    }

    void theSaesAreTrainedByTheFirstChosenCell() {
        GridView view;
        view.setGrid(twoPairs());
        view.table()->setChoice({{2, static_cast<int>(Condition::Matched)}});
        QCOMPARE(cellText(view, 1, Condition::Matched), QString("SAE"));
        QCOMPARE(cellText(view, 1, Condition::RotatedFair), QString("free"));
    }

    void clicksChooseCellsRowsAndColumnsThatAreOpen() {
        GridView view;
        view.resize(700, 300);
        view.show();
        view.setGrid(twoPairs());
        QSignalSpy changed(view.table(), &GridTable::choiceChanged);
        click(view, 0, column(Condition::Full)); // done: nothing
        click(view, 0, column(Condition::JointNoRotation)); // waits: nothing
        QVERIFY(view.table()->choice().empty());
        QCOMPARE(changed.size(), 0);
        click(view, 1, column(Condition::Full));
        QCOMPARE(view.table()->choice(), (CellChoice{{2, static_cast<int>(Condition::Full)}}));
        click(view, 1, column(Condition::Full)); // again: given up
        QVERIFY(view.table()->choice().empty());
        click(view, 0, 0); // the first pair: its four open ones
        QCOMPARE(view.table()->choice().size(), std::size_t{4});
        click(view, 1, 0);
        QCOMPARE(view.table()->choice().size(), std::size_t{11});
        click(view, 0, 0); // all of the row were chosen: none now
        QCOMPARE(view.table()->choice().size(), std::size_t{7});
        view.table()->setChoice({});
        clickHeading(view, column(Condition::Index));
        QCOMPARE(view.table()->choice(), (CellChoice{{1, 0}, {2, 0}}));
        clickHeading(view, column(Condition::Full)); // of the second pair alone
        QCOMPARE(view.table()->choice().size(), std::size_t{3});
        clickHeading(view, 0); // all that are open
        QCOMPARE(view.table()->choice().size(), std::size_t{11});
    }

    void keysChooseAsWell() {
        GridView view;
        view.resize(700, 300);
        view.show();
        view.setGrid(twoPairs());
        view.setFocus();
        QCOMPARE(view.currentIndex(), view.table()->index(0, 1));
        QTest::keyClick(&view, Qt::Key_Space);
        QCOMPARE(view.table()->choice(), (CellChoice{{1, 0}}));
        QTest::keyClick(&view, Qt::Key_Down);
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::keyClick(&view, Qt::Key_Space);
        QCOMPARE(view.table()->choice(), (CellChoice{{1, 0}, {2, 1}}));
        QTest::keyClick(&view, Qt::Key_Space, Qt::ControlModifier); // the column: its other cell too
        QCOMPARE(view.table()->choice(), (CellChoice{{1, 0}, {1, 1}, {2, 1}}));
        QTest::keyClick(&view, Qt::Key_Space, Qt::ShiftModifier); // the row
        QCOMPARE(view.table()->choice().size(), std::size_t{9});
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(view.table()->choice().empty());
        QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(view.table()->choice().size(), std::size_t{11});
    }

    void whatBecomesDoneIsChosenNoLonger() {
        GridView view;
        view.setGrid(twoPairs());
        view.table()->toggleAll();
        auto later = twoPairs();
        later->pairs[1].cells[static_cast<std::size_t>(Condition::Full)].state = GridCell::Waiting;
        QSignalSpy changed(view.table(), &GridTable::choiceChanged);
        view.setGrid(later);
        QCOMPARE(view.table()->choice().size(), std::size_t{10});
        QCOMPARE(changed.size(), 1);
    }

    void aBlockedPairOpensNothingAndSaysWhy() {
        auto grid = twoPairs();
        grid->pairs[1].blocked = "opens when the label order is decided";
        GridView view;
        view.resize(700, 300);
        view.show();
        view.setGrid(grid);
        click(view, 1, 3);
        click(view, 1, 0);
        QVERIFY(view.table()->choice().empty());
        QCOMPARE(view.table()->index(1, 1).data().toString(), QString("opens when the label order is decided"));
        QCOMPARE(view.columnSpan(1, 1), conditionCount);
    }

    void aFailedOrStoppedCellCanBeTakenUpAgain() {
        auto grid = twoPairs();
        grid->pairs[1].cells[static_cast<std::size_t>(Condition::Full)].state = GridCell::Failed;
        grid->pairs[1].cells[static_cast<std::size_t>(Condition::RotationOnly)].state = GridCell::Stopped;
        GridView view;
        view.setGrid(grid);
        QCOMPARE(cellText(view, 1, Condition::Full), QString("failed"));
        QCOMPARE(cellText(view, 1, Condition::RotationOnly), QString("halted"));
        view.table()->toggleCell(1, column(Condition::Full));
        QCOMPARE(cellText(view, 1, Condition::Full), QString("again"));
    }

    void settingsAreShownAndAskedForExactly() {
        GridPanel panel;
        panel.resize(480, 800);
        panel.show();
        auto grid = twoPairs();
        grid->options = {"paper", 8, 192, 10, 1, false, 1000};
        QSignalSpy asked(&panel, &GridPanel::optionsChanged);
        panel.setGrid(grid);
        QCOMPARE(asked.size(), 0); // showing is not asking
        QVERIFY(panel.options() == grid->options);
        auto* k = named<QSpinBox>(panel, "K");
        k->setFocus();
        k->selectAll();
        QTest::keyClicks(k, "16");
        QCOMPARE(asked.size(), 0); // not at each key
        QTest::keyClick(k, Qt::Key_Return);
        QCOMPARE(asked.size(), 1);
        const auto options = asked.front().front().value<GridOptions>();
        QCOMPARE(options.k, std::int64_t{16});
        QCOMPARE(options.preset, std::string("paper"));
        QCOMPARE(options.dictionary, std::int64_t{192});
        QVERIFY(!options.auxiliary);
        auto* layer = named<QComboBox>(panel, "Layer");
        QCOMPARE(layer->count(), 11); // one must follow
        QCOMPARE(layer->currentText(), QString("10 (11th of 12)"));
    }

    void theButtonCountsWhatItAddsAndAsksForIt() {
        GridPanel panel;
        panel.resize(480, 900);
        panel.show();
        panel.setGrid(twoPairs());
        panel.setCost(std::make_shared<QueueCost>());
        auto* add = buttonWith(panel, "Add");
        QVERIFY(!add->isEnabled());
        panel.grid()->table()->setChoice({{2, static_cast<int>(Condition::Full)}, {2, static_cast<int>(Condition::Index)}});
        auto cost = std::make_shared<QueueCost>();
        cost->rows = {{"Independent SAEs", 2, 600, 660, 1200, 1320, 3e8}, {"Joint, full", 1, 1200, 1320, 1200, 1320, 4e8}};
        cost->total = {"2 cells", 3, -1, -1, 2400, 2640, 7e8};
        cost->cells = 2;
        cost->entries = 3;
        cost->before = 4;
        cost->free = 61e9;
        cost->clock = {{"99 · 7", 0, 2400, false}};
        cost->firstPair = 2400;
        panel.setCost(cost, QDateTime(QDate(2024, 5, 2), QTime(14, 0)));
        QCOMPARE(add->text(), QString("Add 3 runs"));
        QVERIFY(add->isEnabled());
        QSignalSpy asked(&panel, &GridPanel::addAsked);
        QSignalSpy order(&panel, &GridPanel::choiceChanged);
        QTest::mouseClick(panel.findChildren<QRadioButton*>().last(), Qt::LeftButton);
        QCOMPARE(order.size(), 1);
        QTest::mouseClick(add, Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.front().at(0).value<CellChoice>(), (CellChoice{{2, 0}, {2, 6}}));
        QCOMPARE(asked.front().at(1).value<QueueOrder>(), QueueOrder::ConditionFirst);
        panel.setBlocked("This project is open for reading only.");
        QVERIFY(!add->isEnabled());
    }

    void theCostTableCountsAndSaysWhatIsNotKnown() {
        CostTable table;
        auto cost = std::make_shared<QueueCost>();
        cost->rows = {{"Joint, full", 3, 2760, 3480, 8280, 10440, 1.62e9}, {"Matching, evaluating", 10, -1, -1, -1, -1, 0}};
        cost->total = {"13 cells", 3, -1, -1, 8280, 10440, 1.62e9};
        table.setCost(cost);
        QCOMPARE(table.index(0, CostTable::Runs).data().toString(), QString("3"));
        QCOMPARE(table.index(0, CostTable::Each).data().toString(), QString("46–58 min"));
        QCOMPARE(table.index(0, CostTable::Disk).data().toString(), QString("1.6 GB"));
        QCOMPARE(table.index(1, CostTable::Each).data().toString(), QString("not known"));
        QCOMPARE(table.index(1, CostTable::Disk).data().toString(), QString("0"));
        QCOMPARE(table.index(2, CostTable::What).data().toString(), QString("13 cells"));
        QVERIFY(table.index(2, CostTable::What).data(Qt::FontRole).value<QFont>().bold());
    }

    void timesAndLayersAreWords() {
        const QDateTime now(QDate(2024, 5, 2), QTime(14, 0));
        QCOMPARE(endText(now, 3600, 3600 * 1.5), QString("ends today between 15:00 and 15:30"));
        QCOMPARE(endText(now, 11.5 * 3600, 14.5 * 3600), QString("ends tomorrow between 01:30 and 04:30"));
        QCOMPARE(endText(now, 9.5 * 3600, 10.5 * 3600), QString("ends between today, 23:30, and tomorrow, 00:30"));
        QCOMPARE(aboutText(now, 3.5 * 3600 + 1200), QString("about 17:50"));
        QCOMPARE(aboutText(now, 12 * 3600), QString("tomorrow, about 02:00"));
        QCOMPARE(layerText(10, 12), QString("10 (11th of 12)"));
        QCOMPARE(ordinal(1) + ordinal(2) + ordinal(3) + ordinal(12) + ordinal(21), QString("1st2nd3rd12th21st"));
        QCOMPARE(rangeText(-1, -1), QString("not known"));
        QCOMPARE(seedsIn("512, 513"), (std::vector<std::uint64_t>{512, 513}));
        QVERIFY(seedsIn("42, 42").empty());
        QVERIFY(seedsIn("42, x").empty());
    }

    void changedFieldsAreMarkedAndPutIntoTheRequest() {
        NewModelPanel panel;
        panel.resize(440, 420);
        panel.show();
        panel.setPresets({{"Table A1, the paper", {}, {}}}, {{"Table A1, small network", {}, {}}});
        panel.setFolders({"/models/bert-base"});
        panel.setSeeds("512, 513");
        auto* confirm = buttonWith(panel, "Fine-tune 2");
        QVERIFY(confirm);
        QCOMPARE(confirm->text(), QString("Fine-tune 2 models"));
        auto* epochs = named<QLineEdit>(panel, "Epochs");
        QCOMPARE(epochs->text(), QString("5"));
        QVERIFY(!buttonWith(panel, "1 changed") || buttonWith(panel, "1 changed")->isHidden());
        epochs->setFocus();
        epochs->selectAll();
        QTest::keyClicks(epochs, "3");
        QVERIFY(!buttonWith(panel, "1 changed")->isHidden());
        QSignalSpy asked(&panel, &NewModelPanel::startAsked);
        QTest::mouseClick(confirm, Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        const auto request = asked.front().front().value<NewModelRequest>();
        QCOMPARE(request.way, NewModelWay::FineTune);
        QCOMPARE(request.seeds, (std::vector<std::uint64_t>{512, 513}));
        QCOMPARE(request.options.epochs, 3);
        QCOMPARE(request.options.learningRate, 5e-5); // Table A1
        QCOMPARE(request.options.batchSize, 16);
        QCOMPARE(request.options.weightDecay, 0.001);
        QCOMPARE(request.options.warmupRatio, 0.1);
        QCOMPARE(request.options.patience, 5);
        QCOMPARE(request.model.maxLength, 128);
        QCOMPARE(request.model.base, std::string("/models/bert-base"));
        QTest::mouseClick(buttonWith(panel, "1 changed"), Qt::LeftButton); // back to the preset
        QCOMPARE(epochs->text(), QString("5"));
    }

    void aFieldThatCannotBeReadKeepsTheButtonShut() {
        NewModelPanel panel;
        panel.show();
        panel.setPresets({{"Table A1, the paper", {}, {}}}, {{"Table A1, small network", {}, {}}});
        auto* confirm = buttonWith(panel, "Fine-tune");
        for (QPushButton* button : panel.findChildren<QPushButton*>())
            confirm = !button->isCheckable() && button->text().startsWith("Fine-tune") ? button : confirm;
        QVERIFY(!confirm->isEnabled()); // no folder to start from
        panel.setFolders({"/models/bert-base"});
        QVERIFY(confirm->isEnabled());
        auto* rate = named<QLineEdit>(panel, "Rate");
        rate->setText("fast");
        QVERIFY(!confirm->isEnabled());
        QCOMPARE(rate->property("state").toString(), QString("wrong"));
        rate->setText("2e-5");
        QVERIFY(confirm->isEnabled());
        panel.setBlocked("Import a corpus first.");
        QVERIFY(!confirm->isEnabled());
    }

    void anAcceptedClassifierNeedsItsFiles() {
        QTemporaryDir folder;
        NewModelPanel panel;
        panel.show();
        panel.setFolder(NewModelWay::Folder, folder.path());
        auto* confirm = buttonWith(panel, "Add 1 model");
        QVERIFY(!confirm->isEnabled());
        QFile config(folder.path() + "/config.json");
        QVERIFY(config.open(QIODevice::WriteOnly));
        panel.setFolder(NewModelWay::Folder, folder.path() + "/");
        QVERIFY(confirm->isEnabled());
        QSignalSpy asked(&panel, &NewModelPanel::startAsked);
        QTest::mouseClick(confirm, Qt::LeftButton);
        const auto request = asked.front().front().value<NewModelRequest>();
        QCOMPARE(request.way, NewModelWay::Folder);
        QVERIFY(request.seeds.empty());
        QCOMPARE(QDir::cleanPath(QString::fromStdString(request.model.base)), folder.path());
    }

    void aDownloadNeedsANameAndAnAddressAndIsAskedForByTheButtonAlone() {
        NewModelPanel panel;
        panel.show();
        panel.setWay(NewModelWay::Hub);
        QSignalSpy asked(&panel, &NewModelPanel::downloadAsked);
        auto* confirm = buttonWith(panel, "Download");
        QVERIFY(!confirm->isEnabled());
        auto* model = named<QLineEdit>(panel, "Model");
        QTest::keyClicks(model, "someone/small-bert");
        QVERIFY(!confirm->isEnabled()); // no address is built in
        QTest::keyClicks(named<QLineEdit>(panel, "Hub"), "https://hub.example");
        QVERIFY(confirm->isEnabled());
        QTest::keyClick(model, Qt::Key_Return);
        QCOMPARE(asked.size(), 0);
        QTest::mouseClick(confirm, Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        const auto request = asked.front().front().value<HubRequest>();
        QCOMPARE(request.name, QString("someone/small-bert"));
        QCOMPARE(request.hub, QString("https://hub.example"));
        QCOMPARE(request.revision, QString("main"));
        named<QLineEdit>(panel, "Hub")->clear();
        panel.setEnvironmentHub("https://from.environment");
        QVERIFY(confirm->isEnabled());
        model->setText("../secrets");
        QVERIFY(!confirm->isEnabled());
    }

    void costsOfANewModelStandBesideTheButton() {
        NewModelPanel panel;
        panel.resize(440, 420);
        panel.show();
        panel.setPresets({{"Table A1, the paper", {}, {}}}, {{"Table A1, small network", {}, {}}});
        panel.setFolders({"/models/bert-base"});
        panel.setSeeds("512, 513");
        panel.setCost({895, 1140, 1380, 876e6, 3.4e9, {}});
        QStringList texts;
        for (const QLabel* label : panel.findChildren<QLabel*>())
            texts += label->text();
        const QString all = texts.join('\n');
        QVERIFY(all.contains("895 steps"));
        QVERIFY(all.contains("2 models, 19–23 min each"));
        QVERIFY(all.contains("876 MB on disk, 3.4 GB memory"));
        panel.setCost({895, -1, -1, -1, -1, {}});
        texts.clear();
        for (const QLabel* label : panel.findChildren<QLabel*>())
            texts += label->text();
        QVERIFY(texts.join('\n').contains("time not known before the first"));
    }

    void theCardSaysItsVerdictsInWordsAndNeverFineForTheUnknown() {
        PairCardPanel panel;
        panel.resize(400, 600);
        panel.show();
        auto card = std::make_shared<PairCard>();
        card->pair = PairId{1};
        card->title = "42 & polite";
        card->banner = "One thing to decide: label order";
        card->rows = {{"Label order", {}, "Class numbers differ.", CheckVerdict::Decide, {"impolite", "polite"}, {"polite", "impolite"}},
                      {"Tokenizer", "the same in both", "30,522 pieces", CheckVerdict::Fine, {}, {}},
                      {"Clean accuracy", "A 67.3 % · B 69.0 %", {}, CheckVerdict::Fine, {}, {}},
                      {"Time", "not known before it is measured", {}, CheckVerdict::Unknown, {}, {}}};
        card->accuracy = {.673, .63, .71, .69, .65, .73, .5};
        panel.setCard(card);
        const text::Table table = panel.card()->table().table;
        QCOMPARE(table.rows.size(), std::size_t{4});
        QCOMPARE(table.rows[0][3].shown, std::string("decide"));
        QVERIFY(table.rows[0][1].shown.find("A: impolite, polite; B: polite, impolite") != std::string::npos);
        QCOMPARE(table.rows[1][3].shown, std::string("fine"));
        QCOMPARE(table.rows[3][3].shown, std::string("not known"));
        QVERIFY(named<QWidget>(panel, "Time: not known"));
        QVERIFY(panel.findChild<AccuracyStrip*>());
        QSignalSpy measure(&panel, &PairCardPanel::measureAsked);
        QTest::mouseClick(buttonWith(panel, "Measure"), Qt::LeftButton);
        QCOMPARE(measure.size(), 1);
        applyTheme(*qApp, Theme::Dark); // its labels take the new colours
        QTest::qWait(20);
        QCOMPARE(panel.card()->table().table.rows.size(), std::size_t{4});
        applyTheme(*qApp, Theme::Light);
    }

    void theAccuracyAxisHoldsAllThatIsDrawn() {
        const auto [low, high] = AccuracyStrip::range({.673, .63, .71, .69, .65, .73, .5});
        QVERIFY(low <= 50 && high >= 73);
        const auto [least, most] = AccuracyStrip::range({.99, .97, 1, .98, .95, 1, notKnown});
        QCOMPARE(most, 100.);
        QVERIFY(least <= 95);
    }

    void theWholeScreenFitsAndKeepsAtTwiceTheFont() {
        const QFont before = qApp->font();
        QFont big = before;
        big.setPointSizeF(2 * before.pointSizeF());
        qApp->setFont(big);
        applyTheme(*qApp, Theme::Light);
        ModelsView view;
        view.setModels(threeModels());
        view.grid()->setGrid(twoPairs());
        view.resize(2600, 1600);
        view.show();
        QVERIFY(view.grab().width() > 0);
        QVERIFY(view.grid()->grid()->rowHeight(0) > 50);
        qApp->setFont(before);
        applyTheme(*qApp, Theme::Light);
    }
};

QTEST_MAIN(TestModelsView)
#include "tst_models_view.moc"
