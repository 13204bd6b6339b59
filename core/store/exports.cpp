#include "base/hash.h"
#include "store/audit.h"
#include <SQLiteCpp/SQLiteCpp.h>
#include <fstream>

namespace crosseed::store {

namespace {

std::filesystem::path listOf(const Project& project) {
    return project.dataFolder() / "exports.jsonl";
}

std::string now(const Project& project) {
    SQLite::Statement q(project.database(), "SELECT strftime('%Y-%m-%dT%H:%M:%SZ')");
    q.executeStep();
    return q.getColumn(0).getString();
}

} // namespace

void recordExport(const Project& project, const std::filesystem::path& file, const std::string& what, const Address& address) {
    const nlohmann::json entry{{"sha256", hashOfFile(file)},
                               {"file", file.filename().string()},
                               {"what", what},
                               {"kind", kindName(address.kind)},
                               {"item", address.id},
                               {"program_version", programVersion()},
                               {"created", now(project)}};
    const std::string line = entry.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    std::ofstream out(listOf(project), std::ios::app | std::ios::binary); // a line at once, so that two programs may add theirs
    out.write(line.data(), static_cast<std::streamsize>(line.size()));
}

std::optional<ExportedFile> findExport(const Project& project, const std::string& sha256) {
    std::ifstream in(listOf(project), std::ios::binary);
    std::optional<ExportedFile> found; // the latest
    for (std::string line; std::getline(in, line);) {
        const nlohmann::json entry = nlohmann::json::parse(line, nullptr, false);
        if (!entry.is_object() || entry.value("sha256", "") != sha256)
            continue;
        ExportedFile file{sha256, entry.value("file", ""), entry.value("what", ""), {}, entry.value("program_version", ""), entry.value("created", "")};
        file.address.id = entry.value("item", std::int64_t{0});
        for (const Kind kind : allKinds)
            if (kindName(kind) == entry.value("kind", ""))
                file.address.kind = kind;
        found = file;
    }
    return found;
}

} // namespace crosseed::store
