#include "base/error.h"
#include "store/audit.h"
#include <SQLiteCpp/SQLiteCpp.h>
#include <charconv>

namespace crosseed::store {

namespace {

struct KindWords {
    Kind kind;
    const char* name;
    const char* table;
};
constexpr KindWords words[] = {{Kind::Corpus, "corpus", "corpus"},
                               {Kind::Model, "model", "model"},
                               {Kind::Activations, "activations", "activation"},
                               {Kind::Rotation, "rotation", "rotation"},
                               {Kind::ModelSae, "sae", "model_sae"},
                               {Kind::Run, "run", "run"},
                               {Kind::Evaluation, "evaluation", "evaluation"},
                               {Kind::Counterfactual, "counterfactual", "counterfactual"},
                               {Kind::EditStudy, "rule", "edit_study"},
                               {Kind::Notes, "notes", "run"}};

const KindWords& wordsOf(Kind kind) {
    for (const KindWords& entry : words)
        if (entry.kind == kind)
            return entry;
    throw Error(ErrorKind::Internal, "A kind of result has no name.");
}

nlohmann::json valueOf(const SQLite::Column& column) {
    if (column.isNull())
        return nullptr;
    if (column.isInteger())
        return column.getInt64();
    if (column.isFloat())
        return column.getDouble();
    const std::string text = column.getString(), name = column.getName();
    if (!name.ends_with("_json"))
        return text;
    nlohmann::json parsed = nlohmann::json::parse(text, nullptr, false);
    return parsed.is_discarded() ? nlohmann::json() : parsed;
}

std::int64_t idByName(const Project& project, const std::string& table, const std::string& name) {
    SQLite::Statement q(project.database(), "SELECT id FROM " + table + " WHERE name = ?");
    q.bind(1, name);
    return q.executeStep() ? q.getColumn(0).getInt64() : 0;
}

// 0 where it is no number.
std::int64_t numberIn(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

std::vector<std::int64_t> idsOf(const Project& project, const std::string& sql, std::int64_t id) {
    SQLite::Statement q(project.database(), sql);
    q.bind(1, id);
    std::vector<std::int64_t> ids;
    while (q.executeStep())
        for (int column = 0; column < q.getColumnCount(); ++column)
            if (!q.getColumn(column).isNull())
                ids.push_back(q.getColumn(column).getInt64());
    return ids;
}

} // namespace

std::string_view kindName(Kind kind) {
    return wordsOf(kind).name;
}

std::string addressText(const Address& address) {
    return std::string(kindName(address.kind)) + " " + std::to_string(address.id);
}

Address parseAddress(const Project& project, std::string_view text) {
    const auto blank = text.find(' ');
    const std::string kind(text.substr(0, blank)), rest(blank == std::string_view::npos ? "" : text.substr(blank + 1));
    for (const KindWords& entry : words) {
        if (kind != entry.name)
            continue;
        Address address{entry.kind, numberIn(rest)};
        if (entry.kind == Kind::Corpus || entry.kind == Kind::Model)
            if (const std::int64_t named = idByName(project, entry.table, rest))
                address.id = named;
        require(address.id > 0, ErrorKind::Usage,
                "Which " + kind + "? Give its number" +
                    (entry.kind == Kind::Corpus || entry.kind == Kind::Model ? " or its name" : "") + ", like \"" + kind + " 1\".");
        storedRow(project, address);
        return address;
    }
    throw Error(ErrorKind::Usage, "\"" + std::string(text) +
                                      "\" is no result: say run 3, evaluation 5, rotation 1, model NAME, corpus NAME, activations 2, "
                                      "sae 1, counterfactual 4, rule 2, notes 3 (of run 3), table features, or a file that was exported.");
}

nlohmann::json storedRow(const Project& project, const Address& address) {
    SQLite::Statement q(project.database(), std::string("SELECT * FROM ") + wordsOf(address.kind).table + " WHERE id = ?");
    q.bind(1, address.id);
    require(q.executeStep(), ErrorKind::NotFound, "The project has no " + addressText(address) + ".");
    nlohmann::json row = nlohmann::json::object();
    for (int column = 0; column < q.getColumnCount(); ++column)
        row[q.getColumn(column).getName()] = valueOf(q.getColumn(column));
    for (const auto& [number, table, name] : {std::tuple{"pair_id", "pair", "pair"}, {"condition_id", "condition", "condition"}})
        if (row.contains(number) && !row[number].is_null()) {
            SQLite::Statement named(project.database(), std::string("SELECT name FROM ") + table + " WHERE id = ?");
            named.bind(1, row[number].get<std::int64_t>());
            if (named.executeStep())
                row[name] = named.getColumn(0).getString();
        }
    return row;
}

std::vector<Address> inputsOf(const Project& project, const Address& address) {
    std::vector<Address> inputs;
    const auto add = [&](Kind kind, const std::string& sql) {
        for (const std::int64_t id : idsOf(project, sql, address.id))
            inputs.push_back({kind, id});
    };
    // Activations are found by what they are of: rows have their files' keys only within their own keys.
    const auto activations = [&](const std::string& from) {
        add(Kind::Activations, "SELECT activation.id FROM activation JOIN pair ON activation.model_id IN (pair.model_a, pair.model_b) JOIN " +
                                   from + " r ON pair.id = r.pair_id AND activation.corpus_id = r.corpus_id AND activation.layer = r.layer "
                                          "WHERE r.id = ? ORDER BY activation.id");
    };
    switch (address.kind) {
    case Kind::Corpus:
        break;
    case Kind::Model:
        add(Kind::Corpus, "SELECT corpus_id FROM model WHERE id = ?");
        break;
    case Kind::Activations:
        add(Kind::Corpus, "SELECT corpus_id FROM activation WHERE id = ?");
        add(Kind::Model, "SELECT model_id FROM activation WHERE id = ?");
        break;
    case Kind::Rotation:
        add(Kind::Corpus, "SELECT corpus_id FROM rotation WHERE id = ?");
        add(Kind::Model, "SELECT model_a, model_b FROM rotation JOIN pair ON pair.id = pair_id WHERE rotation.id = ?");
        activations("rotation");
        break;
    case Kind::ModelSae:
        add(Kind::Corpus, "SELECT corpus_id FROM model_sae WHERE id = ?");
        add(Kind::Model, "SELECT model_id FROM model_sae WHERE id = ?");
        break;
    case Kind::Run:
        add(Kind::Corpus, "SELECT corpus_id FROM run WHERE id = ?");
        add(Kind::Model, "SELECT model_a, model_b FROM run JOIN pair ON pair.id = pair_id WHERE run.id = ?");
        activations("run");
        add(Kind::Rotation, "SELECT rotation_id FROM run WHERE id = ?");
        add(Kind::ModelSae, "SELECT model_sae.id FROM model_sae JOIN run ON model_sae.sae_file IN (run.sae_file, run.sae_file_b) WHERE run.id = ?");
        add(Kind::Run, "SELECT matched_from FROM run WHERE id = ?");
        break;
    case Kind::Evaluation:
        add(Kind::Run, "SELECT run_id FROM evaluation WHERE id = ?");
        break;
    case Kind::Counterfactual:
        add(Kind::Run, "SELECT run_id FROM counterfactual WHERE id = ?");
        break;
    case Kind::EditStudy:
        add(Kind::Run, "SELECT run_id FROM edit_study WHERE id = ?");
        break;
    case Kind::Notes:
        inputs.push_back({Kind::Run, address.id});
        break;
    }
    return inputs;
}

} // namespace crosseed::store
