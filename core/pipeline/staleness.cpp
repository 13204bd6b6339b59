#include "bert/classifier.h"
#include "pipeline/audit.h"
#include "store/seen_files.h"
#include <algorithm>
#include <set>

namespace crosseed::pipeline {

namespace {

using nlohmann::json;
using store::Address;
using store::Kind;

std::string shortHash(const std::string& value) {
    const std::string name = value.starts_with("tensors/") ? value.substr(8) : value;
    return name.size() > 16 ? name.substr(0, 12) : name;
}

std::string capital(std::string text) {
    text[0] = static_cast<char>(text[0] >= 'a' && text[0] <= 'z' ? text[0] - 32 : text[0]);
    return text;
}

class Check {
public:
    Check(const store::Project& project, bool verify) : m_project(project), m_files(project), m_verify(verify) {}

    void look(const Address& address) {
        if (std::ranges::find(m_seen, address) != m_seen.end())
            return;
        m_seen.push_back(address);
        for (const Address& input : store::inputsOf(m_project, address))
            if (input.kind != Kind::Activations || m_verify)
                look(input);
        compare(address);
        files(address);
    }
    Staleness result() && { return std::move(m_result); }

private:
    void stale(const std::string& sentence) {
        if (m_said.insert(sentence).second)
            m_result.stale.push_back(sentence);
    }

    // What was recorded against what is there; results of older versions recorded nothing.
    void compare(const Address& address) {
        const json then = store::madeFrom(m_project, address), now = store::basisOf(m_project, address);
        if (then.is_null() && !now.empty())
            return compareTexts(address, now);
        if (address.kind != Kind::Notes)
            return compare(capital(store::addressText(address)), then, now);
        std::set<std::string> differing;
        for (const auto& [feature, recorded] : then.items())
            if (recorded != now)
                differing.insert(feature);
        if (!differing.empty())
            stale(std::to_string(differing.size()) + " note" + (differing.size() == 1 ? "" : "s") + " of run " +
                  std::to_string(address.id) + " (feature " + *differing.begin() + (differing.size() > 1 ? ", ..." : "") +
                  ") were written for another SAE or other inputs than those that are there now.");
    }

    // Rows of older versions: the hash of the texts is all that they have of their inputs.
    void compareTexts(const Address& address, const json& now) {
        m_result.unrecorded.push_back(address);
        const json row = store::storedRow(m_project, address);
        if (const auto texts = row.find("data_hash"); texts != row.end() && texts->is_string() && !texts->get<std::string>().empty())
            compare(capital(store::addressText(address)), {{"corpus", *texts}}, now);
    }

    void compare(const std::string& what, const json& then, const json& now) {
        if (!then.is_object())
            return;
        for (const auto& [name, value] : then.items())
            if (const std::string present = now.value(name, std::string("nothing")); value != present)
                stale(what + " was made from another " + (name == "method" ? "version of the method" : name) + " (" +
                      shortHash(value.get<std::string>()) + ") than the one that is there now (" + shortHash(present) + ").");
    }

    void file(const std::string& what, const std::string& name, const std::string& sha256 = {}) {
        if (name.empty())
            return;
        const store::FileLook found = m_files.look(name, sha256, m_verify);
        if (found == store::FileLook::Missing)
            stale("The file of " + what + " is missing (" + name + ").");
        if (found == store::FileLook::Altered)
            stale("The file of " + what + " was altered since it was made (" + name + ").");
    }

    void files(const Address& address) {
        const json row = store::storedRow(m_project, address);
        const std::string name = store::addressText(address);
        const auto text = [&](const char* column) { return row.value(column, std::string()); };
        switch (address.kind) {
        case Kind::Corpus:
            return sources(address.id, text("name"));
        case Kind::Model:
            return model(text("name"), text("folder"), text("content_hash"), row.value("files_json", json::object()));
        case Kind::Rotation:
            return file(name, text("file"));
        case Kind::Activations:
            if (m_verify && std::filesystem::exists(m_project.resolve(text("file")))) // they are made again where they are missing
                file(name, text("file"), text("sha256"));
            return;
        case Kind::ModelSae:
            return file(name, text("sae_file"));
        case Kind::Run:
            file("the SAE of " + name, text("sae_file"));
            file("B's SAE of " + name, text("sae_file_b"));
            return file("the matching of " + name, text("matching_file"));
        case Kind::Evaluation:
            file("A's codes of " + name, text("codes_a"));
            return file("B's codes of " + name, text("codes_b"));
        default:
            return;
        }
    }

    // Rows of older versions have no hashes of the files.
    void model(const std::string& name, const std::string& folder, const std::string& contentHash, const json& hashes) {
        for (const char* part : {"config.json", "model.safetensors", "vocab.txt"})
            file("model " + name, folder + "/" + part, hashes.value(part, ""));
        if (!m_verify || !std::filesystem::exists(m_project.resolve(folder) / "model.safetensors"))
            return;
        try {
            if (bert::Classifier::load(m_project.resolve(folder)).contentHash() != contentHash)
                stale("The weights of model " + name + " are not those that its row has the hash of.");
        } catch (const Error& error) {
            stale("Model " + name + " cannot be read any more: " + error.what());
        }
    }

    void sources(std::int64_t corpus, const std::string& name) {
        for (const auto& [path, sha256] : store::sourcesOf(m_project, corpus)) {
            const store::FileLook found = m_files.look(path, sha256, m_verify);
            if (found != store::FileLook::Same)
                m_result.remarks.push_back("The source file " + path + " of corpus " + name +
                                           (found == store::FileLook::Missing ? " is not there any more" : " changed since the import") +
                                           "; the stored texts are as they were.");
        }
    }

    const store::Project& m_project;
    store::SeenFiles m_files;
    bool m_verify;
    std::vector<Address> m_seen;
    std::set<std::string> m_said;
    Staleness m_result;
};

} // namespace

Staleness staleness(const store::Project& project, const Address& address, bool verify) {
    Check check(project, verify);
    check.look(address);
    return std::move(check).result();
}

} // namespace crosseed::pipeline
