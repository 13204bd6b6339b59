// Options of the studies of a pair: its alignment in depth and its geometry.
#pragma once
#include "align/alignment_study.h"
#include "evaluate/geometry.h"
#include <string>

namespace crosseed::pipeline {

struct StudySpec {
    std::string split = "train"; // the paper aligned TweetEval on test rows, which leaks
    std::int64_t texts = 500;    // first so many of the split; 0: all
    bool specialTokens = false;  // count [CLS] and [SEP] as rows
    std::string heldOut = "rest"; // rest (of the split, after the sample), train, validation, test or none
    align::StudyOptions study;
};

struct GeometrySpec {
    std::string features = "active_both"; // all, active_either or active_both (of the latest per-token evaluation)
    std::string split = "test";           // whose tokens are drawn for the hidden states
    bool specialTokens = false;
    evaluate::HiddenPcaOptions hidden;
    evaluate::CosineOptions cosines;
};

} // namespace crosseed::pipeline
