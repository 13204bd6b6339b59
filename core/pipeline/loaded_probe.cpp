#include "pipeline/loaded_probe.h"
#include "align/rotation_file.h"
#include "pipeline/stages.h"
#include "store/models.h"

namespace crosseed::pipeline {

namespace {

store::ModelRow member(const store::Project& project, const store::RunRow& run, bool isB) {
    const store::PairRow pair = store::pairRow(project, run.pair);
    return store::modelRow(project, isB ? pair.b : pair.a);
}

// As the evaluation does: the identity is not multiplied with.
DoubleMatrix rotationOf(const store::Project& project, const store::RunRow& run) {
    if (!run.rotation)
        return {};
    const store::RotationRow row = store::rotationRow(project, run.rotation);
    return row.kind == "identity" ? DoubleMatrix{} : align::readRotation(project.resolve(row.file));
}

evaluate::ProbeOptions optionsOf(const store::Project& project, const store::RunRow& run, evaluate::ProbeOptions options) {
    options.layer = run.layer;
    options.maxLength = member(project, run, false).maxLength;
    return options;
}

} // namespace

LoadedProbe::LoadedProbe(const store::Project& project, const store::RunRow& run, bert::Device device,
                         const evaluate::ProbeOptions& options)
    : tokenizer(text::Tokenizer::fromFolder(project.resolve(member(project, run, false).folder))),
      a(bert::Classifier::load(project.resolve(member(project, run, false).folder), device)),
      b(bert::Classifier::load(project.resolve(member(project, run, true).folder), device)),
      saes(saesOf(project, run)), rotation(rotationOf(project, run)),
      probe(tokenizer, {&a, &saes[0], nullptr, {}}, {&b, &saes[1], rotation.values.empty() ? nullptr : &rotation, {}},
            optionsOf(project, run, options)) {}

} // namespace crosseed::pipeline
