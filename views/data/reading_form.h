// How a file is read: every guess in a field of its own that says whether it was guessed or set.
#pragma once
#include "views/data/import_draft.h"
#include <QWidget>
#include <functional>
#include <map>

class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace crosseed::views {

class ReadingForm : public QWidget {
    Q_OBJECT
public:
    explicit ReadingForm(QWidget* parent = nullptr);
    // `source` is the file whose columns are offered. A stored corpus is shown and cannot be changed.
    void setState(const ImportDraft& draft, PreviewPtr preview, int source);

Q_SIGNALS:
    void draftChanged(const crosseed::views::ImportDraft& draft, const QString& what); // "Delimiter tab"
    void recipeChosen(const QString& id); // "", a preset's name, "sav", "dta"

private:
    struct Row {
        QLabel *label, *origin;
        QWidget* field;
    };
    void add(QGridLayout* layout, int row, int column, const QString& id, const QString& label, QWidget* field);
    QComboBox* combo(const QString& id, const QString& name, const std::function<void(const QString&)>& chosen);
    // Changes one field of what is asked for.
    void change(const QString& what, const std::vector<std::string>& fields, bool given,
                const std::function<void(pipeline::CorpusSpec&)>& set);
    void use(const QString& what, const QString& column, ColumnUse use);
    void makeLeft(QGridLayout* layout);
    void makeRight(QGridLayout* layout);
    void makeClassesAndShares(QGridLayout* layout);
    void fillStored();
    void fillReading(const pipeline::PreviewSource& source);
    void fillColumns(const pipeline::PreviewSource& source);
    void fillKeep(const std::vector<std::string>& columns);
    void fillRest();
    void chooseSplit(const QString& choice);
    void showOrigins();

    ImportDraft m_draft;
    PreviewPtr m_preview;
    bool m_isFilling = false;
    std::map<QString, Row> m_rows;
    QComboBox *m_recipe, *m_delimiter, *m_quotes, *m_encoding, *m_text, *m_label, *m_id, *m_split;
    QPushButton* m_keep;
    QLineEdit *m_name, *m_classes;
    QDoubleSpinBox *m_validation, *m_test;
};

} // namespace crosseed::views
