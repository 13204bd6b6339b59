// The tokens of A and of B in the first two principal components of A, before or after the rotation. One unit is as long upward as
// sideways. Hovering names a token; a click, or the arrow keys, choose one.
#pragma once
#include "views/alignment/alignment_data.h"
#include "views/shared/plot.h"
#include <optional>

namespace crosseed::views {

// What of the plane is to be seen at least, in the components' units; the plots of a pair show the same.
struct PlaneView {
    double x = 0, y = 0;                   // of the middle
    double halfWidth = 1, halfHeight = 1;
};

class PcaPlot : public Plot {
    Q_OBJECT
public:
    enum class Cloud { Before, After };
    PcaPlot(Cloud cloud, const QString& name, QWidget* parent = nullptr);

    // All three clouds are in the first view, so that both plots begin alike. Null: nothing.
    void setData(GeometryPtr data, ResultPtr result);
    void setPlane(const PlaneView& plane); // tells nobody
    PlaneView plane() const { return *m_plane; }
    // The pair of this row of the evaluation is joined by a line and named; -1 or a token that was not drawn: none.
    void setToken(std::int64_t row);
    // Position in the drawn rows within 8 pixels of the mouse.
    std::optional<std::size_t> tokenAt(const QPointF& pixel) const;

Q_SIGNALS:
    void planeChanged(const crosseed::views::PlaneView& plane); // the person zoomed or moved
    void tokenChosen(qint64 row);

protected:
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Scene;
    static void draw(Plot& plot, const Scene& scene);
    static void drawPair(Plot& plot, const Scene& scene);
    void showScene();
    void takeRanges();
    std::optional<std::size_t> drawnToken() const;

    Cloud m_cloud;
    GeometryPtr m_data;
    ResultPtr m_result;
    std::int64_t m_token = -1;
    std::shared_ptr<PlaneView> m_plane = std::make_shared<PlaneView>(); // an export shows what is seen
    bool m_fitting = false;
    QPoint m_pressed;
};

} // namespace crosseed::views
