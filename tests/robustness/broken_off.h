// A project whose work is broken off again and again, and everything in it that must not depend on that.
#pragma once
#include "app/program.h"
#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QMap>
#include <QTest>
#include <csignal>
#include <sqlite3.h>

namespace crosseed {

// Path relative to the data folder -> SHA-256, of everything but what jobs leave behind and notes of when a file was looked at.
inline QMap<QString, QByteArray> filesOf(const QString& project) {
    QMap<QString, QByteArray> files;
    const QDir data(project + ".data");
    QDirIterator walk(data.path(), QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        const QString path = data.relativeFilePath(walk.next());
        if (!path.startsWith("requests/") && !path.startsWith("unfinished/") && path != "lock" && path != "index/seen.json" &&
            path != "exports.jsonl")
            files[path] = QCryptographicHash::hash(readBytes(data.filePath(path)), QCryptographicHash::Sha256).toHex();
    }
    return files;
}

// Rows of the results, without what tells of time.
inline QStringList rowsOf(const QString& project) {
    sqlite3* db = nullptr;
    sqlite3_open_v2(project.toUtf8(), &db, SQLITE_OPEN_READONLY, nullptr);
    QStringList rows;
    for (const char* query :
         {"SELECT name, key, content_hash FROM model ORDER BY key", "SELECT key, texts, tokens, file FROM activation ORDER BY key",
          "SELECT key, kind, result_json, file FROM rotation ORDER BY key",
          "SELECT key, config_json, data_hash, sae_file FROM run ORDER BY key",
          "SELECT run_id, step, total, kl, downstream, local, cross_codes, auxiliary, dead, l0_a, l0_b FROM run_step ORDER BY 1, 2",
          "SELECT key, codes_a, codes_b, outcome_a_json, outcome_b_json, top10_r, top100_r, universal, accuracy_change FROM evaluation "
          "ORDER BY key",
          "SELECT e.key, f.feature, f.r, f.fires_a, f.fires_b, f.mean_a, f.mean_b, f.max_a, f.max_b FROM feature f "
          "JOIN evaluation e ON e.id = f.evaluation_id ORDER BY 1, 2"}) {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(db, query, -1, &statement, nullptr) != SQLITE_OK)
            rows += sqlite3_errmsg(db);
        while (sqlite3_step(statement) == SQLITE_ROW) {
            QStringList cells;
            for (int column = 0; column < sqlite3_column_count(statement); ++column)
                cells += sqlite3_column_type(statement, column) == SQLITE_FLOAT
                             ? QString::number(sqlite3_column_double(statement, column), 'g', 17)
                             : QString::fromUtf8(reinterpret_cast<const char*>(sqlite3_column_text(statement, column)));
            rows += cells.join(" ");
        }
        sqlite3_finalize(statement);
    }
    sqlite3_close(db);
    return rows;
}

// As it is stored: "running" of a job whose program was killed.
inline QString statusOfLatestJob(const QString& project) {
    sqlite3* db = nullptr;
    sqlite3_open(project.toUtf8(), &db);
    sqlite3_stmt* statement = nullptr;
    QString status;
    if (sqlite3_prepare_v2(db, "SELECT status FROM job ORDER BY started DESC, id DESC LIMIT 1", -1, &statement, nullptr) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        status = QString::fromUtf8(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return status;
}

// The first difference of two projects; empty where there is none.
inline QString difference(const QString& one, const QString& other) {
    const auto filesA = filesOf(one), filesB = filesOf(other);
    for (const auto& files : {filesA, filesB})
        for (const QString& path : files.keys())
            if (filesA.value(path) != filesB.value(path))
                return "the file " + path + (filesA.contains(path) ? filesB.contains(path) ? " differs" : " is missing" : " is too much");
    const QStringList rowsA = rowsOf(one), rowsB = rowsOf(other);
    for (qsizetype i = 0; i < std::min(rowsA.size(), rowsB.size()); ++i)
        if (rowsA[i] != rowsB[i])
            return "the row \"" + rowsA[i] + "\" is \"" + rowsB[i] + "\"";
    return rowsA.size() == rowsB.size() ? QString() : "there are rows more or fewer";
}

inline void removeProject(const QString& project) {
    QDir(project + ".data").removeRecursively();
    for (const char* end : {"", "-wal", "-shm", ".lock"})
        QFile::remove(project + end);
}

inline void copyProject(const QString& from, const QString& to) {
    removeProject(to);
    if (!QFile::copy(from, to) || QProcess::execute("cp", {"-a", from + ".data", to + ".data"}) != 0)
        qFatal("A project could not be copied.");
}

// One call that can be ended from outside while it says what it does.
class RunningProgram {
public:
    RunningProgram(const QString& folder, const QStringList& arguments) {
        m_process.setWorkingDirectory(folder);
        m_process.setProcessEnvironment(testEnvironment());
        m_process.start(CROSSEED_PROGRAM, arguments);
        m_process.waitForStarted();
    }
    // Until it says that a stage begins whose name begins so; false where it ended before.
    bool waitForStage(const QString& stage) {
        QElapsedTimer timer;
        for (timer.start(); timer.elapsed() < 120000;) {
            m_said += m_process.readAllStandardError();
            if (latestStage().startsWith(stage))
                return true;
            if (m_process.state() == QProcess::NotRunning)
                return false;
            m_process.waitForReadyRead(20);
        }
        return false;
    }
    // The stage that was announced last.
    QString latestStage() {
        m_said += m_process.readAllStandardError();
        QString stage;
        for (const QByteArray& line : m_said.split('\n'))
            if (line.endsWith(" ..."))
                stage = line.chopped(4);
        return stage;
    }
    qint64 id() const { return m_process.processId(); }
    void signal(int number) { ::kill(static_cast<pid_t>(m_process.processId()), number); }
    int end() {
        m_process.waitForFinished(240000);
        m_said += m_process.readAllStandardError();
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    QByteArray said() {
        m_said += m_process.readAllStandardError();
        return m_said;
    }

private:
    QProcess m_process;
    QByteArray m_said;
};

} // namespace crosseed
