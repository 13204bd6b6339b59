#include "bert/config.h"
#include "base/error.h"
#include "base/files.h"
#include <nlohmann/json.hpp>

namespace crosseed::bert {

using nlohmann::json;

namespace {

// A key of config.json with its type and range checked.
class Reader {
public:
    Reader(const std::filesystem::path& file, const json& object) : m_file(file.string()), m_object(object) {}

    std::int64_t count(const char* key, std::int64_t most) const {
        require(m_object.contains(key), ErrorKind::BadInput, m_file + " lacks \"" + key + "\".");
        const json& value = m_object[key];
        require(value.is_number_integer() && value >= 1 && value <= most, ErrorKind::BadInput,
                m_file + ": \"" + key + "\" must be a whole number from 1 to " + std::to_string(most) + ".");
        return value.get<std::int64_t>();
    }
    double number(const char* key, double absent, double least, double most) const {
        if (!m_object.contains(key) || m_object[key].is_null())
            return absent;
        const json& value = m_object[key];
        require(value.is_number() && value.get<double>() >= least && value.get<double>() <= most, ErrorKind::BadInput,
                m_file + ": \"" + key + "\" must be a number from " + std::to_string(least) + " to " +
                    std::to_string(most) + ".");
        return value.get<double>();
    }
    void supports(const char* key, const std::string& only) const {
        if (!m_object.contains(key))
            return;
        require(m_object[key] == only, ErrorKind::BadInput,
                m_file + ": \"" + key + "\" is " + m_object[key].dump() + "; Crosseed reads models with \"" + only + "\" only.");
    }
    std::vector<std::string> classNames() const {
        std::vector<std::string> names;
        if (!m_object.contains("id2label"))
            return names;
        const json& labels = m_object["id2label"];
        require(labels.is_object(), ErrorKind::BadInput, m_file + ": \"id2label\" must map class numbers to names.");
        for (std::size_t id = 0; id < labels.size(); ++id) {
            const std::string key = std::to_string(id);
            require(labels.contains(key) && labels[key].is_string(), ErrorKind::BadInput,
                    m_file + ": \"id2label\" has no name for class " + key + ".");
            names.push_back(labels[key].get<std::string>());
        }
        return names;
    }

private:
    std::string m_file;
    const json& m_object;
};

} // namespace

BertConfig readConfig(const std::filesystem::path& file) {
    // depth is limited while parsing, so that nesting cannot exhaust the stack
    const json::parser_callback_t shallow = [&](int depth, json::parse_event_t, json&) {
        require(depth <= 16, ErrorKind::BadInput, file.string() + " is nested too deeply to be a model's configuration.");
        return true;
    };
    const std::string content = readFile(file);
    require(content.size() <= (1u << 22), ErrorKind::BadInput, file.string() + " is too large for a model's configuration.");
    const json object = json::parse(content, shallow, false);
    require(object.is_object(), ErrorKind::BadInput, file.string() + " is not a JSON object.");
    const Reader reader(file, object);
    reader.supports("model_type", "bert");
    reader.supports("hidden_act", "gelu");
    reader.supports("position_embedding_type", "absolute");
    BertConfig config;
    config.vocabSize = reader.count("vocab_size", 10'000'000);
    config.hiddenSize = reader.count("hidden_size", 65536);
    config.layers = reader.count("num_hidden_layers", 1000);
    config.heads = reader.count("num_attention_heads", 4096);
    config.intermediateSize = reader.count("intermediate_size", 1 << 20);
    config.maxPositions = reader.count("max_position_embeddings", 1 << 20);
    config.typeVocabSize = object.contains("type_vocab_size") ? reader.count("type_vocab_size", 1024) : 2;
    config.layerNormEps = reader.number("layer_norm_eps", 1e-12, 0, 1);
    config.hiddenDropout = reader.number("hidden_dropout_prob", 0.1, 0, 0.999);
    config.attentionDropout = reader.number("attention_probs_dropout_prob", 0.1, 0, 0.999);
    config.initializerRange = reader.number("initializer_range", 0.02, 0, 10);
    config.classNames = reader.classNames();
    require(config.hiddenSize % config.heads == 0, ErrorKind::BadInput,
            file.string() + ": hidden_size " + std::to_string(config.hiddenSize) + " is not a multiple of its " +
                std::to_string(config.heads) + " attention heads.");
    return config;
}

void writeConfig(const std::filesystem::path& file, const BertConfig& config) {
    json id2label = json::object(), label2id = json::object();
    for (std::size_t id = 0; id < config.classNames.size(); ++id) {
        id2label[std::to_string(id)] = config.classNames[id];
        label2id[config.classNames[id]] = id;
    }
    const json object{{"architectures", {"BertForSequenceClassification"}},
                      {"model_type", "bert"},
                      {"hidden_act", "gelu"},
                      {"position_embedding_type", "absolute"},
                      {"problem_type", "single_label_classification"},
                      {"torch_dtype", "float32"},
                      {"pad_token_id", 0},
                      {"vocab_size", config.vocabSize},
                      {"hidden_size", config.hiddenSize},
                      {"num_hidden_layers", config.layers},
                      {"num_attention_heads", config.heads},
                      {"intermediate_size", config.intermediateSize},
                      {"max_position_embeddings", config.maxPositions},
                      {"type_vocab_size", config.typeVocabSize},
                      {"layer_norm_eps", config.layerNormEps},
                      {"hidden_dropout_prob", config.hiddenDropout},
                      {"attention_probs_dropout_prob", config.attentionDropout},
                      {"initializer_range", config.initializerRange},
                      {"id2label", id2label},
                      {"label2id", label2id}};
    writeFile(file, object.dump(2) + "\n");
}

} // namespace crosseed::bert
