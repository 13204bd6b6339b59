#include "views/data/source_list.h"
#include "views/shared/icons.h"
#include "views/shared/palette.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {
constexpr int idRole = Qt::UserRole + 1;

QPushButton* button(const QString& text, const QString& picture, QWidget* parent) {
    auto* own = new QPushButton(icon(picture), text, parent);
    own->setIconSize({scaled(14), scaled(14)});
    own->setProperty("kind", "compact");
    own->setFont(smallFont());
    return own;
}

// The dashed field that says where files may be dropped: anywhere.
class DropField : public QLabel {
public:
    explicit DropField(QWidget* parent)
        : QLabel(QCoreApplication::translate("SourceList", "Drop files anywhere"), parent) {
        setAlignment(Qt::AlignCenter);
        setProperty("kind", "secondary");
        setFont(smallFont());
        setFixedHeight(scaled(56));
    }

protected:
    void paintEvent(QPaintEvent* event) override {
        QPainter painter(this);
        painter.setPen(QPen(colour(Role::Border), 1, Qt::DashLine));
        painter.drawRoundedRect(rect().adjusted(0, 0, -1, -1), 3, 3);
        QLabel::paintEvent(event);
    }
};
} // namespace

const QList<std::pair<QString, QString>>& recipeNames() {
    static const QList<std::pair<QString, QString>> names{
        {"", QCoreApplication::translate("SourceList", "One sentence a row")},
        {"stanford-politeness", QCoreApplication::translate("SourceList", "Politeness, quartiles")},
        {"sst2", QCoreApplication::translate("SourceList", "SST-2 (tsv)")},
        {"tweeteval-emotion", QCoreApplication::translate("SourceList", "TweetEval (text + labels)")},
        {"sav", QCoreApplication::translate("SourceList", "SPSS .sav")},
        {"dta", QCoreApplication::translate("SourceList", "Stata .dta")}};
    return names;
}

SourceList::SourceList(QWidget* parent) : QWidget(parent), m_list(new QTreeWidget(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, scaled(8), 0, scaled(8));
    layout->setSpacing(scaled(6));
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(scaled(8), 0, scaled(8), 0);
    QPushButton* add = button(tr("Add file"), "add", this);
    QPushButton* folder = button(tr("Folder"), "folder", this);
    connect(add, &QPushButton::clicked, this, &SourceList::addAsked);
    connect(folder, &QPushButton::clicked, this, &SourceList::folderAsked);
    buttons->addWidget(add);
    buttons->addWidget(folder);
    buttons->addStretch();
    layout->addLayout(buttons);
    m_list->setAccessibleName(tr("Data of this project"));
    m_list->setColumnCount(2);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setIndentation(0);
    m_list->setItemsExpandable(false);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setIconSize({scaled(14), scaled(14)});
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    layout->addWidget(m_list, 1);
    auto* drop = new QHBoxLayout;
    drop->setContentsMargins(scaled(8), 0, scaled(8), 0);
    drop->addWidget(new DropField(this));
    layout->addLayout(drop);
    m_sources = heading(tr("Sources"));
    m_splits = heading(tr("Splits"));
    m_recipes = heading(tr("Recipes"));
    QList<SourceItem> recipes;
    for (const auto& [id, name] : recipeNames())
        recipes << SourceItem{"recipe:" + id, name, {}, tr("Reads a file or a folder this way")};
    fill(m_recipes, recipes, "table", true);
    setSplits({});
    setSources({});
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
        if (item && !item->data(0, idRole).toString().startsWith("recipe:"))
            choose(item);
    });
    connect(m_list, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem* item) {
        if (item->data(0, idRole).toString().startsWith("recipe:"))
            choose(item);
    });
    connect(m_list, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) { choose(item); });
}

QTreeWidgetItem* SourceList::heading(const QString& title) {
    auto* item = new QTreeWidgetItem(m_list, {title});
    item->setFlags(Qt::ItemIsEnabled);
    item->setFont(0, smallFont());
    item->setForeground(0, QBrush(colour(Role::Secondary)));
    item->setSizeHint(0, {0, scaled(26)});
    item->setFirstColumnSpanned(true);
    item->setExpanded(true);
    return item;
}

void SourceList::fill(QTreeWidgetItem* heading, const QList<SourceItem>& items, const QString& picture,
                      bool isSelectable) {
    for (const SourceItem& source : items) {
        auto* item = new QTreeWidgetItem(heading, {"   " + source.title, source.detail + " "});
        item->setIcon(0, icon(picture));
        item->setData(0, idRole, source.id);
        item->setToolTip(0, source.toolTip.isEmpty() ? source.title : source.toolTip);
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        item->setForeground(1, QBrush(colour(Role::Secondary)));
        item->setSizeHint(0, {0, scaled(25)});
        item->setFirstColumnSpanned(source.detail.isEmpty());
        item->setFlags(isSelectable ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::ItemIsEnabled);
    }
    heading->setExpanded(true);
    heading->setHidden(items.isEmpty());
}

void SourceList::setSources(const QList<SourceItem>& sources) {
    const QSignalBlocker blocked(m_list);
    qDeleteAll(m_sources->takeChildren());
    fill(m_sources, sources, "file", true);
    setCurrent(m_current);
}

void SourceList::setSplits(const QList<SourceItem>& splits) {
    const QSignalBlocker blocked(m_list);
    qDeleteAll(m_splits->takeChildren());
    fill(m_splits, splits, "table", false);
}

void SourceList::setCurrent(const QString& id) {
    const QSignalBlocker blocked(m_list);
    m_current = id;
    m_list->setCurrentItem(nullptr);
    for (int i = 0; i < m_sources->childCount(); ++i)
        if (m_sources->child(i)->data(0, idRole).toString() == id)
            m_list->setCurrentItem(m_sources->child(i));
}

void SourceList::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    for (QTreeWidgetItemIterator at(m_list); *at; ++at)
        (*at)->setForeground((*at)->parent() ? 1 : 0, QBrush(colour(Role::Secondary)));
}

void SourceList::choose(QTreeWidgetItem* item) {
    const QString id = item->data(0, idRole).toString();
    if (id.startsWith("recipe:")) {
        Q_EMIT recipeChosen(id.mid(7));
        setCurrent(m_current);
    } else if (!id.isEmpty() && id != m_current && item->flags() & Qt::ItemIsSelectable) {
        m_current = id;
        Q_EMIT sourceChosen(id);
    }
}

} // namespace crosseed::views
