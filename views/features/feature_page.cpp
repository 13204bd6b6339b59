#include "views/features/feature_page.h"
#include "views/features/tag_row.h"
#include "views/shared/icons.h"
#include "views/shared/words.h"
#include <QtWidgets>
#include <cmath>

namespace crosseed::views {

FeaturePageView::FeaturePageView(FeatureModel& model, QWidget* parent) : Panel(tr("Feature"), parent), m_model(model) {
    setTopic("feature");
    makeSteps();
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHead());
    layout->addWidget(makeNumbers());
    layout->addWidget(makeFigures());
    layout->addWidget(makeContexts(), 1);
    layout->addWidget(makeFoot());
    setContent(content);
    m_settle = new QTimer(this);
    m_settle->setSingleShot(true);
    m_settle->setInterval(500);
    connect(m_settle, &QTimer::timeout, this, &FeaturePageView::flush);
    setFigureSource([this] { return figures(); });
    setTableSource([this] { return m_page && m_model.result() ? numbersTable(*m_page, *m_model.result()) : TableSource(); });
    setFeature(-1);
}

void FeaturePageView::setFeature(std::int32_t feature) {
    flush();
    m_feature = feature;
    if (m_page && m_page->summary.feature != feature) {
        m_page.reset();
        m_contexts.reset();
        m_list->setContexts(nullptr, 0);
    }
    if (feature < 0 || !m_model.result() || feature >= m_model.rowCount()) {
        m_feature = -1;
        setTitle(tr("Feature"));
        setRemark({});
        showEmpty(m_model.result() ? tr("Select a feature in the table.") : tr("No result yet."));
        return;
    }
    setTitle(featureText(feature));
    showNote();
    showNumbers();
    showFoot();
    showContent();
}

void FeaturePageView::showNote() {
    if (m_feature < 0)
        return;
    const text::FeatureNote note = m_model.note(m_feature);
    m_star->setChecked(note.star);
    m_star->setIcon(icon(note.star ? "star-filled" : "star"));
    // A field in which a person types is newer than the file, but for white space at its ends, which is not stored.
    if (!m_settle->isActive() && m_label->text().simplified() != toQt(note.label))
        m_label->setText(toQt(note.label));
    if (!m_settle->isActive() && m_note->toPlainText().trimmed() != toQt(note.note)) {
        const QSignalBlocker quiet(m_note);
        m_note->setPlainText(toQt(note.note));
    }
    QStringList tags;
    for (const std::string& tag : note.tags)
        tags += toQt(tag);
    m_tags->setTags(tags);
}

void FeaturePageView::showPlace(std::int64_t universal) {
    if (m_feature < 0)
        return;
    const int place = m_model.place(m_feature);
    if (m_model.isUniversal(m_feature))
        setRemark(tr("universal · rank %1 of %2 by r").arg(count(place), count(universal)));
    else if (m_model.isActiveInBoth(m_feature))
        setRemark(place > 0 ? tr("active in both, not universal · rank %1 by r").arg(count(place)) : tr("active in both, without an r"));
    else
        setRemark(tr("seldom or silent in one model"));
}

void FeaturePageView::setPage(FeaturePagePtr page) {
    if (page && page->summary.feature != m_feature)
        return;
    if (!page) {
        showBusy({});
        return;
    }
    m_page = std::move(page);
    showIdle();
    showNumbers();
}

void FeaturePageView::setContexts(ContextsPtr contexts) {
    m_contexts = std::move(contexts);
    if (m_feature < 0)
        return;
    const evaluate::FeatureSummary& s = m_model.summary(m_feature);
    m_list->setContexts(m_contexts, std::max(s.maxA, s.maxB), m_model.codeDigits());
    showFoot();
}

void FeaturePageView::setEditable(bool editable) {
    m_star->setEnabled(editable);
    m_label->setReadOnly(!editable);
    m_note->setReadOnly(!editable);
    m_tags->setEditable(editable);
}

void FeaturePageView::setSteps(bool back, bool forward) {
    m_back->setEnabled(back);
    m_forward->setEnabled(forward);
}

void FeaturePageView::beginTag() {
    if (m_feature >= 0)
        m_tags->beginTag();
}

void FeaturePageView::beginNote() {
    m_note->setFocus();
    m_note->moveCursor(QTextCursor::End);
}

void FeaturePageView::beginLabel() {
    m_label->setFocus();
    m_label->selectAll();
}

void FeaturePageView::edit(const text::FeatureNote& note, const QString& what) {
    if (m_feature >= 0 && !(note == m_model.note(m_feature)))
        Q_EMIT noteEdited(note, what);
}

void FeaturePageView::flush() {
    m_settle->stop();
    if (m_feature < 0 || m_label->isReadOnly())
        return;
    text::FeatureNote note = m_model.note(m_feature);
    const QString name = featureText(m_feature);
    const std::string label = toStd(m_label->text().simplified()), words = toStd(m_note->toPlainText().trimmed());
    if (label != note.label) {
        note.label = label;
        edit(note, tr("Label %1").arg(name));
        note = m_model.note(m_feature);
        note.label = label; // the model may hear of it later
    }
    if (words != note.note) {
        note.note = words;
        edit(note, tr("Note on %1").arg(name));
    }
}

bool FeaturePageView::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_note && event->type() == QEvent::FocusOut)
        flush();
    const bool escape = event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape;
    if (escape && (watched == m_note || watched == m_label)) {
        flush();
        m_list->setFocus();
        return true;
    }
    return Panel::eventFilter(watched, event);
}

void FeaturePageView::changeEvent(QEvent* event) {
    Panel::changeEvent(event);
    if (m_numbers && (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange))
        QTimer::singleShot(0, this, &FeaturePageView::showNumbers); // it deletes widgets, which the change of style is still visiting
}

Figure FeaturePageView::figures() const {
    const Figure codes = m_codes->figure({}, {}), classes = m_classes->figure({}, {});
    Figure figure;
    figure.name = "codes-" + featureText(m_feature);
    figure.caption = tr("How strongly %1 fires in both models, and its mean code by class.").arg(featureText(m_feature));
    figure.size = {160, 60};
    figure.paint = [codes, classes](QCPPainter& painter, const QSizeF& size, Theme ink) {
        const QSizeF half(size.width() / 2, size.height());
        codes.paint(painter, half, ink);
        painter.save();
        painter.translate(half.width(), 0);
        classes.paint(painter, half, ink);
        painter.restore();
    };
    if (m_page && m_model.result())
        figure.data = figuresTable(*m_page, *m_model.result());
    return figure;
}

} // namespace crosseed::views
