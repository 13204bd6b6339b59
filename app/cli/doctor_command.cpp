// doctor
#include "commands.h"
#include "doctor.h"

namespace crosseed::cli {

void addDoctorCommand(CLI::App& app, Shell& shell) {
    CLI::App* doctor = app.add_subcommand("doctor", "What this computer gives Crosseed: versions, speed, memory, devices");
    auto where = std::make_shared<std::string>();
    doctor->add_option("project", *where, "a project or folder whose disk to look at");
    doctor->callback([&shell, where] {
        shell.useDevice();
        const DoctorReport report = examine(*where);
        shell.result(toJson(report), toText(report));
    });
}

} // namespace crosseed::cli
