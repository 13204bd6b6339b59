#include "app/gui/counterfactual_rows.h"
#include "views/shared/words.h"
#include <QUndoCommand>
#include <algorithm>

namespace crosseed::gui {

using views::toQt;
using views::toStd;

struct CounterfactualRows::Row {
    std::int64_t key = 0;
    std::optional<store::CounterfactualRow> edit;
    std::optional<store::EditStudyRow> rule;

    bool isOf(RunId run, std::int32_t feature) const {
        return edit ? edit->run == run && edit->feature == feature : rule->run == run && rule->feature == feature;
    }
    std::int64_t number() const { return edit ? edit->id.value : rule->id.value; }
    std::string& note() { return edit ? edit->note : rule->note; }
    const std::string& created() const { return edit ? edit->created : rule->created; }
};

// Rows come or go; undo is the other way round.
class CounterfactualRows::StoreCommand : public QUndoCommand {
public:
    StoreCommand(CounterfactualRows& owner, std::vector<RowPtr> rows, bool stores, const QString& what)
        : QUndoCommand(what), m_owner(owner), m_rows(std::move(rows)), m_stores(stores) {}
    void redo() override { run(m_stores); }
    void undo() override { run(!m_stores); }

private:
    void run(bool stores) { setObsolete(!(stores ? m_owner.insert(m_rows) : m_owner.erase(m_rows))); }
    CounterfactualRows& m_owner;
    std::vector<RowPtr> m_rows;
    bool m_stores;
};

class CounterfactualRows::NoteCommand : public QUndoCommand {
public:
    NoteCommand(CounterfactualRows& owner, RowPtr row, std::string note)
        : QUndoCommand(QObject::tr("Note on a counterfactual")), m_owner(owner), m_row(std::move(row)), m_before(m_row->note()),
          m_after(std::move(note)) {}
    void redo() override { setObsolete(!m_owner.writeNote(m_row, m_after)); }
    void undo() override { setObsolete(!m_owner.writeNote(m_row, m_before)); }

private:
    CounterfactualRows& m_owner;
    RowPtr m_row;
    std::string m_before, m_after;
};

CounterfactualRows::CounterfactualRows(Session& session, QObject* parent) : QObject(parent), m_session(session) {
    makeLines();
    connect(&session, &Session::closed, this, [this] {
        m_known.clear();
        show({}, -1);
    });
}

void CounterfactualRows::show(RunId run, std::int32_t feature) {
    m_run = run;
    m_feature = feature;
    m_rows.clear();
    std::vector<RowPtr> fresh;
    const auto take = [&](Row row) {
        const auto found = m_known.find({row.rule.has_value(), row.number()});
        RowPtr known = found == m_known.end() ? nullptr : found->second.lock();
        if (!known)
            fresh.push_back(std::make_shared<Row>(std::move(row)));
        else {
            row.key = known->key;
            *known = std::move(row);
            m_rows.push_back(known);
        }
    };
    tried([&] {
        if (feature < 0 || !m_session.isOpen())
            return;
        for (store::CounterfactualRow& row : store::counterfactuals(m_session.project(), run, feature))
            take({0, std::move(row), {}});
        for (store::EditStudyRow& row : store::editStudies(m_session.project(), run, feature))
            take({0, {}, std::move(row)});
    });
    std::ranges::stable_sort(fresh, {}, [](const RowPtr& row) { return row->created(); });
    for (const RowPtr& row : fresh) {
        row->key = m_nextKey++;
        m_known[{row->rule.has_value(), row->number()}] = row;
        m_rows.push_back(row);
    }
    std::ranges::sort(m_rows, {}, &Row::key);
    makeLines();
}

void CounterfactualRows::makeLines() {
    auto lines = std::make_shared<std::vector<views::CounterfactualLine>>();
    for (const RowPtr& row : m_rows)
        tried([&] {
            lines->push_back(row->edit ? lineOf(*row->edit) : lineOf(*row->rule));
            lines->back().key = row->key;
            lines->back().id = row->number();
        });
    m_lines = std::move(lines);
    Q_EMIT changed();
}

bool CounterfactualRows::tried(const std::function<void()>& write) {
    try {
        write();
        return true;
    } catch (const std::exception& problem) {
        const auto database = store::databaseError(problem);
        Q_EMIT failed(QString::fromUtf8(database ? database->what() : problem.what()));
        return false;
    }
}

CounterfactualRows::RowPtr CounterfactualRows::rowOf(std::int64_t key) const {
    const auto found = std::ranges::find(m_rows, key, &Row::key);
    return found == m_rows.end() ? nullptr : *found;
}

const store::CounterfactualRow* CounterfactualRows::edit(std::int64_t key) const {
    const RowPtr row = rowOf(key);
    return row && row->edit ? &*row->edit : nullptr;
}

std::int64_t CounterfactualRows::keyOf(const std::string& original, const std::string& edited, const std::string& editType) const {
    for (const RowPtr& row : m_rows)
        if (row->edit && row->edit->original == original && row->edit->edited == edited && row->edit->editType == editType)
            return row->key;
    return 0;
}

bool CounterfactualRows::insert(const std::vector<RowPtr>& rows) {
    return tried([&] {
        std::vector<store::CounterfactualRow> edits;
        for (const RowPtr& row : rows)
            if (row->edit)
                edits.push_back(*row->edit);
        edits = store::insertCounterfactuals(m_session.project(), edits);
        std::size_t next = 0;
        for (const RowPtr& row : rows) {
            if (row->edit)
                row->edit = edits[next++];
            else
                row->rule = store::insertEditStudy(m_session.project(), *row->rule);
            m_known[{row->rule.has_value(), row->number()}] = row;
            if (row->isOf(m_run, m_feature))
                m_rows.push_back(row);
        }
        std::ranges::sort(m_rows, {}, &Row::key);
        Q_EMIT m_session.saved();
        makeLines();
    });
}

bool CounterfactualRows::erase(const std::vector<RowPtr>& rows) {
    return tried([&] {
        for (const RowPtr& row : rows) {
            if (row->edit)
                store::remove(m_session.project(), row->edit->id);
            else
                store::remove(m_session.project(), row->rule->id);
            m_known.erase({row->rule.has_value(), row->number()});
            std::erase(m_rows, row);
        }
        Q_EMIT m_session.saved();
        makeLines();
    });
}

bool CounterfactualRows::writeNote(const RowPtr& row, const std::string& note) {
    return tried([&] {
        if (row->edit)
            store::setNote(m_session.project(), row->edit->id, note);
        else
            store::setNote(m_session.project(), row->rule->id, note);
        row->note() = note;
        Q_EMIT m_session.saved();
        makeLines();
    });
}

std::int64_t CounterfactualRows::push(const RowPtr& row, const QString& what) {
    row->key = m_nextKey++;
    m_session.undoStack().push(new StoreCommand(*this, {row}, true, what));
    return row->number() > 0 ? row->key : 0;
}

std::int64_t CounterfactualRows::add(const store::CounterfactualRow& row) {
    return push(std::make_shared<Row>(Row{0, row, {}}), tr("Counterfactual row"));
}

std::int64_t CounterfactualRows::add(const store::EditStudyRow& row) {
    return push(std::make_shared<Row>(Row{0, {}, row}), tr("Rule “%1”").arg(toQt(row.rule)));
}

void CounterfactualRows::remove(const std::vector<std::int64_t>& keys) {
    std::vector<RowPtr> rows;
    for (const std::int64_t key : keys)
        if (const RowPtr row = rowOf(key))
            rows.push_back(row);
    if (!rows.empty())
        m_session.undoStack().push(
            new StoreCommand(*this, rows, false, rows.size() == 1 ? tr("Delete a row") : tr("Delete %1 rows").arg(rows.size())));
}

void CounterfactualRows::setNote(std::int64_t key, const QString& note) {
    if (const RowPtr row = rowOf(key); row && row->note() != toStd(note))
        m_session.undoStack().push(new NoteCommand(*this, row, toStd(note)));
}

} // namespace crosseed::gui
