// Over an empty table: which filter lets nothing through, and the buttons that clear it.
#pragma once
#include <QWidget>
#include <functional>

class QLabel;
class QPushButton;

namespace crosseed::views {

class EmptyFilter : public QWidget {
    Q_OBJECT
public:
    explicit EmptyFilter(QWidget* viewport); // covers it and follows its size; hidden at first

    // "No feature passes. Without Label: seldom there are 31." An empty `name` blames none in particular.
    void blame(const QString& name, int without);

Q_SIGNALS:
    void clearThisAsked();
    void clearAllAsked();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QLabel* m_text;
    QPushButton *m_this, *m_all;
};

} // namespace crosseed::views
