// A share as a small bar beside its number.
#pragma once
#include <QWidget>

namespace crosseed::views {

class ShareBar : public QWidget {
    Q_OBJECT
public:
    explicit ShareBar(QWidget* parent = nullptr);
    void setShare(double share); // 0..1; NaN: none
    double share() const { return m_share; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double m_share = 0;
};

} // namespace crosseed::views
