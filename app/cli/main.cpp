// The command line of Crosseed.
#include "app/blas_restart.h"
#include "commands.h"
#include "store/project.h"

using namespace crosseed;

namespace {

void printJson(const cli::Shell& shell, const std::string& sentence, int code) {
    if (shell.json)
        std::printf("%s\n", nlohmann::json{{"error", sentence}, {"exit_code", code}}
                                .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                                .c_str());
}

void fail(const cli::Shell& shell, const std::string& sentence, int code) {
    printJson(shell, sentence, code);
    std::fprintf(stderr, "crosseed: %s\n", sentence.c_str());
}

// A sentence where the first word is no command, else nothing; CLI11 would only say that one is required.
std::string unknownCommand(const CLI::App& app) {
    const std::vector<std::string> words = app.remaining();
    if (!app.get_subcommands().empty() || words.empty() || words.front().starts_with('-'))
        return {};
    std::vector<std::string> commands;
    for (const CLI::App* command : app.get_subcommands({}))
        commands.push_back(command->get_name());
    return "There is no command " + words.front() + "; did you mean " + pipeline::nearestKey(words.front(), commands) +
           "? `crosseed --help` lists them all.";
}

// Its exit code: 0 for --help and --version.
int usageError(const cli::Shell& shell, const CLI::App& app, const CLI::ParseError& error) {
    constexpr int code = static_cast<int>(ErrorKind::Usage);
    if (const std::string unknown = unknownCommand(app); !unknown.empty()) {
        fail(shell, unknown, code);
        return code;
    }
    if (app.exit(error) == 0)
        return 0;
    printJson(shell, error.what(), code);
    return code;
}

} // namespace

int main(int argc, char** argv) {
    restartForSpeed(argv);
    cli::Shell shell;
    shell.watchSignals();
    shell.json = std::find(argv + 1, argv + argc, std::string_view("--json")) != argv + argc; // for what CLI11 refuses
    CLI::App app("Which features of a text classifier survive a change of its random seed.\n"
                 "A first try: crosseed run projects/sample/recipe.toml");
    app.set_version_flag("--version", store::programVersion());
    app.require_subcommand(1);
    app.fallthrough();
    app.add_flag("--json", shell.json, "print the result as JSON on standard output");
    app.add_flag("--quiet", shell.quiet, "no progress");
    app.add_option("--device", shell.device, "auto, cpu or cuda")->capture_default_str();
    app.add_option("--threads", shell.threads, "0: all cores")->capture_default_str();
    app.add_option("--checkpoint-every", shell.checkpointSeconds, "seconds after which a long step keeps its state again")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    for (const auto add :
         {cli::addProjectCommands, cli::addCorpusCommands, cli::addTextCommands, cli::addModelCommands, cli::addSaeCommands, cli::addFeatureCommands, cli::addCheckPairCommand,
          cli::addSearchCommand, cli::addCounterfactualCommand, cli::addLabelCommands, cli::addAlignmentCommand,
          cli::addGeometryCommand, cli::addConditionsCommand, cli::addRotationTestCommand, cli::addExportCommand, cli::addImportSaeCommand, cli::addWhyCommand, cli::addRunCommand, cli::addJobCommands, cli::addBenchCommand, cli::addCheckCommand, cli::addDoctorCommand})
        add(app, shell);
    app.parse_complete_callback([&] { shell.command = app.get_subcommands().front()->get_name(); });
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return usageError(shell, app, error);
    } catch (const Cancelled& stopped) {
        shell.line().finish();
        fail(shell, std::string(stopped.what()) + " " + (shell.resumeAdvice().empty() ? "The same command begins anew." : shell.resumeAdvice()), 130);
        return 130;
    } catch (const Error& error) {
        shell.line().finish();
        fail(shell, error.what(), static_cast<int>(error.kind()));
        return static_cast<int>(error.kind());
    } catch (const std::filesystem::filesystem_error& error) {
        shell.line().finish();
        fail(shell, error.path1().string() + ": " + error.code().message() + ".", static_cast<int>(ErrorKind::Io));
        return static_cast<int>(ErrorKind::Io);
    } catch (const nlohmann::json::exception& error) { // files of a user's are read by engines that throw Error
        shell.line().finish();
        fail(shell, std::string("A row of the project cannot be read (") + error.what() + "); the project is damaged: take a copy of it from before.",
             static_cast<int>(ErrorKind::BadInput));
        return static_cast<int>(ErrorKind::BadInput);
    } catch (const std::exception& error) {
        shell.line().finish();
        if (const auto refused = store::databaseError(error)) {
            fail(shell, refused->what(), static_cast<int>(refused->kind()));
            return static_cast<int>(refused->kind());
        }
        fail(shell, std::string("A defect of Crosseed, or memory ran out: ") + error.what(), 70);
        return 70;
    }
    return 0;
}
