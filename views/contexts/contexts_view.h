// Where a feature fires, as concordance lines with both models' codes, and the whole document of the chosen line. Shows values and asks
// by signals; sorting, width, folding of groups and search need no answer.
#pragma once
#include "views/contexts/choice_panel.h"
#include "views/contexts/document_panel.h"
#include "views/shared/result.h"

class QLineEdit;
class QPushButton;
class QSplitter;

namespace crosseed::views {

class ConcordanceTable;
class ScaleLegend;

class ContextsView : public QWidget {
    Q_OBJECT
public:
    explicit ContextsView(QWidget* parent = nullptr);

    // Of another result all lines go. Null: none.
    void setResult(const ResultPtr& result);
    void setFeatures(const std::vector<FeatureName>& features);
    // -1: none. The lines of the former feature go.
    void setFeature(std::int32_t feature, const QString& label);
    std::int32_t feature() const { return m_feature; }
    // The answer to concordanceAsked() and textsAsked(). An answer about another feature is dropped.
    void setConcordance(const ConcordancePtr& concordance);
    void addTexts(std::int32_t feature, std::vector<evaluate::CodedText> texts);
    void showFailure(const QString& sentence);
    // A document that another view chose; `row` -1: none of its words. Selects its line where there is one.
    void showDocument(const CodedTextPtr& text, std::int64_t row);

    evaluate::ConcordanceOptions options() const { return m_choices->options(); }
    ChoicePanel* choices() const { return m_choices; }
    ConcordanceModel& model() { return m_model; }
    ConcordanceTable* table() const { return m_table; }
    DocumentPanel* document() const { return m_document; }
    Panel* lines() const { return m_lines; }

    TableSource tableSource() const;  // the shown lines, or the selected ones where there are several
    Figure figure() const;            // the visible lines with their strips
    QString statusText() const;       // rich text
    void chooseStep(int by);          // the next or previous line
    void edit();                      // as E on the current line
    void focusSearch();
    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

Q_SIGNALS:
    void featureChosen(std::int32_t feature);
    void strongestAsked(); // any feature to begin with
    void concordanceAsked(const crosseed::evaluate::ConcordanceOptions& options);
    void textsAsked(const std::vector<std::int64_t>& texts); // of the index; one question at a time
    void loadingStopped();                                   // the person wants no more lines
    void documentChosen(std::int64_t position, std::int64_t row);
    void editAsked(std::int64_t position, std::int64_t row);
    void statusChanged();

private:
    QWidget* toolRow();
    void connectParts();
    void askTexts();
    void showCounts();
    void showSortChips();
    void showLine(int row);
    std::vector<DocumentFact> factsOf(const evaluate::CodedText& text) const;
    double maximum() const;
    QString featureName() const;

    ResultPtr m_result;
    std::int32_t m_feature = -1;
    QString m_label;
    ConcordanceModel m_model;
    ChoicePanel* m_choices;
    Panel* m_lines;
    DocumentPanel* m_document;
    ConcordanceTable* m_table;
    QLineEdit* m_search;
    QPushButton *m_strongest, *m_words, *m_disagree, *m_more;
    ScaleLegend* m_scale;
    QSplitter *m_across, *m_down;
    bool m_waiting = false;  // for texts
    bool m_stopped = false;  // the person wants no more
    bool m_keepTexts = false; // the next concordance is of the same feature
    bool m_quiet = false;
};

} // namespace crosseed::views
