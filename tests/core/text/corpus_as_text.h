// A corpus drawn as text: one line a document, so that an expected corpus can be written down.
#pragma once
#include "text/corpus.h"
#include <QString>

namespace crosseed::text {

// "id|split|label|text|extra…", line breaks inside as \n and \r.
inline QString asText(const Corpus& corpus) {
    QString result;
    for (const Document& document : corpus.documents) {
        const std::string_view split = splitName(document.split);
        QString line = QString::fromStdString(document.id) + "|" +
                       QString::fromUtf8(split.data(), static_cast<qsizetype>(split.size())) + "|" +
                       QString::number(document.label) + "|" + QString::fromStdString(document.text);
        for (const std::string& value : document.extra)
            line += "|" + QString::fromStdString(value);
        result += line.replace("\n", "\\n").replace("\r", "\\r") + "\n";
    }
    return result;
}

} // namespace crosseed::text
