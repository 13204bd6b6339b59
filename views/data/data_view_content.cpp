// What the Data view shows of a preview, and what a person's clicks in it change.
#include "views/data/data_view.h"
#include "views/data/file_text.h"
#include "views/data/health_list.h"
#include "views/data/preview_table.h"
#include "views/data/reading_form.h"
#include "views/shared/panel.h"
#include "views/shared/words.h"
#include <QtWidgets>
#include <set>

namespace crosseed::views {

namespace {
QString fileName(const pipeline::PreviewSource& source) {
    return QFileInfo(toQt(source.file)).fileName();
}
} // namespace

void DataView::change(const QString& what, const std::function<void(ImportDraft&)>& by) {
    ImportDraft draft = m_draft;
    by(draft);
    Q_EMIT draftChanged(draft, what);
}

void DataView::help(const QString& id) {
    if (id.startsWith("encoding:"))
        change(tr("Encoding"), [&](ImportDraft& draft) {
            draft.asked.encoding = toStd(id.mid(9));
            setGiven(draft, "encoding", true);
        });
    else if (id == "drop_leaks")
        change(tr("Leave out texts that later splits have"), [](ImportDraft& draft) {
            draft.asked.dropLeaks = true;
            setGiven(draft, "drop_leaks", true);
        });
}

void DataView::setSources(const QList<SourceItem>& sources, const QString& current) {
    m_sources->setSources(sources);
    m_sources->setCurrent(current);
}

void DataView::setPreview(const ImportDraft& draft, PreviewPtr preview) {
    const bool isOther = !preview || !m_preview || preview->isStored != m_preview->isStored ||
                         preview->sources.size() != m_preview->sources.size() ||
                         preview->sources.front().file != m_preview->sources.front().file;
    m_draft = draft;
    m_preview = std::move(preview);
    if (isOther) {
        m_source = 0;
        m_shownCheck.clear();
        m_table->previewModel()->setFindings({});
        m_table->previewModel()->setDocuments(std::nullopt);
        const QSignalBlocker blocked(m_search);
        m_search->clear();
    }
    m_file->clear();
    if (m_preview)
        for (const pipeline::PreviewSource& source : m_preview->sources)
            m_file->addItem(fileName(source));
    m_file->setVisible(m_preview && m_preview->sources.size() > 1);
    m_search->setVisible(m_preview && m_preview->isStored);
    m_saveRecipe->setEnabled(m_preview != nullptr);
    if (!m_preview) {
        m_previewPanel->showEmpty(
            tr("Add a file or a folder, or drop it here: CSV, TSV, JSON Lines, SPSS and Stata are read."),
            tr("Add file…"));
        m_healthPanel->showEmpty(tr("The health of a corpus stands here before it is imported."));
    } else {
        m_previewPanel->showContent();
        m_healthPanel->showContent();
        if (m_preview->problem.empty())
            m_healthPanel->clearNotice();
        else
            m_healthPanel->showError(toQt(m_preview->problem));
    }
    m_health->setPreview(m_preview, m_draft.ignored);
    showSource(m_source);
    showSplits();
    showFooter();
}

void DataView::showSource(int source) {
    m_source = m_preview && source < static_cast<int>(m_preview->sources.size()) ? source : 0;
    m_file->setCurrentIndex(m_source);
    m_form->setState(m_draft, m_preview, m_source);
    m_table->setPreview(m_preview, m_source);
    showRemarks();
    if (m_preview)
        Q_EMIT extractAsked(m_source, std::max<qint64>(m_pendingByte, 0), 0);
    else
        setExtract(0, nullptr);
}

void DataView::showSplits() {
    QList<SourceItem> splits;
    if (m_preview && m_preview->problem.empty())
        for (const text::SplitHealth& split : m_preview->health.splits)
            splits << SourceItem{toQt(text::splitName(split.split)),
                                 toQt(text::splitName(split.split)),
                                 m_preview->isWhole ? count(split.texts) : QStringLiteral("…"),
                                 {}};
    m_sources->setSplits(splits);
}

void DataView::showRemarks() {
    m_showAll->setVisible(m_table->previewModel()->isFiltered());
    m_formPanel->setRemark(m_preview && m_preview->isStored
                               ? tr("how it was read; a corpus of the project does not change")
                               : tr("every guess can be changed; the steps are stored as a recipe"));
    m_badSentence->clear();
    m_nextBad->setVisible(false);
    if (!m_preview) {
        m_previewPanel->setRemark({});
        m_filePanel->setRemark({});
        m_healthPanel->setRemark({});
        return;
    }
    const pipeline::PreviewSource& source = m_preview->sources[static_cast<std::size_t>(m_source)];
    const auto rows = std::ssize(source.table.file.table.rows);
    const QString of = m_table->previewModel()->isFiltered()
                           ? tr("%1 of %2").arg(count(m_table->previewModel()->rowCount()), counted(rows, tr("row")))
                       : m_preview->isWhole ? counted(rows, tr("row"))
                                            : tr("first %1").arg(counted(rows, tr("row")));
    QString check;
    for (const HealthCheck& own : m_health->checks())
        if (own.id == m_shownCheck)
            check = ": " + own.title;
    m_previewPanel->setRemark(of + check);
    m_healthPanel->setRemark(
        m_preview->isWhole ? tr("%1 checked in %2 s")
                                 .arg(counted(m_preview->health.texts, tr("row")),
                                      m_preview->seconds < .1 ? tr("under 0.1") : fixed(m_preview->seconds, 1))
                           : tr("first %1; the rest is being read").arg(counted(m_preview->health.texts, tr("row"))));
    if (const text::TableFile& file = source.table.file; file.undecodableCount > 0) {
        std::set<std::int64_t> inRows;
        for (const text::UndecodableByte& bad : file.undecodable)
            inRows.insert(bad.row);
        m_badSentence->setText(
            tr("%1 cannot be read, in %2")
                .arg(counted(file.undecodableCount, tr("byte")), counted(std::ssize(inRows), tr("row"))));
        m_nextBad->setVisible(source.badBytes.empty() || source.badBytes.front() >= 0);
    }
}

void DataView::showFooter() {
    const bool isStored = m_preview && m_preview->isStored;
    m_cancel->setVisible(m_preview && !isStored);
    m_import->setVisible(m_preview && !isStored);
    if (!m_preview) {
        m_footer->clear();
        return;
    }
    const auto into = std::ssize(m_preview->corpus.documents);
    std::int64_t rows = 0, kept = 0;
    for (const pipeline::PreviewSource& source : m_preview->sources) {
        rows += std::ssize(source.table.file.table.rows) + source.table.file.table.brokenCount;
        kept += std::ranges::count_if(source.documents, [](std::int64_t d) { return d >= 0; });
    }
    QStringList warnings;
    for (const std::string& warning : m_preview->warnings)
        warnings << toQt(warning);
    m_footer->setToolTip(warnings.join("\n"));
    m_import->setEnabled(m_preview->isWhole && m_preview->problem.empty() && into > 0);
    m_import->setText(m_preview->isWhole && into > 0 ? tr("Import %1").arg(counted(into, tr("row"))) : tr("Import"));
    m_footer->setText(isStored ? tr("In the project: %1").arg(counted(into, tr("text")))
                      : !m_preview->isWhole || !m_preview->problem.empty() ? QString()
                      : into > kept ? tr("%1 of %2 go into the project, %3 repeated to balance train")
                                          .arg(count(kept), counted(rows, tr("row")), count(into - kept))
                                    : tr("%1 of %2\ngo into the project").arg(count(into), counted(rows, tr("row"))));
}

void DataView::setExtract(int source, ExtractPtr extract, const QString& sentence) {
    if (m_preview && source != m_source)
        return;
    m_text->setExtract(extract);
    m_fileSentence->setText(sentence);
    m_fileStack->setCurrentWidget(extract ? static_cast<QWidget*>(m_text) : m_fileSentence);
    if (!m_preview) {
        m_fileSentence->setText(tr("No file is shown."));
        return;
    }
    const QString name = fileName(m_preview->sources[static_cast<std::size_t>(m_source)]);
    if (!extract) {
        m_filePanel->setRemark(m_preview->isStored ? QString() : name);
        return;
    }
    const QString part =
        extract->begin > 0 || extract->end < extract->fileBytes
            ? " · " + tr("lines %1 to %2")
                          .arg(count(extract->firstLine), count(extract->firstLine + m_text->blockCount() - 1))
            : QString();
    m_filePanel->setRemark(name + " · " + bytesText(static_cast<double>(extract->fileBytes)) + " · " +
                           counted(extract->lines, tr("line")) + part);
    if (m_pendingByte >= 0)
        m_text->showByte(std::exchange(m_pendingByte, -1));
    if (m_pendingLine >= 0)
        m_text->showLine(std::exchange(m_pendingLine, -1));
}

void DataView::nextBadByte() {
    if (!m_preview)
        return;
    const auto& bad = m_preview->sources[static_cast<std::size_t>(m_source)].table.file.undecodable;
    const std::int64_t from = m_text->cursorOffset();
    const auto next = std::ranges::find_if(bad, [&](const text::UndecodableByte& byte) { return byte.offset >= from; });
    if (bad.empty())
        return;
    const qint64 offset = next == bad.end() ? bad.front().offset : next->offset;
    if (!m_text->showByte(offset)) {
        m_pendingByte = offset;
        Q_EMIT extractAsked(m_source, offset, 0);
    }
}

void DataView::showCheck(const QString& id) {
    const QList<HealthCheck>& checks = m_health->checks();
    const auto check = std::ranges::find(checks, id, &HealthCheck::id);
    if (!m_preview || check == checks.end())
        return;
    if (id == "broken") {
        for (std::size_t s = 0; s < m_preview->sources.size(); ++s)
            if (const auto& table = m_preview->sources[s].table.file.table; !table.broken.empty()) {
                if (static_cast<int>(s) != m_source)
                    showSource(static_cast<int>(s));
                m_pendingLine = table.broken.front().line;
                Q_EMIT extractAsked(m_source, -1, m_pendingLine);
                return;
            }
        return;
    }
    m_shownCheck = id;
    PreviewModel* model = m_table->previewModel();
    model->setDocuments(std::nullopt);
    model->setFindings(id == "unreadable" ? std::vector{text::Finding::Undecodable} : check->findings);
    int best = m_source, most = model->rowCount();
    for (int s = 0; s < static_cast<int>(m_preview->sources.size()) && most == 0; ++s) {
        m_table->setPreview(m_preview, s);
        if (model->rowCount() > most) {
            most = model->rowCount();
            best = s;
        }
    }
    if (best != m_source)
        showSource(best);
    showRemarks();
    if (id == "unreadable")
        nextBadByte();
}

void DataView::showAllRows() {
    m_shownCheck.clear();
    m_table->previewModel()->setFindings({});
    m_table->previewModel()->setDocuments(std::nullopt);
    showRemarks();
}

void DataView::setHits(const std::vector<std::int64_t>& documents, std::int64_t total) {
    m_shownCheck.clear();
    m_table->previewModel()->setFindings({});
    m_table->previewModel()->setDocuments(documents);
    showRemarks();
    if (total > std::ssize(documents))
        m_previewPanel->setRemark(
            tr("%1 of %2, best first").arg(count(std::ssize(documents)), counted(total, tr("text"))));
}

void DataView::showBusy(const QString& what, double fraction) {
    m_healthPanel->showBusy(what, fraction);
}
void DataView::showIdle() {
    m_healthPanel->showIdle();
}

void DataView::showStopping() {
    m_healthPanel->showStopping();
}
void DataView::showPartly() {
    m_healthPanel->showIdle();
    m_healthPanel->showStale(tr("Stopped: only the first rows were read."), tr("Read all rows"));
}

void DataView::showProblem(const QString& sentence) {
    if (sentence.isEmpty())
        m_healthPanel->clearNotice();
    else
        m_healthPanel->showError(sentence);
}

void DataView::showImporting(bool running, double fraction) {
    m_import->setEnabled(!running && m_preview && m_preview->isWhole && m_preview->problem.empty());
    m_cancel->setEnabled(!running);
    if (running)
        m_healthPanel->showBusy(tr("importing"), fraction);
    else
        m_healthPanel->showIdle();
}

void DataView::askForImport() {
    if (!m_preview || m_preview->isStored || !m_preview->isWhole)
        return;
    QStringList open;
    for (const HealthCheck& check : m_health->checks())
        if (check.sign == CheckSign::Problem && !check.isIgnored)
            open << QString("%1 (%2): %3").arg(check.title, check.number, check.sentence);
    if (!open.isEmpty() && !m_confirm(tr("This is not in order:\n\n%1").arg(open.join("\n"))))
        return;
    Q_EMIT importAsked(m_preview->spec);
}

} // namespace crosseed::views
