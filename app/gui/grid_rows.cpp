#include "app/gui/grid_rows.h"
#include "base/disk_room.h"
#include "bert/config.h"
#include "bert/model_weights.h"
#include "pipeline/stages.h"
#include "store/audit.h"
#include "store/corpora.h"
#include <algorithm>
#include <cmath>

namespace crosseed::gui {

namespace {

using nlohmann::json;

bool isThere(const store::Project& project, const std::string& file) {
    std::error_code absent;
    return !file.empty() && std::filesystem::exists(project.resolve(file), absent);
}

void readModels(const store::Project& project, GridRows& rows) {
    for (const store::ModelRow& row : store::allModels(project)) {
        GridModel model{row, json::parse(row.configJson), 0, 0, 0};
        try {
            const bert::BertConfig config = pipeline::configOf(project, row);
            model.width = config.hiddenSize;
            model.layers = config.layers;
            for (const auto& file : bert::weightFiles(project.resolve(row.folder)))
                model.bytes += std::filesystem::file_size(file);
        } catch (const std::exception&) { // its folder is gone: its rows are shown all the same
        }
        const json seconds = store::workOf(project, {store::Kind::Model, row.id.value})["seconds"];
        if (seconds.is_number())
            rows.modelSeconds[row.id.value] = seconds;
        rows.models.emplace(row.id.value, std::move(model));
    }
    for (const auto& [a, first] : rows.models)
        for (const auto& [b, second] : rows.models)
            if (a != b)
                if (const auto pair = store::findPair(project, ModelId{a}, ModelId{b}))
                    rows.pairs.push_back(*pair);
    std::ranges::sort(rows.pairs, [](const auto& a, const auto& b) { return a.id < b.id; });
    rows.pairs.erase(std::unique(rows.pairs.begin(), rows.pairs.end(), [](const auto& a, const auto& b) { return a.id == b.id; }), rows.pairs.end());
}

// Runs whose codes on the test split are stored, with the number of the latest such evaluation.
std::map<std::int64_t, std::int64_t> evaluatedRuns(const store::Project& project) {
    std::map<std::int64_t, std::int64_t> runs;
    for (const store::EvaluationRow& head : store::evaluationHeads(project))
        if (head.split == text::Split::Test && isThere(project, head.codesA) && isThere(project, head.codesB))
            runs.emplace(head.run.value, head.id.value); // the latest comes first
    return runs;
}

void readRuns(const store::Project& project, GridRows& rows) {
    const auto seconds = [&](store::Kind kind, std::int64_t id, double& latest) {
        if (const json timed = store::workOf(project, {kind, id})["seconds"]; timed.is_number())
            latest = timed;
    };
    const auto evaluated = evaluatedRuns(project);
    for (const store::RunRow& row : store::allRuns(project)) {
        if (row.purpose == store::RunPurpose::RotationTest || !row.importedJson.empty())
            continue;
        GridRun run{row, json::parse(row.configJson), isThere(project, row.saeFile) && (row.saeFileB.empty() || isThere(project, row.saeFileB)), false};
        if (const auto evaluation = evaluated.find(row.id.value); evaluation != evaluated.end()) {
            run.evaluated = true;
            seconds(store::Kind::Evaluation, evaluation->second, rows.evaluationSeconds);
        }
        if (!row.matchingFile.empty())
            seconds(store::Kind::Run, row.id.value, rows.matchingSeconds);
        rows.runs.push_back(std::move(run));
    }
    for (const store::ModelSaeRow& row : store::allModelSaes(project))
        rows.saes.push_back({row, json::parse(row.configJson), isThere(project, row.saeFile)});
    for (const store::JobRow& row : store::jobRows(project)) {
        const json options = json::parse(row.optionsJson, nullptr, false);
        if (!options.is_discarded())
            rows.jobs.push_back({row, options});
    }
}

// Extracted splits, and what the rows of activations know of the numbers of tokens.
void readActivations(const store::Project& project, GridRows& rows) {
    std::map<std::pair<std::int64_t, std::int64_t>, int> splits;
    for (const store::ActivationRow& row : store::allActivations(project)) {
        if (row.split == text::Split::Validation || !isThere(project, row.file))
            continue;
        splits[{row.model.value, row.layer}] += 1;
        for (const store::PairRow& pair : rows.pairs) {
            if (pair.a != row.model)
                continue;
            PairSizes& sizes = rows.sizes[pair.id.value];
            (row.split == text::Split::Train ? sizes.trainTokens : sizes.evaluationTokens) = row.tokens;
            if (row.split == text::Split::Train)
                sizes.trainTexts = row.texts;
        }
    }
    for (const auto& [place, count] : splits)
        if (count >= 2)
            rows.extracted.insert(place);
}

void readClasses(const store::Project& project, GridRows& rows) {
    for (const auto& [id, model] : rows.models) {
        const CorpusId corpus = model.row.corpus;
        if (rows.corpora.contains(corpus.value))
            continue;
        rows.corpora[corpus.value] = store::corpusRow(project, corpus).name;
        std::map<std::int64_t, std::int64_t> classes;
        std::int64_t all = 0, most = 0;
        store::forEachDocument(project, corpus, [&](std::int64_t, const text::Document& document) {
            if (document.split != text::Split::Validation || document.label < 0)
                return;
            ++all;
            most = std::max(most, ++classes[document.label]);
        });
        rows.validationTexts[corpus.value] = all;
        rows.largestClass[corpus.value] = all > 0 ? static_cast<double>(most) / static_cast<double>(all) : std::nan("");
    }
}

// What a new model would be trained on.
void readNewest(const store::Project& project, GridRows& rows) {
    try {
        const store::CorpusRow corpus = store::corpusNamed(project, "");
        rows.newestCorpus = corpus.name;
        rows.newestClasses = store::loadCorpusHead(project, corpus.id).classNames;
        store::forEachDocument(project, corpus.id, [&](std::int64_t, const text::Document& document) {
            rows.newestTrainTexts += document.split == text::Split::Train && document.label >= 0 ? 1 : 0;
        });
    } catch (const Error&) { // there is none yet
    }
}

// Of pairs whose texts were never read by a model: the tokenizer alone counts them.
void countTokens(const store::Project& project, GridRows& rows, const GridRows* before, std::int64_t alignmentTexts, const std::stop_token& stop) {
    std::map<std::int64_t, PairSizes> byModel;
    for (const store::PairRow& pair : rows.pairs) {
        throwIfStopped(stop);
        PairSizes& sizes = rows.sizes[pair.id.value];
        if (before && before->sizes.contains(pair.id.value) && before->sizes.at(pair.id.value).alignmentTexts == alignmentTexts &&
            before->sizes.at(pair.id.value).alignmentTokens >= 0) {
            sizes = before->sizes.at(pair.id.value);
            continue;
        }
        const auto known = byModel.find(pair.a.value);
        if (known != byModel.end()) {
            sizes = known->second;
            continue;
        }
        try {
            const store::ModelRow& model = rows.models.at(pair.a.value).row;
            const text::Corpus corpus = store::loadCorpus(project, model.corpus);
            const text::PackedTokens train = pipeline::tokensOf(project, model, corpus, text::Split::Train);
            const text::PackedTokens test = pipeline::tokensOf(project, model, corpus, text::Split::Test);
            sizes.trainTexts = train.textCount();
            sizes.trainTokens = train.tokenCount();
            sizes.evaluationTokens = test.tokenCount();
            const std::int64_t texts = alignmentTexts > 0 ? std::min(alignmentTexts, train.textCount()) : train.textCount();
            sizes.alignmentTokens = train.starts[static_cast<std::size_t>(texts)] - 2 * texts;
            sizes.alignmentTexts = alignmentTexts;
        } catch (const Cancelled&) {
            throw;
        } catch (const std::exception&) { // not known, then
        }
        byModel[pair.a.value] = sizes;
    }
}

} // namespace

std::shared_ptr<const GridRows> readGridRows(const store::Project& project, std::int64_t alignmentTexts, const GridRows* before,
                                             const std::stop_token& stop) {
    auto rows = std::make_shared<GridRows>();
    rows->alignmentTexts = alignmentTexts;
    readModels(project, *rows);
    readRuns(project, *rows);
    throwIfStopped(stop);
    readActivations(project, *rows);
    readClasses(project, *rows);
    readNewest(project, *rows);
    countTokens(project, *rows, before, alignmentTexts, stop);
    try {
        rows->freeBytes = static_cast<double>(crosseed::freeBytes(project.dataFolder()));
    } catch (const Error&) { // not known
    }
    return rows;
}

} // namespace crosseed::gui
