#include "store/jobs.h"
#include "store/rows.h"
#include <algorithm>
#include <array>

namespace crosseed::store {

namespace {

constexpr std::array<std::string_view, 7> names{"waiting", "running", "paused", "finished", "stopped", "failed", "died"};
constexpr const char* columns = "id, kind, title, options_json, status, stage, progress, message, last_lines, resume_from, error, "
                                "host, process, process_start, program_version, created, started, finished";

JobStatus parseStatus(const std::string& name) {
    const auto found = std::ranges::find(names, name);
    return found == names.end() ? JobStatus::Died : static_cast<JobStatus>(found - names.begin());
}

bool isAtWork(JobStatus status) {
    return status == JobStatus::Running || status == JobStatus::Paused;
}

JobRow rowOf(SQLite::Statement& q) {
    JobRow row;
    row.id = JobId{q.getColumn(0).getInt64()};
    row.kind = q.getColumn(1).getString();
    row.title = q.getColumn(2).getString();
    row.optionsJson = q.getColumn(3).getString();
    row.status = parseStatus(q.getColumn(4).getString());
    row.stage = q.getColumn(5).getString();
    row.progress = q.getColumn(6).getDouble();
    int column = 7;
    for (std::string* text : {&row.message, &row.lastLines, &row.resumeFrom, &row.error, &row.process.host})
        *text = q.getColumn(column++).getString();
    row.process.id = q.getColumn(12).getInt();
    column = 13;
    for (std::string* text : {&row.process.start, &row.programVersion, &row.created, &row.started, &row.finished})
        *text = q.getColumn(column++).getString();
    if (isAtWork(row.status) && !mayRun(row.process))
        row.status = JobStatus::Died;
    return row;
}

// One of another computer cannot be at work: this program has the project, so that one has not.
void requireIdle(const JobRow& row, const char* what) {
    require(!isAtWork(row.status) || row.process.host != thisProcess().host, ErrorKind::Usage,
            "Job " + std::to_string(row.id.value) + " (" + row.title + ") is being done by process " +
                std::to_string(row.process.id) + " on " + row.process.host + " and cannot be " + what + " now; stop it first.");
}

void execute(Project& project, const std::string& sql, std::int64_t number, std::int64_t id) {
    SQLite::Statement q(project.database(), sql);
    q.bind(1, number);
    q.bind(2, id);
    q.exec();
}

} // namespace

std::string_view jobStatusName(JobStatus status) {
    return names[static_cast<std::size_t>(status)];
}

JobRow enqueueJob(Project& project, const std::string& kind, const std::string& title, const std::string& optionsJson) {
    SQLite::Database& db = project.database();
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement find(db, std::string("SELECT ") + columns + " FROM job WHERE kind = ? AND options_json = ?");
    find.bind(1, kind);
    find.bind(2, optionsJson);
    std::optional<JobRow> known;
    if (find.executeStep())
        known = rowOf(find);
    if (known && known->status == JobStatus::Waiting)
        return *known;
    if (known)
        requireIdle(*known, "asked for again");
    const auto place = db.execAndGet("SELECT 1 + coalesce(max(place), 0) FROM job").getInt64();
    JobId id = known ? known->id : JobId{};
    if (known) {
        execute(project, "UPDATE job SET status = 'waiting', place = ?, finished = NULL, error = '' WHERE id = ?", place, id.value);
    } else {
        SQLite::Statement insert(db, "INSERT INTO job (place, kind, title, options_json, status, program_version) "
                                     "VALUES (?, ?, ?, ?, 'waiting', ?)");
        insert.bind(1, place);
        insert.bind(2, kind);
        insert.bind(3, title);
        insert.bind(4, optionsJson);
        insert.bind(5, programVersion());
        insert.exec();
        id = JobId{db.getLastInsertRowid()};
    }
    transaction.commit();
    return jobRow(project, id);
}

std::vector<JobRow> jobRows(const Project& project) {
    SQLite::Statement q(project.database(), std::string("SELECT ") + columns + " FROM job ORDER BY place, id");
    std::vector<JobRow> rows;
    while (q.executeStep())
        rows.push_back(rowOf(q));
    return rows;
}

JobRow jobRow(const Project& project, JobId id) {
    SQLite::Statement q(project.database(), std::string("SELECT ") + columns + " FROM job WHERE id = ?");
    q.bind(1, id.value);
    if (q.executeStep())
        return rowOf(q);
    std::string numbers;
    for (const JobRow& row : jobRows(project))
        numbers += (numbers.empty() ? "" : ", ") + std::to_string(row.id.value);
    throw Error(ErrorKind::NotFound, "There is no job " + std::to_string(id.value) + "; the project has " +
                                         (numbers.empty() ? "none" : numbers) + ".");
}

void removeJob(Project& project, JobId id) {
    requireIdle(jobRow(project, id), "removed");
    SQLite::Statement q(project.database(), "DELETE FROM job WHERE id = ?");
    q.bind(1, id.value);
    q.exec();
}

JobRow restoreJob(Project& project, const JobRow& row, std::int64_t place) {
    require(!isAtWork(row.status), ErrorKind::Usage,
            "Job " + std::to_string(row.id.value) + " (" + row.title + ") runs; it cannot be restored.");
    SQLite::Database& db = project.database();
    SQLite::Statement taken(db, "SELECT 1 FROM job WHERE id = ?");
    taken.bind(1, row.id.value);
    const bool isFree = !taken.executeStep();
    SQLite::Statement insert(db, std::string("INSERT INTO job (place, ") + columns +
                                     ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, place);
    if (isFree)
        insert.bind(2, row.id.value);
    insert.bind(8, row.progress);
    insert.bind(14, row.process.id);
    const std::string status(jobStatusName(row.status));
    const std::pair<int, const std::string*> texts[] = {
        {3, &row.kind}, {4, &row.title}, {5, &row.optionsJson}, {6, &status}, {7, &row.stage}, {9, &row.message}, {10, &row.lastLines},
        {11, &row.resumeFrom}, {12, &row.error}, {13, &row.process.host}, {15, &row.process.start}, {16, &row.programVersion},
        {17, &row.created}};
    for (const auto& [column, text] : texts)
        insert.bind(column, *text);
    for (const auto& [column, text] : {std::pair(18, &row.started), std::pair(19, &row.finished)})
        if (!text->empty())
            insert.bind(column, *text);
    insert.exec();
    const JobId id{db.getLastInsertRowid()};
    moveJob(project, id, place);
    return jobRow(project, id);
}

void moveJob(Project& project, JobId id, std::int64_t place) {
    jobRow(project, id);
    std::vector<JobId> order;
    for (const JobRow& row : jobRows(project))
        if (!(row.id == id))
            order.push_back(row.id);
    order.insert(order.begin() + std::clamp<std::int64_t>(place - 1, 0, std::ssize(order)), id);
    SQLite::Transaction transaction(project.database(), SQLite::TransactionBehavior::IMMEDIATE);
    for (std::size_t i = 0; i < order.size(); ++i)
        execute(project, "UPDATE job SET place = ? WHERE id = ?", static_cast<std::int64_t>(i) + 1, order[i].value);
    transaction.commit();
}

void startJob(Project& project, JobId id) {
    requireIdle(jobRow(project, id), "begun");
    const ProcessMark self = thisProcess();
    SQLite::Statement q(project.database(),
                        "UPDATE job SET status = 'running', stage = '', progress = 0, message = '', last_lines = '', resume_from = '', "
                        "error = '', host = ?, process = ?, process_start = ?, program_version = ?, "
                        "started = strftime('%Y-%m-%dT%H:%M:%SZ'), finished = NULL WHERE id = ?");
    q.bind(1, self.host);
    q.bind(2, self.id);
    q.bind(3, self.start);
    q.bind(4, programVersion());
    q.bind(5, id.value);
    q.exec();
}

void endJob(Project& project, JobId id, JobStatus status, const std::string& error) {
    SQLite::Statement q(project.database(), "UPDATE job SET status = ?, error = ?, finished = strftime('%Y-%m-%dT%H:%M:%SZ') WHERE id = ?");
    q.bind(1, std::string(jobStatusName(status)));
    q.bind(2, error);
    q.bind(3, id.value);
    q.exec();
}

void noteJob(Project& project, JobId id, const JobNote& note) {
    SQLite::Database& db = project.database();
    db.exec("PRAGMA synchronous = NORMAL");
    try {
        SQLite::Statement q(db, "UPDATE job SET status = ?, stage = ?, message = ?, last_lines = ?, resume_from = ?, progress = ? "
                                "WHERE id = ?");
        int column = 1;
        for (const std::string& text : {std::string(jobStatusName(note.status)), note.stage, note.message, note.lastLines, note.resumeFrom})
            q.bind(column++, text);
        q.bind(6, note.progress);
        q.bind(7, id.value);
        q.exec();
    } catch (...) {
        db.exec("PRAGMA synchronous = FULL");
        throw;
    }
    db.exec("PRAGMA synchronous = FULL");
}

} // namespace crosseed::store
