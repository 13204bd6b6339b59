// The terms by subject, for terms.cpp alone.
#pragma once
#include "views/shared/terms.h"
#include <QList>

namespace crosseed::views {

QList<Term> featureTerms();    // one feature, a run's figures
QList<Term> alignmentTerms();  // rotation, geometry, rotation test
QList<Term> trainingTerms();   // the SAE, its losses, conditions
QList<Term> textTerms();       // texts, contexts, edits

} // namespace crosseed::views
