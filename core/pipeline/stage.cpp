#include "pipeline/stage.h"
#include "base/disk_room.h"

namespace crosseed::pipeline {

void StageContext::needsDisk(const std::string& what, std::int64_t bytes) const {
    const auto folder = project.dataFolder();
    if (onDiskNeed)
        onDiskNeed(bytes, freeBytes(folder));
    requireRoom(folder, bytes, what);
}

} // namespace crosseed::pipeline
