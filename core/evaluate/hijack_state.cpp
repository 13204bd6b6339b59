#include "evaluate/hijack_state.h"
#include "bert/safetensors.h"
#include "evaluate/evaluate.h"
#include <array>

namespace crosseed::evaluate {

namespace {

constexpr const char* formatName = "crosseed evaluation state 1";

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& what) {
    throw Error(ErrorKind::BadInput, file.string() + " is no state of this evaluation: " + what + "; it begins anew.");
}

} // namespace

void writeHijackState(const std::filesystem::path& file, const HijackState& state, const std::string& key) {
    const auto entries = static_cast<std::int64_t>(state.codes.indices.size());
    const std::array<double, 3> sums{state.residual, state.spread, state.downstream};
    bert::writeSafetensors(file,
                           {{"indptr", bert::DType::I64, {std::ssize(state.codes.rowStarts)}, state.codes.rowStarts.data()},
                            {"texts", bert::DType::I64, {1}, &state.texts},
                            {"sums", bert::DType::F64, {3}, sums.data()},
                            {"indices", bert::DType::I32, {entries}, state.codes.indices.data()},
                            {"values", bert::DType::F32, {entries}, state.codes.values.data()},
                            {"logits", bert::DType::F32, {state.logits.rows, state.logits.cols}, state.logits.values.data()}},
                           {{"F", std::to_string(state.codes.features)}, {"format", formatName}, {"key", key}});
}

HijackState readHijackState(const std::filesystem::path& path, const std::string& key) {
    const bert::SafetensorsFile file(path);
    const auto& metadata = file.metadata();
    if (!metadata.count("format") || metadata.at("format") != formatName)
        refuse(path, "it was not written as one");
    if (!metadata.count("key") || metadata.at("key") != key)
        refuse(path, "it belongs to another evaluation");
    HijackState state;
    state.codes = readCodes(path);
    const auto texts = file.tensor("texts").as<std::int64_t>();
    const auto sums = file.tensor("sums").as<double>();
    const bert::TensorView& logits = file.tensor("logits");
    if (texts.size() != 1 || sums.size() != 3 || logits.shape.size() != 2 || texts[0] < 0 || texts[0] > logits.shape[0])
        refuse(path, "its counters do not fit");
    state.texts = texts[0];
    state.residual = sums[0];
    state.spread = sums[1];
    state.downstream = sums[2];
    state.logits = FloatMatrix(logits.shape[0], logits.shape[1]);
    const auto values = logits.as<float>();
    state.logits.values.assign(values.begin(), values.end());
    return state;
}

} // namespace crosseed::evaluate
