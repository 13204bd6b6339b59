// What the stages keep of a computation that is not finished, so that a stop of any kind costs little: one file in the project's
// folder checkpoints/, named after the key of the result and replaced whole, read when the same is asked for again.
#pragma once
#include "pipeline/stage.h"
#include <optional>

namespace crosseed::pipeline {

// checkpoints/<name>; the folder is made, and what a killed program left half-written under that name removed.
std::filesystem::path keptFile(const store::Project& project, const std::string& name);

// Removes it, also from what a power cut leaves.
void forget(const std::filesystem::path& file);
// What of so many bytes is still to be written where the file has some of them already; not below 0.
std::int64_t beyond(const std::filesystem::path& file, std::int64_t bytes);
// All that was kept under a key whose result is stored: a kill may have come between the two.
void forgetKey(const store::Project& project, const std::string& key);

// read(file) where it exists. A damaged file, or one of another computation, is warned of and forgotten; one that the disk or a
// right refuses to read stays, and its Error(Io) goes on.
template <typename Read>
auto keptState(const StageContext& context, const std::filesystem::path& file, const Read& read)
    -> std::optional<decltype(read(file))> {
    if (!std::filesystem::exists(file))
        return std::nullopt;
    try {
        return read(file);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Io)
            throw;
        context.warn(error.what());
        forget(file);
        return std::nullopt;
    }
}

// work(true), which goes on from the state in `file`, where there is one. Where that turns out to be another computation's,
// Error(Shape), it is warned of and forgotten, and work(false) begins anew.
template <typename Work>
auto goOnOrBegin(const StageContext& context, const std::filesystem::path& file, bool isKept, const Work& work)
    -> decltype(work(false)) {
    try {
        return work(isKept);
    } catch (const Error& error) {
        if (!isKept || error.kind() != ErrorKind::Shape)
            throw;
        context.warn(error.what());
        forget(file);
    }
    return work(false);
}

// How far a computation whose own file grows in place has come: so many of its parts are safe.
void writeJournal(const std::filesystem::path& file, const std::string& key, std::int64_t parts);
// Throws Error(BadInput) for a damaged file and for one of another key.
std::int64_t readJournal(const std::filesystem::path& file, const std::string& key);

} // namespace crosseed::pipeline
