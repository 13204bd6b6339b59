#include "bert/fine_tune_state.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace crosseed::bert {

namespace {
constexpr const char* formatName = "crosseed fine-tuning state 1";
constexpr std::int64_t scores = 6; // of an evaluation: epoch, step and four numbers

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& what) {
    throw Error(ErrorKind::BadInput, file.string() + " is no state of this training: " + what + "; it begins anew.");
}

std::array<double, scores> scoresOf(const FineTuneEvaluation& e) {
    return {static_cast<double>(e.epoch), static_cast<double>(e.step), e.trainLoss,
            e.validationLoss,             e.validationAccuracy,        e.validationMacroF1};
}

FineTuneEvaluation evaluationOf(const double* s, std::span<const std::int64_t> confusion, std::int64_t classes) {
    return {static_cast<int>(s[0]), static_cast<std::int64_t>(s[1]), s[2], s[3], s[4], s[5],
            {classes, {confusion.begin(), confusion.end()}}};
}

std::string metadataOf(const SafetensorsFile& file, const std::string& name) {
    const auto found = file.metadata().find(name);
    return found == file.metadata().end() ? "" : found->second;
}
} // namespace

void writeFineTuneState(const std::filesystem::path& file, const FineTuneState& state, const std::string& key) {
    const std::array<std::int64_t, 4> counters{state.steps, static_cast<std::int64_t>(state.dropoutCounter), state.lossTexts,
                                               state.best};
    std::vector<double> numbers;
    std::vector<std::int64_t> confusions;
    const std::int64_t classes = state.evaluations.empty() ? 0 : state.evaluations.front().confusion.classes;
    for (const FineTuneEvaluation& evaluation : state.evaluations) {
        for (const double score : scoresOf(evaluation))
            numbers.push_back(score);
        confusions.insert(confusions.end(), evaluation.confusion.counts.begin(), evaluation.confusion.counts.end());
    }
    const auto count = std::ssize(state.evaluations), parameters = std::ssize(state.weights);
    std::vector<TensorToWrite> tensors{{"counters", DType::I64, {std::ssize(counters)}, counters.data()}, // what needs 8 bytes first
                                       {"loss_sum", DType::F64, {1}, &state.lossSum},
                                       {"evaluations", DType::F64, {count, scores}, numbers.data()},
                                       {"confusions", DType::I64, {count, classes, classes}, confusions.data()},
                                       {"weights", DType::F32, {parameters}, state.weights.data()},
                                       {"first", DType::F32, {parameters}, state.first.data()},
                                       {"second", DType::F32, {parameters}, state.second.data()}};
    if (state.best > 0)
        tensors.push_back({"best", DType::F32, {parameters}, state.bestWeights.data()});
    writeSafetensors(file, tensors, {{"format", formatName}, {"key", key}});
}

StoredFineTuneState::StoredFineTuneState(const std::filesystem::path& path, const std::string& key) : m_file(path) {
    if (metadataOf(m_file, "format") != formatName)
        refuse(path, "it was not written as one");
    if (metadataOf(m_file, "key") != key)
        refuse(path, "it belongs to another training");
    const auto counters = m_file.tensor("counters").as<std::int64_t>();
    const auto lossSum = m_file.tensor("loss_sum").as<double>();
    const TensorView& evaluations = m_file.tensor("evaluations");
    const TensorView& confusions = m_file.tensor("confusions");
    if (counters.size() != 4 || lossSum.size() != 1 || evaluations.shape.size() != 2 || evaluations.shape[1] != scores ||
        confusions.shape.size() != 3 || confusions.shape[0] != evaluations.shape[0] ||
        confusions.shape[1] != confusions.shape[2])
        refuse(path, "its counters do not fit");
    m_state.steps = counters[0];
    m_state.dropoutCounter = static_cast<std::uint64_t>(counters[1]);
    m_state.lossTexts = counters[2];
    if (m_state.steps < 0 || m_state.lossTexts < 0 || counters[3] < 0 || counters[3] > evaluations.shape[0])
        refuse(path, "its counters do not fit");
    m_state.best = static_cast<int>(counters[3]);
    m_state.lossSum = lossSum[0];
    const auto classes = static_cast<std::size_t>(confusions.shape[1]);
    for (std::int64_t e = 0; e < evaluations.shape[0]; ++e)
        m_state.evaluations.push_back(evaluationOf(
            evaluations.as<double>().data() + e * scores,
            confusions.as<std::int64_t>().subspan(static_cast<std::size_t>(e) * classes * classes, classes * classes),
            confusions.shape[1]));
    m_state.weights = m_file.tensor("weights").as<float>();
    m_state.first = m_file.tensor("first").as<float>();
    m_state.second = m_file.tensor("second").as<float>();
    if (m_state.best > 0)
        m_state.bestWeights = m_file.tensor("best").as<float>();
}

} // namespace crosseed::bert
