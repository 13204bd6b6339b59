// The lines of a concordance as rows of a table: the chosen groups one after another, each with a heading that folds. Keeps the engine's
// values and copies none; sorting, width and search need no engine.
#pragma once
#include "views/contexts/shown_line.h"
#include <QAbstractTableModel>
#include <QCache>
#include <memory>
#include <set>
#include <unordered_map>

namespace crosseed::views {

using ConcordancePtr = std::shared_ptr<const evaluate::Concordance>;

class ConcordanceModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Number, A, B, Difference, Left, Token, Right, Class, Document, Copies, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    // Null: none. Texts that are there stay where `keepTexts`: those of the same feature of the same result.
    void setConcordance(ConcordancePtr concordance, const std::vector<std::string>& classNames, bool keepTexts);
    const ConcordancePtr& concordance() const { return m_concordance; }
    const std::vector<std::string>& classNames() const { return m_classes; }
    // Of lines whose text is not there yet the codes are shown and the words are blank.
    void addTexts(std::vector<evaluate::CodedText> texts);
    // The texts that are not there yet of the chosen groups, in the rows' order.
    std::vector<std::int64_t> missingTexts(std::size_t atMost) const;

    void setGroups(const std::set<std::size_t>& groups); // places in Concordance::groups
    const std::set<std::size_t>& groups() const { return m_groups; }
    void setShape(const LineShape& shape);
    const LineShape& shape() const { return m_shape; }
    // Lines with this in their shown text, document or class, letter case aside. Lines without a text wait.
    void setSearch(const QString& text);
    void toggle(int row); // folds or unfolds the group of a heading
    bool isFolded(int row) const;

    bool isHeading(int row) const;
    QString heading(int row) const;       // "Top", ".4 – .6 of the maximum"
    QString headingRemark(int row) const; // "50 lines, codes 4.1 – 6.9"
    std::size_t groupOf(int row) const;
    const evaluate::ConcordanceLine* line(int row) const;  // null of headings
    const evaluate::CodedText* text(int row) const;        // null while it is not there
    const ShownLine& shown(int row) const;                 // blank parts while it is not there; valid until the next call
    int number(int row) const;                             // counted over the chosen groups, from 1
    QString className(std::int32_t label) const;
    int rowOf(std::size_t group, std::int64_t text) const; // -1: not among the rows
    int firstRowOf(std::int64_t position) const;           // of a document; -1: none

    // Different texts among the chosen groups in which the feature fires, whose words are there; and look-alikes.
    std::int64_t shownTexts() const;
    std::int64_t shownLookAlikes() const;
    std::int64_t foldedSentences() const; // that are copies of another one

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void linesChanged(); // counts or rows

private:
    struct Row {
        std::size_t group = 0;
        int line = -1; // in Concordance::groups[group].lines; -1: the heading
        int number = 0;
    };
    void rebuild();
    void sortGroups();
    bool matches(const evaluate::ConcordanceLine& line) const;
    QString cell(int row, int column) const;

    ConcordancePtr m_concordance;
    std::vector<std::string> m_classes;
    std::unordered_map<std::int64_t, std::unique_ptr<const evaluate::CodedText>> m_texts; // by text of the index
    std::set<std::size_t> m_groups, m_folded;
    LineShape m_shape;
    QString m_search;
    std::vector<std::vector<int>> m_order; // of each group's lines by the keys
    std::vector<Row> m_rows;
    mutable QCache<int, ShownLine> m_shown{400};
};

} // namespace crosseed::views
