// Paints an entry of the queue and leaves room for its buttons, which are widgets of their own.
#pragma once
#include <QStyledItemDelegate>

namespace crosseed::views {

class QueueDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    // The buttons of an entry stand at its bottom.
    void updateEditorGeometry(QWidget* buttons, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;

    // Rows that have buttons, told by the list.
    void setHasButtons(std::function<bool(const QModelIndex&)> hasButtons) { m_hasButtons = std::move(hasButtons); }

private:
    std::function<bool(const QModelIndex&)> m_hasButtons;
};

} // namespace crosseed::views
