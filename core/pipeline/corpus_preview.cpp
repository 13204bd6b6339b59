#include "pipeline/corpus_preview.h"
#include "base/mapped_file.h"
#include "text/import_tweeteval.h"
#include <algorithm>
#include <chrono>
#include <set>

namespace crosseed::pipeline {

namespace {

constexpr int bins = 40;

double secondsSince(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::vector<std::int64_t> wordsOf(const text::Corpus& corpus) {
    std::vector<std::int64_t> words;
    for (const text::Document& document : corpus.documents) {
        std::int64_t count = 0;
        bool isInside = false;
        for (const char c : document.text) {
            const bool isSpace = c == ' ' || c == '\t' || c == '\r' || c == '\n';
            count += !isSpace && !isInside;
            isInside = !isSpace;
        }
        words.push_back(count);
    }
    return words;
}

std::int64_t medianOf(std::vector<std::int64_t> numbers) {
    if (numbers.empty())
        return 0;
    const auto middle = numbers.begin() + std::ssize(numbers) / 2;
    std::ranges::nth_element(numbers, middle);
    return *middle;
}

// Up to a quarter beyond the maximum length, or to the longest where there is no such length.
LengthHistogram histogramOf(const std::vector<std::int64_t>& lengths, int maxLength) {
    LengthHistogram histogram;
    const std::int64_t longest = lengths.empty() ? 1 : std::max<std::int64_t>(1, *std::ranges::max_element(lengths));
    const double top = maxLength > 0 ? 1.25 * maxLength : static_cast<double>(std::min<std::int64_t>(longest + 1, 400));
    const double width = std::max(1.0, top / bins);
    for (int bin = 0; bin * width < top + 1e-9; ++bin)
        histogram.edges.push_back(bin * width);
    histogram.counts.assign(histogram.edges.size() - 1, 0);
    for (const std::int64_t length : lengths) {
        const auto bin = static_cast<std::size_t>(static_cast<double>(length) / width);
        if (bin < histogram.counts.size())
            ++histogram.counts[bin];
        else
            ++histogram.beyond;
    }
    return histogram;
}

void judge(CorpusPreview& preview, int maxLength, const text::Tokenizer* tokenizer, const ProgressFn& progress,
           std::stop_token stop) {
    text::HealthOptions options;
    options.maxLength = preview.maxLength = maxLength;
    preview.health = text::corpusHealth(preview.corpus, options, tokenizer, progress, stop, &preview.findings);
    preview.words = wordsOf(preview.corpus);
    preview.medianWords = medianOf(preview.words);
    preview.perClass.assign(preview.corpus.classNames.size(), 0);
    for (const text::Document& document : preview.corpus.documents)
        ++(document.label < 0 ? preview.unlabelled : preview.perClass[static_cast<std::size_t>(document.label)]);
    preview.lengths = tokenizer ? histogramOf(preview.findings.tokens, maxLength) : histogramOf(preview.words, 0);
}

// The byte itself where it lies in a text file, and how other encodings would do.
void lookAtBadBytes(PreviewSource& source, bool isWhole) {
    const text::TableFile& file = source.table.file;
    const bool isText = file.form.kind == text::TableKind::Delimited || file.form.kind == text::TableKind::JsonLines;
    if (file.undecodable.empty() || !isText) {
        source.badBytes.assign(file.undecodable.size(), -1);
        return;
    }
    const MappedFile mapped(source.file);
    const std::string_view bytes(reinterpret_cast<const char*>(mapped.bytes().data()), mapped.bytes().size());
    for (const text::UndecodableByte& bad : file.undecodable)
        source.badBytes.push_back(bad.offset < std::ssize(bytes)
                                      ? static_cast<unsigned char>(bytes[static_cast<std::size_t>(bad.offset)])
                                      : -1);
    using text::TextEncoding;
    if (isWhole)
        for (const TextEncoding encoding : {TextEncoding::Utf8, TextEncoding::Windows1252, TextEncoding::Windows1250})
            source.encodings.emplace_back(encoding, text::decode(bytes, encoding).badCount);
}

std::vector<PreviewSource> tablesOf(const CorpusSpec& spec, std::int64_t firstRows) {
    std::vector<PreviewSource> sources;
    for (const text::TableSource& own : tableSources(spec)) {
        const text::TableReading reading = tableOptions(spec).reading;
        PreviewSource source{own.file, own.split, text::previewTable(own.file, reading), {}, {}, {}};
        if (firstRows != 200 && !source.table.file.table.isWhole)
            source.table.file = text::readTable(own.file, reading, {firstRows, true});
        lookAtBadBytes(source, firstRows == 0 || source.table.file.table.isWhole);
        sources.push_back(std::move(source));
    }
    return sources;
}

// Documents as the rows of a table, for what has no table of its own.
text::TablePreview tableOf(const text::Corpus& corpus, const std::vector<std::int64_t>& documents) {
    text::TablePreview preview;
    text::TableRows& table = preview.file.table;
    table.header = {"id", "text"};
    table.header.insert(table.header.end(), corpus.extraColumns.begin(), corpus.extraColumns.end());
    for (const std::int64_t d : documents) {
        const text::Document& document = corpus.documents[static_cast<std::size_t>(d)];
        text::TableRow row{std::ssize(table.rows) + 1, 0, {document.id, document.text}, 0};
        row.fields.insert(row.fields.end(), document.extra.begin(), document.extra.end());
        table.rows.push_back(std::move(row));
    }
    for (const std::string& name : table.header) {
        text::ColumnGuess column;
        column.name = name;
        preview.columns.push_back(column);
    }
    preview.columns[0].role = text::ColumnRole::Id;
    preview.columns[1].role = text::ColumnRole::Text;
    return preview;
}

void takeSplits(CorpusPreview& preview) {
    for (const auto& [split, file] :
         {std::pair(text::Split::Train, "train_text.txt"), std::pair(text::Split::Validation, "val_text.txt"),
          std::pair(text::Split::Test, "test_text.txt")}) {
        PreviewSource source;
        source.file = (std::filesystem::path(preview.spec.folder) / file).string();
        source.split = split;
        source.documents = text::documentsOf(preview.corpus, split);
        source.table = tableOf(preview.corpus, source.documents);
        source.table.file.form.delimiter.reset();
        source.table.file.form.quoting = false;
        preview.sources.push_back(std::move(source));
    }
}

void placeDocuments(CorpusPreview& preview, const std::vector<text::RowOrigin>& origins) {
    std::set<std::pair<std::size_t, std::int64_t>> rows;
    for (const text::RowOrigin& origin : origins)
        preview.repeated += !rows.emplace(origin.source, origin.row).second;
    for (PreviewSource& source : preview.sources)
        source.documents.assign(source.table.file.table.rows.size(), -1);
    for (std::size_t d = origins.size(); d-- > 0;) // of repeated rows the first document stays
        if (auto& documents = preview.sources[origins[d].source].documents; origins[d].row < std::ssize(documents))
            documents[static_cast<std::size_t>(origins[d].row)] = static_cast<std::int64_t>(d);
}

} // namespace

CorpusPreview previewCorpus(const CorpusSpec& asked, const PreviewOptions& options, const text::Tokenizer* tokenizer,
                            const ProgressFn& progress, std::stop_token stop) {
    const auto begin = std::chrono::steady_clock::now();
    CorpusPreview preview;
    preview.spec = filledSpec(asked, options.given, &preview.origins);
    preview.maxLength = options.maxLength;
    preview.isWhole = options.firstRows == 0;
    report(progress, .05, "reading");
    if (preview.spec.format == "table")
        preview.sources = tablesOf(preview.spec, options.firstRows);
    throwIfStopped(stop);
    try {
        ReadCorpus read = readWithReport(preview.spec, options.firstRows);
        throwIfStopped(stop);
        preview.corpus = std::move(read.corpus);
        preview.warnings = std::move(read.warnings);
        if (preview.spec.format == "tweeteval")
            takeSplits(preview);
        else if (preview.spec.format == "table")
            placeDocuments(preview, read.origins);
        judge(preview, options.maxLength, tokenizer, partOf(progress, .4, 1), stop);
    } catch (const Error& error) {
        if (preview.sources.empty())
            throw;
        preview.problem = error.what();
    }
    preview.isWhole = preview.isWhole || std::ranges::all_of(preview.sources, [](const PreviewSource& s) {
                          return s.table.file.table.isWhole;
                      });
    preview.seconds = secondsSince(begin);
    return preview;
}

CorpusPreview previewStored(const store::CorpusRow& row, text::Corpus corpus, int maxLength,
                            const text::Tokenizer* tokenizer, const ProgressFn& progress, std::stop_token stop) {
    const auto begin = std::chrono::steady_clock::now();
    CorpusPreview preview;
    preview.isStored = true;
    preview.spec = corpusRecipe(row).spec;
    preview.corpus = std::move(corpus);
    PreviewSource source;
    source.file = row.name;
    for (std::int64_t d = 0; d < std::ssize(preview.corpus.documents); ++d)
        source.documents.push_back(d);
    source.table = tableOf(preview.corpus, source.documents);
    preview.sources.push_back(std::move(source));
    judge(preview, maxLength, tokenizer, progress, stop);
    preview.seconds = secondsSince(begin);
    return preview;
}

} // namespace crosseed::pipeline
