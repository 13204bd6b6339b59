// bench import
#include "bench_import.h"
#include "commands.h"
#include "text/corpus_health.h"
#include "text/table_preview.h"
#include <chrono>

namespace crosseed::cli {

namespace {

struct BenchImport {
    std::string file, tokenizer;
    int repetitions = 5;
};

// Shortest and median of several runs, in seconds.
template <typename Work> std::pair<double, double> timed(int repetitions, const Work& work) {
    std::vector<double> seconds;
    for (int i = 0; i < std::max(repetitions, 1); ++i) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    std::ranges::sort(seconds);
    return {seconds.front(), seconds[seconds.size() / 2]};
}

void runBench(Shell& shell, const BenchImport& options) {
    shell.useDevice();
    const text::TableOptions table = text::optionsOf(text::previewTable(options.file));
    const text::Corpus corpus = text::importTable({{options.file, std::nullopt}}, table);
    std::optional<text::Tokenizer> tokenizer;
    if (!options.tokenizer.empty())
        tokenizer = std::filesystem::is_directory(options.tokenizer) ? text::Tokenizer::fromFolder(options.tokenizer)
                                                                     : text::Tokenizer(options.tokenizer, {});
    std::vector<std::pair<const char*, std::pair<double, double>>> rows;
    rows.emplace_back("guess and preview of 200 rows", timed(options.repetitions, [&] { text::previewTable(options.file); }));
    rows.emplace_back("read, label and split all rows",
                      timed(options.repetitions, [&] { text::importTable({{options.file, std::nullopt}}, table); }));
    rows.emplace_back("health", timed(options.repetitions, [&] { text::corpusHealth(corpus); }));
    if (tokenizer)
        rows.emplace_back("health with tokens", timed(options.repetitions, [&] { text::corpusHealth(corpus, {}, &*tokenizer); }));
    Table result{{{"question", false}, {"shortest"}, {"median"}}, {}};
    nlohmann::json json{{"file", options.file}, {"texts", corpus.documents.size()}, {"threads", shell.usedThreads()}};
    for (const auto& [name, seconds] : rows) {
        result.rows.push_back({name, fixedText(1000 * seconds.first, 1) + " ms", fixedText(1000 * seconds.second, 1) + " ms"});
        json["seconds"].push_back({{"question", name}, {"shortest", seconds.first}, {"median", seconds.second}});
    }
    shell.result(json, options.file + ", " + countText(std::ssize(corpus.documents)) + " texts, " + countText(shell.usedThreads()) +
                           " threads, " + std::to_string(options.repetitions) + " times each:\n" + toText(result));
}

} // namespace

void addBenchImport(CLI::App* bench, Shell& shell) {
    CLI::App* import = bench->add_subcommand("import", "Preview, reading and health of a table");
    auto options = std::make_shared<BenchImport>();
    import->add_option("file", options->file, "CSV, TSV, JSONL, .sav or .dta")->required();
    import->add_option("--tokenizer", options->tokenizer, "a model's folder or a vocab.txt");
    import->add_option("--repetitions", options->repetitions, "of each")->capture_default_str();
    import->callback([&shell, options] { runBench(shell, *options); });
}

} // namespace crosseed::cli
