// The Comparison screen on the sample: what it shows is what the project has, and draws that are added go on from those that are there.
#include "app/gui/sample_copy.h"
#include "app/gui/screens.h"
#include "views/comparison/comparison_view.h"
#include "views/comparison/conditions_table.h"
#include "views/comparison/draws_panel.h"
#include "views/shared/data_table.h"
#include "views/shared/plot.h"
#include <QSignalSpy>
#include <QTest>
#include <QtWidgets>

using namespace crosseed;
using gui::Session;

namespace {
struct Window {
    Session session;
    std::unique_ptr<gui::Screen> screen{gui::makeComparisonScreen(session)};
    views::ComparisonView* view = qobject_cast<views::ComparisonView*>(screen->widget());
    explicit Window(const QString& file) {
        view->resize(1340, 820);
        view->show();
        session.open(file);
        session.tasks().waitAll();
        screen->entered();
        session.tasks().waitAll();
    }
    ~Window() {
        session.close();
        screen.reset();
        delete view;
    }
    QPushButton* button(const QString& text) const {
        for (auto* button : view->findChildren<QPushButton*>())
            if (button->text().remove('&') == text)
                return button;
        return nullptr;
    }
};

std::vector<store::RunRow> testRuns(const QString& file) {
    auto runs = store::allRuns(store::Project::open(file.toStdString(), store::Access::Read));
    std::erase_if(runs, [](const store::RunRow& run) { return run.purpose != store::RunPurpose::RotationTest; });
    return runs;
}
} // namespace

class TestComparisonScreen : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    QString m_file;
private Q_SLOTS:
    void initTestCase() {
        if (!tests::hasSample())
            QSKIP("The sample was not made in this build.");
        tests::useOwnSettings(m_folder);
        m_file = tests::copySample(m_folder);
    }

    void showsWhatTheProjectHas() {
        Window window(m_file);
        QVERIFY(window.view);
        const store::Project project = store::Project::open(m_file.toStdString(), store::Access::Read);
        const auto sections = pipeline::finishedConditions(project, evaluate::Pooling::PerToken);
        int rows = 0;
        for (const auto& section : sections)
            rows += 1 + static_cast<int>(section.conditions.size());
        QVERIFY(rows > 0);
        QCOMPARE(window.view->conditions()->proxy()->rowCount(), rows);
        // The full result of the project is among them with the number that its evaluation has.
        const store::EvaluationRow row = store::latestEvaluation(project, store::runRow(project, {}).id, evaluate::Pooling::PerToken);
        const QString csv = QString::fromStdString(text::toCsv(window.view->conditions()->shownTable()));
        QVERIFY(csv.contains(QString::fromStdString(text::exactText(row.metrics.top100R))));
        QVERIFY(!window.screen->status().isEmpty());
    }

    void aRunBecomesTheResultOfAllScreens() {
        Window window(m_file);
        QSignalSpy asked(&window.session, &Session::screenAsked);
        window.view->runs()->selectSourceRow(0);
        QTest::mouseClick(window.button("Show its features"), Qt::LeftButton);
        window.session.tasks().waitAll();
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][0].toString(), "features");
        QVERIFY(window.session.result());
    }

    void addedDrawsGoOnFromTheStoredOnes() {
        const auto before = testRuns(m_file);
        if (before.empty())
            QSKIP("The sample has no rotation test.");
        Window window(m_file);
        const int draws = window.view->draws()->plot()->graph(0)->dataCount();
        QVERIFY(draws > 0);
        window.view->findChild<QSpinBox*>()->setValue(2);
        QTest::mouseClick(window.button("Add draws"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(window.view->draws()->plot()->graph(0)->dataCount(), draws + 2, 120'000);
        QTRY_VERIFY_WITH_TIMEOUT(!window.session.jobs().isRunning(), 20'000);
        const auto after = testRuns(m_file);
        QCOMPARE(after.size(), before.size() + 2); // nothing that was there was trained again
        for (std::size_t i = 0; i < before.size(); ++i)
            QCOMPARE(after[i].key, before[i].key);
    }

    void aReadOnlyProjectOffersNothingToStart() {
        const store::Project writer = store::Project::open(m_file.toStdString());
        Window window(m_file);
        if (!window.session.isReadOnly())
            QSKIP("Two writers are allowed here.");
        QVERIFY(!window.button("Add draws") || !window.button("Add draws")->isVisible());
    }
};

QTEST_MAIN(TestComparisonScreen)
#include "tst_comparison_screen.moc"
