#include "app/gui/tasks.h"
#include "bert/device.h"
#include "store/project.h"
#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QThread>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace crosseed::gui {

namespace {
using Clock = std::chrono::steady_clock;
constexpr auto reportEvery = std::chrono::milliseconds(80);

QString sentenceOf(const std::exception& problem) {
    const auto database = store::databaseError(problem);
    return QString::fromUtf8(database ? database->what() : problem.what());
}
} // namespace

// One thread with its own queue. A task's number tells whether its result is still wanted.
class Tasks::Lane {
public:
    Lane(Tasks& tasks, QString name) : m_tasks(tasks), m_name(std::move(name)), m_thread([this](std::stop_token end) { loop(end); }) {}

    ~Lane() {
        stopAll();
        m_thread.request_stop();
        m_wake.notify_all();
    }

    void add(QObject* receiver, Task task, TaskOrder order) {
        std::lock_guard guard(m_mutex);
        if (order == TaskOrder::Latest) {
            m_waiting.clear();
            if (m_current)
                m_current->superseded = true, m_current->stop.request_stop();
        }
        auto item = std::make_shared<Item>();
        item->receiver = receiver;
        item->task = std::move(task);
        m_waiting.push_back(std::move(item));
        m_wake.notify_all();
    }

    void stopAll() {
        std::lock_guard guard(m_mutex);
        for (const auto& item : m_undelivered)
            item->stop.request_stop();
        for (const auto& item : std::exchange(m_waiting, {})) {
            item->stop.request_stop();
            m_undelivered.push_back(item);
            deliver(item, {}, true);
        }
    }

    bool isBusy() const {
        std::lock_guard guard(m_mutex);
        return !m_waiting.empty() || !m_undelivered.empty();
    }

private:
    struct Item {
        QPointer<QObject> receiver;
        Task task;
        std::stop_source stop;
        bool superseded = false; // a newer task took its place: nobody waits for it
        Clock::time_point reported{};
    };

    void loop(const std::stop_token& end) {
        bert::setThreads(0); // OpenMP counts threads for each thread that asks
        while (true) {
            std::shared_ptr<Item> item;
            {
                std::unique_lock lock(m_mutex);
                m_wake.wait(lock, end, [this] { return !m_waiting.empty(); });
                if (end.stop_requested())
                    return;
                item = m_waiting.front();
                m_waiting.pop_front();
                m_current = item;
                m_undelivered.push_back(item);
            }
            tellBusy(true);
            work(item);
        }
    }

    void work(const std::shared_ptr<Item>& item) {
        QString failure;
        bool stopped = false;
        try {
            const ProgressFn progress = [this, item](const Progress& value) { pass(item, value); };
            item->task.work({progress, item->stop.get_token()});
        } catch (const Cancelled&) {
            stopped = true;
        } catch (const std::exception& problem) {
            failure = sentenceOf(problem);
        }
        deliver(item, failure, stopped);
    }

    // What ended while a stop was on its way counts as stopped: who asked for it may have let go of what the result is about.
    void deliver(const std::shared_ptr<Item>& item, const QString& failure, bool stopped) {
        onWindow([this, item, failure, stopped] {
            bool wanted;
            {
                std::lock_guard guard(m_mutex);
                if (m_current == item)
                    m_current.reset();
                std::erase(m_undelivered, item);
                wanted = !item->superseded && item->receiver;
            }
            tellBusyNow();
            if (!wanted)
                return;
            try {
                tell(*item, failure, stopped || item->stop.stop_requested());
            } catch (const std::exception& problem) {
                Q_EMIT m_tasks.failed(sentenceOf(problem));
            }
        });
    }

    void tell(Item& item, const QString& failure, bool stopped) {
        if (stopped) {
            if (item.task.stopped)
                item.task.stopped();
        } else if (failure.isEmpty()) {
            item.task.done();
        } else if (item.task.failed) {
            item.task.failed(failure);
        } else {
            Q_EMIT m_tasks.failed(failure);
        }
    }

    void pass(const std::shared_ptr<Item>& item, const Progress& value) {
        const Clock::time_point now = Clock::now();
        if (!item->task.progress || (now - item->reported < reportEvery && value.fraction < 1))
            return;
        item->reported = now;
        onWindow([this, item, value] {
            bool wanted;
            {
                std::lock_guard guard(m_mutex);
                wanted = m_current == item && !item->superseded && !item->stop.stop_requested() && item->receiver;
            }
            if (wanted)
                item->task.progress(value);
        });
    }

    void onWindow(std::function<void()> call) { QMetaObject::invokeMethod(&m_tasks, std::move(call), Qt::QueuedConnection); }
    void tellBusy(bool busy) {
        onWindow([this, busy] { Q_EMIT m_tasks.busyChanged(m_name, busy); });
    }
    void tellBusyNow() { Q_EMIT m_tasks.busyChanged(m_name, isBusy()); }

    Tasks& m_tasks;
    QString m_name;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<std::shared_ptr<Item>> m_waiting;
    std::shared_ptr<Item> m_current;
    std::vector<std::shared_ptr<Item>> m_undelivered; // what runs, and what ended and is not told yet
    std::jthread m_thread; // last: it ends before what it uses
};

Tasks::Tasks(QObject* parent) : QObject(parent) {}

Tasks::~Tasks() { // the lanes wait; what they still deliver finds no receiver
    for (const auto& [name, lane] : m_lanes)
        lane->stopAll();
}

void Tasks::add(QObject* receiver, const QString& lane, Task task, TaskOrder order) {
    auto& place = m_lanes[lane];
    if (!place)
        place = std::make_unique<Lane>(*this, lane);
    place->add(receiver, std::move(task), order);
}

void Tasks::stop(const QString& lane) {
    if (const auto found = m_lanes.find(lane); found != m_lanes.end())
        found->second->stopAll();
}

void Tasks::stopAll() {
    for (const auto& [name, lane] : m_lanes)
        lane->stopAll();
}

bool Tasks::isBusy(const QString& lane) const {
    const auto found = m_lanes.find(lane);
    return found != m_lanes.end() && found->second->isBusy();
}

void Tasks::waitAll() {
    const auto anyBusy = [this] {
        return std::any_of(m_lanes.begin(), m_lanes.end(), [](const auto& lane) { return lane.second->isBusy(); });
    };
    for (int quiet = 0; quiet < 2; quiet = anyBusy() ? 0 : quiet + 1) {
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
        QThread::msleep(2);
    }
}

} // namespace crosseed::gui
