// Training a classifier on a corpus (Table A1).
#pragma once
#include "base/checkpoint.h"
#include "base/progress.h"
#include "bert/classifier.h"
#include "bert/scores.h"
#include "text/tokens.h"
#include <functional>
#include <span>

namespace crosseed::bert {

struct FineTuneOptions {
    std::uint64_t seed = 42;      // data order and dropout; the head's draw has the seed given to Classifier::load
    double learningRate = 5e-5;   // AdamW, Table A1
    double weightDecay = 0.001;   // not on biases and LayerNorm, as transformers' Trainer does
    double warmupRatio = 0.1;     // of all steps, linear from 0, then cosine to 0
    int batchSize = 16;           // texts
    int epochs = 5;
    int evaluationsPerEpoch = 1;  // on the validation texts, evenly spaced, the last at the epoch's end; at most one a step
    int patience = 5;             // evaluations without a better validation accuracy before it ends
    double maxGradNorm = 1.0;     // transformers' default
    double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
};

// One evaluation on the validation texts.
struct FineTuneEvaluation {
    int epoch = 0;               // from 1; the one that it happened in
    std::int64_t step = 0;       // steps made until then, from 1
    double trainLoss = 0;        // mean cross-entropy over the texts trained on since the evaluation before, nats
    double validationLoss = 0;
    double validationAccuracy = 0; // 0..1
    double validationMacroF1 = 0;
    ConfusionMatrix confusion;   // rows true classes, columns predicted ones; trainings of older versions have none
};

struct FineTuneResult {
    std::vector<FineTuneEvaluation> evaluations;
    int best = 0;                // from 1: whose weights the model has at the end (highest validation accuracy, first of
                                 // equals; the last one where no validation text has a label)
    bool stoppedEarly = false;
    bool cancelled = false;      // a stop was asked for; the weights are the best evaluation's, or the start's
};

// All that the steps to come depend on beside model, texts and options. The numbers lie elsewhere: in the training itself, or in
// a StoredFineTuneState. The data order needs no place of its own: each epoch's is drawn anew from the seed.
struct FineTuneState {
    std::span<const float> weights;       // [P], in the order of bert/parameter_layout.h
    std::span<const float> first, second; // AdamW's moments, [P]
    std::span<const float> bestWeights;   // [P]; empty as long as `best` is 0
    std::int64_t steps = 0;               // made so far
    std::uint64_t dropoutCounter = 0;     // masks drawn so far
    double lossSum = 0;                   // over the texts trained on since the last evaluation
    std::int64_t lossTexts = 0;           // their number
    std::vector<FineTuneEvaluation> evaluations;
    int best = 0;
    std::int64_t of = 0;                  // steps of the whole training; for reports, not stored
};

// How a training survives a stop: from where it goes on, and who keeps its state (bert/fine_tune_state.h writes it to a file).
struct FineTuneCheckpoints {
    const FineTuneState* from = nullptr;                // null: from the first step
    std::function<void(const FineTuneState&)> keep;     // every so many seconds, before a pause and when the training is stopped
    double everySeconds = 60;
    PauseSwitch pause;
};

// Trains in place. Texts without a label (-1) are left out and labels outside [0, C) throw Error(Shape).
// NaN in the loss throws Error(Numeric) with the step. Same seed, same threads: same bits on the CPU, whether or not the training
// was stopped, anywhere, and went on from its state. Throws Error(Shape) when that state is of another network or training.
FineTuneResult fineTune(Classifier& model, const text::PackedTokens& train, const text::PackedTokens& validation,
                        const FineTuneOptions& options, const ProgressFn& progress = {}, std::stop_token stop = {},
                        const FineTuneCheckpoints& checkpoints = {});

// Logits [B, C] of all texts, in their order, computed in batches of like length. Throws as extractActivations does.
FloatMatrix logitsOf(const Classifier& model, const text::PackedTokens& tokens, const ProgressFn& progress = {},
                     std::stop_token stop = {});

} // namespace crosseed::bert
