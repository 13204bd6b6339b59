#include "views/comparison/measures.h"
#include "views/shared/words.h"
#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace crosseed::views {

using pipeline::Measure;

namespace {
QString tr(const char* text) {
    return QCoreApplication::translate("Comparison", text);
}

bool isCorrelation(Measure measure) {
    return measure == Measure::Top10R || measure == Measure::Top100R;
}

text::Cell deviationCell(Measure measure, double sd) {
    return {std::isnan(sd) ? "-" : toStd(deviationText(measure, sd)), text::exactText(sd)};
}
} // namespace

QString measureTitle(Measure measure) {
    switch (measure) {
    case Measure::Top10R: return tr("Top-10 r");
    case Measure::Top100R: return tr("Top-100 r");
    case Measure::Universal: return tr("Universal");
    case Measure::Share: return tr("Share, %");
    case Measure::Dead: return tr("Dead, %");
    case Measure::Explained: return tr("EV");
    case Measure::AccuracyChange: return tr("Accuracy lost");
    }
    return {};
}

QString measureRemark(Measure measure) {
    switch (measure) {
    case Measure::Universal: return tr("features");
    case Measure::Share: return tr("of active in both");
    case Measure::Dead: return tr("in both models");
    case Measure::Explained: return tr("share");
    case Measure::AccuracyChange: return tr("points");
    default: return tr("mean");
    }
}

QString measureTopic(Measure measure) {
    switch (measure) {
    case Measure::Top10R: return "top10";
    case Measure::Top100R: return "top100";
    case Measure::Universal: return "universal";
    case Measure::Share: return "universal-share";
    case Measure::Dead: return "dead";
    case Measure::Explained: return "explained-variance";
    case Measure::AccuracyChange: return "accuracy-change";
    }
    return {};
}

QString measureText(Measure measure, double value) {
    if (std::isnan(value))
        return QString::fromUtf8("—");
    QString text = isCorrelation(measure)                     ? correlation(value)
                   : measure == Measure::Universal            ? (value == std::floor(value) || value >= 100 ? count(std::llround(value)) : fixed(value, 1))
                   : measure == Measure::Share || measure == Measure::Dead ? fixed(value, 1)
                                                              : fixed(value, 2);
    if (measure == Measure::Explained) // two digits without the zero
        text = correlation(std::round(value * 100) / 100).chopped(1);
    return text.replace('-', QChar(0x2212));
}

QString deviationText(Measure measure, double sd) {
    if (std::isnan(sd))
        return {};
    return "±" + (measure == Measure::Universal ? fixed(sd, sd < 10 ? 1 : 0) : measureText(measure, sd));
}

text::Cell measureCell(Measure measure, double value) {
    return {std::isnan(value) ? "-" : toStd(measureText(measure, value).replace(QChar(0x2212), '-')), text::exactText(value)};
}

QString conditionName(pipeline::Condition condition) {
    switch (condition) {
    case pipeline::Condition::Index: return tr("Independent, by index");
    case pipeline::Condition::Matched: return tr("Independent, matched");
    case pipeline::Condition::RotatedLiteral: return tr("Independent + rotation");
    case pipeline::Condition::RotatedFair: return tr("A's SAE on both, rotated");
    case pipeline::Condition::JointNoRotation: return tr("Joint, no rotation");
    case pipeline::Condition::RotationOnly: return tr("Joint, rotation only");
    case pipeline::Condition::Full: return tr("Joint, full");
    }
    return {};
}

QString sectionTitle(const pipeline::FinishedSection& section) {
    const bool tokens = section.pooling == evaluate::Pooling::PerToken;
    QStringList parts;
    parts += counted(section.classes, tr("class"), tr("classes"));
    parts += tr("%1 split, %2").arg(toQt(text::splitName(section.split)),
                                    counted(section.rows, tokens ? tr("token row") : tr("text")));
    parts += section.preset.empty() ? tr("rate %1").arg(section.training.learningRate)
                                    : tr("preset “%1”").arg(toQt(section.preset));
    parts += section.training.maxSteps > 0 ? counted(section.training.maxSteps, tr("step"))
                                           : counted(section.training.epochs, tr("epoch"));
    if (!section.auxiliary)
        parts += tr("no auxiliary loss");
    parts += tr("K %1 of %2").arg(count(section.sae.k), count(section.sae.dictionary));
    parts += tr("layer %1").arg(section.layer);
    if (section.universalR != 0.7 || section.minimumActive != 10)
        parts += tr("r ≥ %1, rows ≥ %2").arg(correlation(section.universalR), count(section.minimumActive));
    return parts.join(" · ");
}

text::Table conditionsTable(const std::vector<pipeline::FinishedSection>& sections, const ConditionsTableOptions& options,
                            int onlySection, int onlyCondition) {
    const auto any = [&](auto has) {
        return std::ranges::any_of(sections, [&](const auto& section) { return std::ranges::any_of(section.conditions, has); });
    };
    const bool settings = sections.size() > 1;
    const bool deviations = options.deviations && any([](const auto& condition) { return condition.runs.size() > 1; });
    const bool paper = options.paper && any([](const auto& condition) { return condition.paper.has_value(); });
    text::Table table;
    table.columns = {{"Data set", false}, {"Setting", false}, {"Condition", false}, {"Pairs", true}};
    if (!settings)
        table.columns.erase(table.columns.begin() + 1);
    for (const Measure measure : pipeline::allMeasures) {
        const std::string title = toStd(measureTitle(measure));
        table.columns.push_back({title, true});
        if (deviations)
            table.columns.push_back({title + " s.d.", true});
        if (paper && measure != Measure::Explained)
            table.columns.push_back({title + ", paper", true});
    }
    for (std::size_t s = 0; s < sections.size(); ++s)
        for (std::size_t c = 0; c < sections[s].conditions.size(); ++c) {
            if ((onlySection >= 0 && static_cast<int>(s) != onlySection) || (onlyCondition >= 0 && static_cast<int>(c) != onlyCondition))
                continue;
            const pipeline::FinishedCondition& condition = sections[s].conditions[c];
            std::vector<text::Cell> row{sections[s].corpus.name, toStd(sectionTitle(sections[s])),
                                        toStd(conditionName(condition.condition)), text::countCell(std::ssize(condition.runs))};
            if (!settings)
                row.erase(row.begin() + 1);
            for (const Measure measure : pipeline::allMeasures) {
                const pipeline::Spread spread = condition.spread(measure);
                row.push_back(measureCell(measure, spread.mean));
                if (deviations)
                    row.push_back(deviationCell(measure, spread.sd));
                if (paper && measure != Measure::Explained)
                    row.push_back(measureCell(measure, condition.paper ? pipeline::paperValue(*condition.paper, measure) : std::nan("")));
            }
            table.rows.push_back(std::move(row));
        }
    return table;
}

} // namespace crosseed::views
