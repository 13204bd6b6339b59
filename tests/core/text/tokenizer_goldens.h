// Reads what tests/goldens/text/make_tokenizer_goldens.py wrote.
#pragma once
#include "base/files.h"
#include "text/tokenizer.h"
#include <QByteArray>
#include <QList>
#include <cstdint>
#include <string>

namespace crosseed::text {

// FNV-1a over 64-bit words: number of tokens, then id, begin and end of each.
class TokenHash {
public:
    void add(const Encoding& encoding) {
        addWord(encoding.ids.size());
        for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
            addWord(static_cast<std::uint64_t>(encoding.ids[i]));
            addWord(static_cast<std::uint64_t>(encoding.ranges[i].begin));
            addWord(static_cast<std::uint64_t>(encoding.ranges[i].end));
        }
    }
    QByteArray hex() const { return QByteArray::number(static_cast<qulonglong>(m_value), 16).rightJustified(16, '0'); }

private:
    void addWord(std::uint64_t word) { m_value = (m_value ^ word) * 0x100000001B3; }
    std::uint64_t m_value = 0xCBF29CE484222325;
};

// "101:0-0 2023:0-4 102:0-0"
inline QByteArray asText(const Encoding& encoding) {
    QByteArray text;
    for (std::size_t i = 0; i < encoding.ids.size(); ++i)
        text += (i > 0 ? " " : "") + QByteArray::number(encoding.ids[i]) + ":" +
                QByteArray::number(encoding.ranges[i].begin) + "-" + QByteArray::number(encoding.ranges[i].end);
    return text;
}

// The lines of a golden file without its comments.
inline QList<QByteArray> goldenLines(const char* name) {
    const std::string content = readFile(std::string(CROSSEED_SOURCE_DIR "/tests/goldens/text/") + name);
    QList<QByteArray> lines = QByteArray::fromStdString(content).split('\n');
    lines.removeIf([](const QByteArray& line) { return line.isEmpty() || line.startsWith('#'); });
    return lines;
}

inline TokenizerOptions optionsNamed(const QByteArray& setting) {
    TokenizerOptions options;
    options.doLowerCase = setting.startsWith("uncased");
    if (setting == "uncased-accents")
        options.stripAccents = false;
    if (setting == "cased-stripped")
        options.stripAccents = true;
    options.tokenizeChineseChars = setting != "uncased-joined-cjk";
    return options;
}

inline const char* bertVocabulary() { return CROSSEED_SHARED_DIR "/models/bert-base-uncased-vocab/vocab.txt"; }

} // namespace crosseed::text
