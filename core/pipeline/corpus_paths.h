// The fields of a corpus specification that are paths, listed once.
#pragma once
#include "pipeline/recipe.h"

namespace crosseed::pipeline {

// Calls visitor("corpus.train_file", path) for each, empty ones too; of `files` for each file.
template <typename Visitor> void visitCorpusPaths(CorpusSpec& spec, Visitor&& visitor) {
    visitor("corpus.folder", spec.folder);
    visitor("corpus.file", spec.file);
    for (std::string& file : spec.files)
        visitor("corpus.files", file);
    visitor("corpus.train_file", spec.trainFile);
    visitor("corpus.validation_file", spec.validationFile);
    visitor("corpus.test_file", spec.testFile);
    visitor("corpus.first_texts", spec.firstTexts);
}

} // namespace crosseed::pipeline
