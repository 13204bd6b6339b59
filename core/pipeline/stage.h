// What every stage needs. A stage hashes its inputs and options into a key; a result that is stored under that key is used again.
#pragma once
#include "base/checkpoint.h"
#include "base/progress.h"
#include "bert/device.h"
#include "store/project.h"
#include <functional>
#include <string>

namespace crosseed::sae {
struct StepReport;
}

namespace crosseed::pipeline {

struct LiveProbe;
struct TrainingStart;

struct StageContext {
    store::Project& project;
    bert::Device device = bert::Device::Cpu;
    int threads = 0;
    ProgressFn progress;                                // 0..1 within the stage that was announced last
    std::stop_token stop;
    std::function<void(const std::string&)> onStage;    // "Fine-tuning seed-42"; before it begins
    std::function<void(const std::string&)> onReuse;    // "Rotation of seed-42 & seed-137"; instead, when it is there already
    std::function<void(const std::string&)> onWarning;  // a plain sentence
    double checkpointSeconds = 60; // a long step keeps its state so often, beside when it is stopped
    std::function<void(const std::string&)> onCheckpoint{}; // "step 1,200 of 3,000": from there the stage could go on
    std::function<void(std::int64_t need, std::int64_t free)> onDiskNeed{}; // bytes that the stage writes at most; before it does
    PauseSwitch pause{};
    std::function<void(bool)> onPause{}; // a job waits now, or goes on
    // Of each training of an SAE, whatever job it belongs to: its beginning, each step, and the probe some forty times.
    std::function<void(const TrainingStart&)> onTraining{};
    std::function<void(const sae::StepReport&)> onStep{};
    std::function<void(const LiveProbe&)> onProbe{}; // absent: nothing is probed

    void begin(const std::string& what) const {
        project.beginWork(device == bert::Device::Cpu ? "cpu" : "cuda", threads);
        if (onStage)
            onStage(what);
    }
    void reused(const std::string& what) const {
        if (onReuse)
            onReuse(what);
    }
    void kept(const std::string& from) const {
        if (onCheckpoint)
            onCheckpoint(from);
    }
    // Tells onDiskNeed, then throws Error(Io) when the project's disk has less room. `what` begins the sentence.
    void needsDisk(const std::string& what, std::int64_t bytes) const;
    void warn(const std::string& sentence) const {
        if (onWarning)
            onWarning(sentence);
    }
};

} // namespace crosseed::pipeline
