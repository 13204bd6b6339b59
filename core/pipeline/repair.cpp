#include "pipeline/repair.h"
#include "base/files.h"
#include "pipeline/independent_runs.h"
#include "pipeline/fields.h"
#include "pipeline/stages.h"
#include <algorithm>
#include <map>

namespace crosseed::pipeline {

namespace fs = std::filesystem;

namespace {

std::string ownersOf(const store::StoredFile& file) {
    std::string text = file.owners.front();
    if (file.owners.size() > 1)
        text += " and " + std::to_string(file.owners.size() - 1) + " more";
    return text;
}

template <typename Options> Options optionsIn(const nlohmann::json& json, const char* name) {
    Options options;
    if (json.contains(name))
        fromJson(json.at(name), options);
    return options;
}

class Repair {
public:
    Repair(const StageContext& context, RepairReport& report) : m_context(context), m_report(report) {}

    void models() {
        for (const store::ModelRow& row : store::allModels(project()))
            if (!isThere(row.folder))
                attempt("model " + row.name, [&] { makeModel(row); });
    }
    void activations() {
        for (const store::ActivationRow& row : store::allActivations(project()))
            if (!isThere(row.file))
                attempt(row.file, [&] {
                    extractActivations(m_context, store::corpusRow(project(), row.corpus), documents(row.corpus),
                                       store::modelRow(project(), row.model), row.split, row.layer);
                });
    }
    void rotations() {
        for (const store::RotationRow& row : store::allRotations(project()))
            if (!isThere(row.file))
                attempt("rotation " + std::to_string(row.id.value), [&] { makeRotation(row); });
    }
    void saes() {
        for (const store::ModelSaeRow& row : store::allModelSaes(project()))
            if (!isThere(row.saeFile))
                attempt("SAE of model " + store::modelRow(project(), row.model).name, [&] { makeModelSae(row); });
        for (const store::RunRow& row : store::allRuns(project()))
            if (!isThere(row.saeFile) || (!row.saeFileB.empty() && !isThere(row.saeFileB)) ||
                (!row.matchingFile.empty() && !isThere(row.matchingFile)))
                attempt("run " + std::to_string(row.id.value), [&] { makeRun(row); });
    }
    void evaluations() {
        for (const store::EvaluationRow& row : store::allEvaluations(project()))
            if (!isThere(row.codesA) || !isThere(row.codesB))
                attempt("evaluation " + std::to_string(row.id.value), [&] { makeEvaluation(row); });
    }

private:
    store::Project& project() const { return m_context.project; }
    bool isThere(const std::string& stored) const { return fs::exists(project().resolve(stored)); }

    const text::Corpus& documents(CorpusId corpus) {
        const auto known = m_documents.find(corpus.value);
        return known != m_documents.end() ? known->second
                                          : m_documents.emplace(corpus.value, store::loadCorpus(project(), corpus)).first->second;
    }

    template <typename Make> void attempt(const std::string& what, Make make) {
        try {
            make();
        } catch (const Cancelled&) {
            throw;
        } catch (const std::exception& error) { // of the row's JSON, too
            m_report.left.push_back("The " + what + " could not be made again: " + error.what());
        }
    }

    void makeModel(const store::ModelRow& row) {
        const nlohmann::json config = nlohmann::json::parse(row.configJson);
        const store::CorpusRow corpus = store::corpusRow(project(), row.corpus);
        auto fineTune = optionsIn<bert::FineTuneOptions>(config, "fine_tune");
        fineTune.seed = config.value("seed", fineTune.seed); // kept beside, as each model of a pair has its own
        const store::ModelRow made =
            config.at("origin") == "accepted"
                ? acceptModel(m_context, corpus, row.name, config.at("folder").get<std::string>(), row.maxLength)
                : trainModel(m_context, corpus, row.name, optionsIn<ModelSpec>(config, "model"), fineTune);
        require(made.key == row.key, ErrorKind::NotFound,
                "the folder that it began from holds another model now; put the old one back and check again.");
        if (made.contentHash != row.contentHash)
            m_report.left.push_back("The model " + row.name + " was trained again with other bits than before; what was computed with it "
                                    "is stale until `crosseed run` computes it anew.");
    }

    void makeRotation(const store::RotationRow& row) {
        const nlohmann::json config = nlohmann::json::parse(row.configJson);
        AlignSpec spec;
        fromJson(config, spec);
        PairInputs inputs = inputsOf(row.pair, row.corpus, row.layer);
        alignPair(inputs, align::parseRotation(row.kind), spec);
    }

    void makeModelSae(const store::ModelSaeRow& row) {
        const nlohmann::json config = nlohmann::json::parse(row.configJson);
        auto training = optionsIn<sae::TrainOptions>(config, "training");
        training.seed = config.at("seed").get<std::uint64_t>(); // as it was asked for; the model's own is drawn from it
        const store::PairRow pair = pairWith(row.model);
        PairInputs inputs = inputsOf(pair.id, row.corpus, row.layer);
        const Side side = pair.a == row.model ? Side::A : Side::B;
        const auto made = trainModelSae(inputs, side, optionsIn<sae::SaeConfig>(config, "sae"), training);
        require(made.id == row.id, ErrorKind::NotFound, "its model or corpus is another one now; run the conditions again.");
    }

    void makeRun(const store::RunRow& row) {
        const nlohmann::json config = nlohmann::json::parse(row.configJson);
        require(!config.contains("imported"), ErrorKind::NotFound, "its SAE was trained elsewhere; import it again.");
        PairInputs inputs = inputsOf(row.pair, row.corpus, row.layer);
        if (row.matchedFrom) {
            makeMatching(inputs, row, config.at("matching"));
            return;
        }
        require(!config.contains("independent"), ErrorKind::NotFound,
                "its SAEs were trained again with other bits; run `crosseed conditions` again.");
        trainSae(inputs, store::rotationRow(project(), row.rotation), optionsIn<sae::SaeConfig>(config, "sae"),
                 optionsIn<sae::TrainOptions>(config, "training"), {}, row.purpose);
    }

    void makeMatching(PairInputs& inputs, const store::RunRow& row, const nlohmann::json& matching) {
        EvaluationSpec spec;
        spec.split = matching.at("split").get<std::string>();
        spec.minimumActive = matching.at("minimum_active").get<std::int64_t>();
        const bool onEvaluation = spec.split != text::splitName(text::Split::Train);
        const bool perToken = matching.at("pooling") == evaluate::poolingName(evaluate::Pooling::PerToken);
        matchedRun(inputs, store::runRow(project(), row.matchedFrom), onEvaluation,
                   perToken ? evaluate::Pooling::PerToken : evaluate::Pooling::MeanPooled, spec);
    }

    void makeEvaluation(const store::EvaluationRow& row) {
        const store::RunRow run = store::runRow(project(), row.run);
        PairInputs inputs = inputsOf(run.pair, run.corpus, run.layer);
        EvaluationSpec spec;
        fromJson(nlohmann::json::parse(row.configJson), spec);
        const auto made = evaluateRun(inputs, run, spec);
        require(std::ranges::any_of(made, [&](const auto& m) { return m.id == row.id; }), ErrorKind::NotFound,
                "run " + std::to_string(run.id.value) + " is made of other files now; `crosseed evaluate` makes a new one.");
    }

    PairInputs inputsOf(PairId pair, CorpusId corpus, std::int64_t layer) {
        return {m_context, store::corpusRow(project(), corpus), documents(corpus), store::pairRow(project(), pair), layer};
    }

    store::PairRow pairWith(ModelId model) const {
        for (const store::RunRow& run : store::allRuns(project()))
            if (const store::PairRow pair = store::pairRow(project(), run.pair); pair.a == model || pair.b == model)
                return pair;
        throw Error(ErrorKind::NotFound, "no pair uses its model any more.");
    }

    const StageContext& m_context;
    RepairReport& m_report;
    std::map<std::int64_t, text::Corpus> m_documents;
};

// A model stands or falls as a whole: the tokenizer's settings decide its tokens as the weights decide its numbers.
std::string unitOf(const std::string& path) {
    return path.starts_with("models/") ? fs::path(path).parent_path().string() : path;
}

using Aside = std::map<std::string, fs::path>; // what was set aside -> where it lies in damaged/

Aside setAside(const store::Project& project, const std::vector<FileFinding>& files) {
    Aside aside;
    for (const FileFinding& finding : files) {
        const std::string unit = unitOf(finding.file.path);
        const bool isModel = unit != finding.file.path;
        if (finding.state != store::FileState::Altered && !(isModel && finding.state == store::FileState::Missing))
            continue;
        if (aside.count(unit) || !fs::exists(project.resolve(unit)))
            continue;
        std::string name = unit;
        std::ranges::replace(name, '/', '_');
        fs::path place = project.dataFolder() / "damaged" / name;
        for (int number = 2; fs::exists(place); ++number)
            place = project.dataFolder() / "damaged" / (name + "-" + std::to_string(number));
        fs::create_directories(place.parent_path());
        moveIntoPlace(project.resolve(unit), place);
        aside[unit] = place;
    }
    return aside;
}

// What could not be made again goes back to where it was: a file that was altered may be of more use than none.
void putBack(const store::Project& project, const Aside& aside, RepairReport& report) {
    for (const auto& [unit, place] : aside)
        if (fs::exists(project.resolve(unit))) {
            report.done.push_back(unit + " was altered; as it was found, it lies in damaged/" + place.filename().string() + ".");
        } else {
            moveIntoPlace(place, project.resolve(unit));
            report.left.push_back(unit + " could not be made again and stays as it was found.");
        }
}

void removeOrphans(const store::Project& project, const std::vector<store::OrphanFile>& orphans, RepairReport& report) {
    for (const store::OrphanFile& orphan : orphans) {
        fs::remove_all(project.resolve(orphan.path));
        report.removedBytes += orphan.bytes;
    }
    if (!orphans.empty())
        report.done.push_back(std::to_string(orphans.size()) + " files that belong to nothing were removed.");
}

void sayWhatBecame(const store::Project& project, const std::vector<FileFinding>& files, RepairReport& report) {
    for (const FileFinding& finding : files) {
        if (finding.state == store::FileState::Unknown)
            continue;
        const store::FileState now = store::stateOf(project, finding.file);
        const std::string what = finding.file.path + " (" + ownersOf(finding.file) + ")";
        if (now == store::FileState::Sound)
            report.done.push_back(what + " was made again with the same bits.");
        else if (now == store::FileState::Unknown)
            report.done.push_back(what + " was made again; what it held before is not known.");
        else
            report.left.push_back(what + (now == store::FileState::Missing ? " is still missing; the line about what it belongs to says why."
                                                                           : " is not what was stored; what rests on it is marked stale."));
    }
}

} // namespace

bool CheckReport::isSound() const {
    return database.empty() &&
           std::ranges::all_of(files, [](const FileFinding& f) { return f.state == store::FileState::Unknown; });
}

CheckReport checkProject(const store::Project& project, const ProgressFn& progress, std::stop_token stop) {
    CheckReport report;
    report.database = store::databaseProblems(project);
    const std::vector<store::StoredFile> files = store::storedFiles(project);
    for (std::size_t i = 0; i < files.size(); ++i) {
        throwIfStopped(stop);
        crosseed::report(progress, static_cast<double>(i) / static_cast<double>(files.size()), files[i].path);
        const store::FileState state = store::stateOf(project, files[i]);
        if (state == store::FileState::Sound)
            ++report.sound;
        else
            report.files.push_back({files[i], state});
    }
    report.orphans = store::orphanFiles(project);
    report.kept = store::keptStates(project);
    crosseed::report(progress, 1, "Checked");
    return report;
}

RepairReport repairProject(const StageContext& context, const CheckReport& found) {
    RepairReport report;
    const Aside aside = setAside(context.project, found.files);
    Repair repair(context, report);
    try {
        repair.models();
        repair.activations();
        repair.rotations();
        repair.saes();
        repair.evaluations();
    } catch (const Cancelled&) {
        putBack(context.project, aside, report);
        throw;
    }
    putBack(context.project, aside, report);
    sayWhatBecame(context.project, found.files, report);
    if (store::noteHashes(context.project) > 0)
        report.done.push_back("What the files hold whose hashes were not known is noted now.");
    if (!found.database.empty()) {
        store::rebuildSearch(context.project);
        std::ranges::copy(store::databaseProblems(context.project), std::back_inserter(report.left));
    }
    removeOrphans(context.project, store::orphanFiles(context.project), report); // some were of use meanwhile
    return report;
}

} // namespace crosseed::pipeline
