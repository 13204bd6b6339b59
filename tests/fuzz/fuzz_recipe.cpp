// Any bytes as a recipe: refused with a sentence, or a recipe whose values are in their ranges.
#include "input_file.h"
#include "pipeline/recipe.h"
#include <cmath>

using namespace crosseed;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto path = fuzz::inputFile(data, size, "recipe.toml");
    fuzz::refusesOrReads([&] {
        const pipeline::Recipe recipe = pipeline::readRecipe(path);
        if (recipe.project.empty() || recipe.sae.k < 1 || recipe.sae.k > recipe.sae.dictionary ||
            !std::isfinite(recipe.training.learningRate) || recipe.fineTune.batchSize < 1)
            std::abort();
    });
    return 0;
}
