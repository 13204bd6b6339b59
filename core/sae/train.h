// Joint end-to-end training of one SAE on one or two models (Eq. 2-7; method.md sections 4 and 5).
#pragma once
#include "base/checkpoint.h"
#include "base/progress.h"
#include "bert/activations.h"
#include "bert/classifier.h"
#include "sae/sae.h"
#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

namespace crosseed::sae {

// One model of the pair: where its clean activations are and how its basis is turned onto A's.
struct Member {
    const bert::Classifier* model = nullptr;
    const bert::Activations* train = nullptr;
    const DoubleMatrix* rotation = nullptr; // W [D, D], applied h W; null: none (model A, or no rotation)
};

enum class CrossScale : std::uint8_t { Mean, Sum }; // L_cross over features: mean (the paper) or sum

struct LossWeights {
    double kl = 1.0;          // L_KL, Eq. 3; 0 switches the term off, as with each below
    double downstream = 1.5;  // L_DS, Eq. 4
    double local = 1.0;       // L_local, Eq. 5
    double cross = 1.0;       // L_cross, Eq. 6; with one member it is 0
    double auxiliary = 1.0 / 32; // L_aux, Eq. 7
};

struct TrainOptions {
    LossWeights weights;
    bool maskDownstream = true;         // L_DS over non-padding tokens; false: over all B x S positions, as the formula reads
    CrossScale crossScale = CrossScale::Mean;
    std::int64_t auxiliaryK = 512;      // k_aux, clamped to the number of dead features
    std::int64_t deadAfterTokens = 0;   // a feature silent in all members for so many tokens is dead; 0: one epoch's
    double learningRate = 5e-5;
    double weightDecay = 0.001;         // on W_enc only: the decoder's length means nothing, biases are exempt
    double warmupRatio = 0.1;           // linear from 0, then cosine to 0
    double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8; // AdamW
    double maxGradNorm = 1.0;           // 0: no clipping
    int batchSize = 16;                 // texts
    int epochs = 5;
    std::int64_t maxSteps = 0;          // 0: all of the epochs; the schedule is that of maxSteps when given
    std::uint64_t seed = 42;            // initialisation and data order
};

// One optimisation step. Terms are unweighted, A and B averaged; total is Eq. 2.
struct StepReport {
    std::int64_t step = 0;    // from 1
    std::int64_t steps = 0;
    double kl = 0, downstream = 0, local = 0, cross = 0, auxiliary = 0, total = 0;
    double tokensPerSecond = 0; // of one member, since the last report
    std::int64_t dead = 0;      // features silent in all members for deadAfterTokens
    double l0A = 0, l0B = 0;    // mean number of codes that are not 0 a token
    std::int64_t negativeCodes = 0; // of this batch
    double learningRate = 0;
};
using StepFn = std::function<void(const StepReport&)>;

// AdamW's moments of W_enc [F, D], b_enc [F], W_dec [F, D] and b_dec [D], in this order.
struct AdamwMoments {
    std::array<std::vector<float>, 4> first, second;
};

// All that the steps to come depend on beside members, configuration and options.
struct TrainState {
    Sae sae;
    AdamwMoments moments;
    std::vector<std::int64_t> silent; // [F], tokens of one member since the feature last fired in any
    std::vector<StepReport> steps;    // so far: its size is the number of steps made
};

// safetensors; readTrainState(writeTrainState(x)) = x bit for bit. `key` names what the state belongs to: a file of another key
// throws Error(BadInput), and so does one whose tensors do not fit together.
void writeTrainState(const std::filesystem::path& file, const TrainState& state, const std::string& key);
TrainState readTrainState(const std::filesystem::path& file, const std::string& key);

// How a run survives a stop: from where it goes on, and who keeps its state.
struct Checkpoints {
    const TrainState* from = nullptr;                   // null: from the first step
    std::function<void(const TrainState&)> keep;        // every so many seconds and when the run is stopped
    double everySeconds = 60;
    PauseSwitch pause;                                  // before a pause it is kept, too
};

// Who looks at the SAE while it is trained. Nothing of it reaches the training, and its time counts to no step.
struct Onlooker {
    std::function<bool(const StepReport&)> wants;            // asked after each step; a yes costs a copy of the SAE
    std::function<void(const Sae&, const StepReport&)> look; // the SAE after that step
};

struct TrainResult {
    Sae sae;
    std::vector<StepReport> steps; // those before a stop included
    bool cancelled = false;        // a stop was asked for; the SAE is the one after the last whole step
};

// Trains on the CPU with sparse kernels, on CUDA with dense ones (sae/dense_module.h). Only the layers above L run; clean
// activations come from the mapped files. NaN or infinity throws Error(Numeric) naming step and term; the last state that was
// kept stays. Members must cover the same texts. Same seed and threads: same bits on the CPU, whether or not the run was
// stopped at any step and went on from its state. Throws Error(Shape) when that state is of another SAE.
TrainResult train(const std::vector<Member>& members, const SaeConfig& config, const TrainOptions& options,
                  const StepFn& onStep = {}, const ProgressFn& progress = {}, std::stop_token stop = {},
                  const Checkpoints& checkpoints = {}, const Onlooker& onlooker = {});

} // namespace crosseed::sae
