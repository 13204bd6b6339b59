#include "views/features/filter_bar.h"
#include "views/shared/icons.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {
constexpr int mostTags = 4; // as chips; the others are found by typing

QPushButton* chip(const QString& text, QWidget* parent) {
    auto* button = new QPushButton(QString(text).replace('&', "&&"), parent); // of a tag "R&D"
    button->setProperty("kind", "chip");
    button->setFont(smallFont());
    button->setCheckable(true);
    button->setAccessibleName(QObject::tr("Only features: %1").arg(text));
    return button;
}
} // namespace

FilterBar::FilterBar(Kind kind, QWidget* parent) : QWidget(parent), m_kind(kind) {
    m_layout = new QHBoxLayout(this);
    m_layout->setContentsMargins(scaled(8), scaled(5), scaled(8), scaled(5));
    m_layout->setSpacing(scaled(6));
    m_search = new QLineEdit(this);
    m_search->setPlaceholderText(kind == Kind::Table ? tr("would, f389 or a label") : tr("label or definition"));
    m_search->setAccessibleName(tr("Search features"));
    m_search->setToolTip(tr("A word on which features fire, a number as f389, a label or a tag (Ctrl+F)"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon("search"), QLineEdit::LeadingPosition);
    m_search->setMinimumWidth(scaled(110));
    m_search->setMaximumWidth(scaled(190));
    m_search->installEventFilter(this);
    m_layout->addWidget(m_search, 2);
    m_firing = chip({}, this);
    m_firing->hide();
    m_layout->addWidget(m_firing);
    connect(m_firing, &QPushButton::toggled, this, [this](bool on) {
        m_filter.alsoFiring = on;
        Q_EMIT changed();
    });
    if (kind == Kind::Table) {
        addChip(tr("universal"), &FeatureFilter::universal);
        addChip(tr("active in both"), &FeatureFilter::activeInBoth);
        addChip(tr("starred"), &FeatureFilter::starred);
    }
    addChip(tr("labelled"), &FeatureFilter::labelled);
    if (kind == Kind::Table)
        m_warned = addChip(tr("with a warning"), &FeatureFilter::warned);
    else
        m_undefined = addChip(tr("no definition"), &FeatureFilter::undefined);
    m_tagArea = new QWidget(this);
    auto* tags = new QHBoxLayout(m_tagArea);
    tags->setContentsMargins(0, 0, 0, 0);
    tags->setSpacing(scaled(6));
    m_layout->addWidget(m_tagArea);
    m_layout->addStretch(1);
    m_count = new QLabel(this);
    m_count->setAccessibleName(tr("Features shown"));
    m_layout->addWidget(m_count);
    m_settle = new QTimer(this);
    m_settle->setSingleShot(true);
    m_settle->setInterval(300);
    connect(m_settle, &QTimer::timeout, this, &FilterBar::askWord);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& words) {
        if (words == m_filter.words)
            return;
        m_filter.words = words;
        m_filter.firing.reset();
        m_firing->hide();
        m_settle->start();
        Q_EMIT changed();
    });
}

QPushButton* FilterBar::addChip(const QString& text, bool FeatureFilter::* field) {
    auto* button = chip(text, this);
    m_layout->addWidget(button);
    m_chips[button] = field;
    connect(button, &QPushButton::toggled, this, [this, field](bool on) {
        if (m_filter.*field == on)
            return;
        m_filter.*field = on;
        Q_EMIT changed();
    });
    return button;
}

void FilterBar::setFilter(const FeatureFilter& filter) {
    m_filter = filter;
    showState();
    Q_EMIT changed();
}

void FilterBar::showState() {
    for (const auto& [button, field] : m_chips) {
        const QSignalBlocker quiet(button);
        button->setChecked(m_filter.*field);
    }
    for (const auto& [tag, button] : m_tags) {
        const QSignalBlocker quiet(button);
        button->setChecked(m_filter.tag == tag);
    }
    const QSignalBlocker quiet(m_search), quietFiring(m_firing);
    if (m_search->text() != m_filter.words)
        m_search->setText(m_filter.words);
    m_firing->setVisible(m_filter.firing && !m_filter.firing->isEmpty());
    m_firing->setChecked(m_filter.alsoFiring);
}

void FilterBar::setCounts(std::int64_t shown, std::int64_t all, std::int64_t warned, std::int64_t undefined) {
    m_count->setText(m_kind == Kind::Table ? tr("%1 of %2").arg(count(shown), count(all)) : tr("%1 shown").arg(count(shown)));
    if (m_warned) {
        m_warned->setText(warned > 0 ? tr("with a warning · %1").arg(count(warned)) : tr("with a warning"));
        m_warned->setEnabled(warned > 0 || m_filter.warned);
    }
    if (m_undefined)
        m_undefined->setText(undefined > 0 ? tr("no definition · %1").arg(count(undefined)) : tr("no definition"));
}

void FilterBar::setTags(const std::vector<std::pair<QString, int>>& tags) {
    if (tags == m_shownTags)
        return;
    m_shownTags = tags;
    for (const auto& [tag, button] : std::exchange(m_tags, {})) {
        button->hide(); // it may be the one that was pressed
        button->deleteLater();
    }
    std::vector<std::pair<QString, int>> shown(tags.begin(), tags.begin() + std::min<std::ptrdiff_t>(mostTags, std::ssize(tags)));
    // A tag that filters stays to be seen and taken off, though it be a rare one now or gone.
    if (!m_filter.tag.isEmpty() && std::ranges::find(shown, m_filter.tag, &std::pair<QString, int>::first) == shown.end()) {
        const auto there = std::ranges::find(tags, m_filter.tag, &std::pair<QString, int>::first);
        shown.emplace_back(m_filter.tag, there == tags.end() ? 0 : there->second);
    }
    for (const auto& [tag, features] : shown) {
        auto* button = chip(tr("%1 · %2").arg(tag, count(features)), m_tagArea);
        button->setChecked(m_filter.tag == tag);
        m_tagArea->layout()->addWidget(button);
        m_tags[tag] = button;
        connect(button, &QPushButton::toggled, this, [this, tag = tag](bool on) {
            m_filter.tag = on ? tag : QString();
            showState();
            Q_EMIT changed();
        });
    }
}

void FilterBar::setFiring(const QString& word, FeatureSetPtr firing) {
    if (m_filter.words.trimmed() != word)
        return;
    m_filter.firing = std::move(firing);
    const qsizetype more = m_filter.firing ? m_filter.firing->size() : 0;
    m_firing->setText(tr("+ also firing on it · %1").arg(count(more)));
    m_firing->setToolTip(tr("Features that fire on “%1”, though it is none of their top words").arg(word));
    showState();
    if (m_filter.alsoFiring)
        Q_EMIT changed();
}

void FilterBar::addWidget(QWidget* widget) {
    m_layout->addWidget(widget);
}

void FilterBar::askWord() {
    m_settle->stop();
    const QString word = m_filter.words.trimmed();
    if (!word.isEmpty() && !word.contains(' ') && !text::parseFeature(toStd(word)))
        Q_EMIT wordAsked(word);
}

void FilterBar::focusSearch() {
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

bool FilterBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape && !m_search->text().isEmpty()) {
            m_search->clear();
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            if (m_settle->isActive())
                askWord();
            Q_EMIT entered();
            return true;
        }
        if (key == Qt::Key_Down)
            return focusNextChild(), true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace crosseed::views
