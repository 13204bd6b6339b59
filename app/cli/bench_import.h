// bench import, a subcommand of bench.
#pragma once

namespace CLI {
class App;
}

namespace crosseed::cli {

class Shell;
void addBenchImport(CLI::App* bench, Shell& shell);

} // namespace crosseed::cli
