#include "evaluate/edit_study.h"
#include <algorithm>
#include <cmath>
#include <functional>

namespace crosseed::evaluate {

namespace {

using Lines = std::vector<StudyLine>;

bool isEdited(const StudyLine& line) {
    return line.matched && line.edited != line.original;
}

void collect(Lines& lines, std::vector<StudyLine*>& edited) {
    for (StudyLine& line : lines)
        if (isEdited(line))
            edited.push_back(&line);
}

void measure(StudyLine& line, const ProbedText& original, const ProbedText& edited, std::int32_t feature,
             bool specialTokens) {
    for (std::size_t member = 0; member < 2; ++member) {
        line.before[member] = peakOf(original, member, feature, specialTokens);
        line.after[member] = peakOf(edited, member, feature, specialTokens);
        line.effects[member] = relativeEffect(line.before[member].value, line.after[member].value);
    }
    line.effects[2] = (line.effects[0] + line.effects[1]) / 2;
    line.editType = std::string(editTypeName(suggestEditType(line.original, line.edited)));
}

// Some lines at a time, so that hidden states of few texts are held.
void measureAll(Probe& probe, const std::vector<StudyLine*>& lines, std::int32_t feature, bool specialTokens,
                const ProgressFn& progress, const std::stop_token& stop) {
    constexpr std::size_t atOnce = 64;
    for (std::size_t first = 0; first < lines.size(); first += atOnce) {
        const std::size_t end = std::min(first + atOnce, lines.size());
        std::vector<std::string> texts;
        for (std::size_t i = first; i < end; ++i) {
            texts.push_back(lines[i]->original);
            texts.push_back(lines[i]->edited);
        }
        const auto share = [&](std::size_t i) { return static_cast<double>(i) / static_cast<double>(lines.size()); };
        const ProbedTexts probed = probe.probe(texts, partOf(progress, share(first), share(end)), stop);
        for (std::size_t i = first; i < end; ++i)
            measure(*lines[i], *probed[2 * (i - first)], *probed[2 * (i - first) + 1], feature, specialTokens);
    }
    report(progress, 1, std::to_string(lines.size()) + " edits");
}

std::array<EffectSummary, 3> summarise(const Lines& lines, const BootstrapOptions& bootstrap) {
    std::array<EffectSummary, 3> summaries;
    for (std::size_t which = 0; which < 3; ++which) {
        std::vector<double> effects;
        EffectSummary& summary = summaries[which];
        for (const StudyLine& line : lines)
            if (isEdited(line)) {
                if (std::isnan(line.effects[which]))
                    ++summary.undefined;
                else
                    effects.push_back(line.effects[which]);
            }
        summary.defined = std::ssize(effects);
        summary.interval = bootstrapMean(effects, bootstrap);
        summary.signs = signTest(effects);
        summary.range = {quantile(effects, 0.025), quantile(effects, 0.975)};
        double sum = 0;
        for (const double effect : effects)
            sum += effect;
        if (!effects.empty())
            summary.mean = sum / static_cast<double>(effects.size());
    }
    return summaries;
}

Lines linesOf(const std::vector<std::string>& texts, const std::function<void(StudyLine&)>& edit) {
    Lines lines;
    for (const std::string& text : texts) {
        StudyLine line;
        line.original = text;
        edit(line);
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<PlaceboOutcome> placebosOf(const std::vector<std::string>& texts, const EditStudyOptions& options) {
    std::vector<PlaceboOutcome> outcomes;
    for (const Placebo placebo : allPlacebos) {
        PlaceboOutcome outcome;
        outcome.placebo = placebo;
        outcome.lines = linesOf(texts, [&](StudyLine& line) {
            line.edited = placeboEdit(placebo, line.original, options.synonyms, options.bootstrap.seed);
            line.matched = line.edited != line.original;
        });
        outcome.applied = std::ranges::count_if(outcome.lines, isEdited);
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

PlaceboNoise noiseOf(const EditStudy& study, std::size_t which, const BootstrapOptions& bootstrap) {
    PlaceboNoise noise;
    std::vector<double> singles, ofTexts;
    for (std::size_t text = 0; text < study.lines.size(); ++text) {
        double sum = 0;
        std::int64_t kinds = 0;
        for (const PlaceboOutcome& outcome : study.placebos) {
            const StudyLine& line = outcome.lines[text];
            if (!isEdited(line))
                continue;
            if (std::isnan(line.effects[which])) {
                ++noise.undefined;
                continue;
            }
            singles.push_back(line.effects[which]);
            sum += line.effects[which];
            ++kinds;
        }
        if (kinds > 0)
            ofTexts.push_back(sum / static_cast<double>(kinds));
    }
    noise.texts = std::ssize(ofTexts);
    noise.drawn = study.summaries[which].defined;
    noise.meanBand = meanBand(ofTexts, noise.drawn, bootstrap);
    noise.edits = std::ssize(singles);
    noise.singleEdits = {quantile(singles, 0.025), quantile(singles, 0.975)};
    return noise;
}

} // namespace

EditStudy editStudy(Probe& probe, std::int32_t feature, const std::vector<std::string>& texts, const std::string& rule,
                    const EditStudyOptions& options, const ProgressFn& progress, std::stop_token stop) {
    probe.hasFeature(0, feature); // refuses numbers outside the dictionary
    const std::vector<EditRule> rules = parseRules(rule);
    EditStudy study;
    study.feature = feature;
    study.rule = rule;
    study.lines = linesOf(texts, [&](StudyLine& line) {
        RuleResult result = applyRules(rules, line.original);
        line.matched = result.matches > 0;
        if (line.matched)
            line.edited = std::move(result.text);
    });
    study.unmatched = std::ranges::count_if(study.lines, [](const StudyLine& line) { return !line.matched; });
    study.edited = std::ranges::count_if(study.lines, isEdited);
    study.sameText = std::ssize(study.lines) - study.unmatched - study.edited;
    if (options.placebo)
        study.placebos = placebosOf(texts, options);

    std::vector<StudyLine*> edited;
    collect(study.lines, edited);
    for (PlaceboOutcome& outcome : study.placebos)
        collect(outcome.lines, edited);
    measureAll(probe, edited, feature, options.specialTokens, progress, stop);
    study.summaries = summarise(study.lines, options.bootstrap);
    for (PlaceboOutcome& outcome : study.placebos)
        outcome.summaries = summarise(outcome.lines, options.bootstrap);
    for (std::size_t which = 0; options.placebo && which < 3; ++which)
        study.noise[which] = noiseOf(study, which, options.bootstrap);
    return study;
}

std::array<PlaceboNoise, 3> placeboNoise(Probe& probe, std::int32_t feature, const std::vector<std::string>& texts,
                                         const EditStudyOptions& options, const ProgressFn& progress, std::stop_token stop) {
    probe.hasFeature(0, feature);
    EditStudy study;
    study.feature = feature;
    study.lines = linesOf(texts, [](StudyLine&) {});
    study.placebos = placebosOf(texts, options);
    std::vector<StudyLine*> edited;
    for (PlaceboOutcome& outcome : study.placebos)
        collect(outcome.lines, edited);
    measureAll(probe, edited, feature, options.specialTokens, progress, stop);
    std::array<PlaceboNoise, 3> noise;
    for (std::size_t which = 0; which < 3; ++which)
        noise[which] = noiseOf(study, which, options.bootstrap);
    return noise;
}

bool outsideBand(double mean, const Interval& band) {
    return mean < band.low || mean > band.high;
}

} // namespace crosseed::evaluate
