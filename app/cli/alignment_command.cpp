// alignment
#include "commands.h"
#include "pipeline/studies.h"
#include <cmath>

namespace crosseed::cli {

namespace {

struct AlignmentCommand {
    std::string project, a, b, what = "curve";
    std::int64_t pair = 0, layer = -1;
    pipeline::StudySpec spec;
    TableFiles files;
};

// With the number 0 where the models are no pair of the project: a study makes none.
store::PairRow pairOf(const store::Project& project, const AlignmentCommand& command) {
    if (!command.a.empty() || !command.b.empty()) {
        require(!command.a.empty() && !command.b.empty(), ErrorKind::Usage, "--a and --b name a pair together; give both.");
        const store::ModelRow a = store::modelNamed(project, command.a), b = store::modelNamed(project, command.b);
        return store::findPair(project, a.id, b.id).value_or(store::PairRow{{}, a.name + " & " + b.name, a.id, b.id});
    }
    return store::pairRow(project, command.pair > 0 ? PairId{command.pair} : store::runRow(project, RunId{0}).pair);
}

// The pair's rotation at the layer, which the study is of; where none is stored yet, the models.
std::vector<store::Address> addressesOf(const store::Project& project, const store::PairRow& pair, std::int64_t layer) {
    try {
        if (const store::RotationRow rotation = store::latestRotation(project, pair.id); pair.id && rotation.layer == layer)
            return {{store::Kind::Rotation, rotation.id.value}};
    } catch (const Error&) { // not aligned yet
    }
    return {{store::Kind::Model, pair.a.value}, {store::Kind::Model, pair.b.value}};
}

Table summaryTable(const align::AlignmentStudy& s) {
    const auto shares = [](std::int64_t k95, std::int64_t k99) { return std::to_string(k95) + "/" + std::to_string(k99); };
    const auto of = [&s](std::int64_t rank) { return std::to_string(rank) + " of " + std::to_string(s.width); };
    const double none = std::nan("");
    const auto row = [](const char* title, double plain, double centred, double identity, double mismatched) {
        return std::vector<Cell>{title, fixedCell(plain, 4), fixedCell(centred, 4), fixedCell(identity, 4),
                                 fixedCell(mismatched, 4)};
    };
    return {{{"", false}, {"fitted"}, {"fitted on centred rows"}, {"identity"}, {"mismatched"}},
            {row("NRE on the sample", s.plain.nre, s.centred.nre, s.nreIdentity, s.nreMismatched),
             row("NRE on held-out tokens", s.plain.nreHeldOut, s.centred.nreHeldOut, s.nreIdentityHeldOut,
                 s.nreMismatchedHeldOut),
             row("NRE on the sample less its means", s.plain.nreCentredRows, s.centred.nreCentredRows, none, none),
             {"k95/k99 of s squared", shares(s.plain.k95, s.plain.k99), shares(s.centred.k95, s.centred.k99), "-", "-"},
             {"k95/k99 of s", shares(s.plain.k95OfS, s.plain.k99OfS), shares(s.centred.k95OfS, s.centred.k99OfS), "-", "-"},
             {"directions determined", of(s.plain.rank), of(s.centred.rank), "-", "-"}}};
}

Table curveTable(const align::AlignmentStudy& s) {
    std::vector<std::vector<Cell>> rows;
    for (const align::SizePoint& p : s.sizes)
        rows.push_back({countCell(p.tokens), countCell(p.rank), fixedCell(p.nre, 4), fixedCell(p.nreHeldOut, 4),
                        fixedCell(p.distance, 3), percentCell(100 * p.distance / s.maximumDistance),
                        fixedCell(p.centredNre, 4), fixedCell(p.centredNreHeldOut, 4), fixedCell(p.centredDistance, 3)});
    return {{{"tokens m"}, {"directions"}, {"NRE"}, {"NRE held out"}, {"||W(m) - W_ref||"}, {"of 2 sqrt(D)"}, {"centred: NRE"},
             {"NRE held out"}, {"||W(m) - W_ref||"}},
            rows};
}

Table halvesTable(const align::AlignmentStudy& s) {
    std::vector<std::vector<Cell>> rows;
    for (std::size_t i = 0; i < s.halves.size(); ++i) {
        const align::HalfSplit& h = s.halves[i];
        rows.push_back({std::to_string(i + 1), countCell(h.tokens), countCell(h.otherTokens), fixedCell(h.nre, 4),
                        fixedCell(h.nreOther, 4), fixedCell(h.distance, 3), fixedCell(h.between, 3)});
    }
    return {{{"split"}, {"tokens"}, {"tokens of the other half"}, {"NRE"}, {"NRE on the other half"}, {"||W - W_ref||"},
             {"between the halves"}},
            rows};
}

// The columns of the paper's Table B2.
Table paperTable(const align::AlignmentStudy& s) {
    const auto distance = fixedText(s.distanceToAll, 2) + " (" + percentText(100 * s.distanceToAll / s.maximumDistance) + ")";
    return {{{"texts"}, {"tokens"}, {"rot. dist. to the fit on all"}, {"NRE plateau"}, {"cross-split std"}, {"k95/k99"}},
            {{countCell(s.texts), countCell(s.tokens), std::isnan(s.distanceToAll) ? "-" : distance,
              s.plateauReached ? "yes, from " + countText(s.plateauTokens) : "no", fixedCell(s.between.deviation, 3),
              std::to_string(s.plain.k95) + "/" + std::to_string(s.plain.k99)}}};
}

Table tableOf(const align::AlignmentStudy& study, const std::string& what) {
    return what == "curve" ? curveTable(study) : what == "halves" ? halvesTable(study) : what == "summary" ? summaryTable(study)
                                                                                                       : paperTable(study);
}

std::string spreadText(const align::Spread& spread, int digits) {
    return fixedText(spread.mean, digits) + " +- " + fixedText(spread.deviation, digits);
}

std::string headText(const AlignmentCommand& command, const store::PairRow& pair, std::int64_t layer,
                     const align::AlignmentStudy& s) {
    const pipeline::StudySpec& spec = command.spec;
    const std::string number = pair.id ? "pair " + std::to_string(pair.id.value) + ", " : "";
    std::string text = "Alignment of " + number + pair.name + ", at layer " +
                       std::to_string(layer) + " (0-based; " + std::to_string(layer + 1) + " counted from 1), D = " +
                       std::to_string(s.width) + ".\nSample: the first " + countText(s.texts) + " texts of the " + spec.split +
                       " split, " + countText(s.tokens) + " tokens, [CLS] and [SEP] " +
                       (spec.specialTokens ? "counted" : "not counted") + ".\n";
    if (s.heldOutTokens == 0)
        return text + "Held out: nothing.\n";
    return text + "Held out: " + countText(s.heldOutTexts) + " texts " +
           (spec.heldOut == "rest" ? "of the same split after the sample" : "of the " + spec.heldOut + " split") + ", " +
           countText(s.heldOutTokens) + " tokens.\n";
}

std::string openDirections(const align::AlignmentStudy& s) {
    return s.sizes.front().rank == s.width
               ? ""
               : ".\nFewer directions than D leave W open; there it stays as near to the identity as can be";
}

std::string studyText(const AlignmentCommand& command, const store::PairRow& pair, std::int64_t layer,
                      const align::AlignmentStudy& s) {
    std::string text = headText(command, pair, layer, s);
    text += "\nError (NRE = ||H_B W - H_A|| / ||H_A||), with its controls:\n" + toText(summaryTable(s));
    text += "\nBy sample size, the first m tokens; the NRE is measured on the whole sample, W_ref is fitted on it, and a "
            "distance is at most 2 sqrt(D) = " + fixedText(s.maximumDistance, 2) + openDirections(s) + ":\n" + toText(curveTable(s));
    text += "Plateau: the NRE stays within " + percentText(100 * s.plateau) + " of the whole sample's from m = " +
            countText(s.plateauTokens) + " tokens on" +
            (s.plateauReached ? "" : ", that is, the sample itself: not reached") + ".\n";
    if (!s.halves.empty())
        text += "\n" + std::to_string(s.halves.size()) + " random halves of the texts (seed " +
                std::to_string(command.spec.study.seed) + "), mean +- standard deviation:\n  NRE on the whole sample " +
                spreadText(s.halfNre, 4) + "; on the other half " + spreadText(s.halfNreOther, 4) + "\n  distance to W_ref " +
                spreadText(s.halfDistance, 3) + "; between the two halves " + spreadText(s.between, 3) + "\n";
    text += "\nIn the columns of Table B2 (the fit on all is that on sample and held-out tokens together; cross-split std is "
            "that of the distance between halves):\n" + toText(paperTable(s));
    for (const std::string& warning : s.warnings)
        text += "Note: " + warning + "\n";
    return text;
}

void runAlignment(Shell& shell, const AlignmentCommand& command) {
    store::Project project = shell.open(command.project, store::Access::WriteIfFree);
    const store::PairRow pair = pairOf(project, command);
    const store::ModelRow modelA = store::modelRow(project, pair.a);
    const store::CorpusRow corpus = store::corpusRow(project, modelA.corpus);
    const std::int64_t layer = pipeline::resolveLayer(pipeline::configOf(project, modelA), command.layer);
    const auto study = pipeline::studyAlignment(shell.context(project), corpus, store::loadCorpus(project, corpus.id), pair,
                                                layer, command.spec);
    command.files.write(tableOf(study, command.what));
    nlohmann::json json = pipeline::resultJson(study);
    json["pair"] = pair.id ? nlohmann::json(pair.id.value) : nlohmann::json(nullptr);
    json["models"] = {modelA.name, store::modelRow(project, pair.b).name};
    json["layer"] = layer;
    json["layer_from_1"] = layer + 1;
    json["data_hash"] = corpus.contentHash;
    json["config"] = pipeline::toJson(command.spec);
    shell.about(project, addressesOf(project, pair, layer), command.files.written());
    shell.result(json, studyText(command, pair, layer, study));
}

} // namespace

void addAlignmentCommand(CLI::App& app, Shell& shell) {
    CLI::App* command =
        app.add_subcommand("alignment", "The alignment of a pair in depth (Table B2): sample size, halves, controls");
    auto options = std::make_shared<AlignmentCommand>();
    command->add_option("project", options->project, "NAME.crosseed")->required();
    command->add_option("--pair", options->pair, "number of the pair (0: that of the latest run with the true rotation)")
        ->capture_default_str();
    command->add_option("--a", options->a, "name of model A, instead of --pair");
    command->add_option("--b", options->b, "name of model B, which is turned onto A");
    command->add_option("--layer", options->layer, "L, 0-based (-1: the last but one)")->capture_default_str();
    addFields(command, options->spec);
    command->add_option("--what", options->what, "the table of --csv and --latex: curve, halves, summary or paper (Table B2)")
        ->capture_default_str()
        ->check(CLI::IsMember({"curve", "halves", "summary", "paper"}));
    options->files.add(command);
    command->footer("Examples:\n  crosseed alignment sample.crosseed\n"
                    "  crosseed alignment sample.crosseed --alignment-split test --texts 500 --held-out validation\n"
                    "  crosseed alignment sample.crosseed --a seed-42 --b seed-137 --sizes 200 800 3200 --csv curve.csv");
    command->callback([&shell, options] { runAlignment(shell, *options); });
}

} // namespace crosseed::cli
