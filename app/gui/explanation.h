// "What am I looking at?" (F1): a pop-over with the term in plain words, its formula and where it stands in the paper.
#pragma once
#include <QFrame>
#include <QString>

class QTextBrowser;

namespace crosseed::gui {

class Explanation : public QFrame {
    Q_OBJECT
public:
    explicit Explanation(QWidget* window);
    // At a point of the screen; does nothing for an unknown topic.
    void showTopic(const QString& topic, const QPoint& global, const QString& here = {});

Q_SIGNALS:
    void helpAsked(const QString& topic);

private:
    QTextBrowser* m_text;
    QString m_topic;
};

} // namespace crosseed::gui
