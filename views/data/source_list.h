// What the project's data are made of: files being imported, imported corpora, the splits of the one that is shown,
// recipes to begin with.
#pragma once
#include "views/data/import_draft.h"
#include <QWidget>

class QTreeWidget;
class QTreeWidgetItem;

namespace crosseed::views {

struct SourceItem {
    QString id; // "import:0", "corpus:3"
    QString title;
    QString detail; // "importing", "1,996"
    QString toolTip;
};

class SourceList : public QWidget {
    Q_OBJECT
public:
    explicit SourceList(QWidget* parent = nullptr);
    void setSources(const QList<SourceItem>& sources);
    void setSplits(const QList<SourceItem>& splits); // of what is shown; ids "train", "validation", "test"
    void setCurrent(const QString& id);
    QString current() const { return m_current; }
    QTreeWidget* list() const { return m_list; }

Q_SIGNALS:
    void sourceChosen(const QString& id);
    void recipeChosen(const QString& id); // as in ReadingForm
    void addAsked();
    void folderAsked();

protected:
    void changeEvent(QEvent* event) override;

private:
    QTreeWidgetItem* heading(const QString& title);
    void fill(QTreeWidgetItem* heading, const QList<SourceItem>& items, const QString& picture, bool isSelectable);
    void choose(QTreeWidgetItem* item);
    QTreeWidget* m_list;
    QTreeWidgetItem *m_sources, *m_splits, *m_recipes;
    QString m_current;
};

// Recipes by id and name: "" (one sentence a row), the presets, "sav", "dta".
const QList<std::pair<QString, QString>>& recipeNames();

} // namespace crosseed::views
