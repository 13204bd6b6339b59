#include "base/hash.h"
#include "pipeline/fields.h"
#include "pipeline/stages.h"
#include "text/import_table.h"
#include "text/import_tweeteval.h"
#include "text/sample_corpus.h"

namespace crosseed::pipeline {

namespace {

std::vector<text::TableSource> sourcesOf(const CorpusSpec& spec) {
    std::vector<text::TableSource> sources;
    const auto add = [&](const std::string& file, std::optional<text::Split> split) {
        if (!file.empty())
            sources.push_back({file, split});
    };
    add(spec.file, std::nullopt);
    for (const std::string& file : spec.files)
        add(file, std::nullopt);
    add(spec.trainFile, text::Split::Train);
    add(spec.validationFile, text::Split::Validation);
    add(spec.testFile, text::Split::Test);
    require(!sources.empty(), ErrorKind::Usage,
            "A table needs a file: give corpus.file, corpus.files, or corpus.train_file with its companions.");
    return sources;
}

text::TableOptions optionsOf(const CorpusSpec& spec) {
    require(spec.delimiter.size() <= 1, ErrorKind::Usage,
            "corpus.delimiter must be one character, not \"" + spec.delimiter + "\".");
    text::TableOptions options;
    options.textColumn = spec.textColumn;
    options.labelColumn = spec.labelColumn;
    options.quartileClasses = spec.quartileClasses;
    options.oversampleTrain = spec.oversampleTrain;
    options.idColumn = spec.idColumn;
    options.splitColumn = spec.splitColumn;
    options.extraColumns = spec.keepColumns;
    options.delimiter = spec.delimiter.empty() ? '\0' : spec.delimiter[0];
    options.quoting = spec.quoting;
    options.validationShare = spec.validationShare;
    options.testShare = spec.testShare;
    options.seed = spec.seed;
    options.keepFirst = spec.keepFirst;
    return options;
}

// Where the files lie and by which options they were read does not matter, what came of them does.
std::string keyOf(const std::string& name, const text::Corpus& corpus) {
    nlohmann::json parts{name, text::contentHash(corpus), corpus.extraColumns};
    for (const text::Document& document : corpus.documents) // which the content's hash leaves out
        if (!document.extra.empty())
            parts.push_back(document.extra);
    return hashOf("corpus 2\n" + jsonText(parts));
}

} // namespace

text::Corpus readCorpus(const CorpusSpec& spec, const std::function<void(const std::string&)>& onWarning) {
    if (spec.format == "sample")
        return text::sampleCorpus({spec.count, spec.seed}).corpus;
    if (spec.format == "tweeteval") {
        require(!spec.folder.empty(), ErrorKind::Usage,
                "corpus.folder is missing: the folder with train_text.txt, train_labels.txt and mapping.txt.");
        return text::importTweetEval(spec.folder);
    }
    require(spec.format == "table", ErrorKind::Usage,
            "corpus.format is sample, tweeteval or table, not " + spec.format + ".");
    std::vector<std::string> warnings;
    text::Corpus corpus = text::importTable(sourcesOf(spec), optionsOf(spec), &warnings);
    if (onWarning)
        for (const std::string& warning : warnings)
            onWarning(warning);
    return corpus;
}

store::CorpusRow importCorpus(const StageContext& context, const CorpusSpec& spec) {
    const text::Corpus corpus = readCorpus(spec, context.onWarning);
    const std::string key = keyOf(spec.name, corpus);
    if (const auto row = store::findCorpusByKey(context.project, key)) {
        context.reused("Corpus " + row->name);
        return *row;
    }
    context.begin("Importing " + std::to_string(corpus.documents.size()) + " texts as " + spec.name);
    return store::insertCorpus(context.project, spec.name, key, toJson(spec).dump(), corpus);
}

} // namespace crosseed::pipeline
