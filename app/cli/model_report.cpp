#include "model_report.h"
#include "pipeline/result_json.h"
#include <nlohmann/json.hpp>

namespace crosseed::cli {

using namespace text;

namespace {

std::optional<bert::FineTuneResult> trainingOf(const store::ModelRow& model) {
    return pipeline::fineTuneResultOf(nlohmann::json::parse(model.trainingJson));
}

const bert::FineTuneEvaluation* bestOf(const std::optional<bert::FineTuneResult>& training) {
    return training && training->best > 0 ? &training->evaluations.at(static_cast<std::size_t>(training->best) - 1) : nullptr;
}

std::string className(const std::vector<std::string>& classes, std::int64_t index) {
    return index < std::ssize(classes) ? classes[static_cast<std::size_t>(index)] : "class " + std::to_string(index);
}

} // namespace

Table trainingTable(const store::ModelRow& model) {
    Table table{{{"evaluation"}, {"epoch"}, {"step"}, {"train loss"}, {"validation loss"}, {"accuracy"}, {"macro-F1"}, {"", false}}, {}};
    const auto training = trainingOf(model);
    for (std::size_t i = 0; training && i < training->evaluations.size(); ++i) {
        const bert::FineTuneEvaluation& e = training->evaluations[i];
        table.rows.push_back({std::to_string(i + 1), std::to_string(e.epoch), e.step > 0 ? std::to_string(e.step) : "-",
                              fixedCell(e.trainLoss, 4), fixedCell(e.validationLoss, 4), percentCell(100 * e.validationAccuracy),
                              correlationCell(e.validationMacroF1), static_cast<int>(i) + 1 == training->best ? "best" : ""});
    }
    return table;
}

Table confusionTable(const store::ModelRow& model, const std::vector<std::string>& classes) {
    Table table;
    const auto training = trainingOf(model);
    const bert::FineTuneEvaluation* best = bestOf(training);
    if (!best || best->confusion.classes == 0)
        return table;
    table.columns.push_back({"true class", false});
    for (std::int64_t c = 0; c < best->confusion.classes; ++c)
        table.columns.push_back({"as " + className(classes, c)});
    for (std::int64_t label = 0; label < best->confusion.classes; ++label) {
        std::vector<Cell> row{className(classes, label)};
        for (std::int64_t predicted = 0; predicted < best->confusion.classes; ++predicted)
            row.push_back(countCell(best->confusion.at(label, predicted)));
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::string modelText(const store::ModelRow& model, const std::vector<std::string>& classes) {
    const auto training = trainingOf(model);
    if (!training)
        return "Model " + model.name + ", accepted as it is.\n";
    const bert::FineTuneEvaluation* best = bestOf(training);
    std::string text = "Model " + model.name + (best ? ", best epoch " + std::to_string(best->epoch) : std::string()) +
                       (training->stoppedEarly ? ", stopped early" : "") + ", evaluated on the validation split:\n" +
                       toText(trainingTable(model));
    if (const Table confusion = confusionTable(model, classes); !confusion.rows.empty())
        text += "\nConfusion of evaluation " + std::to_string(training->best) +
                " (rows: true classes, columns: predicted ones):\n" + toText(confusion);
    return text;
}

nlohmann::json modelJson(const store::Project& project, const store::ModelRow& model, const std::vector<std::string>& classes) {
    return {{"model", model.name},
            {"folder", project.resolve(model.folder).string()},
            {"content_hash", model.contentHash},
            {"max_length", model.maxLength},
            {"classes", classes},
            {"config", nlohmann::json::parse(model.configJson)},
            {"training", nlohmann::json::parse(model.trainingJson)}};
}

std::string accuracyText(const store::ModelRow& model) {
    const auto training = trainingOf(model);
    const bert::FineTuneEvaluation* best = bestOf(training);
    return best ? model.name + " (validation accuracy " + percentText(100 * best->validationAccuracy) + ")" : model.name;
}

} // namespace crosseed::cli
