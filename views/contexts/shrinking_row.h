// A row of a panel's tools that never makes the window wider: what finds no room is hidden, the last of the optional ones first.
#pragma once
#include <QHBoxLayout>
#include <QWidget>
#include <vector>

namespace crosseed::views {

class ShrinkingRow : public QWidget {
    Q_OBJECT
public:
    explicit ShrinkingRow(QWidget* parent = nullptr);
    QHBoxLayout* row() const { return m_row; }
    void setOptional(std::vector<QWidget*> widgets) { m_optional = std::move(widgets); }
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QHBoxLayout* m_row;
    std::vector<QWidget*> m_optional;
};

} // namespace crosseed::views
