// An import that a person prepares: what he asked for, what of it he set himself, which findings he decided to leave as
// they are.
#pragma once
#include "pipeline/corpus_preview.h"
#include "text/file_extract.h"
#include <QStringList>
#include <memory>

namespace crosseed::views {

using PreviewPtr = std::shared_ptr<const pipeline::CorpusPreview>;
using ExtractPtr = std::shared_ptr<const text::FileExtract>;

struct ImportDraft {
    pipeline::CorpusSpec asked;
    std::vector<std::string> given; // names of fields, as in recipes; all others are guessed
    QStringList ignored;            // ids of health checks
};

// What a column of a file is used for.
enum class ColumnUse { LeftOut, Text, Label, Score, Id, Split, Kept };
inline constexpr ColumnUse columnUses[] = {ColumnUse::Text,  ColumnUse::Label, ColumnUse::Score,  ColumnUse::Id,
                                           ColumnUse::Split, ColumnUse::Kept,  ColumnUse::LeftOut};
QString useName(ColumnUse use); // "text", "class", "score", "id", "split", "kept", ""
ColumnUse useOf(const pipeline::CorpusSpec& spec, const std::string& column);

// The draft with one column put to that use; a column that had it before is left without. `spec` is the filled one that
// is shown.
ImportDraft withUse(ImportDraft draft, const pipeline::CorpusSpec& spec, const std::string& column, ColumnUse use);
// Marks a field as set by the person, or as guessed again.
void setGiven(ImportDraft& draft, const std::string& field, bool given);
bool isGiven(const ImportDraft& draft, const std::string& field);

// "comma ,", "tab", "none, one column".
QString delimiterText(std::optional<char> delimiter);
QString encodingText(text::TextEncoding encoding); // "Windows-1252"
// The colour's place of a class: of three that a score was cut into, low and high are purple and green.
int classPlace(const pipeline::CorpusSpec& spec, std::int32_t label);

} // namespace crosseed::views
