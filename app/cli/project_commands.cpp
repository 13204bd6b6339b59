// new, import
#include "commands.h"
#include "pipeline/stages.h"

namespace crosseed::cli {

namespace {

nlohmann::json corpusJson(const store::CorpusRow& row, const text::Corpus& corpus) {
    nlohmann::json splits = nlohmann::json::object();
    for (const auto split : {text::Split::Train, text::Split::Validation, text::Split::Test})
        splits[std::string(text::splitName(split))] = text::documentsOf(corpus, split).size();
    return {{"corpus", row.name}, {"content_hash", row.contentHash}, {"classes", corpus.classNames}, {"texts", splits}};
}

std::string corpusText(const text::Corpus& corpus) {
    std::vector<std::vector<Cell>> rows;
    for (const auto split : {text::Split::Train, text::Split::Validation, text::Split::Test}) {
        const auto documents = text::documentsOf(corpus, split);
        std::vector<Cell> row{std::string(text::splitName(split)), countText(static_cast<long long>(documents.size()))};
        for (std::size_t label = 0; label < corpus.classNames.size(); ++label)
            row.push_back(countText(std::count_if(documents.begin(), documents.end(), [&](std::int64_t d) {
                return corpus.documents[static_cast<std::size_t>(d)].label == static_cast<std::int32_t>(label);
            })));
        rows.push_back(row);
    }
    std::vector<Column> columns{{"split", false}, {"texts"}};
    for (const std::string& name : corpus.classNames)
        columns.push_back({name});
    return toText({columns, rows});
}

} // namespace

void addProjectCommands(CLI::App& app, Shell& shell) {
    CLI::App* create = app.add_subcommand("new", "Make an empty project");
    auto file = std::make_shared<std::string>();
    create->add_option("project", *file, "NAME.crosseed")->required();
    create->callback([&shell, file] {
        const store::Project project = store::Project::create(*file);
        shell.result({{"project", project.file().string()}}, "Made " + project.file().string() + ".\n");
    });

    CLI::App* import = app.add_subcommand("import", "Read texts and labels into a project");
    auto spec = std::make_shared<pipeline::CorpusSpec>();
    auto target = std::make_shared<std::string>();
    auto recipe = std::make_shared<std::string>();
    import->add_option("project", *target, "NAME.crosseed")->required();
    addFields(import, *spec);
    import->add_option("--recipe", *recipe, "take the corpus that this file describes (`crosseed corpus --toml`) and nothing else");
    import->footer("Examples:\n  crosseed import my.crosseed --preset tweeteval-emotion --folder tweeteval-emotion\n"
                   "  crosseed import my.crosseed --file requests.csv --text-column Request --label-column Class --keep-columns author\n"
                   "  crosseed import my.crosseed --recipe corpus.toml");
    import->callback([&shell, import, spec, target, recipe] {
        store::Project project = shell.open(*target);
        *spec = recipe->empty() ? typedCorpus(import, *spec) : pipeline::readCorpusRecipe(*recipe);
        const store::CorpusRow row = pipeline::importCorpus(shell.context(project), *spec);
        const text::Corpus corpus = store::loadCorpus(project, row.id);
        shell.result(corpusJson(row, corpus), corpusText(corpus));
    });
}

} // namespace crosseed::cli
