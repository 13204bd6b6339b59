#include "views/contexts/choice_panel.h"
#include "views/contexts/share_bar.h"
#include "views/shared/icons.h"
#include "views/shared/words.h"
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

namespace crosseed::views {

using evaluate::ContextOrder;

namespace {

constexpr int noKey = -1;
const std::array<const char*, 8> groupNames{"Top", ".8 – 1", ".6 – .8", ".4 – .6", ".2 – .4", "0 – .2", "Random firing", "Look-alikes, not firing"};

// Scrolls up and down only: as wide as what it holds, so that nothing is cut at the right.
class TallScroll : public QScrollArea {
public:
    using QScrollArea::QScrollArea;
    QSize minimumSizeHint() const override {
        const int inner = widget() ? widget()->minimumSizeHint().width() : 0;
        return {inner + verticalScrollBar()->sizeHint().width(), scaled(80)};
    }
    bool eventFilter(QObject* object, QEvent* event) override {
        if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::FontChange) updateGeometry();
        return QScrollArea::eventFilter(object, event);
    }
    QSize sizeHint() const override { return {minimumSizeHint().width(), QScrollArea::sizeHint().height()}; }
};

QLabel* secondary(QWidget* parent, Qt::Alignment alignment = Qt::AlignRight | Qt::AlignVCenter) {
    auto* label = new QLabel(parent);
    label->setProperty("kind", "secondary");
    label->setAlignment(alignment);
    return label;
}

QHBoxLayout* row(QVBoxLayout* layout, QWidget* left, QWidget* right) {
    auto* line = new QHBoxLayout;
    line->addWidget(left);
    line->addStretch();
    line->addWidget(right);
    layout->addLayout(line);
    return line;
}

} // namespace

ChoicePanel::ChoicePanel(QWidget* parent) : Panel(tr("What to show"), parent) {
    auto* more = new QToolButton(this);
    more->setIcon(icon("undo"));
    more->setIconSize({scaled(16), scaled(16)});
    more->setFixedSize(scaled(24), scaled(22));
    more->setToolTip(tr("Show as at first"));
    more->setAccessibleName(tr("Show as at first"));
    addHeaderWidget(more);
    connect(more, &QToolButton::clicked, this, &ChoicePanel::reset);
    auto* scroll = new TallScroll(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* inner = new QWidget(scroll);
    m_layout = new QVBoxLayout(inner);
    m_layout->setContentsMargins(0, scaled(6), 0, scaled(8));
    m_layout->setSpacing(scaled(6));
    scroll->setWidget(inner);
    setContent(scroll);
    setTopic("bands");
    addFeature();
    addGroups();
    addKeys();
    addLines();
    addFilter();
    m_layout->addStretch();
    reset();
    m_hidden->setMinimumWidth(m_hidden->fontMetrics().horizontalAdvance("50 of top 50"));
}

QVBoxLayout* ChoicePanel::section(const QString& title) {
    if (m_layout->count() > 0) {
        auto* rule = new QFrame(this);
        rule->setProperty("kind", "line");
        rule->setFixedHeight(1);
        m_layout->addWidget(rule);
    }
    auto* layout = new QVBoxLayout;
    layout->setContentsMargins(scaled(12), scaled(2), scaled(12), scaled(2));
    layout->setSpacing(scaled(4));
    auto* label = new QLabel(title, this);
    label->setFont(titleFont());
    layout->addWidget(label);
    m_layout->addLayout(layout);
    return layout;
}

void ChoicePanel::addFeature() {
    auto* layout = section(tr("Feature"));
    m_feature = new QComboBox(this);
    m_feature->setAccessibleName(tr("Feature"));
    m_feature->setToolTip(tr("Type a number, a label or a word"));
    m_feature->setEditable(true);
    m_feature->setInsertPolicy(QComboBox::NoInsert);
    m_feature->setMaxVisibleItems(20);
    m_feature->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_feature->setMinimumContentsLength(6);
    m_feature->completer()->setFilterMode(Qt::MatchContains);
    m_feature->completer()->setCompletionMode(QCompleter::PopupCompletion);
    layout->addWidget(m_feature);
    connect(m_feature, &QComboBox::activated, this, [this](int at) {
        if (at >= 0) Q_EMIT featureChosen(m_feature->itemData(at).toInt());
    });
    connect(m_feature->lineEdit(), &QLineEdit::returnPressed, this, &ChoicePanel::chooseTyped);
}

// "389", "f389" or the beginning of what stands in the list.
void ChoicePanel::chooseTyped() {
    QString typed = m_feature->currentText().trimmed();
    if (typed.startsWith('f') || typed.startsWith('F')) typed.remove(0, 1);
    bool isNumber = false;
    const int number = typed.section(' ', 0, 0).toInt(&isNumber);
    int at = isNumber ? m_feature->findData(number) : -1;
    if (at < 0) at = m_feature->findText(m_feature->currentText().trimmed(), Qt::MatchContains);
    if (at < 0) return;
    m_feature->setCurrentIndex(at);
    Q_EMIT featureChosen(m_feature->itemData(at).toInt());
}

void ChoicePanel::addGroups() {
    auto* layout = section(tr("Bands, share of the maximum"));
    auto* grid = new QGridLayout;
    grid->setVerticalSpacing(scaled(4));
    grid->setColumnStretch(0, 1);
    for (std::size_t i = 0; i < groupCount; ++i) {
        const bool band = i >= 1 && i <= 5;
        const QString name = QString::fromUtf8(groupNames[i]);
        m_groups[i] = new QCheckBox(name, this);
        m_counts[i] = secondary(this);
        grid->addWidget(m_groups[i], static_cast<int>(i), 0);
        grid->addWidget(m_counts[i], static_cast<int>(i), 2);
        if (band) {
            m_groups[i]->setAccessibleName(tr("Lines from %1 of the maximum").arg(name));
            m_groups[i]->setToolTip(tr("Lines whose strongest code is %1 of the feature's maximum; the bar is the share of all firing tokens").arg(name));
            m_bars[i] = new ShareBar(this);
            m_bars[i]->setAccessibleName(tr("Share of the firing tokens"));
            grid->addWidget(m_bars[i], static_cast<int>(i), 1, Qt::AlignVCenter);
        }
        connect(m_groups[i], &QCheckBox::toggled, this, [this] {
            if (!m_quiet) Q_EMIT groupsChanged();
        });
    }
    layout->addLayout(grid);
}

void ChoicePanel::addKeys() {
    auto* layout = section(tr("Sort inside a band"));
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
        auto* line = new QHBoxLayout;
        auto* number = secondary(this, Qt::AlignLeft | Qt::AlignVCenter);
        number->setText(QString::number(i + 1));
        m_keys[i] = new QComboBox(this);
        m_keys[i]->setAccessibleName(tr("Key %1 of the order").arg(i + 1));
        m_keys[i]->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        m_keys[i]->setMinimumContentsLength(8);
        if (i > 0) m_keys[i]->addItem(tr("nothing more"), noKey);
        for (int order = 0; order <= static_cast<int>(ContextOrder::Class); ++order)
            m_keys[i]->addItem(orderText(static_cast<ContextOrder>(order)), order);
        line->addWidget(number);
        line->addWidget(m_keys[i], 1);
        layout->addLayout(line);
        connect(m_keys[i], &QComboBox::currentIndexChanged, this, [this] {
            if (!m_quiet) Q_EMIT shapeChanged();
        });
    }
}

void ChoicePanel::addLines() {
    auto* layout = section(tr("Lines"));
    m_words = new QSpinBox(this);
    m_words->setRange(0, 60);
    m_words->setAccessibleName(tr("Words each side"));
    row(layout, new QLabel(tr("Words each side"), this), m_words);
    m_strips = new QCheckBox(tr("Two-model strips"), this);
    layout->addWidget(m_strips);
    m_wholeWords = new QCheckBox(tr("Whole words"), this);
    m_wholeWords->setToolTip(tr("A word's strip is the maximum of its pieces; else each piece has a strip of its own"));
    auto* hover = secondary(this);
    hover->setText(tr("pieces on hover"));
    row(layout, m_wholeWords, hover);
    m_fold = new QCheckBox(tr("Fold repeated sentences"), this);
    m_folded = secondary(this);
    row(layout, m_fold, m_folded);
    m_special = new QCheckBox(tr("[CLS], [SEP]"), this);
    m_special->setToolTip(tr("Count the marks before and after each text as tokens that a line can peak on"));
    m_hidden = secondary(this);
    row(layout, m_special, m_hidden);
    const auto shape = [this] {
        if (!m_quiet) Q_EMIT shapeChanged();
    };
    connect(m_words, &QSpinBox::valueChanged, this, shape);
    connect(m_strips, &QCheckBox::toggled, this, shape);
    connect(m_wholeWords, &QCheckBox::toggled, this, shape);
    connect(m_special, &QCheckBox::toggled, this, shape);
    for (QCheckBox* box : {m_fold, m_special})
        connect(box, &QCheckBox::toggled, this, [this] {
            if (!m_quiet) Q_EMIT optionsChanged();
        });
}

void ChoicePanel::addFilter() {
    auto* layout = section(tr("Only"));
    m_class = new QComboBox(this);
    m_class->setAccessibleName(tr("Class"));
    m_class->addItem(tr("any class"));
    m_split = secondary(this);
    m_split->setToolTip(tr("The result was evaluated on this split; another one is chosen in the Result box"));
    auto* line = new QHBoxLayout;
    line->addWidget(m_class, 1);
    line->addWidget(m_split);
    layout->addLayout(line);
    connect(m_class, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_quiet) Q_EMIT optionsChanged();
    });
}

} // namespace crosseed::views
