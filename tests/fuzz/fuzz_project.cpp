// Any bytes as a project file: refused with a sentence, or opened and read: corpora, models, runs, evaluations, notes.
#include "input_file.h"
#include "store/corpora.h"
#include "store/inventory.h"
#include "store/models.h"
#include "store/notes.h"
#include "store/project.h"
#include "store/runs.h"
#include <functional>
#include <nlohmann/json.hpp>

using namespace crosseed;

namespace {

// What a damaged table makes of a question is SQLite's, JSON's or Crosseed's error; each comes to the person as a sentence.
void ask(const std::function<void()>& question) {
    try {
        fuzz::refusesOrReads(question);
    } catch (const std::exception& problem) {
        if (!store::databaseError(problem) && !dynamic_cast<const nlohmann::json::exception*>(&problem))
            std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto path = fuzz::inputFile(data, size, "p.crosseed");
    for (const char* companion : {"p.crosseed-wal", "p.crosseed-shm", "p.crosseed-journal"})
        std::filesystem::remove(fuzz::folder() / companion);
    ask([&] {
        store::Project project = store::Project::open(path);
        ask([&] { store::loadCorpus(project, store::corpusNamed(project, "").id); });
        ask([&] { store::modelNamed(project, "seed-42"); });
        ask([&] { store::modelRow(project, ModelId{1}); });
        ask([&] { store::latestRotation(project, PairId{1}); });
        ask([&] { store::storedFiles(project); });
        ask([&] { store::orphanFiles(project); });
        ask([&] { store::allEvaluations(project); });
        ask([&] { store::runSteps(project, store::runRow(project, RunId{}).id); });
    });
    return 0;
}
