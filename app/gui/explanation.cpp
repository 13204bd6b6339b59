#include "app/gui/explanation.h"
#include "views/shared/palette.h"
#include "views/shared/terms.h"
#include <QtWidgets>

namespace crosseed::gui {

using namespace views;

Explanation::Explanation(QWidget* window) : QFrame(window, Qt::Popup | Qt::FramelessWindowHint) {
    setObjectName("panel");
    setAccessibleName(tr("What am I looking at?"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(scaled(12), scaled(10), scaled(12), scaled(8));
    m_text = new QTextBrowser(this);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setStyleSheet("border: none;");
    m_text->setOpenLinks(false);
    auto* row = new QHBoxLayout;
    auto* copy = new QPushButton(tr("Copy with formula"), this);
    copy->setProperty("kind", "link");
    auto* whole = new QPushButton(tr("Whole page in Help"), this);
    whole->setProperty("kind", "link");
    row->addWidget(copy);
    row->addWidget(whole);
    row->addStretch();
    row->addWidget(new QLabel(tr("Esc"), this));
    layout->addWidget(m_text, 1);
    layout->addLayout(row);
    connect(copy, &QPushButton::clicked, this, [this] {
        auto* data = new QMimeData;
        data->setHtml(m_text->toHtml());
        data->setText(m_text->toPlainText());
        QGuiApplication::clipboard()->setMimeData(data);
    });
    connect(whole, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT helpAsked(m_topic);
    });
}

void Explanation::showTopic(const QString& topic, const QPoint& global, const QString& here) {
    const Term& shown = term(topic);
    if (shown.id.isEmpty())
        return;
    m_topic = topic;
    m_text->setHtml(termHtml(shown, here));
    const int width = scaled(380);
    m_text->document()->setTextWidth(width - scaled(40));
    const int height = std::min(static_cast<int>(m_text->document()->size().height()) + scaled(70), scaled(520));
    QRect place(global, QSize(width, height));
    const QRect room = QGuiApplication::screenAt(global) ? QGuiApplication::screenAt(global)->availableGeometry() : place;
    place.moveRight(std::min(place.right(), room.right() - 4));
    place.moveBottom(std::min(place.bottom(), room.bottom() - 4));
    setGeometry(place);
    show();
    m_text->setFocus();
}

} // namespace crosseed::gui
