#include "app/gui/live_curves.h"
#include "app/gui/job_results.h"
#include "app/gui/run_remarks.h"
#include "views/runs/queue_model.h"

namespace crosseed::gui {

namespace {
// Steps are those of one training; what happened in an earlier one of the job keeps its time alone.
std::vector<views::RunEvent> eventsOf(const JobRunner& jobs, int training) {
    std::vector<views::RunEvent> events;
    for (const LiveEvent& event : jobs.events())
        events.push_back(
            {event.training == training ? event.step : 0, event.time, event.kind, views::withCounts(event.sentence)});
    return events;
}
} // namespace

views::CurvesPtr liveCurves(const JobRunner& jobs) {
    const auto now = jobs.training(); // once: the next job may begin meanwhile
    if (!now) return nullptr;
    const pipeline::TrainingStart& training = *now;
    auto curves = std::make_shared<views::RunCurves>();
    curves->title = views::toQt(training.what);
    curves->subtitle = trainingText(training.sae, training.options, training.layer);
    curves->weights = training.options.weights;
    if (training.models < 2) curves->weights.cross = 0;
    curves->steps = training.steps;
    curves->epochs = training.options.maxSteps > 0 ? 0 : training.options.epochs;
    curves->made = jobs.steps();
    curves->probes = jobs.probes();
    curves->isLive = true;
    curves->events = eventsOf(jobs, jobs.now().training);
    curves->remarks = runRemarks(*curves, training.sae.dictionary, training.options);
    return curves;
}

views::CurvesPtr liveEvents(const JobRunner& jobs, const QString& title) {
    auto curves = std::make_shared<views::RunCurves>();
    curves->title = title;
    curves->isLive = true;
    curves->events = eventsOf(jobs, -1);
    return curves;
}

} // namespace crosseed::gui
