// Evaluation of a trained SAE on a pair (method.md section 7, Table 1).
#pragma once
#include "base/progress.h"
#include "bert/activations.h"
#include "bert/classifier.h"
#include "evaluate/hijack_state.h"
#include "sae/sae.h"
#include <array>
#include <filesystem>
#include <limits>
#include <optional>
#include <string_view>

namespace crosseed::evaluate {

enum class Pooling : std::uint8_t { PerToken, MeanPooled }; // one row a non-padding token, or one a text
std::string_view poolingName(Pooling pooling);              // "per token", "mean-pooled"

// One model of the pair on the evaluation split. `rotation` as in sae::Member.
struct Member {
    const bert::Classifier* model = nullptr;
    const bert::Activations* activations = nullptr;
    const DoubleMatrix* rotation = nullptr;
};

// Pass 1, with the models: codes of every token and what the hijack does to the outputs.
struct MemberOutcome {
    sae::SparseCodes codes;   // rows = tokens
    double cleanAccuracy = 0; // 0..1
    double hijackedAccuracy = 0;
    std::int64_t flipped = 0;     // texts whose predicted class changed
    double kl = 0;                // mean D_KL(softmax(clean) || softmax(hijacked)), nats
    double downstream = 0;        // MSE of h_{L+1} over tokens and D
    double local = 0;             // MSE of the reconstruction, model units
    double explainedVariance = 0; // 1 - sum||x - x_hat||^2 / sum||x - mean||^2, pooled over all tokens
    double l0 = 0;                // mean number of codes that are not 0
    std::int64_t negativeCodes = 0;
};

// Runs SAE and upper layers over the split in batches; memory is bounded by the batch and the codes.
// Throws Error(Shape) when SAE, rotation and activations do not fit, Error(Numeric) when an output is NaN or
// infinite, Cancelled. Stopped and gone on with from its state, it gives the same bits; Error(Shape) when that state is of another
// SAE or split.
MemberOutcome hijack(const sae::Sae& sae, const Member& member, const std::vector<std::int32_t>& labels,
                     const ProgressFn& progress = {}, std::stop_token stop = {}, const HijackCheckpoints& checkpoints = {});

// The codes of every token alone, as hijack() gives them; the upper layers do not run and no model is needed.
sae::SparseCodes codesOf(const sae::Sae& sae, const bert::Activations& activations, const DoubleMatrix* rotation,
                         const ProgressFn& progress = {}, std::stop_token stop = {});

// Pass 2, from the codes alone.
struct MetricOptions {
    Pooling pooling = Pooling::PerToken;
    std::int64_t minimumActive = 10; // active in a model: fires on at least so many rows
    double universalR = 0.70;        // universal: active in both and r >= this
};

// One feature j. r is Pearson over all rows between A's code j and B's code j; NaN where a variance is 0.
struct FeatureRow {
    std::int32_t feature = 0;
    double r = std::numeric_limits<double>::quiet_NaN();
    std::int64_t firesA = 0, firesB = 0; // rows whose code is not 0
    double meanA = 0, meanB = 0;         // over all rows
    double maxA = 0, maxB = 0;           // over all rows: not below 0 unless it fires on every row
    bool activeInBoth = false;
    bool universal = false;
};

struct PairMetrics {
    Pooling pooling = Pooling::PerToken;
    std::int64_t rows = 0;
    std::int64_t dictionary = 0;
    double top10R = 0, top100R = 0; // mean r of the first N features active in both by (mean A + mean B) / 2;
                                    // NaN if there is none
    std::int64_t universal = 0;     // Univ.
    std::int64_t activeBoth = 0;
    double universalShare = 0; // Univ. %, 0..100, of activeBoth; NaN if there is none
    double deadA = 0, deadB = 0, deadBoth = 0,
           deadEither = 0; // % of the dictionary firing on fewer than minimumActive rows
    double accuracyChange =
        0; // clean minus hijacked, percentage points, mean of A and B; negative = improvement
    std::vector<FeatureRow> features; // [F], by feature number
};

// `starts` [B + 1] gives the texts for mean pooling (the mean of the text's token codes, specials included).
// A feature active in both without a variance counts in activeBoth, but has no place in the rankings. Time
// and memory: O(entries of the codes). Throws Error(Shape) when the codes do not belong together or `starts`
// does not cover them, Error(Numeric) for NaN.
PairMetrics pairMetrics(const sae::SparseCodes& a, const sae::SparseCodes& b,
                        std::span<const std::int64_t> starts, const MetricOptions& options = {});

// Percentage points; the pair's figure is the mean of both members'.
double accuracyChange(const MemberOutcome& a, const MemberOutcome& b);

// Codes of an evaluation as CSR in safetensors: indptr int64 [N+1], indices int32, values float32; metadata
// has F. readCodes(writeCodes(x)) = x. Throws Error(BadInput) unless indptr rises from 0 to the number of
// entries, indices rise inside [0, F) within each row and values are finite.
void writeCodes(const std::filesystem::path& file, const sae::SparseCodes& codes);
sae::SparseCodes readCodes(const std::filesystem::path& file);

} // namespace crosseed::evaluate
