#include "views/shared/icons.h"
#include "views/shared/palette.h"
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

namespace crosseed::views {

namespace {
// Draws the file anew for each size, in the colour that the state has now, so that a change of theme needs nothing.
class Engine : public QIconEngine {
public:
    explicit Engine(QByteArray svg) : m_svg(std::move(svg)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        const Role role = mode == QIcon::Disabled ? Role::Disabled : state == QIcon::On ? Role::Accent : Role::Text;
        QByteArray inked = m_svg;
        inked.replace("currentColor", colour(role).name().toLatin1());
        QSvgRenderer renderer(inked);
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        renderer.render(painter, QRectF(rect));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override { return scaledPixmap(size, mode, state, 1); }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new Engine(m_svg); }

private:
    QByteArray m_svg;
};
} // namespace

QIcon icon(const QString& name) {
    QFile file(":/icons/" + name + ".svg");
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new Engine(file.readAll()));
}

} // namespace crosseed::views
