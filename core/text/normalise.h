// The reference's BertNormalizer on decoded text, with the range of original bytes behind each character.
#pragma once
#include "text/tokenizer.h"
#include <string_view>
#include <vector>

namespace crosseed::text {

struct NormalCharacter {
    char32_t value = 0;
    ByteRange range; // the original character it came from; of reordered marks, the one whose place they took
};

// Decodes `text`, leaves out what is not UTF-8 and control characters, makes all white space plain spaces, puts
// spaces around CJK ideographs, and strips accents and lower-cases as the options say. `shift` is added to all ranges.
std::vector<NormalCharacter> normalise(std::string_view text, std::int32_t shift, const TokenizerOptions& options);

} // namespace crosseed::text
