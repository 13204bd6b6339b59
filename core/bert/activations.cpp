#include "bert/activations.h"
#include "base/hash.h"
#include "bert/token_batch_module.h"
#include <ATen/ATen.h>
#include <cstring>

namespace crosseed::bert {

namespace {

MatrixView matrixOf(const SafetensorsFile& file, const std::string& name) {
    const TensorView& tensor = file.tensor(name);
    require(tensor.shape.size() == 2, ErrorKind::BadInput, file.path().string() + ": " + name + " is not a matrix.");
    return {tensor.as<float>().data(), tensor.shape[0], tensor.shape[1]};
}

// Writes the rows of a batch where corpus order wants them.
void scatterRows(const at::Tensor& rows, const text::PackedTokens& tokens, const std::vector<std::int64_t>& texts,
                 std::byte* target) {
    const at::Tensor source = rows.cpu().contiguous();
    const auto width = static_cast<std::size_t>(source.size(1)) * sizeof(float);
    const auto* from = static_cast<const std::byte*>(source.data_ptr());
    for (const std::int64_t text : texts) {
        const std::size_t bytes = static_cast<std::size_t>(tokens.lengthOf(text)) * width;
        std::memcpy(target + static_cast<std::size_t>(tokens.starts[static_cast<std::size_t>(text)]) * width, from, bytes);
        from += bytes;
    }
}

} // namespace

Activations::Activations(const std::filesystem::path& file) : m_file(file) {
    m_hidden = matrixOf(m_file, "hidden");
    m_next = matrixOf(m_file, "next");
    m_logits = matrixOf(m_file, "logits");
    m_starts = m_file.tensor("starts").as<std::int64_t>();
    const auto layer = m_file.metadata().find("layer");
    bool sound = layer != m_file.metadata().end() && m_starts.size() >= 1 && m_starts.front() == 0 &&
                 m_starts.back() == m_hidden.rows && m_next.rows == m_hidden.rows && m_next.cols == m_hidden.cols &&
                 m_logits.rows == static_cast<std::int64_t>(m_starts.size()) - 1;
    for (std::size_t b = 1; sound && b < m_starts.size(); ++b)
        sound = m_starts[b] > m_starts[b - 1];
    require(sound, ErrorKind::BadInput,
            file.string() + " does not hold activations as Crosseed writes them; delete it, it will be computed again.");
    m_layer = std::stoll(layer->second);
}

std::string activationsKey(const std::string& modelHash, const text::PackedTokens& tokens, std::int64_t layer) {
    Hasher hasher;
    hasher.add("activations 1\n").add(modelHash).add(&layer, sizeof layer);
    hasher.add(tokens.ids.data(), tokens.ids.size() * sizeof(tokens.ids[0]));
    hasher.add(tokens.starts.data(), tokens.starts.size() * sizeof(tokens.starts[0]));
    return hasher.hex();
}

void extractActivations(const Classifier& model, const text::PackedTokens& tokens, const std::filesystem::path& file,
                        const ExtractOptions& options, const ProgressFn& progress, std::stop_token stop) {
    const BertNetwork& network = model.network();
    const std::int64_t layer = options.layer < 0 ? defaultLayer(network.config) : options.layer;
    require(layer >= 0 && layer <= network.config.layers - 2, ErrorKind::Usage,
            "Layer " + std::to_string(layer) + " has no layer after it in a model of " +
                std::to_string(network.config.layers) + " layers.");
    checkTokens(network.config, tokens);
    const std::int64_t n = tokens.tokenCount(), d = network.config.hiddenSize, texts = tokens.textCount();
    const auto classes = static_cast<std::int64_t>(network.config.classNames.size());
    MappedSafetensorsWriter writer(file,
                                   {{"hidden", DType::F32, {n, d}},
                                    {"next", DType::F32, {n, d}},
                                    {"logits", DType::F32, {texts, classes}},
                                    {"starts", DType::I64, {texts + 1}}},
                                   {{"layer", std::to_string(layer)}, {"model", model.contentHash()}});
    std::memcpy(writer.data("starts"), tokens.starts.data(), tokens.starts.size() * sizeof(std::int64_t));
    const at::NoGradGuard noGradient;
    std::int64_t done = 0;
    for (const auto& batchTexts : batchesByLength(tokens, options.tokensPerBatch)) {
        throwIfStopped(stop);
        const TokenBatch batch = tokenBatch(tokens, batchTexts, network.device);
        at::Tensor hidden = network.embed(batch.ids, batch.shape);
        for (std::int64_t l = 0; l <= layer; ++l)
            hidden = network.layer(l, hidden, batch.shape);
        const BertNetwork::Upper upper = network.runFrom(layer, hidden, batch.shape);
        scatterRows(hidden, tokens, batchTexts, writer.data("hidden"));
        scatterRows(upper.next, tokens, batchTexts, writer.data("next"));
        const at::Tensor logits = upper.logits.cpu().contiguous();
        for (std::size_t i = 0; i < batchTexts.size(); ++i)
            std::memcpy(writer.data("logits") + batchTexts[i] * classes * static_cast<std::int64_t>(sizeof(float)),
                        logits.data_ptr<float>() + static_cast<std::int64_t>(i) * classes,
                        static_cast<std::size_t>(classes) * sizeof(float));
        done += batch.ids.size(0);
        report(progress, static_cast<double>(done) / static_cast<double>(n), std::to_string(done) + " tokens");
    }
    writer.commit();
}

} // namespace crosseed::bert
