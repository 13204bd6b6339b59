// Which kind of edit a counterfactual is (method.md 8, the paper's Table 2), suggested from its words. English only.
#pragma once
#include <cstdint>
#include <string_view>

namespace crosseed::evaluate {

enum class EditType : std::uint8_t { ModalSwap, MoodSwap, Reposition, DirectnessSwap, Other };
std::string_view editTypeName(EditType type); // "modal swap", "mood swap", "reposition", "directness swap", "other"

// The first rule that holds; words are those of wordsOf(), letter case and punctuation aside unless named.
// 1. The same words in another order: a reposition. But a mood swap when the mood changes and all that happened is that an
//    auxiliary or modal changed places with a subject of at most two words ("should I" -> "I should").
// 2. One sentence has a frame of politeness and the other has none: a directness swap. Frames are "would you", "could you",
//    "can you", "will you", "would you mind", "do you mind", "may I", "might I", "could I", "can I", "I was wondering if",
//    "I wonder if", "is it possible", "would it be possible", "could you please" and the like, at the beginning of the text,
//    after a punctuation mark or after "please"; in a frame with "mind" or "wonder" the asker's wish is wrapped up, so it
//    counts against a sentence that has only one of the others, too.
// 3. One is interrogative, the other not: a mood swap. Interrogative is a sentence with a question mark among its last
//    punctuation marks, or without any final mark and with an auxiliary, a modal or a wh-word followed by one at the beginning.
// 4. The modals (can, could, may, might, must, shall, should, will, would, ought and their negations) differ, and every other
//    word that was added or removed is an auxiliary, "to" or "not": a modal swap.
// 5. Other.
EditType suggestEditType(std::string_view original, std::string_view edited);

} // namespace crosseed::evaluate
