#include "views/contexts/concordance_export.h"
#include "views/contexts/kwic_painting.h"
#include "views/shared/words.h"
#include <QApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <cmath>
#include <memory>
#include <numeric>
#include <qcustomplot.h>

namespace crosseed::views {

text::Table concordanceTable(const ConcordanceModel& model, const std::vector<int>& rows, const std::vector<std::string>& extraColumns) {
    text::Table table;
    table.columns = {{"group", false}, {"A"}, {"B"}, {"|A - B|"}, {"left", true}, {"token", false}, {"right", false},
                     {"class", false}, {"document", false}, {"split", false}, {"copies"}};
    for (const std::string& column : extraColumns)
        table.columns.push_back({column, false});
    for (const int row : rows) {
        const evaluate::ConcordanceLine* line = model.line(row);
        if (!line) continue;
        const evaluate::CodedText* text = model.text(row);
        const ShownLine shown = model.shown(row);
        // As many digits as on the screen, which follow the feature's scale; all of them in files.
        const auto code = [&](int column, double exact) {
            return text::Cell(toStd(model.index(row, column).data().toString()), text::exactText(exact));
        };
        std::vector<text::Cell> cells{toStd(model.heading(row)), code(ConcordanceModel::A, line->a), code(ConcordanceModel::B, line->b),
                                      code(ConcordanceModel::Difference, std::abs(static_cast<double>(line->a) - line->b)), toStd(shown.left.text),
                                      toStd(shown.node.text), toStd(shown.right.text), toStd(model.className(line->label)),
                                      text ? text->document.id : std::string(),
                                      text ? std::string(text::splitName(text->document.split)) : std::string(),
                                      text::countCell(line->copies)};
        for (std::size_t i = 0; i < extraColumns.size(); ++i)
            cells.emplace_back(text && i < text->document.extra.size() ? text->document.extra[i] : std::string());
        table.rows.push_back(std::move(cells));
    }
    return table;
}

std::vector<int> allRows(const ConcordanceModel& model) {
    std::vector<int> rows(static_cast<std::size_t>(model.rowCount()));
    std::iota(rows.begin(), rows.end(), 0);
    return rows;
}

namespace {

struct FigureLine {
    QString heading, remark; // of a heading
    QString a, b, document;
    ShownLine line;
};
struct FigureLines {
    std::vector<FigureLine> lines;
    double maximum = 0;
    bool strips = true;
};

constexpr double rowHeight = 28, plainHeight = 18, headingHeight = 20, scaleHeight = 18; // 1/96 inch

double heightOf(const FigureLines& all, const FigureLine& line) {
    return !line.heading.isEmpty() ? headingHeight : all.strips ? rowHeight : plainHeight;
}

void paintFigure(QPainter& painter, const QSizeF& size, Theme theme, const FigureLines& all) {
    double height = scaleHeight;
    for (const FigureLine& line : all.lines)
        height += heightOf(all, line);
    const double scale = height > 0 ? std::min(1.0, size.height() / height) : 1; // a lower figure is a smaller one
    painter.scale(scale, scale);
    const double width = size.width() / scale;
    QFont font = QApplication::font(), bold;
    font.setPixelSize(11);
    bold = font;
    bold.setBold(true);
    const QFontMetricsF metrics(font), boldMetrics(bold);
    double node = 40, document = 0;
    for (const FigureLine& line : all.lines) {
        node = std::max(node, boldMetrics.horizontalAdvance(line.line.node.text));
        document = std::max(document, metrics.horizontalAdvance(line.document));
    }
    node = std::min(node, width * .2) + 12;
    const double code = metrics.horizontalAdvance("00.0") + 8, rest = std::max(20.0, width - 2 * code - node - document - 20);
    const double left = 2 * code + 6, token = left + rest * .52, right = token + node, end = left + rest + node;
    painter.setFont(font);
    const double wedge = std::min(150.0, width / 2);
    paintScale(painter, QRectF(width - wedge, 1, wedge, scaleHeight - 4), all.maximum, theme);
    painter.setPen(colour(Role::Secondary, theme));
    painter.drawText(QRectF(0, 0, width - wedge - 8, scaleHeight), Qt::AlignRight | Qt::AlignVCenter,
                     QCoreApplication::translate("crosseed::views", "A above, B below, one scale"));
    KwicStyle style;
    style.maximum = all.maximum;
    style.strips = all.strips;
    style.lane = 5;
    style.theme = theme;
    double y = scaleHeight;
    for (const FigureLine& line : all.lines) {
        const double tall = heightOf(all, line);
        if (!line.heading.isEmpty()) {
            painter.setFont(bold);
            painter.setPen(colour(Role::Text, theme));
            painter.drawText(QRectF(0, y, width, tall), Qt::AlignLeft | Qt::AlignVCenter, line.heading);
            painter.setFont(font);
            painter.setPen(colour(Role::Secondary, theme));
            painter.drawText(QRectF(boldMetrics.horizontalAdvance(line.heading) + 8, y, width, tall), Qt::AlignLeft | Qt::AlignVCenter, line.remark);
        } else {
            painter.setFont(font);
            painter.setPen(colour(Role::TextA, theme));
            painter.drawText(QRectF(0, y, code - 4, tall), Qt::AlignRight | Qt::AlignVCenter, line.a);
            painter.setPen(colour(Role::TextB, theme));
            painter.drawText(QRectF(code, y, code - 4, tall), Qt::AlignRight | Qt::AlignVCenter, line.b);
            style.font = font;
            paintPart(painter, line.line.left, {left, y, token - left - 4, tall}, Qt::AlignRight, style);
            paintPart(painter, line.line.right, {right + 4, y, end - right - 4, tall}, Qt::AlignLeft, style);
            style.font = bold;
            paintPart(painter, line.line.node, {token, y, node, tall}, Qt::AlignHCenter, style);
            painter.setPen(colour(Role::Secondary, theme));
            painter.drawText(QRectF(end, y, width - end, tall), Qt::AlignRight | Qt::AlignVCenter, line.document);
        }
        painter.fillRect(QRectF(0, y + tall - .5, width, .5), colour(Role::Hairline, theme));
        y += tall;
    }
}

} // namespace

Figure concordanceFigure(const ConcordanceModel& model, const std::vector<int>& rows, const QString& name, const QString& caption,
                         const TableSource& data) {
    auto all = std::make_shared<FigureLines>();
    all->maximum = model.concordance() ? model.concordance()->maximum : 0;
    all->strips = model.shape().strips;
    double height = scaleHeight;
    for (const int row : rows) {
        FigureLine line;
        if (model.isHeading(row)) {
            line.heading = model.heading(row);
            line.remark = model.headingRemark(row);
        } else {
            const auto cell = [&](int column) { return model.index(row, column).data().toString(); };
            line.a = cell(ConcordanceModel::A);
            line.b = cell(ConcordanceModel::B);
            line.document = cell(ConcordanceModel::Document);
            line.line = model.shown(row);
        }
        height += heightOf(*all, line);
        all->lines.push_back(std::move(line));
    }
    Figure figure;
    figure.name = name;
    figure.caption = caption;
    figure.size = QSizeF(180, height * 25.4 / 96); // the lines are readable at the width of a page
    figure.data = data;
    figure.paint = [all](QCPPainter& painter, const QSizeF& size, Theme theme) { paintFigure(painter, size, theme, *all); };
    return figure;
}

} // namespace crosseed::views
