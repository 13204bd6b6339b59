// The line above the table: search field, chips, how many features pass.
#pragma once
#include "views/features/feature_filter.h"
#include <QWidget>
#include <map>

class QLabel;
class QLineEdit;
class QPushButton;
class QTimer;
class QHBoxLayout;

namespace crosseed::views {

class FilterBar : public QWidget {
    Q_OBJECT
public:
    enum class Kind { Table, Codebook };
    FilterBar(Kind kind, QWidget* parent = nullptr);

    const FeatureFilter& filter() const { return m_filter; }
    void setFilter(const FeatureFilter& filter); // says changed() where it is another one
    void setCounts(std::int64_t shown, std::int64_t all, std::int64_t warned, std::int64_t undefined);
    void setTags(const std::vector<std::pair<QString, int>>& tags); // of the codebook, with their features
    // Features that fire on the searched word beyond their top words; null: not searched.
    void setFiring(const QString& word, FeatureSetPtr firing);
    void addWidget(QWidget* widget); // at the right
    void focusSearch();

Q_SIGNALS:
    void changed();
    void wordAsked(const QString& word); // a moment after the last key; not for a feature's number
    void entered();                      // Enter in the search field: the first that was found

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void askWord();
    QPushButton* addChip(const QString& text, bool FeatureFilter::* field);
    void showState();
    FeatureFilter m_filter;
    Kind m_kind;
    QLineEdit* m_search;
    QHBoxLayout* m_layout;
    std::map<QPushButton*, bool FeatureFilter::*> m_chips;
    QPushButton *m_warned = nullptr, *m_undefined = nullptr, *m_firing = nullptr;
    std::map<QString, QPushButton*> m_tags;
    std::vector<std::pair<QString, int>> m_shownTags;
    QWidget* m_tagArea = nullptr;
    QLabel* m_count;
    QTimer* m_settle;
};

} // namespace crosseed::views
