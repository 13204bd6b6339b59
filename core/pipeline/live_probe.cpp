#include "pipeline/live_probe.h"
#include "evaluate/evaluate.h"
#include "pipeline/recipe.h"
#include <algorithm>
#include <cmath>

namespace crosseed::pipeline {

namespace {

constexpr double shareOfTime = 0.03;
constexpr std::int64_t probes = 40;
constexpr std::int64_t fewestRows = 3; // an r of fewer says nothing at all

std::int64_t minimumRows(const ProbeTexts& texts, std::int64_t probed) {
    const auto whole = static_cast<double>(EvaluationSpec{}.minimumActive);
    if (texts.testTexts <= probed) return std::max(fewestRows, EvaluationSpec{}.minimumActive);
    const double scaled = std::round(whole * static_cast<double>(probed) / static_cast<double>(texts.testTexts));
    return std::max(fewestRows, static_cast<std::int64_t>(scaled));
}

} // namespace

LiveProbe liveProbe(const sae::Sae& sae, const ProbeTexts& texts, const std::vector<const DoubleMatrix*>& rotations,
                    std::int64_t step, std::stop_token stop) {
    const bert::Activations& first = *texts.activations.front();
    LiveProbe probe;
    probe.step = step;
    probe.dictionary = sae.config.dictionary;
    probe.models = std::ssize(texts.activations);
    probe.texts = first.textCount();
    probe.rows = first.tokenCount();
    probe.split = texts.split;
    probe.minimumRows = minimumRows(texts, probe.texts);
    probe.universalR = EvaluationSpec{}.universalR;
    const sae::SparseCodes a = evaluate::codesOf(sae, first, rotations.front(), {}, stop);
    const sae::SparseCodes b =
        probe.models > 1 ? evaluate::codesOf(sae, *texts.activations[1], rotations[1], {}, stop) : a;
    const evaluate::PairMetrics metrics =
        evaluate::pairMetrics(a, b, first.starts(), {evaluate::Pooling::PerToken, probe.minimumRows, probe.universalR});
    probe.deadA = metrics.deadA;
    probe.deadB = metrics.deadB;
    probe.deadBoth = metrics.deadBoth;
    probe.activeBoth = metrics.activeBoth;
    probe.universal = probe.models > 1 ? metrics.universal : 0;
    return probe;
}

ProbeWatch::ProbeWatch(const StageContext& context, const std::vector<sae::Member>& members,
                       const std::function<ProbeTexts()>& texts)
    : m_context(context) {
    if (!context.onProbe) return;
    for (const sae::Member& member : members)
        m_rotations.push_back(member.rotation);
    try {
        m_texts = texts();
        m_on = true;
    } catch (const Cancelled&) {
        throw;
    } catch (const Error& error) {
        giveUp(error);
    }
    m_begin = Clock::now();
}

sae::Onlooker ProbeWatch::onlooker() {
    if (!m_on) return {};
    return {[this](const sae::StepReport& step) { return isDue(step); },
            [this](const sae::Sae& sae, const sae::StepReport& step) { look(sae, step); }};
}

bool ProbeWatch::isDue(const sae::StepReport& step) const {
    if (!m_on || m_context.stop.stop_requested()) return false;
    if (m_last == 0) return true;
    const double elapsed = std::chrono::duration<double>(Clock::now() - m_begin).count();
    const bool turn = step.step == step.steps || step.step - m_last >= std::max<std::int64_t>(1, step.steps / probes);
    return turn && m_spent + m_cost <= shareOfTime * elapsed;
}

void ProbeWatch::look(const sae::Sae& sae, const sae::StepReport& step) {
    const auto begin = Clock::now();
    try {
        m_context.onProbe(liveProbe(sae, m_texts, m_rotations, step.step, m_context.stop));
    } catch (const Cancelled&) { // the training itself ends then, with its state kept
    } catch (const Error& error) {
        giveUp(error);
    }
    m_last = step.step;
    m_cost = std::chrono::duration<double>(Clock::now() - begin).count();
    m_spent += m_cost;
}

void ProbeWatch::giveUp(const Error& why) {
    m_on = false;
    m_context.warn(std::string("This training is not probed while it runs: ") + why.what());
}

} // namespace crosseed::pipeline
