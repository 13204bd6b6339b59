// Near-duplicate features: both features with their labels, and the signed cosine of their decoder columns.
#pragma once
#include "views/alignment/alignment_data.h"
#include <QAbstractTableModel>

namespace crosseed::views {

class DuplicatesModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { First, Second, Cosine };
    enum Extra { NumberRole = Qt::UserRole + 20, LabelRole }; // "f288"; the label, empty where there is none
    using QAbstractTableModel::QAbstractTableModel;
    void setData(GeometryPtr data);
    void setNotes(NotesPtr notes);
    const evaluate::NearDuplicate& pair(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString nameOf(std::int32_t feature) const;
    GeometryPtr m_data;
    NotesPtr m_notes = std::make_shared<Notes>();
};

} // namespace crosseed::views
