// Edits that were typed but not added, kept beside the project so that a crash or another sentence loses none.
#pragma once
#include "app/gui/session.h"
#include <optional>

namespace crosseed::gui {

struct CounterfactualDraft {
    RunId run;
    std::int32_t feature = -1;
    std::int64_t document = -1; // position in the corpus, -1: of none
    QString original, edited, editType; // the person's type; empty: suggested
};

// Oldest first; under the key "counterfactualDrafts".
QList<CounterfactualDraft> counterfactualDrafts(const Session& session);
std::optional<CounterfactualDraft> counterfactualDraft(const Session& session, RunId run, std::int32_t feature, const QString& original);
// In the place of an older draft of the same run, feature and original; an edit that changes nothing is none. The last twenty stay.
void rememberDraft(Session& session, const CounterfactualDraft& draft);
void forgetDraft(Session& session, RunId run, std::int32_t feature, const QString& original);

} // namespace crosseed::gui
