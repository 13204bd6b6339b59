// One feature at the right of the table: what a person writes about it, its numbers, how strongly it fires and by class, its words and
// strongest contexts. Edits are asked for as they are typed: when a field is left, and half a second after the last key.
#pragma once
#include "views/features/context_list.h"
#include "views/features/feature_model.h"
#include "views/features/page_figures.h"
#include "views/shared/panel.h"

class QButtonGroup;
class QGridLayout;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTimer;
class QToolButton;

namespace crosseed::views {

class Plot;
class TagRow;

class FeaturePageView : public Panel {
    Q_OBJECT
public:
    explicit FeaturePageView(FeatureModel& model, QWidget* parent = nullptr);

    // -1: none. What was typed for the former one is asked for first.
    void setFeature(std::int32_t feature);
    std::int32_t feature() const { return m_feature; }
    void showNote();                      // of the model, where nothing newer is being typed
    void showPlace(std::int64_t universal); // "universal · rank 6 of 889 by r"
    void setPage(FeaturePagePtr page);    // of feature(); null: being computed, the old one stays
    void setContexts(ContextsPtr contexts);
    void setEditable(bool editable);
    void setSteps(bool back, bool forward); // whether there is a feature before and after

    void beginTag();
    void beginNote();
    void beginLabel();
    void flush(); // asks for what was typed and not yet asked for

Q_SIGNALS:
    void noteEdited(const crosseed::text::FeatureNote& note, const QString& what);
    void stepAsked(int by); // -1 or 1
    void contextsAsked(crosseed::evaluate::ContextGroup group);
    void contextsScreenAsked();
    void counterfactualAsked();
    void lineSelected(qint64 document, qint64 token);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makeNumbers();
    QWidget* makeFigures();
    QWidget* makeContexts();
    QWidget* makeFoot();
    void makeSteps();
    void edit(const text::FeatureNote& note, const QString& what);
    void showNumbers();
    void showFoot();
    Figure figures() const;

    FeatureModel& m_model;
    std::int32_t m_feature = -1;
    FeaturePagePtr m_page;
    ContextsPtr m_contexts;
    QToolButton *m_star, *m_back, *m_forward;
    QLineEdit* m_label;
    TagRow* m_tags;
    QPlainTextEdit* m_note;
    QTimer* m_settle;
    QGridLayout* m_numbers = nullptr;
    QLabel *m_warnings, *m_words, *m_foot;
    Plot *m_codes, *m_classes;
    QButtonGroup* m_groups;
    ContextList* m_list;
    QPushButton* m_all;
};

} // namespace crosseed::views
