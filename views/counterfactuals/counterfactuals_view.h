// Counterfactuals: a sentence and its edit, what the edit does to a feature in A and B, and the stored rows.
#pragma once
#include "views/counterfactuals/edit_values.h"
#include "views/shared/result.h"
#include <QWidget>

class QSplitter;

namespace crosseed::views {

class ClassPanel;
class EffectPanel;
class MovedPanel;
class ResultsPanel;
class SentenceEditor;

class CounterfactualsView : public QWidget {
    Q_OBJECT
public:
    explicit CounterfactualsView(QWidget* parent = nullptr);

    // Feature and label; -1: none, and the editor says what to do.
    void setFeature(std::int32_t feature, const QString& label, double maximum);
    void setEmpty(const QString& sentence, const QString& button); // nothing can be edited: no project, no result, no feature
    void setAnswer(EditAnswerPtr answer);
    void setPlacebo(const PlaceboRange& placebo);
    void setLines(CounterfactualLines lines);
    void setNotes(NotesPtr notes);

    SentenceEditor* editor() const { return m_editor; }
    EffectPanel* effect() const { return m_effect; }
    MovedPanel* moved() const { return m_moved; }
    ClassPanel* classes() const { return m_classes; }
    ResultsPanel* results() const { return m_results; }

    QByteArray saveState() const; // splitters and columns
    void restoreState(const QByteArray& state);

private:
    SentenceEditor* m_editor;
    EffectPanel* m_effect;
    MovedPanel* m_moved;
    ClassPanel* m_classes;
    ResultsPanel* m_results;
    QSplitter *m_rows, *m_columns, *m_right;
    double m_maximum = 0;
};

} // namespace crosseed::views
