#include "views/shared/palette.h"
#include "views/shared/style_sheet.h"
#include <QApplication>
#include <QFontMetricsF>
#include <QPalette>
#include <QStyleFactory>
#include <array>
#include <cmath>

namespace crosseed::views {

namespace {
struct Pair {
    QRgb light, dark;
};
// In the order of Role.
constexpr std::array<Pair, roleCount> inks{{
    {0xF1F2F4, 0x25292D}, {0xFFFFFF, 0x1B1E21}, {0xF8F9FA, 0x1F2326}, {0xE6E8EB, 0x202427}, {0xF6F7F8, 0x262A2E},
    {0xCFD4D9, 0x3D444A}, {0xE7E9EC, 0x2B3035},
    {0x1E2327, 0xE2E6E9}, {0x59626A, 0xA2ABB3}, {0x98A0A7, 0x6C757D},
    {0x7A838B, 0x8A939B}, {0xE9EBEE, 0x2A2F33},
    {0x16706A, 0x52B5A8},
    {0xD9ECE9, 0x1C3B37}, {0xFFFFFF, 0x0E1F1D},
    {0x0072B2, 0x3F9FDB}, {0x005F96, 0x6BB8E8}, {0xD55E00, 0xF0803C}, {0xA84A00, 0xF59B63},
    {0xFFF6E0, 0x3A3016}, {0xE3BE6B, 0x7D6425}, {0x6A4A00, 0xF0D48A},
    {0xFCECEA, 0x3B2220}, {0xE4A49E, 0x80423C}, {0xA8281F, 0xF0978F}, {0x2B7A4B, 0x6CC391},
    {0xA9B1B8, 0x737C84}, {0xDFE3E6, 0x343A40},
    {0x009E73, 0x2BB98E}, {0xA9B1B8, 0x8A939B}, {0xAA4499, 0xC86FBA}, {0x8C7B00, 0xBBA92E},
    {0x1E2327, 0xE2E6E9}, {0xCC79A7, 0xD98CB7}, {0x009E73, 0x2BB98E}, {0x56B4E9, 0x6BBDEB}, {0xE69F00, 0xEFB13A}, {0x8C7B00, 0xBBA92E},
}};

// viridis at 0, 1/8, ..., 1 (matplotlib's public-domain colour map).
constexpr std::array<QRgb, 9> viridis{0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725};

Theme current = Theme::Light; // of the program's palette, which is the program's, too

double linear(double c) {
    return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}
double luminance(const QColor& c) {
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

QFont sized(double share) {
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() > 0 ? font.pointSizeF() * share : 9.75 * share);
    return font;
}
} // namespace

Theme theme() {
    return current;
}

QColor colour(Role role, Theme theme) {
    const Pair& pair = inks[static_cast<std::size_t>(role)];
    return QColor::fromRgb(theme == Theme::Light ? pair.light : pair.dark);
}

QColor colour(Role role) {
    return colour(role, current);
}

QColor classColour(int i, Theme theme) {
    constexpr std::array roles{Role::Class1, Role::Class2, Role::Class3, Role::Class4, Role::LossLocal, Role::LossCross};
    return colour(roles[static_cast<std::size_t>(i < 0 ? 1 : i % 6)], theme);
}

QColor magnitude(double t, Theme theme) {
    t = std::clamp(std::isfinite(t) ? t : 0., 0., 1.);
    const double at = (theme == Theme::Light ? 1 - t : t) * (viridis.size() - 1);
    const auto low = std::min(static_cast<std::size_t>(at), viridis.size() - 2);
    const double share = at - static_cast<double>(low);
    const QColor a = QColor::fromRgb(viridis[low]), b = QColor::fromRgb(viridis[low + 1]);
    const auto mix = [share](double x, double y) { return static_cast<float>(x + (y - x) * share); };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()), mix(a.blueF(), b.blueF()));
}

double contrast(const QColor& a, const QColor& b) {
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

void applyTheme(QApplication& app, Theme theme) {
    current = theme;
    if (!app.property("styled").toBool()) { // under a style sheet the style does not tell its name
        app.setStyle(QStyleFactory::create("Fusion"));
        app.setProperty("styled", true);
    }
    QPalette p;
    p.setColor(QPalette::Window, colour(Role::Window));
    p.setColor(QPalette::Base, colour(Role::Content));
    p.setColor(QPalette::AlternateBase, colour(Role::Stripe));
    p.setColor(QPalette::Button, colour(Role::Content));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        p.setColor(role, colour(Role::Text));
    p.setColor(QPalette::ToolTipBase, colour(Role::Content));
    p.setColor(QPalette::PlaceholderText, colour(Role::Disabled));
    p.setColor(QPalette::Highlight, colour(Role::Selected));
    p.setColor(QPalette::HighlightedText, colour(Role::Text));
    p.setColor(QPalette::Link, colour(Role::Accent));
    p.setColor(QPalette::LinkVisited, colour(Role::Accent));
    p.setColor(QPalette::Mid, colour(Role::Border));
    p.setColor(QPalette::Light, colour(Role::Hairline));
    p.setColor(QPalette::Dark, colour(Role::Border));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, colour(Role::Disabled));
    app.setPalette(p);
    app.setStyleSheet(styleSheet(theme));
}

QFont smallFont() {
    return sized(12. / 13);
}
QFont tinyFont() {
    return sized(11. / 13);
}
QFont titleFont() {
    QFont font = QApplication::font();
    font.setBold(true);
    return font;
}
QFont tabularFont() {
    return QApplication::font(); // the figures of the usual system fonts are of equal width
}

int scaled(double pixels) {
    // 13 px text of the pictures is a line of some 17.7 px; taken from the points, so that it is the same with every family.
    const double points = QApplication::font().pointSizeF();
    const double dots = QFontInfo(QApplication::font()).pixelSize();
    const double size = dots > 0 ? dots : points * 96 / 72;
    return static_cast<int>(std::lround(pixels * size / 13));
}

} // namespace crosseed::views
