// The fields of a training form, one by one: what a preset puts into them and how they are read.
#include "views/models/training_form.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>
#include <cmath>

namespace crosseed::views {

namespace {

// "5e-5" rather than "5e-05".
QString numberText(double value) {
    return QString::number(value, 'g', 12).replace("e-0", "e-").replace("e+0", "e");
}

std::optional<double> numberIn(const QString& text, double least, double most) {
    bool whole = false;
    const double value = QString(text).replace(',', '.').toDouble(&whole);
    return whole && std::isfinite(value) && value >= least && value <= most ? std::optional(value) : std::nullopt;
}

std::optional<int> integerIn(const QString& text, int least, int most) {
    bool whole = false;
    const int value = text.toInt(&whole);
    return whole && value >= least && value <= most ? std::optional(value) : std::nullopt;
}

constexpr int manyTimes = 100'000;

} // namespace

// Each place of a row is a pointer to the option and its range.
void TrainingForm::buildFields(QGridLayout* grid) {
    using Options = bert::FineTuneOptions;
    const auto real = [&](int row, int place, const QString& name, double Options::*option, double least, double most, const QString& help) {
        addField(grid, row, place, name, help, [=](const TrainingPreset& p) { return numberText(p.options.*option); },
                 [=](const QString& text, NewModelRequest& request) {
                     const auto value = numberIn(text, least, most);
                     request.options.*option = value.value_or(0);
                     return value.has_value();
                 });
    };
    const auto whole = [&](int row, int place, const QString& name, int Options::*option, int least, const QString& help) {
        addField(grid, row, place, name, help, [=](const TrainingPreset& p) { return QString::number(p.options.*option); },
                 [=](const QString& text, NewModelRequest& request) {
                     const auto value = integerIn(text, least, manyTimes);
                     request.options.*option = value.value_or(0);
                     return value.has_value();
                 });
    };
    int row = grid->rowCount();
    addWords(grid, row, tr("Optimiser"), tr("AdamW"));
    real(row, 1, tr("Rate"), &Options::learningRate, 1e-9, 1, tr("Learning rate. Table A1: 5e-5"));
    addWords(grid, ++row, tr("Schedule"), tr("cosine, after warm-up"));
    real(row, 1, tr("Warm-up"), &Options::warmupRatio, 0, 1, tr("Share of the steps in which the rate rises. Table A1: 0.1"));
    whole(++row, 0, tr("Epochs"), &Options::epochs, 1, tr("Times that every training text is read. Table A1: 5"));
    whole(row, 1, tr("Batch"), &Options::batchSize, 1, tr("Texts a step. Table A1: 16"));
    real(++row, 0, tr("Weight decay"), &Options::weightDecay, 0, 1, tr("Pull of the weights towards 0. Table A1: 0.001"));
    real(row, 1, tr("Clip at"), &Options::maxGradNorm, 1e-6, 1e6, tr("Greatest length of the gradient; longer ones are shortened. Usual: 1"));
    whole(++row, 0, tr("Stop early after"), &Options::patience, 1, tr("Checks without a better validation accuracy. Table A1: 5"));
    whole(row, 1, tr("Checks"), &Options::evaluationsPerEpoch, 1, tr("Checks on the validation texts in each epoch. Usual: 1"));
    addField(grid, ++row, 0, tr("Longest"), tr("Pieces a text, [CLS] and [SEP] included; what is longer is cut. Table A1: 128"),
             [](const TrainingPreset& p) { return QString::number(p.model.maxLength); },
             [](const QString& text, NewModelRequest& request) {
                 const auto value = integerIn(text, 3, 512);
                 request.model.maxLength = value.value_or(0);
                 return value.has_value();
             });
    m_steps = new QLabel(this);
    m_steps->setProperty("kind", "secondary");
    m_steps->setFont(smallFont());
    grid->addWidget(m_steps, row, 2, 1, 2);
}

void TrainingForm::buildShape(QGridLayout* grid) {
    using Spec = pipeline::ModelSpec;
    const auto size = [&](int row, int place, const QString& name, std::int64_t Spec::*option, const QString& help) {
        addField(grid, row, place, name, help, [=](const TrainingPreset& p) { return QString::number(p.model.*option); },
                 [=](const QString& text, NewModelRequest& request) {
                     const auto value = integerIn(text, 1, manyTimes);
                     request.model.*option = value.value_or(0);
                     return value.has_value();
                 });
    };
    int row = grid->rowCount();
    size(row, 0, tr("Layers"), &Spec::layers, tr("Layers of the network, 3 at least: one must follow the layer that is read"));
    size(row, 1, tr("Width"), &Spec::hidden, tr("Numbers a token, a multiple of the heads"));
    size(++row, 0, tr("Heads"), &Spec::heads, tr("Attention heads a layer"));
    size(row, 1, tr("Inner"), &Spec::intermediate, tr("Width inside each layer, usually two to four times the width"));
    addField(grid, ++row, 0, tr("Vocabulary"), tr("A vocab.txt; empty: the words of the sample corpus"),
             [](const TrainingPreset& p) { return toQt(p.model.vocabulary); },
             [](const QString& text, NewModelRequest& request) {
                 request.model.vocabulary = toStd(text);
                 return text.isEmpty() || QFileInfo(text).isFile();
             });
    addField(grid, row, 1, tr("Dropout"), tr("Share of the numbers that training leaves out at random, 0 to 0.9"),
             [](const TrainingPreset& p) { return numberText(p.model.dropout); },
             [](const QString& text, NewModelRequest& request) {
                 const auto value = numberIn(text, 0, 0.9);
                 request.model.dropout = value.value_or(0);
                 return value.has_value();
             });
}

} // namespace crosseed::views
