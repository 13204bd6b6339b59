// Rows of the table of conditions: a heading a section, under it its conditions.
#pragma once
#include "views/comparison/comparison_values.h"
#include <QAbstractTableModel>
#include <QSet>
#include <optional>

namespace crosseed::views {

class ConditionsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Pairs, FirstMeasure, ColumnCount = FirstMeasure + static_cast<int>(pipeline::allMeasures.size()) };
    enum CellRole { // of a measure's cell; all are texts but Best
        MeanRole = Qt::UserRole + 101, DeviationRole, PaperRole, BestRole,
        HeadingRole,   // bool: the row is a section's heading
        HeadingRemark, // of a heading: the grey sentence
        HeadingEnd,    // of a heading: what stands at the right
        FoldedRole,
        WarningRole    // bool, of the number of pairs: some are missing
    };
    struct Place {
        int section = -1, condition = -1; // condition -1: the heading
        bool operator==(const Place&) const = default;
    };
    using QAbstractTableModel::QAbstractTableModel;

    // `sections` of `owner` (one of its poolings, or the complete pairs of them).
    void setSections(std::shared_ptr<const std::vector<pipeline::FinishedSection>> sections);
    const std::vector<pipeline::FinishedSection>* sections() const { return m_sections.get(); }
    void setShown(bool deviations, bool paper);
    bool hasDeviations() const; // shown, and any condition has more than one pair
    bool hasPaper() const;      // shown, and there are any

    Place placeOf(int row) const;
    int rowOf(const Place& place) const; // -1: none
    const pipeline::FinishedCondition* conditionAt(int row) const; // null: a heading
    static std::optional<pipeline::Measure> measureOf(int column);
    bool isFolded(int section) const { return m_folded.contains(section); }
    void fold(int section, bool folded);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QVariant heading(const Place& place, int column, int role) const;
    QVariant measured(const Place& place, pipeline::Measure measure, int role) const;
    QString pairsText(const Place& place) const;
    std::shared_ptr<const std::vector<pipeline::FinishedSection>> m_sections;
    std::vector<Place> m_places;
    QSet<int> m_folded;
    bool m_deviations = true, m_paper = true;
};

} // namespace crosseed::views
