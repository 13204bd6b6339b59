#include "feature_report.h"
#include "report.h"
#include <algorithm>
#include "pipeline/result_json.h"
#include <cmath>
#include <nlohmann/json.hpp>

namespace crosseed::cli {

using nlohmann::json;
using pipeline::numberJson;

namespace {

json numbers(const std::vector<double>& values) {
    json array = json::array();
    for (const double value : values)
        array.push_back(numberJson(value));
    return array;
}

std::string wordsText(const evaluate::FeatureSummary& feature) {
    std::string words;
    for (const auto& top : feature.topWords)
        words += (words.empty() ? "" : ", ") + top.word;
    return words;
}

json summaryJson(const Reading& reading, const evaluate::FeatureSummary& f) {
    json words = json::array();
    for (const auto& top : f.topWords)
        words.push_back({{"word", top.word}, {"max", top.max}, {"texts", top.texts}});
    const auto& c = f.association;
    return {{"feature", f.feature},
            {"r", numberJson(f.r)},
            {"r_low", numberJson(f.interval.low)},
            {"r_high", numberJson(f.interval.high)},
            {"active_both", f.activeInBoth},
            {"universal", f.universal},
            {"strength", f.strength},
            {"fires_a", f.firesA},
            {"fires_b", f.firesB},
            {"density_a", f.densityA},
            {"density_b", f.densityB},
            {"max_a", f.maxA},
            {"max_b", f.maxB},
            {"texts", f.texts},
            {"cls_share", numberJson(f.clsShare)},
            {"sep_share", numberJson(f.sepShare)},
            {"top_words", words},
            {"class_means", numbers(c.means)},
            {"class_means_a", numbers(c.meansA)},
            {"class_means_b", numbers(c.meansB)},
            {"top_class", c.topClass < 0 ? json(nullptr) : json(reading.className(c.topClass))},
            {"top_class_share", c.topClassShare},
            {"eta_squared", numberJson(c.etaSquared)},
            {"kruskal_wallis", numberJson(c.kruskalWallis)},
            {"p", numberJson(c.p)}};
}

std::string pText(double p) { return std::isnan(p) ? "-" : p < 0.001 ? "< .001" : "= " + correlationText(p); }

std::string intervalText(const evaluate::Interval& interval) {
    return correlationText(interval.low) + " to " + correlationText(interval.high);
}

std::string classText(const Reading& reading, const evaluate::FeaturePage& page) {
    const auto& c = page.summary.association;
    Table table{{{"class", false}, {"mean A"}, {"mean B"}}, {}};
    for (std::size_t label = 0; label < c.means.size(); ++label)
        table.rows.push_back({reading.head.classNames[label], fixedCell(c.meansA[label], 4), fixedCell(c.meansB[label], 4)});
    return "Mean activation of a token of each class's texts; eta squared over texts " + correlationText(c.etaSquared) +
           ", Kruskal-Wallis H " + fixedText(c.kruskalWallis, 1) + ", p " + pText(c.p) + " (for this one feature):\n" +
           toText(table);
}

std::string histogramText(const evaluate::ActivationHistogram& histogram) {
    Table table{{{"activation from"}, {"to"}, {"tokens in A"}, {"tokens in B"}}, {}};
    for (std::size_t bin = 0; bin < histogram.countsA.size(); ++bin)
        table.rows.push_back({fixedCell(histogram.edges[bin], 3), fixedCell(histogram.edges[bin + 1], 3),
                              countCell(histogram.countsA[bin]), countCell(histogram.countsB[bin])});
    return table.rows.empty() ? "" : "How strongly it fires (codes that are not 0):\n" + toText(table);
}

// Which lines these are, in which order.
std::string groupText(const evaluate::ContextOptions& options) {
    using enum evaluate::ContextGroup;
    std::string text = "The strongest lines";
    if (options.group == All)
        text = "All lines";
    else if (options.group == Bands)
        text = "A sample of each of " + std::to_string(options.bands) + " bands of equally many lines";
    else if (options.group == Random)
        text = "A sample of all lines";
    else if (options.group == LookAlikes)
        text = "A sample of look-alikes: texts with its most frequent words where it is silent";
    if (options.group != Top && options.group != All)
        text += " (seed " + std::to_string(options.seed) + ")";
    return text + ", in the order of " + std::string(evaluate::contextOrderName(options.order));
}

std::string lineOf(const evaluate::ContextBand& band, bool named) {
    std::string text = std::to_string(band.lines.size()) + " of " + countText(band.total) + " lines";
    if (named)
        text = "Band " + band.name + " (activation " + fixedText(band.strongest, 2) + " to " + fixedText(band.weakest, 2) + ", " +
               percentText(100 * band.share) + " of the sum of all lines' activations): " + text;
    return text;
}

} // namespace

Table featureTableOf(const Reading& reading, const std::vector<evaluate::FeatureSummary>& features) {
    const bool intervals = std::ranges::any_of(features, [](const auto& f) { return !std::isnan(f.interval.low); });
    Table table{{{"feature"}, {"r"}}, {}};
    if (intervals)
        table.columns.insert(table.columns.end(), {{"r from"}, {"to"}});
    table.columns.insert(table.columns.end(),
                         {{"strength"}, {"fires A"}, {"fires B"}, {"max A"}, {"max B"}, {"on [CLS], [SEP]"}, {"eta squared"},
                          {"class, share", false}, {"top words", false}});
    for (const auto& f : features) {
        const auto& c = f.association;
        std::vector<Cell> row{Cell("f" + std::to_string(f.feature), std::to_string(f.feature)), correlationCell(f.r)};
        if (intervals)
            row.insert(row.end(), {correlationCell(f.interval.low), correlationCell(f.interval.high)});
        row.insert(row.end(),
                   {fixedCell(f.strength, 4), countCell(f.firesA), countCell(f.firesB), fixedCell(f.maxA, 2), fixedCell(f.maxB, 2),
                    percentCell(100 * (f.clsShare + f.sepShare)), correlationCell(c.etaSquared),
                    c.topClass < 0 ? "-" : reading.className(c.topClass) + " " + correlationText(c.topClassShare), wordsText(f)});
        table.rows.push_back(std::move(row));
    }
    return table;
}

json featuresJson(const Reading& reading, const std::vector<evaluate::FeatureSummary>& features) {
    json rows = json::array();
    for (const auto& f : features)
        rows.push_back(summaryJson(reading, f));
    return rows;
}

std::string featuresText(const Reading& reading, const std::vector<evaluate::FeatureSummary>& features,
                         const evaluate::FeatureTableOptions& options) {
    const auto choice = options.choice;
    const auto& m = reading.evaluation.metrics;
    const std::string shown = "strongest first, " + countText(std::ssize(features)) + " of ";
    std::string head = "Features of " + reading.source();
    if (choice == evaluate::FeatureChoice::Universal)
        head += " that both seeds share (r >= " + correlationText(reading.universalR()) + "), " + shown + countText(m.universal);
    else if (choice == evaluate::FeatureChoice::ActiveInBoth)
        head += " that are active in both, " + shown + countText(m.activeBoth);
    else
        head += ", " + shown + countText(m.dictionary);
    if (options.bootstrap.draws > 0)
        head += "; r from, to: " + fixedText(100 * options.bootstrap.level, 0) + " % interval, " + countText(options.bootstrap.draws) +
                " bootstrap draws of documents, seed " + std::to_string(options.bootstrap.seed);
    return head + ":\n" + toText(featureTableOf(reading, features));
}

std::vector<evaluate::FeatureSummary> universalFeatures(const Reading& reading, std::int64_t top) {
    evaluate::FeatureTableOptions options;
    options.count = top;
    return evaluate::featureTable(reading.evaluation.metrics, reading.index, options);
}

PageCompany companyOf(const store::Project& project, const Reading& reading, std::int32_t feature) {
    std::vector<std::int32_t> active;
    for (const auto& row : reading.evaluation.metrics.features)
        if (row.activeInBoth)
            active.push_back(row.feature);
    PageCompany company;
    company.note = store::noteOf(project, reading.run.id, feature);
    if (!active.empty())
        company.nearest = evaluate::nearestFeatures(sae::atomCosines(project.resolve(reading.run.saeFile), feature), feature, 5, active);
    return company;
}

std::string pageText(const Reading& reading, const evaluate::FeaturePage& page, const PageCompany& company) {
    const auto& f = page.summary;
    std::string text = "Feature f" + std::to_string(f.feature) + " of " + reading.source() + ": " +
                       (f.universal      ? "universal"
                        : f.activeInBoth ? "active in both models, not universal"
                                         : "not active in both models") +
                       "\n";
    if (!company.note.isEmpty())
        text += "  " + std::string(company.note.star ? "* " : "") + company.note.label + "\n";
    for (const std::string& warning : page.warnings)
        text += "  Note: " + warning + "\n";
    text += "  r " + correlationText(f.r) + ", " + fixedText(100 * page.bootstrap.level, 0) + " % interval " + intervalText(f.interval) + " (bootstrap: " +
            countText(page.bootstrap.draws) + " draws of " + countText(page.texts) + " documents, seed " +
            std::to_string(page.bootstrap.seed) + "); on even and odd documents " + correlationText(page.rEvenTexts) + ", " +
            correlationText(page.rOddTexts) + "\n";
    if (page.carrier >= 0)
        text += "  r without the document that carries it most " + correlationText(page.rWithoutCarrier) + " (" +
                reading.documents(page.carrier).id + (page.carrierCopies > 1 ? ", " + std::to_string(page.carrierCopies) + " copies" : "") +
                ")\n";
    text += "  fires on " + countText(f.firesA) + " tokens in A (" + fixedText(100 * f.densityA, 2) + " %), " +
            countText(f.firesB) + " in B (" + fixedText(100 * f.densityB, 2) + " %), in " + countText(f.texts) + " of " +
            countText(page.texts) + " documents; " + percentText(100 * f.clsShare) + " of its firings on [CLS], " +
            percentText(100 * f.sepShare) + " on [SEP]\n";
    text += "  maximum " + fixedText(f.maxA, 3) + " in A, " + fixedText(f.maxB, 3) + " in B\n\n";
    std::string near;
    for (const auto& other : company.nearest)
        near += (near.empty() ? "" : ", ") + ("f" + std::to_string(other.feature)) + " " + correlationText(other.cosine);
    text.insert(text.size() - 1, near.empty() ? "" : "  nearest features by decoder cosine" + std::string(reading.run.saeFileB.empty() ? "" : " in A's own SAE") +
                                                       ", among those active in both: " + near + "\n");
    Table words{{{"top word", false}, {"maximum"}, {"documents"}}, {}};
    for (const auto& top : f.topWords)
        words.rows.push_back({top.word, fixedCell(top.max, 3), countCell(top.texts)});
    text += "Words it peaks on (pieces joined; highest max(A, B)):\n" + toText(words) + "\n" + classText(reading, page) + "\n" +
            histogramText(page.histogram);
    return text;
}

json pageJson(const Reading& reading, const evaluate::FeaturePage& page, const PageCompany& company) {
    json nearest = json::array();
    for (const auto& other : company.nearest)
        nearest.push_back({{"feature", other.feature}, {"cosine", other.cosine}});
    json document = summaryJson(reading, page.summary);
    document.update({{"run", reading.run.id.value},
                     {"condition", reading.run.condition},
                     {"pooling", evaluate::poolingName(page.pooling)},
                     {"split", text::splitName(reading.evaluation.split)},
                     {"rows", page.rows},
                     {"documents", page.texts},
                     {"bootstrap", {{"draws", page.bootstrap.draws}, {"level", page.bootstrap.level}, {"seed", page.bootstrap.seed}}},
                     {"r_even_documents", numberJson(page.rEvenTexts)},
                     {"r_odd_documents", numberJson(page.rOddTexts)},
                     {"r_without_carrier", numberJson(page.rWithoutCarrier)},
                     {"carrier", page.carrier < 0 ? json(nullptr) : json(reading.documents(page.carrier).id)},
                     {"carrier_copies", page.carrierCopies},
                     {"class_names", reading.head.classNames},
                     {"histogram",
                      {{"edges", page.histogram.edges}, {"a", page.histogram.countsA}, {"b", page.histogram.countsB}}},
                     {"nearest", nearest},
                     {"label", company.note.label},
                     {"star", company.note.star},
                     {"warnings", page.warnings}});
    return document;
}

std::string contextsText(const Reading& reading, std::int32_t feature, const evaluate::Contexts& contexts,
                         const evaluate::ContextOptions& options) {
    std::string text = "Contexts of f" + std::to_string(feature) + " in " + runText(reading.run) + ", " +
                       std::string(text::splitName(reading.evaluation.split)) + " split: it fires in " +
                       countText(contexts.texts) + " texts" +
                       (options.foldCopies ? ", " + countText(contexts.lines) + " of them different" : "") +
                       (options.specialTokens ? ""
                                              : "; " + countText(contexts.hiddenSpecial) +
                                                    " firings on [CLS] and [SEP] not counted") +
                       ".\n" + groupText(options) + (contexts.bands.size() > 1 ? ".\n" : "; ");
    for (const auto& band : contexts.bands) {
        evaluate::Contexts one;
        one.bands.push_back(band);
        const bool named = contexts.bands.size() > 1;
        text += (named ? "\n" : "") + lineOf(band, named) + ":\n" +
                toText(evaluate::contextTable(one, reading.head.classNames, reading.head.extraColumns));
    }
    return text;
}

json contextsJson(const Reading& reading, std::int32_t feature, const evaluate::Contexts& contexts,
                         const evaluate::ContextOptions& options) {
    json bands = json::array();
    for (const auto& band : contexts.bands) {
        json lines = json::array();
        for (const auto& line : band.lines) {
            json tokens = json::array();
            for (const auto& token : line.tokens)
                tokens.push_back({{"begin", token.range.begin}, {"end", token.range.end}, {"a", token.a}, {"b", token.b}});
            lines.push_back({{"left", line.left}, {"node", line.node}, {"right", line.right}, {"a", line.a}, {"b", line.b},
                             {"token", line.token}, {"tokens", tokens}, {"document", line.document.id},
                             {"label", line.document.label}, {"class", reading.className(line.document.label)},
                             {"extra", line.document.extra}, {"copies", line.copies}});
        }
        bands.push_back({{"band", band.name}, {"strongest", band.strongest}, {"weakest", band.weakest},
                         {"share", numberJson(band.share)}, {"total", band.total}, {"lines", lines}});
    }
    return {{"feature", feature}, {"run", reading.run.id.value},
            {"options",
             {{"group", evaluate::contextGroupName(options.group)},
              {"order", evaluate::contextOrderName(options.order)},
              {"count", options.count},
              {"bands", options.bands},
              {"words", options.words},
              {"special_tokens", options.specialTokens},
              {"fold", options.foldCopies},
              {"seed", options.seed}}}, {"condition", reading.run.condition},
            {"split", text::splitName(reading.evaluation.split)}, {"texts", contexts.texts}, {"lines", contexts.lines},
            {"hidden_special", contexts.hiddenSpecial}, {"extra_columns", reading.head.extraColumns}, {"bands", bands}};
}

} // namespace crosseed::cli
