#include "base/error.h"
#include "views/shared/data_window.h"
#include "views/shared/export_dialog.h"
#include "views/shared/words.h"
#include <QtWidgets>
#include <cstring>

namespace crosseed::views {

namespace {
struct Kind {
    TableFormat format;
    const char *ending, *words;
};
constexpr Kind kinds[] = {{TableFormat::Csv, ".csv", QT_TR_NOOP("CSV: all digits")},
                          {TableFormat::Xlsx, ".xlsx", QT_TR_NOOP("Excel and LibreOffice: real numbers")},
                          {TableFormat::Latex, ".tex", QT_TR_NOOP("LaTeX: booktabs")}};

const Kind* kindOf(const QString& file) {
    for (const Kind& kind : kinds)
        if (file.endsWith(kind.ending, Qt::CaseInsensitive))
            return &kind;
    return nullptr;
}

FigureFormat formatOf(const QString& file) {
    for (const FigureFormat format : {FigureFormat::Pdf, FigureFormat::Png})
        if (file.endsWith(endingOf(format), Qt::CaseInsensitive))
            return format;
    return FigureFormat::Svg;
}

QString lastFolder() {
    const QString kept = QSettings().value("export/folder").toString();
    return !kept.isEmpty() && QDir(kept).exists() ? kept
                                                  : QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
}

void rememberFolder(const QString& file) {
    QSettings().setValue("export/folder", QFileInfo(file).absolutePath());
}

// Characters that some file systems refuse.
QString fileName(QString name) {
    static const QRegularExpression refused(R"([\\/:*?"<>|\x00-\x1f]+)");
    name.replace(refused, "-");
    return name.isEmpty() ? QString("table") : name;
}

// What a person answers: the file with an ending that names a format, or an empty string.
QString askTableFile(QWidget* over, const QString& name) {
    QStringList filters;
    for (const Kind& kind : kinds)
        filters += Exporter::tr(kind.words) + " (*" + kind.ending + ")";
    const QString first = QSettings().value("export/table", ".csv").toString();
    const auto* before = kindOf(first);
    const QString offered = before ? filters[before - kinds] : filters.first();
    QString filter = offered;
    const QString answer = QFileDialog::getSaveFileName(over, Exporter::tr("Export table"), QDir(lastFolder()).filePath(name + first),
                                                filters.join(";;"), &filter);
    if (answer.isEmpty())
        return {};
    QString file = answer;
    const Kind& chosen = kinds[std::max<qsizetype>(0, filters.indexOf(filter))];
    // Another format was chosen and the offered name's ending left as it was.
    if (filter != offered && kindOf(file) && kindOf(file) == before)
        file.chop(static_cast<int>(std::strlen(before->ending)));
    if (!kindOf(file))
        file += chosen.ending;
    // The dialog asked about the name as it was typed.
    if (file != answer && QFileInfo::exists(file) &&
        QMessageBox::question(over, Exporter::tr("Export table"), Exporter::tr("%1 exists. Replace it?").arg(QFileInfo(file).fileName())) != QMessageBox::Yes)
        return {};
    QSettings().setValue("export/table", QString(kindOf(file)->ending));
    rememberFolder(file);
    return file;
}
} // namespace

Exporter::Exporter(QObject* parent) : QObject(parent) {}

void Exporter::setAnswer(std::function<QString(const QString&, const QString&)> answer, double widthMm) {
    m_answer = std::move(answer);
    m_width = widthMm;
}

void Exporter::exportTable(QWidget* over, const TableSource& table) {
    const QString name = fileName(table.name);
    const QString file = m_answer ? m_answer(name, "csv") : askTableFile(over, name);
    if (file.isEmpty())
        return;
    try {
        const Kind* kind = kindOf(file);
        require(kind != nullptr, ErrorKind::Usage,
                "The name of a table's file ends in .csv, .xlsx or .tex, so that the format is known; change \"" +
                    toStd(QFileInfo(file).fileName()) + "\".");
        writeTable(table, kind->format, file);
        Q_EMIT written(file, table.name, table.of);
    } catch (const std::exception& error) {
        Q_EMIT failed(QString::fromUtf8(error.what()));
    }
}

void Exporter::exportFigure(QWidget* over, const Figure& figure) {
    QString file, data;
    FigureFormat format = FigureFormat::Svg;
    double width = m_width;
    int dpi = 300;
    if (m_answer) {
        file = m_answer(fileName(figure.name), "svg");
        format = formatOf(file);
    } else {
        Figure named = figure;
        named.name = fileName(figure.name);
        ExportDialog dialog(named, lastFolder(), over);
        if (dialog.exec() != QDialog::Accepted)
            return;
        file = dialog.file();
        format = dialog.format();
        width = dialog.widthMm();
        dpi = dialog.dpi();
        if (dialog.withData())
            data = file.left(file.size() - 4) + ".csv";
        rememberFolder(file);
    }
    if (file.isEmpty())
        return;
    try {
        writeFigure(figure, format, file, width, dpi);
        Q_EMIT written(file, figure.name, figure.data.of);
        if (!data.isEmpty()) {
            writeTable(figure.data, TableFormat::Csv, data);
            Q_EMIT written(data, figure.name, figure.data.of);
        }
    } catch (const std::exception& error) {
        Q_EMIT failed(QString::fromUtf8(error.what()));
    }
}

void Exporter::showData(QWidget* over, const TableSource& table) {
    (new DataWindow(table, this, over ? over->window() : nullptr))->show();
}

Exporter* exporterOf(const QWidget* widget) {
    for (const QWidget* at = widget; at; at = at->parentWidget())
        if (auto* found = at->findChild<Exporter*>({}, Qt::FindDirectChildrenOnly))
            return found;
    return nullptr;
}

} // namespace crosseed::views
