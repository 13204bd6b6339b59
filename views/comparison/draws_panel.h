// The rotation test: random draws as a strip of dots with the controls as lines, in words below, and more draws from here.
#pragma once
#include "views/comparison/comparison_values.h"
#include "views/shared/panel.h"
#include "views/shared/plot.h"

class QComboBox;
class QPushButton;
class QSpinBox;

namespace crosseed::views {

class DrawsPanel : public Panel {
    Q_OBJECT
public:
    explicit DrawsPanel(QWidget* parent = nullptr);

    void setComparison(const ComparisonPtr& comparison, evaluate::Pooling pooling);
    void setEditable(bool editable); // whether more draws can be asked for
    int current() const;             // of the pooling's tests; -1: none
    Plot* plot() const { return m_plot; }

Q_SIGNALS:
    void currentChanged(int test);
    void drawsAsked(int test, qint64 draws); // so many all in all
    void testAsked();                        // the first of the shown result

private:
    void showTest();
    void showOffer();
    void showFirstTest();
    Plot* m_plot;
    QComboBox* m_choice;
    QLabel *m_words, *m_cost;
    QSpinBox* m_more;
    QPushButton* m_add;
    ComparisonPtr m_comparison;
    evaluate::Pooling m_pooling = evaluate::Pooling::PerToken;
    bool m_editable = false;
};

} // namespace crosseed::views
