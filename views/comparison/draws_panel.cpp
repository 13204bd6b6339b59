#include "views/comparison/draws_panel.h"
#include "views/comparison/trials.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {
// The draws with which the next round p can be reached: 99 for .010, 199 for .005, 999 for .001.
int nextDraws(std::int64_t now) {
    for (const int goal : {30, 99, 199, 999})
        if (now < goal)
            return goal - static_cast<int>(now);
    return 1000;
}
} // namespace

DrawsPanel::DrawsPanel(QWidget* parent) : Panel(tr("Rotation test"), parent) {
    setTopic("rotation-test");
    m_choice = new QComboBox(this);
    m_choice->setFont(smallFont());
    m_choice->setAccessibleName(tr("Which rotation test"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(14);
    m_choice->hide();
    addHeaderWidget(m_choice);

    auto* content = new QWidget(this);
    m_plot = new Plot(tr("Universal features of random rotations and controls"), content);
    m_plot->setZoomable(false);
    m_words = new QLabel(content);
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::RichText);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_more = new QSpinBox(content);
    m_more->setRange(1, 5000);
    m_more->setAccessibleName(tr("Number of further draws"));
    m_add = new QPushButton(tr("&Add draws"), content);
    m_cost = new QLabel(content);
    m_cost->setProperty("kind", "secondary");
    m_cost->setWordWrap(true);
    auto* line = new QHBoxLayout;
    line->setSpacing(scaled(6));
    line->addWidget(m_more);
    line->addWidget(m_add);
    line->addWidget(m_cost, 1);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(scaled(8), scaled(2), scaled(8), scaled(8));
    layout->setSpacing(scaled(4));
    layout->addWidget(m_plot, 1);
    layout->addWidget(m_words);
    layout->addLayout(line);
    setContent(content);

    connect(m_choice, &QComboBox::currentIndexChanged, this, [this](int test) {
        showTest();
        Q_EMIT currentChanged(test);
    });
    connect(m_more, &QSpinBox::valueChanged, this, &DrawsPanel::showOffer);
    connect(m_add, &QPushButton::clicked, this, [this] {
        if (const int test = current(); test >= 0)
            Q_EMIT drawsAsked(test, m_comparison->of(m_pooling).tests[static_cast<std::size_t>(test)].test.spec.draws + m_more->value());
    });
    connect(this, &Panel::emptyAsked, this, &DrawsPanel::testAsked);
    showTest();
}

int DrawsPanel::current() const {
    return m_comparison && !m_comparison->of(m_pooling).tests.empty() ? std::max(0, m_choice->currentIndex()) : -1;
}

void DrawsPanel::setEditable(bool editable) {
    m_editable = editable;
    showTest();
}

void DrawsPanel::setComparison(const ComparisonPtr& comparison, evaluate::Pooling pooling) {
    const QString before = m_choice->currentText();
    m_comparison = comparison;
    m_pooling = pooling;
    const QSignalBlocker quiet(m_choice);
    m_choice->clear();
    if (comparison)
        for (const PairTest& test : comparison->of(pooling).tests)
            m_choice->addItem(tr("%1 · %2 · %3").arg(toQt(test.corpus), toQt(test.pair.name),
                                                      counted(test.test.test.rank.draws, tr("draw"))));
    if (const int same = m_choice->findText(before); same >= 0)
        m_choice->setCurrentIndex(same);
    m_choice->setVisible(m_choice->count() > 1);
    showTest();
}

void DrawsPanel::showFirstTest() {
    const bool offered = m_comparison && m_comparison->canTest && m_editable;
    QString sentence = tr("No rotation test yet: whether the true rotation yields more universal features than random ones.");
    if (offered && m_comparison->testHighSeconds > 0)
        sentence += tr(" About %1.").arg(durationRange(m_comparison->testLowSeconds, m_comparison->testHighSeconds));
    setRemark({});
    setFigureSource({});
    showEmpty(sentence, offered ? tr("Run the rotation test") : QString());
    m_plot->clear();
}

void DrawsPanel::showTest() {
    const int at = current();
    if (at < 0) {
        showFirstTest();
        return;
    }
    showContent();
    setFigureSource([this] { return m_plot->figure("rotation-test", tr("Universal features of random rotations and controls.")); });
    const PairTest& pair = m_comparison->of(m_pooling).tests[static_cast<std::size_t>(at)];
    const TestPtr test(m_comparison, &pair);
    setRemark(m_choice->count() > 1 ? QString() : tr("%1 · %2").arg(toQt(pair.corpus), toQt(pair.pair.name)));
    m_plot->show([test](Plot& plot) { drawStrip(plot, test->test); }, [test] { return trialsTable(*test, "rotation-test"); });
    m_words->setText(drawsSentence(pair.test) + " " + trainingSentence(pair.test));
    {
        const QSignalBlocker quiet(m_more);
        m_more->setValue(nextDraws(pair.test.test.rank.draws));
    }
    for (QWidget* widget : {static_cast<QWidget*>(m_more), static_cast<QWidget*>(m_add), static_cast<QWidget*>(m_cost)})
        widget->setVisible(m_editable);
    showOffer();
}

void DrawsPanel::showOffer() {
    const int at = current();
    if (at < 0)
        return;
    const pipeline::StoredRotationTest& test = m_comparison->of(m_pooling).tests[static_cast<std::size_t>(at)].test;
    const std::vector<std::int64_t> draws(static_cast<std::size_t>(test.test.rank.draws + m_more->value()));
    const double smallest = evaluate::rankTest(1, draws).smallestP;
    QString text = tr("could reach %1").arg(correlation(smallest));
    // An evaluation beside the timed training takes from a little to as long again.
    if (test.secondsATrial > 0)
        text = durationRange(1.2 * test.secondsATrial * m_more->value(), 2.2 * test.secondsATrial * m_more->value()) + "; " + text;
    m_cost->setText(text);
}

} // namespace crosseed::views
