// The editor: a locked sentence, its edit below, the kind of edit, the picture of both, and what can be started with them. An edit is
// asked for 300 ms after the last key; until its answer the strips fade to half.
#pragma once
#include "views/counterfactuals/edit_values.h"
#include "views/shared/panel.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QTimer;

namespace crosseed::views {

class EditPicture;
class RuleForm;

class SentenceEditor : public Panel {
    Q_OBJECT
public:
    static constexpr int restMilliseconds = 300; // after the last key

    explicit SentenceEditor(QWidget* parent = nullptr);

    void setFeature(const QString& feature, const QString& label);
    void setSentences(const std::vector<SentenceChoice>& choices, std::int64_t texts); // the feature's strongest; of so many in all
    // A sentence to edit, with the edit to begin with (empty: the sentence itself) and the person's edit type (empty: suggested). Asks
    // for it at once.
    void setSentence(const SentenceChoice& sentence, const QString& edited = {}, const QString& editType = {});
    void setAnswer(EditAnswerPtr answer, double maximum); // of the edit as asked last
    void setFailed(const QString& sentence);              // the edit as asked last has no answer
    void setBusy(const QString& what, double fraction);   // placebo edits or a rule run; an edit waits meanwhile
    void setIdle();
    void focusEdit();
    void add();    // as Enter
    void settle(); // the edit was added: what was typed is no longer the field's to take back

    QString original() const;
    QString edited() const;
    QString editType() const;      // as the person chose it; empty: suggested
    bool isChanged() const;        // the edit differs from the original
    bool isAnswered() const;       // the answer is that of the text in the field
    void say(const QString& sentence); // beside the buttons, until the next key
    EditPicture* picture() const { return m_picture; }
    RuleForm* ruleForm() const { return m_rule; }

Q_SIGNALS:
    void asked(const EditAsk& ask);
    void addAsked();                                // the row; sent once it is answered
    void typed();                                   // text or type changed by the person and not added yet
    void sentenceChosen(std::int64_t document);
    void placeboAsked();
    void ruleAsked(const RuleAsk& ask);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* fields();
    QWidget* buttons();
    void onTyped();
    void askNow();
    void showHint();
    void showSuggested();
    void onTypeEdited();
    void scrollToChange();

    QLineEdit *m_original, *m_edit;
    QComboBox *m_sentences, *m_type;
    QLabel *m_hint, *m_says;
    QWidget* m_scale;
    QScrollArea* m_scroll;
    EditPicture* m_picture;
    RuleForm* m_rule;
    QPushButton *m_add, *m_placebo, *m_ruleButton;
    QTimer* m_rest;
    EditAnswerPtr m_answer;
    SentenceChoice m_sentence;
    QString m_feature;
    double m_maximum = 0;
    bool m_typeIsPersons = false, m_addWhenAnswered = false;
};

} // namespace crosseed::views
