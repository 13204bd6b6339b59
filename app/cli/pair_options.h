// The two models of a pair and where in them: what align, train, conditions and rotation-test begin with.
#pragma once
#include "commands.h"
#include "pipeline/job_options.h"
#include "pipeline/pair_check.h"

namespace crosseed::cli {

struct PairOptions {
    std::string project, a, b;
    std::int64_t layer = -1;

    void add(CLI::App* command) {
        command->add_option("project", project, "NAME.crosseed")->required();
        command->add_option("--a", a, "name of model A")->required();
        command->add_option("--b", b, "name of model B, which is turned onto A")->required();
        command->add_option("--layer", layer, "L, 0-based (-1: the last but one)")->capture_default_str();
    }
};

inline pipeline::PairChoice choiceOf(const PairOptions& options) {
    return {options.a, options.b, options.layer};
}

struct OpenPair {
    store::Project project;
    store::CorpusRow corpus;
    text::Corpus documents;
    store::PairRow pair;
    std::int64_t layer;

    OpenPair(Shell& shell, const PairOptions& options, const pipeline::AlignSpec& spec) : project(shell.open(options.project)) {
        require(spec.texts >= 0, ErrorKind::Usage,
                "The rotation is fitted on the first texts of a split: their number must be 0 (all) or more, not " +
                    std::to_string(spec.texts) + ".");
        const store::ModelRow modelA = store::modelNamed(project, options.a);
        const store::ModelRow modelB = store::modelNamed(project, options.b);
        pipeline::requirePair(project, modelA, modelB); // before the first of them is extracted
        corpus = store::corpusRow(project, modelA.corpus);
        documents = store::loadCorpus(project, corpus.id);
        pair = store::pairOf(project, modelA.id, modelB.id);
        layer = pipeline::resolveLayer(pipeline::configOf(project, modelA), options.layer);
    }
};

// How the pair's latest result was made, at whatever layer, for commands that go on from it; where there is none, the defaults.
struct LatestOptions {
    pipeline::AlignSpec alignment;
    sae::SaeConfig sae;
    sae::TrainOptions training;

    explicit LatestOptions(const OpenPair& open) {
        const auto result = store::latestResult(open.project, open.pair.id);
        if (!result)
            return;
        const auto config = nlohmann::json::parse(result->configJson);
        pipeline::fromJson(config.at("alignment"), alignment);
        pipeline::fromJson(config.at("sae"), sae);
        pipeline::fromJson(config.at("training"), training);
    }
};

} // namespace crosseed::cli
