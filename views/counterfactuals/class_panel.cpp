#include "views/counterfactuals/class_panel.h"
#include "views/counterfactuals/edit_words.h"
#include "views/shared/words.h"
#include <QtWidgets>
#include <qcustomplot.h>

namespace crosseed::views {

namespace {

// Two digits, without the zero before the point.
QString probabilityText(double p) {
    const QString text = fixed(p, 2);
    return text.startsWith("0.") ? text.mid(1) : text;
}

void paintBar(QPainter& painter, const QRectF& area, double share, bool likely, Role ink, Theme theme) {
    painter.fillRect(area, colour(Role::Hairline, theme));
    QColor fill = colour(ink, theme);
    if (!likely)
        fill.setAlphaF(.5f);
    painter.fillRect(QRectF(area.topLeft(), QSizeF(area.width() * std::clamp(share, 0.0, 1.0), area.height())), fill);
}

// One line: class, bar and number of the original, bar and number of the edit.
void paintLine(QPainter& painter, const QRectF& line, const QString& name, const std::array<double, 2>& p, const std::array<bool, 2>& likely,
               std::size_t member, double left, Theme theme) {
    const QFontMetricsF metrics(painter.font());
    const double gap = metrics.horizontalAdvance(' ') * 2, number = metrics.horizontalAdvance("1.00") + gap;
    const double bar = std::max(8.0, (line.width() - left - 2 * number - 2 * gap) / 2);
    QRectF at(line.left() + left, line.top() + line.height() * .2, bar, line.height() * .6);
    painter.setPen(colour(Role::Text, theme));
    painter.drawText(QRectF(line.left(), line.top(), left - gap, line.height()), Qt::AlignRight | Qt::AlignVCenter,
                     metrics.elidedText(name, Qt::ElideRight, left - gap));
    for (const std::size_t when : {0u, 1u}) {
        paintBar(painter, at, p[when], likely[when], member == 0 ? Role::InkA : Role::InkB, theme);
        const QFont plain = painter.font();
        QFont font = plain;
        font.setBold(likely[when]);
        painter.setFont(font);
        painter.drawText(QRectF(at.right() + gap * .7, line.top(), number, line.height()), Qt::AlignLeft | Qt::AlignVCenter, probabilityText(p[when]));
        painter.setFont(plain);
        at.translate(bar + number + gap, 0);
    }
}

double heightOf(const EditAnswer& answer, const QFontMetricsF& metrics) {
    return metrics.height() * 1.15 * (2 * static_cast<double>(answer.classNames.size()) + 1.7);
}

void paintClasses(QPainter& painter, const QSizeF& size, const EditAnswer& answer, Theme theme) {
    const QFontMetricsF metrics(painter.font());
    const double height = metrics.height() * 1.15, letter = metrics.horizontalAdvance("A") + 12;
    double names = 0;
    for (const std::string& name : answer.classNames)
        names = std::max(names, metrics.horizontalAdvance(toQt(name)));
    const double left = letter + std::min(names, size.width() * .3) + metrics.horizontalAdvance(' ') * 2;
    const double gap = metrics.horizontalAdvance(' ') * 2, number = metrics.horizontalAdvance("1.00") + gap;
    const double bar = std::max(8.0, (size.width() - left - 2 * number - 2 * gap) / 2);
    painter.setPen(colour(Role::Secondary, theme));
    painter.drawText(QPointF(left, metrics.ascent()), "original");
    painter.drawText(QPointF(left + bar + number + gap, metrics.ascent()), "edit");
    double y = height * 1.1;
    for (const std::size_t m : {0u, 1u}) {
        const auto& before = answer.result.original->members[m].probabilities;
        const auto& after = answer.result.edited->members[m].probabilities;
        const int first = likeliest(before), second = likeliest(after);
        const QFont plain = painter.font();
        QFont bold = plain;
        bold.setBold(true);
        painter.setFont(bold);
        painter.setPen(colour(m == 0 ? Role::TextA : Role::TextB, theme));
        painter.drawText(QRectF(0, y, letter, height), Qt::AlignLeft | Qt::AlignVCenter, m == 0 ? "A" : "B");
        painter.setFont(plain);
        for (std::size_t c = 0; c < answer.classNames.size() && c < before.size() && c < after.size(); ++c, y += height)
            paintLine(painter, {0, y, size.width(), height}, toQt(answer.classNames[c]), {before[c], after[c]},
                      {static_cast<int>(c) == first, static_cast<int>(c) == second}, m, left, theme);
        y += height * .4;
    }
}

} // namespace

class ClassPanel::Bars : public QWidget {
public:
    explicit Bars(const EditAnswerPtr& answer) : m_answer(answer) { setAccessibleName("Class probabilities before and after"); }
    void refresh() {
        setMinimumHeight(m_answer ? static_cast<int>(heightOf(*m_answer, QFontMetricsF(smallFont()))) : 0);
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        if (!m_answer)
            return;
        QPainter painter(this);
        painter.setFont(smallFont());
        paintClasses(painter, QSizeF(size()), *m_answer, theme());
    }
    void changeEvent(QEvent* event) override {
        if (event->type() == QEvent::FontChange)
            refresh();
        QWidget::changeEvent(event);
    }

private:
    const EditAnswerPtr& m_answer;
};

ClassPanel::ClassPanel(QWidget* parent) : Panel("Class", parent), m_bars(new Bars(m_answer)) {
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(scaled(14), scaled(6), scaled(10), scaled(6));
    layout->addWidget(m_bars);
    layout->addStretch();
    scroll->setWidget(page);
    setContent(scroll);
    setTableSource([this] { return table(); });
    setFigureSource([this] {
        Figure figure{"classes", remarkText(), {80, 50}, {}, table()};
        figure.paint = [answer = m_answer](QCPPainter& painter, const QSizeF& size, Theme theme) {
            if (answer)
                paintClasses(painter, size, *answer, theme);
        };
        return figure;
    });
    setAnswer(nullptr);
}

QString ClassPanel::remarkText() const {
    return m_answer ? classText(*m_answer) : QString();
}

void ClassPanel::setAnswer(EditAnswerPtr answer) {
    m_answer = std::move(answer);
    const bool known = m_answer && !m_answer->result.original->members[0].probabilities.empty();
    setRemark(known ? classText(*m_answer) : QString());
    if (known)
        showContent();
    else
        showEmpty("No sentence yet.");
    m_bars->setAccessibleDescription(remarkText());
    m_bars->refresh();
}

TableSource ClassPanel::table() const {
    TableSource source;
    source.name = "classes";
    source.caption = "Class probabilities of the original and of the edit";
    source.table.columns = {{"Model", false}, {"Class", false}, {"Original"}, {"Edit"}};
    if (!m_answer)
        return source;
    for (const std::size_t m : {0u, 1u}) {
        const auto& before = m_answer->result.original->members[m].probabilities;
        const auto& after = m_answer->result.edited->members[m].probabilities;
        for (std::size_t c = 0; c < m_answer->classNames.size() && c < before.size() && c < after.size(); ++c)
            source.table.rows.push_back({m == 0 ? "A" : "B", m_answer->classNames[c], text::correlationCell(before[c]), text::correlationCell(after[c])});
    }
    return source;
}

} // namespace crosseed::views
