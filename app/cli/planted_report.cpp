#include "planted_report.h"
#include "evaluate/planted_truth.h"
#include "pipeline/result_json.h"
#include "report.h"
#include "text/sample_corpus.h"
#include <cmath>

namespace crosseed::cli {

PlantedReport plantedReport(const store::Project& project, const pipeline::CorpusSpec& spec, const Reading& reading) {
    const text::SampleCorpus sample = text::sampleCorpus({spec.count, spec.seed});
    const store::ModelRow model = store::modelRow(project, store::pairRow(project, reading.run.pair).a);
    const text::PackedTokens tokens = pipeline::tokensOf(project, model, store::loadCorpus(project, reading.run.corpus),
                                                         reading.evaluation.split);
    std::vector<std::vector<std::uint8_t>> truths;
    for (std::size_t planted = 0; planted < sample.plantedNames.size(); ++planted)
        truths.push_back(text::plantedTruth(sample, tokens, planted));
    PlantedReport report;
    report.json = nlohmann::json::array();
    std::vector<std::vector<Cell>> rows;
    for (const auto& match : evaluate::matchPlanted(truths, reading.index, reading.evaluation.metrics)) {
        const std::string& name = sample.plantedNames[static_cast<std::size_t>(match.planted)];
        const bool found = match.found();
        rows.push_back({name, countText(match.positives), match.feature < 0 ? "-" : "f" + std::to_string(match.feature),
                        correlationText(match.r), correlationText(match.aucA), correlationText(match.aucB),
                        found ? "found" : "not found"});
        report.json.push_back({{"planted", name},
                               {"tokens", match.positives},
                               {"feature", match.feature},
                               {"r", pipeline::numberJson(match.r)},
                               {"auc_a", pipeline::numberJson(match.aucA)},
                               {"auc_b", pipeline::numberJson(match.aucB)},
                               {"found", found}});
    }
    report.text = "What was planted, and the universal feature that finds it best (AUC a token; found: " +
                  correlationText(evaluate::foundAuc) + " or more in both models):\n" +
                  toText({{{"planted", false}, {"tokens"}, {"feature"}, {"r"}, {"AUC A"}, {"AUC B"}, {"", false}}, rows});
    return report;
}

} // namespace crosseed::cli
