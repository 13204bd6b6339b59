#include "app/gui/command_palette.h"
#include "views/shared/icons.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>
#include <set>

namespace crosseed::gui {

using namespace views;

namespace {
enum { KindRole = Qt::UserRole, ValueRole };
enum Kind { Heading, Feature, Tag, Action };
constexpr int mostOfAGroup = 8;

bool holds(std::string_view text, const QString& words) {
    return toQt(text).contains(words, Qt::CaseInsensitive);
}
} // namespace

CommandPalette::CommandPalette(Session& session, const ActionList& actions, QWidget* window)
    : QFrame(window, Qt::Popup | Qt::FramelessWindowHint), m_session(session), m_actions(actions) {
    setObjectName("panel");
    setAccessibleName(tr("Command palette"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(scaled(8), scaled(8), scaled(8), scaled(6));
    m_field = new QLineEdit(this);
    m_field->setPlaceholderText(tr("Find an action, a feature or a label; > for actions only"));
    m_field->setAccessibleName(tr("Find an action, a feature or a label"));
    m_field->addAction(icon("search"), QLineEdit::LeadingPosition);
    m_field->installEventFilter(this);
    m_list = new QListWidget(this);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(tr("What was found"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* hint = new QLabel(tr("↑ ↓ choose · Enter opens · Ctrl+Enter adds to the selection · Esc closes"), this);
    hint->setProperty("kind", "secondary");
    hint->setFont(smallFont());
    layout->addWidget(m_field);
    layout->addWidget(m_list, 1);
    layout->addWidget(hint);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(m_list, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) { choose(item, false); });
}

void CommandPalette::open(QWidget* anchor) {
    const QSize size(scaled(480), scaled(400));
    QPoint corner = anchor->mapToGlobal(QPoint(anchor->width() - size.width(), anchor->height() + 2));
    corner.setX(std::max(corner.x(), window()->parentWidget() ? window()->parentWidget()->x() : 0));
    setGeometry(QRect(corner, size));
    m_field->clear();
    fill({});
    show();
    m_field->setFocus();
}

void CommandPalette::fill(const QString& text) {
    m_list->clear();
    const QString words = text.trimmed();
    if (words.startsWith('>')) {
        addActions(words.mid(1).trimmed());
    } else {
        if (!words.isEmpty()) {
            addFeatures(words);
            addTags(words);
        }
        addActions(words);
    }
    if (m_list->count() == 0)
        addGroup(tr("Nothing is called so"));
    move(1);
}

void CommandPalette::addGroup(const QString& title) {
    auto* item = new QListWidgetItem(title, m_list);
    item->setData(KindRole, Heading);
    item->setFlags(Qt::NoItemFlags);
    item->setFont(smallFont());
    item->setForeground(colour(Role::Secondary));
}

void CommandPalette::addFeatures(const QString& text) {
    const ResultPtr result = m_session.result();
    if (!result)
        return;
    std::vector<std::pair<int, std::int32_t>> found; // how good a match, feature
    const auto number = text::parseFeature(toStd(text));
    for (const evaluate::FeatureSummary& feature : result->features) {
        const QString label = labelOf(*m_session.notes(), feature.feature);
        const bool isNumber = number && *number == feature.feature;
        const bool isWord = std::any_of(feature.topWords.begin(), feature.topWords.end(), [&](const evaluate::TopWord& word) {
            return toQt(word.word).compare(text, Qt::CaseInsensitive) == 0;
        });
        if (isNumber || isWord || label.contains(text, Qt::CaseInsensitive))
            found.emplace_back(isNumber ? 0 : label.contains(text, Qt::CaseInsensitive) ? 1 : 2, feature.feature);
    }
    std::sort(found.begin(), found.end(), [&](const auto& x, const auto& y) {
        const auto& features = result->features;
        return std::tuple(x.first, -features[static_cast<std::size_t>(x.second)].strength) <
               std::tuple(y.first, -features[static_cast<std::size_t>(y.second)].strength);
    });
    if (!found.empty())
        addGroup(tr("Features, by number, label or top word"));
    for (std::size_t i = 0; i < found.size() && i < mostOfAGroup; ++i) {
        const evaluate::FeatureSummary& feature = result->features[static_cast<std::size_t>(found[i].second)];
        const QString label = labelOf(*m_session.notes(), feature.feature);
        const QString word = feature.topWords.empty() ? QString() : toQt(feature.topWords.front().word);
        auto* item = new QListWidgetItem(icon("features"),
                                         QString("%1  %2   r %3").arg(featureText(feature.feature), label.isEmpty() ? tr("“%1”").arg(word) : label,
                                                                      correlation(feature.r)),
                                         m_list);
        item->setData(KindRole, Feature);
        item->setData(ValueRole, feature.feature);
    }
}

void CommandPalette::addTags(const QString& text) {
    std::map<std::string, int> tags;
    for (const auto& [feature, note] : *m_session.notes())
        for (const std::string& tag : note.tags)
            if (holds(tag, text))
                ++tags[tag];
    if (!tags.empty())
        addGroup(tr("Tags"));
    for (const auto& [tag, features] : tags) {
        auto* item = new QListWidgetItem(icon("tag"), tr("%1   show its %2").arg(toQt(tag), counted(features, "feature")), m_list);
        item->setData(KindRole, Tag);
        item->setData(ValueRole, toQt(tag));
    }
}

void CommandPalette::addActions(const QString& text) {
    const QList<QAction*> found = m_actions.holding(text);
    if (!found.isEmpty())
        addGroup(tr("Actions"));
    for (QAction* action : found) {
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        auto* item = new QListWidgetItem(action->icon(), ActionList::plainText(*action) + (keys.isEmpty() ? "" : "   " + keys), m_list);
        item->setData(KindRole, Action);
        item->setData(ValueRole, QVariant::fromValue(action));
    }
}

void CommandPalette::choose(QListWidgetItem* item, bool add) {
    if (!item || item->data(KindRole).toInt() == Heading)
        return;
    const int kind = item->data(KindRole).toInt();
    const QVariant value = item->data(ValueRole);
    if (!add)
        hide();
    if (kind == Feature && add) {
        std::vector<std::int32_t> features = m_session.selection().features();
        if (std::find(features.begin(), features.end(), value.toInt()) == features.end())
            features.push_back(value.toInt());
        m_session.selection().select(features, value.toInt());
    } else if (kind == Feature) {
        Q_EMIT featureChosen(value.toInt());
    } else if (kind == Tag) {
        Q_EMIT tagChosen(value.toString());
    } else {
        value.value<QAction*>()->trigger();
    }
}

void CommandPalette::move(int step) {
    int row = m_list->currentRow();
    for (int tries = 0; tries < m_list->count(); ++tries) {
        row = (row + step + m_list->count()) % m_list->count();
        if (m_list->item(row)->data(KindRole).toInt() != Heading)
            return m_list->setCurrentRow(row);
    }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up)
        return move(key->key() == Qt::Key_Down ? 1 : -1), true;
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)
        return choose(m_list->currentItem(), key->modifiers() & Qt::ControlModifier), true;
    if (key->key() == Qt::Key_Escape)
        return hide(), true;
    return QFrame::eventFilter(watched, event);
}

} // namespace crosseed::gui
