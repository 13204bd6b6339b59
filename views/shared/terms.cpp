#include "views/shared/terms.h"
#include "views/shared/term_lists.h"
#include <QHash>

namespace crosseed::views {

namespace {
struct Glossary {
    QStringList ids;
    QHash<QString, Term> terms;

    Glossary() {
        for (const QList<Term>& list : {featureTerms(), alignmentTerms(), trainingTerms(), textTerms()})
            for (const Term& term : list) {
                ids << term.id;
                terms.insert(term.id, term);
            }
    }
};

const Glossary& glossary() {
    static const Glossary made;
    return made;
}

// Other words that a person, or a column, may have for the same thing.
QString idOf(const QString& word) {
    static const QHash<QString, QString> words{
        {"interval", "r-interval"},       {"association", "class-association"}, {"class", "class-association"},
        {"share", "universal-share"},     {"max", "maximum"},                   {"rank", "strength"},
        {"top-10", "top10"},              {"top-10-r", "top10"},                {"top-100", "top100"},
        {"top-100-r", "top100"},          {"pooling", "per-token"},             {"mean-pooled", "per-token"},
        {"k99", "k95"},                   {"procrustes", "rotation"},           {"w", "rotation"},
        {"kwic", "contexts"},             {"context", "contexts"},              {"token", "top-word"},
        {"top-token", "top-word"},        {"rows", "active-rows"},              {"dead-features", "dead"},
        {"ev", "explained-variance"},     {"loss-downstream", "loss-ds"},       {"loss-auxiliary", "loss-aux"},
        {"health", "corpus-health"},      {"condition", "conditions"},          {"features", "feature"},
        {"counterfactual", "effect"},     {"counterfactuals", "effect"},        {"duplicates", "near-duplicate"},
        {"p", "rotation-p"},              {"regression", "yield-regression"},   {"active-in-both", "active-both"},
        {"rule", "mean-effect"},          {"word-pieces", "wordpiece"},         {"look-alike", "look-alikes"}};
    return words.value(word, word);
}

QString paragraph(const QString& html) {
    return html.isEmpty() ? QString() : "<p>" + html + "</p>";
}
} // namespace

const Term& term(const QString& id) {
    static const Term none;
    const auto found = glossary().terms.constFind(idOf(id));
    return found == glossary().terms.constEnd() ? none : *found;
}

QStringList termIds() {
    return glossary().ids;
}

QString termHtml(const Term& term, const QString& here) {
    QString html = "<h3>" + term.title + "</h3>" + paragraph(term.plain);
    if (!term.formula.isEmpty())
        html += "<p align=\"center\">" + term.formula + "</p>";
    if (!term.symbols.isEmpty())
        html += "<table cellspacing=\"4\">" + term.symbols + "</table>";
    if (!term.denominator.isEmpty())
        html += paragraph("<b>Counted:</b> " + term.denominator);
    if (!term.direction.isEmpty())
        html += paragraph("<b>Direction:</b> " + term.direction);
    if (!term.where.isEmpty())
        html += paragraph("<b>In the paper:</b> " + term.where);
    return here.isEmpty() ? html : html + paragraph("<b>Here:</b> " + here);
}

QString termToolTip(const QString& id) {
    const Term& found = term(id);
    if (found.id.isEmpty())
        return {};
    QStringList parts{"<b>" + found.title + ".</b> " + found.plain};
    if (!found.denominator.isEmpty())
        parts << "<b>Counted:</b> " + found.denominator;
    if (!found.direction.isEmpty())
        parts << "<b>" + found.direction.left(1).toUpper() + found.direction.mid(1) + ".</b>";
    if (!found.where.isEmpty())
        parts << "<i>" + found.where + "</i>";
    return "<p>" + parts.join(" ") + "</p>";
}

} // namespace crosseed::views
