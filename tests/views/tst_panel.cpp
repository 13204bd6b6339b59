// The panel: its states, its buttons and what they ask for.
#include "views/shared/panel.h"
#include "views/shared/words.h"
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace crosseed::views;

namespace {
QAbstractButton* buttonCalled(const QWidget& widget, const QString& text) {
    for (QAbstractButton* button : widget.findChildren<QAbstractButton*>())
        if (button->isVisible() && (button->text() == text || button->accessibleName() == text))
            return button;
    return nullptr;
}
bool shows(const QWidget& widget, const QString& text) {
    for (const QLabel* label : widget.findChildren<QLabel*>())
        if (label->isVisible() && label->text() == text)
            return true;
    return false;
}
} // namespace

class TestPanel : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<Panel> make() {
        auto panel = std::make_unique<Panel>("How alike?");
        panel->setContent(new QLabel("content"));
        panel->resize(500, 300);
        panel->show();
        return panel;
    }
private Q_SLOTS:
    void namesOfPeopleAreNoMarkup() {
        auto panel = make();
        panel->setTitle("<b>title</b>");
        panel->setRemark("a & b <i>c</i>");
        panel->showStale("<u>old</u>");
        int plain = 0;
        for (const QLabel* label : panel->findChildren<QLabel*>())
            if (label->text().contains('<')) {
                QCOMPARE(label->textFormat(), Qt::PlainText);
                ++plain;
            }
        QCOMPARE(plain, 3);
        QCOMPARE(plainToolTip("a & \"b\"\n<i>"), QString("<span>a &amp; &quot;b&quot;<br>&lt;i&gt;</span>"));
    }
    void offersOnlyWhatItCanDo() {
        auto panel = make();
        QVERIFY(!buttonCalled(*panel, "Export"));
        QVERIFY(!buttonCalled(*panel, "What am I looking at? (F1)"));
        panel->setTableSource([] { return TableSource{}; });
        QVERIFY(buttonCalled(*panel, "Export"));
        QVERIFY(!buttonCalled(*panel, "The data behind this figure"));
        panel->setFigureSource([] { return Figure{}; });
        QVERIFY(buttonCalled(*panel, "The data behind this figure"));
    }

    void whileBusyTheContentStaysAndStopAsks() {
        auto panel = make();
        QSignalSpy stop(panel.get(), &Panel::stopAsked);
        panel->showBusy("draw 12 of 30", 0.4);
        QVERIFY(panel->isBusy());
        QVERIFY(shows(*panel, "content"));
        QVERIFY(shows(*panel, "draw 12 of 30"));
        QTest::mouseClick(buttonCalled(*panel, "Stop"), Qt::LeftButton);
        QCOMPARE(stop.count(), 1);
        panel->showStopping();
        QVERIFY(!buttonCalled(*panel, "Stopping after this batch")->isEnabled());
        panel->showIdle();
        QVERIFY(!panel->isBusy());
        QVERIFY(!buttonCalled(*panel, "Stopping after this batch"));
    }

    void aNoticeHasOneButtonAndFoldedDetails() {
        auto panel = make();
        QSignalSpy asked(panel.get(), &Panel::noticeAsked);
        panel->showStale("Computed with r >= .65", "Recompute");
        QVERIFY(shows(*panel, "Computed with r >= .65"));
        QVERIFY(!buttonCalled(*panel, "Details"));
        QTest::mouseClick(buttonCalled(*panel, "Recompute"), Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
        panel->showError("The codes cannot be read.", {}, "part 9 of 11");
        QVERIFY(buttonCalled(*panel, "Details"));
        QVERIFY(!buttonCalled(*panel, "Recompute"));
        panel->clearNotice();
        QVERIFY(!shows(*panel, "The codes cannot be read."));
    }

    void emptySaysWhyAndOffersTheNextStep() {
        auto panel = make();
        QSignalSpy asked(panel.get(), &Panel::emptyAsked);
        panel->showEmpty("No feature passes.", "Clear filters");
        QVERIFY(!shows(*panel, "content"));
        QTest::mouseClick(buttonCalled(*panel, "Clear filters"), Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
        panel->showContent();
        QVERIFY(shows(*panel, "content"));
    }

    void f1AsksForItsTopic() {
        auto panel = make();
        QSignalSpy asked(panel.get(), &Panel::topicAsked);
        QTest::keyClick(panel.get(), Qt::Key_F1);
        QCOMPARE(asked.count(), 0);
        panel->setTopic("r");
        QTest::keyClick(panel.get(), Qt::Key_F1);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.at(0).at(0).toString(), "r");
    }
};

QTEST_MAIN(TestPanel)
#include "tst_panel.moc"
