// The source tree keeps its rooms: who may include whom, where Qt and LibTorch may be seen. The checker
// itself is checked on made-up trees with one violation each.
#include <QDir>
#include <QDirIterator>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

namespace {
const QStringList rooms{"base", "text",     "bert",  "align",
                        "sae",  "evaluate", "store", "pipeline"}; // lowest first

struct SourceFile {
    QString path; // relative to the root, "core/sae/sae.h"
    QString text;
    QStringList includes; // what stands between the quotes or brackets, with its opening sign: "<QString",
                          // "\"sae/sae.h"
    bool isHeader() const { return path.endsWith(".h"); }
    bool isModuleHeader() const { return path.endsWith("_module.h"); }
    bool isIn(const QString& folder) const { return path.startsWith(folder + "/"); }
    QString room() const { return isIn("core") ? path.section('/', 1, 1) : QString(); }
};

bool seesTorch(const QString& include) {
    static const QRegularExpression torch("^[<\"](torch|ATen|c10)/");
    return torch.match(include).hasMatch();
}

QStringList includesOf(const QString& text) {
    static const QRegularExpression line(R"(^[ \t]*#[ \t]*include[ \t]*([<"][^>"\n]+))",
                                         QRegularExpression::MultilineOption);
    QStringList includes;
    for (auto match = line.globalMatch(text); match.hasNext();)
        includes += match.next().captured(1);
    return includes;
}

QList<SourceFile> sourceFiles(const QString& root) {
    QList<SourceFile> files;
    for (const char* folder : {"core", "views", "app", "tests", "cmake"}) {
        QDirIterator walk(root + "/" + folder, {"*.h", "*.cpp", "CMakeLists.txt", "*.cmake"}, QDir::Files,
                          QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            QFile file(walk.next());
            if (!file.open(QIODevice::ReadOnly)) continue;
            const QString text = QString::fromUtf8(file.readAll());
            files.append({QDir(root).relativeFilePath(file.fileName()), text, includesOf(text)});
        }
    }
    return files;
}

// Empty when `include` is allowed in `file`, else the rule it breaks.
QString brokenByInclude(const SourceFile& file, const QString& include) {
    static const QRegularExpression qt("^[<\"]Q");
    if (file.isIn("core") && qt.match(include).hasMatch()) return "core knows no Qt";
    if (file.isIn("core") && (include.startsWith("\"views/") || include.startsWith("\"app/")))
        return "core knows neither views nor app";
    const QString from = file.room(), to = include.mid(1).section('/', 0, 0);
    if (!from.isEmpty() && include.startsWith('"') && rooms.contains(to) &&
        rooms.indexOf(to) > rooms.indexOf(from))
        return "a room knows only the rooms below it";
    if ((from == "align" && to == "sae") || (from == "sae" && to == "align"))
        return "align and sae do not know each other";
    if ((file.isIn("views") || file.isIn("app/gui")) && (seesTorch(include) || include.endsWith("_module.h")))
        return "views and the window never see LibTorch";
    if (file.isHeader() && !file.isModuleHeader() && seesTorch(include))
        return "only headers named *_module.h see LibTorch";
    if (include == "<torch/torch.h") return "torch/torch.h takes half a minute to compile; ATen/ATen.h does";
    return {};
}

QStringList brokenByText(const SourceFile& file) {
    static const QRegularExpression leftOver("\\b(TO"
                                             "DO|FIX"
                                             "ME)\\b"); // split, or this file would break its rule
    QStringList broken;
    if (leftOver.match(file.text).hasMatch()) broken += "no lists of things left undone";
    if (file.isIn("core") && file.isHeader() && !file.text.startsWith("//"))
        broken += "a header of core starts with a comment on what it is for";
    if (file.isIn("core") && file.path.endsWith("CMakeLists.txt") && file.text.contains("Qt6"))
        broken += "core knows no Qt";
    if (file.isIn("core") && !file.room().endsWith(".txt") && !rooms.contains(file.room()))
        broken += "a room stands in the order of rooms";
    return broken;
}

// "path: rule" for each violation.
QStringList violations(const QString& root) {
    QStringList found;
    for (const SourceFile& file : sourceFiles(root)) {
        for (const QString& rule : brokenByText(file))
            found += file.path + ": " + rule;
        for (const QString& include : file.includes) {
            const QString rule = brokenByInclude(file, include);
            if (!rule.isEmpty()) found += file.path + ": " + rule + " (" + include.mid(1) + ")";
        }
    }
    return found;
}

void write(const QString& root, const QString& path, const QByteArray& text) {
    QDir(root).mkpath(QFileInfo(path).path());
    QFile file(root + "/" + path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("The made-up tree could not be written.");
}
} // namespace

class TestStructure : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void thisTreeKeepsItsRooms() {
        QVERIFY(sourceFiles(CROSSEED_SOURCE_DIR).size() > 40);
        const QStringList found = violations(CROSSEED_SOURCE_DIR);
        QVERIFY2(found.isEmpty(), qPrintable(found.join('\n')));
    }

    void eachViolationIsFound_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("rule");
        const auto row = [](const char* name, const char* path, const char* text, const char* rule) {
            QTest::newRow(name) << path << QByteArray(text) << rule;
        };
        row("Qt in core", "core/text/a.cpp", "#include <QString>\n", "core knows no Qt");
        row("Qt in quotes", "core/text/a.cpp", "int x;\n  # include \"QtCore/qglobal.h\"\n",
            "core knows no Qt");
        row("Qt linked", "core/text/CMakeLists.txt", "target_link_libraries(crosseed_text Qt6::Core)\n",
            "core knows no Qt");
        row("view in core", "core/text/a.cpp", "#include \"views/shared/a.h\"\n",
            "core knows neither views nor app");
        row("upwards", "core/base/a.cpp", "#include \"text/tokens.h\"\n",
            "a room knows only the rooms below it");
        row("upwards at the top", "core/store/a.h", "// A.\n#include \"pipeline/a.h\"\n",
            "a room knows only the rooms below it");
        row("sae knows align", "core/sae/a.cpp", "#include \"align/procrustes.h\"\n",
            "align and sae do not know each other");
        row("align knows sae", "core/align/a.cpp", "#include \"sae/sae.h\"\n",
            "a room knows only the rooms below it");
        row("torch in a view", "views/a/a.cpp", "#include <torch/types.h>\n",
            "views and the window never see LibTorch");
        row("ATen in the window", "app/gui/a.cpp", "#include <ATen/ATen.h>\n",
            "views and the window never see LibTorch");
        row("module in a view", "views/a/a.cpp", "#include \"bert/classifier_module.h\"\n",
            "views and the window never see LibTorch");
        row("torch in a header", "core/bert/a.h", "// A.\n#include <torch/types.h>\n",
            "only headers named *_module.h see LibTorch");
        row("ATen in a header", "app/cli/a.h", "#include <ATen/core/Tensor.h>\n",
            "only headers named *_module.h see LibTorch");
        row("all of torch", "core/bert/a.cpp", "#include <torch/torch.h>\n",
            "torch/torch.h takes half a minute");
        row("silent header", "core/base/a.h", "#pragma once\n", "a header of core starts with a comment");
        row("left undone", "app/cli/a.cpp",
            "int a; // TO"
            "DO: more\n",
            "no lists of things left undone");
        row("left broken", "tests/core/base/tst_a.cpp",
            "// FIX"
            "ME\n",
            "no lists of things left undone");
        row("unknown room", "core/helpers/a.cpp", "int a;\n", "a room stands in the order of rooms");
    }
    void eachViolationIsFound() {
        QFETCH(QString, path);
        QFETCH(QByteArray, text);
        QFETCH(QString, rule);
        QTemporaryDir tree;
        write(tree.path(), path, text);
        const QStringList found = violations(tree.path());
        QCOMPARE(found.size(), 1);
        QVERIFY2(found.first().startsWith(path + ": " + rule), qPrintable(found.first()));
    }

    void whatIsAllowedIsNotReported() {
        QTemporaryDir tree;
        write(tree.path(), "core/evaluate/a.h", "// A.\n#include \"sae/sae.h\"\n#include <vector>\n");
        write(tree.path(), "core/evaluate/a.cpp",
              "#include \"evaluate/a.h\"\n#include \"base/error.h\"\n#include <ATen/ATen.h>\n");
        write(tree.path(), "core/bert/a_module.h", "// A.\n#include <ATen/core/Tensor.h>\n");
        write(tree.path(), "views/a/a.h", "#include <QWidget>\n#include \"evaluate/a.h\"\n");
        const QStringList found = violations(tree.path());
        QVERIFY2(found.isEmpty(), qPrintable(found.join('\n')));
    }
};

QTEST_APPLESS_MAIN(TestStructure)
#include "tst_structure.moc"
