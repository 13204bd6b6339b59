#include "bert/safetensors.h"
#include "sae/train.h"
#include <algorithm>

namespace crosseed::sae {

namespace {
constexpr const char* formatName = "crosseed training state 1";
constexpr std::array<const char*, 4> parameterNames{"W_enc", "b_enc", "W_dec", "b_dec"};
constexpr std::int64_t reportFields = 14;

std::array<double, reportFields> fieldsOf(const StepReport& s) {
    return {static_cast<double>(s.step), static_cast<double>(s.steps), s.kl, s.downstream, s.local, s.cross, s.auxiliary,
            s.total, s.tokensPerSecond, static_cast<double>(s.dead), s.l0A, s.l0B, static_cast<double>(s.negativeCodes),
            s.learningRate};
}

StepReport reportOf(const double* f) {
    StepReport s;
    s.step = static_cast<std::int64_t>(f[0]);
    s.steps = static_cast<std::int64_t>(f[1]);
    s.kl = f[2], s.downstream = f[3], s.local = f[4], s.cross = f[5], s.auxiliary = f[6], s.total = f[7];
    s.tokensPerSecond = f[8];
    s.dead = static_cast<std::int64_t>(f[9]);
    s.l0A = f[10], s.l0B = f[11];
    s.negativeCodes = static_cast<std::int64_t>(f[12]);
    s.learningRate = f[13];
    return s;
}

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& what) {
    throw Error(ErrorKind::BadInput, file.string() + " is no state of this training: " + what + "; it begins anew.");
}

std::array<std::vector<float>*, 4> partsOf(SaeWeights& w) {
    return {&w.encoder.values, &w.encoderBias, &w.decoder.values, &w.decoderBias};
}

std::vector<float> read(const bert::SafetensorsFile& file, const std::string& name, const std::vector<std::int64_t>& shape) {
    const bert::TensorView& tensor = file.tensor(name);
    if (tensor.shape != shape)
        refuse(file.path(), name + " has another shape");
    const auto values = tensor.as<float>();
    return {values.begin(), values.end()};
}

std::int64_t number(const bert::SafetensorsFile& file, const std::string& key) {
    const auto found = file.metadata().find(key);
    if (found == file.metadata().end() || found->second.empty() || found->second.size() > 9 ||
        found->second.find_first_not_of("0123456789") != std::string::npos)
        refuse(file.path(), "its metadata have no number \"" + key + "\"");
    return std::stoll(found->second);
}
} // namespace

void writeTrainState(const std::filesystem::path& file, const TrainState& state, const std::string& key) {
    const SaeConfig& config = state.sae.config;
    const std::int64_t f = config.dictionary, d = config.width;
    const std::array<std::vector<std::int64_t>, 4> shapes{{{f, d}, {f}, {f, d}, {d}}};
    Sae sae = state.sae;
    const auto weights = partsOf(sae.weights);
    std::vector<bert::TensorToWrite> tensors;
    for (std::size_t i = 0; i < parameterNames.size(); ++i) {
        const std::string name = parameterNames[i];
        tensors.push_back({name, bert::DType::F32, shapes[i], weights[i]->data()});
        tensors.push_back({name + ".first", bert::DType::F32, shapes[i], state.moments.first[i].data()});
        tensors.push_back({name + ".second", bert::DType::F32, shapes[i], state.moments.second[i].data()});
    }
    std::vector<double> reports;
    for (const StepReport& step : state.steps)
        for (const double field : fieldsOf(step))
            reports.push_back(field);
    tensors.push_back({"silent", bert::DType::I64, {f}, state.silent.data()});
    tensors.push_back({"steps", bert::DType::F64, {std::ssize(state.steps), reportFields}, reports.data()});
    bert::writeSafetensors(file, tensors,
                           {{"format", formatName},
                            {"key", key},
                            {"k", std::to_string(config.k)},
                            {"normalisation", std::string(normalisationName(config.normalisation))},
                            {"denormalise", config.denormalise ? "1" : "0"},
                            {"relu_after_topk", config.reluAfterTopK ? "1" : "0"}});
}

TrainState readTrainState(const std::filesystem::path& path, const std::string& key) {
    const bert::SafetensorsFile file(path);
    const auto& metadata = file.metadata();
    if (!metadata.count("format") || metadata.at("format") != formatName)
        refuse(path, "it was not written as one");
    if (!metadata.count("key") || metadata.at("key") != key || !metadata.count("normalisation"))
        refuse(path, "it belongs to another run");
    TrainState state;
    SaeConfig& config = state.sae.config;
    const std::vector<std::int64_t> shape = file.tensor("W_enc").shape;
    if (shape.size() != 2)
        refuse(path, "W_enc is not a matrix");
    const std::int64_t f = config.dictionary = shape[0], d = config.width = shape[1];
    config.k = number(file, "k");
    config.normalisation = parseNormalisation(metadata.at("normalisation"));
    config.denormalise = number(file, "denormalise") == 1;
    config.reluAfterTopK = number(file, "relu_after_topk") == 1;
    state.sae.weights.encoder = FloatMatrix(f, d);
    state.sae.weights.decoder = FloatMatrix(f, d);
    const std::array<std::vector<std::int64_t>, 4> shapes{{{f, d}, {f}, {f, d}, {d}}};
    const auto weights = partsOf(state.sae.weights);
    for (std::size_t i = 0; i < parameterNames.size(); ++i) {
        const std::string name = parameterNames[i];
        *weights[i] = read(file, name, shapes[i]);
        state.moments.first[i] = read(file, name + ".first", shapes[i]);
        state.moments.second[i] = read(file, name + ".second", shapes[i]);
    }
    const auto silent = file.tensor("silent").as<std::int64_t>();
    const bert::TensorView& steps = file.tensor("steps");
    if (std::ssize(silent) != f || steps.shape.size() != 2 || steps.shape[1] != reportFields)
        refuse(path, "its counters do not fit");
    state.silent.assign(silent.begin(), silent.end());
    const auto reports = steps.as<double>();
    for (std::int64_t step = 0; step < steps.shape[0]; ++step)
        state.steps.push_back(reportOf(reports.data() + step * reportFields));
    return state;
}

} // namespace crosseed::sae
