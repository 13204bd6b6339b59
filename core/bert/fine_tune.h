// Training a classifier on a corpus (Table A1).
#pragma once
#include "base/matrix.h"
#include "base/progress.h"
#include "bert/classifier.h"
#include "text/tokens.h"
#include <optional>

namespace crosseed::bert {

struct FineTuneOptions {
    std::uint64_t seed = 42;      // data order and dropout; the head's draw has the seed given to Classifier::load
    double learningRate = 5e-5;   // AdamW, Table A1
    double weightDecay = 0.001;   // not on biases and LayerNorm, as transformers' Trainer does
    double warmupRatio = 0.1;     // of all steps, linear from 0, then cosine to 0
    int batchSize = 16;           // texts
    int epochs = 5;
    int patience = 5;             // epochs without a better validation accuracy before it ends
    double maxGradNorm = 1.0;     // transformers' default
    double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
};

struct FineTuneEpoch {
    int epoch = 0;               // from 1
    double trainLoss = 0;        // mean cross-entropy over the epoch's texts, nats
    double validationLoss = 0;
    double validationAccuracy = 0; // 0..1
    double validationMacroF1 = 0;
};

struct FineTuneResult {
    std::vector<FineTuneEpoch> epochs;
    int bestEpoch = 0;           // whose weights the model has at the end (highest validation accuracy, first of equals;
                                 // the last epoch where no validation text has a label)
    bool stoppedEarly = false;
    bool cancelled = false;      // a stop was asked for; the weights are those of the best finished epoch, or the start
};

// Trains in place. Texts without a label (-1) are left out and labels outside [0, C) throw Error(Shape).
// NaN in the loss throws Error(Numeric) with the step. Same seed, same threads: same bits on the CPU.
FineTuneResult fineTune(Classifier& model, const text::PackedTokens& train, const text::PackedTokens& validation,
                        const FineTuneOptions& options, const ProgressFn& progress = {}, std::stop_token stop = {});

// Logits [B, C] of all texts, in their order, computed in batches of like length. Throws as extractActivations does.
FloatMatrix logitsOf(const Classifier& model, const text::PackedTokens& tokens, const ProgressFn& progress = {},
                     std::stop_token stop = {});

// Scores of logits [B, C] against labels [B], each in [-1, C); rows without a label (-1) do not count, and without any row
// that counts the score is NaN. Throws Error(Shape) when rows and labels differ in number or a label is no class.
double accuracy(MatrixView logits, const std::vector<std::int32_t>& labels);     // 0..1; the first of equal logits decides
double macroF1(MatrixView logits, const std::vector<std::int32_t>& labels);      // 0..1, over classes labelled or predicted
double crossEntropy(MatrixView logits, const std::vector<std::int32_t>& labels); // mean, nats

} // namespace crosseed::bert
