// Class probabilities of the original and of the edit, in A and B, as bars.
#pragma once
#include "views/counterfactuals/edit_values.h"
#include "views/shared/panel.h"

namespace crosseed::views {

class ClassPanel : public Panel {
    Q_OBJECT
public:
    explicit ClassPanel(QWidget* parent = nullptr);
    void setAnswer(EditAnswerPtr answer);
    TableSource table() const;

private:
    class Bars;
    QString remarkText() const;
    EditAnswerPtr m_answer;
    Bars* m_bars;
};

} // namespace crosseed::views
