#include "views/features/feature_filter.h"
#include "views/shared/words.h"

namespace crosseed::views {

bool holdsWords(const FeatureModel& model, int row, const QString& words) {
    const std::string typed = toStd(words.trimmed());
    if (const auto feature = text::parseFeature(typed))
        return *feature == row;
    const std::string wanted = text::foldCase(typed);
    const auto holds = [&](const std::string& text) { return !text.empty() && text::foldCase(text).find(wanted) != std::string::npos; };
    for (const evaluate::TopWord& word : model.summary(row).topWords)
        if (holds(word.word))
            return true;
    const text::FeatureNote note = model.note(row);
    return holds(note.label) || std::ranges::any_of(note.tags, holds) || holds(note.note) || holds(note.definition);
}

bool passes(const FeatureFilter& filter, const FeatureModel& model, int row) {
    if ((filter.universal && !model.isUniversal(row)) || (filter.activeInBoth && !model.isActiveInBoth(row)))
        return false;
    if (filter.warned && model.warnings(row).empty())
        return false;
    if (filter.starred || filter.labelled || filter.undefined || !filter.tag.isEmpty()) {
        const text::FeatureNote note = model.note(row);
        if ((filter.starred && !note.star) || (filter.labelled && note.label.empty()))
            return false;
        if (filter.undefined && (note.label.empty() || !note.definition.empty()))
            return false;
        if (!filter.tag.isEmpty() && std::ranges::find(note.tags, toStd(filter.tag)) == note.tags.end())
            return false;
    }
    if (filter.words.trimmed().isEmpty())
        return true;
    return (filter.alsoFiring && filter.firing && filter.firing->contains(row)) || holdsWords(model, row, filter.words);
}

std::vector<FilterPart> partsOf(const FeatureFilter& filter) {
    std::vector<FilterPart> parts;
    const auto add = [&](const QString& name, auto clear) {
        FilterPart part{name, filter};
        clear(part.without);
        parts.push_back(std::move(part));
    };
    if (!filter.words.trimmed().isEmpty())
        add(QObject::tr("Search: %1").arg(filter.words.trimmed()), [](FeatureFilter& f) { f.words.clear(); });
    const std::pair<QString, bool FeatureFilter::*> chips[] = {{QObject::tr("starred"), &FeatureFilter::starred},
                                                               {QObject::tr("labelled"), &FeatureFilter::labelled},
                                                               {QObject::tr("no definition"), &FeatureFilter::undefined},
                                                               {QObject::tr("with a warning"), &FeatureFilter::warned},
                                                               {QObject::tr("universal"), &FeatureFilter::universal},
                                                               {QObject::tr("active in both"), &FeatureFilter::activeInBoth}};
    for (const auto& [name, field] : chips)
        if (filter.*field)
            add(name, [field](FeatureFilter& f) { f.*field = false; });
    if (!filter.tag.isEmpty())
        add(QObject::tr("tag %1").arg(filter.tag), [](FeatureFilter& f) { f.tag.clear(); });
    return parts;
}

} // namespace crosseed::views
