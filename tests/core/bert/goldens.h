// The goldens of tests/goldens/bert as values, and what several tests of this room compare with.
#pragma once
#include "base/matrix.h"
#include "bert/classifier.h"
#include "bert/safetensors.h"
#include "text/tokens.h"
#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace crosseed::bert {

inline const std::filesystem::path goldenFolder = CROSSEED_SOURCE_DIR "/tests/goldens/bert";

// Largest absolute difference; infinite where the lengths differ or a value is not a number.
inline double largestDifference(std::span<const float> a, std::span<const float> b) {
    double largest = a.size() == b.size() ? 0 : std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
        const double difference = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
        if (!(difference <= largest)) largest = std::isnan(difference) ? INFINITY : difference;
    }
    return largest;
}

inline std::span<const float> valuesOf(MatrixView m) {
    return {m.data, static_cast<std::size_t>(m.rows * m.cols)};
}

// The texts of a golden file; without labels all are -1.
inline text::PackedTokens goldenTokens(const SafetensorsFile& file) {
    text::PackedTokens tokens;
    const auto ids = file.tensor("ids").as<std::int32_t>();
    const auto starts = file.tensor("starts").as<std::int64_t>();
    tokens.ids.assign(ids.begin(), ids.end());
    tokens.starts.assign(starts.begin(), starts.end());
    tokens.ranges.resize(tokens.ids.size());
    tokens.documents.resize(starts.size() - 1);
    std::iota(tokens.documents.begin(), tokens.documents.end(), std::int64_t{0});
    tokens.labels.assign(starts.size() - 1, -1);
    if (file.contains("labels")) {
        const auto labels = file.tensor("labels").as<std::int32_t>();
        tokens.labels.assign(labels.begin(), labels.end());
    }
    return tokens;
}

struct TinyGolden {
    SafetensorsFile file{goldenFolder / "tiny_expected.safetensors"};
    text::PackedTokens tokens = goldenTokens(file);
    std::span<const float> values(const std::string& name) const { return file.tensor(name).as<float>(); }
    // The rows of one text in a tensor with a row for each token.
    std::span<const float> rowsOf(const std::string& name, std::int64_t text) const {
        const auto width = static_cast<std::size_t>(file.tensor(name).shape[1]);
        const auto begin = static_cast<std::size_t>(tokens.starts[static_cast<std::size_t>(text)]);
        return values(name).subspan(begin * width, static_cast<std::size_t>(tokens.lengthOf(text)) * width);
    }
};

inline Classifier tinyModel() {
    return Classifier::load(goldenFolder / "tiny");
}

// A copy of the tiny model's folder whose tensors have gone through change(name): another name, or "" to
// leave one out.
template <typename Change> void writeTinyFolder(const std::filesystem::path& folder, Change change) {
    std::filesystem::create_directories(folder);
    std::filesystem::copy_file(goldenFolder / "tiny" / "config.json", folder / "config.json");
    const SafetensorsFile source(goldenFolder / "tiny" / "model.safetensors");
    std::vector<TensorToWrite> tensors;
    for (const auto& [name, tensor] : source.tensors())
        if (const std::string changed = change(name); !changed.empty())
            tensors.push_back({changed, tensor.type, tensor.shape, tensor.bytes.data()});
    writeSafetensors(folder / "model.safetensors", tensors);
}

} // namespace crosseed::bert
