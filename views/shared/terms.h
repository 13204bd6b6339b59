// What F1 explains: each metric and control with its definition, denominator, better direction, formula and equation number. One list for
// headers' tool tips, info buttons and the help window.
#pragma once
#include <QString>
#include <QStringList>

namespace crosseed::views {

struct Term {
    QString id;         // "r", "nre", "universal", ...
    QString title;      // plain words first, symbol second: "Alikeness of the codes (r)"
    QString direction;  // "higher is better", "lower is better", ""
    QString plain;      // one or two sentences without symbols
    QString formula;    // rich text
    QString where;      // "Eq. 1", "section 4"
    QString symbols;    // rich text rows: what each symbol means
    QString denominator; // what is counted, what is left out
};

// By its id or another word for it ("interval" for "r-interval"). An empty id where there is no such term (a test looks for that).
const Term& term(const QString& id);
QStringList termIds();
// As the pop-over shows it; `here` is a sentence with the value at hand, may be empty.
QString termHtml(const Term& term, const QString& here = {});
// One paragraph, for tool tips of headers.
QString termToolTip(const QString& id);

} // namespace crosseed::views
