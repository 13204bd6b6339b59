// The rows of a pair's card.
#include "app/gui/condition_grid.h"
#include "app/gui/grid_settings.h"
#include "app/gui/pair_measure.h"
#include "base/disk_room.h"
#include "views/models/texts.h"
#include "views/shared/words.h"
#include <QFile>
#include <algorithm>
#include <cmath>

namespace crosseed::gui {

using namespace views;

namespace {

CheckVerdict verdictOf(pipeline::Verdict verdict) {
    return verdict == pipeline::Verdict::Fits ? CheckVerdict::Fine : verdict == pipeline::Verdict::Note ? CheckVerdict::Look : CheckVerdict::Decide;
}

QStringList namesIn(const std::string& listed) {
    return toQt(listed).split(", ");
}

const pipeline::PairFact* factOf(const pipeline::PairCheck& check, const std::string& what) {
    const auto found = std::ranges::find(check.facts, what, &pipeline::PairFact::what);
    return found == check.facts.end() ? nullptr : &*found;
}

// Several facts of one kind in one row: the worst decides, its sentence is shown.
CheckRow together(const QString& name, const pipeline::PairCheck& check, const std::vector<std::string>& facts, const QString& same) {
    CheckRow row{name, same, {}, CheckVerdict::Fine, {}, {}};
    QStringList details;
    for (const std::string& what : facts) {
        const pipeline::PairFact* fact = factOf(check, what);
        if (!fact)
            continue;
        const CheckVerdict verdict = verdictOf(fact->verdict);
        if (verdict == CheckVerdict::Fine) {
            details += toQt(fact->a) + (toQt(fact->a).contains(' ') ? QString() : " " + toQt(what));
            continue;
        }
        if (static_cast<int>(verdict) > static_cast<int>(row.verdict) || row.verdict == CheckVerdict::Fine) {
            row.verdict = verdict;
            row.finding = toQt(what) + ": " + toQt(fact->a) + " in A, " + toQt(fact->b) + " in B";
        }
        details += toQt(fact->sentence);
    }
    row.detail = details.join(row.verdict == CheckVerdict::Fine ? ", " : " ");
    return row;
}

CheckRow classRow(const pipeline::PairCheck& check) {
    const pipeline::PairFact* fact = factOf(check, "classes");
    if (!fact)
        return {"Label order", {}, "not known", CheckVerdict::Unknown, {}, {}};
    return {"Label order", fact->verdict == pipeline::Verdict::Fits ? QString("the same in both") : QString(), toQt(fact->sentence),
            verdictOf(fact->verdict), namesIn(fact->a), namesIn(fact->b)};
}

std::string originOf(const GridModel& model) {
    return model.config.value("origin", "");
}

// What the models were trained on: known of those made here, nobody's guess of others.
CheckRow trainingRow(const GridModel& a, const GridModel& b) {
    const bool unknownA = originOf(a) == "accepted", unknownB = originOf(b) == "accepted";
    if (unknownA || unknownB)
        return {"Training rows", QString("not known for %1").arg(unknownA && unknownB ? "A and B" : unknownA ? "A" : "B"),
                "a classifier finished elsewhere may have seen the test texts", CheckVerdict::Look, {}, {}};
    if (a.row.corpus != b.row.corpus)
        return {"Training rows", "A and B were trained on different corpora", "activations are taken of A’s corpus", CheckVerdict::Look, {}, {}};
    return {"Training rows", "the train texts of this corpus, in both", "the test texts were seen by neither", CheckVerdict::Fine, {}, {}};
}

CheckRow baseRow(const pipeline::PairCheck& check) {
    const pipeline::PairFact* fact = factOf(check, "trained from");
    if (!fact)
        return {"Trained from", "not known of both", "features are shared above all by models of the same pretrained weights", CheckVerdict::Look, {}, {}};
    if (fact->verdict == pipeline::Verdict::Fits)
        return {"Trained from", toQt(fact->a).section('/', -1) + ", both", toQt(fact->a).contains('/') ? toQt(fact->a) : QString(), CheckVerdict::Fine, {}, {}};
    return {"Trained from", "A: " + toQt(fact->a).section('/', -1) + ", B: " + toQt(fact->b).section('/', -1), toQt(fact->sentence), CheckVerdict::Look, {}, {}};
}

CheckRow accuracyRow(const GridRows& rows, const GridModel& a, const GridModel& b, const std::optional<MeasuredPair>& measured, AccuracyPicture& picture) {
    CheckRow row{"Clean accuracy", {}, {}, CheckVerdict::Unknown, {}, {}};
    picture.a = measured ? measured->accuracyA : trainedScores(a.row).first;
    picture.b = measured ? measured->accuracyB : trainedScores(b.row).first;
    const auto corpus = rows.validationTexts.find(a.row.corpus.value);
    const std::int64_t texts = measured ? measured->texts : corpus == rows.validationTexts.end() ? 0 : corpus->second;
    const auto largest = rows.largestClass.find(a.row.corpus.value);
    picture.largestClass = largest == rows.largestClass.end() ? notKnown : largest->second;
    if (!std::isfinite(picture.a) || !std::isfinite(picture.b)) {
        row.finding = "not known before it is measured";
        row.detail = texts == 0 ? "there is no validation text with a label" : "of a classifier that was finished elsewhere";
        picture.a = picture.b = notKnown;
        return row;
    }
    std::tie(picture.lowA, picture.highA) = shareInterval(picture.a, texts);
    std::tie(picture.lowB, picture.highB) = shareInterval(picture.b, texts);
    row.finding = QString("A %1 · B %2").arg(accuracyText(picture.a), accuracyText(picture.b));
    const double difference = 100 * (picture.a - picture.b);
    row.detail = QString("difference %1").arg(fixed(difference, 1));
    if (measured)
        row.detail += QString(" [%1, %2]").arg(fixed(100 * measured->differenceLow, 1), fixed(100 * measured->differenceHigh, 1));
    row.detail += QString(" points, %1 validation texts").arg(count(texts));
    row.verdict = CheckVerdict::Fine;
    if (picture.lowA <= picture.largestClass || picture.lowB <= picture.largestClass) {
        row.verdict = CheckVerdict::Look;
        row.detail += ". One of them is not surely better than always answering with the largest class.";
    } else if (std::abs(difference) > 5) {
        row.verdict = CheckVerdict::Look;
        row.detail += ". One is much better than the other.";
    }
    return row;
}

CheckRow agreementRow(const GridModel& a, const GridModel& b, const std::optional<MeasuredPair>& measured) {
    if (a.row.contentHash == b.row.contentHash)
        return {"Two models", "A and B have the same weights", "a pair needs two models; these are copies", CheckVerdict::Decide, {}, {}};
    if (!measured || !std::isfinite(measured->agreement))
        return {"Two models", "not copies: their weights differ", "on how many texts they agree is not measured", CheckVerdict::Unknown, {}, {}};
    return {"Two models", QString("agree on %1 of the texts").arg(percent(100 * measured->agreement)), "not copies: their weights differ", CheckVerdict::Fine, {}, {}};
}

CheckRow alignmentRow(const GridRows& rows, const store::PairRow& pair, const GridModel& a, const GridOptions& options) {
    const auto found = rows.sizes.find(pair.id.value);
    if (found == rows.sizes.end() || found->second.alignmentTokens < 0 || a.width == 0)
        return {"Alignment", "not known", "the texts could not be counted", CheckVerdict::Unknown, {}, {}};
    const PairSizes& sizes = found->second;
    const double each = static_cast<double>(sizes.alignmentTokens) / static_cast<double>(a.width);
    CheckRow row{"Alignment", QString("%1 tokens a dimension").arg(fixed(each, 1)),
                 QString("%1 train texts, %2 tokens").arg(options.alignmentTexts == 0 ? "all" : count(sizes.alignmentTexts), count(sizes.alignmentTokens)),
                 CheckVerdict::Fine, {}, {}};
    if (each < 1) {
        row.verdict = CheckVerdict::Look;
        row.detail += ". Fewer tokens than dimensions: W is not unique; align on more texts.";
    }
    return row;
}

// With other settings times and sizes are others.
bool isOf(const std::optional<MeasuredPair>& measured, const GridOptions& options) {
    return measured && measured->dictionary == options.dictionary && measured->k == options.k && measured->preset == options.preset;
}

CheckRow timeRow(const std::optional<MeasuredPair>& measured, const GridOptions& options, double low, double high, const QString& from) {
    if (high >= 0)
        return {"Time", rangeText(low, high) + " for Joint, full", from, CheckVerdict::Fine, {}, {}};
    if (!isOf(measured, options))
        return {"Time", "not known before it is measured", "a few batches are timed on this computer", CheckVerdict::Unknown, {}, {}};
    const pipeline::PairCost& cost = measured->cost;
    const double all = cost.extractionSeconds + cost.trainingSeconds + cost.evaluationSeconds;
    return {"Time", rangeText(all, 1.3 * all) + " for Joint, full",
            QString("%1 texts timed on this computer").arg(count(cost.measuredTexts)) + (measured->whileBusy ? ", while something trained" : ""),
            measured->whileBusy ? CheckVerdict::Look : CheckVerdict::Fine, {}, {}};
}

double availableMemory() {
    QFile file("/proc/meminfo");
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray& line : file.readAll().split('\n'))
        if (line.startsWith("MemAvailable:"))
            return 1024 * line.mid(13).trimmed().split(' ').front().toDouble();
    return -1;
}

CheckRow roomRow(const std::optional<MeasuredPair>& measured, const GridOptions& options, double free) {
    if (!isOf(measured, options))
        return {"Memory, disk", "not known before it is measured", free < 0 ? QString() : diskText(free) + " free on the project’s disk", CheckVerdict::Unknown, {}, {}};
    const auto memory = static_cast<double>(measured->cost.memoryBytes), disk = static_cast<double>(measured->cost.diskBytes);
    const double available = availableMemory();
    CheckRow row{"Memory, disk", QString("%1 of %2 memory free").arg(diskText(memory), diskText(available)),
                 QString("%1 of %2 on disk").arg(diskText(disk), diskText(free)), CheckVerdict::Fine, {}, {}};
    if (free >= 0 && disk > free) {
        row.verdict = CheckVerdict::Decide;
        row.detail += ". There is not enough room on the project’s disk.";
    } else if (available >= 0 && memory > available) {
        row.verdict = CheckVerdict::Look;
        row.detail += ". It may not fit into the memory that is free now.";
    }
    return row;
}

QString bannerOf(const std::vector<CheckRow>& rows) {
    QStringList names;
    for (const CheckRow& row : rows)
        if (row.verdict == CheckVerdict::Decide)
            names += row.name.toLower();
    return names.isEmpty() ? QString()
                           : QString("%1 to decide: %2").arg(names.size() == 1 ? "One thing" : QString::number(names.size()) + " things", names.join(", "));
}

} // namespace

CheckVerdict worstOf(const PairCard& card) {
    CheckVerdict worst = card.rows.empty() ? CheckVerdict::Unknown : CheckVerdict::Fine;
    const auto rank = [](CheckVerdict verdict) { // not known is worse than fine and better than a finding
        return verdict == CheckVerdict::Fine ? 0 : verdict == CheckVerdict::Unknown ? 1 : verdict == CheckVerdict::Look ? 2 : 3;
    };
    for (const CheckRow& row : card.rows)
        worst = rank(row.verdict) > rank(worst) ? row.verdict : worst;
    return worst;
}

std::shared_ptr<const PairCard> pairCard(const GridRows& rows, const store::PairRow& pair, const pipeline::PairCheck* check, const QString& problem,
                                         const std::optional<MeasuredPair>& measured, const GridOptions& options, double jointLow, double jointHigh,
                                         const QString& timesFrom) {
    auto card = std::make_shared<PairCard>();
    const GridModel &a = rows.models.at(pair.a.value), &b = rows.models.at(pair.b.value);
    card->pair = pair.id;
    card->title = pairTitle(a.row.name, b.row.name);
    card->measured = measured.has_value();
    if (check) {
        card->rows = {classRow(*check), together("Tokenizer", *check, {"vocabulary", "text clean-up"}, "the same in both"),
                      together("Width, layers", *check, {"width D", "layers"}, QString("%1 and %2 in both").arg(a.width).arg(a.layers)),
                      together("Build", *check, {"heads", "inner width", "positions"}, "the same in both"), baseRow(*check)};
        card->rows[2].detail = card->rows[2].verdict == CheckVerdict::Fine
                                   ? QString("layer %1 is the %2, one follows").arg(GridSettings(options).layer(a.layers)).arg(ordinal(GridSettings(options).layer(a.layers) + 1))
                                   : card->rows[2].detail;
    } else {
        card->rows = {{"Files", "cannot be read", problem, CheckVerdict::Decide, {}, {}}};
    }
    card->rows.push_back(trainingRow(a, b));
    card->rows.push_back(accuracyRow(rows, a, b, measured, card->accuracy));
    card->rows.push_back(agreementRow(a, b, measured));
    card->rows.push_back(alignmentRow(rows, pair, a, options));
    card->rows.push_back(timeRow(measured, options, jointLow, jointHigh, timesFrom));
    card->rows.push_back(roomRow(measured, options, rows.freeBytes));
    // What is to be decided stands first, what is to be looked at next.
    const auto rank = [](const CheckRow& row) { return row.verdict == CheckVerdict::Decide ? 0 : row.verdict == CheckVerdict::Look ? 1 : 2; };
    std::ranges::stable_sort(card->rows, [&](const CheckRow& x, const CheckRow& y) { return rank(x) < rank(y); });
    card->banner = bannerOf(card->rows);
    return card;
}

} // namespace crosseed::gui
