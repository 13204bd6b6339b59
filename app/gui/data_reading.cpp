// What the Data screen computes: the first rows of files at once, then all, corpora of the project, searches.
#include "app/gui/data_screen.h"
#include "views/shared/words.h"

namespace crosseed::gui {

using namespace views;

namespace {
constexpr std::int64_t firstRows = 200; // shown at once
}

void DataScreen::forgetQuestions() {
    ++m_question;
    m_session.tasks().stop(Lanes::first);
    m_session.tasks().stop(Lanes::whole);
}

void DataScreen::compute() {
    forgetQuestions();
    m_view->showProblem({});
    m_view->showIdle();
    if (currentCorpus().value > 0)
        return computeStored();
    const Prepared* own = current();
    if (!own) {
        m_view->setPreview({}, nullptr);
        Q_EMIT statusChanged();
        return;
    }
    if (onlyIgnoredChanged(own->draft))
        return show(own->draft, m_view->preview());
    m_session.tasks().run(
        this, Lanes::first,
        [draft = own->draft, vocabulary = m_vocabulary](const TaskContext& context) {
            return previewOf(draft, vocabulary, firstRows, context);
        },
        ifAsked([this, draft = own->draft](const PreviewPtr& preview) {
            show(draft, preview);
            if (!preview->isWhole)
                computeWhole(draft);
        }),
        ifAsked([this, draft = own->draft](const QString& sentence) { fail(draft, sentence); }));
}

void DataScreen::computeWhole(const ImportDraft& draft) {
    m_view->showBusy(tr("reading all rows"));
    m_session.tasks().run(
        this, Lanes::whole,
        [draft, vocabulary = m_vocabulary](const TaskContext& context) {
            return previewOf(draft, vocabulary, 0, context);
        },
        ifAsked([this, draft](const PreviewPtr& preview) {
            m_view->showIdle();
            show(draft, preview);
        }),
        ifAsked([this, draft](const QString& sentence) { fail(draft, sentence); }),
        ifAsked([this](const Progress& progress) { m_view->showBusy(tr("reading all rows"), progress.fraction); }));
}

void DataScreen::computeStored() {
    m_view->showBusy(tr("reading the corpus"));
    m_session.tasks().run(
        this, Lanes::whole,
        [file = m_session.project().file(), corpus = currentCorpus(), vocabulary = m_vocabulary](
            const TaskContext& context) { return storedPreviewOf(file, corpus, vocabulary, context); },
        ifAsked([this](const PreviewPtr& preview) {
            m_view->showIdle();
            show({preview->spec, {}, ignoredOfCorpus()}, preview);
        }),
        ifAsked([this](const QString& sentence) {
            m_view->showIdle();
            m_view->showProblem(sentence);
        }));
}

bool DataScreen::onlyIgnoredChanged(const ImportDraft& draft) const {
    return m_view->preview() && m_view->preview()->isWhole && m_shownFor == m_state.current &&
           m_shown.given == draft.given && pipeline::corpusToml(m_shown.asked) == pipeline::corpusToml(draft.asked) &&
           m_shownVocabulary == m_vocabulary.tokenizer;
}

void DataScreen::show(const ImportDraft& draft, const PreviewPtr& preview) {
    m_shown = draft;
    m_shownFor = m_state.current;
    m_shownVocabulary = m_vocabulary.tokenizer;
    m_view->setPreview(draft, preview);
    Q_EMIT statusChanged();
}

void DataScreen::fail(const ImportDraft& draft, const QString& sentence) {
    m_view->showIdle();
    auto preview = std::make_shared<pipeline::CorpusPreview>();
    preview->spec = draft.asked;
    preview->problem = toStd(sentence);
    pipeline::PreviewSource source;
    source.file = !draft.asked.file.empty()    ? draft.asked.file
                  : !draft.asked.files.empty() ? draft.asked.files.front()
                                               : toStd(titleOf(draft));
    source.table.file.form.delimiter.reset();
    preview->sources.push_back(std::move(source));
    show(draft, preview);
}

void DataScreen::showFile(int source, qint64 offset, qint64 line) {
    const PreviewPtr preview = m_view->preview();
    if (!preview || !m_session.isOpen())
        return;
    const auto file = m_session.project().file();
    m_session.tasks().run(
        this, Lanes::file,
        [preview, source, offset, line, file, corpus = currentCorpus()](const TaskContext&) {
            return preview->isStored ? storedSources(file, corpus) : shownFile(preview, source, offset, line);
        },
        [this, of = m_state.current](const ShownFile& shown) {
            if (of == m_state.current)
                m_view->setExtract(shown.source, shown.extract, shown.sentence);
        },
        [this, source, of = m_state.current](const QString& sentence) {
            if (of == m_state.current)
                m_view->setExtract(source, nullptr, sentence);
        });
}

void DataScreen::search(const QString& query) {
    if (query.trimmed().isEmpty())
        return m_view->showAllRows();
    m_session.tasks().run(
        this, Lanes::search,
        [file = m_session.project().file(), corpus = currentCorpus(), query](const TaskContext&) {
            return searchIn(file, corpus, query);
        },
        ifAsked([this](const store::DocumentHits& hits) {
            m_view->showProblem({});
            std::vector<std::int64_t> documents;
            for (const store::DocumentHit& hit : hits.hits)
                documents.push_back(hit.position);
            m_view->setHits(documents, hits.total);
        }),
        ifAsked([this](const QString& sentence) { m_view->showProblem(sentence); }));
}

} // namespace crosseed::gui
