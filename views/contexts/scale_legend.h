// The strips' scale with its words: "A above, B below, one scale  0 ◢ 6.9".
#pragma once
#include <QWidget>

namespace crosseed::views {

class ScaleLegend : public QWidget {
    Q_OBJECT
public:
    explicit ScaleLegend(QWidget* parent = nullptr);
    void setMaximum(double maximum);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double m_maximum = 0;
};

} // namespace crosseed::views
