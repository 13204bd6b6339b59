// queue, jobs, work, resume
#include "commands.h"
#include "job_report.h"

namespace crosseed::cli {

namespace {

using pipeline::JobRequest;

// `words` as the command line itself would take them, with the project put where that command wants it.
void enqueueCommand(Shell& shell, const std::string& project, std::vector<std::string> words) {
    require(!words.empty(), ErrorKind::Usage, "Say which command is to wait: crosseed queue " + project + " add train --a ...");
    CLI::App app("What waits in a queue.");
    app.require_subcommand(1);
    addLongCommands(app, shell);
    const std::vector<std::string> names{"fine-tune", "extract", "align", "train", "evaluate", "conditions", "rotation-test", "run"};
    require(std::ranges::find(names, words.front()) != names.end(), ErrorKind::Usage,
            "A queue takes no command " + words.front() + "; did you mean " + pipeline::nearestKey(words.front(), names) + "?");
    if (words.front() == "run")
        words.insert(words.end(), {"--project", project});
    else
        words.insert(words.begin() + 1, project);
    std::ranges::reverse(words); // as CLI11 takes them
    shell.enqueueOnly = true;
    app.parse(words);
}

void addQueueCommand(CLI::App& app, Shell& shell) {
    CLI::App* queue = app.add_subcommand("queue", "Jobs that wait: add, list, remove, move; `crosseed work` runs them");
    struct Options {
        std::string project;
        std::int64_t number = 0, place = 1;
    };
    auto options = std::make_shared<Options>();
    queue->add_option("project", options->project, "NAME.crosseed")->required();
    queue->require_subcommand(1);

    CLI::App* add = queue->add_subcommand("add", "Let a command wait: as it would be given, without the project");
    add->prefix_command()->fallthrough(false); // the words are the command's
    add->callback([&shell, add, options] { enqueueCommand(shell, options->project, add->remaining()); });

    CLI::App* list = queue->add_subcommand("list", "The jobs in their order");
    list->callback([&shell, options] {
        const store::Project project = shell.open(options->project, store::Access::Read);
        const auto jobs = store::jobRows(project);
        nlohmann::json json = nlohmann::json::array();
        for (const auto& job : jobs)
            json.push_back(jobJson(job));
        shell.result(json, jobs.empty() ? "The project has no jobs.\n" : toText(jobsTable(jobs)));
    });

    CLI::App* remove = queue->add_subcommand("remove", "Forget a job; what it stored stays");
    remove->add_option("job", options->number, "its number")->required();
    remove->callback([&shell, options] {
        store::Project project = shell.open(options->project);
        const store::JobRow job = store::jobRow(project, JobId{options->number});
        store::removeJob(project, job.id);
        shell.result({{"removed", job.id.value}}, "Removed job " + std::to_string(job.id.value) + ": " + job.title + ".\n");
    });

    CLI::App* move = queue->add_subcommand("move", "Put a job elsewhere in the order");
    move->add_option("job", options->number, "its number")->required();
    move->add_option("--to", options->place, "place, 1 the first")->capture_default_str();
    move->callback([&shell, options] {
        store::Project project = shell.open(options->project);
        store::moveJob(project, JobId{options->number}, options->place);
        shell.result({{"moved", options->number}}, toText(jobsTable(store::jobRows(project))));
    });
    queue->footer("What a job's options leave open, the latest corpus or run, is chosen when its turn comes: name it to have\n"
                  "the one of now.\n\nExamples:\n  crosseed queue sample.crosseed add train --a seed-42 --b seed-137 --lambda-cross 0\n"
                  "  crosseed queue sample.crosseed list\n  crosseed work sample.crosseed");
}

void addJobsCommand(CLI::App& app, Shell& shell) {
    CLI::App* jobs = app.add_subcommand("jobs", "What is being done, waits or ended, and how what broke off goes on");
    struct Options {
        std::string project;
        std::int64_t pause = 0, resume = 0, stop = 0;
        TableFiles files;
    };
    auto options = std::make_shared<Options>();
    jobs->add_option("project", options->project, "NAME.crosseed")->required();
    jobs->add_option("--pause", options->pause, "let this job, which another program runs, wait");
    jobs->add_option("--resume", options->resume, "let it go on");
    jobs->add_option("--stop", options->stop, "let it end and keep its state");
    options->files.add(jobs);
    jobs->footer("Example:\n  crosseed jobs sample.crosseed");
    jobs->callback([&shell, options] {
        const store::Project project = shell.open(options->project, store::Access::Read);
        const std::array<std::pair<std::int64_t, JobRequest>, 3> requests{
            {{options->pause, JobRequest::Pause}, {options->resume, JobRequest::Resume}, {options->stop, JobRequest::Stop}}};
        for (const auto& [number, request] : requests)
            if (number != 0)
                pipeline::requestOfJob(project, JobId{number}, request);
        const auto rows = store::jobRows(project);
        options->files.write(jobsTable(rows));
        nlohmann::json json = nlohmann::json::array();
        for (const auto& job : rows)
            json.push_back(jobJson(job));
        shell.result(json, jobsText(rows, options->project));
    });
}

void runWaiting(Shell& shell, const std::string& file) {
    store::Project project = shell.open(file);
    std::vector<store::JobRow> ended;
    shell.running(project, [&] {
        pipeline::runQueue(shell.context(project), [&](const store::JobRow& job) {
            shell.line().finish();
            shell.line().say(endText(job));
            ended.push_back(job);
        });
    });
    nlohmann::json json = nlohmann::json::array();
    std::string text = ended.empty() ? "No job waits.\n" : "";
    for (const auto& job : ended) {
        json.push_back(jobJson(job));
        text += endText(job) + "\n";
    }
    shell.result(json, text);
}

void resumeJob(Shell& shell, const std::string& file, std::int64_t number) {
    store::Project project = shell.open(file);
    if (number == 0) {
        const auto jobs = pipeline::resumableJobs(project);
        require(!jobs.empty(), ErrorKind::NotFound, "No job of " + file + " was stopped, failed or died; there is nothing to resume.");
        number = jobs.front().id.value;
    }
    shell.running(project, [&] {
        const store::JobRow job = pipeline::runJob(shell.context(project), JobId{number});
        shell.result(jobJson(job), endText(job) + "\n");
    });
}

} // namespace

void addLongCommands(CLI::App& app, Shell& shell) {
    addModelCommands(app, shell);
    addSaeCommands(app, shell);
    addConditionsCommand(app, shell);
    addRotationTestCommand(app, shell);
    addRunCommand(app, shell);
}

void addJobCommands(CLI::App& app, Shell& shell) {
    addQueueCommand(app, shell);
    addJobsCommand(app, shell);

    CLI::App* work = app.add_subcommand("work", "Run the jobs that wait, one after the other");
    auto file = std::make_shared<std::string>();
    work->add_option("project", *file, "NAME.crosseed")->required();
    work->callback([&shell, file] { runWaiting(shell, *file); });

    CLI::App* resume = app.add_subcommand("resume", "Go on with a job that was stopped, failed or died");
    auto number = std::make_shared<std::int64_t>(0);
    resume->add_option("project", *file, "NAME.crosseed")->required();
    resume->add_option("job", *number, "its number (default: the latest such job)");
    resume->footer("Example:\n  crosseed resume sample.crosseed");
    resume->callback([&shell, file, number] { resumeJob(shell, *file, *number); });
}

} // namespace crosseed::cli
