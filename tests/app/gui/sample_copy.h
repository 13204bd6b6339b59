// A copy of the finished sample for a test to write into.
#pragma once
#include <QCoreApplication>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <filesystem>

namespace crosseed::tests {

// Whether the build made the sample.
inline bool hasSample() {
    return QFileInfo::exists(CROSSEED_SAMPLE);
}

// The file of the copy, in a folder that goes with `folder`.
inline QString copySample(const QTemporaryDir& folder, const QString& name = "copy") {
    const std::filesystem::path sample(CROSSEED_SAMPLE), copy(folder.filePath(name + ".crosseed").toStdString());
    std::filesystem::copy(sample, copy);
    std::filesystem::copy(sample.string() + ".data", copy.string() + ".data", std::filesystem::copy_options::recursive);
    return QString::fromStdString(copy.string());
}

// The person's settings and documents stay as they are.
inline void useOwnSettings(const QTemporaryDir& folder) {
    QCoreApplication::setOrganizationName("crosseed-test");
    QCoreApplication::setApplicationName("crosseed-test");
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.path());
    QStandardPaths::setTestModeEnabled(true);
}

} // namespace crosseed::tests
