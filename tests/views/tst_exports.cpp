// Files are read back by other programs' means: XLSX by unzip and an XML reader, PDF and SVG by their own words, pictures by their dots.
#include "base/error.h"
#include "views/shared/data_table.h"
#include "views/shared/data_window.h"
#include "views/shared/exports.h"
#include "views/shared/file_writing.h"
#include "views/shared/plot.h"
#include "views/shared/words.h"
#include <QTest>
#include <QtWidgets>
#include <QXmlStreamReader>

using namespace crosseed;
using namespace crosseed::views;

namespace {
TableSource example() {
    TableSource source;
    source.name = "words";
    source.caption = "Words of 100 % & more.";
    source.of = {{store::Kind::Evaluation, 3}};
    source.table.columns = {{"Word", false}, {"r", true}, {"Share", true}, {"Rows", true}, {"Id", true}};
    source.table.rows = {{"=1+1", text::correlationCell(0.93456789012345678), text::percentCell(57.8571428), text::countCell(1314),
                          "9007199254740993"},
                         {"+cmd|' /C calc'!A0", text::correlationCell(-0.25), text::percentCell(100), text::countCell(-7), "12"},
                         {"naïve_%&<b>", text::correlationCell(std::nan("")), text::percentCell(0), text::countCell(1234567), "a1"},
                         {"007", text::fixedCell(1.5, 2), text::percentCell(3), text::countCell(0), ""}};
    return source;
}

QByteArray part(const QString& file, const QString& name) {
    QProcess unzip;
    unzip.start("unzip", {"-p", file, name});
    unzip.waitForFinished(20'000);
    return unzip.readAllStandardOutput();
}

// A cell of a sheet as the file holds it.
struct SheetCell {
    QString type, value, format; // type "s": text
    bool formula = false;
};

QStringList sharedTexts(const QString& file) {
    QStringList texts;
    QXmlStreamReader xml(part(file, "xl/sharedStrings.xml"));
    while (!xml.atEnd())
        if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == u"t")
            texts += xml.readElementText();
    return texts;
}

// Number formats by the index of a style.
QStringList formats(const QString& file) {
    std::map<QString, QString> codes{{"0", "General"}, {"1", "0"}, {"2", "0.00"}, {"3", "#,##0"}, {"4", "#,##0.00"}};
    QStringList list;
    bool inCells = false;
    QXmlStreamReader xml(part(file, "xl/styles.xml"));
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isStartElement() && xml.name() == u"numFmt")
            codes[xml.attributes().value("numFmtId").toString()] = xml.attributes().value("formatCode").toString();
        if (xml.name() == u"cellXfs")
            inCells = xml.isStartElement();
        else if (xml.isStartElement() && inCells && xml.name() == u"xf")
            list += codes[xml.attributes().value("numFmtId").toString()];
    }
    return list;
}

std::map<QString, SheetCell> sheet(const QString& file, int number = 1) {
    const QStringList texts = sharedTexts(file), styles = formats(file);
    std::map<QString, SheetCell> cells;
    QString at;
    QXmlStreamReader xml(part(file, QString("xl/worksheets/sheet%1.xml").arg(number)));
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"c") {
            at = xml.attributes().value("r").toString();
            cells[at].type = xml.attributes().value("t").toString();
            cells[at].format = styles.value(xml.attributes().value("s").toInt());
        } else if (xml.name() == u"f") {
            cells[at].formula = true;
        } else if (xml.name() == u"v") {
            cells[at].value = xml.readElementText();
            if (cells[at].type == "s")
                cells[at].value = texts.value(cells[at].value.toInt());
        }
    }
    return cells;
}

QByteArray bytes(const QString& file) {
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

// A blue rectangle from a tenth to nine tenths, a line and a word.
Figure example(std::shared_ptr<QList<Theme>> themes) {
    Figure figure;
    figure.name = "blue";
    figure.caption = "A blue field of seed-42 & seed-137, r < 1.";
    figure.size = {120, 60};
    figure.paint = [themes](QCPPainter& painter, const QSizeF& size, Theme theme) {
        themes->append(theme);
        const QRectF field(size.width() * .1, size.height() * .1, size.width() * .8, size.height() * .8);
        painter.fillRect(field, QColor(0, 0, 255));
        painter.setPen(QPen(Qt::black, 1));
        QFont font = painter.font();
        font.setPointSizeF(9);
        painter.setFont(font);
        painter.drawText(QPointF(4, size.height() - 3), "alike words");
    };
    figure.data = example();
    return figure;
}
} // namespace

class TestExports : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        QCoreApplication::setOrganizationName("crosseed-tests");
        QCoreApplication::setApplicationName("tst_exports");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
    }
    void csvHasAllDigits();
    void latexIsABooktabsTableWithItsCaption();
    void xlsxHasRealNumbersAsTheyAreShown();
    void xlsxKeepsTextThatLooksLikeAFormula();
    void xlsxHeaderIsBoldAndStays();
    void xlsxSaysWhatItIs();
    void xlsxOfManyRowsIsWhole();
    void svgTextIsTextAndItsSizeInMillimetres();
    void pdfPageIsTheFigure();
    void pngHasTheWishedResolution();
    void figuresAreLightInTheDark();
    void plotsAreWrittenInAllFormats();
    void aRefusedFileLeavesTheOldOne();
    void theExporterAnswersForThePerson();
    void theExporterSaysWhatFailed();
    void theDataOfAFigureAreATable();

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }
    QTemporaryDir m_folder;
};

void TestExports::csvHasAllDigits() {
    writeTable(example(), TableFormat::Csv, path("t.csv"));
    const QList<QByteArray> lines = bytes(path("t.csv")).split('\n');
    QCOMPARE(lines.value(0), QByteArray("Word,r,Share,Rows,Id"));
    const QList<QByteArray> first = lines.value(1).split(',');
    QCOMPARE(first.value(0), QByteArray("=1+1"));
    QCOMPARE(first.value(1).toDouble(), 0.93456789012345678);
    QCOMPARE(first.value(3), QByteArray("1314"));
}

void TestExports::latexIsABooktabsTableWithItsCaption() {
    writeTable(example(), TableFormat::Latex, path("t.tex"));
    const QString text = QString::fromUtf8(bytes(path("t.tex")));
    for (const char* piece : {"\\usepackage{booktabs}", "\\caption{Words of 100 \\% \\& more.}", "\\label{tab:words}", "\\toprule",
                              "\\bottomrule", "naïve\\_\\%\\&$<$b$>$ & - & 0.0 \\% & 1,234,567 & a1 \\\\", "57.9 \\%"})
        QVERIFY2(text.contains(piece), piece);
    QCOMPARE(text.count("\\begin{"), text.count("\\end{"));
    for (const QString& line : text.split('\n'))
        if (line.endsWith("\\\\"))
            QCOMPARE(line.count(" & "), 4);
}

void TestExports::xlsxHasRealNumbersAsTheyAreShown() {
    if (QStandardPaths::findExecutable("unzip").isEmpty())
        QSKIP("unzip is not installed.");
    writeTable(example(), TableFormat::Xlsx, path("t.xlsx"));
    auto cells = sheet(path("t.xlsx"));
    const auto number = [&](const char* at, double value, const char* format) {
        QVERIFY2(cells[at].type.isEmpty() || cells[at].type == "n", at);
        QVERIFY2(std::abs(cells[at].value.toDouble() - value) <= 1e-15 * std::abs(value), at);
        QCOMPARE(cells[at].format, format);
    };
    number("B2", 0.93456789012345678, ".000");
    number("B3", -0.25, ".000");
    number("B5", 1.5, "0.00");
    number("C2", 57.8571428, "0.0\" %\"");
    number("D2", 1314, "#,##0");
    number("D3", -7, "0");
    number("D4", 1234567, "#,##0");
    number("E3", 12, "0");
    QVERIFY(cells["B4"].value.isEmpty()); // missing
    QCOMPARE(cells["E2"].type, "s");      // more digits than a sheet holds
    QCOMPARE(cells["E2"].value, "9007199254740993");
    QCOMPARE(cells["E4"].value, "a1");
}

void TestExports::xlsxKeepsTextThatLooksLikeAFormula() {
    if (QStandardPaths::findExecutable("unzip").isEmpty())
        QSKIP("unzip is not installed.");
    writeTable(example(), TableFormat::Xlsx, path("f.xlsx"));
    auto cells = sheet(path("f.xlsx"));
    QCOMPARE(cells["A2"].value, "=1+1");
    QCOMPARE(cells["A3"].value, "+cmd|' /C calc'!A0");
    QCOMPARE(cells["A5"].value, "007"); // a column of words stays words
    for (const auto& [at, cell] : cells) {
        QVERIFY2(!cell.formula, qPrintable(at));
        if (at.startsWith('A'))
            QCOMPARE(cell.type, "s");
    }
}

void TestExports::xlsxHeaderIsBoldAndStays() {
    if (QStandardPaths::findExecutable("unzip").isEmpty())
        QSKIP("unzip is not installed.");
    writeTable(example(), TableFormat::Xlsx, path("h.xlsx"));
    const QByteArray xml = part(path("h.xlsx"), "xl/worksheets/sheet1.xml");
    QVERIFY(xml.contains("ySplit=\"1\"") && xml.contains("state=\"frozen\""));
    QVERIFY(part(path("h.xlsx"), "xl/styles.xml").contains("<b/>"));
    QCOMPARE(sheet(path("h.xlsx"))["C1"].value, "Share");
}

void TestExports::xlsxSaysWhatItIs() {
    if (QStandardPaths::findExecutable("unzip").isEmpty())
        QSKIP("unzip is not installed.");
    writeTable(example(), TableFormat::Xlsx, path("n.xlsx"));
    auto note = sheet(path("n.xlsx"), 2);
    QCOMPARE(note["A1"].value, example().caption);
    QCOMPARE(note["A2"].value, "evaluation 3");
    const QStringList left = QDir(m_folder.path()).entryList({".crosseed-export*"}, QDir::AllEntries | QDir::Hidden);
    QCOMPARE(left, QStringList());
}

void TestExports::xlsxOfManyRowsIsWhole() {
    if (QStandardPaths::findExecutable("unzip").isEmpty())
        QSKIP("unzip is not installed.");
    TableSource many;
    many.table.columns = {{"Text", false}, {"n", true}};
    for (int i = 0; i < 10'000; ++i)
        many.table.rows.push_back({"row " + std::to_string(i), text::countCell(i)});
    many.table.rows.push_back({std::string(40'000, 'x'), "1"});
    writeTable(many, TableFormat::Xlsx, path("m.xlsx"));
    auto cells = sheet(path("m.xlsx"));
    QCOMPARE(cells["B10001"].value, "9999");
    QCOMPARE(cells["A10001"].value, "row 9999");
    QCOMPARE(cells["A10002"].value.size(), 32767); // what a cell can hold
    QVERIFY(cells["A10002"].value.endsWith(QChar(0x2026)));
}

void TestExports::svgTextIsTextAndItsSizeInMillimetres() {
    auto themes = std::make_shared<QList<Theme>>();
    writeFigure(example(themes), FigureFormat::Svg, path("f.svg"), 85);
    QXmlStreamReader xml(bytes(path("f.svg")));
    QString width, height, view, words, caption;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"svg") {
            width = xml.attributes().value("width").toString();
            height = xml.attributes().value("height").toString();
            view = xml.attributes().value("viewBox").toString();
        } else if (xml.name() == u"text") {
            words += xml.readElementText();
        } else if (xml.name() == u"desc") {
            caption = xml.readElementText();
        }
    }
    QCOMPARE(caption, "A blue field of seed-42 & seed-137, r < 1.");
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QCOMPARE(width, "85mm");
    QCOMPARE(height, "42.5mm");
    QCOMPARE(words.simplified(), "alike words");
    const QStringList box = view.split(' ');
    QCOMPARE(box.size(), 4);
    QVERIFY(std::abs(box[2].toDouble() - 85 / 25.4 * 96) < .01);
    QVERIFY(std::abs(box[3].toDouble() - 42.5 / 25.4 * 96) < .01);
}

void TestExports::pdfPageIsTheFigure() {
    auto themes = std::make_shared<QList<Theme>>();
    writeFigure(example(themes), FigureFormat::Pdf, path("f.pdf"), 120);
    const QByteArray pdf = bytes(path("f.pdf"));
    QVERIFY(pdf.startsWith("%PDF-"));
    const auto box = QRegularExpression(R"(/MediaBox \[0 0 ([\d.]+) ([\d.]+)\])").match(QString::fromLatin1(pdf));
    QVERIFY(box.hasMatch());
    QVERIFY(std::abs(box.captured(1).toDouble() - 120 / 25.4 * 72) <= .5);
    QVERIFY(std::abs(box.captured(2).toDouble() - 60 / 25.4 * 72) <= .5);
    QCOMPARE(pdf.count("/Type /Page\n"), 1);
    if (QStandardPaths::findExecutable("pdftotext").isEmpty())
        return;
    QProcess reader;
    reader.start("pdftotext", {path("f.pdf"), "-"});
    reader.waitForFinished(20'000);
    QCOMPARE(QString::fromUtf8(reader.readAllStandardOutput()).simplified(), "alike words");
}

void TestExports::pngHasTheWishedResolution() {
    auto themes = std::make_shared<QList<Theme>>();
    writeFigure(example(themes), FigureFormat::Png, path("f.png"), 120, 300);
    const QImage image(path("f.png"));
    QCOMPARE(image.size(), QSize(1417, 709)); // 120 x 60 mm
    QVERIFY(std::abs(image.dotsPerMeterX() - 300 / .0254) < 1);
    // The blue field is where the function painted it, so that nothing grew twice.
    QCOMPARE(image.pixelColor(1417 / 2, 709 / 2), QColor(0, 0, 255));
    QCOMPARE(image.pixelColor(150, 80), QColor(0, 0, 255));
    QCOMPARE(image.pixelColor(130, 60), colour(Role::Content, Theme::Light));
    QCOMPARE(image.pixelColor(1266, 60), colour(Role::Content, Theme::Light));
    QCOMPARE(image.pixelColor(1266, 630), QColor(0, 0, 255));
    // The word is 9 pt, 37 dots, high at most, at the bottom and at the left.
    int highest = image.height(), right = 0;
    for (int y = 640; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (image.pixelColor(x, y).lightness() < 90) {
                highest = std::min(highest, y);
                right = std::max(right, x);
            }
    QVERIFY(right > 60 && right < 400);
    QVERIFY(highest > image.height() - 50);
}

void TestExports::figuresAreLightInTheDark() {
    applyTheme(*qApp, Theme::Dark);
    auto themes = std::make_shared<QList<Theme>>();
    for (const auto& [format, ending] : {std::pair(FigureFormat::Svg, "d.svg"), std::pair(FigureFormat::Pdf, "d.pdf"),
                                         std::pair(FigureFormat::Png, "d.png")})
        writeFigure(example(themes), format, path(ending), 85);
    QCOMPARE(*themes, QList<Theme>({Theme::Light, Theme::Light, Theme::Light}));
    QCOMPARE(QImage(path("d.png")).pixelColor(2, 2), colour(Role::Content, Theme::Light));
    applyTheme(*qApp, Theme::Light);
}

void TestExports::plotsAreWrittenInAllFormats() {
    Plot plot("Points");
    plot.resize(400, 300);
    plot.show(
        [](Plot& p) {
            p.line({0, 1, 2}, {0, 1, 4}, p.pen(Role::InkA, 1.5));
            p.setLabels("steps", "loss");
            p.xAxis->setRange(0, 2);
            p.yAxis->setRange(0, 4);
        },
        [] { return example(); });
    const Figure figure = plot.figure("points", "Points.");
    for (const auto& [format, ending] : {std::pair(FigureFormat::Svg, "p.svg"), std::pair(FigureFormat::Pdf, "p.pdf"),
                                         std::pair(FigureFormat::Png, "p.png")})
        writeFigure(figure, format, path(ending), 120);
    const QString svg = QString::fromUtf8(bytes(path("p.svg")));
    for (const char* word : {">steps<", ">loss<", "<text"})
        QVERIFY2(QString(svg).remove('\n').remove(' ').contains(QString(word).remove(' ')), word);
    QVERIFY(svg.contains(colour(Role::InkA, Theme::Light).name()));
    QVERIFY(!svg.contains("<image")); // vectors only
    const QImage picture(path("p.png"));
    QCOMPARE(picture.width(), 1417);
}

void TestExports::aRefusedFileLeavesTheOldOne() {
    QFile old(path("old.csv"));
    QVERIFY(old.open(QIODevice::WriteOnly));
    old.write("kept");
    old.close();
    QVERIFY_EXCEPTION_THROWN(writeWhole(path("old.csv"),
                                        [](QIODevice& device) {
                                            device.write("half");
                                            throw Error(ErrorKind::Io, "no");
                                        }),
                             Error);
    QCOMPARE(bytes(path("old.csv")), QByteArray("kept"));
    QVERIFY_EXCEPTION_THROWN(writeTable(example(), TableFormat::Csv, path("no such folder/t.csv")), Error);
    QVERIFY_EXCEPTION_THROWN(writeTable(example(), TableFormat::Xlsx, path("no such folder/t.xlsx")), Error);
    auto themes = std::make_shared<QList<Theme>>();
    QVERIFY_EXCEPTION_THROWN(writeFigure(example(themes), FigureFormat::Png, path("big.png"), 2000, 1200), Error);
    QVERIFY_EXCEPTION_THROWN(writeFigure(example(themes), FigureFormat::Svg, path("none.svg"), 0), Error);
    QVERIFY(!QFile::exists(path("big.png")));
}

void TestExports::theExporterAnswersForThePerson() {
    QWidget window;
    auto* exporter = new Exporter(&window);
    auto* inside = new QWidget(new QWidget(&window));
    QCOMPARE(exporterOf(inside), exporter);
    QWidget elsewhere;
    QCOMPARE(exporterOf(&elsewhere), nullptr);
    QStringList asked, files;
    std::size_t sources = 0;
    connect(exporter, &Exporter::written, this,
            [&](const QString& file, const QString&, const std::vector<store::Address>& of) {
                files += file;
                sources += of.size();
            });
    QString ending = ".xlsx";
    exporter->setAnswer([&](const QString& name, const QString&) {
        asked += name;
        return ending.isEmpty() ? QString() : path(name + ending);
    }, 85);
    exporter->exportTable(inside, example());
    ending = ".svg";
    auto themes = std::make_shared<QList<Theme>>();
    exporter->exportFigure(inside, example(themes));
    ending.clear(); // the person cancels
    exporter->exportTable(inside, example());
    exporter->exportFigure(inside, example(themes));
    QCOMPARE(asked, QStringList({"words", "blue", "words", "blue"}));
    QCOMPARE(files, QStringList({path("words.xlsx"), path("blue.svg")}));
    QCOMPARE(sources, std::size_t(2));
    QVERIFY(bytes(path("words.xlsx")).startsWith("PK"));
    QVERIFY(bytes(path("blue.svg")).contains("width=\"85mm\""));
}

void TestExports::theExporterSaysWhatFailed() {
    Exporter exporter;
    QStringList failures;
    int written = 0;
    connect(&exporter, &Exporter::failed, this, [&](const QString& sentence) { failures += sentence; });
    connect(&exporter, &Exporter::written, this, [&] { ++written; });
    exporter.setAnswer([&](const QString&, const QString&) { return path("words.docx"); });
    exporter.exportTable(nullptr, example());
    exporter.setAnswer([&](const QString&, const QString&) { return path("nowhere/words.csv"); });
    exporter.exportTable(nullptr, example());
    QCOMPARE(failures.size(), 2);
    QVERIFY(failures[0].contains("words.docx"));
    QVERIFY(failures[1].contains("nowhere"));
    QCOMPARE(written, 0);
}

void TestExports::theDataOfAFigureAreATable() {
    QWidget window;
    auto* exporter = new Exporter(&window);
    exporter->showData(&window, example());
    auto* data = window.findChild<DataWindow*>();
    QVERIFY(data && data->isVisible());
    QCOMPARE(exporterOf(data), exporter);
    QCOMPARE(data->table()->proxy()->rowCount(), 4);
    data->table()->proxy()->setColumnFilter(3, "> 1000");
    QString file;
    exporter->setAnswer([&](const QString& name, const QString&) { return file = path(name + "-data.csv"); });
    for (QPushButton* button : data->findChildren<QPushButton*>())
        if (button->text().contains("Export"))
            QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(bytes(file).count('\n'), 3); // the titles and two rows
    QPointer<DataWindow> alive(data);
    QTest::keyClick(data, Qt::Key_Escape);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(!alive);
}

QTEST_MAIN(TestExports)
#include "tst_exports.moc"
