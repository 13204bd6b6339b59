// The project's models as a table: name, base, accuracy and macro-F1 on the validation split, source, pairs. What is still being trained
// stands below with its progress in the place of the numbers.
#pragma once
#include "views/models/models_data.h"
#include <QAbstractTableModel>

namespace crosseed::views {

class ModelTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Base, Accuracy, MacroF1, Source, Pairs, ColumnCount };
    enum Role { ProgressRole = Qt::UserRole + 40, // double 0..1, of a model in the making
                ProgressTextRole, LetterRole };   // "A" or "B" of the two that are chosen

    using QAbstractTableModel::QAbstractTableModel;
    void setModels(std::shared_ptr<const ModelList> models);
    const ModelList* models() const { return m_models.get(); }
    const ModelEntry* entry(int row) const; // null: no such row
    int rowOf(ModelId id) const;            // -1: none
    void setChosen(ModelId a, ModelId b);   // 0: none

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override; // one in the making cannot be chosen

private:
    std::shared_ptr<const ModelList> m_models;
    ModelId m_a, m_b;
};

} // namespace crosseed::views
