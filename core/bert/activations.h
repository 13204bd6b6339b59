// Activations of one model on one corpus split at one layer: computed once, stored, read through a memory map.
#pragma once
#include "base/checkpoint.h"
#include "base/matrix.h"
#include "base/progress.h"
#include "bert/classifier.h"
#include "bert/safetensors.h"
#include "text/tokens.h"
#include <memory>

namespace crosseed::bert {

// The mapped file. Rows are the tokens of PackedTokens in their order, special tokens included.
class Activations {
public:
    // Throws Error(BadInput) when the file is not one written by extractActivations.
    explicit Activations(const std::filesystem::path& file);
    MatrixView hidden() const { return m_hidden; }   // float32 [N, D], h_L
    MatrixView next() const { return m_next; }       // float32 [N, D], h_{L+1}
    MatrixView logits() const { return m_logits; }   // float32 [B, C]
    std::span<const std::int64_t> starts() const { return m_starts; } // [B + 1]
    std::int64_t layer() const { return m_layer; }
    std::int64_t textCount() const { return static_cast<std::int64_t>(m_starts.size()) - 1; }
    std::int64_t tokenCount() const { return m_hidden.rows; }

private:
    SafetensorsFile m_file;
    MatrixView m_hidden, m_next, m_logits;
    std::span<const std::int64_t> m_starts;
    std::int64_t m_layer = 0;
};

struct ExtractOptions {
    std::int64_t layer = -1;         // L, 0-based; -1: layers - 2. At most layers - 2, so that a layer L + 1 exists
    std::int64_t tokensPerBatch = 0; // bounds the memory, not the result; 0: tokensAtOnce() of the model
};

// SHA-256 of all that the activations depend on: model, tokens, layer. The name of the stored file.
std::string activationsKey(const std::string& modelHash, const text::PackedTokens& tokens, std::int64_t layer);

// How an extraction survives a stop: its rows lie in `unfinished`, and `keep` is told how many batches of how many lie safely there,
// every so many seconds, before a pause and when it is stopped.
struct ExtractCheckpoints {
    std::filesystem::path unfinished; // on the disk of the file; empty: a stop leaves nothing
    std::int64_t from = 0;            // batches that an earlier call of the same inputs and options kept there
    std::function<void(std::int64_t batches, std::int64_t of)> keep;
    double everySeconds = 60;
    PauseSwitch pause;
};

// Runs the model once over all texts (sorted by length inside, written in order) and writes the file, complete or not at all.
// Stopped and gone on with, it has the same bytes. Throws Cancelled, Error(Shape) when an id is outside the model's vocabulary or a
// text is longer than its positions, Error(BadInput) when `unfinished` is not what `from` batches were kept in.
void extractActivations(const Classifier& model, const text::PackedTokens& tokens, const std::filesystem::path& file,
                        const ExtractOptions& options = {}, const ProgressFn& progress = {}, std::stop_token stop = {},
                        const ExtractCheckpoints& checkpoints = {});

// Bytes of the file that extractActivations() writes, but for its header.
std::int64_t activationBytes(const BertConfig& config, const text::PackedTokens& tokens);

} // namespace crosseed::bert
