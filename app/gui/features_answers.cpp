#include "app/gui/features_answers.h"
#include "evaluate/word_search.h"
#include "store/audit.h"
#include "store/notes.h"
#include "views/shared/words.h"
#include <QSaveFile>

namespace crosseed::gui {

using namespace views;

namespace {
constexpr double seldom = .1; // of a word's occurrences

evaluate::FeaturePageOptions optionsOf(const Result& result) {
    evaluate::FeaturePageOptions options;
    options.universalR = result.universalR;
    return options;
}
} // namespace

FeaturePagePtr pageOf(const Result& result, std::int32_t feature) {
    return std::make_shared<const evaluate::FeaturePage>(
        evaluate::featurePage(feature, result.metrics(), result.index, optionsOf(result)));
}

ContextsPtr contextsOf(const Result& result, const PageQuestion& question) {
    return std::make_shared<const evaluate::Contexts>(
        evaluate::contexts(question.feature, result.index, result.documentOf, question.contexts));
}

WarningsPtr warningsOf(const Result& result, const IntervalsPtr& intervals, std::stop_token stop) {
    return std::make_shared<const std::vector<std::vector<std::string>>>(
        evaluate::featureWarnings(result.metrics(), result.index, intervals.get(), optionsOf(result), stop));
}

FeatureSetPtr featuresFiringOn(const Result& result, const QString& word, std::stop_token stop) {
    evaluate::WordSearchOptions options;
    options.count = 0;
    auto features = std::make_shared<QSet<std::int32_t>>();
    for (const evaluate::WordFeature& found : evaluate::featuresOnWord(toStd(word), result.index, options, stop).features)
        if (std::max(found.a.frequency, found.b.frequency) >= seldom)
            features->insert(found.feature);
    return features;
}

void writeCodebookFile(const store::Project& project, const store::RunRow& run, const QString& file) {
    const text::Codebook codebook{run.key, store::notesOf(project, run.id)};
    const std::string bytes = text::writeCodebook(codebook, text::codebookFormat(toStd(file)), "Crosseed " + store::programVersion());
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes.data(), static_cast<qint64>(bytes.size())) < 0 || !out.commit())
        throw Error(ErrorKind::Io, toStd(QString("%1 could not be written: %2").arg(file, out.errorString())));
    store::recordExport(project, toStd(file), "codebook", {{store::Kind::Notes, run.id.value}});
}

} // namespace crosseed::gui
