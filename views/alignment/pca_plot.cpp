#include "views/alignment/pca_plot.h"
#include "views/alignment/alignment_figures.h"
#include "views/shared/words.h"
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace crosseed::views {

namespace {
constexpr double catchRadius = 8; // pixels

// The plane's part with equal units on both axes, whatever the plot's shape.
void setRanges(QCustomPlot& plot, const PlaneView& plane) {
    const double width = plot.axisRect()->width(), height = plot.axisRect()->height();
    if (width < 2 || height < 2)
        return;
    const double unit = std::max(2 * plane.halfWidth / width, 2 * plane.halfHeight / height); // for each pixel
    plot.xAxis->setRange(plane.x - unit * width / 2, plane.x + unit * width / 2);
    plot.yAxis->setRange(plane.y - unit * height / 2, plane.y + unit * height / 2);
}

// Within a layout, whose ticks were made for the former ranges.
void fit(QCustomPlot& plot, const PlaneView& plane) {
    setRanges(plot, plane);
    for (const auto phase : {QCPLayoutElement::upPreparation, QCPLayoutElement::upMargins, QCPLayoutElement::upLayout})
        plot.plotLayout()->update(phase);
    setRanges(plot, plane); // labels of other widths move the frame
}

// An SVG has no clipping: what lies outside the frame must not be drawn.
void dropOutside(Plot& plot) {
    const QCPRange x = plot.xAxis->range(), y = plot.yAxis->range();
    for (int i = 0; i < plot.graphCount(); ++i) {
        QVector<double> keptX, keptY;
        for (const QCPGraphData& point : *plot.graph(i)->data())
            if (x.contains(point.key) && y.contains(point.value)) {
                keptX += point.key;
                keptY += point.value;
            }
        plot.graph(i)->setData(keptX, keptY);
    }
}

PlaneView wholeOf(const evaluate::HiddenPca& pca) {
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (const DoubleMatrix* cloud : {&pca.a, &pca.before, &pca.after})
        for (std::int64_t row = 0; row < cloud->rows; ++row)
            for (int axis : {0, 1}) {
                low[axis] = std::min(low[axis], (*cloud)(row, axis));
                high[axis] = std::max(high[axis], (*cloud)(row, axis));
            }
    return {(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, 0.53 * (high[0] - low[0]), 0.53 * (high[1] - low[1])};
}

QString axisText(const evaluate::HiddenPca& pca, std::size_t component) {
    return QObject::tr("PC %1 of A (%2 of variance)").arg(component + 1).arg(percent(100 * pca.explainedA[component]));
}

QString tokenName(const Result& result, std::int64_t row) {
    return QObject::tr("“%1”, row %2").arg(toQt(result.index.nodeOf(row)), count(row));
}
} // namespace

struct PcaPlot::Scene {
    Cloud cloud;
    GeometryPtr data;
    ResultPtr result;
    std::optional<std::size_t> token; // position in the drawn rows
    std::shared_ptr<const PlaneView> plane;

    const evaluate::HiddenPca& pca() const { return data->study.hidden; }
    const DoubleMatrix& b() const { return cloud == Cloud::Before ? pca().before : pca().after; }
};

PcaPlot::PcaPlot(Cloud cloud, const QString& name, QWidget* parent) : Plot(name, parent), m_cloud(cloud) {
    axisRect()->setRangeZoom(Qt::Horizontal | Qt::Vertical);
    axisRect()->setRangeDrag(Qt::Horizontal | Qt::Vertical);
    setMouseTracking(true);
    connect(this, &QCustomPlot::afterLayout, this, [this] {
        m_fitting = true;
        fit(*this, *m_plane);
        m_fitting = false;
    });
    for (QCPAxis* axis : {xAxis, yAxis})
        connect(axis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, &PcaPlot::takeRanges);
    connect(this, &Plot::zoomReset, this, [this] {
        if (!m_data)
            return;
        setPlane(wholeOf(m_data->study.hidden));
        Q_EMIT planeChanged(*m_plane);
    });
}

void PcaPlot::setData(GeometryPtr data, ResultPtr result) {
    const bool isNew = data != m_data;
    m_data = std::move(data);
    m_result = std::move(result);
    if (m_data && isNew)
        *m_plane = wholeOf(m_data->study.hidden);
    showScene();
}

void PcaPlot::setPlane(const PlaneView& plane) {
    *m_plane = plane;
    replot(QCustomPlot::rpQueuedReplot);
}

void PcaPlot::setToken(std::int64_t row) {
    if (row == m_token)
        return;
    m_token = row;
    showScene();
}

void PcaPlot::showScene() {
    m_fitting = true; // what drawing does to the axes is not the person's doing
    if (m_data && m_result) {
        const Scene scene{m_cloud, m_data, m_result, drawnToken(), m_plane};
        show([scene](Plot& plot) { draw(plot, scene); }, {});
    } else {
        clear();
    }
    m_fitting = false;
}

void PcaPlot::takeRanges() {
    if (m_fitting)
        return;
    const QCPRange x = xAxis->range(), y = yAxis->range();
    *m_plane = {x.center(), y.center(), x.size() / 2, y.size() / 2};
    Q_EMIT planeChanged(*m_plane);
}

void PcaPlot::draw(Plot& plot, const Scene& scene) {
    const evaluate::HiddenPca& pca = scene.pca();
    plot.setLabels(axisText(pca, 0), axisText(pca, 1));
    plot.xAxis->grid()->setVisible(true);
    const auto cloud = [&](const DoubleMatrix& at, QCPScatterStyle::ScatterShape shape, Role ink, const QString& name) {
        QVector<double> x, y;
        for (std::int64_t row = 0; row < at.rows; ++row) {
            x += at(row, 0);
            y += at(row, 1);
        }
        QColor edge = plot.colour(ink), fill = edge; // where points lie on one another they are darker
        edge.setAlphaF(0.7f);
        fill.setAlphaF(0.35f);
        QCPGraph* points = plot.points(x, y, shape, edge);
        points->setScatterStyle(QCPScatterStyle(shape, QPen(edge, 0.8), fill, markSize(plot, 5)));
        points->setName(name);
    };
    cloud(pca.a, QCPScatterStyle::ssCircle, Role::InkA, QObject::tr("A, %1").arg(toQt(scene.result->modelA)));
    cloud(scene.b(), QCPScatterStyle::ssTriangle, Role::InkB, QObject::tr("B, %1").arg(toQt(scene.result->modelB)));
    plot.legend->setVisible(true);
    plot.legend->setIconSize(static_cast<int>(markSize(plot, 12)), static_cast<int>(markSize(plot, 12)));
    plot.legend->setRowSpacing(0);
    plot.legend->setMargins(QMargins(6, 4, 8, 4));
    plot.legend->setFont(tinyFont());
    plot.legend->setTextColor(plot.colour(Role::Text));
    plot.legend->setBrush(plot.colour(Role::Content));
    plot.legend->setBorderPen(QPen(plot.colour(Role::Hairline)));
    if (scene.token)
        drawPair(plot, scene);
    if (plot.isExport())
        QObject::connect(&plot, &QCustomPlot::afterLayout, &plot, [&plot, plane = scene.plane] {
            fit(plot, *plane);
            dropOutside(plot);
        });
}

void PcaPlot::drawPair(Plot& plot, const Scene& scene) {
    const auto row = static_cast<std::int64_t>(*scene.token);
    const QPointF a(scene.pca().a(row, 0), scene.pca().a(row, 1)), b(scene.b()(row, 0), scene.b()(row, 1));
    auto* line = new QCPItemLine(&plot);
    line->setObjectName("pair");
    line->setPen(plot.pen(Role::Text, 1.4));
    line->start->setCoords(a.x(), a.y());
    line->end->setCoords(b.x(), b.y());
    const QPen edge = plot.pen(Role::Content, 1);
    QCPGraph* marks[] = {plot.points({a.x()}, {a.y()}, QCPScatterStyle::ssDisc, plot.colour(Role::InkA)),
                         plot.points({b.x()}, {b.y()}, QCPScatterStyle::ssTriangle, plot.colour(Role::InkB))};
    marks[0]->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, edge, plot.colour(Role::InkA), markSize(plot, 11)));
    marks[1]->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssTriangle, edge, plot.colour(Role::InkB), markSize(plot, 10)));
    for (QCPGraph* mark : marks)
        mark->removeFromLegend();
    const bool left = a.x() > scene.plane->x; // towards the middle, where there is room
    QCPItemText* label = plot.note(0, 0, tokenName(*scene.result, scene.pca().rows[*scene.token]), Role::Text,
                                   (left ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignBottom);
    label->setObjectName("token");
    label->position->setParentAnchor(line->start);
    label->position->setType(QCPItemPosition::ptAbsolute);
    label->position->setCoords(left ? -4 : 4, -8);
    label->setBrush(plot.colour(Role::Content));
    label->setPen(QPen(plot.colour(Role::Border)));
    label->setPadding(QMargins(4, 2, 4, 2));
    label->setClipToAxisRect(true);
}

std::optional<std::size_t> PcaPlot::drawnToken() const {
    const std::vector<std::int64_t>& rows = m_data->study.hidden.rows;
    const auto found = std::lower_bound(rows.begin(), rows.end(), m_token);
    return found == rows.end() || *found != m_token ? std::nullopt
                                                    : std::optional(static_cast<std::size_t>(found - rows.begin()));
}

std::optional<std::size_t> PcaPlot::tokenAt(const QPointF& pixel) const {
    if (!m_data)
        return {};
    const evaluate::HiddenPca& pca = m_data->study.hidden;
    const DoubleMatrix* clouds[] = {&pca.a, m_cloud == Cloud::Before ? &pca.before : &pca.after};
    double nearest = catchRadius * catchRadius;
    std::optional<std::size_t> best;
    for (const DoubleMatrix* cloud : clouds)
        for (std::int64_t row = 0; row < cloud->rows; ++row) {
            const QPointF at(xAxis->coordToPixel((*cloud)(row, 0)), yAxis->coordToPixel((*cloud)(row, 1)));
            const double distance = QPointF::dotProduct(at - pixel, at - pixel);
            if (distance <= nearest) {
                nearest = distance;
                best = static_cast<std::size_t>(row);
            }
        }
    return best;
}

void PcaPlot::mouseMoveEvent(QMouseEvent* event) {
    Plot::mouseMoveEvent(event);
    const auto token = event->buttons() ? std::nullopt : tokenAt(event->position());
    if (token && m_result)
        QToolTip::showText(event->globalPosition().toPoint(), tokenName(*m_result, m_data->study.hidden.rows[*token]), this);
    else
        QToolTip::hideText();
}

void PcaPlot::mousePressEvent(QMouseEvent* event) {
    m_pressed = event->position().toPoint();
    Plot::mousePressEvent(event);
}

void PcaPlot::mouseReleaseEvent(QMouseEvent* event) {
    Plot::mouseReleaseEvent(event);
    const bool moved = (event->position().toPoint() - m_pressed).manhattanLength() > 3;
    const auto token = moved || event->button() != Qt::LeftButton ? std::nullopt : tokenAt(event->position());
    if (token)
        Q_EMIT tokenChosen(m_data->study.hidden.rows[*token]);
}

void PcaPlot::keyPressEvent(QKeyEvent* event) {
    const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (step == 0 || !m_data || m_data->study.hidden.rows.empty())
        return Plot::keyPressEvent(event);
    const std::vector<std::int64_t>& rows = m_data->study.hidden.rows;
    const auto last = std::ssize(rows) - 1;
    const auto now = drawnToken();
    const std::ptrdiff_t next = now ? std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(*now) + step, 0, last) : 0;
    Q_EMIT tokenChosen(rows[static_cast<std::size_t>(next)]);
}

} // namespace crosseed::views
