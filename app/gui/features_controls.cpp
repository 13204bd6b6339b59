#include "app/gui/features_controls.h"
#include "pipeline/stored_controls.h"
#include "views/shared/words.h"
#include <QCoreApplication>

namespace crosseed::gui {

using namespace views;

namespace {
QString tr(const char* text) {
    return QCoreApplication::translate("FeaturesControls", text);
}

constexpr std::int64_t fixedTrials = 3; // true, identity, mismatched

QString trainingText(const sae::TrainOptions& training) {
    QString text = training.maxSteps > 0 ? counted(training.maxSteps, tr("batch"), tr("batches"))
                                         : counted(training.epochs, tr("epoch"));
    return training.weights.cross == 0 ? tr("trained for %1, without L_cross").arg(text) : tr("trained for %1").arg(text);
}

QString rotationText(const QString& kind) {
    return kind == "identity"     ? tr("B is not rotated")
           : kind == "mismatched" ? tr("W is fitted on tokens paired at random")
                                  : tr("B is rotated by random orthogonal matrices");
}

void addTo(Control& control, const pipeline::RotationTrial& trial) {
    control.trials.push_back(trial.evaluation.metrics.features);
    control.counters.emplace_back(trial.evaluation.metrics.features);
}

// Controls trained as the result was are the fairer ones; of random rotations the many draws of a test say more than one such run.
Control controlOf(const QString& kind, const std::vector<pipeline::RotationTrial>& alike, const pipeline::StoredRotationTest* test) {
    Control control;
    control.kind = kind;
    const auto take = [&](const std::vector<pipeline::RotationTrial>& trials) {
        for (const pipeline::RotationTrial& trial : trials)
            if (toQt(trial.rotation.kind) == kind)
                addTo(control, trial);
    };
    if (kind == "random" && test) {
        control.shortly = true;
        take(test->test.trials);
    }
    if (control.trials.empty()) {
        control.shortly = false;
        take(alike);
    }
    if (control.trials.empty() && test) {
        control.shortly = true;
        take(test->test.trials);
    }
    control.how = control.shortly ? tr("%1; %2").arg(rotationText(kind), trainingText(test->spec.training))
                                  : tr("%1; trained as this result was").arg(rotationText(kind));
    return control;
}

ControlsPtr controlsFrom(const std::vector<pipeline::RotationTrial>& alike, const pipeline::StoredRotationTest* test) {
    auto controls = std::make_shared<Controls>();
    bool anyShort = false;
    for (const QString kind : {"identity", "mismatched", "random"}) {
        Control control = controlOf(kind, alike, test);
        if (control.trials.empty())
            continue;
        anyShort |= control.shortly;
        controls->list.push_back(std::move(control));
    }
    if (test)
        for (const pipeline::RotationTrial& trial : test->test.trials)
            if (trial.rotation.kind == "true")
                controls->original.emplace(trial.evaluation.metrics.features);
    if (anyShort)
        controls->shortTraining = trainingText(test->spec.training);
    return controls->isEmpty() ? nullptr : controls;
}

// A training was timed; an evaluation beside it takes from a little to as long again.
void estimate(LoadedControls& loaded, const store::Project& project, const Result& result, const pipeline::StoredRotationTest* test) {
    if (!loaded.next)
        return;
    double trial = test ? test->secondsATrial : 0;
    const std::int64_t trials = loaded.next->draws + fixedTrials - (test ? std::ssize(test->test.trials) - test->otherSeeds : 0);
    loaded.trials = trials;
    if (!test) {
        const auto steps = static_cast<double>(store::runSteps(project, result.run.id).size());
        if (steps > 0)
            trial = result.run.seconds / steps * static_cast<double>(loaded.next->training.maxSteps);
    }
    if (trial <= 0 || trials <= 0)
        return;
    loaded.lowSeconds = 1.2 * trial * static_cast<double>(trials);
    loaded.highSeconds = 2.2 * trial * static_cast<double>(trials);
}
} // namespace

LoadedControls loadControls(const store::Project& project, const Result& result) {
    const evaluate::Pooling pooling = result.evaluation.pooling;
    const text::Split split = result.evaluation.split;
    const auto tests = pipeline::storedRotationTests(project, result.pair.id, pooling, split);
    const pipeline::StoredRotationTest* test = pipeline::testFor(tests, result.run);
    LoadedControls loaded;
    loaded.controls = controlsFrom(pipeline::controlsOf(project, result.run, pooling, split), test);
    loaded.next = pipeline::rotationTestOf(project, result.run, result.evaluation, test);
    estimate(loaded, project, result, test);
    return loaded;
}

} // namespace crosseed::gui
