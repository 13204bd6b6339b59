#include "views/data/health_checks.h"
#include "views/shared/words.h"
#include <QCoreApplication>
#include <QFileInfo>
#include <algorithm>

namespace crosseed::views {

namespace {
using text::Finding;

constexpr std::size_t longWord = 40; // bytes of a word that is cut

QString tr(const char* text) {
    return QCoreApplication::translate("HealthChecks", text);
}

// "3 and 1,408", "3, 7 and 11 more".
QString listed(const std::vector<std::int64_t>& numbers) {
    constexpr std::size_t most = 4;
    QStringList words;
    for (std::size_t i = 0; i < std::min(numbers.size(), most); ++i)
        words << count(numbers[i]);
    if (numbers.size() > most)
        return words.join(", ") + " " +
               tr("and %1 more").arg(count(std::ssize(numbers) - static_cast<qsizetype>(most)));
    const QString last = words.isEmpty() ? QString() : words.takeLast();
    return words.isEmpty() ? last : words.join(", ") + " " + tr("and") + " " + last;
}

// The encoding that reads most, where it reads more than the present one.
std::optional<text::TextEncoding> betterEncoding(const pipeline::CorpusPreview& preview) {
    for (const pipeline::PreviewSource& source : preview.sources) {
        const auto best =
            std::ranges::min_element(source.encodings, {}, &std::pair<text::TextEncoding, std::int64_t>::second);
        if (best != source.encodings.end() && best->second < source.table.file.undecodableCount)
            return best->first;
    }
    return std::nullopt;
}

HealthCheck unreadable(const pipeline::CorpusPreview& preview) {
    HealthCheck check{"unreadable", CheckSign::Fine, tr("Bytes that cannot be read"), {}, {}, {}, false, false, {}, {}};
    std::int64_t bytes = 0;
    std::vector<std::int64_t> rows;
    QString doubt;
    for (const pipeline::PreviewSource& source : preview.sources) {
        bytes += source.table.file.undecodableCount;
        for (const text::UndecodableByte& bad : source.table.file.undecodable)
            if (bad.row >= 0 && (rows.empty() || rows.back() != bad.row + 1))
                rows.push_back(bad.row + 1);
        if (doubt.isEmpty())
            doubt = toQt(source.table.file.form.doubt);
    }
    check.number = count(bytes);
    if (bytes == 0) {
        check.sentence = doubt.isEmpty() ? tr("all bytes are read as the encoding says") : doubt;
        check.sign = doubt.isEmpty() ? CheckSign::Fine : CheckSign::Look;
        return check;
    }
    check.sign = CheckSign::Problem;
    check.canShow = true;
    check.sentence = rows.empty() ? tr("outside of the rows")
                                  : (rows.size() == 1 ? tr("in row %1") : tr("in rows %1")).arg(listed(rows));
    if (const auto better = betterEncoding(preview)) {
        check.helpId = "encoding:" + toQt(text::encodingName(*better));
        check.help = tr("Read as %1").arg(encodingText(*better));
    }
    return check;
}

HealthCheck broken(const pipeline::CorpusPreview& preview) {
    HealthCheck check{"broken", CheckSign::Fine, tr("Broken rows, left out"), {}, {}, {}, false, false, {}, {}};
    std::int64_t rows = 0;
    for (const pipeline::PreviewSource& source : preview.sources) {
        const text::TableFile& file = source.table.file;
        if (rows == 0 && file.table.brokenCount > 0)
            check.sentence = QString("%1 %2 %3")
                                 .arg(tr(file.rowWord), count(file.table.broken.front().line),
                                      toQt(file.table.broken.front().reason));
        rows += file.table.brokenCount;
    }
    check.number = count(rows);
    check.sign = rows > 0 ? CheckSign::Look : CheckSign::Fine;
    check.canShow = rows > 0;
    if (rows == 0)
        check.sentence = tr("each row has a field for each column");
    return check;
}

HealthCheck found(const QString& id, const QString& title, std::int64_t number, const std::vector<Finding>& findings,
                  const QString& sentence, const QString& none, CheckSign sign = CheckSign::Look) {
    return {id,
            number > 0 ? sign : CheckSign::Fine,
            title,
            count(number),
            number > 0 ? sentence : none,
            findings,
            number > 0,
            false,
            {},
            {}};
}

HealthCheck length(const pipeline::CorpusPreview& preview) {
    if (!preview.health.tokens) {
        return {"length",
                CheckSign::Unknown,
                tr("Length"),
                tr("median %1").arg(counted(preview.medianWords, tr("word"))),
                tr("in words; pieces are known once the project has a model"),
                {},
                false,
                false,
                {},
                {}};
    }
    const text::TokenHealth& tokens = *preview.health.tokens;
    return {"length",
            tokens.cutTexts > 0 ? CheckSign::Look : CheckSign::Fine,
            tr("Longer than %1 pieces").arg(preview.maxLength),
            percent(100 * tokens.cutShare),
            tokens.cutTexts > 0
                ? (tokens.cutTexts == 1 ? tr("1 text loses its end")
                                        : tr("%1 texts lose their end").arg(count(tokens.cutTexts)))
                : tr("no text is cut; the longest has %1").arg(count(static_cast<long long>(tokens.quantiles.back()))),
            {Finding::Cut},
            tokens.cutTexts > 0,
            false,
            {},
            {}};
}

HealthCheck leaks(const pipeline::CorpusPreview& preview) {
    const std::int64_t exact = preview.findings.count(Finding::Leak), near = preview.findings.count(Finding::NearLeak);
    HealthCheck check =
        found("leaks", tr("Same text in two splits"), exact + near, {Finding::Leak, Finding::NearLeak},
              near > 0 ? tr("%1 exactly, %2 nearly; test results would be too good").arg(count(exact), count(near))
                       : tr("test results would be too good"),
              tr("no text of one split stands in another"), exact > 0 ? CheckSign::Problem : CheckSign::Look);
    if (exact > 0 && !preview.isStored && preview.spec.format == "table" && !preview.spec.dropLeaks) {
        check.helpId = "drop_leaks";
        check.help = tr("Leave out of train");
    }
    return check;
}

HealthCheck balance(const pipeline::CorpusPreview& preview) {
    HealthCheck check{"balance", CheckSign::Fine, tr("Balance of classes"), {}, {}, {}, false, false, {}, {}};
    const std::size_t classes = preview.corpus.classNames.size();
    const std::vector<std::int64_t>& of = preview.perClass;
    const std::int64_t none = preview.unlabelled, all = preview.health.texts - none;
    if (classes < 2 || all == 0) {
        check.sign = CheckSign::Look;
        check.number = tr("none");
        check.sentence = tr("a classifier needs a column with at least two classes");
        return check;
    }
    QStringList shares;
    for (const std::int64_t own : of)
        shares << fixed(100 * static_cast<double>(own) / static_cast<double>(all), 0);
    check.number =
        classes <= 6 ? shares.join(" / ") + " %" : counted(static_cast<long long>(classes), tr("class"), tr("classes"));
    const auto [least, most] = std::ranges::minmax(of);
    const bool isUneven = 5 * least < most;
    check.sign = isUneven || none > 0 || classes > 100 ? CheckSign::Look : CheckSign::Fine;
    check.sentence =
        preview.spec.quartileClasses.empty()
            ? (isUneven
                   ? tr("the largest has %1 times the smallest").arg(count(most / std::max<std::int64_t>(least, 1)))
                   : tr("no class is rare"))
            : tr("%1, cut at its quartiles in each file").arg(toQt(preview.spec.labelColumn));
    if (none > 0)
        check.sentence = tr("%1 without a class; ").arg(counted(none, tr("row"))) + check.sentence;
    return check;
}

HealthCheck unknown(const text::TokenHealth& tokens) {
    QStringList words;
    for (const auto& [word, times] : tokens.unknownWords)
        if (words.size() < 3)
            words << (word.size() > longWord ? toQt(word).left(12) + "…" : toQt(word));
    return {"unknown",
            tokens.unknownShare > .01 ? CheckSign::Look : CheckSign::Fine,
            tr("Unknown pieces [UNK]"),
            fixed(100 * tokens.unknownShare, 2) + " %",
            tr("%1 of %2").arg(count(tokens.unknown), count(tokens.tokens)) +
                (words.isEmpty() ? QString() : tr("; most: %1").arg(words.join(", "))),
            {Finding::Unknown},
            tokens.unknown > 0,
            false,
            {},
            {}};
}

void addFileChecks(const pipeline::CorpusPreview& preview, QList<HealthCheck>& checks) {
    if (preview.isStored || preview.spec.format != "table")
        return;
    checks << unreadable(preview) << broken(preview);
    for (const pipeline::PreviewSource& source : preview.sources)
        for (const std::string& warning : source.table.warnings)
            if (warning != source.table.file.form.doubt)
                checks << HealthCheck{
                    "header", CheckSign::Look, tr("First line"), {}, toQt(warning), {}, false, false, {}, {}};
}
} // namespace

QList<HealthCheck> healthChecks(const pipeline::CorpusPreview& preview, const QStringList& ignored) {
    QList<HealthCheck> checks;
    const text::CorpusHealth& health = preview.health;
    addFileChecks(preview, checks);
    if (preview.problem.empty()) {
        checks << found("copies", tr("Exact duplicates"), health.copies - preview.repeated, {Finding::Copy},
                        preview.spec.format == "table" && preview.spec.splitColumn.empty() && preview.spec.trainFile.empty()
                            ? tr("copies of one text stand in one split; all go in")
                            : tr("all go in, in the splits that the files give"),
                        tr("no text stands there twice"));
        checks << found("near", tr("Near duplicates"), health.nearCopies, {Finding::NearCopy},
                        tr("differ in few words, letter case or punctuation"), tr("no text nearly stands there twice"));
        if (!preview.corpus.classNames.empty())
            checks << found("contradictions", tr("One text, two classes"), health.contradictions,
                            {Finding::Contradiction}, tr("the same text with different classes"),
                            tr("a text has the same class everywhere"));
        checks << length(preview);
        checks << found("empty", tr("Empty rows"), health.empty, {Finding::Empty},
                        tr("have no word; they go in as they are"), tr("each row has a text"));
        checks << leaks(preview) << balance(preview);
        if (health.tokens)
            checks << unknown(*health.tokens);
        if (std::ranges::none_of(health.splits, [](const auto& split) { return split.split == text::Split::Test; }))
            checks << HealthCheck{"test",
                                  CheckSign::Problem,
                                  tr("No test texts"),
                                  "0",
                                  tr("results would have nothing to be measured on"),
                                  {},
                                  false,
                                  false,
                                  {},
                                  {}};
    }
    for (HealthCheck& check : checks)
        check.isIgnored = check.sign != CheckSign::Fine && ignored.contains(check.id);
    return checks;
}

int openProblems(const QList<HealthCheck>& checks) {
    return static_cast<int>(std::ranges::count_if(
        checks, [](const HealthCheck& c) { return c.sign == CheckSign::Problem && !c.isIgnored; }));
}
int openWarnings(const QList<HealthCheck>& checks) {
    return static_cast<int>(
        std::ranges::count_if(checks, [](const HealthCheck& c) { return c.sign == CheckSign::Look && !c.isIgnored; }));
}

} // namespace crosseed::views
