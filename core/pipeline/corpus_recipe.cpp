#include "pipeline/corpus_recipe.h"
#include "base/hash.h"
#include "pipeline/corpus_paths.h"
#include "pipeline/fields.h"
#include "pipeline/toml_text.h"
#include "text/import_tweeteval.h"
#include "text/sample_corpus.h"

namespace crosseed::pipeline {

namespace {

std::string absolutePath(const std::string& path) {
    return path.empty() ? "" : std::filesystem::absolute(path).lexically_normal().string();
}

void makeAbsolute(CorpusSpec& spec) {
    visitCorpusPaths(spec, [](const char*, std::string& path) { path = absolutePath(path); });
}

std::vector<std::string> filesOf(const CorpusSpec& spec) {
    std::vector<std::string> files;
    if (spec.format == "tweeteval")
        for (const char* name : {"train_text.txt", "train_labels.txt", "val_text.txt", "val_labels.txt", "test_text.txt",
                                 "test_labels.txt", "mapping.txt"})
            files.push_back((std::filesystem::path(spec.folder) / name).string());
    if (spec.format == "table")
        for (const text::TableSource& source : tableSources(spec))
            files.push_back(source.file);
    if (!spec.firstTexts.empty())
        files.push_back(spec.firstTexts);
    return files;
}

std::string formText(const text::SourceReport& report) {
    const text::TableForm& form = report.form;
    std::string text = std::string(text::tableKindName(form.kind)) + ", " + std::string(text::encodingName(form.encoding));
    if (form.kind == text::TableKind::Delimited) {
        const char delimiter = form.delimiter.value_or('\0');
        text += delimiter == '\0' ? ", one column" : delimiter == '\t' ? ", tab" : delimiter == ',' ? ", comma"
              : delimiter == ';' ? ", semicolon" : std::string(", ") + delimiter;
        text += form.quoting ? ", quoting" : ", no quoting";
    }
    if (report.decimal == ',')
        text += ", decimal comma";
    return text;
}

// What was guessed becomes what is asked for, where all files agree.
void fixGuesses(CorpusSpec& spec, const std::vector<text::SourceReport>& sources) {
    if (sources.empty())
        return;
    const auto agree = [&](const auto& of) {
        return std::ranges::all_of(sources, [&](const auto& source) { return of(source) == of(sources.front()); });
    };
    const text::TableForm& form = sources.front().form;
    if (agree([](const auto& s) { return s.form.kind; }))
        spec.kind = text::tableKindName(form.kind);
    if (agree([](const auto& s) { return s.form.encoding; }))
        spec.encoding = text::encodingName(form.encoding);
    if (form.kind == text::TableKind::Delimited && agree([](const auto& s) { return s.form.quoting; }))
        spec.quoting = form.quoting;
    if (form.delimiter && agree([](const auto& s) { return s.form.delimiter; }))
        spec.delimiter = std::string(1, *form.delimiter);
    if (sources.front().decimal != 0 && agree([](const auto& s) { return s.decimal; }))
        spec.decimal = std::string(1, sources.front().decimal);
}

} // namespace

ReadCorpus readWithReport(const CorpusSpec& given, std::int64_t firstRows) {
    const CorpusSpec spec = withPreset(given);
    ReadCorpus read;
    if (spec.format == "sample") {
        read.corpus = text::sampleCorpus({spec.count, spec.seed}).corpus;
    } else if (spec.format == "tweeteval") {
        require(!spec.folder.empty(), ErrorKind::Usage,
                "corpus.folder is missing: the folder with train_text.txt, train_labels.txt and mapping.txt.");
        read.corpus = text::importTweetEval(spec.folder);
    } else {
        require(spec.format == "table", ErrorKind::Usage,
                "corpus.format is sample, tweeteval or table, not " + spec.format + ".");
        text::TableOptions options = tableOptions(spec);
        options.firstRows = firstRows;
        read.corpus = text::importTable(tableSources(spec), options, &read.warnings, &read.sources, &read.origins);
    }
    return read;
}

std::string_view sourceStateName(SourceState state) {
    constexpr std::string_view names[] = {"unchanged", "changed since", "missing"};
    return names[static_cast<std::size_t>(state)];
}

CorpusRecipe recipeOf(const CorpusSpec& given, const ReadCorpus& read) {
    CorpusRecipe recipe{withPreset(given), {}};
    recipe.spec.preset.clear();
    recipe.spec.paper = false;
    fixGuesses(recipe.spec, read.sources);
    if (recipe.spec.format == "table")
        recipe.spec.folder.clear(); // of a preset
    makeAbsolute(recipe.spec);
    const std::vector<std::string> files = filesOf(recipe.spec);
    for (std::size_t i = 0; i < files.size(); ++i) {
        CorpusSource source{files[i], hashOfFile(files[i]), static_cast<std::int64_t>(std::filesystem::file_size(files[i])), "", {}};
        if (i < read.sources.size()) {
            source.form = formText(read.sources[i]);
            source.reasons = read.sources[i].form.reasons;
            source.broken = read.sources[i].brokenCount;
            source.undecodable = read.sources[i].undecodableCount;
        }
        recipe.sources.push_back(std::move(source));
    }
    return recipe;
}

std::string recipeJson(const CorpusRecipe& recipe) {
    nlohmann::json json = toJson(recipe.spec);
    for (const CorpusSource& source : recipe.sources)
        json["sources"].push_back({{"path", source.path}, {"sha256", source.sha256}, {"bytes", source.bytes}, {"form", source.form},
                                   {"reasons", source.reasons}, {"broken", source.broken}, {"undecodable", source.undecodable}});
    return jsonText(json);
}

CorpusRecipe corpusRecipe(const store::CorpusRow& row) {
    const nlohmann::json json = nlohmann::json::parse(row.sourceJson);
    CorpusRecipe recipe;
    fromJson(json, recipe.spec);
    for (const nlohmann::json& source : json.value("sources", nlohmann::json::array()))
        recipe.sources.push_back({source.at("path"), source.at("sha256"), source.at("bytes"), source.at("form"), source.at("reasons"),
                                  source.at("broken"), source.at("undecodable")});
    return recipe;
}

SourceState stateOf(const CorpusSource& source) {
    if (!std::filesystem::is_regular_file(source.path))
        return SourceState::Missing;
    return hashOfFile(source.path) == source.sha256 ? SourceState::Same : SourceState::Changed;
}

std::string corpusToml(const CorpusSpec& spec) {
    const nlohmann::json own = toJson(spec), usual = toJson(CorpusSpec{});
    std::string toml = "[corpus]\n";
    visitFields(
        [&](const char* name, auto&, const char*) {
            if (own.at(name) != usual.at(name))
                toml += std::string(name) + " = " + tomlValue(own.at(name)) + "\n";
        },
        const_cast<CorpusSpec&>(spec));
    return toml;
}

} // namespace crosseed::pipeline
