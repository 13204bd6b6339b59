#include "views/data/import_draft.h"
#include "views/shared/words.h"
#include <QCoreApplication>
#include <algorithm>

namespace crosseed::views {

namespace {
QString translated(const char* text) {
    return QCoreApplication::translate("ImportDraft", text);
}

// The field that names the column of a use.
std::pair<const char*, std::string pipeline::CorpusSpec::*> fieldOf(ColumnUse use) {
    using Spec = pipeline::CorpusSpec;
    switch (use) {
    case ColumnUse::Text:
        return {"text_column", &Spec::textColumn};
    case ColumnUse::Label:
    case ColumnUse::Score:
        return {"label_column", &Spec::labelColumn};
    case ColumnUse::Id:
        return {"id_column", &Spec::idColumn};
    case ColumnUse::Split:
        return {"split_column", &Spec::splitColumn};
    default:
        return {nullptr, nullptr};
    }
}
} // namespace

QString useName(ColumnUse use) {
    switch (use) {
    case ColumnUse::Text:
        return translated("text");
    case ColumnUse::Label:
        return translated("class");
    case ColumnUse::Score:
        return translated("score");
    case ColumnUse::Id:
        return translated("id");
    case ColumnUse::Split:
        return translated("split");
    case ColumnUse::Kept:
        return translated("kept");
    case ColumnUse::LeftOut:
        break;
    }
    return {};
}

ColumnUse useOf(const pipeline::CorpusSpec& spec, const std::string& column) {
    if (column == spec.textColumn)
        return ColumnUse::Text;
    if (column == spec.labelColumn)
        return spec.quartileClasses.empty() ? ColumnUse::Label : ColumnUse::Score;
    if (column == spec.idColumn)
        return ColumnUse::Id;
    if (column == spec.splitColumn)
        return ColumnUse::Split;
    return std::ranges::count(spec.keepColumns, column) > 0 ? ColumnUse::Kept : ColumnUse::LeftOut;
}

void setGiven(ImportDraft& draft, const std::string& field, bool given) {
    std::erase(draft.given, field);
    if (given)
        draft.given.push_back(field);
}

bool isGiven(const ImportDraft& draft, const std::string& field) {
    return std::ranges::count(draft.given, field) > 0;
}

ImportDraft withUse(ImportDraft draft, const pipeline::CorpusSpec& spec, const std::string& column, ColumnUse use) {
    const auto put = [&](ColumnUse of, const std::string& name) {
        const auto [field, member] = fieldOf(of);
        draft.asked.*member = name;
        setGiven(draft, field, true);
    };
    const ColumnUse before = useOf(spec, column);
    const bool keepsField =
        before != use && fieldOf(before).first && fieldOf(before).first == fieldOf(use).first; // class and score
    if (before != use && !keepsField && fieldOf(before).first)
        put(before, "");
    if (fieldOf(use).first)
        put(use, column);
    draft.asked.keepColumns = spec.keepColumns;
    std::erase(draft.asked.keepColumns, column);
    if (use == ColumnUse::Kept)
        draft.asked.keepColumns.push_back(column);
    setGiven(draft, "keep_columns", true);
    if (use == ColumnUse::Score || use == ColumnUse::Label) {
        draft.asked.quartileClasses.clear();
        if (use == ColumnUse::Score)
            draft.asked.quartileClasses =
                spec.quartileClasses.empty() ? std::vector<std::string>{"low", "middle", "high"} : spec.quartileClasses;
        setGiven(draft, "quartile_classes", true);
    }
    return draft;
}

QString delimiterText(std::optional<char> delimiter) {
    if (!delimiter)
        return translated("none, one column");
    switch (*delimiter) {
    case ',':
        return translated("comma ,");
    case ';':
        return translated("semicolon ;");
    case '\t':
        return translated("tab");
    case '|':
        return translated("bar |");
    default:
        return QString(QLatin1Char(*delimiter));
    }
}

QString encodingText(text::TextEncoding encoding) {
    switch (encoding) {
    case text::TextEncoding::Utf8:
        return "UTF-8";
    case text::TextEncoding::Utf16Little:
        return "UTF-16 LE";
    case text::TextEncoding::Utf16Big:
        return "UTF-16 BE";
    case text::TextEncoding::Latin1:
        return "Latin-1";
    case text::TextEncoding::Windows1252:
        return "Windows-1252";
    case text::TextEncoding::Windows1250:
        return "Windows-1250";
    }
    return {};
}

int classPlace(const pipeline::CorpusSpec& spec, std::int32_t label) {
    return spec.quartileClasses.size() == 3 ? 2 - label : label;
}

} // namespace crosseed::views
