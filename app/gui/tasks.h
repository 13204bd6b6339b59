// The short door between the window and computing threads: work runs on a lane's own thread, its result comes back on the window's.
#pragma once
#include "base/progress.h"
#include <QObject>
#include <QPointer>
#include <QString>
#include <functional>
#include <algorithm>
#include <map>
#include <memory>

namespace crosseed::gui {

// What work gets.
struct TaskContext {
    ProgressFn progress;  // rate-limited on its way to the window
    std::stop_token stop;
};

enum class TaskOrder {
    Latest, // what waits in the lane is dropped and what runs is asked to stop: only the newest question counts
    InTurn  // after what waits
};

class Tasks : public QObject {
    Q_OBJECT
public:
    explicit Tasks(QObject* parent = nullptr);
    ~Tasks() override; // asks all to stop and waits

    // Work of one lane runs one after another, so that what it owns needs no lock. `done` and the others run on the window's thread and
    // not at all once `receiver` is gone or a newer task of the lane replaced this one. `failed` gets one plain sentence; without it the
    // sentence goes to failed(). After stop() only `stopped` is called, of what waited, too, and of what ended meanwhile.
    template <typename Work, typename Done>
    void run(QObject* receiver, const QString& lane, Work work, Done done, std::function<void(const QString&)> onFailed = {},
             std::function<void(const Progress&)> onProgress = {}, TaskOrder order = TaskOrder::Latest,
             std::function<void()> onStopped = {}) {
        using Value = std::invoke_result_t<Work, const TaskContext&>;
        auto box = std::make_shared<std::unique_ptr<Value>>();
        add(receiver, lane,
            {[box, work](const TaskContext& context) { *box = std::make_unique<Value>(work(context)); },
             [box, done] { done(std::move(**box)); }, std::move(onFailed), std::move(onProgress), std::move(onStopped)},
            order);
    }
    void stop(const QString& lane); // what runs and what waits
    void stopAll();                 // in every lane
    bool isBusy(const QString& lane) const;
    void waitAll(); // for tests: until all lanes are empty and their results delivered

Q_SIGNALS:
    void failed(const QString& sentence);
    void busyChanged(const QString& lane, bool busy);

private:
    struct Task {
        std::function<void(const TaskContext&)> work;
        std::function<void()> done;
        std::function<void(const QString&)> failed;
        std::function<void(const Progress&)> progress;
        std::function<void()> stopped;
    };
    class Lane;
    void add(QObject* receiver, const QString& lane, Task task, TaskOrder order);
    std::map<QString, std::unique_ptr<Lane>> m_lanes;
};

} // namespace crosseed::gui
