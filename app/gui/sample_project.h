// The guided sample: a finished project that was made when the program was built, opened as a copy of the person's own.
#pragma once
#include "pipeline/recipe.h"
#include <QString>
#include <optional>

namespace crosseed::gui {

// sample/sample.crosseed beside the program, or in the folder that a package puts it into, or in CROSSEED_SAMPLE_FOLDER; empty where
// there is none.
QString finishedSample();
// The person's copy, made where it is not there yet (or `anew`), in Documents/Crosseed. Throws Error(Io, NotFound).
QString copyOfSample(bool anew = false);
// The recipe that makes it from nothing; nothing where it is not installed.
std::optional<pipeline::Recipe> sampleRecipe();
// How long making it took when it was made, in seconds, as its jobs say; nothing where they do not.
std::optional<double> sampleSeconds();
// Documents/Crosseed, made.
QString projectsFolder();
// folder/name.crosseed, or "name 2" and so on.
QString freeProjectFile(const QString& folder, const QString& name);

} // namespace crosseed::gui
