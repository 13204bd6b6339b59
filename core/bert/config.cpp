#include "base/error.h"
#include "bert/config.h"
#include "base/files.h"
#include "bert/strict_json.h"
#include <cmath>

namespace crosseed::bert {

namespace {

using nlohmann::json;

constexpr int maxDepth = 16;                      // config.json of Transformers nests two deep
constexpr std::uintmax_t maxFileSize = 16u << 20; // class names are all that can be long

// Reads the keys of one config.json; each complaint names the file and the key.
class ConfigKeys {
public:
    ConfigKeys(const json& object, std::string file) : m_object(object), m_file(std::move(file)) {}

    [[noreturn]] void fail(const std::string& key, const std::string& problem) const {
        throw Error(ErrorKind::BadInput, m_file + ": the key " + key + " " + problem + ".");
    }
    // Null where the key is absent or null, which mean the same to Transformers.
    const json* find(const std::string& key) const {
        const auto at = m_object.find(key);
        return at == m_object.end() || at->is_null() ? nullptr : &*at;
    }
    std::int64_t size(const std::string& key, std::optional<std::int64_t> fallback = {}) const {
        const json* value = find(key);
        if (!value && fallback)
            return *fallback;
        if (!value)
            fail(key, "is missing");
        if (!value->is_number_unsigned() || value->get<std::uint64_t>() > INT64_MAX)
            fail(key, "must be a whole number above 0, not " + value->dump().substr(0, 60));
        return value->get<std::int64_t>();
    }
    double number(const std::string& key, double fallback) const {
        const json* value = find(key);
        if (value && !value->is_number())
            fail(key, "must be a number, not " + value->dump().substr(0, 60));
        return value ? value->get<double>() : fallback;
    }
    std::string word(const std::string& key, const std::string& fallback) const {
        const json* value = find(key);
        if (value && !value->is_string())
            fail(key, "must be a word in quotes, not " + value->dump().substr(0, 60));
        return value ? value->get<std::string>() : fallback;
    }
    // Anything but absent, null or false means that another network than a plain encoder is described.
    void refuse(const std::string& key) const {
        const json* value = find(key);
        if (value && *value != json(false))
            fail(key, "is set, but only plain BERT encoders are supported");
    }

private:
    const json& m_object;
    std::string m_file;
};

std::vector<std::string> classNamesOf(const ConfigKeys& keys) {
    const json* labels = keys.find("id2label");
    if (!labels)
        return {};
    if (!labels->is_object())
        keys.fail("id2label", "must be an object from class number to class name");
    std::vector<std::string> names(labels->size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto name = labels->find(std::to_string(i));
        if (name == labels->end() || !name->is_string())
            keys.fail("id2label", "must name the classes \"0\" to \"" + std::to_string(names.size() - 1) +
                                      "\", and \"" + std::to_string(i) + "\" has no name");
        names[i] = name->get<std::string>();
    }
    return names;
}

void checkKind(const ConfigKeys& keys) {
    const std::string type = keys.word("model_type", "");
    if (type != "bert")
        keys.fail("model_type", type.empty() ? "is missing" : "is \"" + type + "\"; only bert is supported");
    const std::string activation = keys.word("hidden_act", "gelu");
    if (activation != "gelu" && activation != "gelu_python")
        keys.fail("hidden_act", "is \"" + activation + "\"; only gelu (with erf) is supported");
    const std::string positions = keys.word("position_embedding_type", "absolute");
    if (positions != "absolute")
        keys.fail("position_embedding_type", "is \"" + positions + "\"; only absolute is supported");
    keys.refuse("is_decoder");
    keys.refuse("add_cross_attention");
    keys.refuse("quantization_config");
}

} // namespace

void checkConfig(const BertConfig& config, const std::string& where) {
    const auto size = [&](const char* key, std::int64_t value, std::int64_t most) {
        require(value >= 1 && value <= most, ErrorKind::BadInput,
                where + ": the key " + key + " is " + std::to_string(value) + "; it must be 1 to " +
                    std::to_string(most) + ".");
    };
    const auto rate = [&](const char* key, double value, double most) {
        require(value >= 0 && value < most, ErrorKind::BadInput,
                where + ": the key " + key + " is " + std::to_string(value) + "; it must be 0 or more and below " +
                    std::to_string(static_cast<int>(most)) + ".");
    };
    size("vocab_size", config.vocabSize, 1 << 22);
    size("hidden_size", config.hiddenSize, 1 << 14);
    size("num_hidden_layers", config.layers, 1 << 8);
    size("num_attention_heads", config.heads, config.hiddenSize);
    size("intermediate_size", config.intermediateSize, 1 << 16);
    size("max_position_embeddings", config.maxPositions, 1 << 17);
    size("type_vocab_size", config.typeVocabSize, 1 << 10);
    require(config.hiddenSize % config.heads == 0, ErrorKind::BadInput,
            where + ": hidden_size " + std::to_string(config.hiddenSize) +
                " is not a multiple of num_attention_heads " + std::to_string(config.heads) + ".");
    rate("hidden_dropout_prob", config.hiddenDropout, 1);
    rate("attention_probs_dropout_prob", config.attentionDropout, 1);
    rate("classifier_dropout", config.classifierDropout.value_or(0), 1);
    rate("initializer_range", config.initializerRange, 100);
    rate("layer_norm_eps", config.layerNormEps, 1);
}

BertConfig readConfig(const std::filesystem::path& file) {
    std::error_code ignored;
    const std::uintmax_t fileSize = std::filesystem::file_size(file, ignored);
    require(ignored || fileSize <= maxFileSize, ErrorKind::BadInput,
            file.string() + " is " + std::to_string(fileSize) + " bytes long; that is no configuration of a model.");
    const json object = parseStrictJson(readFile(file), maxDepth, file);
    require(object.is_object(), ErrorKind::BadInput, file.string() + " does not hold a JSON object.");
    const ConfigKeys keys(object, file.string());
    checkKind(keys);
    BertConfig config;
    config.vocabSize = keys.size("vocab_size");
    config.hiddenSize = keys.size("hidden_size");
    config.layers = keys.size("num_hidden_layers");
    config.heads = keys.size("num_attention_heads");
    config.intermediateSize = keys.size("intermediate_size");
    config.maxPositions = keys.size("max_position_embeddings");
    config.typeVocabSize = keys.size("type_vocab_size", config.typeVocabSize);
    config.layerNormEps = keys.number("layer_norm_eps", config.layerNormEps);
    config.hiddenDropout = keys.number("hidden_dropout_prob", config.hiddenDropout);
    config.attentionDropout = keys.number("attention_probs_dropout_prob", config.attentionDropout);
    config.initializerRange = keys.number("initializer_range", config.initializerRange);
    if (keys.find("classifier_dropout"))
        config.classifierDropout = keys.number("classifier_dropout", 0);
    config.classNames = classNamesOf(keys);
    checkConfig(config, file.string());
    return config;
}

std::string configText(const BertConfig& config) {
    nlohmann::ordered_json object;
    object["architectures"] = {"BertForSequenceClassification"};
    object["attention_probs_dropout_prob"] = config.attentionDropout;
    object["classifier_dropout"] = nullptr;
    if (config.classifierDropout)
        object["classifier_dropout"] = *config.classifierDropout;
    object["hidden_act"] = "gelu";
    object["hidden_dropout_prob"] = config.hiddenDropout;
    object["hidden_size"] = config.hiddenSize;
    for (std::size_t i = 0; i < config.classNames.size(); ++i) {
        object["id2label"][std::to_string(i)] = config.classNames[i];
        object["label2id"][config.classNames[i]] = i;
    }
    object["initializer_range"] = config.initializerRange;
    object["intermediate_size"] = config.intermediateSize;
    object["layer_norm_eps"] = config.layerNormEps;
    object["max_position_embeddings"] = config.maxPositions;
    object["model_type"] = "bert";
    object["num_attention_heads"] = config.heads;
    object["num_hidden_layers"] = config.layers;
    object["pad_token_id"] = 0;
    object["position_embedding_type"] = "absolute";
    object["problem_type"] = "single_label_classification";
    object["torch_dtype"] = "float32";
    object["type_vocab_size"] = config.typeVocabSize;
    object["vocab_size"] = config.vocabSize;
    return object.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

void writeConfig(const std::filesystem::path& file, const BertConfig& config) {
    writeFile(file, configText(config));
}

} // namespace crosseed::bert
