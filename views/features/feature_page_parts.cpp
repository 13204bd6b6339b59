// The pieces of a feature's page and what they show.
#include "views/features/feature_page.h"
#include "views/features/r_text.h"
#include "views/features/tag_row.h"
#include "views/shared/icons.h"
#include "views/shared/words.h"
#include <QtWidgets>
#include <cmath>

namespace crosseed::views {

namespace {
QToolButton* toolButton(const QString& picture, const QString& name, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setIcon(icon(picture));
    button->setIconSize({scaled(16), scaled(16)});
    button->setFixedSize(scaled(24), scaled(24));
    button->setAccessibleName(name);
    button->setToolTip(name);
    return button;
}

QLabel* text(const QString& words, const char* kind, QWidget* parent) {
    auto* label = new QLabel(words, parent);
    label->setProperty("kind", kind);
    label->setFont(smallFont());
    return label;
}

QFrame* hairline(QWidget* parent) {
    auto* line = new QFrame(parent);
    line->setProperty("kind", "line");
    line->setFixedHeight(1);
    return line;
}
} // namespace

void FeaturePageView::makeSteps() {
    m_back = toolButton("left", tr("Previous feature ([)"), this);
    m_forward = toolButton("right", tr("Next feature (])"), this);
    for (QToolButton* button : {m_back, m_forward}) {
        button->setFixedSize(scaled(24), scaled(22));
        addHeaderWidget(button);
    }
    connect(m_back, &QToolButton::clicked, this, [this] { Q_EMIT stepAsked(-1); });
    connect(m_forward, &QToolButton::clicked, this, [this] { Q_EMIT stepAsked(1); });
}

QWidget* FeaturePageView::makeHead() {
    auto* head = new QWidget;
    auto* grid = new QGridLayout(head);
    grid->setContentsMargins(scaled(8), scaled(8), scaled(8), scaled(8));
    grid->setHorizontalSpacing(scaled(6));
    grid->setVerticalSpacing(scaled(6));
    m_star = toolButton("star", tr("Star (S)"), head);
    m_star->setCheckable(true);
    m_label = new QLineEdit(head);
    m_label->setFont(titleFont());
    m_label->setPlaceholderText(tr("no label yet"));
    m_label->setAccessibleName(tr("Label of the feature"));
    m_label->installEventFilter(this);
    auto* counterfactual = toolButton("counterfactuals", tr("Test it on an edited sentence (Counterfactuals)"), head);
    m_tags = new TagRow(head);
    m_tags->setAccessibleName(tr("Tags of the feature"));
    m_note = new QPlainTextEdit(head);
    m_note->setAccessibleName(tr("Note on the feature"));
    m_note->setPlaceholderText(tr("When does it fire? What does not count?"));
    m_note->setTabChangesFocus(true);
    m_note->setFixedHeight(2 * QFontMetrics(m_note->font()).lineSpacing() + scaled(14));
    m_note->installEventFilter(this);
    auto* tags = text(tr("Tags"), "secondary", head);
    auto* note = text(tr("Note"), "secondary", head);
    note->setBuddy(m_note);
    grid->addWidget(m_star, 0, 0);
    grid->addWidget(m_label, 0, 1);
    grid->addWidget(counterfactual, 0, 2);
    grid->addWidget(tags, 1, 0, Qt::AlignTop);
    grid->addWidget(m_tags, 1, 1, 1, 2);
    grid->addWidget(note, 2, 0, Qt::AlignTop);
    grid->addWidget(m_note, 2, 1, 1, 2);
    connect(counterfactual, &QToolButton::clicked, this, &FeaturePageView::counterfactualAsked);
    connect(m_star, &QToolButton::clicked, this, [this](bool star) {
        text::FeatureNote changed = m_model.note(m_feature);
        changed.star = star;
        edit(changed, star ? tr("Star %1").arg(featureText(m_feature)) : tr("Remove the star of %1").arg(featureText(m_feature)));
    });
    connect(m_label, &QLineEdit::textEdited, this, [this] { m_settle->start(); });
    connect(m_label, &QLineEdit::editingFinished, this, &FeaturePageView::flush);
    connect(m_note, &QPlainTextEdit::textChanged, this, [this] { m_settle->start(); });
    connect(m_tags, &TagRow::changed, this, [this](const QStringList& now) {
        text::FeatureNote changed = m_model.note(m_feature);
        const bool more = now.size() > static_cast<qsizetype>(changed.tags.size());
        changed.tags.clear();
        for (const QString& tag : now)
            changed.tags.push_back(toStd(tag));
        std::ranges::sort(changed.tags);
        edit(changed, (more ? tr("Tag %1") : tr("Remove a tag of %1")).arg(featureText(m_feature)));
    });
    return head;
}

QWidget* FeaturePageView::makeNumbers() {
    auto* area = new QWidget;
    auto* layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(hairline(area));
    auto* table = new QWidget(area);
    m_numbers = new QGridLayout(table);
    m_numbers->setContentsMargins(scaled(10), scaled(6), scaled(10), scaled(6));
    m_numbers->setHorizontalSpacing(scaled(8));
    m_numbers->setVerticalSpacing(scaled(2));
    m_numbers->setColumnStretch(0, 3);
    m_numbers->setColumnMinimumWidth(3, scaled(10));
    m_numbers->setColumnStretch(4, 3);
    layout->addWidget(table);
    m_warnings = text({}, "warning", area);
    m_warnings->setWordWrap(true);
    m_warnings->setTextFormat(Qt::PlainText);
    m_warnings->setContentsMargins(scaled(10), 0, scaled(10), scaled(6));
    m_warnings->hide();
    layout->addWidget(m_warnings);
    layout->addWidget(hairline(area));
    return area;
}

QWidget* FeaturePageView::makeFigures() {
    auto* area = new QWidget;
    auto* layout = new QGridLayout(area);
    layout->setContentsMargins(scaled(8), scaled(6), scaled(8), scaled(2));
    layout->setSpacing(scaled(2));
    m_codes = new Plot(tr("How strongly the feature fires in A and in B"), area);
    m_classes = new Plot(tr("Mean code by class in A and in B"), area);
    layout->addWidget(text(tr("How strongly it fires"), "secondary", area), 0, 0);
    layout->addWidget(text(tr("By class of the text"), "secondary", area), 0, 1);
    layout->addWidget(m_codes, 1, 0);
    layout->addWidget(m_classes, 1, 1);
    for (Plot* plot : {m_codes, m_classes}) {
        plot->setFixedHeight(scaled(112));
        plot->setZoomable(false);
    }
    m_words = text({}, "", area);
    m_words->setTextFormat(Qt::RichText);
    m_words->setMinimumWidth(scaled(80));
    m_words->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    layout->addWidget(m_words, 2, 0, 1, 2);
    return area;
}

QWidget* FeaturePageView::makeContexts() {
    auto* area = new QWidget;
    auto* layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* chips = new QWidget(area);
    auto* line = new QHBoxLayout(chips);
    line->setContentsMargins(scaled(8), scaled(4), scaled(8), scaled(4));
    line->setSpacing(scaled(4));
    m_groups = new QButtonGroup(this);
    const std::pair<evaluate::ContextGroup, QString> groups[] = {{evaluate::ContextGroup::Top, tr("Top")},
                                                                 {evaluate::ContextGroup::Bands, tr("Bands")},
                                                                 {evaluate::ContextGroup::Random, tr("Random")},
                                                                 {evaluate::ContextGroup::LookAlikes, tr("Look-alikes")}};
    for (const auto& [group, name] : groups) {
        auto* chip = new QPushButton(name, chips);
        chip->setProperty("kind", "chip");
        chip->setFont(smallFont());
        chip->setCheckable(true);
        chip->setAccessibleName(tr("Contexts: %1").arg(name));
        if (group == evaluate::ContextGroup::Bands)
            chip->setToolTip(tr("Fifths of the lines, the strongest first; the bands on Contexts are shares of the maximum"));
        m_groups->addButton(chip, static_cast<int>(group));
        line->addWidget(chip);
    }
    line->addStretch(1);
    m_groups->button(static_cast<int>(evaluate::ContextGroup::Top))->setChecked(true);
    connect(m_groups, &QButtonGroup::idClicked, this, [this](int group) { Q_EMIT contextsAsked(static_cast<evaluate::ContextGroup>(group)); });
    m_list = new ContextList(area);
    connect(m_list, &ContextList::lineSelected, this, &FeaturePageView::lineSelected);
    connect(m_list, &ContextList::lineChosen, this, &FeaturePageView::contextsScreenAsked);
    connect(m_list, &ContextList::anchorAsked, this, [this](const QString& words) {
        text::FeatureNote changed = m_model.note(m_feature);
        changed.anchorExample = toStd(words);
        edit(changed, tr("Example of %1").arg(featureText(m_feature)));
    });
    layout->addWidget(hairline(area));
    layout->addWidget(chips);
    layout->addWidget(hairline(area));
    layout->addWidget(m_list, 1);
    return area;
}

QWidget* FeaturePageView::makeFoot() {
    auto* area = new QWidget;
    auto* layout = new QHBoxLayout(area);
    layout->setContentsMargins(scaled(10), scaled(3), scaled(10), scaled(3));
    m_foot = text({}, "secondary", area);
    m_foot->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_all = new QPushButton(tr("All contexts"), area);
    m_all->setProperty("kind", "link");
    m_all->setFont(smallFont());
    m_all->setToolTip(tr("All contexts of this feature (Enter)"));
    layout->addWidget(m_foot, 1);
    layout->addWidget(m_all);
    connect(m_all, &QPushButton::clicked, this, &FeaturePageView::contextsScreenAsked);
    return area;
}

void FeaturePageView::showNumbers() {
    while (QLayoutItem* item = m_numbers->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (m_feature < 0)
        return;
    const evaluate::FeatureSummary& s = m_model.summary(m_feature);
    const evaluate::FeatureRow& row = m_model.metrics(m_feature);
    QWidget* parent = m_numbers->parentWidget();
    const auto put = [&](int line, int column, const QString& words, const char* kind, bool bold = false) {
        auto* label = text(words, kind, parent);
        QFont font = tabularFont();
        font.setBold(bold || *kind == 'a' || *kind == 'b');
        if (column != 0 && column != 4)
            label->setFont(font);
        m_numbers->addWidget(label, line, column, column == 0 || column == 4 ? Qt::AlignLeft : Qt::AlignRight);
    };
    put(0, 1, "A", "a");
    put(0, 2, "B", "b");
    const double all = static_cast<double>(m_model.result()->metrics().rows);
    const auto mean = [this, all](double most, double mean, std::int64_t fires) { // where it fires
        const QString usual = fires == 0 ? QString::fromUtf8("–") : m_model.codeText(mean * all / static_cast<double>(fires));
        return m_model.codeText(most) + " / " + usual;
    };
    const QString rows[3][3] = {{tr("active rows"), count(row.firesA), count(row.firesB)},
                                {tr("density"), percent(100 * s.densityA), percent(100 * s.densityB)},
                                {tr("max / mean"), mean(s.maxA, row.meanA, row.firesA), mean(s.maxB, row.meanB, row.firesB)}};
    for (int i = 0; i < 3; ++i) {
        put(i + 1, 0, rows[i][0], "secondary");
        put(i + 1, 1, rows[i][1], "");
        put(i + 1, 2, rows[i][2], "");
    }
    const bool known = m_page && m_page->summary.feature == m_feature;
    const QString unknown = QString::fromUtf8("…");
    const evaluate::Interval interval = known ? m_page->summary.interval : m_model.interval(m_feature);
    const QString pairs[4][2] = {
        {tr("r (A, B)"), rText(s.r)},
        {tr("95 % interval"), std::isnan(interval.low) ? (known ? QString::fromUtf8("–") : unknown)
                                                       : rText(interval.low) + " – " + rText(interval.high)},
        {tr("each half"), known ? rText(m_page->rEvenTexts) + ", " + rText(m_page->rOddTexts) : unknown},
        {tr("without its carrier"), known ? rText(m_page->rWithoutCarrier) : unknown}};
    for (int i = 0; i < 4; ++i) {
        put(i, 4, pairs[i][0], "secondary");
        put(i, 5, pairs[i][1], "", i == 0);
    }
    if (auto* carrier = m_numbers->itemAtPosition(3, 4))
        carrier->widget()->setToolTip(tr("r without the one text (and its copies) whose removal changes it most downwards"));
    QStringList warnings;
    for (const std::string& warning : known ? m_page->warnings : m_model.warnings(m_feature))
        warnings += toQt(warning);
    m_warnings->setText(warnings.join("\n"));
    m_warnings->setVisible(!warnings.isEmpty());
    QStringList words;
    for (const evaluate::TopWord& word : known ? m_page->summary.topWords : s.topWords)
        if (words.size() < 5)
            words += QString("<span>%1</span>&nbsp;<span style=\"color:%3\">%2</span>").arg(toQt(word.word).toHtmlEscaped(), count(word.texts), colour(Role::Secondary).name());
    m_words->setText(words.isEmpty() ? tr("It never fires.") : tr("<span style=\"color:%2\">Top tokens</span> &nbsp; %1").arg(words.join(" &nbsp; "), colour(Role::Secondary).name()));
    m_words->setToolTip(tr("Words on which it peaks, with the number of texts"));
    if (!known)
        return;
    const auto page = m_page;
    const auto result = m_model.result();
    const auto data = [page, result] { return figuresTable(*page, *result); };
    m_codes->show([page](Plot& plot) { drawCodes(plot, page->histogram); }, data);
    m_classes->show([page, result](Plot& plot) { drawClasses(plot, page->summary.association, result->classNames); }, data);
}

void FeaturePageView::showFoot() {
    if (!m_contexts) {
        m_foot->setText({});
        return;
    }
    std::int64_t shown = 0, total = 0;
    for (const evaluate::ContextBand& band : m_contexts->bands) {
        shown += std::ssize(band.lines);
        total += band.total;
    }
    QString words = tr("%1 of %2").arg(count(shown), counted(total, tr("context")));
    if (m_contexts->hiddenSpecial > 0)
        words += tr(" · %1 on [CLS] or [SEP] hidden").arg(counted(m_contexts->hiddenSpecial, tr("firing")));
    m_foot->setText(words);
}

} // namespace crosseed::views
