#include "app/gui/data_work.h"
#include "pipeline/stages.h"
#include "store/models.h"
#include "views/shared/words.h"
#include <QCoreApplication>
#include <QFileInfo>

namespace crosseed::gui {

namespace {
using namespace views;

constexpr std::int64_t mostHits = 500;

QString tr(const char* text) {
    return QCoreApplication::translate("DataScreen", text);
}

// Statistics files are no text to look at.
QString sentenceOf(const pipeline::PreviewSource& source) {
    const text::TableFile& file = source.table.file;
    const QString program = file.form.kind == text::TableKind::Spss ? "SPSS" : "Stata";
    QString sentence =
        tr("%1 is a file of %2 and no text: %3, %4 with %5. Its texts are read as %6.")
            .arg(QFileInfo(toQt(source.file)).fileName(), program, bytesText(static_cast<double>(file.fileBytes)),
                 counted(std::ssize(file.table.rows), tr("row")),
                 counted(std::ssize(file.table.header), tr("variable")), encodingText(file.form.encoding));
    for (const std::string& reason : file.form.reasons)
        sentence += "\n" + toQt(reason);
    return sentence;
}
} // namespace

Vocabulary vocabularyOf(const std::filesystem::path& file) {
    const store::Project project = store::Project::open(file, store::Access::Read);
    const std::vector<store::ModelRow> models = store::allModels(project);
    for (auto model = models.rbegin(); model != models.rend(); ++model)
        if (const auto folder = project.resolve(model->folder); std::filesystem::exists(folder / "vocab.txt"))
            return {std::make_shared<const text::Tokenizer>(text::Tokenizer::fromFolder(folder)), model->maxLength};
    return {};
}

PreviewPtr previewOf(const ImportDraft& draft, const Vocabulary& vocabulary, std::int64_t firstRows,
                     const TaskContext& context) {
    return std::make_shared<const pipeline::CorpusPreview>(
        pipeline::previewCorpus(draft.asked, {draft.given, firstRows, vocabulary.maxLength}, vocabulary.tokenizer.get(),
                                context.progress, context.stop));
}

PreviewPtr storedPreviewOf(const std::filesystem::path& file, CorpusId corpus, const Vocabulary& vocabulary,
                           const TaskContext& context) {
    const store::Project project = store::Project::open(file, store::Access::Read);
    return std::make_shared<const pipeline::CorpusPreview>(
        pipeline::previewStored(store::corpusRow(project, corpus), store::loadCorpus(project, corpus),
                                vocabulary.maxLength, vocabulary.tokenizer.get(), context.progress, context.stop));
}

ShownFile shownFile(const PreviewPtr& preview, int source, qint64 offset, qint64 line) {
    const pipeline::PreviewSource& own = preview->sources[static_cast<std::size_t>(source)];
    const text::TableForm& form = own.table.file.form;
    if (form.kind == text::TableKind::Spss || form.kind == text::TableKind::Stata)
        return {source, nullptr, sentenceOf(own)};
    if (line > 0)
        offset = text::offsetOfLine(own.file, form.encoding, line);
    return {source, std::make_shared<const text::FileExtract>(text::extractOf(own.file, form, offset)), {}};
}

ShownFile storedSources(const std::filesystem::path& file, CorpusId corpus) {
    const store::Project project = store::Project::open(file, store::Access::Read);
    const pipeline::CorpusRecipe recipe = pipeline::corpusRecipe(store::corpusRow(project, corpus));
    if (recipe.spec.format == "sample")
        return {0, nullptr,
                tr("The sample: %1, made by the program with seed %2.")
                    .arg(counted(recipe.spec.count, tr("sentence")))
                    .arg(recipe.spec.seed)};
    QStringList lines{tr("This corpus is in the project and does not change. It was read from:")};
    for (const pipeline::CorpusSource& source : recipe.sources)
        lines << QString("%1 · %2 · %3")
                         .arg(toQt(source.path), bytesText(static_cast<double>(source.bytes)),
                              toQt(pipeline::sourceStateName(pipeline::stateOf(source)))) +
                     (source.form.empty() ? QString() : " · " + toQt(source.form));
    if (recipe.sources.empty())
        lines = {tr("This corpus is in the project and does not change.")};
    return {0, nullptr, lines.join("\n")};
}

store::CorpusRow importWith(store::Project& project, const pipeline::CorpusSpec& spec, const TaskContext& context) {
    return pipeline::importCorpus({project, bert::Device::Cpu, 0, context.progress, context.stop, {}, {}, {}}, spec);
}

store::DocumentHits searchIn(const std::filesystem::path& file, CorpusId corpus, const QString& query) {
    const store::Project project = store::Project::open(file, store::Access::Read);
    store::DocumentSearchOptions options;
    options.limit = mostHits;
    return store::searchDocuments(project, corpus, toStd(query), options);
}

} // namespace crosseed::gui
