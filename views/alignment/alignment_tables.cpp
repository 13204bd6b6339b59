#include "views/alignment/alignment_tables.h"
#include "views/shared/words.h"
#include <cmath>
#include <numeric>

namespace crosseed::views {

using text::Cell;

namespace {
bool heldOut(const align::AlignmentStudy& study) {
    return study.heldOutTokens > 0;
}

QString exact(double value) {
    return toQt(text::exactText(value));
}

TableSource source(const AlignmentData& data, const QString& name, const QString& caption, text::Table table) {
    return {name, caption, std::move(table), {{store::Kind::Rotation, data.used.id}}};
}

QString sampleText(const AlignmentData& data) {
    return QObject::tr("the first %1 of the %2 split, %3")
        .arg(counted(data.texts(), "text"), toQt(data.spec.split), counted(data.study.tokens, "token"));
}

std::vector<NumberRow> errorRows(const AlignmentData& data) {
    const align::AlignmentStudy& s = data.study;
    const bool held = heldOut(s);
    const double error = held ? data.fit().nreHeldOut : data.fit().nre;
    const double mismatched = held ? s.nreMismatchedHeldOut : s.nreMismatched;
    const double removed = 100 * (1 - error / identityError(s));
    return {
        {QObject::tr("Alignment error (NRE), Eq. 1"), errorText(error),
         held ? QObject::tr("on the %1 split").arg(toQt(data.spec.heldOut)) : QObject::tr("the sample itself"), "nre", exact(error)},
        {QObject::tr("Without the rotation"), errorText(identityError(s)), QObject::tr("identity"), "identity", exact(identityError(s))},
        {QObject::tr("With shuffled tokens"), errorText(mismatched), QObject::tr("mismatched"), "mismatched", exact(mismatched)},
        {QObject::tr("Error removed"), percent(removed), QObject::tr("by the rotation"), "nre", exact(removed)},
    };
}

std::vector<NumberRow> sampleRows(const AlignmentData& data) {
    const align::AlignmentStudy& s = data.study;
    const double perDimension = static_cast<double>(s.tokens) / static_cast<double>(s.width);
    const align::StudyFit& fit = data.fit();
    std::vector<NumberRow> rows{
        {QObject::tr("Sample, texts of %1").arg(toQt(data.spec.split)), count(data.texts()), counted(s.tokens, "token"), "sample-size",
         QString::number(data.texts())},
        {QObject::tr("Tokens per dimension"), fixed(perDimension, 1), QObject::tr("at least 1 needed"), "tokens-per-dimension",
         exact(perDimension)},
        {QObject::tr("Shared directions, k95/k99"), QString("%1/%2").arg(fit.k95).arg(fit.k99),
         QObject::tr("of s²; s: %1/%2").arg(fit.k95OfS).arg(fit.k99OfS), "k95", {}},
    };
    if (fit.rank < s.width)
        rows.push_back({QObject::tr("Directions determined"), count(fit.rank), QObject::tr("of %1").arg(count(s.width)),
                        "tokens-per-dimension", QString::number(fit.rank)});
    return rows;
}

std::vector<NumberRow> stabilityRows(const AlignmentData& data) {
    const align::AlignmentStudy& s = data.study;
    std::vector<NumberRow> rows;
    if (!s.halves.empty())
        rows.push_back({QObject::tr("Split halves, %1").arg(counted(std::ssize(s.halves), "draw")), correlation(s.between.deviation),
                        QObject::tr("s.d. of ‖W₁ − W₂‖"), "split-halves", exact(s.between.deviation)});
    if (const double distance = distanceToAll(data); !std::isnan(distance))
        rows.push_back({QObject::tr("Distance to W of all data"), fixed(distance, 2),
                        QObject::tr("%1 of 2√D").arg(percent(100 * distance / s.maximumDistance)), "distance", exact(distance)});
    rows.push_back({QObject::tr("Centred"), data.used.centred ? QObject::tr("yes") : QObject::tr("no"),
                    data.used.centred ? QObject::tr("means taken off before") : QObject::tr("as in the paper"), "rotation", {}});
    return rows;
}
} // namespace

QString errorText(double nre) {
    return std::isnan(nre) ? QString("–") : correlation(nre);
}

double shownError(const align::SizePoint& point, bool centred) {
    const double held = centred ? point.centredNreHeldOut : point.nreHeldOut;
    return std::isnan(held) ? (centred ? point.centredNre : point.nre) : held;
}

double identityError(const align::AlignmentStudy& study) {
    return heldOut(study) ? study.nreIdentityHeldOut : study.nreIdentity;
}

double usedError(const AlignmentData& data) {
    for (const align::SizePoint& point : data.curve().sizes)
        if (point.tokens == data.used.tokens)
            return shownError(point, data.used.centred);
    return std::nan("");
}

double distanceToAll(const AlignmentData& data) {
    for (const align::SizePoint& point : data.curve().sizes)
        if (data.wider && point.tokens == data.study.tokens)
            return data.used.centred ? point.centredDistance : point.distance;
    return std::nan("");
}

std::vector<NumberRow> numberRows(const AlignmentData& data) {
    std::vector<NumberRow> rows = errorRows(data);
    for (const auto& more : {sampleRows(data), stabilityRows(data)})
        rows.insert(rows.end(), more.begin(), more.end());
    return rows;
}

Verdict sampleVerdict(const AlignmentData& data) {
    const align::AlignmentStudy& curve = data.curve();
    const align::SizePoint& last = curve.sizes.back();
    for (const align::SizePoint& point : curve.sizes) {
        if (point.tokens != data.used.tokens || point.tokens == last.tokens)
            continue;
        const QString times = fixed(static_cast<double>(last.tokens) / static_cast<double>(point.tokens), 1);
        const QString gain = correlation(shownError(point, data.used.centred) - shownError(last, data.used.centred));
        if (curve.plateauTokens <= point.tokens)
            return {true, QObject::tr("The run's %1 lie past the bend: %2 times as many tokens lower the error by %3 only.")
                              .arg(counted(data.used.texts, "text"), times, gain)};
        return {false, QObject::tr("Beyond the run's %1 the error still falls by more than %2: %3 times as many tokens lower it by %4.")
                           .arg(counted(data.used.texts, "text"), percent(100 * curve.plateau), times, gain)};
    }
    if (curve.plateauReached)
        return {true, QObject::tr("The curve is flat from %1 on; the sample has %2.")
                          .arg(counted(curve.plateauTokens, "token"), count(curve.tokens))};
    return {false, QObject::tr("The curve does not flatten within the %1 of the sample: more texts would lower the error.")
                       .arg(counted(curve.tokens, "token"))};
}

TableSource numbersTable(const AlignmentData& data) {
    text::Table table{{{"Number", false}, {"Value"}, {"Remark", false}}, {}};
    for (const NumberRow& row : numberRows(data))
        table.rows.push_back({toStd(row.name), row.exact.isEmpty() ? Cell(toStd(row.value)) : Cell(toStd(row.value), toStd(row.exact)),
                              toStd(row.remark)});
    return source(data, "alignment-numbers", QObject::tr("Alignment in numbers: %1.").arg(sampleText(data)), std::move(table));
}

TableSource singularValuesTable(const AlignmentData& data) {
    const std::vector<double>& s = data.fit().singularValues;
    const double whole = std::inner_product(s.begin(), s.end(), s.begin(), 0.0);
    text::Table table{{{"component"}, {"s"}, {"share of the sum of s^2"}}, {}};
    for (std::size_t i = 0; i < s.size(); ++i)
        table.rows.push_back({text::countCell(static_cast<long long>(i) + 1), text::fixedCell(s[i], 3),
                              Cell(text::fixedText(s[i] * s[i] / whole, 6), text::exactText(s[i] * s[i] / whole))});
    return source(data, "singular-values", QObject::tr("Singular values of H_A^T H_B, %1.").arg(sampleText(data)), std::move(table));
}

TableSource sizesTable(const AlignmentData& data) {
    const bool centred = data.used.centred;
    text::Table table{{{"tokens"}, {"directions determined"}, {"NRE held out"}, {"NRE on the sample"}, {"distance to W of the sample"}},
                      {}};
    for (const align::SizePoint& p : data.curve().sizes)
        table.rows.push_back({text::countCell(p.tokens), text::countCell(p.rank),
                              text::correlationCell(centred ? p.centredNreHeldOut : p.nreHeldOut),
                              text::correlationCell(centred ? p.centredNre : p.nre),
                              text::fixedCell(centred ? p.centredDistance : p.distance, 3)});
    return source(data, "alignment-error-by-sample",
                  QObject::tr("Alignment error against the number of tokens that W was fitted on; without the rotation %1.")
                      .arg(errorText(identityError(data.curve()))),
                  std::move(table));
}

TableSource halvesTable(const AlignmentData& data) {
    text::Table table{{{"split"}, {"tokens"}, {"tokens of the other half"}, {"NRE"}, {"NRE on the other half"}, {"distance to W"},
                       {"between the halves"}}, {}};
    for (std::size_t i = 0; i < data.study.halves.size(); ++i) {
        const align::HalfSplit& h = data.study.halves[i];
        table.rows.push_back({text::countCell(static_cast<long long>(i) + 1), text::countCell(h.tokens), text::countCell(h.otherTokens),
                              text::correlationCell(h.nre), text::correlationCell(h.nreOther), text::fixedCell(h.distance, 3),
                              text::fixedCell(h.between, 3)});
    }
    return source(data, "split-halves", QObject::tr("Rotations of random halves, %1.").arg(sampleText(data)), std::move(table));
}

TableSource pcaTable(const GeometryData& data, const Result& result, bool after) {
    const evaluate::HiddenPca& pca = data.study.hidden;
    const DoubleMatrix& b = after ? pca.after : pca.before;
    text::Table table{{{"row"}, {"text"}, {"token", false}, {"A, PC 1"}, {"A, PC 2"}, {"B, PC 1"}, {"B, PC 2"}}, {}};
    for (std::size_t i = 0; i < pca.rows.size(); ++i) {
        const auto n = static_cast<std::int64_t>(i);
        table.rows.push_back({text::countCell(pca.rows[i]), text::countCell(data.study.texts[i]), result.index.nodeOf(pca.rows[i]),
                              text::fixedCell(pca.a(n, 0), 3), text::fixedCell(pca.a(n, 1), 3), text::fixedCell(b(n, 0), 3),
                              text::fixedCell(b(n, 1), 3)});
    }
    return {after ? "pca-after" : "pca-before",
            QObject::tr("Tokens of the %1 split in the first two principal components of A, %2 the rotation.")
                .arg(toQt(data.spec.split), after ? QObject::tr("after") : QObject::tr("before")),
            std::move(table), {{store::Kind::Run, result.run.id.value}}};
}

TableSource cosineTable(const GeometryData& data, const Result& result) {
    const evaluate::CosineDistribution& c = data.study.cosines;
    const auto bins = static_cast<double>(c.counts.size());
    text::Table table{{{"|cosine| from"}, {"to"}, {"pairs"}, {"of random vectors"}}, {}};
    for (std::size_t i = 0; i < c.counts.size(); ++i)
        table.rows.push_back({text::fixedCell(static_cast<double>(i) / bins, 2), text::fixedCell(static_cast<double>(i + 1) / bins, 2),
                              text::countCell(c.counts[i]), text::fixedCell(c.expected[i], 1)});
    return {"cosines", QObject::tr("|cosine| of the %1 of decoder columns, beside random vectors in %2 dimensions.")
                           .arg(counted(c.pairs, "pair"), count(c.width)),
            std::move(table), {{store::Kind::Run, result.run.id.value}}};
}

} // namespace crosseed::views
