#include "views/data/health_list.h"
#include "views/data/class_bar.h"
#include "views/shared/icons.h"
#include "views/shared/palette.h"
#include "views/shared/plot.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {
// A cross, a triangle, a check or a dash, drawn so that a change of theme draws it anew.
class Sign : public QWidget {
public:
    Sign(CheckSign sign, QWidget* parent) : QWidget(parent), m_sign(sign) {
        setFixedSize(scaled(14), scaled(14));
        const char* words[] = {"fine", "look", "problem", "not known"};
        setAccessibleName(QCoreApplication::translate("HealthList", words[static_cast<int>(sign)]));
        setToolTip(accessibleName());
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(width() / 14., height() / 14.);
        const auto pen = [&](Role role) {
            painter.setPen(QPen(colour(role), 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        };
        switch (m_sign) {
        case CheckSign::Fine:
            pen(Role::Done);
            painter.drawPolyline(QPolygonF({{2.5, 7.5}, {5.5, 10.5}, {11.5, 3.5}}));
            break;
        case CheckSign::Look:
            painter.setPen(QPen(colour(Role::WarningText), 1.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            painter.setBrush(colour(Role::WarningBack));
            painter.drawPolygon(QPolygonF({{7, 2}, {12.5, 12}, {1.5, 12}}));
            painter.drawLine(QPointF(7, 5.5), QPointF(7, 8.3));
            painter.drawPoint(QPointF(7, 10.2));
            break;
        case CheckSign::Problem:
            pen(Role::ErrorText);
            painter.drawLine(QPointF(3, 3), QPointF(11, 11));
            painter.drawLine(QPointF(11, 3), QPointF(3, 11));
            break;
        case CheckSign::Unknown:
            pen(Role::Secondary);
            painter.drawLine(QPointF(3.5, 7), QPointF(10.5, 7));
        }
    }

private:
    CheckSign m_sign;
};

QPushButton* link(const QString& text, const QString& name, QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    button->setProperty("kind", "link");
    button->setFont(smallFont());
    button->setObjectName(name);
    button->setCursor(Qt::PointingHandCursor);
    return button;
}

// Step histogram with the maximum length.
void drawLengths(Plot& plot, const pipeline::CorpusPreview& preview) {
    const bool hasPieces = preview.health.tokens.has_value();
    const QVector<double> edges(preview.lengths.edges.begin(), preview.lengths.edges.end());
    const QVector<double> counts(preview.lengths.counts.begin(), preview.lengths.counts.end());
    QColor fill = plot.colour(Role::Accent);
    fill.setAlphaF(.25f);
    plot.steps(edges, counts, plot.pen(Role::Accent, 1.2), fill);
    double top = 1;
    for (const double own : counts)
        top = std::max(top, own);
    plot.xAxis->setRange(0, edges.isEmpty() ? 1 : edges.back());
    plot.yAxis->setRange(0, 1.12 * top);
    plot.yAxis->ticker()->setTickCount(3);
    plot.setLabels(hasPieces ? QCoreApplication::translate("HealthList", "word pieces in a row")
                             : QCoreApplication::translate("HealthList", "words in a row"),
                   {});
    if (!hasPieces)
        return;
    plot.vertical(preview.maxLength, plot.pen(Role::Text, 1.2));
    plot.note(preview.maxLength, 1.06 * top,
              QCoreApplication::translate("HealthList", "longest %1 ").arg(preview.maxLength), Role::Text,
              Qt::AlignRight | Qt::AlignVCenter);
    plot.note(preview.maxLength, .8 * top, " " + percent(100 * preview.health.tokens->cutShare), Role::Text,
              Qt::AlignLeft | Qt::AlignVCenter);
}

TableSource lengthTable(const pipeline::CorpusPreview& preview) {
    TableSource source{"lengths", "Texts by their length.", {}, {}};
    source.table.columns = {{"from"}, {"to"}, {"texts"}};
    for (std::size_t bin = 0; bin < preview.lengths.counts.size(); ++bin)
        source.table.rows.push_back({text::fixedCell(preview.lengths.edges[bin], 1),
                                     text::fixedCell(preview.lengths.edges[bin + 1], 1),
                                     text::countCell(static_cast<long long>(preview.lengths.counts[bin]))});
    return source;
}
} // namespace

HealthList::HealthList(QWidget* parent) : QScrollArea(parent) {
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Corpus health"));
    setFocusPolicy(Qt::NoFocus);
}

void HealthList::setPreview(PreviewPtr preview, const QStringList& ignored) {
    const int at = verticalScrollBar()->value();
    m_preview = std::move(preview);
    m_checks = m_preview ? healthChecks(*m_preview, ignored) : QList<HealthCheck>();
    auto* list = new QWidget;
    auto* layout = new QVBoxLayout(list);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (const HealthCheck& check : m_checks) {
        layout->addWidget(rowOf(check));
        auto* line = new QFrame(list);
        line->setProperty("kind", "line");
        line->setFixedHeight(1);
        layout->addWidget(line);
    }
    layout->addStretch();
    setWidget(list); // deletes the former one
    verticalScrollBar()->setValue(at);
}

QWidget* HealthList::rowOf(const HealthCheck& check) {
    auto* row = new QWidget;
    row->setObjectName("check-" + check.id);
    row->setAccessibleName(check.title + " " + check.number);
    auto* layout = new QVBoxLayout(row);
    layout->setContentsMargins(scaled(10), scaled(6), scaled(10), scaled(6));
    layout->setSpacing(scaled(1));
    auto* first = new QHBoxLayout;
    first->addWidget(new Sign(check.isIgnored ? CheckSign::Unknown : check.sign, row));
    first->addSpacing(scaled(4));
    auto* title = new QLabel(check.title, row);
    if (check.isIgnored)
        title->setProperty("kind", "secondary");
    auto* number = new QLabel(check.number, row);
    number->setFont(check.isIgnored ? QApplication::font() : titleFont());
    number->setObjectName("number");
    first->addWidget(title);
    first->addStretch();
    first->addWidget(number);
    layout->addLayout(first);
    auto* second = new QHBoxLayout;
    second->setContentsMargins(scaled(22), 0, 0, 0);
    auto* sentence = new QLabel(check.isIgnored ? tr("ignored by you") : check.sentence, row);
    sentence->setProperty("kind", "secondary");
    sentence->setFont(smallFont());
    sentence->setWordWrap(true);
    sentence->setMinimumWidth(scaled(40));
    sentence->setObjectName("sentence");
    second->addWidget(sentence, 1);
    if (!check.help.isEmpty() && !check.isIgnored) {
        QPushButton* help = link(check.help, "help", row);
        connect(help, &QPushButton::clicked, this, [this, id = check.helpId] { Q_EMIT helpAsked(id); });
        second->addWidget(help);
    }
    if (check.canShow) {
        QPushButton* show = link(tr("Show"), "show", row);
        show->setAccessibleName(tr("Show: %1").arg(check.title));
        connect(show, &QPushButton::clicked, this, [this, id = check.id] { Q_EMIT showAsked(id); });
        second->addWidget(show);
    }
    if (check.sign == CheckSign::Look || check.sign == CheckSign::Problem) {
        QPushButton* ignore = link(check.isIgnored ? tr("Look again") : tr("Ignore"), "ignore", row);
        ignore->setAccessibleName((check.isIgnored ? tr("Look again: %1") : tr("Ignore: %1")).arg(check.title));
        connect(ignore, &QPushButton::clicked, this,
                [this, id = check.id, ignored = check.isIgnored] { Q_EMIT ignoreAsked(id, !ignored); });
        second->addWidget(ignore);
    }
    layout->addLayout(second);
    if (!check.isIgnored)
        addPictures(check, layout, row);
    return row;
}

void HealthList::addPictures(const HealthCheck& check, QVBoxLayout* layout, QWidget* row) {
    if (check.id == "length" && !m_preview->lengths.counts.empty()) {
        auto* plot = new Plot(tr("Lengths of the texts"), row);
        plot->setFixedHeight(scaled(108));
        plot->setZoomable(false);
        plot->show([preview = m_preview](Plot& own) { drawLengths(own, *preview); },
                   [preview = m_preview] { return lengthTable(*preview); });
        layout->addWidget(plot);
    }
    if (check.id == "balance" && m_preview->perClass.size() >= 2) {
        auto* inset = new QHBoxLayout;
        inset->setContentsMargins(scaled(22), scaled(4), 0, 0);
        inset->addWidget(new ClassBar(m_preview, row));
        layout->addLayout(inset);
    }
}

text::Table HealthList::table() const {
    text::Table table;
    table.columns = {{"state", false}, {"check", false}, {"number"}, {"remark", false}};
    constexpr const char* signs[] = {"fine", "look", "problem", "not known"};
    for (const HealthCheck& check : m_checks)
        table.rows.push_back({check.isIgnored ? "ignored" : signs[static_cast<int>(check.sign)], toStd(check.title),
                              toStd(check.number), toStd(check.sentence)});
    return table;
}

} // namespace crosseed::views
