#include "views/features/tag_row.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

TagRow::TagRow(QWidget* parent) : QWidget(parent) {
    m_add = new QPushButton(tr("+ tag  T"), this);
    m_add->setProperty("kind", "chip");
    m_add->setFont(smallFont());
    m_add->setAccessibleName(tr("Add a tag"));
    m_add->setToolTip(tr("Add a tag (T)"));
    m_field = new QLineEdit(this);
    m_field->setPlaceholderText(tr("tag"));
    m_field->setAccessibleName(tr("New tag"));
    m_field->setToolTip(tr("Enter adds the tag, Esc leaves; tags have no semicolon"));
    m_field->hide();
    m_field->installEventFilter(this);
    connect(m_add, &QPushButton::clicked, this, &TagRow::beginTag);
    connect(m_field, &QLineEdit::returnPressed, this, [this] { endTag(true); });
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void TagRow::setTags(const QStringList& tags) {
    if (tags == m_tags && m_chips.size() == tags.size())
        return;
    m_tags = tags;
    for (QWidget* chip : std::exchange(m_chips, {})) {
        chip->hide(); // it may be the one that was pressed
        chip->deleteLater();
    }
    for (const QString& tag : tags) {
        const QString words = QString(tag).replace('&', "&&"); // no key of the keyboard
        auto* chip = new QPushButton(m_editable ? words + QString::fromUtf8(" ×") : words, this);
        chip->setProperty("kind", "chip");
        chip->setFont(smallFont());
        chip->setEnabled(m_editable);
        chip->setAccessibleName(tr("Tag %1; press to remove it").arg(tag));
        chip->setToolTip(plainToolTip(tr("Remove the tag %1").arg(tag)));
        connect(chip, &QPushButton::clicked, this, [this, tag] {
            QStringList rest = m_tags;
            rest.removeAll(tag);
            Q_EMIT changed(rest);
        });
        chip->show();
        m_chips.append(chip);
        setTabOrder(chip, m_add);
    }
    updateGeometry();
    place(width(), true);
}

void TagRow::setKnownTags(const QStringList& tags) {
    auto* completer = new QCompleter(tags, m_field);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    delete m_field->completer();
    m_field->setCompleter(completer);
}

void TagRow::setEditable(bool editable) {
    m_editable = editable;
    m_add->setVisible(editable);
    for (QWidget* chip : m_chips)
        chip->setEnabled(editable);
}

void TagRow::beginTag() {
    if (!m_editable)
        return;
    m_field->clear();
    m_field->show();
    m_add->hide();
    place(width(), true);
    updateGeometry();
    m_field->setFocus();
}

void TagRow::endTag(bool keep) {
    if (m_field->isHidden())
        return;
    const QString tag = m_field->text().simplified().remove(QChar(';'));
    m_field->clear();
    if (!keep || tag.isEmpty()) { // Enter in an empty field ends it, too
        m_field->hide();
        m_add->show();
        place(width(), true);
        updateGeometry();
        return;
    }
    if (!m_tags.contains(tag))
        Q_EMIT changed(m_tags + QStringList{tag});
}

bool TagRow::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_field)
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        endTag(false);
        m_add->setFocus();
        return true;
    }
    const bool toCompleter = event->type() == QEvent::FocusOut && static_cast<QFocusEvent*>(event)->reason() == Qt::PopupFocusReason;
    if (event->type() == QEvent::FocusOut && !toCompleter) {
        endTag(true); // what was typed is not lost by a click elsewhere
        endTag(false);
    }
    return QWidget::eventFilter(watched, event);
}

int TagRow::place(int width, bool move) const {
    QList<QWidget*> all = m_chips;
    if (m_editable)
        all.append(m_field->isHidden() ? static_cast<QWidget*>(m_add) : m_field);
    const int gap = scaled(4), height = scaled(22);
    int x = 0, y = 0;
    for (QWidget* widget : all) {
        const int wanted = std::min(widget == m_field ? scaled(110) : widget->sizeHint().width(), std::max(width, scaled(40)));
        if (x > 0 && x + wanted > width) {
            x = 0;
            y += height + gap;
        }
        if (move)
            widget->setGeometry(x, y, wanted, height);
        x += wanted + gap;
    }
    return y + height;
}

int TagRow::heightForWidth(int width) const {
    return place(width, false);
}

QSize TagRow::sizeHint() const {
    return {scaled(120), place(std::max(width(), scaled(120)), false)};
}

void TagRow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    place(width(), true);
}

} // namespace crosseed::views
