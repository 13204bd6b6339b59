// A panel: 28 px header with a bold title, a grey sentence and small buttons, and content below. The buttons always stand in this order:
// the panel's own, info (F1), table (the plot's data), export. Between header and content: the bar of a stale result or an error, and a
// thin line while something runs.
#pragma once
#include "views/shared/figure.h"
#include "views/shared/table_source.h"
#include <QFrame>
#include <functional>
#include <optional>

class QLabel;
class QHBoxLayout;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace crosseed::views {

class Panel : public QFrame {
    Q_OBJECT
public:
    explicit Panel(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setRemark(const QString& remark);      // the grey sentence
    void setContent(QWidget* content);          // takes it
    QWidget* content() const { return m_content; }
    void addHeaderWidget(QWidget* widget);      // at the right, before the standard buttons

    // The info button; F1 inside the panel shows it. `topic` is one of views/shared/terms.h.
    void setTopic(const QString& topic);
    const QString& topic() const { return m_topic; }
    // Asked for when a person exports; either may be absent. A figure brings its data, so that the table button shows them.
    void setFigureSource(std::function<Figure()> source);
    void setTableSource(std::function<TableSource()> source);

    bool hasExport() const { return m_figure || m_table; }
    void offerExport(); // as the export button

    // A line runs under the header and a Stop button stands in it; `fraction` below 0: not known. Old content stays.
    void showBusy(const QString& what, double fraction = -1);
    // "Stopping after this batch"; the button is grey until showIdle().
    void showStopping();
    void showIdle();
    bool isBusy() const { return m_busy; }

    // One sentence and one button that helps (an empty text: none) between header and content, until cleared.
    void showStale(const QString& sentence, const QString& button = {});
    void showError(const QString& sentence, const QString& button = {}, const QString& details = {});
    void clearNotice();
    // One grey sentence and one button in the place of the content, until showContent().
    void showEmpty(const QString& sentence, const QString& button = {});
    void showContent();

Q_SIGNALS:
    void stopAsked();
    void noticeAsked(); // the notice's button
    void emptyAsked();  // the empty state's button
    void topicAsked(const QString& topic, const QPoint& globalPosition);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Parts;
    Parts* m_parts; // children, owned by Qt
    QWidget* m_content = nullptr;
    QString m_topic;
    bool m_busy = false;
    std::function<Figure()> m_figure;
    std::function<TableSource()> m_table;
    void showData();
};

} // namespace crosseed::views
