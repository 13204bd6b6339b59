// The built program from outside: one call with its exit code and what it printed, and a small corpus to call it on.
#pragma once
#include <QByteArray>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QStringList>
#include <QtEndian>

namespace crosseed {

struct Answer {
    int code = -1;
    QByteArray out, error;
    QJsonDocument json() const { return QJsonDocument::fromJson(out); } // null unless the whole output is one document
    QJsonObject object() const { return json().object(); }
};

// As the program would set it when it starts itself again for speed; tst_blas_restart is about that.
inline QProcessEnvironment testEnvironment() {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("GOMP_SPINCOUNT", "200");
    return environment;
}

// CROSSEED_PROGRAM with `arguments`, started in `folder`. A crash gives the code -1.
inline Answer callCrosseed(const QString& folder, const QStringList& arguments) {
    QProcess program;
    program.setWorkingDirectory(folder);
    program.setProcessEnvironment(testEnvironment());
    program.start(CROSSEED_PROGRAM, arguments);
    Answer answer;
    if (program.waitForFinished(120000) && program.exitStatus() == QProcess::NormalExit)
        answer.code = program.exitCode();
    answer.out = program.readAllStandardOutput();
    answer.error = program.readAllStandardError();
    return answer;
}

inline void writeText(const QString& path, const QByteArray& content) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("A file of the test could not be written.");
}

inline QByteArray readBytes(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// 144 different requests with the columns Id, Part, Request, Class and Author: 96 train, 24 validation, 24 test.
inline QByteArray requestsCsv() {
    const QByteArrayList objects{"page", "file", "letter", "report"}, verbs{"send", "fix", "read"},
        days{"today", "soon", "again"};
    QByteArray csv = "Id,Part,Request,Class,Author\r\n";
    int row = 0;
    for (const char* start : {"please, could you ", "you must ", "would you kindly ", "just "})
        for (const QByteArray& verb : verbs)
            for (const QByteArray& object : objects)
                for (const QByteArray& day : days) {
                    const int turn = row % 6;
                    csv += "r" + QByteArray::number(row) + "," + (turn == 4 ? "validation" : turn == 5 ? "test" : "train") +
                           ",\"" + start + verb + " the " + object + " " + day + "\"," +
                           (QByteArray(start).contains("you ") && !QByteArray(start).contains("must") ? "polite" : "rude") +
                           ",someone\r\n";
                    ++row;
                }
    return csv;
}

inline QStringList tinyModel(const QString& name, int seed, int epochs = 1) {
    return {"--name",         name, "--seed",       QString::number(seed),   "--layers",        "3",    "--hidden", "16", "--heads", "2",
            "--intermediate", "32", "--max-length", "24", "--epochs", QString::number(epochs), "--learning-rate", "1e-3", "--threads",
            "1"};
}

// A safetensors file read without Crosseed: 8 bytes little-endian length, JSON, data.
class Safetensors {
public:
    explicit Safetensors(const QString& path) {
        const QByteArray bytes = readBytes(path);
        if (bytes.size() < 8)
            return;
        const auto length = qFromLittleEndian<qint64>(bytes.constData());
        m_header = QJsonDocument::fromJson(bytes.mid(8, length)).object();
        m_data = bytes.mid(8 + length);
    }
    QStringList names() const {
        QStringList names = m_header.keys();
        names.removeAll("__metadata__");
        return names;
    }
    QString metadata(const QString& key) const { return m_header["__metadata__"].toObject()[key].toString(); }
    // "F32 [64, 16]"
    QString form(const QString& name) const {
        const QJsonObject tensor = m_header[name].toObject();
        QStringList sizes;
        for (const auto& size : tensor["shape"].toArray())
            sizes += QString::number(size.toInteger());
        return tensor["dtype"].toString() + " [" + sizes.join(", ") + "]";
    }
    template <typename T> QList<T> values(const QString& name) const {
        const QJsonArray offsets = m_header[name].toObject()["data_offsets"].toArray();
        const QByteArray bytes = m_data.mid(offsets[0].toInteger(), offsets[1].toInteger() - offsets[0].toInteger());
        QList<T> values(bytes.size() / static_cast<qsizetype>(sizeof(T)));
        std::memcpy(values.data(), bytes.constData(), static_cast<std::size_t>(bytes.size()));
        return values;
    }

private:
    QJsonObject m_header;
    QByteArray m_data;
};

} // namespace crosseed
