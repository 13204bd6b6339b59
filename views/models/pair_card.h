// The card of a pair: one check a row with its sign, what was found and a word: fine, look, decide. What is not measured says so.
#pragma once
#include "views/models/models_data.h"
#include "views/shared/table_source.h"
#include <QScrollArea>

namespace crosseed::views {

class PairCardView : public QScrollArea {
    Q_OBJECT
public:
    explicit PairCardView(QWidget* parent = nullptr);
    void setCard(std::shared_ptr<const PairCard> card);
    const PairCard* card() const { return m_card.get(); }
    TableSource table() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    std::shared_ptr<const PairCard> m_card;
};

} // namespace crosseed::views
