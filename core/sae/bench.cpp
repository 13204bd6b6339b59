#include "sae/bench.h"
#include "base/random.h"
#include "bert/classifier_module.h"
#include "bert/token_batches_module.h"
#include "sae/learner_module.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <numeric>

namespace crosseed::sae {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::int64_t warmUpSteps = 2;

double since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
    return values[values.size() / 2];
}

bert::Classifier randomModel(const BenchShape& shape, std::uint64_t seed) {
    bert::BertConfig config;
    config.layers = shape.layers;
    config.hiddenSize = shape.width;
    config.heads = shape.heads;
    config.intermediateSize = shape.intermediate;
    config.vocabSize = shape.vocabulary;
    config.classNames = {"0", "1", "2", "3"};
    return bert::Classifier::random(config, seed);
}

text::PackedTokens randomTexts(const BenchShape& shape, std::int64_t texts, Random& random) {
    text::PackedTokens tokens;
    for (std::int64_t text = 0; text < texts; ++text) {
        for (std::int64_t length = 8 + random.below(33); length > 0; --length)
            tokens.ids.push_back(static_cast<std::int32_t>(random.below(shape.vocabulary)));
        tokens.starts.push_back(static_cast<std::int64_t>(tokens.ids.size()));
        tokens.documents.push_back(text);
        tokens.labels.push_back(0);
    }
    tokens.ranges.resize(tokens.ids.size());
    return tokens;
}

DoubleMatrix randomRotation(std::int64_t width, Random& random) {
    at::Tensor gaussian = at::empty({width, width}, at::kDouble);
    std::generate_n(gaussian.data_ptr<double>(), width * width, [&] { return random.normal(); });
    const at::Tensor q = std::get<0>(at::linalg_qr(gaussian)).contiguous();
    DoubleMatrix out(width, width);
    std::copy_n(q.data_ptr<double>(), width * width, out.values.begin());
    return out;
}

// A batch as a plain script has it: every text padded to the longest, nothing stored, both passes through the whole model.
struct PaddedTexts {
    at::Tensor ids;           // int64 [B * S]
    bert::PackedBatch packed; // all B * S positions count as tokens; attention passes over the padding
    at::Tensor tokens;        // int64 [N], positions of the real ones

    explicit PaddedTexts(const bert::TextBatch& batch) {
        const std::int64_t texts = batch.packed.texts, length = batch.packed.maxLength;
        packed = bert::packedBatch(std::vector<std::int64_t>(static_cast<std::size_t>(texts), length), at::kCPU);
        packed.attentionMask = batch.packed.attentionMask;
        tokens = batch.packed.paddedIndex;
        ids = at::zeros({texts * length}, at::kLong).index_copy(0, tokens, batch.ids);
    }
    at::Tensor pad(const at::Tensor& rows) const {
        return rows.new_zeros({ids.size(0), rows.size(1)}).index_copy(0, tokens, rows);
    }
};

Batch plainBatch(const std::vector<const bert::BertNetwork*>& networks, const text::PackedTokens& tokens,
                 const std::vector<std::int64_t>& texts, std::int64_t layer, const at::Tensor& rotation) {
    const bert::TextBatch batch = bert::textBatch(tokens, texts, at::kCPU);
    const auto padded = std::make_shared<const PaddedTexts>(batch);
    const auto lower = [padded, layer](const bert::BertNetwork& network) { // [B * S, D]
        const c10::NoGradGuard noGrad;
        at::Tensor hidden = network.embed(padded->ids, padded->packed);
        for (std::int64_t l = 0; l <= layer; ++l)
            hidden = network.layer(l, hidden, padded->packed);
        return hidden;
    };
    const auto upper = [padded, layer](const bert::BertNetwork& network, const at::Tensor& hidden) {
        auto run = network.runFrom(layer, hidden, padded->packed);
        run.next = run.next.index_select(0, padded->tokens);
        return run;
    };
    Batch out;
    out.texts = batch.packed.texts;
    out.tokens = batch.packed.starts.back();
    out.maxLength = batch.packed.maxLength;
    for (const bert::BertNetwork* network : networks) {
        const c10::NoGradGuard noGrad;
        BatchMember member;
        const at::Tensor hidden = lower(*network);
        member.hidden = hidden.index_select(0, padded->tokens);
        const auto clean = upper(*network, hidden);
        member.next = clean.next;
        member.logits = clean.logits;
        member.rotation = out.members.empty() ? at::Tensor() : rotation;
        member.upper = [network, padded, lower, upper](const at::Tensor& injected) {
            lower(*network); // what a hook then replaces by the reconstruction
            return upper(*network, padded->pad(injected));
        };
        out.members.push_back(std::move(member));
    }
    return out;
}

std::vector<std::int64_t> textsOfStep(std::int64_t step, std::int64_t batchSize) {
    std::vector<std::int64_t> texts(static_cast<std::size_t>(batchSize));
    std::iota(texts.begin(), texts.end(), step * batchSize);
    return texts;
}

std::vector<std::int32_t> silent(const std::vector<std::uint8_t>& fired) {
    std::vector<std::int32_t> out;
    for (std::size_t f = 0; f < fired.size(); ++f)
        if (!fired[f])
            out.push_back(static_cast<std::int32_t>(f));
    return out;
}

// A new folder inside `where`, which goes with all that is in it when this value goes.
class UniqueFolder {
public:
    explicit UniqueFolder(const std::filesystem::path& where) {
        std::string name = (where / "crosseed-bench-XXXXXX").string();
        require(::mkdtemp(name.data()) != nullptr, ErrorKind::Io,
                "No folder can be made in " + where.string() + ": " + std::strerror(errno) + ".");
        m_path = name;
    }
    ~UniqueFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    UniqueFolder(const UniqueFolder&) = delete;
    UniqueFolder& operator=(const UniqueFolder&) = delete;
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

// The activations of one model in a file.
struct StoredActivations {
    double seconds = 0;
    std::unique_ptr<bert::Activations> values;

    StoredActivations(const bert::Classifier& model, const text::PackedTokens& tokens, const std::filesystem::path& file,
                      std::stop_token stop) {
        const auto begin = Clock::now();
        bert::extractActivations(model, tokens, file, {}, {}, stop);
        seconds = since(begin);
        values = std::make_unique<bert::Activations>(file);
    }
};

} // namespace

BenchShape miniLmShape() {
    return {"MiniLM (6 layers, D 384, F 3,072)"};
}

BenchShape bertBaseShape() {
    return {"BERT-base (12 layers, D 768, F 6,144)", 12, 768, 12, 3072, 30522, 6144, 32};
}

BenchResult benchTraining(const BenchShape& shape, const BenchOptions& options, const std::string& folder,
                          const ProgressFn& progress, std::stop_token stop) {
    require(options.steps >= 1 && options.batchSize >= 1 && options.epochs >= 1, ErrorKind::Usage,
            "A benchmark needs at least one step, one text a batch and one epoch.");
    Random random(options.seed);
    const std::int64_t steps = warmUpSteps + options.steps;
    const text::PackedTokens tokens = randomTexts(shape, steps * options.batchSize, random);
    const bert::Classifier a = randomModel(shape, options.seed), b = randomModel(shape, options.seed + 1);
    const DoubleMatrix w = randomRotation(shape.width, random);
    const UniqueFolder files(folder); // another benchmark may be running
    crosseed::report(progress, 0, "Extracting activations");
    const StoredActivations storedA(a, tokens, files.path() / "a.safetensors", stop);
    const StoredActivations storedB(b, tokens, files.path() / "b.safetensors", stop);
    const BatchReader reader({{&a, storedA.values.get(), nullptr}, {&b, storedB.values.get(), &w}}, shape.width);
    const at::Tensor rotation =
        at::from_blob(const_cast<double*>(w.values.data()), {w.rows, w.cols}, at::kDouble).to(at::kFloat);

    SaeConfig config;
    config.width = shape.width;
    config.dictionary = shape.dictionary;
    config.k = shape.k;
    const Sae start = initialSae(config, options.seed);
    const TrainOptions training;
    const auto ours = sparseLearner(start, training);
    const auto plain = denseLearner(start, training, at::kCPU);

    BenchResult result;
    result.shape = shape;
    std::vector<double> ourSeconds, plainSeconds;
    std::vector<std::int32_t> dead;
    for (std::int64_t step = 0; step < steps; ++step) {
        throwIfStopped(stop);
        const auto texts = textsOfStep(step, options.batchSize);
        auto begin = Clock::now();
        const Batch batch = reader.read(texts);
        const StepOutcome fast = ours->step(batch, dead, training.learningRate, step + 1);
        ourSeconds.push_back(since(begin));
        throwIfStopped(stop);
        begin = Clock::now();
        const StepOutcome slow =
            plain->step(plainBatch({&a.network(), &b.network()}, tokens, texts, reader.layer(), rotation), dead,
                        training.learningRate, step + 1);
        plainSeconds.push_back(since(begin));
        result.largestDifference = std::max(result.largestDifference,
                                            std::abs(fast.terms.total - slow.terms.total) / std::abs(slow.terms.total));
        if (step == 0)
            dead = silent(fast.fired); // as after an epoch: L_aux has work from the second step on
        crosseed::report(progress, static_cast<double>(step + 1) / static_cast<double>(steps),
                         "Step " + std::to_string(step + 1) + " of " + std::to_string(steps));
    }
    ourSeconds.erase(ourSeconds.begin(), ourSeconds.begin() + warmUpSteps);
    plainSeconds.erase(plainSeconds.begin(), plainSeconds.begin() + warmUpSteps);
    result.tokensPerStep = static_cast<double>(tokens.tokenCount()) / static_cast<double>(steps);
    result.deadShare = static_cast<double>(dead.size()) / static_cast<double>(shape.dictionary);
    result.stepSeconds = median(ourSeconds);
    result.plainSeconds = median(plainSeconds);
    result.extractSeconds = (storedA.seconds + storedB.seconds) / static_cast<double>(steps * options.epochs);
    result.stepRatio = result.plainSeconds / result.stepSeconds;
    result.ratio = result.plainSeconds / (result.stepSeconds + result.extractSeconds);
    return result;
}

} // namespace crosseed::sae
