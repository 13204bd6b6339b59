#include "views/runs/loss_drawing.h"
#include "views/shared/plot.h"
#include <algorithm>
#include <cmath>
#include <limits>

namespace crosseed::views {

using sae::LossTerm;

namespace {

const double none = std::numeric_limits<double>::quiet_NaN();

struct Line {
    LossTerm term;
    std::vector<double> raw, smooth;
};

std::vector<Line> linesOf(const LossDrawing& drawing) {
    std::vector<Line> lines;
    for (const LossTerm term : sae::allLossTerms) {
        const double weight = sae::weightOf(drawing.curves->weights, term);
        if (weight == 0 || drawing.hidden.contains(term)) continue;
        Line line{term, {}, {}};
        for (const sae::StepReport& step : drawing.curves->made)
            line.raw.push_back(weight * sae::valueOf(step, term));
        line.smooth = sae::smoothed(line.raw, drawing.isSmoothed ? drawing.factor : 0);
        lines.push_back(std::move(line));
    }
    return lines;
}

// A logarithmic axis has no place for 0: the line is broken there.
QVector<double> onAxis(const std::vector<double>& values, bool logarithmic) {
    QVector<double> out(values.begin(), values.end());
    if (logarithmic)
        for (double& value : out)
            value = value > 0 ? value : none;
    return out;
}

QVector<double> stepsOf(const std::vector<sae::StepReport>& steps) {
    QVector<double> x;
    for (const sae::StepReport& step : steps)
        x.push_back(static_cast<double>(step.step));
    return x;
}

struct Range {
    double low = std::numeric_limits<double>::infinity(), high = 0;
    void add(const std::vector<double>& values, bool logarithmic) {
        for (const double value : values)
            if (std::isfinite(value) && (value > 0 || !logarithmic)) {
                low = std::min(low, value);
                high = std::max(high, value);
            }
    }
};

// Terms that matter fill the axis; one that is a ten-thousandth of the whole does not press the others together.
void setRange(Plot& plot, const std::vector<Line>& lines, bool logarithmic) {
    Range range;
    for (const Line& line : lines)
        range.add(line.smooth, logarithmic);
    if (range.high <= 0) range = {logarithmic ? 0.01 : 0, 1};
    if (logarithmic)
        plot.yAxis->setRange(std::max(range.low * 0.75, range.high * 1e-4), range.high * 1.3);
    else
        plot.yAxis->setRange(0, range.high * 1.05);
}

double shareOfHeight(const QCPAxis& axis, double value) {
    const QCPRange range = axis.range();
    if (axis.scaleType() == QCPAxis::stLogarithmic)
        return std::log(value / range.lower) / std::log(range.upper / range.lower);
    return (value - range.lower) / range.size();
}

double atShare(const QCPAxis& axis, double share) {
    const QCPRange range = axis.range();
    if (axis.scaleType() == QCPAxis::stLogarithmic) return range.lower * std::pow(range.upper / range.lower, share);
    return range.lower + share * range.size();
}

struct Label {
    QString text;
    Role role;
    double share; // of the height, from below
};

// Names stand at their lines' ends, moved apart where they would lie on each other.
void placeLabels(Plot& plot, std::vector<Label> labels, double x, const QBrush& behind) {
    const double height = plot.viewport().height() > 100 ? plot.viewport().height() - scaled(70) : scaled(300);
    const double apart = QFontMetrics(tinyFont()).height() / height;
    std::ranges::sort(labels, {}, &Label::share);
    double lowest = apart / 2; // not on the axis
    for (Label& label : labels) {
        label.share = std::max(label.share, lowest);
        lowest = label.share + apart;
    }
    double highest = 1;
    for (auto label = labels.rbegin(); label != labels.rend(); ++label) {
        label->share = std::min(label->share, highest);
        highest = label->share - apart;
    }
    for (const Label& label : labels)
        plot.note(x, atShare(*plot.yAxis, label.share), label.text, label.role)->setBrush(behind);
}

QString wordOf(const QString& kind) {
    static const QMap<QString, QString> words{{"checkpoint", "⌄"},   {"pause", "‖ paused"},    {"resume", ""},
                                              {"stop", "□ stopped"}, {"outlier", "△ outlier"}, {"nan", "△ NaN"},
                                              {"warning", "△"},      {"failed", "△ failed"}};
    return words.value(kind);
}

// Words first, so that a pause is not hidden by the checkpoint before it; a mark that finds no room is left out, its
// line stays.
void drawEvents(Plot& plot, const std::vector<RunEvent>& events, double pixelsAStep) {
    std::vector<std::pair<double, double>> taken;
    const QFontMetrics metrics(tinyFont());
    for (const bool worded : {true, false})
        for (const RunEvent& event : events) {
            const QString word = wordOf(event.kind);
            if (event.step <= 0 || word.isEmpty() || (word.size() > 1) != worded) continue;
            const bool isWarning =
                event.kind == "outlier" || event.kind == "nan" || event.kind == "failed" || event.kind == "warning";
            const double x = static_cast<double>(event.step), left = x * pixelsAStep,
                         right = left + metrics.horizontalAdvance(word) + scaled(4);
            plot.vertical(x, plot.pen(isWarning ? Role::WarningText : Role::Axis, 1, Qt::DotLine));
            if (std::ranges::any_of(taken,
                                    [&](const auto& other) { return left < other.second && right > other.first; }))
                continue;
            taken.emplace_back(left, right);
            auto* note =
                plot.note(x, 0, word, isWarning ? Role::WarningText : Role::Secondary, Qt::AlignLeft | Qt::AlignBottom);
            note->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
            note->position->setCoords(x, 0);
            note->setPadding(QMargins(0, 0, 0, 1));
        }
}

void tintRest(Plot& plot, double from, double to) {
    auto* rest = new QCPItemRect(&plot);
    rest->setPen(Qt::NoPen);
    rest->setBrush(plot.colour(Role::Stripe));
    rest->topLeft->setTypeY(QCPItemPosition::ptAxisRectRatio);
    rest->bottomRight->setTypeY(QCPItemPosition::ptAxisRectRatio);
    rest->topLeft->setCoords(from, 0);
    rest->bottomRight->setCoords(to, 1);
    plot.vertical(from, plot.pen(Role::Accent, 1.4));
    auto* note = plot.note(to, 0, QObject::tr("still to run"), Role::Secondary, Qt::AlignRight | Qt::AlignTop);
    note->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    note->position->setCoords(to, 0.02);
}

void drawComparison(Plot& plot, const LossDrawing& drawing, std::vector<Label>& labels, double until) {
    if (!drawing.comparison || drawing.comparison->steps.empty() || drawing.hidden.contains(LossTerm::Whole)) return;
    std::vector<double> values;
    for (const sae::StepReport& step : drawing.comparison->steps)
        values.push_back(step.total);
    const auto smooth = sae::smoothed(values, drawing.isSmoothed ? drawing.factor : 0);
    plot.line(stepsOf(drawing.comparison->steps), onAxis(smooth, drawing.logarithmic), plot.pen(Role::Axis, 1.1));
    // Its name stands at its own end where that lies in the part still to run, else among the others.
    const auto end = static_cast<double>(smooth.size());
    if (end <= until + 1)
        labels.push_back({drawing.comparison->title, Role::Secondary,
                          std::clamp(shareOfHeight(*plot.yAxis, smooth.back()), 0., 1.)});
    else
        plot.note(std::min(end, plot.xAxis->range().upper), smooth.back(), drawing.comparison->title, Role::Secondary,
                  Qt::AlignRight | Qt::AlignTop);
}

} // namespace

void drawLoss(Plot& plot, const LossDrawing& drawing) {
    plot.setLocale(QLocale(QLocale::English)); // "1,500"
    if (drawing.logarithmic) plot.setLogarithmic(plot.yAxis);
    plot.setLabels(QObject::tr("training step"),
                   drawing.logarithmic ? QObject::tr("weighted loss, log scale") : QObject::tr("weighted loss"));
    if (!drawing.curves || drawing.curves->made.empty()) return;
    const std::vector<Line> lines = linesOf(drawing);
    const QVector<double> x = stepsOf(drawing.curves->made);
    const double last = x.last(), steps = std::max(last, static_cast<double>(drawing.curves->steps));
    setRange(plot, lines, drawing.logarithmic);
    plot.xAxis->setRange(0, steps);

    // Room for the names where the curve ends near the frame, and above it for what happened.
    int widest = 0;
    for (const Line& line : lines)
        widest = std::max(widest, QFontMetrics(tinyFont()).horizontalAdvance(lossLook(line.term).name));
    if (drawing.comparison)
        widest = std::max(widest, QFontMetrics(tinyFont()).horizontalAdvance(drawing.comparison->title));
    const double whole = plot.viewport().width() > 200 ? plot.viewport().width() - scaled(70) : scaled(500);
    const double room = whole * (1 - last / steps);
    const int right = std::max(scaled(10), static_cast<int>(widest + scaled(12) - room));
    plot.axisRect()->setAutoMargins(QCP::msLeft | QCP::msBottom);
    plot.axisRect()->setMargins(QMargins(0, QFontMetrics(tinyFont()).height() + scaled(4), right, 0));

    if (last < steps) tintRest(plot, last, steps);
    drawEvents(plot, drawing.curves->events, (whole - right) / steps);
    std::vector<Label> labels;
    drawComparison(plot, drawing, labels, last);
    for (const Line& line : lines) {
        const LossLook look = lossLook(line.term);
        if (drawing.raw && drawing.isSmoothed) {
            QColor faint = plot.colour(look.role);
            faint.setAlphaF(0.33f);
            plot.line(x, onAxis(line.raw, drawing.logarithmic), QPen(faint, 0.8));
        }
        plot.line(x, onAxis(line.smooth, drawing.logarithmic), plot.pen(look.role, 1.7, look.style));
        const double end = line.smooth.back();
        if (end > 0 || !drawing.logarithmic)
            labels.push_back({look.name, Role::Text, std::clamp(shareOfHeight(*plot.yAxis, end), 0., 1.)});
    }
    placeLabels(plot, labels, last, last < steps ? QBrush(plot.colour(Role::Stripe)) : QBrush(Qt::NoBrush));
}

TableSource lossTable(const LossDrawing& drawing) {
    TableSource source;
    source.name = "loss";
    source.caption =
        drawing.curves ? QObject::tr("Loss of %1, each term times its weight").arg(drawing.curves->title) : QString();
    if (!drawing.curves) return source;
    const std::vector<Line> lines = linesOf(drawing);
    source.table.columns.push_back({"step", true});
    for (const Line& line : lines) {
        source.table.columns.push_back({toStd(lossLook(line.term).name), true});
        source.table.columns.push_back({toStd(lossLook(line.term).name + ", smoothed"), true});
    }
    for (std::size_t i = 0; i < drawing.curves->made.size(); ++i) {
        std::vector<text::Cell> row{text::countCell(drawing.curves->made[i].step)};
        for (const Line& line : lines)
            for (const double value : {line.raw[i], line.smooth[i]})
                row.push_back(text::fixedCell(value, 4));
        source.table.rows.push_back(std::move(row));
    }
    return source;
}

} // namespace crosseed::views
