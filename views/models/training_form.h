// The options of a training as fields: they begin with a preset's values, each can be changed, and what was changed says "set by you".
#pragma once
#include "views/models/models_data.h"
#include <QWidget>
#include <functional>
#include <optional>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace crosseed::views {

class TrainingForm : public QWidget {
    Q_OBJECT
public:
    // `random`: from random weights, with the network's shape in the place of a folder to start from.
    explicit TrainingForm(bool random, QWidget* parent = nullptr);

    void setPresets(const std::vector<TrainingPreset>& presets);
    void setFolders(const QStringList& folders); // to start from; keeps the chosen one
    void chooseFolder(const QString& folder);    // into the list where it is not in it
    void setSeeds(const QString& seeds);
    void setSteps(const QString& text);          // beside the batch: "895 steps"

    // What the fields say; nothing while one of them cannot be read, problem() then says which.
    std::optional<NewModelRequest> request() const;
    QString problem() const;
    int changedFields() const;

Q_SIGNALS:
    void changed();
    void folderAsked(); // the button beside the folders

private:
    struct Field {
        QString name;
        QLabel* label;
        QLineEdit* edit;
        QLabel* mark; // of its row
        std::function<QString(const TrainingPreset&)> of;
        std::function<bool(const QString&, NewModelRequest&)> read;
    };
    void buildTop(QGridLayout* grid);
    void buildFields(QGridLayout* grid);
    void buildShape(QGridLayout* grid);
    QLabel* markAt(QGridLayout* grid, int row);
    void addField(QGridLayout* grid, int row, int place, const QString& name, const QString& help,
                  std::function<QString(const TrainingPreset&)> of, std::function<bool(const QString&, NewModelRequest&)> read);
    void addWords(QGridLayout* grid, int row, const QString& name, const QString& words);
    void takePreset();
    void fieldsChanged();
    const TrainingPreset* preset() const;
    bool isChanged(const Field& field) const;

    bool m_random;
    std::vector<TrainingPreset> m_presets;
    std::vector<Field> m_fields;
    QComboBox *m_preset = nullptr, *m_folder = nullptr;
    QLineEdit* m_seeds = nullptr;
    QPushButton* m_reset = nullptr;
    QLabel* m_steps = nullptr;
    bool m_filling = false;
};

} // namespace crosseed::views
