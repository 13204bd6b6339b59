#include "views/shared/style_sheet.h"
#include <QRegularExpression>
#include <map>

namespace crosseed::views {

namespace {
// @role is a colour, #12 a length that grows with the font.
constexpr const char* sheet = R"(
QWidget { color: @text; }
QMainWindow, QDialog { background: @window; }
QToolTip { background: @content; color: @text; border: 1px solid @border; padding: 4px; }

QMenuBar { background: @window; border: none; }
QMenuBar::item { padding: #4 #8; background: transparent; }
QMenuBar::item:selected { background: @selected; }
QMenu { background: @content; border: 1px solid @border; padding: #4 0; }
QMenu::item { padding: #4 #22 #4 #22; }
QMenu::item:selected { background: @selected; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @hairline; margin: #4 0; }

QToolBar { background: @window; border: none; border-bottom: 1px solid @border; spacing: #4; padding: #2 #6; }
QToolBar#rail { background: @rail; border: none; border-right: 1px solid @border; padding: 0; spacing: 0; }
QToolBar#rail QToolButton { border: none; border-left: 3px solid transparent; border-radius: 0; min-height: #53; max-height: #53;
  min-width: #84; max-width: #84; margin: 0; color: @text; background: transparent; padding: #2 0; }
QToolBar#rail QToolButton:hover { background: @window; }
QToolBar#rail QToolButton:checked { background: @content; color: @accent; border-left: 3px solid @accent; }
QToolBar#rail QToolButton:disabled { color: @disabled; }
QToolBar::separator { background: @hairline; width: 1px; height: 1px; margin: #4; }
QStatusBar { background: @window; border-top: 1px solid @border; }
QStatusBar::item { border: none; }

QToolButton { border: 1px solid transparent; border-radius: 3px; padding: #2; background: transparent; }
QToolButton:hover { background: @hairline; }
QToolButton:pressed, QToolButton:checked { background: @selected; }
QToolButton:focus { border: 1px solid @accent; }
QToolButton:disabled { color: @disabled; }
QToolButton::menu-indicator { image: none; }


QPushButton { background: @content; border: 1px solid @border; border-radius: 3px; padding: 0 #10; min-height: #26; }
QPushButton:hover { background: @stripe; }
QPushButton:pressed { background: @selected; }
QPushButton:focus { border: 1px solid @accent; }
QPushButton:checked { background: @selected; border: 1px solid @accent; color: @accent; }
QPushButton:disabled { color: @disabled; background: @window; }
QPushButton:default, QPushButton[kind="main"] { background: @accent; border: 1px solid @accent; color: @onaccent; font-weight: bold; }
QPushButton[kind="main"]:hover { background: @accent; }
QPushButton[kind="main"]:focus { border: 2px solid @text; }
QPushButton[kind="main"]:disabled { background: @hairline; border: 1px solid @border; color: @disabled; }
QPushButton[kind="compact"] { min-height: #22; padding: 0 #8; }
QPushButton[kind="link"] { border: none; background: transparent; color: @accent; text-decoration: underline; padding: 0 #2; min-height: #18; }
QPushButton[kind="link"]:focus { border: 1px solid @accent; }
QPushButton[kind="link"]:disabled { color: @disabled; }
QPushButton[kind="field"] { min-height: #24; padding: 0 #6; text-align: left; }
QPushButton[kind="field"]::menu-indicator { image: url(:/icons/arrow-down-@theme.svg); width: #12; height: #12;
  subcontrol-origin: padding; subcontrol-position: center right; right: #6; }
QPushButton[kind="chip"] { border: none; border-radius: #10; background: @window; min-height: #20; padding: 0 #9; }
QPushButton[kind="chip"]:checked { background: @selected; border: 1px solid @accent; color: @accent; }
QPushButton[kind="chip"]:focus { border: 1px solid @accent; }
QPushButton[kind="chip"]:disabled { color: @disabled; }

QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox { background: @content; border: 1px solid @border; border-radius: 3px; padding: 0 #6;
  min-height: #24; selection-background-color: @accent; selection-color: @onaccent; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 1px solid @accent; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled { color: @disabled; background: @window; }
QLineEdit:read-only { background: @stripe; }
QLineEdit[state="wrong"] { border: 1px solid @erroredge; background: @errorback; }
QComboBox::drop-down { border: none; width: #20; }
QComboBox::down-arrow { image: url(:/icons/arrow-down-@theme.svg); width: #12; height: #12; }
QComboBox:disabled::down-arrow { image: none; }
QAbstractSpinBox { padding-right: #18; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: transparent; width: #18; subcontrol-origin: border; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin-top: 2px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin-bottom: 2px; }
QAbstractSpinBox::up-arrow { image: url(:/icons/arrow-up-@theme.svg); width: #9; height: #9; }
QAbstractSpinBox::down-arrow { image: url(:/icons/arrow-down-@theme.svg); width: #9; height: #9; }
QComboBox QAbstractItemView { background: @content; border: 1px solid @border; selection-background-color: @selected; selection-color: @text; }
QPlainTextEdit, QTextEdit, QTextBrowser { background: @content; border: 1px solid @border; border-radius: 3px;
  selection-background-color: @accent; selection-color: @onaccent; }
QPlainTextEdit[kind="plain"] { border: none; }
QPlainTextEdit[kind="plain"]:focus { border: 1px solid @accent; }

QAbstractItemView { background: @content; alternate-background-color: @stripe; border: none; gridline-color: @hairline;
  selection-background-color: @selected; selection-color: @text; outline: none; }
QAbstractItemView::item:selected { background: @selected; color: @text; }
QHeaderView { background: @panelheader; border: none; }
QHeaderView::section { background: @panelheader; border: none; border-right: 1px solid @hairline; border-bottom: 1px solid @border;
  padding: 0 #6; min-height: #25; }
QTableCornerButton::section { background: @panelheader; border: none; }

QScrollBar:vertical { background: @content; width: #10; margin: 0; }
QScrollBar:horizontal { background: @content; height: #10; margin: 0; }
QScrollBar::handle { background: @border; border-radius: #4; min-height: #24; min-width: #24; margin: 2px; }
QScrollBar::handle:hover { background: @axis; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: @window; }
QSplitter::handle:horizontal { width: #6; }
QSplitter::handle:vertical { height: #6; }

QProgressBar { background: @hairline; border: none; border-radius: 2px; min-height: #5; max-height: #5; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
QProgressBar[kind="line"] { min-height: 2px; max-height: 2px; background: transparent; border-radius: 0; }

QCheckBox, QRadioButton { spacing: #6; }
QCheckBox::indicator, QAbstractItemView::indicator { width: #13; height: #13; border: 1px solid @axis; border-radius: 2px; background: @content; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: @accent; border: 1px solid @accent; image: url(:/icons/check-@theme.svg); }
QCheckBox::indicator:disabled { border: 1px solid @border; background: @window; }
QCheckBox::indicator:checked:disabled { background: @disabled; border: 1px solid @disabled; }
QRadioButton::indicator { width: #11; height: #11; border: 1px solid @axis; border-radius: #6; background: @content; }
QRadioButton::indicator:checked { background: @accent; border: #3 solid @content; outline: 1px solid @accent; }
QCheckBox:focus, QRadioButton:focus { color: @accent; }
QTabBar::tab { background: @window; border: 1px solid @border; border-bottom: none; padding: #4 #10; color: @secondary; }
QTabBar::tab:selected { background: @content; color: @text; border-top: 2px solid @accent; }
QTabBar::tab:focus { color: @accent; }

QFrame#panel { background: @content; border: 1px solid @border; border-radius: 2px; }
QFrame#panelHeader { background: @panelheader; border: none; border-bottom: 1px solid @border; }
QFrame#notice[kind="stale"] { background: @warningback; border: none; border-bottom: 1px solid @warningedge; }
QFrame#notice[kind="stale"] QLabel { color: @warningtext; }
QFrame#notice[kind="error"] { background: @errorback; border: none; border-bottom: 1px solid @erroredge; }
QFrame#notice[kind="error"] QLabel { color: @errortext; }
QLabel[kind="secondary"] { color: @secondary; }
QLabel[kind="chosen"] { color: @accent; }
QLabel[kind="warning"] { color: @warningtext; }
QLabel[kind="error"] { color: @errortext; }
QLabel[kind="a"] { color: @texta; font-weight: bold; }
QLabel[kind="b"] { color: @textb; font-weight: bold; }
QFrame[kind="line"] { background: @hairline; max-height: 1px; border: none; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
)";

const std::map<QString, Role>& names() {
    static const std::map<QString, Role> roles{
        {"window", Role::Window},           {"content", Role::Content},         {"stripe", Role::Stripe},
        {"rail", Role::Rail},               {"panelheader", Role::PanelHeader}, {"border", Role::Border},
        {"hairline", Role::Hairline},       {"text", Role::Text},               {"secondary", Role::Secondary},
        {"disabled", Role::Disabled},       {"axis", Role::Axis},               {"accent", Role::Accent},
        {"selected", Role::Selected},       {"onaccent", Role::OnAccent},       {"texta", Role::TextA},
        {"textb", Role::TextB},             {"warningback", Role::WarningBack}, {"warningedge", Role::WarningEdge},
        {"warningtext", Role::WarningText}, {"errorback", Role::ErrorBack},     {"erroredge", Role::ErrorEdge},
        {"errortext", Role::ErrorText}};
    return roles;
}

// Each match replaced by what `by` makes of it.
QString replaced(const QString& text, const QRegularExpression& pattern,
                 const std::function<QString(const QRegularExpressionMatch&)>& by) {
    QString result;
    qsizetype from = 0;
    for (auto matches = pattern.globalMatch(text); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        result += text.mid(from, match.capturedStart() - from) + by(match);
        from = match.capturedEnd();
    }
    return result + text.mid(from);
}
} // namespace

QString styleSheet(Theme theme) {
    static const QRegularExpression role("@([a-z]+)"), length("(?<=[ :])#(\\d+)\\b");
    const QString sized = replaced(QString::fromLatin1(sheet), length, [](const QRegularExpressionMatch& match) {
        return QString::number(scaled(match.captured(1).toDouble())) + "px";
    });
    return replaced(sized, role, [theme](const QRegularExpressionMatch& match) {
        if (match.captured(1) == "theme")
            return QString(theme == Theme::Light ? "light" : "dark");
        const auto found = names().find(match.captured(1));
        return found == names().end() ? match.captured(0) : colour(found->second, theme).name();
    });
}

} // namespace crosseed::views
