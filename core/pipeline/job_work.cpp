#include "pipeline/fields.h"
#include "pipeline/job_options.h"
#include "pipeline/run_recipe.h"
#include <map>

namespace crosseed::pipeline {

namespace {

using nlohmann::json;

template <typename Options> Options read(const json& options, const char* name) {
    Options value;
    fromJson(options.at(name), value);
    return value;
}

PairChoice pairIn(const json& options) {
    const json& pair = options.at("pair");
    return {pair.at("a"), pair.at("b"), pair.at("layer")};
}

evaluate::Pooling poolingNamed(const std::string& name) {
    for (const auto pooling : {evaluate::Pooling::PerToken, evaluate::Pooling::MeanPooled})
        if (evaluate::poolingName(pooling) == name)
            return pooling;
    throw Error(ErrorKind::BadInput, "\"" + name + "\" is no pooling.");
}

void recipeWork(const StageContext& context, const json& options) {
    Recipe recipe;
    recipe.layer = options.at("layer");
    recipe.corpus = read<CorpusSpec>(options, "corpus");
    recipe.model = read<ModelSpec>(options, "model");
    recipe.fineTune = read<bert::FineTuneOptions>(options, "fine_tune");
    recipe.pairs = read<PairSpec>(options, "pairs");
    recipe.alignment = read<AlignSpec>(options, "alignment");
    recipe.sae = read<sae::SaeConfig>(options, "sae");
    recipe.training = read<sae::TrainOptions>(options, "training");
    recipe.evaluation = read<EvaluationSpec>(options, "evaluation");
    runRecipe(context, recipe);
}

void fineTuneWork(const StageContext& context, const json& options) {
    const auto model = read<ModelSpec>(options, "model");
    const store::CorpusRow corpus = store::corpusNamed(context.project, options.at("corpus"));
    const std::string name = options.at("name"), accept = options.at("accept");
    auto training = read<bert::FineTuneOptions>(options, "fine_tune");
    training.seed = options.at("seed");
    if (accept.empty())
        trainModel(context, corpus, name, model, training);
    else
        acceptModel(context, corpus, name, accept, model.maxLength);
}

void extractWork(const StageContext& context, const json& options) {
    const store::ModelRow model = store::modelNamed(context.project, options.at("model"));
    const store::CorpusRow corpus = store::corpusRow(context.project, model.corpus);
    extractActivations(context, corpus, store::loadCorpus(context.project, corpus.id), model,
                       text::parseSplit(options.at("split").get<std::string>()),
                       resolveLayer(configOf(context.project, model), options.at("layer")));
}

void alignWork(const StageContext& context, const json& options) {
    const ChosenPair chosen = choosePair(context.project, pairIn(options));
    const auto spec = read<AlignSpec>(options, "alignment");
    PairInputs inputs(context, chosen.corpus, chosen.documents, chosen.pair, chosen.layer);
    for (const std::string& kind : spec.rotations)
        alignPair(inputs, align::parseRotation(kind), spec);
}

void trainWork(const StageContext& context, const json& options) {
    const ChosenPair chosen = choosePair(context.project, pairIn(options));
    const auto spec = read<AlignSpec>(options, "alignment");
    PairInputs inputs(context, chosen.corpus, chosen.documents, chosen.pair, chosen.layer);
    for (const std::string& kind : spec.rotations)
        trainSae(inputs, alignPair(inputs, align::parseRotation(kind), spec), read<sae::SaeConfig>(options, "sae"),
                 read<sae::TrainOptions>(options, "training"));
}

void evaluateWork(const StageContext& context, const json& options) {
    const store::RunRow run = store::runRow(context.project, RunId{options.at("run").get<std::int64_t>()});
    evaluateRun(context, store::loadCorpus(context.project, run.corpus), run, read<EvaluationSpec>(options, "evaluation"));
}

void conditionsWork(const StageContext& context, const json& options) {
    const ChosenPair chosen = choosePair(context.project, pairIn(options));
    ConditionsSpec spec;
    for (const json& preset : options.at("presets"))
        spec.presets.push_back({preset.at("name"), read<sae::SaeConfig>(preset, "sae"), read<sae::TrainOptions>(preset, "training"),
                                preset.at("match_on_evaluation")});
    spec.conditions.clear();
    for (const json& code : options.at("conditions"))
        spec.conditions.push_back(parseCondition(code.get<std::string>()));
    spec.auxiliary = options.at("auxiliary").get<std::vector<bool>>();
    spec.poolings.clear();
    for (const json& pooling : options.at("poolings"))
        spec.poolings.push_back(poolingNamed(pooling));
    spec.alignment = read<AlignSpec>(options, "alignment");
    spec.evaluation = read<EvaluationSpec>(options, "evaluation");
    PairInputs inputs(context, chosen.corpus, chosen.documents, chosen.pair, chosen.layer);
    runConditions(inputs, spec);
}

void rotationTestWork(const StageContext& context, const json& options) {
    const ChosenPair chosen = choosePair(context.project, pairIn(options));
    RotationTestSpec spec;
    spec.draws = options.at("draws");
    spec.seed = options.at("seed");
    spec.pooling = poolingNamed(options.at("pooling"));
    spec.alignment = read<AlignSpec>(options, "alignment");
    spec.sae = read<sae::SaeConfig>(options, "sae");
    spec.training = read<sae::TrainOptions>(options, "training");
    spec.evaluation = read<EvaluationSpec>(options, "evaluation");
    PairInputs inputs(context, chosen.corpus, chosen.documents, chosen.pair, chosen.layer);
    runRotationTest(inputs, spec);
}

using Work = void (*)(const StageContext&, const json&);
const std::map<std::string, Work> works{{"run", recipeWork},           {"fine-tune", fineTuneWork},
                                        {"extract", extractWork},       {"align", alignWork},
                                        {"train", trainWork},           {"evaluate", evaluateWork},
                                        {"conditions", conditionsWork}, {"rotation-test", rotationTestWork}};

} // namespace

ChosenPair choosePair(store::Project& project, const PairChoice& choice) {
    const store::ModelRow a = store::modelNamed(project, choice.a), b = store::modelNamed(project, choice.b);
    ChosenPair chosen;
    chosen.corpus = store::corpusRow(project, a.corpus);
    chosen.documents = store::loadCorpus(project, chosen.corpus.id);
    chosen.pair = store::pairOf(project, a.id, b.id);
    chosen.layer = resolveLayer(configOf(project, a), choice.layer);
    return chosen;
}

void perform(const StageContext& context, const JobSpec& spec) {
    const auto work = works.find(spec.kind);
    require(work != works.end(), ErrorKind::BadInput,
            "This version of Crosseed knows no job \"" + spec.kind + "\"; run it with the version that it was made with.");
    try {
        work->second(context, json::parse(spec.optionsJson));
    } catch (const json::exception& problem) {
        throw Error(ErrorKind::BadInput, "The options of the job \"" + spec.title + "\" are not this version's (" + problem.what() +
                                             "); give the command again and remove this job.");
    }
}

} // namespace crosseed::pipeline
