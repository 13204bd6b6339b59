// How each term of the loss looks and what it is called: the same in the plot, the table and the exports.
#pragma once
#include "sae/loss_curve.h"
#include "views/shared/palette.h"
#include <QPen>
#include <QString>

namespace crosseed::views {

struct LossLook {
    QString name;  // "Next layer"
    QString topic; // of views/shared/terms.h
    Role role;
    Qt::PenStyle style;
};
LossLook lossLook(sae::LossTerm term);

} // namespace crosseed::views
