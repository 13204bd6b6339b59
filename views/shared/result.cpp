#include "views/shared/result.h"
#include "views/shared/words.h"

namespace crosseed::views {

namespace {
QString ordinal(std::int64_t n) {
    const bool teen = n % 100 / 10 == 1;
    const char* end = teen || n % 10 > 3 || n % 10 == 0 ? "th" : n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : "rd";
    return QString::number(n) + end;
}
QString capital(QString text) {
    return text.isEmpty() ? text : text.left(1).toUpper() + text.mid(1);
}
} // namespace

QString resultTitle(const Result& result) {
    const QString pooling = toQt(evaluate::poolingName(result.metrics().pooling));
    return QString("%1 · %2 · %3 · K %4 · layer %5 (%6 of %7) · %8 · %9 split")
        .arg(toQt(result.modelA), toQt(result.modelB), capital(toQt(result.run.condition)), QString::number(result.k),
             QString::number(result.run.layer), ordinal(result.run.layer + 1), QString::number(result.layers), pooling,
             toQt(text::splitName(result.evaluation.split))); // all at once: a model's name may hold a "%5"
}

QString featureText(std::int32_t feature) {
    return "f" + QString::number(feature);
}

QString labelOf(const Notes& notes, std::int32_t feature) {
    const auto found = notes.find(feature);
    return found == notes.end() ? QString() : toQt(found->second.label);
}

} // namespace crosseed::views
