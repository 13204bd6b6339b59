#include "text/import_rows.h"
#include "text/splits.h"
#include "text/unicode_rules.h"
#include <algorithm>
#include <functional>

namespace crosseed::text {

std::string counted(std::int64_t count, const std::string& one, const std::string& many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

void warnOfTexts(const Corpus& corpus, bool hasLabels, std::vector<std::string>& warnings) {
    const auto countOf = [&](const std::function<bool(const Document&)>& is) {
        return std::count_if(corpus.documents.begin(), corpus.documents.end(), is);
    };
    if (const auto n = countOf([](const Document& d) { return d.text.empty(); }))
        warnings.push_back(counted(n, "text is", "texts are") + " empty and kept as such.");
    if (const auto n = countOf([](const Document& d) { return !isUtf8(d.text); }))
        warnings.push_back(counted(n, "text holds", "texts hold") +
                           " bytes that are not UTF-8; they are kept and read as U+FFFD.");
    if (const auto n = countOf([](const Document& d) { return d.label < 0; }); n > 0 && hasLabels)
        warnings.push_back(counted(n, "text has", "texts have") + " no label.");
    if (const auto n = textsInSeveralSplits(corpus.documents))
        warnings.push_back(counted(n, "text stands", "texts stand") +
                           " in more than one split, so that results on the test split are too good (leakage); "
                           "all rows are kept.");
    if (corpus.classNames.size() > 100)
        warnings.push_back("The label column has " + std::to_string(corpus.classNames.size()) +
                           " distinct values; is it one of numbers rather than of classes?");
    if (documentsOf(corpus, Split::Test).empty())
        warnings.push_back("There are no test texts; results will have nothing to be measured on.");
}


void warnOfSources(const std::vector<SourceReport>& reports, std::vector<std::string>& warnings) {
    for (const SourceReport& report : reports) {
        if (!report.form.doubt.empty())
            warnings.push_back(report.file + ": " + report.form.doubt);
        if (report.brokenCount > 0)
            warnings.push_back(report.file + ": " + counted(report.brokenCount, "broken row was", "broken rows were") +
                               " left out, the first in " + report.rowWord + " " + std::to_string(report.broken.front().line) + " (" +
                               report.broken.front().reason + ").");
        if (report.undecodableCount > 0 && report.form.encoding != TextEncoding::Utf8)
            warnings.push_back(report.file + ": " + counted(report.undecodableCount, "byte is", "bytes are") + " not " +
                               std::string(encodingName(report.form.encoding)) + " and became U+FFFD.");
    }
}

} // namespace crosseed::text
