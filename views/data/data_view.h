// The Data screen: what the project's data are made of, how a file is read, the file as it is, what becomes of its
// rows, and what is wrong with them. Values come in by setters; what a person asks goes out by signals.
#pragma once
#include "views/data/health_checks.h"
#include "views/data/source_list.h"
#include <QWidget>
#include <functional>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace crosseed::views {

class FileText;
class HealthList;
class Panel;
class PreviewTable;
class ReadingForm;

class DataView : public QWidget {
    Q_OBJECT
public:
    explicit DataView(QWidget* parent = nullptr);

    void setSources(const QList<SourceItem>& sources, const QString& current);
    // An import that is prepared, or (preview->isStored) a corpus of the project. Null: nothing yet.
    void setPreview(const ImportDraft& draft, PreviewPtr preview);
    // The stretch of a file that extractAsked() asked for; of a file that is no text null and a sentence that says what
    // it is.
    void setExtract(int source, ExtractPtr extract, const QString& sentence = {});
    // What a search in a stored corpus found, best first.
    void setHits(const std::vector<std::int64_t>& documents, std::int64_t total);
    void showBusy(const QString& what, double fraction = -1);
    void showIdle();
    void showStopping();
    void showPartly();                         // reading was stopped after the first rows
    void showProblem(const QString& sentence); // instead of health; empty: none
    void showImporting(bool running, double fraction = -1);

    PreviewPtr preview() const { return m_preview; }
    int source() const { return m_source; } // which file of the preview is shown
    // Shows the rows behind a check, of the file that has most of them.
    void showCheck(const QString& id);
    void showAllRows();

    // Answers in the place of the person the question that an import with open problems asks; default: a dialog.
    void setConfirmation(std::function<bool(const QString& question)> confirm) { m_confirm = std::move(confirm); }

    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

Q_SIGNALS:
    void filesDropped(const QStringList& files);
    void addAsked();
    void folderAsked();
    void sourceChosen(const QString& id);
    void recipeChosen(const QString& id);
    void draftChanged(const crosseed::views::ImportDraft& draft, const QString& what);
    void recipeSaveAsked();
    // A stretch around a byte (or, with line > 0, around a line) of a file of the preview.
    void extractAsked(int source, qint64 offset, qint64 line);
    void importAsked(const crosseed::pipeline::CorpusSpec& spec);
    void cancelAsked();                     // the import that is prepared is taken off the list
    void stopAsked();                       // what computes
    void readAsked();                       // all rows, after a stop
    void searchAsked(const QString& query); // empty: none

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* makeMiddle();
    QWidget* makeHealth();
    void makeFilePanel();
    void makePreviewPanel();
    void connectParts();
    void showSource(int source);
    void showSplits();
    void showRemarks();
    void showFooter();
    void nextBadByte();
    void help(const QString& id);
    void askForImport();
    void change(const QString& what, const std::function<void(ImportDraft&)>& by);

    ImportDraft m_draft;
    PreviewPtr m_preview;
    int m_source = 0;
    QString m_shownCheck;
    qint64 m_pendingByte = -1, m_pendingLine = -1;
    std::function<bool(const QString&)> m_confirm;

    SourceList* m_sources;
    ReadingForm* m_form;
    FileText* m_text;
    PreviewTable* m_table;
    HealthList* m_health;
    Panel *m_sourcePanel, *m_formPanel, *m_filePanel, *m_previewPanel, *m_healthPanel;
    QSplitter *m_columns, *m_rows;
    QComboBox* m_file;
    QStackedWidget* m_fileStack;
    QLabel *m_fileSentence, *m_badSentence, *m_footer;
    QLineEdit* m_search;
    QPushButton *m_saveRecipe, *m_nextBad, *m_showAll, *m_cancel, *m_import;
};

} // namespace crosseed::views
