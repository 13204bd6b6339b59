#include "bert/fine_tune.h"
#include "bert/token_batches.h"
#include "bert/token_batches_module.h"
#include <ATen/ATen.h>
#include <algorithm>
#include <c10/core/GradMode.h>

namespace crosseed::bert {

FloatMatrix logitsOf(const Classifier& model, const text::PackedTokens& tokens, const ProgressFn& progress,
                     std::stop_token stop) {
    checkTokens(model.config(), tokens);
    const c10::NoGradGuard noGradients;
    const BertNetwork& network = model.network();
    FloatMatrix logits(tokens.textCount(), static_cast<std::int64_t>(model.config().classNames.size()));
    std::int64_t done = 0;
    for (const std::vector<std::int64_t>& texts : batchesByLength(tokens, tokensAtOnce(model.config()))) {
        throwIfStopped(stop);
        const TextBatch batch = textBatch(tokens, texts, network.device);
        at::Tensor hidden = network.embed(batch.ids, batch.packed);
        for (std::int64_t i = 0; i < network.config.layers; ++i)
            hidden = network.layer(i, hidden, batch.packed);
        const at::Tensor rows = network.logits(hidden, batch.packed).cpu().contiguous();
        for (std::size_t b = 0; b < texts.size(); ++b)
            std::copy_n(rows.data_ptr<float>() + static_cast<std::int64_t>(b) * logits.cols, logits.cols,
                        logits.values.begin() + texts[b] * logits.cols);
        done += batch.packed.starts.back();
        report(progress, static_cast<double>(done) / static_cast<double>(tokens.tokenCount()));
    }
    return logits;
}

} // namespace crosseed::bert
