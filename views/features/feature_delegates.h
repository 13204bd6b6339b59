// The painted columns of the table of features. Each paints from the model's pointers; the model behind a proxy is found by featureAt().
#pragma once
#include "views/features/feature_model.h"
#include <QStyledItemDelegate>

namespace crosseed::views {

// The model under any proxies, and the row there.
struct FeatureAt {
    const FeatureModel* model = nullptr;
    int row = -1;
};
FeatureAt featureAt(const QModelIndex& index);

// Background and selection; then `paintIn` with the content's rectangle. A click on a star asks the model for the change.
class FeatureDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    virtual void paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem& option, const FeatureAt& at) const = 0;
};

class StarDelegate : public FeatureDelegate {
public:
    using FeatureDelegate::FeatureDelegate;
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option, const QModelIndex& index) override;

protected:
    void paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem& option, const FeatureAt& at) const override;
};
// "no label yet" where there is none; a small page where there is a note.
class LabelDelegate : public FeatureDelegate {
public:
    using FeatureDelegate::FeatureDelegate;

protected:
    void paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem& option, const FeatureAt& at) const override;
};
// The first tag as a chip, then +n.
class TagsDelegate : public FeatureDelegate {
public:
    using FeatureDelegate::FeatureDelegate;

protected:
    void paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem& option, const FeatureAt& at) const override;
};
// r, with a triangle before it where something speaks against it.
class RDelegate : public FeatureDelegate {
public:
    using FeatureDelegate::FeatureDelegate;

protected:
    void paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem& option, const FeatureAt& at) const override;
};
// The interval from threshold - .1 to 1 with the threshold as a dotted line.
class IntervalDelegate : public FeatureDelegate {
public:
    using FeatureDelegate::FeatureDelegate;

protected:
    void paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem& option, const FeatureAt& at) const override;
};
// A bar as long as the class's share of the means, then its name.
class ClassDelegate : public FeatureDelegate {
public:
    using FeatureDelegate::FeatureDelegate;

protected:
    void paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem& option, const FeatureAt& at) const override;
};
// How often it fires how strongly: A up, B down, heights as square roots of the counts.
class CodesDelegate : public FeatureDelegate {
public:
    using FeatureDelegate::FeatureDelegate;

protected:
    void paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem& option, const FeatureAt& at) const override;
};

// A chip with a text; gives its width. Paints nothing where `painter` is null.
int paintChip(QPainter* painter, const QRect& area, const QString& text, const QFont& font);

} // namespace crosseed::views
