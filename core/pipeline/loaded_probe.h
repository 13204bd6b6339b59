// A run's models, tokenizer, SAEs and rotation, loaded once for questions about any text.
#pragma once
#include "evaluate/probe.h"
#include "store/project.h"
#include "store/runs.h"

namespace crosseed::pipeline {

// Owns what its probe points to, so it stays where it was made.
struct LoadedProbe {
    text::Tokenizer tokenizer; // of model A, with which the evaluation split was made into tokens
    bert::Classifier a, b;
    std::array<sae::Sae, 2> saes; // of A and of B, as saesOf() gives them: feature numbers are those of the stored codes
    DoubleMatrix rotation;        // W of the run, empty for the identity
    evaluate::Probe probe;

    // `options.layer` and `options.maxLength` are replaced by the run's. Throws as the readers of the files do.
    LoadedProbe(const store::Project& project, const store::RunRow& run, bert::Device device,
                const evaluate::ProbeOptions& options = {});
    LoadedProbe(const LoadedProbe&) = delete;
    LoadedProbe& operator=(const LoadedProbe&) = delete;
};

} // namespace crosseed::pipeline
