// What the edit does to the feature: peaks before and after and the effect in A and B, the placebo range, why the feature fell silent,
// and where it stands among the values before Top-K.
#pragma once
#include "views/counterfactuals/edit_values.h"
#include "views/shared/panel.h"

class QAbstractButton;
class QLabel;
class QTableWidget;

namespace crosseed::views {

class Plot;

class EffectPanel : public Panel {
    Q_OBJECT
public:
    explicit EffectPanel(QWidget* parent = nullptr);

    void setFeature(const QString& feature);        // "f389"
    void setAnswer(EditAnswerPtr answer);           // null: nothing yet
    void setPlacebo(const PlaceboRange& placebo);
    TableSource table() const;                      // as shown
    QString reason() const;                         // rich text

private:
    class Reason;
    void showAnswer();
    void showMember(std::size_t member);
    EditAnswerPtr m_answer;
    PlaceboRange m_placebo;
    QString m_feature;
    QTableWidget* m_table;
    Reason* m_reason;
    QAbstractButton* m_members[2];
    QLabel* m_where;
    Plot* m_plot;
};

} // namespace crosseed::views
