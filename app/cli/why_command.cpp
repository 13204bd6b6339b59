// why
#include "commands.h"
#include "pipeline/audit.h"

namespace crosseed::cli {

namespace {

struct WhyCommand {
    std::string project, recipe;
    std::vector<std::string> result;
    bool verify = false;
};

// "  key = value" for each entry, values as they are written in JSON.
std::string entriesText(const nlohmann::json& values, const std::string& indent) {
    std::string text;
    for (const auto& [name, value] : values.items())
        if (value.is_object() && !value.empty())
            text += indent + name + ":\n" + entriesText(value, indent + "  ");
        else if (!value.is_null() && !(value.is_string() && value.get<std::string>().empty()) && !(value.is_array() && value.empty()))
            text += indent + name + ": " + (value.is_string() ? value.get<std::string>() : value.dump()) + "\n";
    return text;
}

std::string stepText(std::size_t number, const pipeline::AuditStep& step) {
    std::string text = std::to_string(number) + ". " + step.title + "  [" + store::addressText(step.address) + "]\n   ";
    text += "Crosseed " + step.programVersion + (step.created.empty() ? "" : ", " + step.created);
    if (step.device.is_string())
        text += ", " + step.device.get<std::string>() + ", " + step.threads.dump() + " threads";
    if (step.seconds.is_number())
        text += ", " + fixedText(step.seconds.get<double>(), 1) + " s";
    text += "\n";
    if (!step.key.empty())
        text += "   key " + step.key + "\n";
    return text + entriesText(step.hashes, "   ") + entriesText(step.config, "     ");
}

std::string addressesText(const std::vector<store::Address>& addresses) {
    std::string text;
    for (const store::Address& address : addresses)
        text += (text.empty() ? "" : ", ") + store::addressText(address);
    return text;
}

std::string auditText(const pipeline::Audit& audit, bool printRecipe) {
    std::string text = "How " + store::addressText(audit.address) + " came about, from the texts on:\n\n";
    std::size_t number = 0;
    for (const pipeline::AuditStep& step : audit.steps)
        text += stepText(++number, step) + "\n";
    if (!audit.staleness.unrecorded.empty())
        text += "It was made by an older version, which did not record its inputs (" + addressesText(audit.staleness.unrecorded) +
                "); `crosseed check` and --verify look at the files.\n";
    else if (audit.staleness.stale.empty())
        text += "Nothing that it was made from has changed since.\n";
    for (const std::string& sentence : audit.staleness.stale)
        text += "STALE: " + sentence + "\n";
    for (const std::string& sentence : audit.staleness.remarks)
        text += "Note: " + sentence + "\n";
    if (printRecipe && !audit.recipe.empty())
        text += "\nThe recipe that repeats it:\n\n" + audit.recipe;
    return text + "\n" + audit.recipeNote + "\n";
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

void runWhy(Shell& shell, const WhyCommand& command) {
    const store::Project project = shell.open(command.project, store::Access::Read);
    const pipeline::NamedResult named = pipeline::resultNamed(project, joined(command.result));
    pipeline::Audit audit = pipeline::audit(project, named.address, command.verify);
    audit.staleness.stale.insert(audit.staleness.stale.begin(), named.file.stale.begin(), named.file.stale.end());
    audit.staleness.remarks.insert(audit.staleness.remarks.begin(), named.file.remarks.begin(), named.file.remarks.end());
    if (!command.recipe.empty()) {
        require(!audit.recipe.empty(), ErrorKind::NotFound, audit.recipeNote);
        writeFile(command.recipe, audit.recipe);
    }
    shell.result(pipeline::auditJson(audit), auditText(audit, command.recipe.empty()) +
                                                 (command.recipe.empty() ? "" : "Wrote the recipe to " + command.recipe + "\n"));
}

} // namespace

void addWhyCommand(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("why", "How a result was made, from the texts on, and the recipe that repeats it");
    auto options = std::make_shared<WhyCommand>();
    command->add_option("project", options->project, "NAME.crosseed")->required();
    command
        ->add_option("result", options->result,
                     "run 3, evaluation 5, rotation 1, model NAME, corpus NAME, activations 2, sae 1, counterfactual 4, rule 2, notes 3, "
                     "table features, or an exported file")
        ->required();
    command->add_option("--recipe", options->recipe, "write the recipe that repeats it to this file (TOML)");
    command->add_flag("--verify", options->verify, "hash every file and model again, not only those whose size or time changed");
    command->footer("Examples:\n  crosseed why sample.crosseed run 1\n  crosseed why sample.crosseed table features --recipe again.toml");
    command->callback([&shell, options] { runWhy(shell, *options); });
}

} // namespace crosseed::cli
