// Both models' accuracies with their intervals over one axis, and the share of the largest class as a dashed line.
#pragma once
#include "views/models/models_data.h"
#include <QWidget>

namespace crosseed::views {

class AccuracyStrip : public QWidget {
    Q_OBJECT
public:
    explicit AccuracyStrip(const AccuracyPicture& picture, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    // The shown range in percent: all that is drawn, with room beside it, at whole tens.
    static std::pair<double, double> range(const AccuracyPicture& picture);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    AccuracyPicture m_picture;
};

} // namespace crosseed::views
