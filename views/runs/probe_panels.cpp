#include "views/runs/probe_panels.h"
#include "views/shared/plot.h"
#include <QtWidgets>

namespace crosseed::views {

using pipeline::LiveProbe;

namespace {

struct Series {
    QString name;
    double (*value)(const LiveProbe&);
    Role role;
    Qt::PenStyle style;
    QCPScatterStyle::ScatterShape shape; // of the last point
};

const std::vector<Series>& seriesOf(int panel) {
    static const std::vector<Series> all[] = {
        {{"A", [](const LiveProbe& p) { return p.deadA; }, Role::InkA, Qt::SolidLine, QCPScatterStyle::ssDisc},
         {"B", [](const LiveProbe& p) { return p.deadB; }, Role::InkB, Qt::DashLine, QCPScatterStyle::ssTriangle}},
        {{"active in both", [](const LiveProbe& p) { return static_cast<double>(p.activeBoth); }, Role::Secondary,
          Qt::SolidLine, QCPScatterStyle::ssCircle}},
        {{"universal", [](const LiveProbe& p) { return static_cast<double>(p.universal); }, Role::Accent, Qt::SolidLine,
          QCPScatterStyle::ssCircle}}};
    return all[panel];
}

struct Drawing {
    int panel;
    CurvesPtr curves;
    double universalOfOther; // below 0: none
    QString other;
};

void draw(Plot& plot, const Drawing& drawing) {
    plot.setLabels(QObject::tr("training step"), drawing.panel == 0 ? QObject::tr("%") : QObject::tr("features"));
    plot.setLocale(QLocale(QLocale::English)); // "1,500"
    plot.xAxis->ticker()->setTickCount(4);
    plot.yAxis->ticker()->setTickCount(3);
    const auto& probes = drawing.curves->probes;
    double highest = drawing.panel == 0 ? 100 : 1;
    for (const Series& series : seriesOf(drawing.panel)) {
        if (drawing.panel == 0 && series.name == "B" && probes.front().models < 2) continue;
        QVector<double> x, y;
        for (const LiveProbe& probe : probes) {
            x.push_back(static_cast<double>(probe.step));
            y.push_back(series.value(probe));
            highest = std::max(highest, y.last());
        }
        plot.line(x, y, plot.pen(series.role, 1.5, series.style))->setAdaptiveSampling(false);
        plot.points({x.last()}, {y.last()}, series.shape, plot.colour(series.role), 8);
        if (drawing.panel == 0 &&
            probes.front().models > 1) { // the letter stands beside, on the side where the other one is not
            const LiveProbe& last = probes.back();
            const bool isAbove = (series.name == "A") == (last.deadA >= last.deadB);
            plot.note(x.last(), y.last(), series.name, series.name == "A" ? Role::TextA : Role::TextB,
                      Qt::AlignLeft | (isAbove ? Qt::AlignBottom : Qt::AlignTop));
        }
    }
    if (drawing.panel == 2 && drawing.universalOfOther >= 0) {
        highest = std::max(highest, drawing.universalOfOther);
        plot.horizontal(drawing.universalOfOther, plot.pen(Role::Axis, 1, Qt::DashLine));
    }
    plot.xAxis->setRange(0, static_cast<double>(std::max(drawing.curves->steps, probes.back().step)));
    plot.yAxis->setRange(0, highest * (drawing.panel == 0 ? 1 : 1.15));
    if (drawing.panel == 2 && drawing.universalOfOther >= 0)
        plot.note(plot.xAxis->range().upper, drawing.universalOfOther, drawing.other, Role::Secondary,
                  Qt::AlignRight | Qt::AlignBottom);
}

TableSource tableOf(int panel, const CurvesPtr& curves) {
    TableSource source{panel == 0   ? "dead"
                       : panel == 1 ? "active-in-both"
                                    : "universal",
                       QObject::tr("Probe of %1").arg(curves->title),
                       {},
                       {}};
    source.table.columns = {{"step", true}};
    for (const Series& series : seriesOf(panel))
        source.table.columns.push_back({toStd(panel == 0 ? "dead in " + series.name + ", %" : series.name), true});
    for (const LiveProbe& probe : curves->probes) {
        std::vector<text::Cell> row{text::countCell(probe.step)};
        for (const Series& series : seriesOf(panel))
            row.push_back(panel == 0 ? text::fixedCell(series.value(probe), 1)
                                     : text::countCell(std::llround(series.value(probe))));
        source.table.rows.push_back(std::move(row));
    }
    return source;
}

QString footOf(const LiveProbe& probe) {
    return QObject::tr("Measured on the first %1 %2 texts (%3 tokens), which are kept the same; per token, r ≥ %4, at "
                       "least %5 rows. The final "
                       "numbers come from the whole test split.")
        .arg(count(probe.texts), toQt(text::splitName(probe.split)), count(probe.rows),
             fixed(probe.universalR, 2).replace("0.", "."), count(probe.minimumRows));
}

} // namespace

ProbePanels::ProbePanels(QWidget* parent) : QWidget(parent), m_foot(new QLabel) {
    const QString titles[] = {tr("Dead"), tr("Active in both"), tr("Universal")};
    const QString topics[] = {"dead", "active-both", "universal"};
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(scaled(4));
    auto* split = new QSplitter(Qt::Horizontal);
    split->setChildrenCollapsible(false);
    for (int i = 0; i < 3; ++i) {
        m_panels[static_cast<std::size_t>(i)] = new Panel(titles[i]);
        m_plots[static_cast<std::size_t>(i)] = new Plot(tr("%1 against training step").arg(titles[i]));
        m_panels[static_cast<std::size_t>(i)]->setTopic(topics[i]);
        m_panels[static_cast<std::size_t>(i)]->setContent(m_plots[static_cast<std::size_t>(i)]);
        split->addWidget(m_panels[static_cast<std::size_t>(i)]);
    }
    layout->addWidget(split, 1);
    m_foot->setProperty("kind", "secondary");
    m_foot->setFont(tinyFont());
    m_foot->setWordWrap(true);
    layout->addWidget(m_foot);
    setCurves({}, {});
}

void ProbePanels::setCurves(const CurvesPtr& curves, const ComparedRunPtr& comparison) {
    const bool isThere = curves && !curves->probes.empty();
    m_foot->setText(isThere ? footOf(curves->probes.back()) : QString());
    for (int i = 0; i < 3; ++i) {
        Panel& panel = *m_panels[static_cast<std::size_t>(i)];
        if (!isThere) {
            panel.setRemark({});
            panel.setFigureSource({});
            panel.showEmpty(curves && !curves->isLive ? tr("Not measured; it is while a training runs in the window")
                                                      : tr("Measured while a training runs"));
            continue;
        }
        const Drawing drawing{
            i, curves, comparison ? static_cast<double>(comparison->universal) : -1,
            comparison ? tr("%1 when finished: %2").arg(comparison->title, count(comparison->universal)) : QString()};
        Plot* plot = m_plots[static_cast<std::size_t>(i)];
        plot->show([drawing](Plot& p) { draw(p, drawing); }, [i, curves] { return tableOf(i, curves); });
        panel.setFigureSource([plot, i, title = curves->title] {
            return plot->figure(tableOf(i, std::make_shared<RunCurves>()).name, title);
        });
        const LiveProbe& last = curves->probes.back();
        const double share = last.activeBoth > 0
                                 ? 100.0 * static_cast<double>(last.universal) / static_cast<double>(last.activeBoth)
                                 : 0;
        panel.setRemark(i == 0            ? last.models > 1
                                                ? tr("A %1 · B %2 · in both %3")
                                           .arg(percent(last.deadA), percent(last.deadB), percent(last.deadBoth))
                                                : percent(last.deadA)
                                   : i == 1 ? tr("%1 of %2").arg(count(last.activeBoth), count(last.dictionary))
                        : last.models > 1 ? tr("%1 · %2 of active in both").arg(count(last.universal), last.activeBoth > 0 ? percent(share) : QString::fromUtf8("–"))
                                          : tr("needs two models"));
        panel.showContent();
    }
}

} // namespace crosseed::views
