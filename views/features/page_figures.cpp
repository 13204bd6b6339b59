#include "views/features/page_figures.h"
#include "views/shared/words.h"
#include <cmath>

namespace crosseed::views {

namespace {
QVector<double> forLog(const std::vector<std::int64_t>& counts) {
    QVector<double> numbers;
    for (const std::int64_t count : counts)
        numbers.append(count > 0 ? static_cast<double>(count) : .1); // below the axis
    return numbers;
}

void classBars(Plot& plot, const std::vector<double>& means, double shift, Role ink) {
    QVector<double> keys, values;
    for (std::size_t i = 0; i < means.size(); ++i) {
        keys.append(static_cast<double>(means.size() - 1 - i) + shift);
        values.append(means[i]);
    }
    auto* bars = new QCPBars(plot.yAxis, plot.xAxis);
    bars->setWidth(.3);
    bars->setPen(Qt::NoPen);
    bars->setBrush(plot.colour(ink));
    bars->setData(keys, values);
}

text::Cell cell(double value) {
    return {text::fixedText(value, 3), text::exactText(value)};
}
} // namespace

void drawCodes(Plot& plot, const evaluate::ActivationHistogram& histogram) {
    plot.setLabels(QObject::tr("code where it fires"), QObject::tr("tokens"));
    plot.xAxis->ticker()->setTickCount(4);
    if (histogram.edges.empty())
        return;
    std::int64_t most = 1;
    for (const auto* counts : {&histogram.countsA, &histogram.countsB})
        most = std::max(most, *std::ranges::max_element(*counts));
    const bool logarithmic = most > 20; // a few tokens are counted by eye
    if (logarithmic)
        plot.setLogarithmic(plot.yAxis);
    const QVector<double> edges(histogram.edges.begin(), histogram.edges.end());
    QColor fill = plot.colour(Role::InkA);
    fill.setAlphaF(.14f);
    plot.steps(edges, forLog(histogram.countsA), plot.pen(Role::InkA, 1.4), fill);
    plot.steps(edges, forLog(histogram.countsB), plot.pen(Role::InkB, 1.4, Qt::DashLine));
    const double top = logarithmic ? std::pow(10, std::ceil(std::log10(1.2 * static_cast<double>(most)))) : 1.5 * static_cast<double>(most);
    plot.yAxis->setRange(logarithmic ? .8 : 0, top);
    plot.yAxis->ticker()->setTickCount(3);
    plot.xAxis->setRange(std::min(0., histogram.edges.front()), histogram.edges.back() * 1.02);
    plot.note(plot.xAxis->range().upper, top, QObject::tr("A —"), Role::TextA, Qt::AlignRight | Qt::AlignTop);
    plot.note(plot.xAxis->range().upper, logarithmic ? std::pow(top, .72) : .76 * top, QObject::tr("B - -"), Role::TextB, Qt::AlignRight | Qt::AlignTop);
}

void drawClasses(Plot& plot, const evaluate::ClassAssociation& association, const std::vector<std::string>& classNames) {
    const auto ticker = QSharedPointer<QCPAxisTickerText>(new QCPAxisTickerText);
    const std::size_t classes = association.meansA.size();
    for (std::size_t i = 0; i < classes && i < classNames.size(); ++i) {
        QString name = toQt(classNames[i]);
        ticker->addTick(static_cast<double>(classes - 1 - i), name.size() > 14 ? name.left(13) + QString::fromUtf8("…") : name);
    }
    plot.yAxis->setTicker(ticker);
    plot.yAxis->grid()->setVisible(false);
    plot.xAxis->grid()->setVisible(true);
    plot.xAxis->ticker()->setTickStepStrategy(QCPAxisTicker::tssMeetTickCount);
    plot.xAxis->ticker()->setTickCount(2);
    plot.xAxis->setNumberFormat("gb");
    plot.xAxis->setNumberPrecision(2);
    plot.setLabels(QObject::tr("mean code per token"), {});
    classBars(plot, association.meansA, .17, Role::InkA);
    classBars(plot, association.meansB, -.17, Role::InkB);
    double most = 0;
    for (const auto* means : {&association.meansA, &association.meansB})
        for (const double mean : *means)
            most = std::max(most, mean);
    plot.xAxis->setRange(0, most > 0 ? 1.12 * most : 1);
    plot.yAxis->setRange(-.6, static_cast<double>(classes) - .4);
}

TableSource figuresTable(const evaluate::FeaturePage& page, const Result& result) {
    TableSource source;
    source.name = "codes-" + featureText(page.summary.feature);
    source.caption = QObject::tr("How strongly %1 fires (tokens by code) and its mean code per token by class.").arg(featureText(page.summary.feature));
    source.table.columns = {{"figure", false}, {"from", true}, {"to", true}, {"class", false}, {"A", true}, {"B", true}};
    const auto& histogram = page.histogram;
    for (std::size_t i = 0; i < histogram.countsA.size(); ++i)
        source.table.rows.push_back({"codes", cell(histogram.edges[i]), cell(histogram.edges[i + 1]), "", text::countCell(histogram.countsA[i]),
                                     text::countCell(histogram.countsB[i])});
    const auto& association = page.summary.association;
    for (std::size_t i = 0; i < association.meansA.size() && i < result.classNames.size(); ++i)
        source.table.rows.push_back({"classes", "", "", result.classNames[i], cell(association.meansA[i]), cell(association.meansB[i])});
    source.of = {{store::Kind::Evaluation, result.evaluation.id.value}};
    return source;
}

TableSource numbersTable(const evaluate::FeaturePage& page, const Result& result) {
    const evaluate::FeatureSummary& s = page.summary;
    const evaluate::FeatureRow& row = result.metrics().features[static_cast<std::size_t>(s.feature)];
    TableSource source;
    source.name = featureText(s.feature);
    source.caption = QObject::tr("Numbers of feature %1.").arg(featureText(s.feature));
    source.table.columns = {{"number", false}, {"A", true}, {"B", true}};
    const auto both = [](double value) { return text::correlationCell(value); };
    source.table.rows = {{"active rows", text::countCell(row.firesA), text::countCell(row.firesB)},
                         {"density, % of tokens", cell(100 * s.densityA), cell(100 * s.densityB)},
                         {"highest code", cell(s.maxA), cell(s.maxB)},
                         {"mean code over all rows", cell(row.meanA), cell(row.meanB)},
                         {"r of A and B", both(s.r), ""},
                         {"lower end of the interval of r", both(s.interval.low), ""},
                         {"upper end of the interval of r", both(s.interval.high), ""},
                         {"r on even texts", both(page.rEvenTexts), ""},
                         {"r on odd texts", both(page.rOddTexts), ""},
                         {"r without the text that carries it", both(page.rWithoutCarrier), ""}};
    source.of = {{store::Kind::Evaluation, result.evaluation.id.value}};
    return source;
}

} // namespace crosseed::views
