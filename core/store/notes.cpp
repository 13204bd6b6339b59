#include "store/notes.h"
#include "base/error.h"
#include "store/audit.h"
#include "store/rows.h"
#include "store/runs.h"
#include <map>
#include <nlohmann/json.hpp>

namespace crosseed::store {

namespace {

constexpr const char* noteColumns =
    "SELECT feature, star, label, note, definition, anchor_example, counter_example FROM feature_note WHERE run_id = ?1 ";

text::FeatureNote noteIn(SQLite::Statement& q) {
    text::FeatureNote note;
    note.feature = q.getColumn(0).getInt();
    note.star = q.getColumn(1).getInt() != 0;
    int column = 2;
    for (std::string* text : {&note.label, &note.note, &note.definition, &note.anchorExample, &note.counterExample})
        *text = q.getColumn(column++).getString();
    return note;
}

void removeNote(SQLite::Database& db, RunId run, std::int32_t feature) {
    for (const char* table : {"feature_note", "feature_tag"}) {
        SQLite::Statement remove(db, "DELETE FROM " + std::string(table) + " WHERE run_id = ? AND feature = ?");
        remove.bind(1, run.value);
        remove.bind(2, feature);
        remove.exec();
    }
}

// `note` is clean. A note that has only tags has a row, too, with the time of its change.
void writeNote(SQLite::Database& db, RunId run, const text::FeatureNote& note) {
    removeNote(db, run, note.feature);
    if (note.isEmpty())
        return;
    SQLite::Statement insert(db, "INSERT INTO feature_note (run_id, feature, star, label, note, definition, anchor_example, "
                                 "counter_example) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, run.value);
    insert.bind(2, note.feature);
    insert.bind(3, note.star ? 1 : 0);
    int column = 4;
    for (const std::string* text : {&note.label, &note.note, &note.definition, &note.anchorExample, &note.counterExample})
        insert.bind(column++, *text);
    insert.exec();
    SQLite::Statement tagged(db, "INSERT INTO feature_tag VALUES (?, ?, ?)");
    for (const std::string& tag : note.tags) {
        tagged.bind(1, run.value);
        tagged.bind(2, note.feature);
        tagged.bind(3, tag);
        tagged.exec();
        tagged.reset();
    }
}

void requireFeature(const Project& project, RunId run, std::int32_t feature) {
    const std::int64_t dictionary = dictionaryOf(project, run);
    require(feature >= 0 && feature < dictionary, ErrorKind::NotFound,
            "Run " + std::to_string(run.value) + " has no feature " + std::to_string(feature) + ", only 0 to " +
                std::to_string(dictionary - 1) + ".");
}

void requireTag(const Project& project, RunId run, const std::string& tag) {
    std::string names;
    for (const TagCount& known : tagsOf(project, run)) {
        if (known.tag == tag)
            return;
        names += (names.empty() ? "" : ", ") + known.tag;
    }
    throw Error(ErrorKind::NotFound, "No feature of run " + std::to_string(run.value) + " has the tag " + tag +
                                         "; the tags are " + (names.empty() ? "none" : names) + ".");
}

std::vector<text::FeatureNote> notesWhere(const Project& project, RunId run, const std::string& condition, std::int32_t feature) {
    SQLite::Statement q(project.database(), noteColumns + condition + " ORDER BY feature");
    q.bind(1, run.value);
    SQLite::Statement tagged(project.database(),
                             "SELECT feature, tag FROM feature_tag WHERE run_id = ?1 " + condition + " ORDER BY feature, tag");
    tagged.bind(1, run.value);
    if (!condition.empty()) {
        q.bind(2, feature);
        tagged.bind(2, feature);
    }
    std::map<std::int32_t, text::FeatureNote> notes;
    while (q.executeStep())
        notes.emplace(q.getColumn(0).getInt(), noteIn(q));
    while (tagged.executeStep()) {
        text::FeatureNote& note = notes[tagged.getColumn(0).getInt()];
        note.feature = tagged.getColumn(0).getInt();
        note.tags.push_back(tagged.getColumn(1).getString());
    }
    std::vector<text::FeatureNote> rows;
    for (auto& [number, note] : notes)
        rows.push_back(std::move(note));
    return rows;
}

} // namespace

std::int64_t dictionaryOf(const Project& project, RunId run) {
    const nlohmann::json config = nlohmann::json::parse(runRow(project, run).configJson);
    const nlohmann::json::json_pointer dictionary("/sae/dictionary");
    require(config.contains(dictionary), ErrorKind::BadInput,
            "Run " + std::to_string(run.value) + " does not say how many features it has; train it again.");
    return config.at(dictionary).get<std::int64_t>();
}

text::FeatureNote noteOf(const Project& project, RunId run, std::int32_t feature) {
    requireFeature(project, run, feature);
    const auto notes = notesWhere(project, run, "AND feature = ?2", feature);
    if (!notes.empty())
        return notes.front();
    text::FeatureNote empty;
    empty.feature = feature;
    return empty;
}

std::vector<text::FeatureNote> notesOf(const Project& project, RunId run) {
    return notesWhere(project, run, "", 0);
}

text::FeatureNote saveNote(Project& project, RunId run, const text::FeatureNote& note) {
    requireFeature(project, run, note.feature);
    text::FeatureNote clean = text::cleanNote(note);
    SQLite::Transaction transaction(project.database(), SQLite::TransactionBehavior::IMMEDIATE);
    writeNote(project.database(), run, clean);
    recordMaking(project, {Kind::Notes, run.value}, clean.feature);
    transaction.commit();
    return clean;
}

NoteImport importNotes(Project& project, RunId run, const text::Codebook& codebook, text::OnConflict onConflict) {
    for (const text::FeatureNote& note : codebook.notes)
        requireFeature(project, run, note.feature);
    SQLite::Transaction transaction(project.database(), SQLite::TransactionBehavior::IMMEDIATE);
    const std::vector<text::FeatureNote> existing = notesOf(project, run);
    std::map<std::int32_t, bool> known;
    for (const text::FeatureNote& note : existing)
        known[note.feature] = true;
    NoteImport result;
    for (const text::FeatureNote& note : text::changedNotes(existing, codebook.notes, onConflict)) {
        ++(known[note.feature] ? result.changed : result.added);
        writeNote(project.database(), run, text::cleanNote(note));
        recordMaking(project, {Kind::Notes, run.value}, note.feature);
    }
    transaction.commit();
    result.left = static_cast<std::int64_t>(codebook.notes.size()) - result.added - result.changed;
    return result;
}

std::vector<TagCount> tagsOf(const Project& project, RunId run) {
    SQLite::Statement q(project.database(), "SELECT tag, count(*) FROM feature_tag WHERE run_id = ? GROUP BY tag ORDER BY tag");
    q.bind(1, run.value);
    std::vector<TagCount> tags;
    while (q.executeStep())
        tags.push_back({q.getColumn(0).getString(), q.getColumn(1).getInt64()});
    return tags;
}

std::int64_t renameTag(Project& project, RunId run, const std::string& from, const std::string& to) {
    text::FeatureNote wanted;
    wanted.tags = {to};
    const std::vector<std::string> clean = text::cleanNote(wanted, "The new name").tags;
    require(!clean.empty(), ErrorKind::Usage, "The new name of the tag " + from + " is empty; give one, or remove the tag.");
    SQLite::Transaction transaction(project.database(), SQLite::TransactionBehavior::IMMEDIATE);
    requireTag(project, run, from);
    SQLite::Statement add(project.database(), "INSERT OR IGNORE INTO feature_tag SELECT run_id, feature, ?3 FROM feature_tag "
                                              "WHERE run_id = ?1 AND tag = ?2");
    add.bind(1, run.value);
    add.bind(2, from);
    add.bind(3, clean.front());
    add.exec();
    SQLite::Statement remove(project.database(), "DELETE FROM feature_tag WHERE run_id = ? AND tag = ?");
    remove.bind(1, run.value);
    remove.bind(2, from);
    const int features = clean.front() == from ? 0 : remove.exec();
    transaction.commit();
    return features;
}

std::int64_t removeTag(Project& project, RunId run, const std::string& tag) {
    SQLite::Database& db = project.database();
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    requireTag(project, run, tag);
    std::int64_t features = 0;
    for (text::FeatureNote& note : notesOf(project, run))
        if (std::erase(note.tags, tag) > 0) { // a note that had nothing else goes
            writeNote(db, run, note);
            ++features;
        }
    transaction.commit();
    return features;
}

} // namespace crosseed::store
