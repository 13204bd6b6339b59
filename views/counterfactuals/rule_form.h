// A small form for a rule over the feature's strongest contexts.
#pragma once
#include "views/counterfactuals/edit_values.h"
#include <QFrame>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace crosseed::views {

class RuleForm : public QFrame {
    Q_OBJECT
public:
    explicit RuleForm(QWidget* parent = nullptr);
    void setAvailable(std::int64_t contexts); // different texts on which the feature fires
    void setRunning(bool running);
    void open(); // shows itself, the focus in the rule
    QLineEdit* ruleField() const { return m_rule; }

Q_SIGNALS:
    void asked(const RuleAsk& ask);
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void ask();
    void check();
    QLineEdit* m_rule;
    QSpinBox* m_contexts;
    QCheckBox* m_placebo;
    QLabel* m_says;
    QPushButton* m_run;
    bool m_running = false;
};

} // namespace crosseed::views
