// The picture of an edit: the original's words, the two-model strip under each, what joins them with the edit's words, and their strips.
#pragma once
#include "views/counterfactuals/picture_layout.h"
#include "views/shared/figure.h"
#include <QWidget>

namespace crosseed::views {

// Paints a layout at 0, 0. `maximum` is the scale of the strips; `opacity` is theirs.
void paintPicture(QPainter& painter, const PictureLayout& layout, double maximum, double opacity, Theme theme);
// Sentence, word, change, A, B, pieces: what the picture shows, as a table.
text::Table pictureTable(const PictureLayout& layout);

class EditPicture : public QWidget {
    Q_OBJECT
public:
    explicit EditPicture(QWidget* parent = nullptr);

    void setAnswer(EditAnswerPtr answer, double maximum); // null: nothing
    void setFaded(bool faded); // a newer edit is on its way
    bool isFaded() const { return m_faded; }
    const PictureLayout& layoutOfNow() const { return m_layout; }
    double maximum() const { return m_maximum; }
    // Where the first changed word stands, for a scroll area; -1 where nothing is changed.
    int firstChange() const;
    Figure figure(const QString& name, const QString& caption) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void layoutAgain();
    QPointF origin() const;
    QString toolTipAt(const QPointF& position) const;
    EditAnswerPtr m_answer;
    PictureLayout m_layout;
    double m_maximum = 0;
    bool m_faded = false;
};

} // namespace crosseed::views
