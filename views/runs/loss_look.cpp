#include "views/runs/loss_look.h"
#include <QCoreApplication>

namespace crosseed::views {

LossLook lossLook(sae::LossTerm term) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("LossLook", text); };
    switch (term) {
    case sae::LossTerm::Whole:
        return {tr("Whole loss"), "loss", Role::LossTotal, Qt::SolidLine};
    case sae::LossTerm::Output:
        return {tr("Output (KL)"), "loss-kl", Role::LossOutput, Qt::SolidLine};
    case sae::LossTerm::NextLayer:
        return {tr("Next layer"), "loss-ds", Role::LossNext, Qt::DashLine};
    case sae::LossTerm::Reconstruction:
        return {tr("Reconstruction"), "loss-local", Role::LossLocal, Qt::SolidLine};
    case sae::LossTerm::CrossCodes:
        return {tr("Cross-seed codes"), "loss-cross", Role::LossCross, Qt::DotLine};
    case sae::LossTerm::DeadFeatures:
        return {tr("Dead features"), "loss-aux", Role::LossDead, Qt::DashDotLine};
    }
    return {};
}

} // namespace crosseed::views
