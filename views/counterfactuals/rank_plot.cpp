#include "views/counterfactuals/rank_plot.h"
#include "views/counterfactuals/edit_words.h"
#include "views/shared/result.h"
#include "views/shared/words.h"
#include <algorithm>

namespace crosseed::views {

namespace {

QCPBars* bars(Plot& plot, const QVector<double>& x, const QVector<double>& y, const QColor& fill) {
    auto* bars = new QCPBars(plot.xAxis, plot.yAxis);
    bars->setWidth(.78);
    bars->setPen(Qt::NoPen);
    bars->setBrush(fill);
    bars->setData(x, y, true);
    return bars;
}

void drawBars(Plot& plot, const RankedToken& ranked, const RankWindow& window) {
    QVector<double> keptX, keptY, otherX, otherY;
    for (std::int64_t rank = 1; rank <= window.shown; ++rank) {
        if (rank == ranked.feature.rank)
            continue;
        const bool kept = rank <= ranked.k;
        (kept ? keptX : otherX).push_back(static_cast<double>(rank));
        (kept ? keptY : otherY).push_back(ranked.values[static_cast<std::size_t>(rank - 1)]);
    }
    bars(plot, keptX, keptY, plot.colour(Role::Accent));
    bars(plot, otherX, otherY, plot.colour(Role::ControlInk));
}

void drawTicks(Plot& plot, const RankedToken& ranked, const RankWindow& window) {
    QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
    ticker->addTick(1, "1");
    const auto add = [&](std::int64_t rank, double place) {
        // Not over the feature's own tick.
        if (rank > 1 && rank <= window.shown && std::abs(place - window.place) > static_cast<double>(window.shown) / 10)
            ticker->addTick(place, count(rank));
    };
    for (const std::int64_t rank : {ranked.k / 2, ranked.k, 2 * ranked.k, 3 * ranked.k, 4 * ranked.k})
        add(rank, static_cast<double>(rank));
    ticker->addTick(window.place, count(ranked.feature.rank));
    plot.xAxis->setTicker(ticker);
}

void drawLimit(Plot& plot, const RankedToken& ranked, double top) {
    const double limit = static_cast<double>(ranked.k) + .5;
    QColor tint = plot.colour(Role::Selected);
    auto* kept = new QCPItemRect(&plot);
    kept->topLeft->setCoords(.4, top);
    kept->bottomRight->setCoords(limit, plot.yAxis->range().lower);
    kept->setPen(Qt::NoPen);
    tint.setAlphaF(.55f);
    kept->setBrush(tint);
    kept->setLayer("grid");
    plot.vertical(limit, plot.pen(Role::Accent, 1.4));
    plot.note(limit - .4, top * .99, QString("%1 are kept ").arg(ranked.k), Role::Text, Qt::AlignRight | Qt::AlignTop);
}

void drawFeature(Plot& plot, const EditAnswer& answer, std::size_t member, const RankWindow& window, double top) {
    const RankedToken& ranked = answer.ranked[member];
    const Role ink = member == 0 ? Role::InkA : Role::InkB, words = member == 0 ? Role::TextA : Role::TextB;
    bars(plot, {window.place}, {ranked.feature.value}, plot.colour(ink))->setWidth(window.isApart ? 1.2 : .9);
    const double right = plot.xAxis->range().upper;
    const bool beside = window.place > right * .5;
    const double level = beside ? .74 : .82, low = plot.yAxis->range().lower;
    const auto at = [&](double share) { return low + (top - low) * share; };
    auto* pointer = new QCPItemLine(&plot);
    pointer->start->setCoords(window.place, std::max(0.0, ranked.feature.value));
    pointer->end->setCoords(window.place, std::max(at(level - .06), std::max(0.0, ranked.feature.value)));
    pointer->setPen(plot.pen(ink, 1.2));
    const Qt::Alignment side = beside ? Qt::AlignRight : Qt::AlignLeft;
    const double x = beside ? right * .99 : std::max(window.place, static_cast<double>(ranked.k) + 1);
    if (static_cast<std::size_t>(ranked.k) <= ranked.values.size() && ranked.k > 0)
        plot.note(x, at(level + .09), "the last one kept has " + activationText(ranked.values[static_cast<std::size_t>(ranked.k - 1)]),
                  Role::Secondary, side | Qt::AlignVCenter);
    QCPItemText* note =
        plot.note(x, at(level), QString("%1 in %2: rank %3, value %4").arg(featureText(answer.feature), member == 0 ? "A" : "B",
                                                                           count(ranked.feature.rank), activationText(ranked.feature.value)),
                  words, side | Qt::AlignVCenter);
    QFont bold = note->font();
    bold.setBold(true);
    note->setFont(bold);
}

void draw(Plot& plot, const EditAnswer& answer, std::size_t member) {
    const RankedToken& ranked = answer.ranked[member];
    const RankWindow window = rankWindow(ranked);
    const double top = std::max<double>(ranked.values.front(), 1e-6) * 1.04;
    const double low = std::min<double>({0, ranked.feature.value, ranked.values[static_cast<std::size_t>(window.shown - 1)]});
    plot.xAxis->setRange(.2, std::max(static_cast<double>(window.shown), window.place) + .8);
    plot.yAxis->setRange(low * 1.05, top);
    plot.setLabels(QString("rank of the feature at “%1”, before Top-K").arg(ranked.word), "value");
    drawLimit(plot, ranked, top);
    drawBars(plot, ranked, window);
    drawTicks(plot, ranked, window);
    drawFeature(plot, answer, member, window, top);
    if (window.isApart)
        plot.note((static_cast<double>(window.shown) + window.place) / 2, 0, "…", Role::Secondary, Qt::AlignHCenter | Qt::AlignBottom);
}

TableSource dataOf(const EditAnswer& answer, std::size_t member) {
    const RankedToken& ranked = answer.ranked[member];
    TableSource source;
    source.name = "before-topk-" + featureText(answer.feature);
    source.caption = QString("Values of all features at “%1” in %2 before Top-K, which keeps %3").arg(ranked.word, member == 0 ? "A" : "B", count(ranked.k));
    source.table.columns = {{"Rank"}, {"Value"}, {"Kept", false}, {"Feature", false}};
    for (std::size_t i = 0; i < ranked.values.size(); ++i) {
        const auto rank = static_cast<std::int64_t>(i + 1);
        source.table.rows.push_back({text::countCell(rank), text::fixedCell(ranked.values[i], 4), rank <= ranked.k ? "yes" : "no",
                                     rank == ranked.feature.rank ? toStd(featureText(answer.feature)) : ""});
    }
    return source;
}

} // namespace

RankWindow rankWindow(const RankedToken& ranked) {
    const auto all = static_cast<std::int64_t>(ranked.values.size());
    const std::int64_t most = 5 * ranked.k, wanted = std::max(2 * ranked.k + 8, ranked.feature.rank * 3 / 2);
    RankWindow window;
    window.isApart = ranked.feature.rank > most;
    window.shown = std::min(all, window.isApart ? 2 * ranked.k + 8 : std::min(wanted, most));
    window.place = window.isApart ? static_cast<double>(window.shown) * 1.12 : static_cast<double>(ranked.feature.rank);
    return window;
}

void showRanks(Plot& plot, EditAnswerPtr answer, std::size_t member) {
    if (!answer || answer->ranked[member].values.empty()) {
        plot.clear();
        return;
    }
    plot.show([answer, member](Plot& canvas) { draw(canvas, *answer, member); }, [answer, member] { return dataOf(*answer, member); });
}

} // namespace crosseed::views
