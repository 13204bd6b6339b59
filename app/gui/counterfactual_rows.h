// The stored counterfactuals and rules of a feature, with undo for all that a person does to them.
#pragma once
#include "app/gui/session.h"
#include "store/counterfactuals.h"
#include "views/counterfactuals/edit_values.h"
#include <map>
#include <memory>
#include <optional>

namespace crosseed::gui {

// A row as the view shows it. Throws what JSON parsing does for a row that no version wrote.
views::CounterfactualLine lineOf(const store::CounterfactualRow& row);
views::CounterfactualLine lineOf(const store::EditStudyRow& row);

class CounterfactualRows : public QObject {
    Q_OBJECT
public:
    explicit CounterfactualRows(Session& session, QObject* parent = nullptr);

    void show(RunId run, std::int32_t feature); // reads them; -1: none
    const views::CounterfactualLines& lines() const { return m_lines; }
    const store::CounterfactualRow* edit(std::int64_t key) const; // null: a rule, or no such row
    // Whether this edit is stored already; 0: not.
    std::int64_t keyOf(const std::string& original, const std::string& edited, const std::string& editType) const;

    // Each one undo step, on the disk when it returns. The key of the new row, 0 where it could not be stored (then failed() said why).
    std::int64_t add(const store::CounterfactualRow& row);
    std::int64_t add(const store::EditStudyRow& row);
    void remove(const std::vector<std::int64_t>& keys);
    void setNote(std::int64_t key, const QString& note);

Q_SIGNALS:
    void changed();
    void failed(const QString& sentence);

private:
    // One row; it keeps its key where undo stores it again under another number.
    struct Row;
    using RowPtr = std::shared_ptr<Row>;
    class StoreCommand;
    class NoteCommand;
    std::int64_t push(const RowPtr& row, const QString& what);
    bool insert(const std::vector<RowPtr>& rows);
    bool erase(const std::vector<RowPtr>& rows);
    bool writeNote(const RowPtr& row, const std::string& note);
    bool tried(const std::function<void()>& write);
    RowPtr rowOf(std::int64_t key) const;
    void makeLines();

    Session& m_session;
    RunId m_run;
    std::int32_t m_feature = -1;
    std::int64_t m_nextKey = 1;
    std::vector<RowPtr> m_rows; // shown ones, by key
    std::map<std::pair<bool, std::int64_t>, std::weak_ptr<Row>> m_known; // rule?, number -> row that an undo step may hold
    views::CounterfactualLines m_lines;
};

} // namespace crosseed::gui
