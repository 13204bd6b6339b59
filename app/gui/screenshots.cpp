#include "app/gui/screenshots.h"
#include "app/gui/main_window.h"
#include "views/shared/palette.h"
#include <QApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QSettings>
#include <QTemporaryDir>
#include <QThread>
#include <cstdio>

namespace crosseed::gui {

using namespace views;

namespace {
void settle(Session& session) {
    session.tasks().waitAll();
    const QDeadlineTimer soon(300); // what is drawn in the next turns of the loop
    while (!soon.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    session.tasks().waitAll();
}

bool shoot(const QString& file, const QString& folder, const QString& name, const QSize& size) {
    MainWindow window;
    window.resize(size);
    window.show();
    settle(window.session());
    bool good = window.grab().save(folder + "/start-" + name + ".png");
    if (!file.isEmpty()) {
        if (!window.openProject(file))
            return false;
        settle(window.session());
        for (const ScreenEntry& entry : catalogue()) {
            if (!entry.needsProject)
                continue;
            window.showScreen(entry.id);
            settle(window.session());
            good = window.grab().save(folder + "/" + entry.id + "-" + name + ".png") && good;
            std::printf("%s-%s.png\n", qPrintable(entry.id), qPrintable(name));
        }
    }
    window.close();
    return good;
}
} // namespace

int takeScreenshots(QApplication& app, const QString& file, const QString& folder) {
    if (!QDir().mkpath(folder)) {
        std::fprintf(stderr, "crosseed-workbench: the folder %s cannot be made.\n", qPrintable(folder));
        return 5;
    }
    const QTemporaryDir settings; // the person's own stay as they are
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
    const QFont font = QApplication::font();
    applyTheme(app, Theme::Light);
    bool good = shoot(file, folder, "light", {1440, 870});
    applyTheme(app, Theme::Dark);
    good = shoot(file, folder, "dark", {1440, 870}) && good;
    QFont large = font;
    large.setPointSizeF(font.pointSizeF() * 2);
    QApplication::setFont(large);
    applyTheme(app, Theme::Light);
    good = shoot(file, folder, "200", {2880, 1740}) && good;
    return good ? 0 : 1;
}

} // namespace crosseed::gui
