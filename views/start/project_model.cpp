#include "views/start/project_model.h"
#include "views/shared/data_table.h"
#include "views/shared/icons.h"
#include "views/shared/words.h"
#include <QFileInfo>
#include <QPainter>
#include <algorithm>

namespace crosseed::views {

namespace {
QString nameOf(const ProjectSummary& project) {
    return QFileInfo(project.file).completeBaseName();
}
// "Documents / politeness"
QString folderOf(const ProjectSummary& project) {
    const QStringList parts = QFileInfo(project.file).absolutePath().split('/', Qt::SkipEmptyParts);
    return parts.mid(std::max<qsizetype>(0, parts.size() - 2)).join(" / ");
}
QString dayText(const QDateTime& time) {
    const qint64 days = time.date().daysTo(QDate::currentDate());
    return days == 0 ? QObject::tr("today %1").arg(time.toString("HH:mm")) : days == 1 ? QObject::tr("yesterday") : QLocale::c().toString(time.date(), "d MMMM yyyy");
}
} // namespace

void ProjectModel::set(const std::vector<ProjectSummary>& projects) {
    beginResetModel();
    m_projects = projects;
    endResetModel();
}

QVariant ProjectModel::shown(const ProjectSummary& p, int column) const {
    switch (column) {
    case Name: return nameOf(p);
    case Data: return p.missing ? tr("not found") : p.documents < 0 ? QString("–") : counted(p.documents, "document");
    case Pairs: return p.missing || p.pairs < 0 ? QString("–") : p.pairs == 0 ? tr("no pair yet") : tr("%1 of %2").arg(p.pairsDone).arg(p.pairs);
    case Universal: return p.universal < 0 ? QString("–") : count(p.universal);
    case Share: return p.share < 0 ? QString("–") : percent(p.share);
    case Opened: return dayText(p.opened);
    default: return {};
    }
}

QVariant ProjectModel::sorted(const ProjectSummary& p, int column) const {
    switch (column) {
    case Pin: return p.pinned ? 1. : 0.;
    case Data: return static_cast<qlonglong>(p.documents);
    case Pairs: return static_cast<qlonglong>(p.pairsDone);
    case Universal: return static_cast<qlonglong>(p.universal);
    case Share: return p.share;
    case Opened: return static_cast<double>(p.opened.toMSecsSinceEpoch());
    default: return shown(p, column);
    }
}

QVariant ProjectModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const ProjectSummary& p = project(index.row());
    if (role == Qt::DisplayRole)
        return shown(p, index.column());
    if (role == SortRole)
        return sorted(p, index.column());
    if (role == Qt::TextAlignmentRole && (index.column() == Universal || index.column() == Share))
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ForegroundRole && p.missing)
        return colour(Role::Secondary);
    if (role == Qt::ToolTipRole)
        return p.file;
    if (role == Qt::AccessibleTextRole && index.column() == Pin)
        return p.pinned ? tr("pinned") : tr("not pinned");
    return {};
}

QVariant ProjectModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    const QString titles[] = {QString(), QString(), tr("Project"), tr("Data"), tr("Pairs done"), tr("Universal"), tr("Share"), tr("Last opened")};
    if (role == Qt::DisplayRole)
        return titles[section];
    if (role == Qt::AccessibleTextRole && section == Pin)
        return tr("Pinned");
    if (role == TopicRole)
        return section == Universal ? "universal" : section == Share ? "share" : QVariant();
    if (role == Qt::TextAlignmentRole && (section == Universal || section == Share))
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

ProjectDelegate::ProjectDelegate(const ProjectModel& model, std::function<int(const QModelIndex&)> sourceRow, QObject* parent)
    : QStyledItemDelegate(parent), m_model(model), m_sourceRow(std::move(sourceRow)) {}

void ProjectDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem empty = option;
    const bool own = index.column() <= ProjectModel::Name;
    if (!own)
        return QStyledItemDelegate::paint(painter, option, index);
    initStyleOption(&empty, index);
    empty.text.clear();
    empty.widget->style()->drawControl(QStyle::CE_ItemViewItem, &empty, painter, empty.widget);
    const ProjectSummary& project = m_model.project(m_sourceRow(index));
    painter->save();
    if (index.column() == ProjectModel::Pin)
        icon(project.pinned ? "pin-filled" : "pin").paint(painter, option.rect.adjusted(6, 0, -6, 0), Qt::AlignCenter, QIcon::Normal,
                                                          project.pinned ? QIcon::On : QIcon::Off);
    else if (index.column() == ProjectModel::Thumbnail)
        paintHistogram(*painter, option.rect.adjusted(6, 7, -6, -7), project);
    else
        paintName(*painter, option.rect.adjusted(scaled(6), 0, -scaled(6), 0), project);
    painter->restore();
}

void ProjectDelegate::paintHistogram(QPainter& painter, const QRect& rect, const ProjectSummary& project) const {
    painter.setPen(colour(Role::Border));
    painter.setBrush(colour(Role::Content));
    painter.drawRect(rect);
    const auto most = project.histogram.empty() ? 0 : *std::max_element(project.histogram.begin(), project.histogram.end());
    if (most == 0)
        return;
    const double width = static_cast<double>(rect.width() - 4) / static_cast<double>(project.histogram.size());
    for (std::size_t i = 0; i < project.histogram.size(); ++i) {
        const bool universal = static_cast<double>(i) / static_cast<double>(project.histogram.size()) >= 0.7;
        const double height = static_cast<double>(project.histogram[i]) / static_cast<double>(most) * (rect.height() - 4);
        painter.fillRect(QRectF(rect.left() + 2 + static_cast<double>(i) * width, rect.bottom() - 1 - height, std::max(width - 1, 1.), height),
                         colour(universal ? Role::Accent : Role::ControlInk));
    }
}

void ProjectDelegate::paintName(QPainter& painter, const QRect& rect, const ProjectSummary& project) const {
    const QRect top(rect.left(), rect.top(), rect.width(), rect.height() / 2), bottom(rect.left(), top.bottom() + 1, rect.width(), rect.height() / 2);
    const auto line = [&](const QRect& place, const QFont& font, Role role, const QString& text, Qt::Alignment alignment) {
        painter.setFont(font);
        painter.setPen(colour(role));
        painter.drawText(place, static_cast<int>(alignment | Qt::AlignLeft), QFontMetrics(font).elidedText(text, Qt::ElideMiddle, place.width()));
    };
    line(top, QFont(painter.font()), project.missing ? Role::Secondary : Role::Text, nameOf(project), Qt::AlignBottom);
    line(bottom, smallFont(), Role::Secondary, folderOf(project), Qt::AlignTop);
}

} // namespace crosseed::views
