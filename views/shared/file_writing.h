// A file written whole or not at all: under another name in the target's folder first, then moved into its place.
#pragma once
#include <QString>
#include <functional>

class QIODevice;

namespace crosseed::views {

// `write` fills an open device. Throws Error(Io) with the reason; what stood there before stays then.
void writeWhole(const QString& file, const std::function<void(QIODevice& device)>& write);
// The same for libraries that open the file themselves: `write` gets a name in the target's folder.
void writeWholeByName(const QString& file, const std::function<void(const QString& temporaryFile)>& write);

} // namespace crosseed::views
