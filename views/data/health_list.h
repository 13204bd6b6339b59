// The corpus's health: one row a check with its sign, name, number, sentence and what can be done; small pictures of
// the lengths and of the classes.
#pragma once
#include "text/table.h"
#include "views/data/health_checks.h"
#include <QScrollArea>

class QVBoxLayout;

namespace crosseed::views {

class Plot;

class HealthList : public QScrollArea {
    Q_OBJECT
public:
    explicit HealthList(QWidget* parent = nullptr);
    void setPreview(PreviewPtr preview, const QStringList& ignored); // null: empty
    const QList<HealthCheck>& checks() const { return m_checks; }
    // The checks as a table, for export.
    text::Table table() const;

Q_SIGNALS:
    void showAsked(const QString& check);
    void ignoreAsked(const QString& check, bool ignored);
    void helpAsked(const QString& help);

private:
    QWidget* rowOf(const HealthCheck& check);
    void addPictures(const HealthCheck& check, QVBoxLayout* layout, QWidget* row);
    PreviewPtr m_preview;
    QList<HealthCheck> m_checks;
};

} // namespace crosseed::views
