// The queue on a clock: what waits already, then what would be added, and when it ends between.
#pragma once
#include "views/models/models_data.h"
#include "views/shared/plot.h"
#include <QDateTime>

namespace crosseed::views {

class QueueClock : public Plot {
    Q_OBJECT
public:
    explicit QueueClock(QWidget* parent = nullptr);
    // `now`: when the queue goes on.
    void setCost(std::shared_ptr<const QueueCost> cost, const QDateTime& now);
};

// "ends today between 17:20 and 18:05", "ends between tomorrow, 23:31 and 04:27"; `low` and `high` seconds after `now`.
QString endText(const QDateTime& now, double low, double high);
// "about 17:50", "tomorrow at about 02:10".
QString aboutText(const QDateTime& now, double seconds);

} // namespace crosseed::views
