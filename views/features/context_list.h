// The strongest contexts of a feature beside its page: the node in the middle, both models' codes as strips under each word.
#pragma once
#include "evaluate/contexts.h"
#include "views/shared/strip.h"
#include <QAbstractListModel>
#include <QListView>
#include <memory>

namespace crosseed::views {

using ContextsPtr = std::shared_ptr<const evaluate::Contexts>;

// A line's words with the codes of their pieces: a word's value is the maximum of its pieces'.
struct ContextWords {
    std::vector<StripWord> left, node, right;
};
ContextWords wordsOf(const evaluate::ContextLine& line);

class ContextList : public QListView {
    Q_OBJECT
public:
    explicit ContextList(QWidget* parent = nullptr);
    // `maximum` is the feature's highest code in either model, the strips' scale. Null clears.
    void setContexts(ContextsPtr contexts, double maximum, int digits = 1);
    const evaluate::ContextLine* line(const QModelIndex& index) const; // null: the heading of a band

Q_SIGNALS:
    void lineSelected(qint64 document, qint64 token);
    void lineChosen(qint64 document, qint64 token); // Enter or a double click
    void anchorAsked(const QString& text);          // "Use as anchor example"

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    class Lines;
    class Painter;
    void choose(const QModelIndex& index);
    Lines* m_lines;
};

} // namespace crosseed::views
