#include "base/files.h"
#include "pipeline/corpus_recipe.h"
#include "pipeline/fields.h"

namespace crosseed::pipeline {

namespace {

std::string inFolder(const CorpusSpec& spec, const char* file) {
    return (std::filesystem::path(spec.folder) / file).string();
}

CorpusSpec sst2(const CorpusSpec& given) {
    CorpusSpec spec;
    spec.name = "sst2";
    spec.trainFile = inFolder(given, "train.tsv");
    spec.testFile = inFolder(given, "dev.tsv"); // the published test file has no labels
    spec.kind = "csv";
    spec.encoding = "utf-8";
    spec.delimiter = "\t";
    spec.quoting = false;
    spec.textColumn = "sentence";
    spec.validationShare = .05;
    spec.keepFirst = 500;
    return spec;
}

CorpusSpec tweetEval(const CorpusSpec&) {
    CorpusSpec spec;
    spec.name = "tweeteval-emotion";
    spec.format = "tweeteval";
    return spec;
}

CorpusSpec politeness(const CorpusSpec& given) {
    CorpusSpec spec;
    spec.name = "stanford-politeness";
    spec.files = {inFolder(given, "wikipedia.annotated.csv"), inFolder(given, "stack-exchange.annotated.csv")};
    spec.kind = "csv";
    spec.encoding = "utf-8";
    spec.delimiter = ",";
    spec.quoting = true;
    spec.textColumn = "Request";
    spec.labelColumn = "Normalized Score";
    spec.quartileClasses = {"impolite", "neutral", "polite"};
    spec.decimal = ".";
    spec.idColumn = "Id";
    spec.keepColumns = {"Community"};
    if (!given.paper) {
        spec.oversampleTrain = true;
        return spec;
    }
    spec.oversampleFirst = true;
    spec.keepFirst = 500;
    if (const std::string sample = inFolder(given, "frfede_politeness_corpus_sample.jsonl"); std::filesystem::exists(sample))
        spec.firstTexts = sample;
    return spec;
}

struct Preset {
    const char* name;
    CorpusSpec (*make)(const CorpusSpec& given);
};
constexpr Preset presets[] = {{"sst2", sst2}, {"tweeteval-emotion", tweetEval}, {"stanford-politeness", politeness}};

} // namespace

const std::vector<std::string>& presetNames() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const Preset& preset : presets)
            all.emplace_back(preset.name);
        return all;
    }();
    return names;
}

CorpusSpec withPreset(const CorpusSpec& spec, const std::vector<std::string>& given) {
    if (spec.preset.empty())
        return spec;
    const auto* preset = std::ranges::find_if(presets, [&](const Preset& p) { return spec.preset == p.name; });
    require(preset != std::end(presets), ErrorKind::Usage,
            "There is no preset " + spec.preset + "; did you mean " + nearestKey(spec.preset, presetNames()) + "?");
    require(!spec.folder.empty(), ErrorKind::Usage, "The preset " + spec.preset + " needs folder, the folder with its files.");
    CorpusSpec full = preset->make(spec);
    const nlohmann::json own = toJson(spec), usual = toJson(CorpusSpec{});
    nlohmann::json changed = nlohmann::json::object();
    for (const auto& [name, value] : own.items())
        if (value != usual.at(name) || std::ranges::count(given, name) > 0)
            changed[name] = value;
    fromJson(changed, full);
    full.preset.clear();
    full.paper = false;
    return full;
}

std::vector<text::TableSource> tableSources(const CorpusSpec& spec) {
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

text::TableOptions tableOptions(const CorpusSpec& spec) {
    for (const auto& [name, value] : {std::pair("delimiter", spec.delimiter), std::pair("decimal", spec.decimal)})
        require(value.size() <= 1, ErrorKind::Usage,
                std::string("corpus.") + name + " must be one character, not \"" + value + "\".");
    require(spec.decimal.empty() || spec.decimal == "." || spec.decimal == ",", ErrorKind::Usage,
            "corpus.decimal is . or , and not \"" + spec.decimal + "\".");
    text::TableOptions options;
    if (!spec.kind.empty())
        options.reading.kind = text::parseTableKind(spec.kind);
    if (!spec.encoding.empty())
        options.reading.encoding = text::parseEncoding(spec.encoding);
    if (!spec.delimiter.empty())
        options.reading.delimiter = spec.delimiter[0];
    options.reading.quoting = spec.quoting;
    options.skipBroken = spec.skipBroken;
    options.textColumn = spec.textColumn;
    options.labelColumn = spec.labelColumn;
    options.quartileClasses = spec.quartileClasses;
    options.cutLevels = spec.cutLevels;
    options.cuts = spec.cuts;
    options.decimal = spec.decimal.empty() ? '\0' : spec.decimal[0];
    options.oversampleTrain = spec.oversampleTrain;
    options.oversampleFirst = spec.oversampleFirst;
    options.firstTexts = spec.firstTexts;
    options.dropLeaks = spec.dropLeaks;
    options.idColumn = spec.idColumn;
    options.splitColumn = spec.splitColumn;
    options.extraColumns = spec.keepColumns;
    options.validationShare = spec.validationShare;
    options.testShare = spec.testShare;
    options.seed = spec.seed;
    options.keepFirst = spec.keepFirst;
    return options;
}

} // namespace crosseed::pipeline
