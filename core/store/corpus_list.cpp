#include "store/corpus_list.h"
#include <SQLiteCpp/SQLiteCpp.h>

namespace crosseed::store {

std::vector<CorpusEntry> corpusList(const Project& project) {
    SQLite::Statement q(project.database(),
                        "SELECT c.id, c.name, count(d.corpus_id), sum(d.split = 'train'), sum(d.split = 'validation'), "
                        "sum(d.split = 'test') FROM corpus c LEFT JOIN document d ON d.corpus_id = c.id "
                        "GROUP BY c.id ORDER BY c.id");
    std::vector<CorpusEntry> corpora;
    while (q.executeStep()) {
        CorpusEntry entry{
            CorpusId{q.getColumn(0).getInt64()}, q.getColumn(1).getString(), q.getColumn(2).getInt64(), {}};
        for (int split = 0; split < 3; ++split)
            entry.perSplit[static_cast<std::size_t>(split)] = q.getColumn(3 + split).getInt64(); // NULL is 0
        corpora.push_back(std::move(entry));
    }
    return corpora;
}

} // namespace crosseed::store
