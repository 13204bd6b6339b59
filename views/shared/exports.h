// The one export service: tables as CSV, XLSX with real numbers and LaTeX, figures as SVG whose text is text, PDF and PNG at a width in
// millimetres, their data as CSV; the clipboard as TSV and HTML. Always in the light print palette.
#pragma once
#include "views/shared/figure.h"
#include "views/shared/table_source.h"
#include <QObject>

class QMimeData;
class QWidget;

namespace crosseed::views {

enum class TableFormat { Csv, Xlsx, Latex };
enum class FigureFormat { Svg, Pdf, Png };

// Written whole or not at all. Cells of a right-aligned column whose exact text is a number are numbers in XLSX, with as many digits shown
// as on the screen. Throw Error(Io) with the reason.
void writeTable(const TableSource& table, TableFormat format, const QString& file);
// `widthMm` at the figure's proportions; PNG with `dpi`.
void writeFigure(const Figure& figure, FigureFormat format, const QString& file, double widthMm, int dpi = 300);
// TSV as text/plain and a table as text/html. The caller owns it.
QMimeData* clipboardData(const text::Table& table);

// Asks where and how, writes, and says where it lies. Owned by the program's window; the panels find it there (exporterOf).
class Exporter : public QObject {
    Q_OBJECT
public:
    explicit Exporter(QObject* parent = nullptr);
    void exportTable(QWidget* over, const TableSource& table);
    void exportFigure(QWidget* over, const Figure& figure);
    // The data of a figure in a window of their own, a table like all others.
    void showData(QWidget* over, const TableSource& table);
    // Tests and scripts answer in the place of the person: the file to write, "" to cancel. Width in millimetres for figures.
    void setAnswer(std::function<QString(const QString& suggestedName, const QString& ending)> answer, double widthMm = 120);

Q_SIGNALS:
    void written(const QString& file, const QString& what, const std::vector<crosseed::store::Address>& of);
    void failed(const QString& sentence);

private:
    std::function<QString(const QString&, const QString&)> m_answer;
    double m_width = 120;
};

// The exporter of the window that a widget is in; null in none.
Exporter* exporterOf(const QWidget* widget);

} // namespace crosseed::views
