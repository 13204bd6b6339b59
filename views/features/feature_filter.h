// Which features the table shows, beside the filters of its columns: the search field and the chips.
#pragma once
#include "views/features/feature_model.h"
#include <QSet>
#include <QString>

namespace crosseed::views {

using FeatureSetPtr = std::shared_ptr<const QSet<std::int32_t>>;

struct FeatureFilter {
    QString words;              // "f389": that feature; else a text in label, tags, notes or top words, letter case aside
    bool alsoFiring = false;    // with `words`: features of `firing`, too
    FeatureSetPtr firing;       // that fire on the word beyond their top words; null: not known
    bool universal = false, activeInBoth = false, starred = false, labelled = false, warned = false; // chips
    bool undefined = false;     // labelled, but without a definition
    QString tag;                // empty: any
};

bool holdsWords(const FeatureModel& model, int row, const QString& words);
bool passes(const FeatureFilter& filter, const FeatureModel& model, int row);

// The parts of a filter that are set, each with its name and the filter without it: to say which of them lets nothing through.
struct FilterPart {
    QString name;
    FeatureFilter without;
};
std::vector<FilterPart> partsOf(const FeatureFilter& filter);

} // namespace crosseed::views
