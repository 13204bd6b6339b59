#include "bert/parameter_layout.h"
#include "base/error.h"
#include <algorithm>

namespace crosseed::bert {

namespace {

class LayoutBuilder {
public:
    // The matrix [rows, cols] `name`.weight; with its bias [rows] in the second part.
    void linear(const std::string& name, std::int64_t rows, std::int64_t cols) {
        m_matrices.push_back({name + ".weight", {rows, cols}});
        m_vectors.push_back({name + ".bias", {rows}});
    }
    void table(const std::string& name, std::int64_t rows, std::int64_t cols) {
        m_matrices.push_back({name + ".weight", {rows, cols}});
    }
    void norm(const std::string& name, std::int64_t width) {
        m_vectors.push_back({name + ".LayerNorm.weight", {width}});
        m_vectors.push_back({name + ".LayerNorm.bias", {width}});
    }
    ParameterLayout finish() {
        ParameterLayout layout;
        for (ParameterPlace& place : m_matrices)
            add(layout, place);
        layout.decayedCount = layout.total;
        for (ParameterPlace& place : m_vectors)
            add(layout, place);
        return layout;
    }

private:
    static void add(ParameterLayout& layout, ParameterPlace& place) {
        place.begin = layout.total;
        place.elements = 1;
        for (const std::int64_t size : place.shape)
            place.elements *= size;
        layout.total += place.elements;
        layout.places.push_back(std::move(place));
    }
    std::vector<ParameterPlace> m_matrices, m_vectors;
};

} // namespace

std::string layerPrefix(std::int64_t layer) {
    return "bert.encoder.layer." + std::to_string(layer) + ".";
}

const ParameterPlace& ParameterLayout::find(const std::string& name) const {
    const auto at =
        std::find_if(places.begin(), places.end(), [&](const ParameterPlace& place) { return place.name == name; });
    require(at != places.end(), ErrorKind::Internal, "There is no parameter " + name + ".");
    return *at;
}

ParameterLayout parameterLayout(const BertConfig& config) {
    const std::int64_t width = config.hiddenSize;
    LayoutBuilder builder;
    builder.table("bert.embeddings.word_embeddings", config.vocabSize, width);
    builder.table("bert.embeddings.position_embeddings", config.maxPositions, width);
    builder.table("bert.embeddings.token_type_embeddings", config.typeVocabSize, width);
    builder.norm("bert.embeddings", width);
    for (std::int64_t layer = 0; layer < config.layers; ++layer) {
        const std::string prefix = layerPrefix(layer);
        builder.linear(prefix + "attention.self.query", width, width);
        builder.linear(prefix + "attention.self.key", width, width);
        builder.linear(prefix + "attention.self.value", width, width);
        builder.linear(prefix + "attention.output.dense", width, width);
        builder.norm(prefix + "attention.output", width);
        builder.linear(prefix + "intermediate.dense", config.intermediateSize, width);
        builder.linear(prefix + "output.dense", width, config.intermediateSize);
        builder.norm(prefix + "output", width);
    }
    builder.linear("bert.pooler.dense", width, width);
    builder.linear("classifier", static_cast<std::int64_t>(config.classNames.size()), width);
    return builder.finish();
}

} // namespace crosseed::bert
