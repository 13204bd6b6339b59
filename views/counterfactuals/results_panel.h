// The table of stored counterfactuals with what can be done with its rows.
#pragma once
#include "views/counterfactuals/edit_values.h"
#include "views/shared/panel.h"

namespace crosseed::views {

class DataTable;
class ResultsModel;

class ResultsPanel : public Panel {
    Q_OBJECT
public:
    explicit ResultsPanel(QWidget* parent = nullptr);

    void setFeature(const QString& feature); // "f389"
    void setLines(CounterfactualLines lines);
    void setPlacebo(const PlaceboRange& placebo); // the band behind the bars
    void select(std::int64_t key);
    DataTable* table() const { return m_table; }
    ResultsModel* model() const { return m_model; }
    TableSource paperTable() const; // all rows as the paper's Table 2, for exports
    void exportPaperTable();        // asks where to

Q_SIGNALS:
    void noteEdited(std::int64_t key, const QString& note);
    void removeAsked(const std::vector<std::int64_t>& keys);
    void openAsked(std::int64_t key); // an edit: back into the editor

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void openRow(int sourceRow);
    void showSingles(const CounterfactualLine& line);
    QString remark() const;
    std::vector<store::Address> addresses() const; // of all rows
    CounterfactualLines m_lines;
    PlaceboRange m_placebo;
    QString m_feature;
    ResultsModel* m_model;
    DataTable* m_table;
};

} // namespace crosseed::views
