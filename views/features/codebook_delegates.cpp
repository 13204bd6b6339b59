#include "views/features/codebook_delegates.h"
#include "views/features/r_text.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QKeyEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QTimer>

namespace crosseed::views {

namespace {
// As many lines as fit, the last one elided.
void drawWrapped(QPainter& painter, const QRect& area, const QString& text) {
    const QFontMetrics metrics = painter.fontMetrics();
    const int lines = std::max(1, area.height() / metrics.lineSpacing());
    QString rest = text.simplified();
    for (int line = 0; line < lines && !rest.isEmpty(); ++line) {
        QString here = rest;
        if (line + 1 < lines)
            while (metrics.horizontalAdvance(here) > area.width() && here.contains(' '))
                here = here.left(here.lastIndexOf(' '));
        rest = rest.mid(here.size()).trimmed();
        painter.drawText(QRect(area.left(), area.top() + line * metrics.lineSpacing(), area.width(), metrics.lineSpacing()),
                         Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(here, Qt::ElideRight, area.width()));
    }
}
} // namespace

void CodeLabelDelegate::paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem&, const FeatureAt& at) const {
    const text::FeatureNote note = at.model->note(at.row);
    const QRect inner = area.adjusted(0, scaled(6), 0, -scaled(4));
    const int line = painter.fontMetrics().lineSpacing();
    if (note.label.empty())
        painter.setPen(colour(Role::Secondary));
    const QString label = note.label.empty() ? FeatureModel::tr("no label yet") : toQt(note.label);
    painter.drawText(QRect(inner.left(), inner.top(), inner.width(), line), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(label, Qt::ElideRight, inner.width()));
    painter.setFont(smallFont());
    painter.setPen(colour(Role::Secondary));
    const int place = at.model->place(at.row);
    const QString below = place > 0 ? FeatureModel::tr("r %1 · rank %2 by r").arg(rText(at.model->summary(at.row).r), count(place))
                                    : FeatureModel::tr("not active in both");
    painter.drawText(QRect(inner.left(), inner.top() + line, inner.width(), line), Qt::AlignLeft | Qt::AlignVCenter, below);
}

NoteTextDelegate::NoteTextDelegate(std::string text::FeatureNote::* field, const QString& placeholder, QObject* parent)
    : FeatureDelegate(parent), m_field(field), m_placeholder(placeholder) {}

void NoteTextDelegate::paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem&, const FeatureAt& at) const {
    const text::FeatureNote note = at.model->note(at.row);
    const std::string& words = note.*m_field;
    painter.setFont(smallFont());
    if (words.empty())
        painter.setPen(colour(Role::Secondary));
    drawWrapped(painter, area.adjusted(0, scaled(6), 0, -scaled(4)), words.empty() ? m_placeholder : toQt(words));
}

QWidget* NoteTextDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const {
    auto* editor = new QPlainTextEdit(parent);
    editor->setTabChangesFocus(true);
    editor->setFont(smallFont());
    editor->setAccessibleName(index.model()->headerData(index.column(), Qt::Horizontal).toString());
    auto* settle = new QTimer(editor); // in the file half a second after the last key
    settle->setSingleShot(true);
    settle->setInterval(500);
    QObject::connect(editor, &QPlainTextEdit::textChanged, settle, qOverload<>(&QTimer::start));
    auto* self = const_cast<NoteTextDelegate*>(this); // a delegate's signals are sent by itself
    QObject::connect(settle, &QTimer::timeout, self, [self, editor] { Q_EMIT self->commitData(editor); });
    return editor;
}

void NoteTextDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
    auto* field = static_cast<QPlainTextEdit*>(editor);
    const FeatureAt at = featureAt(index);
    const QString stored = at.model ? toQt(at.model->note(at.row).*m_field) : QString();
    // A change of the row, the editor's own among them, neither takes back what is being typed nor moves the cursor.
    if (field->hasFocus() && !field->document()->isEmpty())
        return;
    field->setPlainText(stored);
    field->moveCursor(QTextCursor::End);
}

void NoteTextDelegate::setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const {
    model->setData(index, static_cast<QPlainTextEdit*>(editor)->toPlainText());
}

bool NoteTextDelegate::eventFilter(QObject* editor, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && key->modifiers() & Qt::ControlModifier) {
            Q_EMIT commitData(static_cast<QWidget*>(editor));
            Q_EMIT closeEditor(static_cast<QWidget*>(editor));
            return true;
        }
    }
    return FeatureDelegate::eventFilter(editor, event);
}

void AllTagsDelegate::paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem&, const FeatureAt& at) const {
    const int height = painter.fontMetrics().lineSpacing() + scaled(4);
    QRect place(area.left(), area.top() + scaled(4), area.width(), height);
    for (const std::string& tag : at.model->note(at.row).tags) {
        const int width = paintChip(nullptr, QRect(area.left(), place.top(), area.width(), height), toQt(tag), smallFont());
        if (width > area.right() - place.left() && place.left() > area.left())
            place.moveTo(area.left(), place.top() + height);
        if (place.bottom() > area.bottom())
            return;
        place.setRight(area.right());
        paintChip(&painter, place, toQt(tag), smallFont());
        place.moveLeft(place.left() + width + scaled(3));
        place.setRight(area.right());
    }
}

} // namespace crosseed::views
