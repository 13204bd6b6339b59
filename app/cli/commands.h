// Each function adds one command or a family of them to the command line. A command fills its own options and computes in its
// callback; errors go up to main.
#pragma once
#include "base/files.h"
#include "pipeline/corpus_recipe.h"
#include "pipeline/fields.h"
#include "shell.h"
#include <CLI/CLI.hpp>
#include <algorithm>

namespace crosseed::cli {

void addProjectCommands(CLI::App& app, Shell& shell);  // new, import
void addCorpusCommands(CLI::App& app, Shell& shell);   // preview, health, corpus
void addTextCommands(CLI::App& app, Shell& shell);     // tokenize, encode
void addModelCommands(CLI::App& app, Shell& shell);    // fine-tune, model, download, extract
void addCheckPairCommand(CLI::App& app, Shell& shell); // check-pair
void addSaeCommands(CLI::App& app, Shell& shell);      // align, train, evaluate
void addFeatureCommands(CLI::App& app, Shell& shell);  // features, feature, contexts
void addCounterfactualCommand(CLI::App& app, Shell& shell); // counterfactual
void addLabelCommands(CLI::App& app, Shell& shell);    // label, codebook
void addSearchCommand(CLI::App& app, Shell& shell);    // search
void addAlignmentCommand(CLI::App& app, Shell& shell); // alignment
void addGeometryCommand(CLI::App& app, Shell& shell);  // geometry
void addConditionsCommand(CLI::App& app, Shell& shell);    // conditions
void addRotationTestCommand(CLI::App& app, Shell& shell);  // rotation-test
void addExportCommand(CLI::App& app, Shell& shell);    // export
void addImportSaeCommand(CLI::App& app, Shell& shell); // import-sae
void addWhyCommand(CLI::App& app, Shell& shell);       // why
void addRunCommand(CLI::App& app, Shell& shell);       // run
void addJobCommands(CLI::App& app, Shell& shell);      // queue, jobs, work, resume
void addLongCommands(CLI::App& app, Shell& shell);     // those that a queue takes
void addBenchCommand(CLI::App& app, Shell& shell);     // bench
void addBenchFeatures(CLI::App* bench, Shell& shell);  // bench features
void addCheckCommand(CLI::App& app, Shell& shell);     // check
void addDoctorCommand(CLI::App& app, Shell& shell);    // doctor

// --run, the number of an SAE run as store::runRow() takes it.
inline void addRunOption(CLI::App* command, std::int64_t& run) {
    command->add_option("--run", run, "number of the run (0: the latest result with the true rotation)")->capture_default_str();
}

// --csv and --latex: the command's table as a file, too.
struct TableFiles {
    std::string csv, latex;

    void add(CLI::App* command) {
        command->add_option("--csv", csv, "write the table to this file, numbers with all digits");
        command->add_option("--latex", latex, "write the table to this file, as a booktabs tabular");
    }
    std::vector<std::string> written() const {
        std::vector<std::string> files;
        for (const std::string& file : {csv, latex})
            if (!file.empty())
                files.push_back(file);
        return files;
    }
    void write(const Table& table) const {
        if (!csv.empty())
            writeFile(csv, toCsv(table));
        if (!latex.empty())
            writeFile(latex, toLatex(table));
    }
};

// --where, as often as wanted: only texts whose documents hold all conditions.
inline void addWhereOption(CLI::App* command, std::vector<std::string>& where) {
    command->add_option("--where", where, "only documents with COLUMN=VALUE; also !=, <, <=, >, >= and COLUMN=LOW..HIGH; repeatable")
        ->allow_extra_args(false);
}
inline void addGroupOption(CLI::App* command, std::string& column) {
    command->add_option("--group-by", column, "numbers for each value of this column of the documents, too");
}

// One option a field of an options struct: learning_rate becomes --learning-rate, with its reason and default; a
// field that is true or false becomes the flags --mask-downstream and --no-mask-downstream. `prefix` goes before each
// name ("alignment_"), except that of the field `asItIs`.
template <typename Options>
void addFields(CLI::App* command, Options& options, const std::string& prefix = "", std::string_view asItIs = "") {
    pipeline::visitFields(
        [&](const char* name, auto& field, const char* reason) {
            std::string flag = "--" + (name == asItIs ? "" : prefix) + name;
            std::replace(flag.begin(), flag.end(), '_', '-');
            using T = std::remove_reference_t<decltype(field)>;
            if constexpr (std::is_enum_v<T>)
                command
                    ->add_option_function<std::string>(
                        flag, [&field](const std::string& text) { pipeline::parseEnum(text, field); }, reason)
                    ->default_str(std::string(pipeline::enumText(field)));
            else if constexpr (std::is_same_v<T, std::optional<bool>>)
                command->add_flag_function(flag + ",!--no-" + flag.substr(2), [&field](std::int64_t n) { field = n > 0; }, reason);
            else if constexpr (std::is_same_v<T, bool>)
                command->add_flag(flag + ",!--no-" + flag.substr(2), field, reason)->capture_default_str();
            else
                command->add_option(flag, field, reason)->capture_default_str();
        },
        options);
}

// The fields of `options` whose flags stand on the command line, to be laid over other values by fromJson(). `prefix` as in
// addFields(); `command` must have been parsed.
template <typename Options>
nlohmann::json givenFields(const CLI::App* command, const Options& options, const std::string& prefix = "") {
    nlohmann::json given = nlohmann::json::object();
    const nlohmann::json all = pipeline::toJson(options);
    for (const auto& [name, value] : all.items()) {
        std::string flag = "--" + prefix + name;
        std::replace(flag.begin(), flag.end(), '_', '-');
        const CLI::Option* option = command->get_option_no_throw(flag);
        if (option && option->count() > 0)
            given[name] = value;
    }
    return given;
}

// What the flags of addFields(command, spec) say of a corpus: its preset filled in, and before it whatever was typed.
inline pipeline::CorpusSpec typedCorpus(const CLI::App* command, const pipeline::CorpusSpec& spec) {
    std::vector<std::string> given;
    const nlohmann::json typed = givenFields(command, spec);
    for (const auto& [name, value] : typed.items())
        given.push_back(name);
    return pipeline::withPreset(spec, given);
}

} // namespace crosseed::cli
