#include "views/models/queue_clock.h"
#include "views/shared/words.h"
#include <algorithm>

namespace crosseed::views {

namespace {

QString dayText(const QDateTime& now, const QDateTime& at) {
    const auto days = now.date().daysTo(at.date());
    return days == 0 ? QStringLiteral("today") : days == 1 ? QStringLiteral("tomorrow") : "on " + at.date().toString("d MMMM");
}

double spanOf(const QueueCost& cost) {
    double end = 0;
    for (const ClockBar& bar : cost.clock)
        end = std::max(end, bar.to);
    return end;
}

void drawBars(Plot& plot, const QueueCost& cost, double start) {
    QCPBars* below = nullptr;
    bool odd = false;
    for (const ClockBar& bar : cost.clock) {
        auto* bars = new QCPBars(plot.yAxis, plot.xAxis);
        bars->setWidth(0.9);
        QColor fill = plot.colour(bar.queued ? Role::ControlInk : Role::Accent);
        fill.setAlphaF(bar.queued ? 1 : odd ? 0.75f : 0.9f);
        bars->setPen(QPen(plot.colour(Role::Content), 1));
        bars->setBrush(fill);
        if (below)
            bars->moveAbove(below);
        else
            bars->setBaseValue(start);
        bars->setData(QVector<double>{1}, QVector<double>{bar.to - bar.from});
        below = bars;
        odd = !odd;
        // A name stands where there is room for it: some 12 names fill the width.
        if (bar.to - bar.from > spanOf(cost) / 12)
            plot.note(start + (bar.from + bar.to) / 2, 1.3, bar.name, Role::Secondary, Qt::AlignHCenter | Qt::AlignBottom);
    }
}

TableSource dataOf(const QueueCost& cost, const QDateTime& now) {
    TableSource source;
    source.name = QStringLiteral("queue-times");
    source.caption = QStringLiteral("When the queue's parts begin and end, as expected.");
    source.table.columns = {{"part", false}, {"from", false}, {"to", false}, {"seconds", true}};
    for (const ClockBar& bar : cost.clock)
        source.table.rows.push_back({toStd(bar.name), toStd(now.addSecs(static_cast<qint64>(bar.from)).toString(Qt::ISODate)),
                                     toStd(now.addSecs(static_cast<qint64>(bar.to)).toString(Qt::ISODate)), text::fixedCell(bar.to - bar.from, 0)});
    return source;
}

} // namespace

QString endText(const QDateTime& now, double low, double high) {
    const QDateTime first = now.addSecs(static_cast<qint64>(low)), last = now.addSecs(static_cast<qint64>(high));
    const QString from = first.toString("HH:mm"), to = last.toString("HH:mm");
    if (first.date() == last.date())
        return "ends " + dayText(now, first) + (from == to ? " at about " + from : " between " + from + " and " + to);
    return "ends between " + dayText(now, first) + ", " + from + ", and " + dayText(now, last) + ", " + to;
}

QString aboutText(const QDateTime& now, double seconds) {
    const QDateTime at = now.addSecs(static_cast<qint64>(seconds));
    const QString time = "about " + at.toString("HH:mm");
    return at.date() == now.date() ? time : dayText(now, at) + ", " + time;
}

QueueClock::QueueClock(QWidget* parent) : Plot(tr("The queue on a clock"), parent) {
    setZoomable(false);
    setMinimumHeight(scaled(86));
    setMaximumHeight(scaled(100));
}

void QueueClock::setCost(std::shared_ptr<const QueueCost> cost, const QDateTime& now) {
    if (!cost || cost->clock.empty()) {
        clear();
        return;
    }
    const double start = static_cast<double>(now.toSecsSinceEpoch());
    show(
        [cost, start, now](Plot& plot) {
            const double end = spanOf(*cost), high = std::max(end, cost->clock.front().from + cost->total.high + (end - cost->total.low));
            plot.yAxis->setVisible(false);
            plot.yAxis->setRange(-1.5, 2.4);
            plot.xAxis->setRange(start - high * 0.01, start + high * 1.04);
            QSharedPointer<QCPAxisTickerDateTime> ticker(new QCPAxisTickerDateTime);
            ticker->setDateTimeFormat(high < 1200 ? "HH:mm:ss" : "HH:mm");
            ticker->setTickCount(6);
            plot.xAxis->setTicker(ticker);
            plot.xAxis->grid()->setVisible(false);
            plot.yAxis->grid()->setVisible(false);
            drawBars(plot, *cost, start);
            if (high > end) {
                const QPen ink = plot.pen(Role::Text, 1.5);
                plot.line({start + end, start + high}, {-0.7, -0.7}, ink);
                plot.line({start + end, start + end}, {-1, -0.4}, ink);
                plot.line({start + high, start + high}, {-1, -0.4}, ink);
                plot.note(start + end - high * 0.01, -0.7, endText(now, end, high), Role::Text, Qt::AlignRight | Qt::AlignVCenter);
            }
            plot.setLabels(QStringLiteral("clock time, as the queue runs through"), {});
        },
        [cost, now] { return dataOf(*cost, now); });
}

} // namespace crosseed::views
