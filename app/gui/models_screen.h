// Models and pairs: reads the project's rows in the background, shows them, asks the queue for what a person chooses.
#pragma once
#include "app/gui/condition_grid.h"
#include "app/gui/model_lists.h"
#include "app/gui/screen.h"
#include "views/models/models_data.h"
#include <QTimer>
#include <map>

namespace crosseed::views {
class ModelsView;
}

namespace crosseed::gui {

class ModelsScreen : public Screen {
public:
    explicit ModelsScreen(Session& session);
    QWidget* widget() override;
    void entered() override;
    QString status() const override;
    QList<QAction*> actions() override { return m_actions; }
    QByteArray saveState() const override;
    void restoreState(const QByteArray& state) override;

private:
    // models_screen.cpp
    void connectView();
    void readSoon();
    void read();
    void take(std::shared_ptr<const GridRows> rows);
    void forget();
    void show();
    std::shared_ptr<const views::PairCard> cardOf(const store::PairRow& pair) const;
    void showCard();
    void showCost();
    void setOptions(const views::GridOptions& options); // one undo step
    void takeOptions(const views::GridOptions& options);
    GridTiming timing() const;
    // models_actions.cpp
    void connectActions();
    void checkPairs();
    void measure();
    void makePair(ModelId a, ModelId b);
    void startModels(const views::NewModelRequest& request);
    void askFolder(views::NewModelWay way);
    void startDownload(const views::HubRequest& request);
    void addCells(const views::CellChoice& choice, views::QueueOrder order);
    void saveRecipe();
    const store::PairRow* selectedPair() const;
    void showRequestCost();
    friend class OptionsCommand;

    views::ModelsView* m_view;
    QList<QAction*> m_actions;
    QTimer m_soon, m_progress;
    std::shared_ptr<const GridRows> m_rows;
    views::GridOptions m_options;
    bool m_hasOptions = false, m_entered = false;
    std::map<std::int64_t, std::shared_ptr<const pipeline::PairCheck>> m_checks; // by pair
    std::map<std::int64_t, QString> m_problems;
    MeasuredMap m_measured;
    JobNewsMap m_news;
    std::map<std::int64_t, views::CheckVerdict> m_verdicts;
    PairId m_wanted; // to be selected once it is listed
};

} // namespace crosseed::gui
