// Texts, their pieces and one feature's codes drawn as text. Two lines a document:
//   joy: So unbelievably happy!
//   [CLS] so un believ=2/1.5 ably happy ! [SEP]
// Pieces are looked up in the text in order, whatever their case; "=a/b" gives the codes of feature 1 in A
// and B.
#pragma once
#include "evaluate/evaluation_index.h"
#include "text/corpus.h"
#include "text/tokens.h"
#include <algorithm>
#include <cctype>
#include <sstream>
#include <stdexcept>
#include <string>

namespace crosseed::evaluate {

struct DrawnTexts {
    text::Corpus corpus;
    text::PackedTokens tokens;
    sae::SparseCodes a, b; // F = 3

    EvaluationIndex index() const { return {a, b, tokens, corpus}; }
};

inline std::string lowered(std::string s) {
    std::transform(s.begin(), s.end(), s.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return s;
}

inline void addCode(sae::SparseCodes& codes, float value) {
    if (value != 0) {
        codes.indices.push_back(1);
        codes.values.push_back(value);
    }
    codes.rowStarts.push_back(static_cast<std::int64_t>(codes.indices.size()));
}

inline void addToken(DrawnTexts& drawn, const std::string& original, std::string piece, std::size_t& at) {
    float a = 0, b = 0;
    if (const auto equals = piece.find('='); equals != std::string::npos) {
        const auto slash = piece.find('/', equals);
        a = std::stof(piece.substr(equals + 1, slash - equals - 1));
        b = std::stof(piece.substr(slash + 1));
        piece.resize(equals);
    }
    text::ByteRange range;
    if (piece != "[CLS]" && piece != "[SEP]") {
        const auto found = lowered(original).find(lowered(piece), at);
        if (found == std::string::npos)
            throw std::invalid_argument("\"" + piece + "\" is not in \"" + original + "\"");
        at = found + piece.size();
        range = {static_cast<std::int32_t>(found), static_cast<std::int32_t>(at)};
    }
    drawn.tokens.ids.push_back(0);
    drawn.tokens.ranges.push_back(range);
    addCode(drawn.a, a);
    addCode(drawn.b, b);
}

// `classNames` separated by spaces; a class that is not among them is no label. "\n" in a text is written as
// ¶.
inline DrawnTexts drawnTexts(const std::string& classNames, const std::string& drawing) {
    DrawnTexts drawn;
    drawn.a.features = drawn.b.features = 3;
    std::istringstream names(classNames), lines(drawing);
    for (std::string name; names >> name;)
        drawn.corpus.classNames.push_back(name);
    for (std::string document, pieces; std::getline(lines, document) && std::getline(lines, pieces);) {
        const auto colon = document.find(": ");
        auto original = document.substr(colon + 2);
        for (auto at = original.find("¶"); at != std::string::npos; at = original.find("¶"))
            original.replace(at, std::string("¶").size(), "\n");
        const auto& classes = drawn.corpus.classNames;
        const auto found = std::find(classes.begin(), classes.end(), document.substr(0, colon));
        const auto label = found == classes.end() ? -1 : static_cast<std::int32_t>(found - classes.begin());
        const auto position = static_cast<std::int64_t>(drawn.corpus.documents.size());
        drawn.corpus.documents.push_back({std::to_string(position), original, label, text::Split::Test, {}});
        std::istringstream words(pieces);
        std::size_t at = 0;
        for (std::string piece; words >> piece;)
            addToken(drawn, original, piece, at);
        drawn.tokens.starts.push_back(static_cast<std::int64_t>(drawn.tokens.ids.size()));
        drawn.tokens.documents.push_back(position);
        drawn.tokens.labels.push_back(label);
    }
    return drawn;
}

} // namespace crosseed::evaluate
