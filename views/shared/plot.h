// A plot in the house's look: left and bottom axes only, ticks outward, a light horizontal grid, no box and no title inside. What it
// shows is drawn by one function, which draws it again for another theme and for exports, so that a figure is the screen's.
#pragma once
#include "views/shared/figure.h"
#include <functional>
#include <qcustomplot.h>

namespace crosseed::views {

class Plot : public QCustomPlot {
    Q_OBJECT
public:
    // `name` is what screen readers call it: "Histogram of r".
    explicit Plot(const QString& name, QWidget* parent = nullptr);

    // `draw` fills an empty plot, axes' labels and ranges included, in colours of `plot.ink()`; it is called at once, on a change of
    // theme or font, and for each export, on another Plot. It must own or share what it reads. `data` is what stands behind it.
    void show(std::function<void(Plot& plot)> draw, std::function<TableSource()> data);
    // Draws again; `keepRanges` leaves the axes as the person zoomed them.
    void redraw(bool keepRanges = true);
    void clear(); // shows nothing

    Theme ink() const { return m_ink; } // in whose colours to draw
    QColor colour(Role role) const { return views::colour(role, m_ink); }
    bool isExport() const { return m_export; }

    QFont textFont() const;  // of axes and notes; of a fixed size in exports

    // Pieces of the look, for `draw`.
    QPen pen(Role role, double width = 1.2, Qt::PenStyle style = Qt::SolidLine) const;
    QCPGraph* line(const QVector<double>& x, const QVector<double>& y, const QPen& pen);
    // Counts over equal bins: edges [n + 1], counts [n]; drawn as steps, filled where `fill` is valid.
    QCPGraph* steps(const QVector<double>& edges, const QVector<double>& counts, const QPen& pen, const QColor& fill = {});
    QCPGraph* points(const QVector<double>& x, const QVector<double>& y, QCPScatterStyle::ScatterShape shape, const QColor& ink,
                     double size = 5);
    QCPItemStraightLine* vertical(double x, const QPen& pen);
    QCPItemStraightLine* horizontal(double y, const QPen& pen);
    // A note in the plot's coordinates; `alignment` says which point of the text stands there.
    QCPItemText* note(double x, double y, const QString& text, Role role = Role::Secondary,
                      Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter);
    void setLogarithmic(QCPAxis* axis);
    void setLabels(const QString& x, const QString& y);

    // The figure for exports. Millimetres as the widget's shape, 120 wide.
    Figure figure(const QString& name, const QString& caption) const;

    // Wheel zooms x, a double click resets; on unless turned off.
    void setZoomable(bool zoomable);

Q_SIGNALS:
    void zoomReset();

protected:
    void changeEvent(QEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    Plot(Theme ink, std::function<void(Plot&)> draw); // for an export
    void dress();
    void drawAnew();
    std::function<void(Plot&)> m_draw;
    std::function<TableSource()> m_data;
    Theme m_ink = Theme::Light;
    bool m_export = false;
};

} // namespace crosseed::views
