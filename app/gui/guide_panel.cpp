#include "app/gui/guide_panel.h"
#include "views/shared/icons.h"
#include "views/shared/palette.h"
#include <QtWidgets>

namespace crosseed::gui {

using namespace views;

GuidePanel::GuidePanel(Guide& guide, QWidget* parent) : QWidget(parent), m_guide(guide) {
    setAccessibleName(tr("Reproduce Table 2 in five steps"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(scaled(10), scaled(10), scaled(10), scaled(10));
    const auto steps = guide.steps();
    for (std::size_t i = 0; i < steps.size(); ++i) {
        auto* grid = new QGridLayout;
        Row& row = m_rows[i];
        row.sign = new QLabel(this);
        row.sign->setFixedWidth(scaled(22));
        row.sign->setAlignment(Qt::AlignTop | Qt::AlignHCenter);
        row.title = new QLabel(steps[i].title, this);
        row.title->setWordWrap(true);
        row.hint = new QLabel(steps[i].hint, this);
        row.hint->setWordWrap(true);
        row.hint->setProperty("kind", "secondary");
        row.progress = new QLabel(this);
        row.progress->setProperty("kind", "secondary");
        row.go = new QPushButton(tr("Go there"), this);
        row.go->setProperty("kind", "link");
        row.go->setAccessibleName(tr("Go to step %1").arg(i + 1));
        grid->addWidget(row.sign, 0, 0);
        grid->addWidget(row.title, 0, 1, 1, 2);
        grid->addWidget(row.hint, 1, 1, 1, 2);
        grid->addWidget(row.progress, 2, 1);
        grid->addWidget(row.go, 2, 2, Qt::AlignRight);
        grid->setColumnStretch(1, 1);
        layout->addLayout(grid);
        layout->addSpacing(scaled(8));
        connect(row.go, &QPushButton::clicked, this, [this, screen = steps[i].screen] { Q_EMIT screenAsked(screen); });
    }
    m_all = new QLabel(this);
    m_all->setWordWrap(true);
    layout->addWidget(m_all);
    layout->addStretch();
    connect(&guide, &Guide::changed, this, &GuidePanel::refresh);
    refresh();
}

void GuidePanel::refresh() {
    const auto steps = m_guide.steps();
    int done = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const Row& row = m_rows[i];
        if (steps[i].done)
            row.sign->setPixmap(icon("check").pixmap(QSize(scaled(16), scaled(16)), QIcon::Normal, QIcon::On));
        else
            row.sign->setText(QString::number(i + 1));
        row.sign->setAccessibleName(steps[i].done ? tr("done") : tr("step %1, not done yet").arg(i + 1));
        QFont font = QApplication::font();
        font.setBold(!steps[i].done && done == static_cast<int>(i));
        row.title->setFont(font);
        row.hint->setVisible(!steps[i].done);
        row.progress->setText(steps[i].progress);
        done += steps[i].done;
    }
    m_all->setText(done == 5 ? tr("All five are done: the exported file is the paper's Table 2, made of your own edits.") : QString());
}

} // namespace crosseed::gui
