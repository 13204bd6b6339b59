// Conditions on what is known of documents: author, date, group, class, split, whatever column came with them.
#pragma once
#include "text/corpus.h"

namespace crosseed::text {

enum class Comparison : std::uint8_t { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Between };

struct DocumentCondition {
    std::string column; // one of Corpus::extraColumns, or class (also label), split, id, where no extra column has that name
    Comparison comparison = Comparison::Equal;
    std::string value;
    std::string high; // of Between: from value to high, both included
};
// "author=Ann", "author!=Ann", "year>=2020", "date=2020-01-01..2020-06-30"; also <, <=, >. White space around the parts does not
// count. Throws Error(Usage) for other texts.
DocumentCondition parseCondition(std::string_view text);
std::string conditionText(const DocumentCondition& condition); // "year >= 2020"

// A column of a corpus by name. Throws Error(Usage) naming the columns that there are.
class DocumentColumn {
public:
    DocumentColumn(const std::string& name, const Corpus& head);
    std::string_view of(const Document& document) const; // without white space around it; empty: none

private:
    enum class Kind : std::uint8_t { Extra, Class, Split, Id };
    Kind m_kind = Kind::Extra;
    std::size_t m_extra = 0;
    std::vector<std::string> m_classNames;
};

// All conditions at once; none holds always. In order two numbers (with a point, or where that does not fit with a comma) compare as
// numbers, other words byte by byte, which puts dates written 2021-03-04 in order; a word against a number, and an empty cell, are
// neither less nor greater. Equal are the same words, and the same numbers unless one has a leading zero too many or an exponent:
// 10 = 10.0, but 01 is not 1 and 1e2 not 100. It remembers what it met: for one thread.
class DocumentFilter {
public:
    DocumentFilter(std::vector<DocumentCondition> conditions, const Corpus& head);
    bool operator()(const Document& document) const;
    bool isEmpty() const { return m_conditions.empty(); }
    // After the documents: throws Error(Usage) for an ordering (<, <=, >, >=, LOW..HIGH) that met filled cells, but none that can be
    // compared with its value.
    void requireComparable() const;

private:
    std::vector<DocumentCondition> m_conditions;
    std::vector<DocumentColumn> m_columns;
    struct Met {
        bool isComparable = false; // one cell at least
        std::string first;         // filled cell before that one
    };
    mutable std::vector<Met> m_met; // of each condition
};

} // namespace crosseed::text
