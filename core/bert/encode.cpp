#include "bert/encode.h"
#include "bert/safetensors.h"
#include "bert/token_batches.h"
#include "bert/token_batches_module.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <numeric>

namespace crosseed::bert {

EncodedFile encodeTexts(const Classifier& model, const text::PackedTokens& tokens, std::int64_t layer,
                        const std::filesystem::path& file, const ProgressFn& progress, std::stop_token stop) {
    const BertNetwork& network = model.network();
    const std::int64_t wanted = layer < 0 ? defaultLayer(network.config) : layer;
    require(wanted >= 0 && wanted < network.config.layers, ErrorKind::Usage,
            "Layer " + std::to_string(layer) + " does not exist: the model has layers 0 to " +
                std::to_string(network.config.layers - 1) + ".");
    checkTokens(network.config, tokens);
    const c10::NoGradGuard noGradient;
    const std::int64_t texts = tokens.textCount();
    const auto classes = static_cast<std::int64_t>(network.config.classNames.size());
    std::vector<std::int64_t> lengths;
    for (std::int64_t text = 0; text < texts; ++text)
        lengths.push_back(tokens.lengthOf(text));
    std::vector<float> logits;
    std::vector<TensorDeclaration> declared{{"hidden", DType::F32, {tokens.tokenCount(), network.config.hiddenSize}},
                                            {"lengths", DType::I64, {texts}}};
    if (model.hasTrainedHead())
        declared.push_back({"logits", DType::F32, {texts, classes}});
    SafetensorsWriter writer(file, declared, {{"layer", std::to_string(wanted)}, {"model", model.contentHash()}});
    const std::int64_t limit = tokensAtOnce(network.config);
    for (std::int64_t first = 0, last = 0; first < texts; first = last) {
        throwIfStopped(stop);
        for (std::int64_t count = 0; last < texts && (last == first || count + tokens.lengthOf(last) <= limit); ++last)
            count += tokens.lengthOf(last);
        std::vector<std::int64_t> batchTexts(static_cast<std::size_t>(last - first));
        std::iota(batchTexts.begin(), batchTexts.end(), first);
        const TextBatch batch = textBatch(tokens, batchTexts, network.device);
        at::Tensor hidden = network.embed(batch.ids, batch.packed);
        const auto top = model.hasTrainedHead() ? network.config.layers : wanted + 1;
        for (std::int64_t l = 0; l < top; ++l) {
            hidden = network.layer(l, hidden, batch.packed);
            if (l == wanted) {
                const at::Tensor rows = hidden.cpu().contiguous();
                writer.append(rows.data_ptr<float>(), static_cast<std::size_t>(rows.numel()) * sizeof(float));
            }
        }
        if (model.hasTrainedHead()) {
            const at::Tensor out = network.logits(hidden, batch.packed).cpu().contiguous();
            logits.insert(logits.end(), out.data_ptr<float>(), out.data_ptr<float>() + out.numel());
        }
        report(progress, static_cast<double>(last) / static_cast<double>(texts));
    }
    writer.append(lengths.data(), lengths.size() * sizeof(std::int64_t));
    if (model.hasTrainedHead())
        writer.append(logits.data(), logits.size() * sizeof(float));
    writer.commit();
    return {wanted, model.hasTrainedHead()};
}

} // namespace crosseed::bert
