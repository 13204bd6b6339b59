#include "pipeline/audit.h"
#include "base/hash.h"
#include "bert/safetensors.h"
#include "bert/strict_json.h"
#include "pipeline/fields.h"
#include "store/runs.h"
#include <algorithm>

namespace crosseed::pipeline {

namespace {

using nlohmann::json;
using store::Address;
using store::Kind;

// Columns that are hashes, or files named by them.
constexpr const char* hashColumns[] = {"content_hash", "data_hash", "file", "sae_file", "sae_file_b", "matching_file", "codes_a", "codes_b"};

std::string titleOf(const Address& address, const json& row) {
    std::string title = store::addressText(address);
    for (const char* column : {"name", "condition", "pair", "kind", "split", "pooling", "rule"})
        if (row.contains(column) && row[column].is_string() && !row[column].get<std::string>().empty())
            title += std::string(title.find(':') == std::string::npos ? ": " : ", ") + row[column].get<std::string>();
    title[0] = static_cast<char>(title[0] - 32);
    return title;
}

json configOf(const json& row) {
    for (const char* column : {"config_json", "source_json"})
        if (row.contains(column))
            return row[column];
    json config = json::object();
    for (const char* column : {"split", "layer", "texts", "tokens", "feature", "rule", "original", "edited"})
        if (row.contains(column))
            config[column] = row[column];
    return config;
}

AuditStep stepOf(const store::Project& project, const Address& address) {
    const json row = store::storedRow(project, address);
    AuditStep step;
    step.address = address;
    step.title = address.kind == Kind::Notes ? "Notes of run " + std::to_string(address.id) : titleOf(address, row);
    step.config = address.kind == Kind::Notes ? json::object() : configOf(row);
    step.key = row.value("key", "");
    step.hashes = json::object();
    for (const char* column : hashColumns)
        if (row.contains(column) && row[column].is_string() && row[column] != "")
            step.hashes[column] = row[column];
    step.programVersion = row.value("program_version", "");
    step.created = row.value("created", "");
    const json work = store::workOf(project, address);
    const auto known = [&](const char* name) { return row.contains(name) ? row[name] : work[name]; };
    step.device = known("device");
    step.threads = known("threads");
    step.seconds = known("seconds");
    return step;
}

void addSteps(const store::Project& project, const Address& address, std::vector<AuditStep>& steps) {
    const auto known = [&](const Address& other) {
        return std::ranges::any_of(steps, [&](const AuditStep& step) { return step.address == other; });
    };
    if (known(address))
        return;
    for (const Address& input : store::inputsOf(project, address))
        addSteps(project, input, steps);
    steps.push_back(stepOf(project, address));
}

// The run that a result belongs to; 0: none.
RunId runBehind(const std::vector<AuditStep>& steps) {
    for (auto step = steps.rbegin(); step != steps.rend(); ++step)
        if (step->address.kind == Kind::Run)
            return RunId{step->address.id};
    return {};
}

void addRecipe(const store::Project& project, Audit& audit) {
    const RunId run = runBehind(audit.steps);
    if (!run) {
        audit.recipeNote = "A recipe ends with a run; ask for one (`crosseed why PROJECT \"run 1\"`).";
        return;
    }
    std::optional<EvaluationId> evaluation;
    if (audit.address.kind == Kind::Evaluation)
        evaluation = EvaluationId{audit.address.id};
    try {
        const store::RunRow row = store::runRow(project, run);
        audit.recipe = recipeText(recipeOf(project, run, evaluation),
                                  {"Makes " + store::addressText({Kind::Run, run.value}) + " (" + row.condition + ") again: crosseed run THIS.toml --device " +
                                       row.device + " --threads " + std::to_string(row.threads),
                                   "Made by Crosseed " + store::programVersion() + " from the project's rows; run key " + row.key});
        audit.recipeNote = "`crosseed run RECIPE.toml --device " + row.device + " --threads " + std::to_string(row.threads) +
                           "` makes the same again, bit for bit on a CPU with that many threads.";
    } catch (const Error& error) {
        const std::string reason = error.what();
        audit.recipeNote = reason.starts_with("No recipe") ? reason : "No recipe makes this. " + reason;
    }
}

// What a file says of itself: JSON's "made_by" or its metadata.
struct Said {
    std::string address, key;
};

std::string textIn(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Said saidBy(const std::filesystem::path& file) {
    if (file.extension() == ".safetensors") {
        const bert::SafetensorsFile tensors(file);
        const json metadata = tensors.metadata();
        const std::string run = textIn(metadata, "run");
        return {metadata.contains("made_by") || run.empty() ? textIn(metadata, "made_by") : "run " + run, textIn(metadata, "key")};
    }
    if (file.extension() != ".json")
        return {};
    const json document = bert::parseStrictJson(readFile(file), 64, file);
    if (!document.is_object() || !document.contains("made_by") || !document["made_by"].is_object())
        return {};
    return {textIn(document["made_by"], "address"), textIn(document["made_by"], "key")};
}

// The result of this project that has the key which the file says; nothing: there is none.
std::optional<Address> claimed(const store::Project& project, const Said& said) {
    try {
        const Address address = store::parseAddress(project, said.address);
        if (!said.key.empty() && textIn(store::storedRow(project, address), "key") == said.key)
            return address;
    } catch (const Error&) { // no such result
    }
    return std::nullopt;
}

NamedResult fromExport(const store::ExportedFile& known, const std::string& name) {
    NamedResult named{known.of.front().address, {}};
    std::string others;
    for (const store::ExportSource& source : known.of) {
        const std::string text = store::addressText(source.address);
        if (source.anew)
            named.file.stale.push_back(name + " was written on " + known.created + " from another " + text +
                                       " than the one that is there now: that was made anew since, and does not explain the file.");
        if (&source != &known.of.front())
            others += (others.empty() ? "" : ", ") + text;
    }
    if (!others.empty())
        named.file.remarks.push_back(name + " is also of " + others + ".");
    return named;
}

NamedResult fromFile(const store::Project& project, const std::filesystem::path& path) {
    namespace fs = std::filesystem;
    fs::path file = path;
    if (fs::is_directory(path))
        for (const char* name : {"sae_weights.safetensors", "sae.safetensors"})
            if (fs::exists(path / name))
                file = path / name;
    require(fs::is_regular_file(file), ErrorKind::NotFound, path.string() + " is not a file that was exported.");
    if (const auto known = store::findExport(project, hashOfFile(file)))
        return fromExport(*known, path.string());
    const Said said = saidBy(file);
    require(!said.address.empty(), ErrorKind::NotFound,
            path.string() + " was not exported from this project, or was changed since: its bytes are those of no file that was written.");
    const auto address = claimed(project, said);
    require(address.has_value(), ErrorKind::NotFound,
            path.string() + " says that it is from " + said.address + ", but this project has no " + said.address +
                " with the key that the file has beside it: it is from another project, or that result was made anew since.");
    return {*address, {{path.string() + " says that it is from " + said.address + ", but was changed since it was written: its bytes are "
                                                                                   "those of no file that was exported."}, {}, {}}};
}

} // namespace

Audit audit(const store::Project& project, const Address& address, bool verify) {
    Audit result;
    result.address = address;
    addSteps(project, address, result.steps);
    result.staleness = staleness(project, address, verify);
    addRecipe(project, result);
    return result;
}

json auditJson(const Audit& audit) {
    json steps = json::array();
    for (const AuditStep& step : audit.steps)
        steps.push_back({{"address", store::addressText(step.address)},
                         {"title", step.title},
                         {"config", step.config},
                         {"key", step.key},
                         {"hashes", step.hashes},
                         {"program_version", step.programVersion},
                         {"created", step.created},
                         {"device", step.device},
                         {"threads", step.threads},
                         {"seconds", step.seconds}});
    json unrecorded = json::array();
    for (const Address& address : audit.staleness.unrecorded)
        unrecorded.push_back(store::addressText(address));
    return {{"address", store::addressText(audit.address)},
            {"steps", steps},
            {"stale", audit.staleness.stale},
            {"remarks", audit.staleness.remarks},
            {"unrecorded", unrecorded},
            {"recipe", audit.recipe.empty() ? json() : json(audit.recipe)},
            {"recipe_note", audit.recipeNote}};
}

NamedResult resultNamed(const store::Project& project, const std::string& text) {
    if (!text.starts_with("table ")) {
        std::error_code error;
        return std::filesystem::exists(text, error) ? fromFile(project, text) : NamedResult{store::parseAddress(project, text), {}};
    }
    const std::string table = text.substr(6);
    static constexpr std::string_view tables[] = {"features", "feature", "contexts", "search", "geometry", "alignment", "codebook", "label"};
    require(std::ranges::find(tables, table) != std::end(tables), ErrorKind::Usage,
            "There is no table " + table + "; say table features, contexts, search, geometry, alignment, codebook or label, or for conditions, "
            "rotation-test and counterfactual one of their rows: evaluation N, counterfactual N.");
    const store::RunRow run = store::runRow(project, RunId{});
    if (table == "alignment")
        return {{Kind::Rotation, run.rotation.value}, {}};
    if (table == "codebook" || table == "label")
        return {{Kind::Notes, run.id.value}, {}};
    return {{Kind::Evaluation, store::latestEvaluation(project, run.id, evaluate::Pooling::PerToken).id.value}, {}};
}

} // namespace crosseed::pipeline
