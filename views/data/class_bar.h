// The classes of a corpus as one stacked bar with their names and counts below, each beside its colour.
#pragma once
#include "views/data/import_draft.h"
#include <QWidget>

namespace crosseed::views {

class ClassBar : public QWidget {
public:
    ClassBar(PreviewPtr preview, QWidget* parent);
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Part {
        QRectF bar;
        QPointF words; // where they begin, top left
        int place = 0; // of the colour
        QString text;
    };
    std::vector<Part> parts(int width) const;
    PreviewPtr m_preview;
};

} // namespace crosseed::views
