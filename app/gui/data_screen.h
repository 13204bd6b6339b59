// The Data screen: files that are prepared for import and corpora of the project, connected with the Data view.
#pragma once
#include "app/gui/data_work.h"
#include "app/gui/screen.h"
#include "store/corpus_list.h"
#include "views/data/data_view.h"

namespace crosseed::gui {

class DataScreen : public Screen {
public:
    // Of the lanes of Tasks that it uses.
    struct Lanes {
        static inline const QString first = "data first rows", whole = "data", file = "data file",
                                    search = "data search", import = "data import", vocabulary = "data vocabulary";
    };

    explicit DataScreen(Session& session);
    QWidget* widget() override { return m_view; }
    QList<QAction*> actions() override { return {m_add, m_folder, m_save}; }
    QByteArray saveState() const override { return m_view->saveState(); }
    void restoreState(const QByteArray& state) override { m_view->restoreState(state); }
    void entered() override;
    QString status() const override;

private:
    using ImportDraft = views::ImportDraft;
    using PreviewPtr = views::PreviewPtr;
    // The imports that are prepared and what is shown; one undo step takes one such state back.
    struct Prepared {
        int id = 0;
        ImportDraft draft;
    };
    struct State {
        std::vector<Prepared> imports;
        QString current; // "import:2", "corpus:1"; empty: nothing
    };
    class StateCommand;

    static QString corpusId(const store::CorpusEntry& entry) { return "corpus:" + QString::number(entry.id.value); }
    static QString importId(const Prepared& own) { return "import:" + QString::number(own.id); }
    static QString titleOf(const ImportDraft& draft);
    Prepared* current(); // null: none
    const Prepared* current() const { return const_cast<DataScreen*>(this)->current(); }
    CorpusId currentCorpus() const; // 0: none

    void connectView();
    void projectOpened();
    void projectClosed();
    void showSources();
    void setState(const State& state);
    void choose(const QString& id);

    // data_imports.cpp
    void addFiles(const QStringList& files);
    void add(ImportDraft draft);
    void askForFile(const QString& filter = QString());
    void askForFolder(const std::string& preset = std::string());
    // Another recipe for what is prepared; a file or folder for it where nothing is.
    void readBy(const QString& id);
    void change(const ImportDraft& draft, const QString& what);
    void takeOff();
    void import(const pipeline::CorpusSpec& spec);
    void imported(const QString& id, const store::CorpusRow& row);
    void saveRecipe();
    void push(const State& state, const QString& what);
    void push(const State& state, const QString& what, const QStringList& ignored);
    QStringList ignoredOfCorpus() const { return m_session.remembered("ignored " + m_state.current).toStringList(); }

    // data_reading.cpp
    // Answers to earlier questions are not shown, even if they come.
    void forgetQuestions();
    // The first rows at once, then all.
    void compute();
    void computeWhole(const ImportDraft& draft);
    void computeStored();
    // Folding a finding needs no new reading.
    bool onlyIgnoredChanged(const ImportDraft& draft) const;
    void show(const ImportDraft& draft, const PreviewPtr& preview);
    // A file that cannot be read at all: the reason, and its first bytes.
    void fail(const ImportDraft& draft, const QString& sentence);
    void showFile(int source, qint64 offset, qint64 line);
    void search(const QString& query);
    template <typename Done> auto ifAsked(Done done) {
        return [this, question = m_question, done](const auto& value) {
            if (question == m_question)
                done(value);
        };
    }

    views::DataView* m_view;
    QAction *m_add, *m_folder, *m_save;
    State m_state;
    int m_lastId = 0;
    int m_question = 0; // grows with each reading
    std::vector<store::CorpusEntry> m_corpora;
    Vocabulary m_vocabulary;
    ImportDraft m_shown;
    QString m_shownFor;
    std::shared_ptr<const text::Tokenizer> m_shownVocabulary;
};

} // namespace crosseed::gui
