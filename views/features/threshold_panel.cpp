#include "views/features/threshold_panel.h"
#include "views/features/r_text.h"
#include "views/features/threshold_plot.h"
#include "views/shared/icons.h"
#include "views/shared/words.h"
#include <QtWidgets>
#include <cmath>

namespace crosseed::views {

namespace {
constexpr int leastHeight = 244; // of four rows and the sentence

// ".70" where a double's box writes 0.70.
class CorrelationBox : public QDoubleSpinBox {
public:
    using QDoubleSpinBox::QDoubleSpinBox;
    QString textFromValue(double value) const override { return rText(value); }
    double valueFromText(const QString& text) const override { return QLocale::c().toDouble(text); }
};

// How the curve of a row is drawn in the plot.
class Swatch : public QWidget {
public:
    explicit Swatch(const QString& kind, QWidget* parent) : QWidget(parent), m_kind(kind) { setFixedSize(scaled(22), scaled(12)); }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const QRectF area = QRectF(rect()).adjusted(2, 2.5, -2, -2.5);
        if (m_kind == "result") {
            painter.fillRect(area, colour(Role::Accent));
        } else if (m_kind == "random") {
            painter.setPen(colour(Role::ControlInk));
            painter.setBrush(colour(Role::ControlFill));
            painter.drawRect(area);
        } else {
            painter.setPen(QPen(colour(m_kind == "identity" ? Role::Text : Role::ControlInk), 1.3,
                                m_kind == "identity" ? Qt::SolidLine : Qt::DashLine));
            const double x = area.center().x();
            painter.drawPolyline(QPolygonF{{area.left(), area.top()}, {x, area.top()}, {x, area.bottom()}, {area.right(), area.bottom()}});
        }
    }

private:
    QString m_kind;
};

QString nameOf(const Control& control) {
    QString name = control.kind == "identity" ? QObject::tr("identity")
                   : control.kind == "mismatched" ? QObject::tr("mismatched tokens")
                   : control.trials.size() == 1 ? QObject::tr("random rotation")
                                                : QObject::tr("random, most of %1").arg(control.trials.size());
    return control.shortly ? name + QString::fromUtf8(" ¹") : name;
}

// A line may otherwise end after the point.
QString unbroken(QString number) {
    return number.replace(QChar('.'), QString::fromUtf8(".\u2060"));
}

QLabel* secondary(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setProperty("kind", "secondary");
    label->setFont(smallFont());
    return label;
}
} // namespace

ThresholdPanel::ThresholdPanel(QWidget* parent) : Panel(tr("How alike are the two models’ features?"), parent) {
    setTopic("universal");
    setMinimumHeight(scaled(leastHeight));
    auto* content = new QWidget;
    auto* layout = new QHBoxLayout(content);
    layout->setContentsMargins(scaled(4), scaled(2), 0, scaled(2));
    layout->setSpacing(0);
    m_plot = new ThresholdPlot(content);
    layout->addWidget(m_plot, 1);
    layout->addWidget(makeSide());
    setContent(content);
    setFigureSource([this] { return m_plot->figure("correlations", tr("Correlation r of the codes of features active in both models.")); });
    setTableSource([this] { return m_plot->table(); });
    m_settle = new QTimer(this);
    m_settle->setSingleShot(true);
    m_settle->setInterval(500);
    connect(m_settle, &QTimer::timeout, this, [this] { Q_EMIT chosen(m_r, m_rows); });
    connect(m_plot, &ThresholdPlot::moved, this, [this](double r) { move(r, m_rows, false); });
    connect(m_plot, &ThresholdPlot::released, this, [this](double r) { move(r, m_rows, true); });
    setThreshold(m_r, m_rows);
}

QWidget* ThresholdPanel::makeOptions() {
    auto* line = new QWidget;
    auto* layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(scaled(6));
    m_rBox = new CorrelationBox(line);
    m_rBox->setLocale(QLocale::c());
    m_rBox->setKeyboardTracking(false); // a half-typed number is none
    m_rowsBox = new QSpinBox(line);
    m_rowsBox->setKeyboardTracking(false);
    m_rBox->setRange(-1, 1);
    m_rBox->setDecimals(2);
    m_rBox->setSingleStep(.01);
    m_rBox->setAccessibleName(tr("Smallest r of a universal feature"));
    m_rowsBox->setRange(1, 1'000'000);
    m_rowsBox->setAccessibleName(tr("Rows that a feature fires on at least, in each model"));
    auto* first = new QLabel(tr("Universal if r ≥"), line);
    auto* second = new QLabel(tr("rows ≥"), line);
    first->setBuddy(m_rBox);
    second->setBuddy(m_rowsBox);
    m_rBox->setMaximumWidth(scaled(66));
    m_rowsBox->setMaximumWidth(scaled(66));
    for (QWidget* widget : std::initializer_list<QWidget*>{first, m_rBox, second, m_rowsBox})
        layout->addWidget(widget);
    layout->addStretch(1);
    connect(m_rBox, &QDoubleSpinBox::valueChanged, this, [this](double r) { move(r, m_rows, false); m_settle->start(); });
    connect(m_rowsBox, &QSpinBox::valueChanged, this, [this](int rows) { move(m_r, rows, false); m_settle->start(); });
    return line;
}

QWidget* ThresholdPanel::makeSide() {
    auto* side = new QWidget;
    side->setMinimumWidth(scaled(292));
    side->setMaximumWidth(scaled(340));
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(scaled(8), scaled(4), scaled(10), scaled(4));
    layout->setSpacing(scaled(2));
    layout->addWidget(makeOptions());
    m_table = new QWidget(side);
    m_grid = new QGridLayout(m_table);
    m_grid->setContentsMargins(0, scaled(2), 0, scaled(2));
    m_grid->setHorizontalSpacing(scaled(8));
    m_grid->setVerticalSpacing(scaled(1));
    m_grid->setColumnStretch(1, 1);
    layout->addWidget(m_table);
    m_sentence = secondary({}, side);
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::RichText);
    m_sentence->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_sentence->setAccessibleName(tr("What the rotation test says"));
    layout->addWidget(m_sentence);
    auto* buttons = new QHBoxLayout;
    m_run = new QPushButton(tr("Run the rotation test"), side);
    m_run->setProperty("kind", "compact");
    m_run->setIcon(icon("play"));
    m_run->setIconSize({scaled(16), scaled(16)});
    m_cost = secondary({}, side);
    buttons->addWidget(m_run);
    buttons->addWidget(m_cost, 1);
    layout->addLayout(buttons);
    layout->addStretch(1);
    connect(m_run, &QPushButton::clicked, this, &ThresholdPanel::rotationTestAsked);
    connect(m_sentence, &QLabel::linkActivated, this, &ThresholdPanel::rotationTestAsked);
    return side;
}

void ThresholdPanel::setResult(ResultPtr result) {
    m_result = std::move(result);
    m_controls.reset();
    m_counter.reset();
    if (m_result)
        m_counter.emplace(m_result->metrics().features);
    m_plot->setControls(nullptr);
    m_plot->setResult(m_result);
    showYields();
}

void ThresholdPanel::setControls(ControlsPtr controls) {
    m_controls = std::move(controls);
    m_plot->setControls(m_controls);
    showYields();
}

void ThresholdPanel::setThreshold(double r, std::int64_t minimumRows) {
    m_settle->stop();
    m_r = r;
    m_rows = minimumRows;
    const QSignalBlocker quietR(m_rBox), quietRows(m_rowsBox);
    m_rBox->setValue(r);
    m_rowsBox->setValue(static_cast<int>(minimumRows));
    m_plot->setThreshold(r, minimumRows);
    showYields();
}

void ThresholdPanel::setRotationTest(bool possible, const QString& cost) {
    m_possible = possible;
    m_cost->setText(cost);
    showYields();
}

evaluate::ThresholdYield ThresholdPanel::yield() const {
    return m_counter ? m_counter->at(m_r, m_rows) : evaluate::ThresholdYield();
}

void ThresholdPanel::move(double r, std::int64_t minimumRows, bool end) {
    setThreshold(r, minimumRows);
    Q_EMIT moved(r, minimumRows);
    if (end)
        Q_EMIT chosen(r, minimumRows);
}

void ThresholdPanel::addRow(int row, const QString& kind, const QString& name, const QString& how, const evaluate::ThresholdYield& yield) {
    auto* words = new QLabel(name, m_table);
    auto* features = new QLabel(count(yield.universal), m_table);
    auto* share = new QLabel(std::isnan(yield.share) ? QString::fromUtf8("–") : percent(yield.share), m_table);
    QFont font = tabularFont();
    font.setBold(kind == "result");
    words->setToolTip(how);
    words->setFont(kind == "result" ? titleFont() : words->font());
    features->setAccessibleName(tr("%1: universal features").arg(name));
    share->setAccessibleName(tr("%1: share of the features active in both").arg(name));
    for (QLabel* number : {features, share}) {
        number->setFont(font);
        number->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        number->setToolTip(tr("Of %1").arg(counted(yield.activeBoth, tr("feature active in both"), tr("features active in both"))));
    }
    m_grid->addWidget(new Swatch(kind, m_table), row, 0, Qt::AlignCenter);
    m_grid->addWidget(words, row, 1);
    m_grid->addWidget(features, row, 2);
    m_grid->addWidget(share, row, 3);
}

void ThresholdPanel::showYields() {
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const evaluate::ThresholdYield result = yield();
    setRemark(m_result ? tr("%1 active in both · %2").arg(counted(result.activeBoth, tr("feature")),
                                                          m_result->evaluation.pooling == evaluate::Pooling::PerToken
                                                              ? counted(m_result->metrics().rows, tr("token row"))
                                                              : counted(m_result->metrics().rows, tr("text")))
                       : QString());
    m_grid->addWidget(secondary(tr("at this threshold"), m_table), 0, 1);
    for (int column : {2, 3})
        m_grid->addWidget(secondary(column == 2 ? tr("features") : tr("share"), m_table), 0, column, Qt::AlignRight);
    if (m_result)
        addRow(1, "result", tr("this result"), tr("The run in the Result box"), result);
    int row = 2;
    if (m_controls)
        for (const Control& control : m_controls->list)
            addRow(row++, control.kind, nameOf(control), control.how, evaluate::mostAt(control.counters, m_r, m_rows, 0).most);
    showSentence(result);
}

// The draws are held against the true rotation that was trained as they were, since the result had a longer training.
void ThresholdPanel::showSentence(const evaluate::ThresholdYield&) {
    const Control* random = nullptr;
    if (m_controls)
        for (const Control& control : m_controls->list)
            if (control.kind == "random" && control.shortly)
                random = &control;
    const bool none = !m_controls || m_controls->isEmpty();
    m_run->setVisible(m_result && m_possible && !random);
    m_cost->setVisible(!m_run->isHidden() && !m_cost->text().isEmpty());
    if (none) {
        m_sentence->setText(m_result ? tr("No controls yet: nothing says how many features chance alone would give.") : QString());
        return;
    }
    QStringList sentences;
    if (random && m_controls->original) {
        const auto original = m_controls->original->at(m_r, m_rows);
        const auto most = evaluate::mostAt(random->counters, m_r, m_rows, original.universal);
        sentences += tr("%1 of %2 reached the %3 of the true rotation ¹; the smallest p that %4 can give is %5.")
                         .arg(count(most.reached), counted(most.trials, tr("random rotation")), count(original.universal),
                              counted(most.trials, tr("draw")), unbroken(correlation(1. / static_cast<double>(most.trials + 1))));
    }
    if (!m_controls->shortTraining.isEmpty())
        sentences += QString::fromUtf8("¹ ") + m_controls->shortTraining + ".";
    if (random && m_possible)
        sentences += QString("<a href=\"draws\" style=\"color:%1\">%2</a>%3")
                         .arg(colour(Role::Accent).name(), tr("Add draws"), m_cost->text().isEmpty() ? QString() : " (" + m_cost->text() + ")");
    m_sentence->setText(sentences.join(" "));
}

void ThresholdPanel::changeEvent(QEvent* event) {
    Panel::changeEvent(event);
    if (!m_grid || (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange))
        return;
    setMinimumHeight(scaled(leastHeight));
    QTimer::singleShot(0, this, &ThresholdPanel::showYields); // it deletes widgets, which the change of style is still visiting
}

} // namespace crosseed::views
