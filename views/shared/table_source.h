// A table that a person copies or exports: what is shown, with exact values, whatever widget shows it.
#pragma once
#include "store/audit.h"
#include "text/table.h"
#include <QString>
#include <vector>

namespace crosseed::views {

struct TableSource {
    QString name;       // of the file, without ending: "counterfactuals-f389"
    QString caption;    // one sentence, for LaTeX and the sheet's note
    text::Table table;
    std::vector<store::Address> of; // results that it is made of, for the list of exports
};

} // namespace crosseed::views
