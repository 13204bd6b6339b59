#include "views/shared/file_writing.h"
#include "base/error.h"
#include "views/shared/words.h"
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QTemporaryDir>

namespace crosseed::views {

namespace {
[[noreturn]] void refuse(const QString& file, const QString& reason) {
    throw Error(ErrorKind::Io, toStd(QString("%1 could not be written: %2. Choose another folder or make room.")
                                         .arg(QDir::toNativeSeparators(file), reason)));
}
} // namespace

void writeWhole(const QString& file, const std::function<void(QIODevice&)>& write) {
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly))
        refuse(file, target.errorString());
    write(target);
    if (!target.commit())
        refuse(file, target.errorString());
}

void writeWholeByName(const QString& file, const std::function<void(const QString&)>& write) {
    const QTemporaryDir folder(QFileInfo(file).absolutePath() + "/.crosseed-export-XXXXXX");
    if (!folder.isValid())
        refuse(file, folder.errorString());
    const QString made = folder.filePath("export");
    write(made);
    QFile source(made);
    if (!source.open(QIODevice::ReadOnly))
        refuse(file, source.errorString());
    writeWhole(file, [&](QIODevice& target) {
        while (!source.atEnd()) {
            const QByteArray piece = source.read(1 << 20);
            if (piece.isEmpty() || target.write(piece) != piece.size())
                refuse(file, piece.isEmpty() ? source.errorString() : target.errorString());
        }
    });
}

} // namespace crosseed::views
