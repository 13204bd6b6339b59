#include "text/import_table.h"
#include "base/error.h"
#include "text/import_rows.h"
#include "text/splits.h"

namespace crosseed::text {

Corpus importTable(const std::vector<TableSource>& sources, const TableOptions& options, std::vector<std::string>* warnings,
                   std::vector<SourceReport>* reports, std::vector<RowOrigin>* origins) {
    require(!sources.empty(), ErrorKind::Usage, "A table needs at least one file.");
    require(!options.textColumn.empty(), ErrorKind::Usage, "A table needs the name of the column with the texts.");
    ImportRows rows = readSources(sources, options);
    Corpus corpus;
    corpus.extraColumns = options.extraColumns;
    setLabels(rows, options, corpus);
    if (options.oversampleFirst)
        oversample(options.seed, corpus.classNames.size(), rows);
    if (!options.firstTexts.empty())
        putFirst(options.firstTexts, options, rows);
    assignSplits(rows.documents, rows.splits,
                 {options.validationShare, options.testShare, options.seed, options.keepFirst, options.oversampleFirst});
    const std::int64_t dropped = options.dropLeaks ? dropLeaks(rows) : 0;
    if (options.oversampleTrain)
        oversample(options.seed, corpus.classNames.size(), rows);
    const std::int64_t renamed = setIds(sources, rows);
    corpus.documents = std::move(rows.documents);
    if (warnings) {
        warnOfSources(rows.reports, *warnings);
        if (dropped > 0)
            warnings->push_back(counted(dropped, "row was", "rows were") + " left out whose text stands in a later split, too.");
        if (renamed > 0)
            warnings->push_back(counted(renamed, "id is", "ids are") +
                                " there a second time; a number behind them tells them apart (#2).");
        warnOfTexts(corpus, !options.labelColumn.empty(), *warnings);
    }
    if (origins) {
        origins->clear();
        for (const Origin& origin : rows.origins)
            origins->push_back({origin.source, origin.row});
    }
    if (reports)
        *reports = std::move(rows.reports);
    return corpus;
}

} // namespace crosseed::text
