// check
#include "commands.h"
#include "pipeline/repair.h"

namespace crosseed::cli {

namespace {

struct CheckCommand {
    std::string project;
    bool repair = false;
    TableFiles files;
};

const char* stateText(store::FileState state) {
    switch (state) {
    case store::FileState::Sound:
        return "sound";
    case store::FileState::Unknown:
        return "there, not known what it held";
    case store::FileState::Missing:
        return "missing";
    case store::FileState::Altered:
        return "altered";
    }
    return "";
}

Table findingTable(const pipeline::CheckReport& report) {
    Table table{{{"file", false}, {"state", false}, {"belongs to", false}}, {}};
    for (const pipeline::FileFinding& finding : report.files) {
        std::string owners;
        for (const std::string& owner : finding.file.owners)
            owners += (owners.empty() ? "" : ", ") + owner;
        table.rows.push_back({finding.file.path, stateText(finding.state), owners});
    }
    for (const store::OrphanFile& orphan : report.orphans)
        table.rows.push_back({orphan.path, "orphan, " + countText(static_cast<long long>(orphan.bytes)) + " bytes", "nothing"});
    for (const store::OrphanFile& kept : report.kept)
        table.rows.push_back({kept.path, "kept, " + countText(static_cast<long long>(kept.bytes)) + " bytes",
                              "a step that has not ended; delete the file if it never shall"});
    return table;
}

nlohmann::json reportJson(const pipeline::CheckReport& report) {
    nlohmann::json json{{"sound", report.isSound()}, {"sound_files", report.sound}, {"database", report.database},
                        {"files", nlohmann::json::array()}, {"orphans", nlohmann::json::array()}, {"kept", nlohmann::json::array()}};
    for (const pipeline::FileFinding& finding : report.files)
        json["files"].push_back({{"path", finding.file.path}, {"state", stateText(finding.state)}, {"owners", finding.file.owners}});
    for (const store::OrphanFile& orphan : report.orphans)
        json["orphans"].push_back({{"path", orphan.path}, {"bytes", orphan.bytes}});
    for (const store::OrphanFile& kept : report.kept)
        json["kept"].push_back({{"path", kept.path}, {"bytes", kept.bytes}});
    return json;
}

std::string reportText(const pipeline::CheckReport& report) {
    std::string text;
    for (const std::string& problem : report.database)
        text += problem + "\n";
    const Table table = findingTable(report);
    if (!table.rows.empty())
        text += toText(table);
    return text + countText(report.sound) + " files are as they were stored" +
           (report.isSound() ? "; the project is sound.\n" : ".\n");
}

std::string listed(const std::vector<std::string>& sentences) {
    std::string text;
    for (const std::string& sentence : sentences)
        text += sentence + "\n";
    return text;
}

void runCheck(Shell& shell, const CheckCommand& command) {
    store::Project project = shell.open(command.project, command.repair ? store::Access::Write : store::Access::WriteIfFree);
    shell.line().begin("Reading every file");
    const pipeline::CheckReport found = pipeline::checkProject(project, shell.progress(), shell.stopToken());
    command.files.write(findingTable(found));
    nlohmann::json json = reportJson(found);
    std::string text = reportText(found);
    if (command.repair) {
        const pipeline::RepairReport repaired = pipeline::repairProject(shell.context(project), found);
        const pipeline::CheckReport after = pipeline::checkProject(project, shell.progress(), shell.stopToken());
        json["done"] = repaired.done;
        json["left"] = repaired.left;
        json["after"] = reportJson(after);
        text += "\n" + listed(repaired.done) + listed(repaired.left) + "\nNow: " + reportText(after);
        shell.result(json, text);
        require(after.isSound(), ErrorKind::BadInput, "Not all could be repaired; the lines above say what is left and what to do.");
        return;
    }
    shell.result(json, text);
    require(found.isSound(), ErrorKind::BadInput,
            "The project is not whole; `crosseed check " + command.project + " --repair` makes again what can be made again.");
}

} // namespace

void addCheckCommand(CLI::App& app, Shell& shell) {
    CLI::App* check = app.add_subcommand("check", "Find missing, altered and orphaned files of a project, and make them again");
    auto command = std::make_shared<CheckCommand>();
    check->add_option("project", command->project, "project file")->required();
    check->add_flag("--repair", command->repair,
                    "set altered files aside, compute again what is missing (by the stored options), remove orphans");
    command->files.add(check);
    check->footer("Reads every stored file once. The exit code is 0 when all is sound, else 3.\n"
                  "Example:\n  crosseed check sample.crosseed");
    check->callback([&shell, command] { runCheck(shell, *command); });
}

} // namespace crosseed::cli
