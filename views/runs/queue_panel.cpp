#include "views/runs/queue_panel.h"
#include "views/runs/queue_delegate.h"
#include "views/shared/icons.h"
#include <QtWidgets>

namespace crosseed::views {

using store::JobStatus;

namespace {

QPushButton* compact(const QString& text, const QString& picture = {}) {
    auto* button = new QPushButton(text);
    button->setProperty("kind", "compact");
    button->setFont(smallFont());
    button->setIconSize({scaled(16), scaled(16)});
    if (!picture.isEmpty()) button->setIcon(icon(picture));
    return button;
}

QToolButton* arrow(const QString& picture, const QString& name) {
    auto* button = new QToolButton;
    button->setIcon(icon(picture));
    button->setIconSize({scaled(16), scaled(16)});
    button->setAccessibleName(name);
    button->setToolTip(name);
    return button;
}

} // namespace

QueuePanel::QueuePanel(QWidget* parent)
    : Panel(tr("Queue"), parent), m_model(new QueueModel(this)), m_list(new QListView),
      m_add(compact(tr("Add runs"), "add")), m_pause(compact(tr("Pause queue"), "pause")),
      m_up(arrow("up", tr("Earlier (Alt+Up)"))), m_down(arrow("down", tr("Later (Alt+Down)"))) {
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(scaled(6), scaled(6), scaled(6), scaled(6));
    bar->setSpacing(scaled(6));
    for (QWidget* button : {static_cast<QWidget*>(m_add), static_cast<QWidget*>(m_pause)})
        bar->addWidget(button);
    bar->addStretch();
    bar->addWidget(m_up);
    bar->addWidget(m_down);
    layout->addLayout(bar);
    auto* delegate = new QueueDelegate(m_list);
    delegate->setHasButtons([this](const QModelIndex& index) { return hasButtons(index); });
    m_list->setModel(m_model);
    m_list->setItemDelegate(delegate);
    m_list->setAccessibleName(tr("Queue of jobs"));
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->installEventFilter(this);
    layout->addWidget(m_list, 1);
    auto* foot = new QLabel(
        tr("The queue goes on when the project is opened again. A run whose program was killed can be resumed from its "
           "last kept step."));
    foot->setProperty("kind", "secondary");
    foot->setFont(smallFont());
    foot->setWordWrap(true);
    foot->setContentsMargins(scaled(10), scaled(6), scaled(10), scaled(6));
    layout->addWidget(foot);
    setContent(content);
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] { m_buttonsOf.clear(); }); // the list let its buttons go
    connect(m_add, &QPushButton::clicked, this, &QueuePanel::addAsked);
    connect(this, &Panel::emptyAsked, this, &QueuePanel::addAsked);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        const QueueState* queue = m_model->queue();
        if (!queue || !queue->isRunning)
            Q_EMIT startAsked();
        else if (queue->isPaused)
            Q_EMIT resumeAsked();
        else
            Q_EMIT pauseAsked();
    });
    connect(m_up, &QToolButton::clicked, this, [this] { moveCurrent(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { moveCurrent(1); });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
        placeButtons();
        updateBar();
        const QueueEntry* entry = m_model->entry(index.row());
        if (entry && std::exchange(m_selected, entry->row.id) != entry->row.id) Q_EMIT jobSelected(entry->row.id.value);
    });
    showEmpty(tr("No runs; add some from Models"), tr("Add runs"));
}

void QueuePanel::setQueue(QueuePtr queue) {
    const JobId kept = m_selected;
    const bool isEmpty = !queue || queue->entries.empty();
    m_model->setQueue(std::move(queue));
    if (m_model->rowOf(kept) >= 0)
        select(kept);
    else
        m_selected = {};
    placeButtons();
    updateBar();
    if (isEmpty)
        showEmpty(tr("No runs; add some from Models"), tr("Add runs"));
    else
        showContent();
}

void QueuePanel::setProgress(const RunProgress& progress) {
    m_model->setProgress(progress);
}

JobId QueuePanel::currentJob() const {
    const QueueEntry* entry = m_model->entry(m_list->currentIndex().row());
    return entry ? entry->row.id : JobId{};
}

void QueuePanel::select(JobId job) {
    if (const int row = m_model->rowOf(job); row >= 0 && m_list->currentIndex().row() != row)
        m_list->setCurrentIndex(m_model->index(row));
}

bool QueuePanel::hasButtons(const QModelIndex& index) const {
    const QueueEntry* entry = m_model->entry(index.row());
    return entry && !m_model->queue()->isReadOnly && (canGoOn(entry->row) || index == m_list->currentIndex());
}

QWidget* QueuePanel::makeButtons(const QueueEntry& entry, bool isMain) {
    auto* box = new QWidget;
    auto* layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(scaled(6));
    const qint64 id = entry.row.id.value;
    const auto add = [&](const QString& text, const QString& picture, auto action) {
        QPushButton* button = compact(text, picture);
        button->setAccessibleDescription(entry.title);
        connect(button, &QPushButton::clicked, this, action);
        layout->addWidget(button);
        return button;
    };
    const QueueState& queue = *m_model->queue();
    if (entry.row.status == JobStatus::Running || entry.row.status == JobStatus::Paused) {
        if (queue.isPaused)
            add(tr("Resume"), "play", [this] { Q_EMIT resumeAsked(); })->setEnabled(!queue.isStopping);
        else
            add(tr("Pause"), "pause", [this] { Q_EMIT pauseAsked(); })->setEnabled(!queue.isStopping);
        add(queue.isStopping ? tr("Stopping after this batch") : tr("Stop"), "stop", [this] {
            Q_EMIT stopAsked();
        })->setEnabled(!queue.isStopping);
    } else {
        if (canGoOn(entry.row)) {
            QPushButton* goOn = add(resumeWords(entry.row), {}, [this, id] { Q_EMIT goOnAsked(id); });
            if (isMain) goOn->setProperty("kind", "main");
        }
        if (!entry.row.lastLines.empty()) add(tr("Full log"), {}, [this, row = entry.row] { showLog(row); });
        if (m_list->currentIndex().row() == m_model->rowOf(entry.row.id)) {
            QPushButton* remove = add({}, "trash", [this, id] { Q_EMIT removeAsked(id); });
            remove->setFixedWidth(scaled(30));
            remove->setAccessibleName(tr("Remove from the queue"));
            remove->setToolTip(tr("Remove from the queue (Delete)"));
        }
    }
    layout->addStretch();
    return box;
}

void QueuePanel::placeButtons() {
    // Made anew only where they differ, so that a progress report takes no focus away.
    QString now;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const store::JobRow& job = m_model->entry(row)->row;
        if (hasButtons(m_model->index(row)))
            now += QString("%1 %2 %3 %4;")
                       .arg(job.id.value)
                       .arg(static_cast<int>(job.status))
                       .arg(resumeWords(job), m_list->currentIndex().row() == row ? "c" : "");
    }
    if (const QueueState* queue = m_model->queue())
        now += QString("%1%2%3").arg(queue->isPaused).arg(queue->isStopping).arg(queue->isRunning);
    if (now != m_buttonsOf) {
        m_buttonsOf = now;
        bool isMain = true;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const QModelIndex index = m_model->index(row);
            const QueueEntry& entry = *m_model->entry(row);
            m_list->setIndexWidget(index,
                                   hasButtons(index) ? makeButtons(entry, isMain && canGoOn(entry.row)) : nullptr);
            isMain = isMain && !canGoOn(entry.row);
        }
    }
    m_list->doItemsLayout();
}

void QueuePanel::updateBar() {
    const QueueState* queue = m_model->queue();
    const bool mayChange = queue && !queue->isReadOnly;
    const bool waits = queue && std::ranges::any_of(queue->entries, [](const QueueEntry& e) {
                           return e.row.status == JobStatus::Waiting;
                       });
    const bool runs = queue && queue->isRunning;
    m_pause->setText(!runs ? tr("Start queue") : queue->isPaused ? tr("Resume queue") : tr("Pause queue"));
    m_pause->setIcon(icon(runs && !queue->isPaused ? "pause" : "play"));
    m_pause->setEnabled(mayChange && (runs ? !queue->isStopping : waits));
    m_add->setEnabled(mayChange);
    const int row = m_list->currentIndex().row();
    m_up->setEnabled(mayChange && row > 0);
    m_down->setEnabled(mayChange && row >= 0 && row + 1 < m_model->rowCount());
}

void QueuePanel::moveCurrent(int by) {
    const int row = m_list->currentIndex().row(), to = row + by;
    if (row >= 0 && to >= 0 && to < m_model->rowCount() && !m_model->queue()->isReadOnly)
        Q_EMIT moveAsked(currentJob().value, to + 1);
}

bool QueuePanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::AltModifier && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
            moveCurrent(key->key() == Qt::Key_Up ? -1 : 1);
            return true;
        }
        const QueueEntry* entry = m_model->entry(m_list->currentIndex().row());
        if (key->key() == Qt::Key_Delete && entry && !m_model->queue()->isReadOnly) {
            Q_EMIT removeAsked(entry->row.id.value);
            return true;
        }
    }
    return Panel::eventFilter(watched, event);
}

void QueuePanel::resizeEvent(QResizeEvent* event) {
    Panel::resizeEvent(event);
    m_list->doItemsLayout(); // wrapped sentences have other heights now
}

void QueuePanel::showLog(const store::JobRow& job) {
    auto* dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Last lines of “%1”").arg(toQt(job.title)));
    dialog->resize(scaled(640), scaled(360));
    auto* text = new QPlainTextEdit(toQt(job.lastLines) + (job.error.empty() ? QString() : "\n" + toQt(job.error)));
    text->setReadOnly(true);
    text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text->setAccessibleName(tr("Last lines of the job"));
    auto* layout = new QVBoxLayout(dialog);
    layout->addWidget(text);
    auto* close = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(close, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    layout->addWidget(close);
    dialog->show();
}

} // namespace crosseed::views
