#include "views/runs/loss_terms_model.h"
#include "views/shared/data_table.h"
#include "views/shared/terms.h"
#include <QPainter>
#include <cmath>
#include <limits>

namespace crosseed::views {

using sae::LossTerm;

namespace {
const double none = std::numeric_limits<double>::quiet_NaN();

// ".512", "12.3", "1.4e-5": three figures that matter.
QString lossText(double value) {
    if (!std::isfinite(value)) return "–";
    if (value != 0 && std::abs(value) < 1e-6) return "< 1e-6";
    if (value != 0 && std::abs(value) < 0.0005) return QString::number(value, 'e', 1).replace("e-0", "e-");
    const QString text = QString::number(value, 'f', value < 10 ? 3 : value < 100 ? 2 : 1);
    return text.startsWith("0.") ? text.mid(1) : text;
}

QString weightText(double weight) {
    const double parts = weight > 0 ? 1 / weight : 0;
    if (weight < 1 && std::abs(parts - std::round(parts)) < 1e-9) return "1/" + QString::number(std::llround(parts));
    return QString::number(weight);
}
} // namespace

void LossTermsModel::setCurves(const RunCurves* curves, double factor) {
    std::vector<Row> rows;
    if (curves && !curves->made.empty()) {
        for (const LossTerm term : sae::allLossTerms) {
            std::vector<double> values;
            for (const sae::StepReport& step : curves->made)
                values.push_back(sae::valueOf(step, term));
            const double weight = sae::weightOf(curves->weights, term), smooth = sae::smoothed(values, factor).back();
            const double whole = rows.empty() ? none : rows.front().smooth;
            rows.push_back({term, weight, values.back(), smooth, whole > 0 ? weight * smooth / whole : none});
        }
    }
    const bool same = rows.size() == m_rows.size();
    if (!same) beginResetModel();
    m_rows = std::move(rows);
    if (!same)
        endResetModel();
    else if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int LossTermsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LossTermsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ShareColumn + 1;
}

QVariant LossTermsModel::number(const Row& row, int column, bool exact) const {
    const double value = column == WeightColumn   ? row.weight
                         : column == RawColumn    ? row.raw
                         : column == SmoothColumn ? row.smooth
                                                  : 100 * row.share;
    if ((row.term == LossTerm::Whole && (column == WeightColumn || column == ShareColumn)) || std::isnan(value))
        return exact ? QVariant() : QVariant(QString());
    if (exact) return value;
    return column == WeightColumn  ? weightText(value)
           : column == ShareColumn ? QString::number(value, 'f', value < 10 ? 1 : 0) + " %"
                                   : lossText(value);
}

QVariant LossTermsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const bool isTerm = index.column() == TermColumn;
    switch (role) {
    case Qt::DisplayRole:
        return isTerm ? QVariant(lossLook(row.term).name) : number(row, index.column(), false);
    case SortRole:
        return isTerm ? QVariant(static_cast<qlonglong>(row.term)) : number(row, index.column(), true);
    case ExactRole:
        return isTerm ? QVariant()
                      : QVariant(number(row, index.column(), true).isValid()
                                     ? QString::number(number(row, index.column(), true).toDouble(), 'g', 17)
                                     : QString());
    case FractionRole:
        return index.column() == ShareColumn && !std::isnan(row.share) ? QVariant(row.share) : QVariant();
    case Qt::UserRole:
        return static_cast<int>(row.term);
    case Qt::CheckStateRole:
        return isTerm ? QVariant(m_hidden.contains(row.term) ? Qt::Unchecked : Qt::Checked) : QVariant();
    case Qt::TextAlignmentRole:
        return isTerm ? QVariant(int(Qt::AlignLeft | Qt::AlignVCenter))
                      : QVariant(int(Qt::AlignRight | Qt::AlignVCenter));
    case Qt::FontRole:
        return row.term == LossTerm::Whole ? titleFont() : isTerm ? QVariant() : QVariant(tabularFont());
    case Qt::ToolTipRole:
        return row.weight == 0 ? tr("%1: switched off in this training").arg(lossLook(row.term).name)
                               : termToolTip(lossLook(row.term).topic);
    default:
        return {};
    }
}

bool LossTermsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::CheckStateRole || index.column() != TermColumn || index.row() >= rowCount()) return false;
    const LossTerm term = m_rows[static_cast<std::size_t>(index.row())].term;
    if (value.toInt() == Qt::Checked)
        m_hidden.erase(term);
    else
        m_hidden.insert(term);
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    Q_EMIT hiddenChanged();
    return true;
}

QVariant LossTermsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section > ShareColumn) return {};
    const QString titles[] = {tr("Term"), tr("weight"), tr("raw"), tr("smooth"), tr("share")};
    const QString tips[] = {tr("Ticked terms are drawn"), tr("What the term is multiplied with in the whole loss"),
                            tr("At the latest step, without its weight"), tr("The same as a moving average"),
                            tr("Of the whole loss, with the weight, smoothed")};
    if (role == Qt::DisplayRole) return titles[section];
    if (role == Qt::ToolTipRole) return tips[section];
    if (role == TopicRole) return QString("loss");
    if (role == Qt::TextAlignmentRole)
        return section == TermColumn ? QVariant(int(Qt::AlignLeft | Qt::AlignVCenter))
                                     : QVariant(int(Qt::AlignRight | Qt::AlignVCenter));
    return {};
}

Qt::ItemFlags LossTermsModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.column() == TermColumn ? flags | Qt::ItemIsUserCheckable : flags;
}

void LossTermDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.column() != LossTermsModel::TermColumn) return;
    option->features |= QStyleOptionViewItem::HasDecoration; // room for a piece of the line
    option->decorationSize = QSize(scaled(22), scaled(4));
}

void LossTermDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const LossLook look = lossLook(static_cast<LossTerm>(index.data(Qt::UserRole).toInt()));
    QStyleOptionViewItem own = option;
    painter->save();
    if (index.column() == LossTermsModel::TermColumn) {
        QStyledItemDelegate::paint(painter, own, index);
        initStyleOption(&own, index);
        const QRect place =
            option.widget->style()->subElementRect(QStyle::SE_ItemViewItemDecoration, &own, option.widget);
        painter->setPen(QPen(colour(look.role), 2, look.style, Qt::FlatCap));
        painter->drawLine(place.left(), option.rect.center().y(), place.right(), option.rect.center().y());
    } else if (const QVariant share = index.data(LossTermsModel::FractionRole); share.isValid()) {
        const int bar = scaled(36), height = scaled(10);
        const QRect place(option.rect.right() - bar - scaled(4), option.rect.center().y() - height / 2, bar, height);
        own.rect.setRight(place.left() - 1);
        QStyledItemDelegate::paint(painter, own, index);
        painter->fillRect(place, colour(Role::Hairline));
        painter->fillRect(
            QRect(place.topLeft(),
                  QSize(static_cast<int>(std::lround(bar * std::clamp(share.toDouble(), 0., 1.))), height)),
            colour(look.role));
    } else {
        QStyledItemDelegate::paint(painter, own, index);
    }
    painter->restore();
}

} // namespace crosseed::views
