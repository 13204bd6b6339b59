// What both models of a pair make of any text: the codes of each token, the hidden states behind them and the class
// probabilities. Models are loaded once and asked often; a text is computed once.
#pragma once
#include "base/progress.h"
#include "bert/classifier.h"
#include "sae/sae.h"
#include "text/tokenizer.h"
#include <array>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace crosseed::evaluate {

// One model with what turns its hidden states into codes. All pointers outlive the probe.
struct ProbeMember {
    const bert::Classifier* model = nullptr;
    const sae::Sae* sae = nullptr;
    const DoubleMatrix* rotation = nullptr; // W [D, D], applied as h W before the SAE; null: none
    // [F], this member's own number of the pair's feature j, -1 where it has no partner, one to one; empty: the same numbers.
    std::vector<std::int32_t> partners;
};

struct ProbeOptions {
    std::int64_t layer = -1;         // L, 0-based; -1: layers - 2
    int maxLength = 128;             // tokens a text, [CLS] and [SEP] included
    bool probabilities = true;       // run the layers above L, too; false where only codes are wanted
    std::int64_t keptTokens = 16384; // texts of so many tokens in all are kept, the ones asked for last
};

// What one model makes of one text of n tokens.
struct ProbedMember {
    sae::SparseCodes codes;            // n rows, in the pair's feature numbers; features without a partner left out
    FloatMatrix hidden;                // float32 [n, D], h_L as the SAE takes it: with W applied, before normalisation
    std::vector<double> probabilities; // [C], softmax of the clean logits; empty without ProbeOptions::probabilities
};

struct ProbedText {
    std::string text;
    std::vector<std::int32_t> ids;       // [n], [CLS] pieces [SEP]
    std::vector<std::string> pieces;     // [n], "##ing"
    std::vector<text::ByteRange> ranges; // [n], bytes of `text`; empty ranges for [CLS] and [SEP]
    bool truncated = false;              // pieces beyond maxLength were left out
    std::array<ProbedMember, 2> members; // A, B

    std::int64_t tokenCount() const { return static_cast<std::int64_t>(ids.size()); }
    bool isSpecial(std::int64_t token) const {
        const text::ByteRange range = ranges[static_cast<std::size_t>(token)];
        return range.begin == range.end;
    }
    // Feature j at a token in member 0 (A) or 1 (B); 0 where it is not among the k largest.
    float code(std::size_t member, std::int64_t token, std::int32_t feature) const;
};
using ProbedTexts = std::vector<std::shared_ptr<const ProbedText>>;

// A feature before TopK at one token.
struct PreTopK {
    double value = 0;      // W_enc x + b_enc
    std::int64_t rank = 0; // 1 + number of features with a greater value; it is among the codes when rank <= k
};

class Probe {
public:
    // Throws Error(Shape) when the models' vocabularies, widths, layers, SAEs, rotations or partners do not fit together,
    // Error(Usage) for a layer that has none above it.
    Probe(const text::Tokenizer& tokenizer, ProbeMember a, ProbeMember b, const ProbeOptions& options = {});

    // One result for each text, in order, equal texts shared. All texts that are not kept from an earlier call go through
    // each model packed in as few batches as memory allows (an edit and its original: one), without padding.
    // Texts are split into pieces exactly as the corpus was, so that a text of the corpus gets its stored codes up to
    // float32 rounding. Throws Error(Numeric) when an activation is NaN, Cancelled.
    ProbedTexts probe(std::span<const std::string> texts, const ProgressFn& progress = {}, std::stop_token stop = {});
    std::shared_ptr<const ProbedText> probe(const std::string& text);

    // Throws Error(Usage) for a feature outside [0, F), Error(NotFound) where the member has no partner of it.
    PreTopK beforeTopK(const ProbedText& text, std::size_t member, std::int64_t token, std::int32_t feature) const;
    // W_enc x + b_enc of one feature at every token, [n]. Throws as beforeTopK().
    std::vector<float> valuesBeforeTopK(const ProbedText& text, std::size_t member, std::int32_t feature) const;
    // W_enc x + b_enc of all features of the member's SAE at one token, [F], falling: the value at position r - 1 has rank r.
    std::vector<float> rankedBeforeTopK(const ProbedText& text, std::size_t member, std::int64_t token) const;
    bool hasFeature(std::size_t member, std::int32_t feature) const;

    std::int64_t featureCount() const; // F
    std::int64_t k(std::size_t member) const { return m_members[member].sae->config.k; }
    std::int64_t layer() const { return m_options.layer; }
    const std::vector<std::string>& classNames() const; // of A's model

private:
    struct Kept {
        std::shared_ptr<const ProbedText> value;
        std::list<std::string>::iterator place; // in m_order
    };
    using Fresh = std::vector<std::shared_ptr<ProbedText>>;
    void check() const;
    std::int32_t ownNumber(std::size_t member, std::int32_t feature) const;
    std::shared_ptr<ProbedText> tokenized(const std::string& text) const;
    void compute(const Fresh& texts, const ProgressFn& progress, const std::stop_token& stop) const;
    void keep(const std::shared_ptr<const ProbedText>& text);

    const text::Tokenizer& m_tokenizer;
    std::array<ProbeMember, 2> m_members;
    ProbeOptions m_options;
    std::array<FloatMatrix, 2> m_rotations;             // float32, empty: none
    std::array<std::vector<std::int32_t>, 2> m_numbers; // own feature -> the pair's number, -1: none; empty: the same
    std::unordered_map<std::string, Kept> m_kept;
    std::list<std::string> m_order; // of m_kept, the latest first
    std::int64_t m_keptTokens = 0;
};

} // namespace crosseed::evaluate
