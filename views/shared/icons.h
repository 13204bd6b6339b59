// Icons of resources/icons, drawn in the colour of the text: 16 px grid, one stroke width.
#pragma once
#include <QIcon>
#include <QString>

namespace crosseed::views {

// resources/icons/NAME.svg in the text's colour; the accent's where it is checked, the disabled one's where it is disabled. An empty
// icon where there is no such file (a test looks for that).
QIcon icon(const QString& name);

} // namespace crosseed::views
