// Models and pairs: models and a new one at the left, pairs and the card of the selected one in the middle, pairs × conditions at the right.
#pragma once
#include "views/models/models_data.h"
#include <QWidget>

class QSplitter;

namespace crosseed::views {

class DataTable;
class GridPanel;
class ModelTable;
class NewModelPanel;
class PairCardPanel;
class PairsPanel;
class Panel;

class ModelsView : public QWidget {
    Q_OBJECT
public:
    explicit ModelsView(QWidget* parent = nullptr);

    void setModels(std::shared_ptr<const ModelList> models); // keeps what is selected
    // The chosen ones in the order of choosing: the first is A, the second B.
    const std::vector<ModelId>& chosenModels() const { return m_chosen; }
    void chooseModels(const std::vector<ModelId>& models);

    DataTable* modelTable() const { return m_table; }
    Panel* modelPanel() const { return m_models; }
    NewModelPanel* newModel() const { return m_newModel; }
    PairsPanel* pairs() const { return m_pairs; }
    PairCardPanel* card() const { return m_card; }
    GridPanel* grid() const { return m_grid; }
    void setReadOnly(const QString& why); // empty: it is not

    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

Q_SIGNALS:
    void choiceChanged();                                      // of models
    void pairAsked(crosseed::ModelId a, crosseed::ModelId b);

private:
    void followSelection();
    void showChoice();
    ModelTable* m_model;
    DataTable* m_table;
    Panel* m_models;
    NewModelPanel* m_newModel;
    PairsPanel* m_pairs;
    PairCardPanel* m_card;
    GridPanel* m_grid;
    QSplitter *m_left, *m_middle, *m_all;
    std::vector<ModelId> m_chosen;
    QString m_readOnly;
    bool m_filling = false;
};

} // namespace crosseed::views
