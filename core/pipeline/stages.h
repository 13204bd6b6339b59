// The stages from texts to metrics. Each stores its result in the project, whole or not at all, and gives its row; the same
// inputs and options give the stored row without computing.
#pragma once
#include "evaluate/evaluation_index.h"
#include "pipeline/pair_inputs.h"
#include "pipeline/recipe.h"
#include "pipeline/stage.h"
#include "store/corpora.h"
#include "store/models.h"
#include "store/runs.h"
#include "text/tokens.h"
#include <optional>

namespace crosseed::pipeline {

// The documents of a corpus specification, nothing stored. Errors as the importers give them.
text::Corpus readCorpus(const CorpusSpec& spec, const std::function<void(const std::string&)>& onWarning = {});

// The same documents under the same name are one corpus, whatever file they came from.
store::CorpusRow importCorpus(const StageContext& context, const CorpusSpec& spec);

// A classifier trained on the corpus: from spec.base, or from random weights when that is empty. `fineTune.seed` decides the
// head (or all weights), dropout and data order. A stop keeps the training's state and throws Cancelled, and the state is kept
// every context.checkpointSeconds too: the next call with the same inputs goes on from it and ends with the same bits.
store::ModelRow trainModel(const StageContext& context, const store::CorpusRow& corpus, const std::string& name,
                           const ModelSpec& spec, const bert::FineTuneOptions& fineTune);
// A finished classifier, copied into the project as it is. Throws Error(Shape) when its classes are not the corpus's number, or
// have the corpus's names in another order (letter case aside); warns of other names, LABEL_0, LABEL_1, ... excepted.
store::ModelRow acceptModel(const StageContext& context, const store::CorpusRow& corpus, const std::string& name,
                            const std::string& folder, int maxLength);

// Tokens of a split as a stored model sees them.
text::PackedTokens tokensOf(const store::Project& project, const store::ModelRow& model, const text::Corpus& corpus,
                            text::Split split);

// The 0-based layer that -1 or a number means for a model. Throws Error(Usage) when layer L + 1 does not exist.
std::int64_t resolveLayer(const bert::BertConfig& config, std::int64_t layer);
bert::BertConfig configOf(const store::Project& project, const store::ModelRow& model);

store::ActivationRow extractActivations(const StageContext& context, const store::CorpusRow& corpus,
                                        const text::Corpus& documents, const store::ModelRow& model, text::Split split,
                                        std::int64_t layer);

// The rotation of a pair at a layer, of one of the four kinds; its result_json has NRE, k95/k99 and warnings.
store::RotationRow alignPair(const StageContext& context, const store::CorpusRow& corpus, const text::Corpus& documents,
                             const store::PairRow& pair, std::int64_t layer, align::RotationKind kind,
                             const AlignSpec& spec);

store::RotationRow alignPair(PairInputs& inputs, align::RotationKind kind, const AlignSpec& spec);

// Joint SAE of a pair. A stop keeps the training's state and throws Cancelled, and the state is kept every
// context.checkpointSeconds too: the next call with the same inputs goes on from it and ends with the same bits. `onStep` sees every step.
store::RunRow trainSae(const StageContext& context, const store::CorpusRow& corpus, const text::Corpus& documents,
                       const store::PairRow& pair, const store::RotationRow& rotation, const sae::SaeConfig& config,
                       const sae::TrainOptions& options, const sae::StepFn& onStep = {});

// The same with inputs that are kept for further runs, and with what the run is for. A stored run that is now asked for as a
// result becomes one.
store::RunRow trainSae(PairInputs& inputs, const store::RotationRow& rotation, const sae::SaeConfig& config,
                       const sae::TrainOptions& options, const sae::StepFn& onStep = {},
                       store::RunPurpose purpose = store::RunPurpose::Result);

// SAE of one model alone, in its own basis, for every pair with that model; stopped and resumed as trainSae(). Of the losses all
// but L_cross, which needs a partner: lambda_cross is not read. Initial weights and data order are drawn with a seed made of
// options.seed and the model's contentHash: two models' SAEs that began with the same atoms would still share their numbers, and
// condition 1 would not be what it is called.
store::ModelSaeRow trainModelSae(PairInputs& inputs, Side side, const sae::SaeConfig& config, const sae::TrainOptions& options,
                                 const sae::StepFn& onStep = {});

// The keys of the two, by which they are found again.
std::string jointSaeKey(PairInputs& inputs, const store::RotationRow& rotation, const sae::SaeConfig& config,
                        const sae::TrainOptions& options);
std::string modelSaeKey(PairInputs& inputs, Side side, const sae::SaeConfig& config, const sae::TrainOptions& options);

// The SAE that reads each model in a run, B's in A's numbering: what encodes a text now gives codes as they are stored.
std::array<sae::Sae, 2> saesOf(const store::Project& project, const store::RunRow& run);

// Both poolings of one run; the first of the result is per token. Codes are computed once and stored, B's in A's numbering; those
// of a run with a matching are the renumbered ones of the run by index. The first is what a person asks for: its evaluations are the
// run's latest from now on (store::markAsked), be they new or stored. The second is a table's.
std::vector<store::EvaluationRow> evaluateRun(const StageContext& context, const text::Corpus& documents,
                                              const store::RunRow& run, const EvaluationSpec& spec);
std::vector<store::EvaluationRow> evaluateRun(PairInputs& inputs, const store::RunRow& run, const EvaluationSpec& spec);

// What pages, contexts and searches read of an evaluation; all evaluations of one run and split share it. It is made where it is
// not there yet, and only kept in memory where the project's folder cannot be written.
evaluate::EvaluationIndex openIndex(const store::Project& project, const store::EvaluationRow& evaluation);

} // namespace crosseed::pipeline
