// The findings of a preview as the rows that the health panel shows: a sign, a name, a number, a sentence, what helps.
#pragma once
#include "views/data/import_draft.h"
#include <QList>
#include <QString>
#include <optional>

namespace crosseed::views {

enum class CheckSign { Fine, Look, Problem, Unknown };

struct HealthCheck {
    QString
        id; // "unreadable", "broken", "copies", "near", "contradictions", "length", "empty", "leaks", "balance", ...
    CheckSign sign = CheckSign::Fine;
    QString title, number, sentence;
    std::vector<text::Finding> findings; // whose rows "Show" shows; empty: none, or the file itself
    bool canShow = false;
    bool isIgnored = false; // by the person: folded
    // One that mends it: its id ("encoding:windows-1250", "drop_leaks") and its words.
    QString helpId, help;
};

// Of a preview without a problem; in a fixed order.
QList<HealthCheck> healthChecks(const pipeline::CorpusPreview& preview, const QStringList& ignored = {});
// Problems that nobody decided to leave.
int openProblems(const QList<HealthCheck>& checks);
int openWarnings(const QList<HealthCheck>& checks);

} // namespace crosseed::views
