#include "views/comparison/trials.h"
#include "views/shared/words.h"
#include <QCoreApplication>
#include <cmath>
#include <map>
#include <numeric>

namespace crosseed::views {

namespace {
QString tr(const char* text) {
    return QCoreApplication::translate("Comparison", text);
}

double place(double n) {
    return std::log10(n + 1);
}

const pipeline::RotationTrial* trialOf(const pipeline::StoredRotationTest& test, const std::string& kind) {
    for (const pipeline::RotationTrial& trial : test.test.trials)
        if (trial.rotation.kind == kind)
            return &trial;
    return nullptr;
}

QString kindName(const std::string& kind) {
    return kind == "true" ? tr("true") : kind == "identity" ? tr("identity") : kind == "mismatched" ? tr("mismatched") : tr("random");
}

std::int64_t universal(const pipeline::RotationTrial& trial) {
    return trial.evaluation.metrics.universal;
}

// 0, 1, 3, 10, 30, ... as far as the axis goes.
QSharedPointer<QCPAxisTickerText> ticker(double largest) {
    QSharedPointer<QCPAxisTickerText> marks(new QCPAxisTickerText);
    marks->addTick(place(0), "0");
    for (double n = 1; n <= std::max(3., largest * 1.5); n *= 10) {
        marks->addTick(place(n), count(std::llround(n)));
        marks->addTick(place(3 * n), count(std::llround(3 * n)));
    }
    return marks;
}

// The name of a line at the top, each under the one before, so that two close ones do not write over each other.
QCPItemText* mark(Plot& plot, double x, double width, QCPItemText* above, const QString& text, Role role, bool bold) {
    const Qt::Alignment side = x < 0.2 * width ? Qt::AlignLeft : x > 0.8 * width ? Qt::AlignRight : Qt::AlignHCenter;
    auto* note = plot.note(x, 0, text, role, side | Qt::AlignTop);
    note->position->setTypeY(above ? QCPItemPosition::ptAbsolute : QCPItemPosition::ptAxisRectRatio);
    if (above)
        note->position->setParentAnchorY(above->bottom);
    note->position->setCoords(x, 0);
    note->setBrush(plot.colour(Role::Content));
    note->setPadding(QMargins(4, 0, 4, 0));
    if (bold) {
        QFont font = note->font();
        font.setBold(true);
        note->setFont(font);
    }
    return note;
}

// Numbers as they stand in tables: ".5" and a true minus.
class PlainTicker : public QCPAxisTicker {
protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar form, int precision) override {
        QString text = QCPAxisTicker::getTickLabel(tick, locale, form, precision);
        text.replace('-', QChar(0x2212));
        if (const auto zero = text.indexOf("0."); zero == 0 || (zero == 1 && !text[0].isDigit()))
            text.remove(zero, 1);
        return text;
    }
    double getTickStep(const QCPRange& range) override {
        const double step = QCPAxisTicker::getTickStep(range);
        return wholeSteps ? std::max(1., std::ceil(step)) : step;
    }

public:
    bool wholeSteps = false; // counts
};
// The name of a cloud of points, above its highest.
struct CloudName {
    double x, y;
    QString text;
    Role role;
};

// Names of clouds that lie close are put above each other.
void nameClouds(Plot& plot, std::vector<CloudName> names, double width, double height) {
    std::vector<CloudName> placed;
    for (CloudName name : names) {
        name.y += 0.05 * height;
        for (bool free = false; !free;) {
            free = std::ranges::none_of(placed, [&](const CloudName& other) {
                return std::abs(other.x - name.x) < 0.3 * width && std::abs(other.y - name.y) < 0.075 * height;
            });
            if (!free)
                name.y += 0.025 * height;
        }
        plot.note(name.x, name.y, name.text, name.role, Qt::AlignHCenter | Qt::AlignBottom);
        placed.push_back(name);
    }
}
} // namespace

QString drawsSentence(const pipeline::StoredRotationTest& test) {
    const evaluate::RankTest& rank = test.test.rank;
    if (!trialOf(test, "true"))
        return tr("The true rotation was not tried yet; go on with the test.");
    if (rank.draws == 0)
        return tr("No random rotation was tried yet.");
    QString text = tr("%1 of %2 reached %3: <b>p = %4</b>")
                       .arg(count(rank.reached), counted(rank.draws, tr("random rotation")), count(rank.observed), correlation(rank.p));
    text += rank.reached == 0 ? tr(", the smallest that %1 can give, (1 + 0) / (%2 + 1).").arg(counted(rank.draws, tr("draw")), count(rank.draws))
                              : tr(", (1 + %1) / (%2 + 1); the smallest that this number can give is %3.")
                                    .arg(count(rank.reached), count(rank.draws), correlation(rank.smallestP));
    return text;
}

QString trainingSentence(const pipeline::StoredRotationTest& test) {
    const sae::TrainOptions& training = test.spec.training;
    QString text = training.maxSteps > 0 ? tr("Trained for %1").arg(counted(training.maxSteps, tr("batch"), tr("batches")))
                                         : tr("Trained for %1").arg(counted(training.epochs, tr("epoch")));
    text += tr(" with λ cross %1").arg(training.weights.cross);
    if (training.maxSteps > 0)
        text += tr(", so that counts lie below the table's");
    if (test.otherSeeds > 0)
        text += tr("; %1 from another seed").arg(counted(test.otherSeeds, tr("draw")));
    return text + ".";
}

QString regressionText(const evaluate::Regression& regression) {
    if (std::isnan(regression.slope))
        return tr("n = %1: too few trials for a line").arg(count(regression.points));
    return tr("slope %1 · R² %2 · n = %3")
        .arg(fixed(regression.slope, std::abs(regression.slope) < 10 ? 2 : 0), correlation(regression.rSquared), count(regression.points));
}

void drawStrip(Plot& plot, const pipeline::StoredRotationTest& test) {
    std::map<std::int64_t, int> stacked;
    QVector<double> x, y;
    double largest = 1;
    std::int64_t most = 0, least = std::numeric_limits<std::int64_t>::max();
    for (const pipeline::RotationTrial& trial : test.test.trials) {
        largest = std::max(largest, static_cast<double>(universal(trial)));
        if (trial.rotation.kind != "random")
            continue;
        most = std::max(most, universal(trial));
        least = std::min(least, universal(trial));
        x.append(place(static_cast<double>(universal(trial))));
        y.append(++stacked[universal(trial)] - 0.5);
    }
    // Wide stacks: where all draws are alike they stand in rows of their own beside each other.
    const double width = place(largest * 1.6) + 0.25, dot = width / 60;
    const int perColumn = 8;
    std::map<double, int> seen;
    for (qsizetype i = 0; i < x.size(); ++i) {
        const double at = x[i];
        const int number = seen[at]++, all = stacked[std::llround(std::pow(10., at)) - 1];
        const int columns = (all + perColumn - 1) / perColumn;
        x[i] = at + (number / perColumn - (columns - 1) / 2.) * dot;
        y[i] = number % perColumn + 0.5;
    }
    plot.points(x, y, QCPScatterStyle::ssCircle, plot.colour(Role::ControlInk), 6);
    plot.xAxis->setTicker(ticker(largest));
    plot.xAxis->setRange(-0.12, width);
    plot.yAxis->setRange(0, 1.6 * perColumn); // the upper part is the names'
    plot.yAxis->setVisible(false);
    plot.yAxis->grid()->setVisible(false);
    plot.setLabels(tr("universal features, log (n + 1)"), {});
    plot.axisRect()->setAutoMargins(QCP::msBottom);
    plot.axisRect()->setMargins(QMargins(8, 4, 8, 0));
    struct Line {
        const char* kind;
        Role role;
        Qt::PenStyle style;
        double width;
    };
    QCPItemText* above = nullptr;
    for (const Line& line : {Line{"true", Role::Accent, Qt::SolidLine, 2}, Line{"identity", Role::Text, Qt::SolidLine, 1.6},
                             Line{"mismatched", Role::Secondary, Qt::DashLine, 1.2}})
        if (const auto* trial = trialOf(test, line.kind)) {
            const double at = place(static_cast<double>(universal(*trial)));
            plot.vertical(at, plot.pen(line.role, line.width, line.style));
            above = mark(plot, at, width, above, kindName(line.kind) + " " + count(universal(*trial)), line.role, line.role == Role::Accent);
        }
    if (!x.isEmpty())
        mark(plot, place(static_cast<double>(most)), width, above,
             least == most ? tr("%1: %2").arg(counted(x.size(), tr("random rotation")), count(most))
                           : tr("%1: %2 to %3").arg(counted(x.size(), tr("random rotation")), count(least), count(most)),
             Role::Secondary, false);
}

void drawYield(Plot& plot, const pipeline::StoredRotationTest& test) {
    struct Kind {
        const char* name;
        Role role;
        QCPScatterStyle::ScatterShape shape;
    };
    double low = 0, high = 0, most = 1;
    std::vector<CloudName> names;
    for (const Kind& kind : {Kind{"random", Role::ControlInk, QCPScatterStyle::ssCircle}, Kind{"mismatched", Role::Secondary, QCPScatterStyle::ssCross},
                             Kind{"identity", Role::Text, QCPScatterStyle::ssSquare}, Kind{"true", Role::Accent, QCPScatterStyle::ssDisc}}) {
        QVector<double> x, y;
        for (const pipeline::RotationTrial& trial : test.test.trials)
            if (trial.rotation.kind == kind.name) {
                x.append(1 - trial.nre);
                y.append(static_cast<double>(universal(trial)));
                low = std::min(low, x.last());
                high = std::max(high, x.last());
                most = std::max(most, y.last());
            }
        if (x.isEmpty())
            continue;
        plot.points(x, y, kind.shape, plot.colour(kind.role), 7);
        const bool random = std::string_view(kind.name) == "random";
        names.push_back({std::accumulate(x.begin(), x.end(), 0.) / static_cast<double>(x.size()), *std::ranges::max_element(y),
                         random ? tr("random, %1").arg(count(x.size())) : kindName(kind.name), random ? Role::Secondary : kind.role});
    }
    nameClouds(plot, names, high - low, most);
    QSharedPointer<PlainTicker> across(new PlainTicker), up(new PlainTicker);
    up->wholeSteps = true;
    plot.xAxis->setTicker(across);
    plot.yAxis->setTicker(up);
    const double margin = std::max(0.05, 0.12 * (high - low));
    plot.xAxis->setRange(low - margin, high + margin);
    plot.yAxis->setRange(-0.08 * most, 1.35 * most);
    plot.setLabels(tr("alignment quality, 1 − NRE"), tr("universal features"));
    const evaluate::Regression& line = test.test.regression;
    if (!std::isnan(line.slope)) {
        const double from = low - margin / 2, to = high + margin / 2;
        plot.line({from, to}, {line.intercept + line.slope * from, line.intercept + line.slope * to}, plot.pen(Role::Text, 1.2));
    }
    auto* words = plot.note(0, 0, regressionText(line), Role::Text, Qt::AlignLeft | Qt::AlignTop);
    words->position->setType(QCPItemPosition::ptAxisRectRatio);
    words->position->setCoords(0.01, 0);
}

TableSource trialsTable(const PairTest& test, const QString& name) {
    TableSource source;
    source.name = name;
    source.caption = tr("Rotation test of %1, %2: universal features of each trial and the alignment error of its rotation on the alignment sample.")
                         .arg(toQt(test.pair.name), toQt(test.corpus));
    source.table.columns = {{"Rotation", false}, {"Draw", true}, {"NRE", true}, {"1 - NRE", true}, {"Universal", true}, {"Share, %", true},
                            {"Run", true}};
    for (const pipeline::RotationTrial& trial : test.test.test.trials) {
        const auto& metrics = trial.evaluation.metrics;
        source.table.rows.push_back({toStd(kindName(trial.rotation.kind)), trial.draw < 0 ? text::Cell("") : text::countCell(trial.draw + 1),
                                     text::correlationCell(trial.nre), text::correlationCell(1 - trial.nre), text::countCell(metrics.universal),
                                     text::fixedCell(metrics.universalShare, 1), text::countCell(trial.run.id.value)});
        source.of.push_back({store::Kind::Evaluation, trial.evaluation.id.value});
    }
    return source;
}

} // namespace crosseed::views
