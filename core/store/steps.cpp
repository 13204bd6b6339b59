#include "store/steps.h"
#include "store/rows.h"

namespace crosseed::store {

void insertSteps(SQLite::Database& db, const std::string& table, const std::string& owner, std::int64_t id,
                 const std::vector<sae::StepReport>& steps) {
    SQLite::Statement remove(db, "DELETE FROM " + table + " WHERE " + owner + " = ?");
    remove.bind(1, id);
    remove.exec();
    SQLite::Statement insert(db, "INSERT INTO " + table + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const sae::StepReport& s : steps) {
        insert.bind(1, id);
        insert.bind(2, s.step);
        int column = 3;
        for (const double value : {s.total, s.kl, s.downstream, s.local, s.cross, s.auxiliary, s.tokensPerSecond})
            bindReal(insert, column++, value);
        insert.bind(10, s.dead);
        bindReal(insert, 11, s.l0A);
        bindReal(insert, 12, s.l0B);
        insert.bind(13, s.negativeCodes);
        bindReal(insert, 14, s.learningRate);
        insert.exec();
        insert.reset();
    }
}

std::vector<sae::StepReport> readSteps(SQLite::Database& db, const std::string& table, const std::string& owner,
                                       std::int64_t id) {
    SQLite::Statement q(db, "SELECT step, total, kl, downstream, local, cross_codes, auxiliary, tokens_per_second, dead, l0_a, "
                            "l0_b, negative_codes, learning_rate FROM " +
                                table + " WHERE " + owner + " = ? ORDER BY step");
    q.bind(1, id);
    std::vector<sae::StepReport> steps;
    while (q.executeStep()) {
        sae::StepReport s;
        s.step = q.getColumn(0).getInt64();
        int column = 1;
        for (double* value : {&s.total, &s.kl, &s.downstream, &s.local, &s.cross, &s.auxiliary, &s.tokensPerSecond})
            *value = realOf(q.getColumn(column++));
        s.dead = q.getColumn(8).getInt64();
        s.l0A = realOf(q.getColumn(9));
        s.l0B = realOf(q.getColumn(10));
        s.negativeCodes = q.getColumn(11).getInt64();
        s.learningRate = realOf(q.getColumn(12));
        steps.push_back(s);
    }
    for (sae::StepReport& s : steps)
        s.steps = static_cast<std::int64_t>(steps.size());
    return steps;
}

} // namespace crosseed::store
