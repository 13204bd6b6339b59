// The window of Crosseed.
#include "app/blas_restart.h"
#include "app/gui/main_window.h"
#include "app/gui/screenshots.h"
#include "bert/device.h"
#include "store/project.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QApplication>
#include <QCommandLineParser>
#include <QMessageBox>
#include <QSettings>

using namespace crosseed;

namespace {
// The desktop's own taste where the person has not chosen.
views::Theme wantedTheme() {
    const QVariant chosen = QSettings().value("theme");
    if (chosen.isValid())
        return static_cast<views::Theme>(chosen.toInt());
    return QApplication::palette().color(QPalette::Window).lightness() < 128 ? views::Theme::Dark : views::Theme::Light;
}

// What a slot throws is said in the window, as what a task throws is.
class Application : public QApplication {
public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override {
        try {
            return QApplication::notify(receiver, event);
        } catch (const std::exception& problem) {
            const auto database = store::databaseError(problem);
            say(QString::fromUtf8(database ? database->what() : problem.what()));
            return true;
        }
    }

private:
    static void say(const QString& sentence) {
        for (QWidget* widget : topLevelWidgets())
            if (auto* window = qobject_cast<gui::MainWindow*>(widget); window && !window->findChild<QMessageBox*>("failure"))
                window->fail(sentence);
    }
};

void setFontShare(double share) {
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() * share);
    QApplication::setFont(font);
}
} // namespace

int main(int argc, char** argv) {
    restartForSpeed(argv);
    Application app(argc, argv);
    QApplication::setOrganizationName("crosseed");
    QApplication::setApplicationName("crosseed");
    QApplication::setApplicationVersion(views::toQt(store::programVersion()));
    QGuiApplication::setDesktopFileName("crosseed");
    QCommandLineParser arguments;
    arguments.setApplicationDescription("Which features of a text classifier survive a change of its random seed.");
    arguments.addHelpOption();
    arguments.addVersionOption();
    arguments.addPositionalArgument("file", "a project to open", "[file.crosseed]");
    arguments.addOption({"screenshots", "Put a picture of every screen, light, dark and with text of twice the size, into this folder, and end.", "folder"});
    arguments.process(app);
    const QString file = arguments.positionalArguments().value(0);
    if (arguments.isSet("screenshots"))
        return gui::takeScreenshots(app, file, arguments.value("screenshots"));
    setFontShare(QSettings().value("fontShare", 1.0).toDouble());
    views::applyTheme(app, wantedTheme());
    gui::MainWindow window;
    window.show();
    if (!file.isEmpty())
        window.openProject(file);
    return QApplication::exec();
}
