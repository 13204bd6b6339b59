// The tables behind the panels of the alignment view, with all digits.
#pragma once
#include "views/alignment/alignment_data.h"
#include "views/shared/table_source.h"
#include <QObject>

namespace crosseed::views {

// A line of "Alignment in numbers".
struct NumberRow {
    QString name, value, remark;
    QString topic;   // of views/shared/terms.h
    QString exact;   // all digits, for files; empty: as shown
};
std::vector<NumberRow> numberRows(const AlignmentData& data);

// Whether the sample is large enough, in one sentence.
struct Verdict {
    bool good = true;
    QString sentence;
};
Verdict sampleVerdict(const AlignmentData& data);

// The error that the curve shows: over held-out tokens where there are some, else over the sample.
double shownError(const align::SizePoint& point, bool centred);
double identityError(const align::AlignmentStudy& study);
// That of the run's own rotation, whatever sample the study is of; NaN where it lies beyond the curve.
double usedError(const AlignmentData& data);
// Of the sample's W to the one fitted on the whole split (Table B2); NaN where there is nothing beyond the sample.
double distanceToAll(const AlignmentData& data);

TableSource numbersTable(const AlignmentData& data);
TableSource singularValuesTable(const AlignmentData& data);
TableSource sizesTable(const AlignmentData& data);
TableSource halvesTable(const AlignmentData& data);
// `after`: B's coordinates with the rotation, else without.
TableSource pcaTable(const GeometryData& data, const Result& result, bool after);
TableSource cosineTable(const GeometryData& data, const Result& result);

// ".252", "1.443", "–" where there is none.
QString errorText(double nre);

} // namespace crosseed::views
