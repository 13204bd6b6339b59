#include "store/counterfactuals.h"
#include "base/error.h"
#include "store/audit.h"
#include "store/rows.h"

namespace crosseed::store {

namespace {

const std::string counterfactualColumns = "SELECT id, run_id, feature, original, edited, edit_type, result_json, note, "
                                          "program_version, created FROM counterfactual ";
const std::string studyColumns =
    "SELECT id, run_id, feature, rule, result_json, note, program_version, created FROM edit_study ";

CounterfactualRow counterfactualOf(SQLite::Statement& q) {
    CounterfactualRow row;
    row.id = CounterfactualId{q.getColumn(0).getInt64()};
    row.run = RunId{q.getColumn(1).getInt64()};
    row.feature = q.getColumn(2).getInt();
    int column = 3;
    for (std::string* text : {&row.original, &row.edited, &row.editType, &row.resultJson, &row.note, &row.programVersion,
                              &row.created})
        *text = q.getColumn(column++).getString();
    return row;
}

EditStudyRow studyOf(SQLite::Statement& q) {
    EditStudyRow row;
    row.id = EditStudyId{q.getColumn(0).getInt64()};
    row.run = RunId{q.getColumn(1).getInt64()};
    row.feature = q.getColumn(2).getInt();
    int column = 3;
    for (std::string* text : {&row.rule, &row.resultJson, &row.note, &row.programVersion, &row.created})
        *text = q.getColumn(column++).getString();
    return row;
}

template <typename Row, typename Read>
std::vector<Row> rowsOf(const Project& project, const std::string& columns, RunId run, std::optional<std::int32_t> feature,
                        const Read& read) {
    SQLite::Statement q(project.database(),
                        columns + "WHERE (?1 = 0 OR run_id = ?1) AND (?2 < 0 OR feature = ?2) ORDER BY id");
    q.bind(1, run.value);
    q.bind(2, feature.value_or(-1));
    std::vector<Row> rows;
    while (q.executeStep())
        rows.push_back(read(q));
    return rows;
}

[[noreturn]] void notThere(const std::string& what, std::int64_t id) {
    throw Error(ErrorKind::NotFound, "The project has no " + what + " " + std::to_string(id) +
                                         "; `crosseed counterfactual PROJECT --list` shows those it has.");
}

void change(Project& project, const std::string& statement, const std::string& what, std::int64_t id,
            const std::string* note) {
    SQLite::Statement q(project.database(), statement);
    q.bind(1, id);
    if (note)
        q.bind(2, *note);
    if (q.exec() == 0)
        notThere(what, id);
}

} // namespace

std::vector<CounterfactualRow> insertCounterfactuals(Project& project, const std::vector<CounterfactualRow>& rows) {
    SQLite::Database& db = project.database();
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement insert(db, "INSERT INTO counterfactual (run_id, feature, original, edited, edit_type, result_json, note, "
                                 "program_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    std::vector<std::int64_t> ids;
    for (const CounterfactualRow& row : rows) {
        insert.bind(1, row.run.value);
        insert.bind(2, row.feature);
        int column = 3;
        for (const std::string* text : {&row.original, &row.edited, &row.editType, &row.resultJson, &row.note})
            insert.bind(column++, *text);
        insert.bind(8, programVersion());
        insert.exec();
        insert.reset();
        ids.push_back(db.getLastInsertRowid());
        recordMaking(project, {Kind::Counterfactual, ids.back()});
    }
    transaction.commit();
    std::vector<CounterfactualRow> stored;
    for (const std::int64_t id : ids)
        stored.push_back(counterfactualRow(project, CounterfactualId{id}));
    return stored;
}

EditStudyRow insertEditStudy(Project& project, const EditStudyRow& row) {
    SQLite::Database& db = project.database();
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement insert(
        db, "INSERT INTO edit_study (run_id, feature, rule, result_json, note, program_version) VALUES (?, ?, ?, ?, ?, ?)");
    insert.bind(1, row.run.value);
    insert.bind(2, row.feature);
    insert.bind(3, row.rule);
    insert.bind(4, row.resultJson);
    insert.bind(5, row.note);
    insert.bind(6, programVersion());
    insert.exec();
    const EditStudyId id{db.getLastInsertRowid()};
    recordMaking(project, {Kind::EditStudy, id.value});
    transaction.commit();
    return editStudyRow(project, id);
}

std::vector<CounterfactualRow> counterfactuals(const Project& project, RunId run, std::optional<std::int32_t> feature) {
    return rowsOf<CounterfactualRow>(project, counterfactualColumns, run, feature, counterfactualOf);
}

std::vector<EditStudyRow> editStudies(const Project& project, RunId run, std::optional<std::int32_t> feature) {
    return rowsOf<EditStudyRow>(project, studyColumns, run, feature, studyOf);
}

CounterfactualRow counterfactualRow(const Project& project, CounterfactualId id) {
    SQLite::Statement q(project.database(), counterfactualColumns + "WHERE id = ?");
    q.bind(1, id.value);
    if (!q.executeStep())
        notThere("counterfactual", id.value);
    return counterfactualOf(q);
}

EditStudyRow editStudyRow(const Project& project, EditStudyId id) {
    SQLite::Statement q(project.database(), studyColumns + "WHERE id = ?");
    q.bind(1, id.value);
    if (!q.executeStep())
        notThere("rule study", id.value);
    return studyOf(q);
}

void setNote(Project& project, CounterfactualId id, const std::string& note) {
    change(project, "UPDATE counterfactual SET note = ?2 WHERE id = ?1", "counterfactual", id.value, &note);
}
void setNote(Project& project, EditStudyId id, const std::string& note) {
    change(project, "UPDATE edit_study SET note = ?2 WHERE id = ?1", "rule study", id.value, &note);
}
void remove(Project& project, CounterfactualId id) {
    change(project, "DELETE FROM counterfactual WHERE id = ?", "counterfactual", id.value, nullptr);
}
void remove(Project& project, EditStudyId id) {
    change(project, "DELETE FROM edit_study WHERE id = ?", "rule study", id.value, nullptr);
}

} // namespace crosseed::store
