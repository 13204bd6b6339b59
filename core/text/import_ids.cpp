#include "text/import_rows.h"
#include <filesystem>
#include <unordered_map>
#include <unordered_set>

namespace crosseed::text {

namespace {

std::int64_t repeatedIds(const std::vector<Document>& documents) {
    std::unordered_set<std::string_view> seen;
    seen.reserve(documents.size());
    for (const Document& document : documents)
        seen.insert(document.id);
    return static_cast<std::int64_t>(documents.size() - seen.size());
}

} // namespace

std::int64_t setIds(const std::vector<TableSource>& sources, ImportRows& rows) {
    std::vector<Document>& documents = rows.documents;
    const std::vector<Origin>& origins = rows.origins;
    for (std::size_t i = 0; i < documents.size(); ++i)
        documents[i].id = origins[i].id.empty()
                              ? std::string(splitName(documents[i].split)) + "/" + std::to_string(origins[i].row)
                              : origins[i].id;
    if (sources.size() > 1 && repeatedIds(documents) > 0)
        for (std::size_t i = 0; i < documents.size(); ++i)
            documents[i].id =
                std::filesystem::path(sources[origins[i].source].file).stem().string() + "/" + documents[i].id;
    const std::int64_t repeated = repeatedIds(documents);
    if (repeated == 0)
        return 0;
    std::unordered_set<std::string> taken;
    for (const Document& document : documents)
        taken.insert(document.id);
    std::unordered_map<std::string, int> copies;
    for (Document& document : documents) {
        const std::string id = document.id;
        if (++copies[id] == 1)
            continue;
        while (!taken.insert(document.id = id + "#" + std::to_string(copies[id])).second)
            ++copies[id];
    }
    return repeated;
}

} // namespace crosseed::text
