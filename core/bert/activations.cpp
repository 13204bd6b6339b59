#include "bert/activations.h"
#include "base/hash.h"
#include "bert/token_batches.h"
#include "bert/token_batches_module.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <chrono>

namespace crosseed::bert {

namespace {

constexpr const char* formatName = "crosseed activations 1";

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& problem) {
    throw Error(ErrorKind::BadInput,
                file.string() + " is not a file of activations: " + problem + ". Extract the activations again.");
}

MatrixView matrixOf(const SafetensorsFile& file, const char* name) {
    const TensorView& tensor = file.tensor(name);
    if (tensor.shape.size() != 2)
        refuse(file.path(), std::string("its tensor ") + name + " is not a matrix");
    return {tensor.as<float>().data(), tensor.shape[0], tensor.shape[1]};
}

// The positions of the tensors in the file's declaration.
enum : std::size_t { startsTensor, hiddenTensor, nextTensor, logitsTensor };

std::vector<TensorDeclaration> declarations(const BertConfig& config, const text::PackedTokens& tokens) {
    const std::int64_t rows = tokens.tokenCount(), texts = tokens.textCount();
    return {{"starts", DType::I64, {texts + 1}},
            {"hidden", DType::F32, {rows, config.hiddenSize}},
            {"next", DType::F32, {rows, config.hiddenSize}},
            {"logits", DType::F32, {texts, static_cast<std::int64_t>(config.classNames.size())}}};
}

struct BatchActivations {
    at::Tensor hidden, next, logits; // in main memory
};

BatchActivations run(const BertNetwork& network, const TextBatch& batch, std::int64_t layer) {
    at::Tensor hidden = network.embed(batch.ids, batch.packed);
    for (std::int64_t i = 0; i <= layer; ++i)
        hidden = network.layer(i, hidden, batch.packed);
    const BertNetwork::Upper upper = network.runFrom(layer, hidden, batch.packed);
    return {hidden.cpu().contiguous(), upper.next.cpu().contiguous(), upper.logits.cpu().contiguous()};
}

void place(SafetensorsRowWriter& writer, const BatchActivations& values, const PackedBatch& batch,
           const text::PackedTokens& tokens, const std::vector<std::int64_t>& texts) {
    const auto row = [](const at::Tensor& matrix, std::int64_t r) {
        return matrix.data_ptr<float>() + r * matrix.size(1);
    };
    for (std::size_t b = 0; b < texts.size(); ++b) {
        const std::int64_t first = tokens.starts[static_cast<std::size_t>(texts[b])];
        const std::int64_t length = tokens.lengthOf(texts[b]);
        writer.place(hiddenTensor, first, length, row(values.hidden, batch.starts[b]));
        writer.place(nextTensor, first, length, row(values.next, batch.starts[b]));
        writer.place(logitsTensor, texts[b], 1, row(values.logits, static_cast<std::int64_t>(b)));
    }
}

} // namespace

Activations::Activations(const std::filesystem::path& file) : m_file(file) {
    const auto& metadata = m_file.metadata();
    if (!metadata.count("format") || metadata.at("format") != formatName || !metadata.count("layer"))
        refuse(file, "it was not written as one");
    const std::string& layer = metadata.at("layer");
    if (layer.empty() || layer.size() > 4 || layer.find_first_not_of("0123456789") != std::string::npos)
        refuse(file, "its layer is \"" + layer + "\"");
    m_layer = std::stoll(layer);
    m_hidden = matrixOf(m_file, "hidden");
    m_next = matrixOf(m_file, "next");
    m_logits = matrixOf(m_file, "logits");
    m_starts = m_file.tensor("starts").as<std::int64_t>();
    if (m_starts.empty() || m_starts.front() != 0 || m_starts.back() != m_hidden.rows)
        refuse(file, "its texts do not cover its tokens");
    for (std::size_t b = 0; b + 1 < m_starts.size(); ++b)
        if (m_starts[b] >= m_starts[b + 1])
            refuse(file, "text " + std::to_string(b) + " has no tokens");
    if (m_next.rows != m_hidden.rows || m_next.cols != m_hidden.cols || m_logits.rows != textCount())
        refuse(file, "its tensors do not fit together");
}

std::string activationsKey(const std::string& modelHash, const text::PackedTokens& tokens, std::int64_t layer) {
    Hasher hasher;
    hasher.add(std::string(formatName) + "\n" + modelHash + "\n" + std::to_string(layer) + "\n" +
               std::to_string(tokens.textCount()) + "\n");
    hasher.add(tokens.starts.data(), tokens.starts.size() * sizeof tokens.starts[0]);
    hasher.add(tokens.ids.data(), tokens.ids.size() * sizeof tokens.ids[0]);
    return hasher.hex();
}

std::int64_t activationBytes(const BertConfig& config, const text::PackedTokens& tokens) {
    std::int64_t bytes = 0;
    for (const TensorDeclaration& tensor : declarations(config, tokens))
        bytes += static_cast<std::int64_t>(bytesOf(tensor));
    return bytes;
}

namespace {

std::int64_t layerOf(const BertConfig& config, const ExtractOptions& options) {
    const std::int64_t layer = options.layer < 0 ? defaultLayer(config) : options.layer;
    require(layer >= 0 && layer + 1 < config.layers, ErrorKind::Usage,
            "Layer " + std::to_string(layer) + " cannot be extracted: the model has " + std::to_string(config.layers) +
                " layers and one is needed above it; choose 0 to " + std::to_string(config.layers - 2) + ".");
    return layer;
}

// Rows of a batch that lies in the unfinished file already.
std::int64_t passOver(SafetensorsRowWriter& writer, const text::PackedTokens& tokens, const std::vector<std::int64_t>& texts) {
    std::int64_t rows = 0;
    for (const std::int64_t text : texts)
        rows += tokens.lengthOf(text);
    writer.placedBefore(hiddenTensor, rows);
    writer.placedBefore(nextTensor, rows);
    writer.placedBefore(logitsTensor, std::ssize(texts));
    return rows;
}

std::string rateText(std::int64_t done, std::int64_t all, std::int64_t computed, double seconds) {
    return "Activations: " + std::to_string(done) + " of " + std::to_string(all) + " tokens, " +
           std::to_string(static_cast<std::int64_t>(static_cast<double>(computed) / seconds)) + " tokens/s";
}

} // namespace

void extractActivations(const Classifier& model, const text::PackedTokens& tokens, const std::filesystem::path& file,
                        const ExtractOptions& options, const ProgressFn& progress, std::stop_token stop,
                        const ExtractCheckpoints& checkpoints) {
    const BertConfig& config = model.config();
    const std::int64_t layer = layerOf(config, options);
    checkTokens(config, tokens);
    const c10::NoGradGuard noGradients;
    SafetensorsRowWriter writer(
        file, declarations(config, tokens),
        {{"format", formatName}, {"layer", std::to_string(layer)}, {"model", model.contentHash()}}, checkpoints.unfinished);
    const auto batches = batchesByLength(tokens, options.tokensPerBatch > 0 ? options.tokensPerBatch : tokensAtOnce(config));
    require(checkpoints.from <= std::ssize(batches) && (checkpoints.from == 0 || writer.goesOn()), ErrorKind::BadInput,
            "What was kept of these activations is not there or is damaged; the extraction begins anew.");
    writer.place(startsTensor, 0, tokens.textCount() + 1, tokens.starts.data());
    std::int64_t done = 0, before = 0, number = 0;
    const auto keep = [&] {
        if (!checkpoints.keep)
            return;
        writer.sync();
        checkpoints.keep(number, std::ssize(batches));
    };
    CheckpointClock clock(checkpoints.everySeconds, checkpoints.pause);
    const auto begin = std::chrono::steady_clock::now();
    report(progress, 0, "Activations of " + std::to_string(tokens.textCount()) + " texts");
    for (; number < std::ssize(batches); ++number) {
        const auto& texts = batches[static_cast<std::size_t>(number)];
        if (number < checkpoints.from) {
            before = done += passOver(writer, tokens, texts);
            continue;
        }
        if (stop.stop_requested() || clock.due())
            keep();
        throwIfStopped(stop);
        const TextBatch batch = textBatch(tokens, texts, model.network().device);
        place(writer, run(model.network(), batch, layer), batch.packed, tokens, texts);
        done += batch.packed.starts.back();
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        report(progress, static_cast<double>(done) / static_cast<double>(tokens.tokenCount()),
               rateText(done, tokens.tokenCount(), done - before, seconds));
    }
    if (stop.stop_requested())
        keep();
    throwIfStopped(stop);
    writer.commit();
    report(progress, 1, "Activations stored");
}

} // namespace crosseed::bert
