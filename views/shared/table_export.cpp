#include "base/error.h"
#include "views/shared/exports.h"
#include "views/shared/file_writing.h"
#include "views/shared/words.h"
#include <QIODevice>
#include <QMimeData>
#include <QRegularExpression>
#include <cmath>
#include <map>
#include <optional>
#include <xlsxwriter.h>

namespace crosseed::views {

namespace {
constexpr int longestCell = 32767; // characters that a cell of a sheet may have
constexpr std::size_t mostRows = 1'048'576, mostColumns = 16'384;

const std::string& exactOf(const text::Cell& cell) {
    return cell.same ? cell.shown : cell.exact;
}

// A number that a sheet can hold without loss: numbers of more digits are names ("9007199254740993").
std::optional<double> numberOf(const std::string& text) {
    static const QRegularExpression form(R"(^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$)");
    const QString written = toQt(text);
    if (!form.match(written).hasMatch())
        return std::nullopt;
    const double value = written.toDouble();
    const bool whole = !written.contains(QRegularExpression("[.eE]"));
    if (!std::isfinite(value) || (whole && std::abs(value) >= 1e15))
        return std::nullopt;
    return value;
}

// The sheet's format that shows a number as the table does: "57.9 %" as 0.0" %", ".931" as .000, "1,314" as #,##0.
std::string numberFormat(const std::string& shown) {
    static const QRegularExpression form(R"(^([+±−-]?)(\d*)((?:,\d{3})*)(?:\.(\d+))?\s*(%?)$)");
    const auto match = form.match(toQt(shown).trimmed());
    if (!match.hasMatch() || (match.captured(2).isEmpty() && match.captured(4).isEmpty()))
        return "General";
    QString format = !match.captured(3).isEmpty() ? "#,##0" : match.captured(2).isEmpty() ? "" : "0";
    if (!match.captured(4).isEmpty())
        format += "." + QString(match.captured(4).size(), '0');
    if (!match.captured(5).isEmpty())
        format += "\" %\"";
    if (match.captured(1) == "±")
        format = "\"±\"" + format;
    else if (match.captured(1) == "+")
        format = "+" + format + ";-" + format + ";" + format;
    return toStd(format);
}

// The number formats of a workbook, each made once.
class Formats {
public:
    explicit Formats(lxw_workbook* book) : m_book(book) {}
    lxw_format* of(const std::string& shown) {
        const std::string text = numberFormat(shown);
        lxw_format*& format = m_known[text];
        if (!format) {
            format = workbook_add_format(m_book);
            format_set_num_format(format, text.c_str());
            format_set_align(format, LXW_ALIGN_RIGHT);
        }
        return format;
    }

private:
    lxw_workbook* m_book;
    std::map<std::string, lxw_format*> m_known;
};

std::string sheetText(const std::string& text) {
    const QString whole = toQt(text);
    return whole.size() <= longestCell ? toStd(whole) : toStd(whole.left(longestCell - 1) + "…");
}

void writeSheet(lxw_workbook* book, const text::Table& table) {
    lxw_worksheet* sheet = workbook_add_worksheet(book, "Table");
    Formats formats(book);
    lxw_format* right = workbook_add_format(book);
    format_set_align(right, LXW_ALIGN_RIGHT);
    lxw_format* titles[2];
    for (int i = 0; i < 2; ++i) {
        titles[i] = workbook_add_format(book);
        format_set_bold(titles[i]);
        format_set_bottom(titles[i], LXW_BORDER_THIN);
        format_set_align(titles[i], i ? LXW_ALIGN_RIGHT : LXW_ALIGN_LEFT);
    }
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const auto column = static_cast<lxw_col_t>(c);
        qsizetype width = toQt(table.columns[c].title).size();
        worksheet_write_string(sheet, 0, column, sheetText(table.columns[c].title).c_str(), titles[table.columns[c].right]);
        for (std::size_t r = 0; r < table.rows.size(); ++r) {
            const text::Cell& cell = table.rows[r][c];
            const auto row = static_cast<lxw_row_t>(r + 1);
            const auto number = table.columns[c].right ? numberOf(exactOf(cell)) : std::nullopt;
            if (number)
                worksheet_write_number(sheet, row, column, *number, formats.of(cell.shown));
            else if (!exactOf(cell).empty()) // always as text: "=1+1" of a corpus is no formula
                worksheet_write_string(sheet, row, column, sheetText(exactOf(cell)).c_str(),
                                       table.columns[c].right ? right : nullptr);
            width = std::max(width, toQt(cell.shown).size());
        }
        worksheet_set_column(sheet, column, column, std::clamp(static_cast<double>(width) + 2, 6., 60.), nullptr);
    }
    worksheet_freeze_panes(sheet, 1, 0);
}

void writeNote(lxw_workbook* book, const TableSource& table) {
    lxw_worksheet* sheet = workbook_add_worksheet(book, "Note");
    lxw_row_t row = 0;
    if (!table.caption.isEmpty())
        worksheet_write_string(sheet, row++, 0, sheetText(toStd(table.caption)).c_str(), nullptr);
    for (const store::Address& address : table.of)
        worksheet_write_string(sheet, row++, 0, store::addressText(address).c_str(), nullptr);
    worksheet_set_column(sheet, 0, 0, 100, nullptr);
}

void writeXlsx(const TableSource& table, const QString& file) {
    require(table.table.rows.size() < mostRows && table.table.columns.size() <= mostColumns, ErrorKind::Io,
            toStd(QString("A sheet holds 1,048,575 rows and 16,384 columns, fewer than this table; choose CSV.")));
    writeWholeByName(file, [&table](const QString& made) {
        lxw_workbook* book = workbook_new(made.toLocal8Bit().constData());
        require(book != nullptr, ErrorKind::Io, "The sheet could not be begun: not enough memory.");
        std::string title = toStd(table.caption.left(255));
        lxw_doc_properties about{};
        about.title = title.data();
        workbook_set_properties(book, &about);
        writeSheet(book, table.table);
        if (!table.caption.isEmpty() || !table.of.empty())
            writeNote(book, table);
        const lxw_error error = workbook_close(book);
        require(error == LXW_NO_ERROR, ErrorKind::Io,
                std::string("The sheet could not be written: ") + lxw_strerror(error) + " Choose another folder or make room.");
    });
}

// A booktabs table as it stands in a text, the caption above.
std::string latexTable(const TableSource& table) {
    std::string text = "% Needs \\usepackage{booktabs}.\n\\begin{table}\n\\centering\n";
    if (!table.caption.isEmpty())
        text += "\\caption{" + text::latexText(toStd(table.caption)) + "}\n";
    if (!table.name.isEmpty()) {
        QString label = table.name;
        text += "\\label{tab:" + toStd(label.replace(QRegularExpression("[^A-Za-z0-9-]+"), "-")) + "}\n";
    }
    return text + text::toLatex(table.table) + "\\end{table}\n";
}

QString html(const std::string& text) {
    return toQt(text).toHtmlEscaped().replace('\n', ' ');
}

QString htmlCell(const text::Column& column, const text::Cell& cell) {
    QString attributes = column.right ? " align=\"right\"" : "";
    // Spreadsheets take the exact number from these.
    if (const auto number = column.right ? numberOf(exactOf(cell)) : std::nullopt)
        attributes += QString(" sdval=\"%1\" x:num=\"%1\"").arg(toQt(exactOf(cell)));
    else
        attributes += " x:str";
    return "<td" + attributes + ">" + html(cell.shown) + "</td>";
}
} // namespace

void writeTable(const TableSource& table, TableFormat format, const QString& file) {
    if (format == TableFormat::Xlsx) {
        writeXlsx(table, file);
        return;
    }
    const std::string text = format == TableFormat::Csv ? text::toCsv(table.table) : latexTable(table);
    writeWhole(file, [&text](QIODevice& device) { device.write(text.data(), static_cast<qint64>(text.size())); });
}

QMimeData* clipboardData(const text::Table& table) {
    static const QRegularExpression breaks("[\t\r\n]+");
    QString tsv, rows;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const auto& column = table.columns[c];
        tsv += (c ? "\t" : "") + toQt(column.title).replace(breaks, " ");
        rows += QString("<th align=\"%1\">").arg(column.right ? "right" : "left") + html(column.title) + "</th>";
    }
    rows = "<tr>" + rows + "</tr>\n";
    for (const auto& row : table.rows) {
        tsv += "\n";
        rows += "<tr>";
        for (std::size_t c = 0; c < row.size(); ++c) {
            tsv += (c ? "\t" : "") + toQt(row[c].shown).replace(breaks, " ");
            rows += htmlCell(table.columns[c], row[c]);
        }
        rows += "</tr>\n";
    }
    auto* data = new QMimeData;
    data->setText(tsv + "\n");
    data->setHtml("<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta charset=\"utf-8\"></head><body>\n"
                  "<table>\n" + rows + "</table>\n</body></html>\n");
    return data;
}

} // namespace crosseed::views
