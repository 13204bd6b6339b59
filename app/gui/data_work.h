// What the Data screen computes in tasks, with connections of its own.
#pragma once
#include "app/gui/tasks.h"
#include "base/ids.h"
#include "store/document_search.h"
#include "store/project.h"
#include "views/data/import_draft.h"
#include <QString>

namespace crosseed::gui {

// The words of a model's vocabulary; null where the project has no model.
struct Vocabulary {
    std::shared_ptr<const text::Tokenizer> tokenizer;
    int maxLength = 128;
};
// Of the latest model.
Vocabulary vocabularyOf(const std::filesystem::path& project);

// Of the first rows of each file (0: of all).
views::PreviewPtr previewOf(const views::ImportDraft& draft, const Vocabulary& vocabulary, std::int64_t firstRows,
                            const TaskContext& context);
views::PreviewPtr storedPreviewOf(const std::filesystem::path& project, CorpusId corpus, const Vocabulary& vocabulary,
                                  const TaskContext& context);

// A stretch of a file, or a sentence that says what the file is where it is no text.
struct ShownFile {
    int source = 0;
    views::ExtractPtr extract;
    QString sentence;
};
// Around a byte, or around a line where that is above 0.
ShownFile shownFile(const views::PreviewPtr& preview, int source, qint64 offset, qint64 line);
// What a stored corpus came from, and whether its files are still as they were.
ShownFile storedSources(const std::filesystem::path& project, CorpusId corpus);

// Imports with a connection that writes; the corpus's row.
store::CorpusRow importWith(store::Project& project, const pipeline::CorpusSpec& spec, const TaskContext& context);

store::DocumentHits searchIn(const std::filesystem::path& project, CorpusId corpus, const QString& query);

} // namespace crosseed::gui
