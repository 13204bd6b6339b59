// The form of TweetEval's data sets: a text a line, a class number a line.
#pragma once
#include "text/corpus.h"
#include <filesystem>

namespace crosseed::text {

// Reads train, val and test: <split>_text.txt and <split>_labels.txt, and mapping.txt ("0<tab>anger"). Ids are
// "train/17", counting lines from 0; a text is its line without the line end, nothing else changed.
// Throws Error(NotFound) for a file that is missing, and Error(BadInput) naming file and line for a mapping that does
// not number its classes 0, 1, 2, …, for a label outside it, for files of different lengths and without a text.
Corpus importTweetEval(const std::filesystem::path& folder);

} // namespace crosseed::text
