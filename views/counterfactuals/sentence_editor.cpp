#include "views/counterfactuals/sentence_editor.h"
#include "views/counterfactuals/edit_picture.h"
#include "views/counterfactuals/edit_words.h"
#include "views/counterfactuals/rule_form.h"
#include "views/shared/icons.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {

// From 0 to the feature's maximum, beside the hint.
class Scale : public QWidget {
public:
    explicit Scale(const double& maximum, QWidget* parent) : QWidget(parent), m_maximum(maximum) {
        setAccessibleName("Scale of the strips");
        setFixedSize(scaled(118), scaled(20));
    }

protected:
    void paintEvent(QPaintEvent*) override {
        if (m_maximum <= 0)
            return;
        QPainter painter(this);
        painter.setFont(smallFont());
        paintScale(painter, rect(), m_maximum, theme());
    }

private:
    const double& m_maximum;
};

QLabel* secondary(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setProperty("kind", "secondary");
    return label;
}

} // namespace

SentenceEditor::SentenceEditor(QWidget* parent) : Panel("Sentence and edit", parent), m_rest(new QTimer(this)) {
    setTopic("effect");
    addHeaderWidget(secondary("runs again as you type", this));
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(scaled(14), scaled(10), scaled(14), scaled(10));
    layout->setSpacing(scaled(6));
    layout->addWidget(fields());
    m_picture = new EditPicture;
    m_scroll = new QScrollArea(page);
    m_scroll->setWidgetResizable(true);
    m_scroll->setWidget(m_picture);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    layout->addWidget(m_scroll, 1);
    m_rule = new RuleForm(page);
    m_rule->hide();
    layout->addWidget(m_rule);
    layout->addWidget(buttons());
    setContent(page);
    m_rest->setSingleShot(true);
    m_rest->setInterval(restMilliseconds);
    connect(m_rest, &QTimer::timeout, this, &SentenceEditor::askNow);
    connect(m_rule, &RuleForm::asked, this, &SentenceEditor::ruleAsked);
    connect(m_rule, &RuleForm::closed, this, [this] {
        m_rule->hide();
        focusEdit();
    });
    setFigureSource([this] {
        return m_picture->figure("edit-" + m_feature, QString("“%1” and “%2”: what %3 makes of both, in A above the line and in B below").arg(original(), edited(), m_feature));
    });
}

QWidget* SentenceEditor::fields() {
    auto* box = new QWidget;
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(scaled(10));
    grid->setVerticalSpacing(scaled(6));
    m_original = new QLineEdit(box);
    m_original->setReadOnly(true);
    m_original->setAccessibleName("Original sentence, locked");
    m_original->addAction(icon("lock"), QLineEdit::LeadingPosition);
    m_edit = new QLineEdit(box);
    m_edit->setAccessibleName("Edited sentence; Enter adds the row");
    m_edit->installEventFilter(this);
    m_sentences = new QComboBox(box);
    m_sentences->setAccessibleName("Sentence: one of the feature's strongest contexts");
    m_type = new QComboBox(box);
    m_type->setEditable(true);
    m_type->setInsertPolicy(QComboBox::NoInsert);
    m_type->setAccessibleName("Edit type: suggested, chosen or in own words");
    m_type->setToolTip("Suggested from the difference until you choose one or write your own");
    for (const char* name : {"modal swap", "mood swap", "reposition", "directness swap", "placebo", "other"})
        m_type->addItem(typeTitle(name), QString(name));
    for (QComboBox* combo : {m_sentences, m_type}) {
        combo->setFixedWidth(scaled(150));
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    }
    auto* edit = new QLabel("&Edit", box);
    edit->setBuddy(m_edit);
    for (auto* label : {edit})
        label->setProperty("kind", "secondary");
    m_hint = secondary({}, box);
    m_hint->setWordWrap(true);
    m_hint->setFont(smallFont());
    m_scale = new Scale(m_maximum, box);
    grid->addWidget(secondary("Original", box), 0, 0);
    grid->addWidget(m_original, 0, 1);
    grid->addWidget(m_sentences, 0, 2);
    grid->addWidget(edit, 1, 0);
    grid->addWidget(m_edit, 1, 1);
    grid->addWidget(m_type, 1, 2);
    grid->addWidget(m_hint, 2, 1);
    grid->addWidget(m_scale, 2, 2, Qt::AlignRight);
    grid->setColumnStretch(1, 1);
    setTabOrder(m_edit, m_type);
    connect(m_edit, &QLineEdit::textEdited, this, &SentenceEditor::onTyped);
    connect(m_edit, &QLineEdit::returnPressed, this, &SentenceEditor::add);
    connect(m_sentences, &QComboBox::activated, this, [this](int i) { Q_EMIT sentenceChosen(m_sentences->itemData(i).toLongLong()); });
    connect(m_type, &QComboBox::activated, this, &SentenceEditor::onTypeEdited);
    connect(m_type->lineEdit(), &QLineEdit::textEdited, this, &SentenceEditor::onTypeEdited);
    connect(m_type->lineEdit(), &QLineEdit::returnPressed, this, &SentenceEditor::focusEdit);
    return box;
}

QWidget* SentenceEditor::buttons() {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(scaled(8));
    m_add = new QPushButton("Add row   Enter", box);
    m_add->setProperty("kind", "main");
    m_add->setAccessibleName("Add row");
    m_placebo = new QPushButton("Placebo edits", box);
    m_placebo->setToolTip("Edits that should not matter, of this sentence and of the feature's strongest contexts: how large an effect by chance is");
    m_ruleButton = new QPushButton("Rule over all top contexts…", box);
    m_says = secondary("[CLS], [SEP] are not counted", box);
    m_says->setFont(smallFont());
    m_says->setWordWrap(true);
    m_says->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(m_add);
    row->addWidget(m_placebo);
    row->addWidget(m_ruleButton);
    row->addWidget(m_says, 1);
    connect(m_add, &QPushButton::clicked, this, &SentenceEditor::add);
    connect(m_placebo, &QPushButton::clicked, this, &SentenceEditor::placeboAsked);
    connect(m_ruleButton, &QPushButton::clicked, this, [this] { m_rule->open(); });
    return box;
}

void SentenceEditor::setFeature(const QString& feature, const QString& label) {
    m_feature = feature;
    setRemark(label.isEmpty() ? feature : feature + " " + label);
}

void SentenceEditor::setSentences(const std::vector<SentenceChoice>& choices, std::int64_t texts) {
    m_sentences->clear();
    for (const SentenceChoice& choice : choices) {
        m_sentences->addItem(choice.name, QVariant::fromValue<qlonglong>(choice.document));
        m_sentences->setItemData(m_sentences->count() - 1, plainToolTip(choice.text), Qt::ToolTipRole);
    }
    m_rule->setAvailable(texts);
    m_ruleButton->setEnabled(texts > 1);
}

void SentenceEditor::setSentence(const SentenceChoice& sentence, const QString& edited, const QString& editType) {
    m_sentence = sentence;
    m_addWhenAnswered = false;
    m_original->setText(sentence.text);
    m_original->setCursorPosition(0);
    m_original->setToolTip(plainToolTip(sentence.text));
    int place = m_sentences->findData(QVariant::fromValue<qlonglong>(sentence.document));
    if (place < 0) { // not among the strongest, but the one at hand
        m_sentences->insertItem(0, sentence.name, QVariant::fromValue<qlonglong>(sentence.document));
        place = 0;
    }
    m_sentences->setCurrentIndex(place);
    m_edit->setText(edited.isEmpty() ? sentence.text : edited);
    m_edit->setCursorPosition(0);
    m_typeIsPersons = !editType.isEmpty();
    if (m_typeIsPersons)
        m_type->setEditText(typeTitle(editType));
    say({});
    m_picture->setFaded(true);
    askNow();
}

void SentenceEditor::setAnswer(EditAnswerPtr answer, double maximum) {
    if (answer && !(toQt(answer->result.edited->text) == edited() && toQt(answer->result.original->text) == original()))
        return; // of an edit that was typed over since
    clearNotice();
    m_answer = std::move(answer);
    m_maximum = maximum;
    m_scale->update();
    m_picture->setAnswer(m_answer, maximum);
    m_picture->setFaded(false);
    showSuggested();
    showHint();
    scrollToChange();
    if (m_addWhenAnswered && m_answer) {
        m_addWhenAnswered = false;
        Q_EMIT addAsked();
    }
}

void SentenceEditor::setFailed(const QString& sentence) {
    m_addWhenAnswered = false;
    showError(sentence, "Try again");
    m_picture->setFaded(true);
}

void SentenceEditor::setBusy(const QString& what, double fraction) {
    showBusy(what, fraction);
    m_placebo->setEnabled(false);
    m_rule->setRunning(true);
}

void SentenceEditor::setIdle() {
    showIdle();
    m_placebo->setEnabled(true);
    m_rule->setRunning(false);
}

void SentenceEditor::focusEdit() {
    m_edit->setFocus(Qt::OtherFocusReason);
}

void SentenceEditor::settle() {
    const int at = m_edit->cursorPosition();
    m_edit->setText(QString(m_edit->text()));
    m_edit->setCursorPosition(at);
}

QString SentenceEditor::original() const {
    return m_sentence.text;
}

QString SentenceEditor::edited() const {
    return m_edit->text().trimmed().isEmpty() ? original() : m_edit->text();
}

QString SentenceEditor::editType() const {
    if (!m_typeIsPersons)
        return {};
    const QString text = m_type->currentText().trimmed();
    const int place = m_type->findText(text, Qt::MatchFixedString);
    return place < 0 ? text : m_type->itemData(place).toString();
}

bool SentenceEditor::isChanged() const {
    return edited() != original();
}

bool SentenceEditor::isAnswered() const {
    return m_answer && !m_rest->isActive() && toQt(m_answer->result.edited->text) == edited() && toQt(m_answer->result.original->text) == original();
}

void SentenceEditor::say(const QString& sentence) {
    m_says->setText(sentence.isEmpty() ? "[CLS], [SEP] are not counted" : sentence);
}

void SentenceEditor::onTyped() {
    m_addWhenAnswered = false;
    say({});
    m_picture->setFaded(true);
    m_rest->start();
    Q_EMIT typed();
}

void SentenceEditor::askNow() {
    m_rest->stop();
    if (!original().isEmpty())
        Q_EMIT asked({original(), edited()});
}

// Enter in the middle of typing: the row follows as soon as its numbers are there.
void SentenceEditor::add() {
    if (original().isEmpty())
        return;
    if (!isChanged()) {
        say("Change the sentence first.");
        focusEdit();
        return;
    }
    if (isAnswered()) {
        Q_EMIT addAsked();
        return;
    }
    m_addWhenAnswered = true;
    if (m_rest->isActive())
        askNow();
}

void SentenceEditor::showSuggested() {
    if (!m_answer || m_typeIsPersons)
        return;
    if (m_answer->isUnchanged())
        m_type->setEditText({});
    else
        m_type->setEditText(typeTitle(toQt(m_answer->result.editType)));
}

void SentenceEditor::showHint() {
    if (!m_answer)
        return;
    const auto& result = m_answer->result;
    QString lost = truncationText(*result.edited, "The edit");
    if (lost.isEmpty())
        lost = truncationText(*result.original, "The sentence");
    if (!lost.isEmpty())
        showStale(lost);
    if (m_answer->isUnchanged())
        m_hint->setText("Type a change above.");
    else
        m_hint->setText((m_typeIsPersons ? "set by you; the difference: " : "suggested from the difference: ") + changesText(result.alignment));
}

void SentenceEditor::onTypeEdited() {
    m_typeIsPersons = !m_type->currentText().trimmed().isEmpty();
    showHint();
    Q_EMIT typed();
}

void SentenceEditor::scrollToChange() {
    const int x = m_picture->firstChange();
    if (x >= 0)
        m_scroll->ensureVisible(x, 0, m_scroll->viewport()->width() / 3, 0);
}

bool SentenceEditor::eventFilter(QObject* watched, QEvent* event) {
    // Ctrl+Z with nothing of the field's own left to take back is the window's: it takes back the row.
    if (watched == m_edit && event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if ((key->matches(QKeySequence::Undo) && !m_edit->isUndoAvailable()) || (key->matches(QKeySequence::Redo) && !m_edit->isRedoAvailable())) {
            event->ignore();
            return true;
        }
    }
    return Panel::eventFilter(watched, event);
}

} // namespace crosseed::views
