#include "views/alignment/alignment_figures.h"
#include "views/shared/words.h"
#include <algorithm>

namespace crosseed::views {

namespace {
struct Densities {
    QVector<double> edges, here, middles, random;
    double highest = 0;
};

// Counts as shares of all pairs for each unit of |cosine|, so that both curves enclose the same area.
Densities densitiesOf(const evaluate::CosineDistribution& c) {
    Densities d;
    const auto bins = static_cast<double>(c.counts.size());
    const double unit = bins / static_cast<double>(std::max<std::int64_t>(1, c.pairs));
    for (std::size_t i = 0; i < c.counts.size(); ++i) {
        d.edges += static_cast<double>(i) / bins;
        d.here += static_cast<double>(c.counts[i]) * unit;
        d.middles += (static_cast<double>(i) + 0.5) / bins;
        d.random += c.expected[i] * unit;
        d.highest = std::max({d.highest, d.here.last(), d.random.last()});
    }
    d.edges += 1;
    return d;
}
} // namespace

void drawCosines(Plot& plot, const GeometryData& data) {
    const evaluate::CosineDistribution& c = data.study.cosines;
    const Densities d = densitiesOf(c);
    const double border = data.spec.cosines.duplicateFrom;
    const double right = std::min(1.0, std::max(c.largest, border) + 0.1);
    plot.xAxis->setRange(0, right);
    plot.yAxis->setRange(0, d.highest * 1.15);
    plot.setLabels(QObject::tr("|cosine| of two decoder columns, %1").arg(counted(c.features, "feature")), QObject::tr("density"));

    auto* zone = new QCPItemRect(&plot);
    zone->setObjectName("duplicates");
    zone->topLeft->setCoords(border, d.highest * 0.75);
    zone->bottomRight->setCoords(right, 0);
    zone->setPen(Qt::NoPen);
    zone->setBrush(plot.colour(Role::WarningBack));
    QColor fill = plot.colour(Role::Accent);
    fill.setAlphaF(0.2f);
    plot.steps(d.edges, d.here, plot.pen(Role::Accent, 1.3), fill);
    plot.line(d.middles, d.random, plot.pen(Role::Text, 1.2, Qt::DashLine));
    plot.vertical(c.mean, plot.pen(Role::Accent, 1.3));
    const double x = right * 0.22;
    noteAt(plot, x, 0.08, QObject::tr("mean here %1").arg(correlation(c.mean)), Role::Accent);
    noteAt(plot, x, 0.17, QObject::tr("random vectors (dashed) %1").arg(correlation(c.expectedMean)), Role::Text);
    const QString pairs = QObject::tr("≥ %1: %2").arg(correlation(border).chopped(1), counted(c.duplicates, "pair"));
    plot.note(right, d.highest * 0.75, pairs, Role::WarningText, Qt::AlignRight | Qt::AlignTop);
}

} // namespace crosseed::views
