#include "sae/sae.h"
#include <utility>

namespace crosseed::sae {

namespace {
constexpr std::pair<Normalisation, std::string_view> names[] = {{Normalisation::None, "none"},
                                                                {Normalisation::Unit, "unit"},
                                                                {Normalisation::L2, "l2"},
                                                                {Normalisation::LayerNorm, "layernorm"}};
} // namespace

std::string_view normalisationName(Normalisation n) {
    for (const auto& [value, name] : names)
        if (value == n)
            return name;
    throw Error(ErrorKind::Internal, "A normalisation has no name.");
}

Normalisation parseNormalisation(std::string_view name) {
    for (const auto& [value, known] : names)
        if (known == name)
            return value;
    throw Error(ErrorKind::Usage,
                "There is no normalisation \"" + std::string(name) + "\"; choose none, unit, l2 or layernorm.");
}

} // namespace crosseed::sae
