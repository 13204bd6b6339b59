// What the alignment view shows: the study of a pair's rotation and the geometry of a run.
#pragma once
#include "pipeline/studies.h"
#include "views/shared/result.h"
#include <memory>
#include <optional>

namespace crosseed::views {

// The rotation that the run was made with, and the sample that it was fitted on.
struct UsedRotation {
    std::int64_t id = 0; // of its row
    std::int64_t texts = 0, tokens = 0;
    std::string split;
    bool centred = false;
};

struct AlignmentData {
    UsedRotation used;
    pipeline::StudySpec spec;    // of `study`; its sizes hold used.tokens
    align::AlignmentStudy study; // the numbers, singular values and halves
    // Over the whole split, without halves: how the error goes on, measured on the same held-out tokens. Its sizes hold used.tokens and
    // study.tokens. Absent where the sample is the whole split.
    std::optional<align::AlignmentStudy> wider;

    const align::AlignmentStudy& curve() const { return wider ? *wider : study; }
    const align::StudyFit& fit() const { return used.centred ? study.centred : study.plain; }
    std::int64_t texts() const { return study.texts; }
    bool isOther() const { return spec.texts != used.texts; } // another number of texts than the run's
};
using AlignmentPtr = std::shared_ptr<const AlignmentData>;

struct GeometryData {
    pipeline::GeometrySpec spec;
    pipeline::GeometryStudy study;
};
using GeometryPtr = std::shared_ptr<const GeometryData>;

} // namespace crosseed::views
