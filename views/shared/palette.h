// The colours of the window by role, light and dark, and the light print palette of exports. The only file with hex colours:
// views ask by role.
#pragma once
#include <QColor>
#include <QFont>

class QApplication;

namespace crosseed::views {

enum class Theme { Light, Dark };

enum class Role {
    Window, Content, Stripe, Rail, PanelHeader, Border, Hairline,
    Text, Secondary, Disabled, // Disabled: placeholders too, but never a value
    Axis, Grid,
    Accent, // selected, chosen, kept, and nothing else
    Selected, OnAccent,
    InkA, TextA, InkB, TextB, // of the two models: marks and words
    WarningBack, WarningEdge, WarningText, ErrorBack, ErrorEdge, ErrorText, Done,
    ControlInk, ControlFill,
    Class1, Class2, Class3, Class4, // categories (Okabe-Ito and kin), always with the word
    LossTotal, LossOutput, LossNext, LossLocal, LossCross, LossDead,
};
inline constexpr int roleCount = static_cast<int>(Role::LossDead) + 1;

// The theme that the window has now.
Theme theme();
QColor colour(Role role, Theme theme);
QColor colour(Role role); // in the theme of now
// Of class i of a corpus; they come round after the last one.
QColor classColour(int i, Theme theme);

// Magnitude: viridis at t in 0..1. Reversed on light (0 pale, 1 dark), forward on dark.
QColor magnitude(double t, Theme theme);

// Contrast ratio of WCAG 2.1, 1..21.
double contrast(const QColor& a, const QColor& b);

// Gives the program its palette and style sheet; all widgets get a PaletteChange. May be called again at any time.
void applyTheme(QApplication& app, Theme theme);

// Fonts derived from the program's, so that a larger system font makes everything larger.
QFont smallFont();  // 12 px where text is 13: secondary text, compact buttons
QFont tinyFont();   // 11 px: axes and the rail
QFont titleFont();  // bold, of panel titles
QFont tabularFont(); // figures of equal width
// A length that is `pixels` at the ordinary font size and grows with the font.
int scaled(double pixels);

} // namespace crosseed::views
