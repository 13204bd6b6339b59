// Which process does a job, so that it is known later whether that one still runs.
#pragma once
#include <string>

namespace crosseed {

// A process among all that ever were: its number is given again after its end, its start is not.
struct ProcessMark {
    std::string host; // the computer's name
    int id = 0;
    std::string start; // the computer's boot and the time since then at which it started; "" where the system does not say
    bool operator==(const ProcessMark&) const = default;
};

ProcessMark thisProcess();

// False when it has certainly ended: of another computer that is not known, and the answer is true.
bool mayRun(const ProcessMark& process);

} // namespace crosseed
