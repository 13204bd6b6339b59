// The list of pairs and, below it, the card of the selected one.
#pragma once
#include "views/models/models_data.h"
#include "views/shared/panel.h"

namespace crosseed::views {

class DataTable;
class PairCardView;
class PairTable;

class PairsPanel : public Panel {
    Q_OBJECT
public:
    explicit PairsPanel(QWidget* parent = nullptr);
    void setPairs(std::shared_ptr<const PairList> pairs); // keeps the selected one
    void select(PairId pair);
    PairId selected() const; // 0: none
    // The button: the two models that would be paired; empty: two are not selected.
    void setOffer(const QString& names, const QString& whyNot);
    DataTable* table() const { return m_table; }

Q_SIGNALS:
    void pairAsked();
    void pairSelected(crosseed::PairId pair);

private:
    PairTable* m_model;
    DataTable* m_table;
    QPushButton* m_pair;
    bool m_filling = false;
};

class PairCardPanel : public Panel {
    Q_OBJECT
public:
    explicit PairCardPanel(QWidget* parent = nullptr);
    void setCard(std::shared_ptr<const PairCard> card); // null: none
    void setMeasuring(bool measuring); // Stop stands in the button's place
    PairCardView* card() const { return m_card; }

Q_SIGNALS:
    void measureAsked();

private:
    PairCardView* m_card;
    QPushButton* m_measure;
    bool m_measuring = false;
};

} // namespace crosseed::views
