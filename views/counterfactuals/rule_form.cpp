#include "views/counterfactuals/rule_form.h"
#include "base/error.h"
#include "evaluate/edit_rule.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

RuleForm::RuleForm(QWidget* parent) : QFrame(parent) {
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(scaled(8));
    layout->setVerticalSpacing(scaled(4));
    auto* label = new QLabel("&Rule", this);
    m_rule = new QLineEdit(this);
    m_rule->setPlaceholderText("^would -> is | could -> can");
    m_rule->setAccessibleName("Rule, for example ^would -> is");
    m_rule->setToolTip("Words -> what replaces them; ^ at the beginning of the text only, | between rules; nothing after -> deletes the words");
    label->setBuddy(m_rule);
    m_contexts = new QSpinBox(this);
    m_contexts->setRange(2, 1000);
    m_contexts->setValue(50);
    m_contexts->setPrefix("top ");
    m_contexts->setSuffix(" contexts");
    m_contexts->setAccessibleName("Number of contexts");
    m_placebo = new QCheckBox("with placebo edits", this);
    m_placebo->setChecked(true);
    m_placebo->setToolTip("Edits that should not matter of the same texts give the noise band that the mean is compared with");
    m_run = new QPushButton("Run rule", this);
    m_run->setProperty("kind", "compact");
    auto* close = new QPushButton("Close", this);
    close->setProperty("kind", "compact");
    m_says = new QLabel(this);
    m_says->setProperty("kind", "error");
    m_says->setWordWrap(true);
    layout->addWidget(label, 0, 0);
    layout->addWidget(m_rule, 0, 1);
    layout->addWidget(m_contexts, 0, 2);
    auto* row = new QHBoxLayout;
    row->setSpacing(scaled(8));
    row->addWidget(m_placebo);
    row->addWidget(m_says, 1);
    row->addWidget(m_run);
    row->addWidget(close);
    layout->addLayout(row, 1, 1, 1, 2);
    layout->setColumnStretch(1, 1);
    connect(m_rule, &QLineEdit::textChanged, this, &RuleForm::check);
    connect(m_rule, &QLineEdit::returnPressed, this, &RuleForm::ask);
    connect(m_run, &QPushButton::clicked, this, &RuleForm::ask);
    connect(close, &QPushButton::clicked, this, &RuleForm::closed);
    check();
}

void RuleForm::setAvailable(std::int64_t contexts) {
    m_contexts->setMaximum(static_cast<int>(std::clamp<std::int64_t>(contexts, 2, 1'000'000)));
}

void RuleForm::setRunning(bool running) {
    m_running = running;
    check();
}

void RuleForm::open() {
    show();
    m_rule->setFocus(Qt::OtherFocusReason);
}

// A half-written rule is no mistake yet; what is wrong is said on Enter.
void RuleForm::check() {
    m_run->setEnabled(!m_running && !m_rule->text().trimmed().isEmpty());
    m_says->clear();
}

void RuleForm::ask() {
    if (!m_run->isEnabled())
        return;
    try {
        evaluate::parseRules(toStd(m_rule->text().trimmed()));
    } catch (const Error& error) {
        m_says->setText(error.what());
        return;
    }
    Q_EMIT asked({m_rule->text().trimmed(), m_contexts->value(), m_placebo->isChecked()});
}

void RuleForm::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT closed();
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace crosseed::views
