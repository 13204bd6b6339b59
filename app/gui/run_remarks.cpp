#include "app/gui/run_remarks.h"
#include "sae/loss_curve.h"
#include "views/runs/loss_look.h"
#include <QCoreApplication>
#include <QStringList>
#include <algorithm>

namespace crosseed::gui {

using views::RunRemark;

namespace {

constexpr double memory = 0.95;                 // of the smoothing, over some twenty steps
constexpr std::size_t fewest = 40;              // steps before anything is said
constexpr double falling = 0.98, rising = 1.05; // of the value a tenth of the steps before
constexpr double smallest = 1e-3;               // share of the whole that a term needs to be named
constexpr double manyDead = 0.5;

QString tr(const char* text) {
    return QCoreApplication::translate("RunRemarks", text);
}

QString listed(const QStringList& names) {
    if (names.size() < 2) return names.join(QString());
    return names.mid(0, names.size() - 1).join(", ") + tr(" and ") + names.last();
}

// Now against a tenth of the steps before.
double changeOf(const views::RunCurves& curves, sae::LossTerm term) {
    std::vector<double> values;
    for (const sae::StepReport& step : curves.made)
        values.push_back(sae::valueOf(step, term));
    const auto smooth = sae::smoothed(values, memory);
    const double before = smooth[smooth.size() - 1 - std::max<std::size_t>(smooth.size() / 10, 20)];
    return before > 0 ? smooth.back() / before : 1;
}

RunRemark movement(const views::RunCurves& curves) {
    QStringList fall;
    const sae::StepReport& last = curves.made.back();
    const auto counts = [&](sae::LossTerm term) {
        return sae::weightOf(curves.weights, term) * sae::valueOf(last, term) > smallest * last.total;
    };
    for (const sae::LossTerm term : sae::allLossTerms)
        if (term != sae::LossTerm::Whole && counts(term) && changeOf(curves, term) < falling)
            fall += fall.isEmpty() ? views::lossLook(term).name
                                   : views::lossLook(term).name.toLower().replace("(kl)", "(KL)");
    const double whole = changeOf(curves, sae::LossTerm::Whole);
    const QString over = views::count(std::max<long long>(std::ssize(curves.made) / 10, 20));
    if (whole > rising)
        return {true,
                tr("The whole loss rose by %1 over the last %2 steps.").arg(views::percent(100 * (whole - 1)), over),
                "loss"};
    if (fall.isEmpty()) return {false, tr("No term fell by more than 2 % over the last %1 steps.").arg(over), "loss"};
    if (!curves.isLive) return {false, tr("%1 still fell over the last %2 steps.").arg(listed(fall), over), "loss"};
    return {false, (fall.size() == 1 ? tr("%1 still falls.") : tr("%1 still fall.")).arg(listed(fall)), "loss"};
}

} // namespace

std::vector<RunRemark> runRemarks(const views::RunCurves& curves, std::int64_t dictionary,
                                  const sae::TrainOptions& training) {
    std::vector<RunRemark> remarks;
    if (curves.made.size() < fewest) return remarks;
    remarks.push_back(movement(curves));
    const auto kept =
        std::ranges::find(curves.events.rbegin(), curves.events.rend(), "checkpoint", &views::RunEvent::kind);
    if (curves.isLive && kept != curves.events.rend() && kept->step > 0)
        remarks.push_back(
            {false, tr("Kept so far: step %1; from there it can go on.").arg(views::count(kept->step)), {}});
    const double dead =
        dictionary > 0 ? static_cast<double>(curves.made.back().dead) / static_cast<double>(dictionary) : 0;
    const QString window =
        training.deadAfterTokens > 0 ? tr("%1 tokens").arg(views::count(training.deadAfterTokens)) : tr("one epoch");
    if (dead > manyDead)
        remarks.push_back(
            {true,
             tr("%1 of the dictionary fired in neither model for %2. The dead-feature term %3.")
                 .arg(views::percent(100 * dead), window,
                      training.weights.auxiliary > 0 && training.auxiliaryK > 0 ? tr("is on") : tr("is off")),
             "dead-training"});
    const auto outliers = std::ranges::count(curves.events, "outlier", &views::RunEvent::kind);
    if (outliers > 0)
        remarks.push_back({true,
                           tr("%1 stood out of the steps before; the marks above the plot show where.")
                               .arg(views::counted(outliers, tr("step"))),
                           {}});
    return remarks;
}

} // namespace crosseed::gui
