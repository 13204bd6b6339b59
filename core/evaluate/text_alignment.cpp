#include "evaluate/text_alignment.h"
#include <algorithm>

namespace crosseed::evaluate {

namespace {

using Partners = std::vector<std::int64_t>; // of each original word, -1: none

// Positions in the edit of the longest common subsequence.
Partners commonWords(const std::vector<Word>& original, const std::vector<Word>& edited) {
    const std::size_t rows = original.size(), cols = edited.size();
    std::vector<std::int32_t> lengths((rows + 1) * (cols + 1), 0); // of the words from (i, j) on
    const auto at = [&](std::size_t i, std::size_t j) -> std::int32_t& { return lengths[i * (cols + 1) + j]; };
    for (std::size_t i = rows; i-- > 0;)
        for (std::size_t j = cols; j-- > 0;)
            at(i, j) = original[i].key == edited[j].key ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
    Partners partners(rows, -1);
    for (std::size_t i = 0, j = 0; i < rows && j < cols;) {
        if (original[i].key == edited[j].key) {
            partners[i++] = static_cast<std::int64_t>(j++);
        } else if (at(i + 1, j) >= at(i, j + 1)) {
            ++i;
        } else {
            ++j;
        }
    }
    return partners;
}

// Words left over on both sides, each taken once, in order.
void addMoves(const std::vector<Word>& original, const std::vector<Word>& edited, Partners& partners,
              std::vector<bool>& taken, std::vector<bool>& moved) {
    for (std::size_t i = 0; i < original.size(); ++i) {
        if (partners[i] >= 0 || original[i].punctuation)
            continue;
        for (std::size_t j = 0; j < edited.size(); ++j)
            if (!taken[j] && original[i].key == edited[j].key) {
                partners[i] = static_cast<std::int64_t>(j);
                taken[j] = moved[i] = true;
                break;
            }
    }
}

// Between two words that stay: the k-th deleted word and the k-th inserted one, marks likewise.
void addReplacements(const TextAlignment& texts, const Partners& stays, Partners& partners, std::vector<bool>& taken) {
    std::size_t gap = 0; // of the edit, where it begins
    for (std::size_t i = 0; i < partners.size(); ++i) {
        if (stays[i] >= 0) {
            gap = static_cast<std::size_t>(stays[i]) + 1;
            continue;
        }
        if (partners[i] >= 0)
            continue;
        const auto next = std::find_if(stays.begin() + static_cast<std::ptrdiff_t>(i), stays.end(),
                                       [](std::int64_t j) { return j >= 0; });
        const std::size_t end = next == stays.end() ? taken.size() : static_cast<std::size_t>(*next);
        for (std::size_t j = gap; j < end && partners[i] < 0; ++j)
            if (!taken[j] && texts.original[i].punctuation == texts.edited[j].punctuation) {
                partners[i] = static_cast<std::int64_t>(j);
                taken[j] = true;
            }
    }
}

} // namespace

std::string_view changeName(Change change) {
    constexpr std::string_view names[] = {"same", "replaced", "inserted", "deleted", "moved"};
    return names[static_cast<std::size_t>(change)];
}

TextAlignment alignTexts(std::string_view original, std::string_view edited) {
    TextAlignment alignment{wordsOf(original), wordsOf(edited), {}};
    const Partners stays = commonWords(alignment.original, alignment.edited);
    Partners partners = stays;
    std::vector<bool> taken(alignment.edited.size()), moved(partners.size());
    for (const std::int64_t j : stays)
        if (j >= 0)
            taken[static_cast<std::size_t>(j)] = true;
    addMoves(alignment.original, alignment.edited, partners, taken, moved);
    addReplacements(alignment, stays, partners, taken);

    std::vector<std::int64_t> back(taken.size(), -1); // the original word of each word of the edit
    for (std::size_t i = 0; i < partners.size(); ++i)
        if (partners[i] >= 0)
            back[static_cast<std::size_t>(partners[i])] = static_cast<std::int64_t>(i);
    std::size_t next = 0; // original word, deleted ones are placed when the words around them pass
    const auto deletedUpTo = [&](std::size_t end) {
        for (; next < end; ++next)
            if (partners[next] < 0)
                alignment.words.push_back({Change::Deleted, static_cast<std::int64_t>(next), -1});
    };
    for (std::size_t j = 0; j < back.size(); ++j) {
        const std::int64_t i = back[j];
        if (i < 0) {
            alignment.words.push_back({Change::Inserted, -1, static_cast<std::int64_t>(j)});
            continue;
        }
        const auto at = static_cast<std::size_t>(i);
        if (!moved[at])
            deletedUpTo(at);
        const Change change = stays[at] >= 0 ? Change::Same : moved[at] ? Change::Moved : Change::Replaced;
        alignment.words.push_back({change, i, static_cast<std::int64_t>(j)});
    }
    deletedUpTo(partners.size());
    return alignment;
}

std::string alignmentText(const TextAlignment& alignment, std::string_view original, std::string_view edited) {
    std::string line;
    const auto add = [&](const std::string& word) { line += (line.empty() ? "" : " ") + word; };
    std::vector<bool> moved(alignment.original.size());
    for (const AlignedWord& word : alignment.words)
        if (word.change == Change::Moved)
            moved[static_cast<std::size_t>(word.original)] = true;
    std::size_t shown = 0;
    const auto movedUpTo = [&](std::size_t end) {
        for (; shown < end; ++shown)
            if (moved[shown])
                add("<" + written(original, alignment.original[shown].range));
    };
    for (const AlignedWord& word : alignment.words) {
        const std::string before =
            word.original < 0 ? "" : written(original, alignment.original[static_cast<std::size_t>(word.original)].range);
        const std::string after =
            word.edited < 0 ? "" : written(edited, alignment.edited[static_cast<std::size_t>(word.edited)].range);
        if (word.original >= 0 && word.change != Change::Moved)
            movedUpTo(static_cast<std::size_t>(word.original));
        switch (word.change) {
        case Change::Same: add(after); break;
        case Change::Replaced: add("[" + before + " > " + after + "]"); break;
        case Change::Inserted: add("+" + after + "+"); break;
        case Change::Deleted: add("-" + before + "-"); break;
        case Change::Moved: add(">" + after); break;
        }
    }
    movedUpTo(moved.size());
    return line;
}

std::vector<std::int64_t> alignTokens(const TextAlignment& alignment, const std::vector<text::ByteRange>& original,
                                      const std::vector<text::ByteRange>& edited) {
    const auto piecesOf = [](const Word& word, const std::vector<text::ByteRange>& ranges) {
        std::vector<std::int64_t> pieces;
        for (std::size_t t = 0; t < ranges.size(); ++t)
            if (ranges[t].begin < ranges[t].end && ranges[t].begin < word.range.end && ranges[t].end > word.range.begin)
                pieces.push_back(static_cast<std::int64_t>(t));
        return pieces;
    };
    std::vector<std::int64_t> partners(original.size(), -1);
    if (!original.empty() && !edited.empty()) {
        partners.front() = 0;
        partners.back() = std::ssize(edited) - 1;
    }
    for (const AlignedWord& word : alignment.words) {
        if (word.original < 0 || word.edited < 0)
            continue;
        const auto from = piecesOf(alignment.original[static_cast<std::size_t>(word.original)], original);
        const auto to = piecesOf(alignment.edited[static_cast<std::size_t>(word.edited)], edited);
        for (std::size_t i = 0; i < from.size() && !to.empty(); ++i)
            partners[static_cast<std::size_t>(from[i])] = to[std::min(i, to.size() - 1)];
    }
    return partners;
}

} // namespace crosseed::evaluate
