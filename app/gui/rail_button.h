// A button of the rail: icon over text, with the digit of its shortcut in the corner.
#pragma once
#include "views/shared/palette.h"
#include <QAction>
#include <QPainter>
#include <QToolButton>

namespace crosseed::gui {

class RailButton : public QToolButton {
    Q_OBJECT
public:
    RailButton(QAction* action, const QString& digit, QWidget* parent) : QToolButton(parent), m_digit(digit) {
        setDefaultAction(action);
        setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
        setIconSize({views::scaled(20), views::scaled(20)});
        setFont(views::tinyFont());
        setFocusPolicy(Qt::TabFocus);
        setAccessibleName(action->text());
    }

protected:
    void paintEvent(QPaintEvent* event) override {
        QToolButton::paintEvent(event);
        QPainter painter(this);
        painter.setFont(views::tinyFont());
        painter.setPen(views::colour(isEnabled() ? views::Role::Secondary : views::Role::Disabled));
        painter.drawText(rect().adjusted(0, views::scaled(3), -views::scaled(6), 0), Qt::AlignRight | Qt::AlignTop, m_digit);
    }

private:
    QString m_digit;
};

} // namespace crosseed::gui
