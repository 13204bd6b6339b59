// Paints the cells of a concordance: codes, left context, token, right context with their strips, class, document, and the headings.
#pragma once
#include "views/contexts/concordance_model.h"
#include "views/contexts/kwic_painting.h"
#include <QHeaderView>
#include <QStyledItemDelegate>

namespace crosseed::views {

// How the table's lines look now.
KwicStyle kwicStyle(const ConcordanceModel& model, Theme theme);
// The part of a line that a column shows; null of the others.
const ShownPart* partOf(const ShownLine& line, int column);
Qt::Alignment alignmentOf(int column);
// A cell without its margins.
QRectF textArea(const QRectF& cell);
QFont fontOf(int column, const QFont& font); // bold of the token

class ConcordanceDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    ConcordanceDelegate(const ConcordanceModel& model, QObject* parent) : QStyledItemDelegate(parent), m_model(model) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    // The whole context where the cell is too narrow for it, or a word with its pieces and values.
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option, const QModelIndex& index) override;

private:
    void paintHeading(QPainter& painter, const QStyleOptionViewItem& option, int row) const;
    void paintCell(QPainter& painter, const QRectF& cell, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    const ConcordanceModel& m_model;
};

// The header: titles in the models' colours, the keys that sort with the accent under them.
class ConcordanceHeader : public QHeaderView {
    Q_OBJECT
public:
    ConcordanceHeader(const ConcordanceModel& model, QWidget* parent);

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
    QSize sectionSizeFromContents(int section) const override;

private:
    const ConcordanceModel& m_model;
};

} // namespace crosseed::views
