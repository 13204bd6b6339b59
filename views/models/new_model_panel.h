// Four ways to a new model: fine-tuned from a pretrained folder, trained from random weights, a finished classifier's folder, a hub's name.
#pragma once
#include "views/models/models_data.h"
#include "views/shared/panel.h"

class QButtonGroup;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace crosseed::views {

class FolderForm;
class HubForm;
class TrainingForm;

class NewModelPanel : public Panel {
    Q_OBJECT
public:
    explicit NewModelPanel(QWidget* parent = nullptr);

    NewModelWay way() const;
    void setWay(NewModelWay way);
    void setPresets(const std::vector<TrainingPreset>& fineTune, const std::vector<TrainingPreset>& random);
    void setFolders(const QStringList& folders);     // pretrained ones that are known
    void setEnvironmentHub(const QString& address);
    void setSeeds(const QString& seeds);             // a suggestion; what a person typed stays
    void setCost(const NewModelCost& cost);          // of the request that requestChanged() told
    void setFolder(NewModelWay way, const QString& folder); // chosen in a dialog, or just downloaded
    void setBlocked(const QString& why);             // nothing can be started; empty: it can
    std::optional<NewModelRequest> request() const;

Q_SIGNALS:
    void requestChanged();                           // ask for its cost
    void startAsked(const crosseed::views::NewModelRequest& request);
    void downloadAsked(const crosseed::views::HubRequest& request);
    void folderAsked(crosseed::views::NewModelWay way);

private:
    void showForm(int way);
    void refresh();
    QString problem() const;
    QButtonGroup* m_ways;
    QStackedWidget* m_forms;
    TrainingForm *m_fineTune, *m_random;
    FolderForm* m_folder;
    HubForm* m_hub;
    QLabel* m_cost;
    QPushButton* m_confirm;
    QString m_seeds, m_blocked;
};

} // namespace crosseed::views
