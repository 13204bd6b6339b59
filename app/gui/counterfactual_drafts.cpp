#include "app/gui/counterfactual_drafts.h"
#include <QVariant>

namespace crosseed::gui {

namespace {

constexpr const char* draftsKey = "counterfactualDrafts";
constexpr qsizetype mostDrafts = 20;

QVariantMap mapOf(const CounterfactualDraft& draft) {
    return {{"run", static_cast<qlonglong>(draft.run.value)}, {"feature", draft.feature},   {"document", static_cast<qlonglong>(draft.document)},
            {"original", draft.original},                     {"edited", draft.edited},     {"type", draft.editType}};
}

CounterfactualDraft draftOf(const QVariantMap& map) {
    return {RunId{map["run"].toLongLong()}, map["feature"].toInt(), map["document"].toLongLong(), map["original"].toString(), map["edited"].toString(),
            map["type"].toString()};
}

bool isOf(const CounterfactualDraft& draft, RunId run, std::int32_t feature, const QString& original) {
    return draft.run == run && draft.feature == feature && draft.original == original;
}

void write(Session& session, const QList<CounterfactualDraft>& drafts) {
    QVariantList list;
    for (const CounterfactualDraft& draft : drafts.mid(std::max<qsizetype>(0, drafts.size() - mostDrafts)))
        list += mapOf(draft);
    session.remember(draftsKey, list);
}

} // namespace

QList<CounterfactualDraft> counterfactualDrafts(const Session& session) {
    QList<CounterfactualDraft> drafts;
    for (const QVariant& entry : session.remembered(draftsKey).toList())
        drafts += draftOf(entry.toMap());
    return drafts;
}

std::optional<CounterfactualDraft> counterfactualDraft(const Session& session, RunId run, std::int32_t feature, const QString& original) {
    for (const CounterfactualDraft& draft : counterfactualDrafts(session))
        if (isOf(draft, run, feature, original))
            return draft;
    return std::nullopt;
}

void rememberDraft(Session& session, const CounterfactualDraft& draft) {
    if (draft.edited == draft.original || draft.original.isEmpty())
        return forgetDraft(session, draft.run, draft.feature, draft.original);
    QList<CounterfactualDraft> drafts = counterfactualDrafts(session);
    drafts.removeIf([&](const CounterfactualDraft& other) { return isOf(other, draft.run, draft.feature, draft.original); });
    drafts += draft;
    write(session, drafts);
}

void forgetDraft(Session& session, RunId run, std::int32_t feature, const QString& original) {
    QList<CounterfactualDraft> drafts = counterfactualDrafts(session);
    if (drafts.removeIf([&](const CounterfactualDraft& draft) { return isOf(draft, run, feature, original); }) > 0)
        write(session, drafts);
}

} // namespace crosseed::gui
