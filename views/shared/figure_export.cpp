#include "base/error.h"
#include "views/shared/exports.h"
#include "views/shared/file_writing.h"
#include "views/shared/words.h"
#include <QBuffer>
#include <QImage>
#include <QPageLayout>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSvgGenerator>
#include <qcustomplot.h>
#include <cmath>

namespace crosseed::views {

namespace {
constexpr double dotsPerInch = 96, mmPerInch = 25.4;
constexpr double largestPixels = 20'000; // a side of a picture

// A device's own hinting would place letters differently in each format.
void prepare(QCPPainter& painter, bool vectors) {
    painter.setMode(QCPPainter::pmVectorized, vectors);
    painter.setMode(QCPPainter::pmNoCaching, true);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont font = painter.font();
    font.setHintingPreference(QFont::PreferNoHinting);
    painter.setFont(font);
}

void begin(QCPPainter& painter, QPaintDevice* device) {
    require(painter.begin(device), ErrorKind::Io, "The figure could not be begun; choose a smaller width.");
}

// The generator rounds lengths to whole dots; the size in millimetres is the wished one to a hundredth.
QByteArray svgOf(const Figure& figure, const QSizeF& mm, const QSizeF& dots) {
    QByteArray text;
    QBuffer buffer(&text);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(static_cast<int>(dotsPerInch));
    generator.setSize(dots.toSize());
    generator.setViewBox(QRectF({0, 0}, dots));
    generator.setTitle(figure.name.toHtmlEscaped()); // the generator writes both as they are
    generator.setDescription(figure.caption.toHtmlEscaped());
    {
        QCPPainter painter;
        begin(painter, &generator);
        prepare(painter, true);
        figure.paint(painter, dots, Theme::Light);
        painter.end();
    }
    static const QRegularExpression size(R"(<svg width="[^"]*" height="[^"]*")");
    QString svg = QString::fromUtf8(text);
    const auto found = size.match(svg);
    if (found.hasMatch())
        svg.replace(found.capturedStart(), found.capturedLength(),
                    QString("<svg width=\"%1mm\" height=\"%2mm\"").arg(mm.width(), 0, 'g', 6).arg(mm.height(), 0, 'g', 6));
    return svg.toUtf8();
}

QByteArray pdfOf(const Figure& figure, const QSizeF& mm, const QSizeF& dots) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(figure.caption.isEmpty() ? figure.name : figure.caption);
    writer.setCreator("Crosseed");
    // Pages have whole points; the figure fills its page to the edge, at most .18 mm from the wished width.
    const QSizeF points((mm * 72 / mmPerInch).toSize());
    writer.setPageLayout(QPageLayout(QPageSize(points, QPageSize::Point, {}, QPageSize::ExactMatch), QPageLayout::Portrait,
                                     QMarginsF(0, 0, 0, 0), QPageLayout::Point));
    writer.setResolution(static_cast<int>(dotsPerInch));
    QCPPainter painter;
    begin(painter, &writer);
    prepare(painter, true);
    painter.scale(points.width() / 72 * dotsPerInch / dots.width(), points.height() / 72 * dotsPerInch / dots.height());
    figure.paint(painter, dots, Theme::Light);
    painter.end();
    return bytes;
}

QByteArray pngOf(const Figure& figure, const QSizeF& dots, int dpi) {
    const double scale = dpi / dotsPerInch;
    const QSize pixels = (dots * scale).toSize();
    require(dpi > 0 && std::max(pixels.width(), pixels.height()) <= largestPixels, ErrorKind::Io,
            toStd(QString("A picture of %1 x %2 dots is too large; choose a smaller width or a vector format.")
                      .arg(pixels.width())
                      .arg(pixels.height())));
    QImage image(pixels, QImage::Format_ARGB32_Premultiplied);
    require(!image.isNull(), ErrorKind::Io, "Not enough memory for this picture; choose a smaller width.");
    image.fill(colour(Role::Content, Theme::Light));
    image.setDotsPerMeterX(static_cast<int>(std::lround(dotsPerInch / mmPerInch * 1000)));
    image.setDotsPerMeterY(image.dotsPerMeterX());
    QCPPainter painter;
    begin(painter, &image);
    prepare(painter, false);
    painter.scale(scale, scale);
    figure.paint(painter, dots, Theme::Light);
    painter.end();
    image.setDotsPerMeterX(static_cast<int>(std::lround(dpi / mmPerInch * 1000)));
    image.setDotsPerMeterY(image.dotsPerMeterX());
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    require(image.save(&buffer, "PNG"), ErrorKind::Io, "The picture could not be made.");
    return bytes;
}
} // namespace

void writeFigure(const Figure& figure, FigureFormat format, const QString& file, double widthMm, int dpi) {
    require(figure.paint && figure.size.width() > 0 && figure.size.height() > 0, ErrorKind::Internal,
            "The figure \"" + toStd(figure.name) + "\" has nothing to paint.");
    require(widthMm >= 10 && widthMm <= 2000, ErrorKind::Usage,
            "The width of a figure is 10 to 2,000 mm; type another one.");
    const QSizeF mm(widthMm, widthMm * figure.size.height() / figure.size.width());
    const QSizeF dots = mm * dotsPerInch / mmPerInch;
    const QByteArray bytes = format == FigureFormat::Svg   ? svgOf(figure, mm, dots)
                             : format == FigureFormat::Pdf ? pdfOf(figure, mm, dots)
                                                           : pngOf(figure, dots, dpi);
    writeWhole(file, [&bytes](QIODevice& device) { device.write(bytes); });
}

} // namespace crosseed::views
