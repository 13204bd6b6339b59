#include "views/features/empty_filter.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

EmptyFilter::EmptyFilter(QWidget* viewport) : QWidget(viewport) {
    auto* layout = new QVBoxLayout(this);
    m_text = new QLabel(this);
    m_text->setProperty("kind", "secondary");
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setWordWrap(true);
    m_this = new QPushButton(tr("Clear this filter"), this);
    m_all = new QPushButton(tr("Clear all filters"), this);
    m_all->setToolTip(tr("Ctrl+Shift+F"));
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    for (QPushButton* button : {m_this, m_all}) {
        button->setProperty("kind", "compact");
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    layout->addStretch(1);
    layout->addWidget(m_text);
    layout->addLayout(buttons);
    layout->addStretch(2);
    viewport->installEventFilter(this);
    connect(m_this, &QPushButton::clicked, this, &EmptyFilter::clearThisAsked);
    connect(m_all, &QPushButton::clicked, this, &EmptyFilter::clearAllAsked);
    hide();
}

void EmptyFilter::blame(const QString& name, int without) {
    m_text->setText(name.isEmpty() ? tr("No feature passes.")
                                   : tr("No feature passes. Without <b>%1</b> there %2 %3.")
                                         .arg(name.toHtmlEscaped(), without == 1 ? tr("is") : tr("are"), count(without)));
    m_this->setVisible(!name.isEmpty());
    setGeometry(parentWidget()->rect());
    show();
    raise();
}

bool EmptyFilter::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize && isVisible())
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

} // namespace crosseed::views
