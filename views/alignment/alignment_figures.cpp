#include "views/alignment/alignment_figures.h"
#include "views/alignment/alignment_tables.h"
#include "views/shared/words.h"
#include <algorithm>
#include <cmath>
#include <numeric>

namespace crosseed::views {

namespace {
// Light enough for text and points over it.
QColor tint(const Plot& plot, Role role) {
    QColor ink = plot.colour(role);
    ink.setAlphaF(0.12f);
    return ink;
}

void shade(Plot& plot, double from, double to, const QColor& fill) {
    auto* zone = new QCPItemRect(&plot);
    zone->topLeft->setTypeY(QCPItemPosition::ptAxisRectRatio);
    zone->bottomRight->setTypeY(QCPItemPosition::ptAxisRectRatio);
    zone->topLeft->setCoords(from, 0);
    zone->bottomRight->setCoords(to, 1);
    zone->setPen(Qt::NoPen);
    zone->setBrush(fill);
}

// 100, 300, 1,000, 3,000, …
QSharedPointer<QCPAxisTicker> tokenTicks() {
    auto* ticks = new QCPAxisTickerText;
    for (std::int64_t decade = 10; decade <= 10'000'000; decade *= 10) {
        ticks->addTick(static_cast<double>(decade), count(decade));
        ticks->addTick(static_cast<double>(3 * decade), count(3 * decade));
    }
    return QSharedPointer<QCPAxisTicker>(ticks);
}

struct Curve {
    QVector<double> x, y;
    void add(double px, double py) {
        if (std::isnan(py))
            return;
        x += px;
        y += py;
    }
};
} // namespace

double markSize(const Plot& plot, double pixels) {
    return plot.isExport() ? pixels : scaled(10 * pixels) / 10.0;
}

QCPItemText* noteAt(Plot& plot, double x, double share, const QString& text, Role role, Qt::Alignment alignment) {
    QCPItemText* note = plot.note(x, 0, text, role, alignment);
    note->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    note->position->setCoords(x, share);
    return note;
}

void drawSingularValues(Plot& plot, const AlignmentData& data) {
    const align::StudyFit& fit = data.fit();
    const std::vector<double>& s = fit.singularValues;
    const double whole = std::inner_product(s.begin(), s.end(), s.begin(), 0.0);
    constexpr double least = 1e-8; // what is below carries nothing
    Curve curve;
    for (std::size_t i = 0; i < s.size(); ++i)
        if (s[i] * s[i] / whole >= least)
            curve.add(static_cast<double>(i) + 1, s[i] * s[i] / whole);
    plot.setLogarithmic(plot.xAxis);
    plot.setLogarithmic(plot.yAxis);
    const double right = static_cast<double>(s.size()) * 1.3;
    plot.xAxis->setRange(0.8, right);
    plot.yAxis->setRange(std::max(least, curve.y.isEmpty() ? least : curve.y.last() / 2), 1.5);
    plot.setLabels(QObject::tr("component, log scale"), QObject::tr("share of Σs²"));
    const auto k95 = static_cast<double>(fit.k95), k99 = static_cast<double>(fit.k99);
    shade(plot, 0.8, k95, tint(plot, Role::Accent));
    plot.vertical(k95, plot.pen(Role::Accent, 1.4));
    if (fit.k99 != fit.k95)
        plot.vertical(k99, plot.pen(Role::Accent, 1.2, Qt::DashLine));
    plot.line(curve.x, curve.y, plot.pen(Role::Text, 1.3));
    plot.points(curve.x.mid(0, 40), curve.y.mid(0, 40), QCPScatterStyle::ssDisc, plot.colour(Role::Text), markSize(plot, 4));
    noteAt(plot, k99, 0.05, QObject::tr("k95 = %1, k99 = %2").arg(fit.k95).arg(fit.k99), Role::Text);
    noteAt(plot, k99, 0.14, QObject::tr("%1 of %2 directions carry 95 %").arg(fit.k95).arg(s.size()));
}

void drawSizes(Plot& plot, const AlignmentData& data) {
    const align::AlignmentStudy& study = data.curve();
    const bool centred = data.used.centred, held = study.heldOutTokens > 0;
    Curve shown, fitted;
    const double error = usedError(data);
    for (const align::SizePoint& point : study.sizes) {
        const auto tokens = static_cast<double>(point.tokens);
        shown.add(tokens, shownError(point, centred));
        fitted.add(tokens, centred ? point.centredNre : point.nre);
    }
    const double identity = identityError(study), highest = std::max(identity, *std::max_element(shown.y.begin(), shown.y.end()));
    plot.setLogarithmic(plot.xAxis);
    plot.xAxis->setTicker(tokenTicks());
    plot.xAxis->setRange(shown.x.first() * 0.8, std::max(shown.x.last(), static_cast<double>(data.used.tokens)) * 1.3);
    plot.yAxis->setRange(0, highest * 1.25);
    plot.setLabels(QObject::tr("tokens that W is fitted on, log scale"), QObject::tr("NRE, lower is better"));
    plot.horizontal(identity, plot.pen(Role::Secondary, 1.2, Qt::DotLine));
    QCPItemText* label = plot.note(plot.xAxis->range().upper, identity, QObject::tr("identity, no rotation: %1").arg(errorText(identity)),
                                   Role::Secondary, Qt::AlignRight | Qt::AlignBottom);
    label->setBrush(plot.colour(Role::Content)); // the line of the used size passes here
    if (held) {
        plot.line(fitted.x, fitted.y, plot.pen(Role::Secondary, 1.1, Qt::DashLine));
        const QString of = data.wider ? QObject::tr("dashed: the whole %1 split").arg(toQt(data.spec.split))
                                      : QObject::tr("dashed: the whole sample");
        plot.note(fitted.x.first(), fitted.y.last() * 0.88, of, Role::Secondary, Qt::AlignLeft | Qt::AlignTop);
    }
    plot.line(shown.x, shown.y, plot.pen(Role::Accent, 1.6));
    plot.points(shown.x, shown.y, QCPScatterStyle::ssDisc, plot.colour(Role::Accent), markSize(plot, 5));
    const QString on = held ? QObject::tr("the %1 split").arg(toQt(data.spec.heldOut)) : QObject::tr("the sample");
    plot.note(shown.x.first(), shown.y.first(), on, Role::Text, Qt::AlignLeft | Qt::AlignBottom);

    const auto used = static_cast<double>(data.used.tokens);
    plot.vertical(used, plot.pen(Role::Text, 1));
    if (!std::isnan(error)) {
        QCPGraph* mark = plot.points({used}, {error}, QCPScatterStyle::ssCircle, plot.colour(Role::Accent));
        mark->setObjectName("usedPoint");
        mark->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(plot.colour(Role::Accent), 1.8),
                                              QBrush(plot.colour(Role::Content)), markSize(plot, 9)));
    }
    const bool right = used > std::sqrt(plot.xAxis->range().lower * plot.xAxis->range().upper);
    noteAt(plot, used, 0.93, QObject::tr("used: %1, %2").arg(counted(data.used.texts, "text"), errorText(error)), Role::Text,
           (right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

void drawHalves(Plot& plot, const AlignmentData& data) {
    QVector<double> x, y;
    double most = 0;
    for (std::size_t i = 0; i < data.study.halves.size(); ++i) {
        x += data.study.halves[i].between;
        y += static_cast<double>(i % 5) - 2; // apart, so that none hides another; the height means nothing
        most = std::max(most, data.study.halves[i].between);
    }
    plot.yAxis->setVisible(false);
    plot.yAxis->grid()->setVisible(false);
    plot.yAxis->setRange(-3, 3);
    if (!x.isEmpty()) {
        const auto [low, high] = std::minmax_element(x.begin(), x.end());
        const double room = std::max((*high - *low) * 0.1, *high * 1e-3 + 1e-12);
        plot.xAxis->setRange(*low - room, *high + room);
    }
    plot.xAxis->ticker()->setTickCount(4);
    plot.setLabels(QObject::tr("split halves: ‖W₁ − W₂‖, at most %1").arg(fixed(data.study.maximumDistance, 1)), {});
    plot.points(x, y, QCPScatterStyle::ssDisc, plot.colour(Role::Accent), markSize(plot, 5));
}

} // namespace crosseed::views
