// Each kind of id its own type, so that a run's number is never taken for a model's.
#pragma once
#include <cstdint>

namespace crosseed {

template <typename Tag> struct Id {
    std::int64_t value = 0;
    explicit operator bool() const { return value > 0; }
    bool operator==(const Id&) const = default;
    bool operator<(const Id& other) const { return value < other.value; }
};

using CorpusId = Id<struct CorpusTag>;
using ModelId = Id<struct ModelTag>;
using PairId = Id<struct PairTag>;
using RotationId = Id<struct RotationTag>;
using RunId = Id<struct RunTag>;
using EvaluationId = Id<struct EvaluationTag>;
using CounterfactualId = Id<struct CounterfactualTag>;
using EditStudyId = Id<struct EditStudyTag>;

} // namespace crosseed
