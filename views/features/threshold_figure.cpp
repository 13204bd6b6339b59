#include "views/features/threshold_figure.h"
#include "views/features/r_text.h"
#include <cmath>

namespace crosseed::views {

namespace {
constexpr int bins = 80; // of .025

QVector<double> asNumbers(const std::vector<std::int64_t>& counts, double share = 1) {
    QVector<double> numbers;
    for (const std::int64_t count : counts)
        numbers.append(static_cast<double>(count) * share);
    return numbers;
}

QString titleOf(const Control& control) {
    if (control.kind == "random")
        return control.trials.size() == 1 ? QObject::tr("random rotation")
                                          : QObject::tr("random rotations, mean of %1").arg(control.trials.size());
    return control.kind == "identity" ? QObject::tr("identity (no rotation)") : QObject::tr("mismatched tokens");
}

// ".7" and "-.1" where others write 0.7.
class CorrelationTicker : public QCPAxisTicker {
protected:
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        const QString text = QString::number(std::abs(tick) < 1e-9 ? 0. : tick, 'g', 3);
        return text.startsWith("0.") ? text.mid(1) : text.startsWith("-0.") ? "-" + text.mid(2) : text;
    }
};

void bars(Plot& plot, const QVector<double>& x, const QVector<double>& y, double width, const QColor& ink) {
    if (x.isEmpty())
        return;
    auto* made = new QCPBars(plot.xAxis, plot.yAxis);
    made->setWidth(width);
    made->setPen(Qt::NoPen);
    made->setBrush(ink);
    made->setData(x, y);
}

// Grey below the threshold, the accent from it on; the bin that it cuts stands as its two parts, each as high as the bin.
void drawResult(Plot& plot, const ThresholdCounts& counts, double r) {
    const double width = 2. / bins, gap = .08 * width;
    const QColor kept = plot.colour(Role::Accent);
    QColor left = plot.colour(Role::Secondary);
    left.setAlphaF(.42f);
    QVector<double> x[2], y[2];
    for (int i = 0; i < counts.result.size(); ++i) {
        const double from = counts.edges[i], to = from + width;
        if (r > from + 1e-9 && r < to - 1e-9) {
            bars(plot, {(from + r) / 2}, {counts.result[i]}, r - from, left);
            bars(plot, {(r + to) / 2}, {counts.result[i]}, to - r, kept);
            continue;
        }
        const int part = from >= r - 1e-9;
        x[part].append(from + width / 2);
        y[part].append(counts.result[i]);
    }
    bars(plot, x[0], y[0], width - gap, left);
    bars(plot, x[1], y[1], width - gap, kept);
}

void drawControls(Plot& plot, const ThresholdCounts& counts, bool filled) {
    for (const ThresholdCounts::Behind& control : counts.controls) {
        if ((control.kind == "random") != filled)
            continue;
        if (filled)
            plot.steps(counts.edges, control.counts, plot.pen(Role::ControlInk, 1), plot.colour(Role::ControlFill));
        else if (control.kind == "mismatched")
            plot.steps(counts.edges, control.counts, plot.pen(Role::ControlInk, 1.2, Qt::DashLine));
        else
            plot.steps(counts.edges, control.counts, plot.pen(Role::Text, 1.4));
    }
}

double lowestEdge(const ThresholdCounts& counts) {
    for (int i = 0; i < counts.result.size(); ++i)
        if (counts.result[i] > 0 || std::ranges::any_of(counts.controls, [i](const auto& control) { return control.counts[i] >= .5; }))
            return std::min(-.1, std::floor(counts.edges[i] * 10 + 1e-9) / 10);
    return -.1;
}

// Names at the place where a curve has its peak, one below the other.
void nameControls(Plot& plot, const ThresholdCounts& counts, double top) {
    double y = .95 * top;
    for (const QString kind : {"random", "identity", "mismatched"})
        for (const ThresholdCounts::Behind& control : counts.controls) {
            const auto peak = std::ranges::max_element(control.counts);
            if (control.kind != kind || *peak <= 0)
                continue;
            const double at = counts.edges[static_cast<int>(peak - control.counts.begin())];
            const QString cut = *peak > top ? QObject::tr("%1, cut off at the top").arg(control.title) : control.title;
            const double x = std::max(at + .12, .06);
            auto* leader = new QCPItemLine(&plot);
            leader->setPen(plot.pen(Role::Axis, .8));
            leader->start->setCoords(x, y);
            leader->end->setCoords(at + .03, std::min(y, *peak));
            plot.note(x, y, cut, kind == "identity" ? Role::Text : Role::Secondary);
            y -= .14 * top;
        }
}
} // namespace

ThresholdCounts thresholdCounts(const std::vector<evaluate::FeatureRow>& features, const Controls* controls, std::int64_t minimumRows) {
    ThresholdCounts counts;
    for (int i = 0; i <= bins; ++i)
        counts.edges.append(static_cast<double>(2 * i - bins) / bins);
    counts.result = asNumbers(evaluate::histogramOfR(features, minimumRows, bins));
    if (!controls)
        return counts;
    for (const Control& control : controls->list) {
        std::vector<std::int64_t> sum(bins);
        for (const auto& trial : control.trials) {
            const auto own = evaluate::histogramOfR(trial, minimumRows, bins);
            std::ranges::transform(sum, own, sum.begin(), std::plus());
        }
        counts.controls.push_back({control.kind, titleOf(control), std::ssize(control.trials),
                                   asNumbers(sum, 1. / static_cast<double>(std::max<std::size_t>(1, control.trials.size())))});
    }
    return counts;
}

void drawThreshold(Plot& plot, const ThresholdCounts& counts, double r) {
    const double most = *std::ranges::max_element(counts.result), top = std::max(4., 1.18 * most);
    plot.xAxis->setTicker(QSharedPointer<QCPAxisTicker>(new CorrelationTicker));
    plot.setLabels(QObject::tr("correlation of the two models’ codes, r"), QObject::tr("features"));
    plot.xAxis->setRange(lowestEdge(counts), 1);
    plot.xAxis->ticker()->setTickCount(11);
    plot.yAxis->ticker()->setTickCount(3);
    plot.yAxis->setRange(0, top);
    drawControls(plot, counts, true);
    drawResult(plot, counts, r);
    drawControls(plot, counts, false);
    nameControls(plot, counts, top);
    plot.vertical(r, plot.pen(Role::Accent, 2));
    const bool roomRight = r <= plot.xAxis->range().upper - .25 * plot.xAxis->range().size() + 1e-9;
    plot.note(r, 1.01 * top, QObject::tr("r ≥ %1 counts as universal").arg(rText(r)), Role::Text,
              (roomRight ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignTop);
}

TableSource thresholdTable(const ThresholdCounts& counts, EvaluationId evaluation) {
    TableSource source;
    source.name = "correlations";
    source.caption = QObject::tr("Features active in both models by the correlation r of their codes; controls as means of their trials.");
    source.table.columns = {{"r from", true}, {"r to", true}, {toStd(QObject::tr("this result")), true}};
    for (const auto& control : counts.controls)
        source.table.columns.push_back({toStd(control.title), true});
    for (int i = 0; i < bins; ++i) {
        std::vector<text::Cell> row{text::fixedCell(counts.edges[i], 3), text::fixedCell(counts.edges[i + 1], 3),
                                    text::countCell(static_cast<long long>(counts.result[i]))};
        for (const auto& control : counts.controls)
            row.push_back(text::fixedCell(control.counts[i], control.trials == 1 ? 0 : 1));
        source.table.rows.push_back(std::move(row));
    }
    source.of = {{store::Kind::Evaluation, evaluation.value}};
    return source;
}

} // namespace crosseed::views
