// Colours: contrast as the design asks for it, one file for all of them, icons that exist.
#include "views/shared/icons.h"
#include "views/shared/palette.h"
#include "views/shared/style_sheet.h"
#include <QApplication>
#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>

using namespace crosseed::views;

namespace {
QString textOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QStringList sources() {
    QStringList files;
    for (const char* folder : {"/views", "/app/gui"})
        for (QDirIterator walk(CROSSEED_SOURCE_DIR + QString(folder), {"*.cpp", "*.h"}, QDir::Files, QDirIterator::Subdirectories);
             walk.hasNext();)
            files += walk.next();
    return files;
}
} // namespace

class TestPalette : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void contrastIsThatOfTheStandard() {
        QCOMPARE(qRound(contrast(Qt::black, Qt::white) * 100), 2100);
        QCOMPARE(qRound(contrast(QColor("#777777"), Qt::white) * 100), 448); // the known grey just below 4.5
        QCOMPARE(contrast(Qt::white, Qt::black), contrast(Qt::black, Qt::white));
    }

    void textIsReadable_data() {
        QTest::addColumn<int>("text");
        QTest::addColumn<int>("back");
        for (const Role text : {Role::Text, Role::Secondary, Role::TextA, Role::TextB, Role::Accent})
            for (const Role back : {Role::Content, Role::Window, Role::Selected})
                QTest::addRow("%d on %d", static_cast<int>(text), static_cast<int>(back)) << static_cast<int>(text) << static_cast<int>(back);
        for (const auto& [text, back] : {std::pair(Role::WarningText, Role::WarningBack), std::pair(Role::ErrorText, Role::ErrorBack),
                                         std::pair(Role::OnAccent, Role::Accent), std::pair(Role::Text, Role::PanelHeader), std::pair(Role::Text, Role::Rail)})
            QTest::addRow("%d on its %d", static_cast<int>(text), static_cast<int>(back)) << static_cast<int>(text) << static_cast<int>(back);
    }
    void textIsReadable() {
        QFETCH(int, text);
        QFETCH(int, back);
        for (const Theme theme : {Theme::Light, Theme::Dark}) {
            const double ratio = contrast(colour(static_cast<Role>(text), theme), colour(static_cast<Role>(back), theme));
            QVERIFY2(ratio >= 4.5, qPrintable(QString("%1 in theme %2").arg(ratio).arg(static_cast<int>(theme))));
        }
    }

    void marksAreVisible() {
        for (const Theme theme : {Theme::Light, Theme::Dark})
            for (const Role mark : {Role::InkA, Role::InkB, Role::Accent, Role::Class1, Role::Class3, Role::LossTotal}) {
                const double ratio = contrast(colour(mark, theme), colour(Role::Content, theme));
                QVERIFY2(ratio >= 3, qPrintable(QString("role %1: %2").arg(static_cast<int>(mark)).arg(ratio)));
            }
    }

    // Little ink at 0, most at 1, and never back in between: height and colour tell the same.
    void magnitudeGoesOneWay() {
        for (const Theme theme : {Theme::Light, Theme::Dark}) {
            double before = 0;
            for (int i = 0; i <= 20; ++i) {
                const double ratio = contrast(magnitude(i / 20., theme), colour(Role::Content, theme));
                QVERIFY2(i == 0 || ratio > before, qPrintable(QString::number(i)));
                before = ratio;
            }
        }
    }

    void theStyleSheetIsFilledIn() {
        for (const Theme theme : {Theme::Light, Theme::Dark}) {
            const QString sheet = styleSheet(theme);
            QVERIFY(!sheet.contains('@'));
            QVERIFY(sheet.contains(colour(Role::Accent, theme).name()));
            QVERIFY(!QRegularExpression("[ :]#\\d{1,2}[ ;]").match(sheet).hasMatch()); // lengths that were not sized
        }
    }

    void onlyThePaletteNamesColours() {
        static const QRegularExpression hex("(\"#[0-9A-Fa-f]{6}\"|0x[0-9A-Fa-f]{6}\\b|Qt::(red|blue|green|gray|darkGray|yellow|magenta|cyan)\\b)");
        QVERIFY(sources().size() > 30);
        for (const QString& file : sources())
            if (!file.endsWith("/palette.cpp"))
                QVERIFY2(!hex.match(textOf(file)).hasMatch(), qPrintable(file + ": " + hex.match(textOf(file)).captured(0)));
    }

    void everyIconThatIsAskedForIsThere() {
        static const QRegularExpression asked("\\bicon\\(\"([a-z-]+)\"\\)|makeIcon\\(\"([a-z-]+)\"\\)");
        int found = 0;
        for (const QString& file : sources())
            for (auto matches = asked.globalMatch(textOf(file)); matches.hasNext(); ++found) {
                const QString name = matches.next().captured(1);
                QVERIFY2(!icon(name).isNull(), qPrintable(file + " asks for " + name));
            }
        QVERIFY(found > 10);
        QVERIFY(icon("no such icon").isNull());
    }

    void lengthsGrowWithTheFont() {
        const QFont font = QApplication::font();
        const int before = scaled(100);
        QFont twice = font;
        twice.setPointSizeF(font.pointSizeF() * 2);
        QApplication::setFont(twice);
        const int after = scaled(100);
        QApplication::setFont(font);
        QVERIFY(qAbs(after - 2 * before) <= before / 10);
    }
};

QTEST_MAIN(TestPalette)
#include "tst_palette.moc"
