#include "text/import_tweeteval.h"
#include "base/error.h"
#include "base/files.h"
#include <algorithm>
#include <charconv>
#include <map>

namespace crosseed::text {

namespace {

std::vector<std::string_view> linesOf(std::string_view bytes) {
    std::vector<std::string_view> lines;
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        std::string_view line = bytes.substr(0, end);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        lines.push_back(line);
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    return lines;
}

// -1 where the word is not a number from 0 on.
std::int32_t classNumber(std::string_view word) {
    while (word.ends_with(' ') || word.ends_with('\t'))
        word.remove_suffix(1);
    std::int32_t number = -1;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    return error == std::errc() && end == word.data() + word.size() ? number : -1;
}

std::vector<std::string> readMapping(const std::filesystem::path& file) {
    const std::string bytes = readFile(file);
    std::map<std::int32_t, std::string> names;
    std::int64_t row = 0;
    for (const std::string_view line : linesOf(bytes)) {
        ++row;
        if (line.empty())
            continue;
        const std::size_t tab = std::min(line.find('\t'), line.size());
        const std::int32_t number = classNumber(line.substr(0, tab));
        require(number >= 0 && tab + 1 < line.size(), ErrorKind::BadInput,
                file.string() + ", line " + std::to_string(row) + " is \"" + std::string(line) +
                    "\"; it must be a class number, a tab and the name of the class.");
        require(names.emplace(number, line.substr(tab + 1)).second, ErrorKind::BadInput,
                file.string() + ", line " + std::to_string(row) + " names class " + std::to_string(number) +
                    " a second time.");
    }
    require(!names.empty() && names.rbegin()->first + 1 == static_cast<std::int32_t>(names.size()),
            ErrorKind::BadInput, file.string() + " must number its classes 0, 1, 2 and so on without a gap.");
    std::vector<std::string> result;
    for (const auto& [number, name] : names)
        result.push_back(name);
    return result;
}

void addSplit(const std::filesystem::path& folder, const std::string& name, Corpus& corpus) {
    const std::filesystem::path textFile = folder / (name + "_text.txt"), labelFile = folder / (name + "_labels.txt");
    const std::string textBytes = readFile(textFile), labelBytes = readFile(labelFile);
    const auto texts = linesOf(textBytes), labels = linesOf(labelBytes);
    require(texts.size() == labels.size(), ErrorKind::BadInput,
            textFile.string() + " has " + std::to_string(texts.size()) + " lines, " +
                labelFile.filename().string() + " has " + std::to_string(labels.size()) +
                "; each text needs its label in the same line.");
    require(!texts.empty(), ErrorKind::BadInput, textFile.string() + " holds no text.");
    const Split split = parseSplit(name);
    for (std::size_t row = 0; row < texts.size(); ++row) {
        const std::int32_t label = classNumber(labels[row]);
        require(label >= 0 && label < static_cast<std::int32_t>(corpus.classNames.size()), ErrorKind::BadInput,
                labelFile.string() + ", line " + std::to_string(row + 1) + ": \"" + std::string(labels[row]) +
                    "\" is not a class number; mapping.txt has 0 to " +
                    std::to_string(corpus.classNames.size() - 1) + ".");
        corpus.documents.push_back({std::string(splitName(split)) + "/" + std::to_string(row),
                                    std::string(texts[row]), label, split, {}});
    }
}

} // namespace

Corpus importTweetEval(const std::filesystem::path& folder) {
    Corpus corpus;
    corpus.classNames = readMapping(folder / "mapping.txt");
    for (const char* name : {"train", "val", "test"})
        addSplit(folder, name, corpus);
    return corpus;
}

} // namespace crosseed::text
