// bench features
#include "commands.h"
#include "evaluate/bench.h"
#include <filesystem>

namespace crosseed::cli {

namespace {

std::string milliseconds(double seconds) { return fixedText(1000 * seconds, 1) + " ms"; }

void runBench(Shell& shell, const evaluate::FeatureBenchOptions& options) {
    shell.useDevice();
    shell.line().begin("Asking about made-up features");
    const auto r = evaluate::benchFeatures(options, std::filesystem::temp_directory_path().string(), shell.progress(),
                                           shell.stopToken());
    shell.result({{"tokens", options.tokens},
                  {"dictionary", options.dictionary},
                  {"texts", r.texts},
                  {"entries", r.entries},
                  {"index_seconds", r.indexSeconds},
                  {"open_seconds", r.openSeconds},
                  {"page_median_seconds", r.pageMedian},
                  {"page_longest_seconds", r.pageLongest},
                  {"contexts_median_seconds", r.contextsMedian},
                  {"contexts_longest_seconds", r.contextsLongest},
                  {"table_seconds", r.tableSeconds},
                  {"table_with_intervals_seconds", r.tableIntervalSeconds}},
                 "Made-up codes of " + countText(options.tokens) + " tokens in " + countText(r.texts) + " texts, " +
                     countText(options.dictionary) + " features, " + countText(r.entries) + " codes:\n" +
                     toText({{{"question", false}, {"median"}, {"longest"}},
                             {{"make and write the index, once", milliseconds(r.indexSeconds), ""},
                              {"open it", milliseconds(r.openSeconds), ""},
                              {"page of a feature, " + countText(options.draws) + " draws", milliseconds(r.pageMedian),
                               milliseconds(r.pageLongest)},
                              {"contexts of a feature, 100 lines", milliseconds(r.contextsMedian), milliseconds(r.contextsLongest)},
                              {"table of all features", milliseconds(r.tableSeconds), ""},
                              {"the same with intervals", milliseconds(r.tableIntervalSeconds), ""}}}));
}

} // namespace

void addBenchFeatures(CLI::App* bench, Shell& shell) {
    CLI::App* features = bench->add_subcommand("features", "Pages, contexts and the table of features, with made-up codes");
    auto options = std::make_shared<evaluate::FeatureBenchOptions>();
    features->add_option("--tokens", options->tokens, "of the evaluation split")->capture_default_str();
    features->add_option("--dictionary", options->dictionary, "features F")->capture_default_str();
    features->add_option("--draws", options->draws, "of the bootstrap")->capture_default_str();
    features->callback([&shell, options] { runBench(shell, *options); });
}

} // namespace crosseed::cli
