#include "views/data/preview_model.h"
#include "views/shared/data_table.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QFileInfo>
#include <QFont>

namespace crosseed::views {

namespace {
constexpr int derivedColumns = 3;

// Line feeds and tabs would break the row.
QString oneLine(QString text) {
    return text.replace('\r', QString()).replace('\n', QChar(0x21B5)).replace('\t', ' ');
}
} // namespace

const pipeline::PreviewSource& PreviewModel::source() const {
    return m_preview->sources[static_cast<std::size_t>(m_source)];
}

void PreviewModel::setPreview(PreviewPtr preview, int source) {
    beginResetModel();
    m_preview = std::move(preview);
    m_source = source;
    m_bad.clear();
    m_rowOf.clear();
    if (m_preview && m_source >= static_cast<int>(m_preview->sources.size()))
        m_preview.reset();
    if (m_preview) {
        m_rowOf.assign(m_preview->corpus.documents.size(), {-1, -1});
        for (std::size_t s = m_preview->sources.size(); s-- > 0;) {
            const auto& documents = m_preview->sources[s].documents;
            for (std::size_t row = documents.size(); row-- > 0;)
                if (documents[row] >= 0)
                    m_rowOf[static_cast<std::size_t>(documents[row])] = {static_cast<int>(s),
                                                                         static_cast<std::int64_t>(row)};
        }
        const text::TableFile& file = this->source().table.file;
        const auto columns = std::ssize(file.table.header);
        for (std::size_t i = 0; i < file.undecodable.size(); ++i) {
            const text::UndecodableByte& bad = file.undecodable[i];
            const auto column = std::ranges::find(file.table.header, bad.column) - file.table.header.begin();
            const int byte = this->source().badBytes.empty() ? -1 : this->source().badBytes[i];
            if (bad.row >= 0 && column < columns)
                m_bad[bad.row * columns + column]
                    << (byte < 0 ? "?" : QString("%1").arg(byte, 2, 16, QLatin1Char('0')).toUpper());
        }
    }
    chooseRows();
    endResetModel();
}

void PreviewModel::setFindings(const std::vector<text::Finding>& findings) {
    beginResetModel();
    m_findings = findings;
    chooseRows();
    endResetModel();
}

void PreviewModel::setDocuments(const std::optional<std::vector<std::int64_t>>& documents) {
    beginResetModel();
    m_documents = documents;
    chooseRows();
    endResetModel();
}

void PreviewModel::chooseRows() {
    m_rows.clear();
    if (!m_preview)
        return;
    if (m_documents) {
        for (const std::int64_t document : *m_documents)
            if (document < std::ssize(m_rowOf) && m_rowOf[static_cast<std::size_t>(document)].first == m_source)
                m_rows.push_back(m_rowOf[static_cast<std::size_t>(document)].second);
        return;
    }
    const auto rows = std::ssize(source().table.file.table.rows);
    std::vector<bool> hasBad(static_cast<std::size_t>(rows));
    for (const text::UndecodableByte& bad : source().table.file.undecodable)
        if (bad.row >= 0 && bad.row < rows)
            hasBad[static_cast<std::size_t>(bad.row)] = true;
    for (std::int64_t row = 0; row < rows; ++row) {
        bool isWanted = m_findings.empty();
        for (const text::Finding finding : m_findings) {
            const std::int64_t document = documentOf(row);
            isWanted = isWanted ||
                       (finding == text::Finding::Undecodable
                            ? bool(hasBad[static_cast<std::size_t>(row)])
                            : document >= 0 && m_preview->findings.has(static_cast<std::size_t>(document), finding));
        }
        if (isWanted)
            m_rows.push_back(row);
    }
}

std::int64_t PreviewModel::documentOf(std::int64_t row) const {
    const auto& documents = source().documents;
    const std::int64_t document = row < std::ssize(documents) ? documents[static_cast<std::size_t>(row)] : -1;
    return document < std::ssize(m_preview->findings.bits) ? document : -1;
}

int PreviewModel::fileColumns() const {
    return m_preview ? static_cast<int>(source().table.file.table.header.size()) : 0;
}

std::string PreviewModel::columnName(int column) const {
    return column >= 1 && column <= fileColumns()
               ? source().table.file.table.header[static_cast<std::size_t>(column - 1)]
               : std::string();
}

int PreviewModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PreviewModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_preview ? 0 : 1 + fileColumns() + derivedColumns;
}

bool PreviewModel::isNumber(int fileColumn) const {
    const auto& columns = source().table.columns;
    return fileColumn < static_cast<int>(columns.size()) &&
           columns[static_cast<std::size_t>(fileColumn)].kind.starts_with("number");
}

bool PreviewModel::isText(int fileColumn) const {
    const std::string name = columnName(fileColumn + 1);
    return m_preview->isStored || m_preview->spec.format != "table" ? name == "text"
                                                                    : name == m_preview->spec.textColumn;
}

QString PreviewModel::cellText(std::int64_t row, int fileColumn) const {
    return oneLine(toQt(
        source().table.file.table.rows[static_cast<std::size_t>(row)].fields[static_cast<std::size_t>(fileColumn)]));
}

QString PreviewModel::derivedText(std::int64_t row, int derived) const {
    const std::int64_t d = documentOf(row);
    if (d < 0)
        return m_preview->problem.empty() ? tr("left out") : QString();
    const text::Document& document = m_preview->corpus.documents[static_cast<std::size_t>(d)];
    switch (derived) {
    case Class: // cut points and draws are those of all rows
        if (!m_preview->isWhole && !m_preview->spec.quartileClasses.empty())
            return QStringLiteral("…");
        return document.label < 0 ? QString()
                                  : toQt(m_preview->corpus.classNames[static_cast<std::size_t>(document.label)]);
    case Split:
        if (!m_preview->isWhole && !source().split && m_preview->spec.splitColumn.empty())
            return QStringLiteral("…");
        return toQt(text::splitName(document.split));
    default:
        return count(m_preview->findings.tokens.empty() ? m_preview->words[static_cast<std::size_t>(d)]
                                                        : m_preview->findings.tokens[static_cast<std::size_t>(d)]);
    }
}

QString PreviewModel::markOf(std::int64_t row) const {
    const std::int64_t d = documentOf(row);
    if (d < 0)
        return {};
    const bool isCopy = m_preview->findings.has(static_cast<std::size_t>(d), text::Finding::Copy);
    if (!isCopy && !m_preview->findings.has(static_cast<std::size_t>(d), text::Finding::NearCopy))
        return {};
    const std::int64_t other = m_preview->findings.like[static_cast<std::size_t>(d)];
    if (other < 0)
        return {};
    const auto [otherSource, otherRow] = m_rowOf[static_cast<std::size_t>(other)];
    const QString file =
        otherSource == m_source || otherSource < 0
            ? QString()
            : QFileInfo(toQt(m_preview->sources[static_cast<std::size_t>(otherSource)].file)).fileName() + " ";
    return (isCopy ? "= " : "≈ ") + file + tr("row %1").arg(count(otherRow + 1));
}

QVariant PreviewModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || !m_preview)
        return {};
    const std::int64_t row = rowAt(index.row());
    const int column = index.column() - 1, derived = column - fileColumns();
    const bool isFileCell = column >= 0 && derived < 0;
    const std::int64_t d = documentOf(row);
    switch (role) {
    case Qt::DisplayRole:
        return column < 0 ? count(row + 1) : isFileCell ? cellText(row, column) : derivedText(row, derived);
    case Qt::ToolTipRole:
        if (isFileCell && m_bad.contains(row * fileColumns() + column))
            return tr("Byte %1 cannot be read as %2")
                .arg(data(index, BadBytesRole).toStringList().join(", "),
                     encodingText(source().table.file.form.encoding));
        return isFileCell && isText(column) ? cellText(row, column) : QVariant();
    case Qt::TextAlignmentRole:
        return int(
            Qt::AlignVCenter |
            (column < 0 || derived == Length || (isFileCell && isNumber(column)) ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ForegroundRole:
        return column < 0 ? QVariant(colour(views::Role::Secondary)) : QVariant();
    case BadBytesRole:
        if (const auto found = m_bad.find(row * fileColumns() + column); isFileCell && found != m_bad.end())
            return found->second;
        return {};
    case MarkRole:
        return isFileCell && isText(column) ? QVariant(markOf(row)) : QVariant();
    case ClassRole:
        if (derived == Class && d >= 0 && derivedText(row, Class) != "…")
            if (const std::int32_t label = m_preview->corpus.documents[static_cast<std::size_t>(d)].label; label >= 0)
                return classPlace(m_preview->spec, label);
        return {};
    case EmptyRole:
        return d >= 0 && m_preview->findings.has(static_cast<std::size_t>(d), text::Finding::Empty);
    case SortRole:
        return data(index, Qt::DisplayRole);
    default:
        return {};
    }
}

QVariant PreviewModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || !m_preview)
        return {};
    const int column = section - 1, derived = column - fileColumns();
    if (role == UseRole && !columnName(section).empty() && !m_preview->isStored && m_preview->spec.format == "table")
        return static_cast<int>(useOf(m_preview->spec, columnName(section)));
    if (role == Qt::TextAlignmentRole)
        return int(
            Qt::AlignVCenter |
            (column < 0 || derived == Length || (derived < 0 && isNumber(column)) ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    if (column < 0)
        return "#";
    if (derived < 0)
        return toQt(columnName(section));
    return derived == Class                     ? tr("→ class")
           : derived == Split                   ? tr("→ split")
           : m_preview->findings.tokens.empty() ? tr("words")
                                                : tr("pieces");
}

} // namespace crosseed::views
