// The table of all features of a result, a row each in the order of their numbers. It keeps pointers to values that others made and
// copies nothing; numbers of a paired histogram are asked for when a row is painted.
#pragma once
#include "evaluate/feature_page.h"
#include "views/shared/result.h"
#include <QAbstractTableModel>
#include <QCache>
#include <memory>
#include <vector>

namespace crosseed::views {

using WarningsPtr = std::shared_ptr<const std::vector<std::vector<std::string>>>; // [F], sentences

class FeatureModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Star, Feature, Label, Tags, R, IntervalOfR, RowsA, RowsB, Density, MaxA, MaxB, Token, Class, Codes,
        Definition, Anchor, Counter, columnCount_
    };
    explicit FeatureModel(QObject* parent = nullptr);

    // Each may be null. Another result drops intervals and warnings, which come later.
    void setResult(ResultPtr result);
    void setIntervals(IntervalsPtr intervals);
    void setWarnings(WarningsPtr warnings);
    void setNotes(NotesPtr notes);
    void setEditable(bool editable);
    // Of isUniversal() and the place of a feature. No cell changes its value: who filters or paints by it does that anew.
    void setThreshold(double r, std::int64_t minimumRows);

    const ResultPtr& result() const { return m_result; }
    const Notes& notes() const { return *m_notes; }
    double threshold() const { return m_threshold; }
    std::int64_t minimumRows() const { return m_minimumRows; }
    // What is written about a feature; an empty note where nothing is.
    text::FeatureNote note(std::int32_t feature) const;
    const evaluate::FeatureSummary& summary(int row) const { return m_result->features[static_cast<std::size_t>(row)]; }
    const evaluate::FeatureRow& metrics(int row) const { return m_result->metrics().features[static_cast<std::size_t>(row)]; }
    const std::vector<std::string>& warnings(int row) const;
    evaluate::Interval interval(int row) const; // NaN: not there yet
    bool isActiveInBoth(int row) const;         // at minimumRows()
    bool isUniversal(int row) const;            // and r >= threshold()
    // From 1, of those active in both by r; 0 where it has no place.
    int place(int row) const;
    // Of its codes in both models, 12 bins.
    std::shared_ptr<const evaluate::ActivationHistogram> codes(int row) const;
    QString className(int row) const; // with the highest mean; empty: none
    // A code with as many digits as the result's codes need: one, or two where all are below 2.
    QString codeText(double code) const;
    int codeDigits() const { return m_digits; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    // Asks for the change by noteEdited(); the value is there when setNotes() brings it.
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

Q_SIGNALS:
    void noteEdited(const crosseed::text::FeatureNote& note, const QString& what);

private:
    QString shown(int row, int column) const;
    QVariant sortValue(int row, int column) const;
    QVariant exact(int row, int column) const;
    QString toolTip(int row, int column) const;
    ResultPtr m_result;
    IntervalsPtr m_intervals;
    WarningsPtr m_warnings;
    NotesPtr m_notes;
    bool m_editable = true;
    double m_threshold = 0.70;
    std::int64_t m_minimumRows = 10;
    int m_digits = 1; // of codes
    mutable QCache<int, std::shared_ptr<const evaluate::ActivationHistogram>> m_codes{2000};
    mutable std::vector<int> m_places; // [F], made when it is asked for
};

} // namespace crosseed::views
