#include "sae/exchange.h"
#include <algorithm>
#include <cmath>

namespace crosseed::sae {

namespace {

constexpr double sameLength = 1e-5; // columns that were normalised in float32 differ by less

[[noreturn]] void refuse(const std::string& what) {
    throw Error(ErrorKind::BadInput, "This SAE cannot be taken over exactly: " + what + ".");
}

std::string word(const nlohmann::json& config, const char* key, const std::string& otherwise) {
    const auto found = config.find(key);
    return found == config.end() || found->is_null() ? otherwise : found->is_string() ? found->get<std::string>() : found->dump();
}

bool flag(const nlohmann::json& config, const char* key, bool otherwise) {
    const auto found = config.find(key);
    if (found == config.end() || found->is_null())
        return otherwise;
    if (!found->is_boolean())
        refuse(std::string("its ") + key + " is neither true nor false");
    return found->get<bool>();
}

std::int64_t topOf(const nlohmann::json& config, std::int64_t features) {
    const auto found = config.find("k");
    if (found == config.end() || !found->is_number_integer() || found->get<std::int64_t>() < 1 ||
        found->get<std::int64_t>() > features)
        refuse("its k is not a number from 1 to " + std::to_string(features));
    return found->get<std::int64_t>();
}

std::vector<double> lengths(const FloatMatrix& decoder) {
    std::vector<double> out(static_cast<std::size_t>(decoder.rows));
    for (std::int64_t f = 0; f < decoder.rows; ++f) {
        double squares = 0;
        for (std::int64_t d = 0; d < decoder.cols; ++d)
            squares += static_cast<double>(decoder(f, d)) * decoder(f, d);
        out[static_cast<std::size_t>(f)] = std::sqrt(squares);
    }
    return out;
}

// The reading of one file: weights as they come, changed step by step into those of our SAE.
class Reading {
public:
    Reading(const ForeignSae& foreign, std::vector<std::string>* notes) : m_foreign(foreign), m_notes(notes) {
        m_sae.config.width = foreign.encoder.cols;
        m_sae.config.dictionary = foreign.encoder.rows;
        m_sae.config.normalisation = Normalisation::None;
        m_sae.config.denormalise = true;
        m_sae.config.reluAfterTopK = true;
        m_sae.weights = {foreign.encoder, foreign.encoderBias, foreign.decoder, foreign.decoderBias};
    }

    Sae read() {
        if (m_foreign.layout == Layout::SaeLens)
            readSaeLens();
        else if (m_foreign.layout == Layout::Sparsify)
            readSparsify();
        else
            readRelu(false); // e2e_sae normalises its atoms as we do
        restorePreprocessing();
        return std::move(m_sae);
    }

private:
    void note(const std::string& sentence) {
        if (m_notes)
            m_notes->push_back(sentence);
    }

    // Codes times `factor`, which a unit atom then is multiplied with.
    void scaleCodes(std::size_t f, double factor) {
        for (std::int64_t d = 0; d < m_sae.config.width; ++d) {
            float& value = m_sae.weights.encoder(static_cast<std::int64_t>(f), d);
            value = static_cast<float>(value * factor);
        }
        m_sae.weights.encoderBias[f] = static_cast<float>(m_sae.weights.encoderBias[f] * factor);
    }

    void readRelu(bool lengthsCount) {
        m_sae.config.k = m_sae.config.dictionary;
        note("It has a ReLU and no TopK: k is the whole dictionary, so that every positive code stays.");
        if (lengthsCount)
            foldLengths("Its decoder columns have lengths of their own; the codes are multiplied with them.");
    }

    void foldLengths(const std::string& sentence) {
        const std::vector<double> all = lengths(m_sae.weights.decoder);
        if (std::ranges::all_of(all, [](double n) { return std::abs(n - 1) < sameLength; }))
            return;
        for (std::size_t f = 0; f < all.size(); ++f)
            scaleCodes(f, all[f]);
        note(sentence);
    }

    // The TopK chose before the lengths applied: only one length for all keeps the choice.
    void foldEqualLengths(double expected) {
        const std::vector<double> all = lengths(m_sae.weights.decoder);
        const auto [least, most] = std::ranges::minmax(all);
        if (!(most - least <= m_foreign.equalLengths * most))
            refuse("its decoder columns have lengths from " + std::to_string(least) + " to " + std::to_string(most) +
                   ", and its TopK chooses before they apply, ours after");
        if (most - least > sameLength * most)
            note("Its decoder columns, rounded to 16 bits, have lengths from " + std::to_string(least) + " to " + std::to_string(most) +
                 "; they are taken for one length.");
        const double length = (least + most) / 2;
        if (std::abs(length / expected - 1) < m_foreign.equalLengths)
            return;
        for (std::size_t f = 0; f < all.size(); ++f)
            scaleCodes(f, length / expected);
        note("Its decoder columns have the length " + std::to_string(length) + "; the codes are multiplied with it.");
    }

    void subtractDecoderBias() {
        const SaeWeights& w = m_sae.weights;
        if (std::ranges::all_of(w.decoderBias, [](float b) { return b == 0; }))
            return;
        for (std::int64_t f = 0; f < m_sae.config.dictionary; ++f) {
            double sum = w.encoderBias[static_cast<std::size_t>(f)];
            for (std::int64_t d = 0; d < m_sae.config.width; ++d)
                sum -= static_cast<double>(w.encoder(f, d)) * w.decoderBias[static_cast<std::size_t>(d)];
            m_sae.weights.encoderBias[static_cast<std::size_t>(f)] = static_cast<float>(sum);
        }
        note("It subtracts its decoder bias from the input; b_enc - W_enc b_dec does the same.");
    }

    // What was length sqrt(D) becomes length 1: our `unit`.
    void becomeUnit(double root) {
        m_sae.config.normalisation = Normalisation::Unit;
        for (float& value : m_sae.weights.encoder.values)
            value = static_cast<float>(value * root);
        for (float& value : m_sae.weights.decoderBias)
            value = static_cast<float>(value / root);
    }

    void normaliseSaeLens(bool topK, bool rescaled) {
        const std::string how = word(m_foreign.config, "normalize_activations", "none");
        if (how == "none" || how == "false")
            return;
        if (how == "layer_norm")
            refuse("its layer normalisation adds 1e-5 to the standard deviation, ours to the variance");
        if (how != "constant_norm_rescale")
            refuse("its normalize_activations is \"" + how + "\", which needs numbers that are not in the file; fold them in with SAELens and save it again");
        const double root = std::sqrt(static_cast<double>(m_sae.config.width));
        const std::vector<double> all = lengths(m_sae.weights.decoder);
        const bool unit = topK && !rescaled && std::ranges::all_of(all, [&](double n) { return std::abs(n / root - 1) < m_foreign.equalLengths; });
        if (unit)
            becomeUnit(root);
        else
            m_sae.config.normalisation = Normalisation::L2;
    }

    void readSaeLens() {
        const nlohmann::json& config = m_foreign.config;
        const std::string architecture = word(config, "architecture", "standard");
        const std::string activation = word(config, "activation_fn_str", word(config, "activation_fn", "relu"));
        const bool topK = architecture == "topk" || (architecture == "standard" && activation == "topk");
        if (!topK && (architecture != "standard" || activation != "relu"))
            refuse("its architecture is " + (architecture == "standard" ? activation : architecture) +
                   ", ours is TopK or ReLU");
        if (flag(config, "finetuning_scaling_factor", false))
            refuse("it has a scaling factor from fine-tuning; fold it in with SAELens and save it again");
        if (word(config, "reshape_activations", "none") != "none")
            refuse("it reads attention heads (hook_z), a pair's activations are hidden states");
        const bool rescaled = flag(config, "rescale_acts_by_decoder_norm", false);
        normaliseSaeLens(topK, rescaled);
        if (flag(config, "apply_b_dec_to_input", true))
            subtractDecoderBias();
        if (!topK)
            return readRelu(true);
        m_sae.config.k = topOf(config.contains("k") ? config : config.value("activation_fn_kwargs", nlohmann::json::object()),
                               m_sae.config.dictionary);
        if (rescaled)
            foldLengths("Its codes are multiplied with the lengths of the decoder columns before the TopK; W_enc and b_enc are now.");
        else if (m_sae.config.normalisation == Normalisation::Unit)
            foldEqualLengths(std::sqrt(static_cast<double>(m_sae.config.width)));
        else
            foldEqualLengths(1);
    }

    void readSparsify() {
        const nlohmann::json& config = m_foreign.config;
        if (word(config, "activation", "topk") != "topk")
            refuse("its activation is " + word(config, "activation", "") + ", ours is TopK");
        for (const char* key : {"skip_connection", "transcode", "signed"})
            if (flag(config, key, false))
                refuse(std::string("it has ") + key + " on, which our SAE has not");
        m_sae.config.k = topOf(config, m_sae.config.dictionary);
        subtractDecoderBias();
        foldEqualLengths(1);
    }

    // Of a file of ours for rows that were normalised before.
    void restorePreprocessing() {
        const nlohmann::json& config = m_foreign.config;
        const nlohmann::json& holder =
            m_foreign.layout == Layout::SaeLens && config.contains("metadata") ? config["metadata"] : config;
        if (!holder.is_object() || !holder.contains("crosseed") || !holder["crosseed"].is_object())
            return;
        const nlohmann::json& said = holder["crosseed"];
        if (word(said, "preprocessing", "none") == "none")
            return;
        m_sae.config.normalisation = parseNormalisation(word(said, "normalisation", "none"));
        m_sae.config.denormalise = flag(said, "denormalise", true);
        note("The file wants normalised rows (" + word(said, "normalisation", "") + "); the SAE normalises them itself here.");
    }

    const ForeignSae& m_foreign;
    std::vector<std::string>* m_notes;
    Sae m_sae;
};

} // namespace

Sae fromLayout(const ForeignSae& foreign, std::vector<std::string>* notes) {
    return Reading(foreign, notes).read();
}

} // namespace crosseed::sae
