// Small drawings of this screen: verdicts and states in their colours.
#pragma once
#include "views/models/models_data.h"
#include <QColor>
#include <QPixmap>
#include <QStyledItemDelegate>

namespace crosseed::views {

// The icon in one colour, kept once it is drawn.
QPixmap tinted(const QString& icon, const QColor& colour, int size);

QColor verdictColour(CheckVerdict verdict);
QString verdictIconName(CheckVerdict verdict);

// A model's name with A or B behind it, and the progress of one in the making over the columns to the right of its base.
class ModelDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace crosseed::views
