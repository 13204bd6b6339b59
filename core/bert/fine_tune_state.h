// The state of a fine-tuning as a file, from which it goes on after a stop.
#pragma once
#include "bert/fine_tune.h"
#include "bert/safetensors.h"
#include <filesystem>
#include <string>

namespace crosseed::bert {

// safetensors: float32 [P] "weights", "first", "second" and, once there is a best evaluation, "best"; counters and evaluations.
// `key` names what the state belongs to. The file is complete or not there at all.
void writeFineTuneState(const std::filesystem::path& file, const FineTuneState& state, const std::string& key);

// The file stays mapped as long as the state is used.
class StoredFineTuneState {
public:
    // Bit for bit what was written. Throws Error(BadInput) for a file of another key or whose tensors do not fit together.
    StoredFineTuneState(const std::filesystem::path& file, const std::string& key);
    const FineTuneState& state() const { return m_state; }

private:
    SafetensorsFile m_file;
    FineTuneState m_state;
};

} // namespace crosseed::bert
