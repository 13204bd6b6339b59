// The rows of one file of an import with what becomes of them: its columns, then class, split and length.
#pragma once
#include "views/data/import_draft.h"
#include <QAbstractTableModel>
#include <optional>
#include <unordered_map>

namespace crosseed::views {

class PreviewModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role {
        BadBytesRole = Qt::UserRole +
                       100, // QStringList: hex of the bytes that cannot be read, in their order; U+FFFD stand for them
        MarkRole,           // QString: "= row 1" of a text that stands there twice
        ClassRole,          // int: place of the class's colour; absent: no class
        EmptyRole,          // bool: a row whose text has no word
        UseRole             // of headers, int: ColumnUse; absent: a column that is derived
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setPreview(PreviewPtr preview, int source);
    // Only the rows whose texts have one of these findings; none: all.
    void setFindings(const std::vector<text::Finding>& findings);
    // Only the rows of these documents, in the corpus's order; absent: all.
    void setDocuments(const std::optional<std::vector<std::int64_t>>& documents);
    bool isFiltered() const { return !m_findings.empty() || m_documents; }
    PreviewPtr preview() const { return m_preview; }
    int fileColumns() const;                  // those after the number of the row
    std::string columnName(int column) const; // of a file's column, else empty
    std::int64_t rowAt(int row) const { return m_rows[static_cast<std::size_t>(row)]; } // from 0, of the file

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    enum Derived { Class, Split, Length };
    const pipeline::PreviewSource& source() const;
    std::int64_t documentOf(std::int64_t row) const; // -1: none
    QString cellText(std::int64_t row, int fileColumn) const;
    QString derivedText(std::int64_t row, int derived) const;
    QString markOf(std::int64_t row) const;
    bool isNumber(int fileColumn) const;
    bool isText(int fileColumn) const;
    void chooseRows();

    PreviewPtr m_preview;
    int m_source = 0;
    std::vector<text::Finding> m_findings;
    std::optional<std::vector<std::int64_t>> m_documents;
    std::vector<std::int64_t> m_rows;
    std::unordered_map<std::int64_t, QStringList> m_bad; // row * columns + column
    std::vector<std::pair<int, std::int64_t>> m_rowOf;   // source and row of each document
};

} // namespace crosseed::views
