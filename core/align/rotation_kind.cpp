#include "align/procrustes.h"
#include "base/error.h"
#include <array>

namespace crosseed::align {

namespace {
constexpr std::array<std::string_view, 4> names{"true", "identity", "mismatched", "random"};
} // namespace

std::string_view rotationName(RotationKind kind) {
    return names[static_cast<std::size_t>(kind)];
}

RotationKind parseRotation(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<RotationKind>(i);
    throw Error(ErrorKind::Usage,
                "\"" + std::string(name) + "\" is no rotation; use true, identity, mismatched or random.");
}

} // namespace crosseed::align
