// The start screen: what is offered follows what is there; its list is a model like all others.
#include "views/shared/data_table.h"
#include "views/start/project_model.h"
#include "views/start/start_view.h"
#include <QAbstractItemModelTester>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace crosseed::views;

namespace {
ProjectSummary project(const QString& file, const QDateTime& opened, std::int64_t universal = -1) {
    ProjectSummary summary;
    summary.file = file;
    summary.opened = opened;
    summary.universal = universal;
    summary.documents = universal < 0 ? 0 : 4071;
    summary.pairs = 5;
    summary.pairsDone = universal < 0 ? 0 : 3;
    summary.share = universal < 0 ? -1 : 57.9;
    summary.histogram = {0, 1, 4, 9};
    return summary;
}
QPushButton* buttonCalled(const QWidget& widget, const QString& text) {
    QCoreApplication::processEvents(); // new ones are shown by the layout
    for (QPushButton* button : widget.findChildren<QPushButton*>())
        if (button->isVisible() && button->text() == text)
            return button;
    return nullptr;
}
} // namespace

class TestStartView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theListReadsAsText() {
        ProjectModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        ProjectSummary gone = project("/tmp/letters.crosseed", QDateTime::currentDateTime().addDays(-1));
        gone.missing = true;
        model.set({project("/tmp/requests.crosseed", QDateTime::currentDateTime(), 889), gone});
        const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(text(0, ProjectModel::Name), "requests");
        QCOMPARE(text(0, ProjectModel::Data), "4,071 documents");
        QCOMPARE(text(0, ProjectModel::Pairs), "3 of 5");
        QCOMPARE(text(0, ProjectModel::Universal), "889");
        QCOMPARE(text(0, ProjectModel::Share), "57.9 %");
        QVERIFY(text(0, ProjectModel::Opened).startsWith("today"));
        QCOMPARE(text(1, ProjectModel::Data), "not found");
        QCOMPARE(text(1, ProjectModel::Universal), "–");
        QCOMPARE(text(1, ProjectModel::Opened), "yesterday");
        model.set({});
        QCOMPARE(model.rowCount(), 0);
    }

    void enterOpensTheProjectAndAMissingOneIsLocated() {
        StartView view;
        view.resize(1200, 800);
        view.show();
        QSignalSpy open(&view, &StartView::openAsked), locate(&view, &StartView::locateAsked);
        ProjectSummary gone = project("/tmp/gone.crosseed", QDateTime::currentDateTime().addDays(-2));
        gone.missing = true;
        view.setProjects({project("/tmp/requests.crosseed", QDateTime::currentDateTime(), 889), gone});
        auto* table = view.findChild<DataTable*>();
        table->selectSourceRow(0);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(open.count(), 1);
        QCOMPARE(open.at(0).at(0).toString(), "/tmp/requests.crosseed");
        table->selectSourceRow(1);
        QVERIFY(!buttonCalled(view, "Open"));
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(open.count(), 1);
        QTest::mouseClick(buttonCalled(view, "Locate…"), Qt::LeftButton);
        QCOMPARE(locate.at(0).at(0).toString(), "/tmp/gone.crosseed");
    }

    void recoveryShowsOnlyWhatCanBeRecovered() {
        StartView view;
        view.resize(1200, 800);
        view.show();
        QSignalSpy resume(&view, &StartView::resumeAsked), forget(&view, &StartView::forgetAsked);
        QVERIFY(!buttonCalled(view, "Leave it"));
        view.setRecovery({{"/tmp/a.crosseed", "train ended with the program", 7, "Resume from step 1,200", false},
                          {"/tmp/b.crosseed", "was open; nothing was running", 0, {}, true}});
        QTest::mouseClick(buttonCalled(view, "Resume from step 1,200"), Qt::LeftButton);
        QCOMPARE(resume.at(0).at(0).toString(), "/tmp/a.crosseed");
        QCOMPARE(resume.at(0).at(1).toLongLong(), 7);
        QVERIFY(buttonCalled(view, "Open with the edits"));
        view.setRecovery({});
        QVERIFY(!buttonCalled(view, "Open with the edits"));
    }

    void theSampleIsOfferedWhereItIsThere() {
        StartView view;
        view.resize(1200, 800);
        view.show();
        QSignalSpy sample(&view, &StartView::sampleAsked), run(&view, &StartView::sampleRunAsked);
        view.setSample(false, true, -1, -1);
        QVERIFY(!buttonCalled(view, "Open the guided sample")->isEnabled());
        QTest::mouseClick(buttonCalled(view, "Run it"), Qt::LeftButton);
        QCOMPARE(run.count(), 1);
        view.setSample(true, false, 100, 200);
        QTest::mouseClick(buttonCalled(view, "Open the guided sample"), Qt::LeftButton);
        QCOMPARE(sample.count(), 1);
        QVERIFY(!buttonCalled(view, "Run it")->isEnabled());
    }
};

QTEST_MAIN(TestStartView)
#include "tst_start_view.moc"
