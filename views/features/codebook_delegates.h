// The cells of the codebook: two lines high, texts wrapped, edited in place.
#pragma once
#include "views/features/feature_delegates.h"

namespace crosseed::views {

// Label, and r with the feature's place below it.
class CodeLabelDelegate : public FeatureDelegate {
public:
    using FeatureDelegate::FeatureDelegate;

protected:
    void paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem& option, const FeatureAt& at) const override;
};

// A text of the note over several lines; "no definition yet; Enter to write one" where there is none. Ctrl+Enter, Tab or leaving the
// editor keeps what was typed, Esc leaves it as it was.
class NoteTextDelegate : public FeatureDelegate {
    Q_OBJECT
public:
    NoteTextDelegate(std::string text::FeatureNote::* field, const QString& placeholder, QObject* parent);
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override;

protected:
    bool eventFilter(QObject* editor, QEvent* event) override;
    void paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem& option, const FeatureAt& at) const override;

private:
    std::string text::FeatureNote::* m_field;
    QString m_placeholder;
};

// All tags, as many as there is room for.
class AllTagsDelegate : public FeatureDelegate {
public:
    using FeatureDelegate::FeatureDelegate;

protected:
    void paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem& option, const FeatureAt& at) const override;
};

} // namespace crosseed::views
