#include "base/hash.h"
#include "pipeline/stages.h"

namespace crosseed::pipeline {

evaluate::EvaluationIndex openIndex(const store::Project& project, const store::EvaluationRow& evaluation) {
    const store::RunRow run = store::runRow(project, evaluation.run);
    const std::string key = hashOf("index 2\n" + run.key + "\n" + run.dataHash + "\n" +
                                   std::string(text::splitName(evaluation.split)) + "\n" + evaluation.codesA + "\n" +
                                   evaluation.codesB);
    const auto file = project.dataFolder() / "index" / (key + ".safetensors");
    try {
        if (std::filesystem::exists(file))
            return evaluate::EvaluationIndex(file);
    } catch (const Error&) { // damaged: it is made of what is stored and is made again
    }
    const text::Corpus documents = store::loadCorpus(project, run.corpus);
    const store::ModelRow model = store::modelRow(project, store::pairRow(project, run.pair).a);
    evaluate::EvaluationIndex index(evaluate::readCodes(project.resolve(evaluation.codesA)),
                                    evaluate::readCodes(project.resolve(evaluation.codesB)),
                                    tokensOf(project, model, documents, evaluation.split), documents);
    try {
        std::filesystem::create_directories(file.parent_path());
        index.write(file);
    } catch (const std::filesystem::filesystem_error&) {
        return index;
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Io)
            throw;
        return index;
    }
    return evaluate::EvaluationIndex(file);
}

} // namespace crosseed::pipeline
