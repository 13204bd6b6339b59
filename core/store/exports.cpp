#include "base/error.h"
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

std::string textIn(const nlohmann::json& row, const char* name) {
    const auto found = row.find(name);
    return found != row.end() && found->is_string() ? found->get<std::string>() : std::string();
}

nlohmann::json sourceJson(const Project& project, const Address& address) {
    const nlohmann::json row = storedRow(project, address);
    return {{"kind", kindName(address.kind)}, {"item", address.id}, {"key", textIn(row, "key")}, {"created", textIn(row, "created")}};
}

// Lists of older versions have no keys: there a row that is younger than the file is another one.
bool isAnew(const Project& project, const ExportSource& source, const std::string& written) {
    try {
        const nlohmann::json row = storedRow(project, source.address);
        if (!source.key.empty())
            return textIn(row, "key") != source.key;
        return source.created.empty() ? textIn(row, "created") > written : textIn(row, "created") != source.created;
    } catch (const Error&) {
        return true;
    }
}

std::optional<ExportSource> sourceIn(const Project& project, const nlohmann::json& entry, const std::string& written) {
    if (!entry.is_object() || !entry.contains("item") || !entry["item"].is_number_integer())
        return std::nullopt;
    for (const Kind kind : allKinds)
        if (kindName(kind) == textIn(entry, "kind")) {
            ExportSource source{{kind, entry["item"].get<std::int64_t>()}, textIn(entry, "key"), textIn(entry, "created"), false};
            source.anew = isAnew(project, source, written);
            return source;
        }
    return std::nullopt;
}

} // namespace

void recordExport(const Project& project, const std::filesystem::path& file, const std::string& what,
                  const std::vector<Address>& addresses) {
    nlohmann::json of = nlohmann::json::array();
    for (const Address& address : addresses)
        of.push_back(sourceJson(project, address));
    const nlohmann::json entry{{"sha256", hashOfFile(file)},
                               {"file", file.filename().string()},
                               {"what", what},
                               {"of", of},
                               {"program_version", programVersion()},
                               {"created", now(project)}};
    const std::string line = entry.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    std::ofstream out(listOf(project), std::ios::app | std::ios::binary); // a line at once, so that two programs may add theirs
    out.write(line.data(), static_cast<std::streamsize>(line.size()));
}

std::optional<ExportedFile> findExport(const Project& project, const std::string& sha256) {
    std::ifstream in(listOf(project), std::ios::binary);
    nlohmann::json latest;
    for (std::string line; std::getline(in, line);) {
        nlohmann::json entry = nlohmann::json::parse(line, nullptr, false);
        if (entry.is_object() && textIn(entry, "sha256") == sha256)
            latest = std::move(entry);
    }
    if (latest.is_null())
        return std::nullopt;
    ExportedFile file{sha256, textIn(latest, "file"), textIn(latest, "what"), {}, textIn(latest, "program_version"), textIn(latest, "created")};
    const nlohmann::json of = latest.contains("of") ? latest["of"] : nlohmann::json::array({latest}); // of older versions: itself
    for (nlohmann::json entry : of) {
        if (!latest.contains("of"))
            entry.erase("created"); // of the file, not of the row
        if (const auto source = sourceIn(project, entry, file.created))
            file.of.push_back(*source);
    }
    return file.of.empty() ? std::nullopt : std::optional(file);
}

} // namespace crosseed::store
