// The guide at the side of the window.
#pragma once
#include "app/gui/guide.h"
#include <QWidget>

class QLabel;
class QPushButton;

namespace crosseed::gui {

class GuidePanel : public QWidget {
    Q_OBJECT
public:
    explicit GuidePanel(Guide& guide, QWidget* parent = nullptr);

Q_SIGNALS:
    void screenAsked(const QString& id);

private:
    void refresh();
    struct Row {
        QLabel *sign, *title, *hint, *progress;
        QPushButton* go;
    };
    Guide& m_guide;
    std::array<Row, 5> m_rows;
    QLabel* m_all;
};

} // namespace crosseed::gui
