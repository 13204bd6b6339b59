// The alignment of a pair and the geometry of a run: tokens on a plane before and after the rotation, singular values, the error against
// the sample's size, how alike features are, near-duplicates, all in numbers.
#pragma once
#include "views/alignment/alignment_data.h"
#include "views/shared/table_source.h"
#include <QWidget>

class QSplitter;

namespace crosseed::views {

class DuplicatesPanel;
class NumbersPanel;
class Panel;
class PcaPlot;
class Plot;
class Selection;

class AlignmentView : public QWidget {
    Q_OBJECT
public:
    // The two studies are computed apart; each half of the panels shows one.
    enum class Half { Alignment, Geometry };
    explicit AlignmentView(QWidget* parent = nullptr);

    void setSelection(Selection* selection); // shared; the view follows it and changes it
    void setNotes(NotesPtr notes);
    // Null: nothing of the half is shown.
    void setAlignment(AlignmentPtr data);
    // `result` is the one that the rows of the drawn tokens belong to.
    void setGeometry(GeometryPtr data, ResultPtr result);

    // Old content stays. The first panel of the half carries Stop.
    void showBusy(Half half, const QString& what, double fraction);
    void showStopping(Half half);
    void showIdle(Half half);
    void showError(Half half, const QString& sentence, const QString& button);
    void showStopped(Half half, const QString& sentence, const QString& button);
    // In the place of everything: "No rotation yet".
    void showEmpty(const QString& sentence, const QString& button);

    QString status() const; // "15,904 alignment tokens · 1 token selected (“would”, row 8,112) · 2 features selected (f288, f389)"
    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

Q_SIGNALS:
    void studyAsked(qint64 texts);        // the study with that many texts
    void geometryAsked(double duplicateFrom);
    void testAsked();                     // the rotation test
    void featureOpened(qint32 feature);
    void stopAsked(crosseed::views::AlignmentView::Half half);
    void againAsked(crosseed::views::AlignmentView::Half half); // the button of an error or a stop
    void emptyAsked();
    void statusChanged();
    void topicAsked(const QString& topic, const QPoint& globalPosition);

private:
    struct Parts;
    void build();
    Panel* figurePanel(const QString& title, const QString& topic, Plot* plot, std::function<TableSource()> table, const QString& name);
    std::vector<Panel*> panelsOf(Half half) const;
    void connectParts();
    void chooseToken(qint64 row);
    void followSelection();
    void showRemarks();
    void showAbsent(Half half);

    std::shared_ptr<Parts> m_parts; // the widgets are Qt's
    Selection* m_selection = nullptr;
    AlignmentPtr m_alignment;
    GeometryPtr m_geometry;
    ResultPtr m_result;
    bool m_leadsBack = false; // the notice over the numbers offers the run's own sample
};

} // namespace crosseed::views
