// The grammar behind the sample: rules of plain English whose marked stretches are planted features.
#pragma once
#include "base/random.h"
#include "text/tokenizer.h"
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crosseed::text {

// A stretch of a text that carries a planted feature.
struct PlantedSpan {
    std::size_t planted = 0; // index of the feature
    ByteRange range;
    bool operator==(const PlantedSpan&) const = default;
};

// One feature of politeness. The label follows from the sum of the weights of the features of a text, each counted once.
struct PlantedFeature {
    std::string_view key;  // as the rules write it
    std::string_view name; // as people read it
    int weight = 0;        // positive is polite
};

const std::vector<PlantedFeature>& plantedFeatures();

struct SampleText {
    std::string text;
    std::vector<PlantedSpan> spans; // in order, not overlapping
};

// One text of 5 to 20 words, not necessarily another one than before.
SampleText composeText(Random& random);

} // namespace crosseed::text
