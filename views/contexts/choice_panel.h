// "What to show": the feature, the groups of lines with their shares, the order inside a group, how lines look, and of which class.
#pragma once
#include "evaluate/concordance.h"
#include "views/contexts/concordance_model.h"
#include "views/shared/panel.h"
#include <array>

class QCheckBox;
class QComboBox;
class QLabel;
class QSpinBox;
class QVBoxLayout;

namespace crosseed::views {

struct FeatureName {
    std::int32_t feature = 0;
    QString text; // "f389 Hedged indirect request"
};

class ChoicePanel : public Panel {
    Q_OBJECT
public:
    explicit ChoicePanel(QWidget* parent = nullptr);

    void setFeatures(const std::vector<FeatureName>& features);
    void setFeature(std::int32_t feature); // -1: none
    void setClasses(const std::vector<std::string>& names, const QString& split);
    // Shares, counts and what is hidden; null: none.
    void setConcordance(const ConcordancePtr& concordance);

    std::set<std::size_t> groups() const; // places in Concordance::groups
    LineShape shape() const;
    evaluate::ConcordanceOptions options() const;
    void setKeys(const std::vector<evaluate::ContextOrder>& keys); // at most three
    void prependKey(evaluate::ContextOrder key);
    void showAnyClass();
    void reset(); // as at first, but for the feature

    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

Q_SIGNALS:
    void featureChosen(std::int32_t feature);
    void groupsChanged();
    void shapeChanged();
    void optionsChanged(); // what the engine must answer

private:
    void addFeature();
    void addGroups();
    void addKeys();
    void addLines();
    void addFilter();
    QVBoxLayout* section(const QString& title);
    void chooseTyped();

    static constexpr std::size_t groupCount = 8; // top, five bands, random, look-alikes
    QVBoxLayout* m_layout;
    QComboBox* m_feature;
    std::array<QCheckBox*, groupCount> m_groups{};
    std::array<QLabel*, groupCount> m_counts{};
    std::array<QWidget*, groupCount> m_bars{};
    std::array<QComboBox*, 3> m_keys{};
    QSpinBox* m_words;
    QCheckBox *m_strips, *m_wholeWords, *m_fold, *m_special;
    QLabel *m_folded, *m_hidden, *m_split;
    QComboBox* m_class;
    bool m_quiet = false;
};

} // namespace crosseed::views
