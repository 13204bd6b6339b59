#include "views/data/reading_form.h"
#include "views/data/source_list.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {
const QString guessAgain = "guess";

// One item with data; the present one is chosen.
void addItem(QComboBox* box, const QString& words, const QString& data) {
    box->addItem(words, data);
}

void choose(QComboBox* box, const QString& data, const QString& otherwise) {
    int at = box->findData(data);
    if (at < 0) {
        box->insertItem(0, otherwise, data);
        at = 0;
    }
    box->setCurrentIndex(at);
    box->setToolTip(box->currentText());
}
} // namespace

ReadingForm::ReadingForm(QWidget* parent) : QWidget(parent) {
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(scaled(12), scaled(8), scaled(12), scaled(8));
    layout->setHorizontalSpacing(scaled(8));
    layout->setVerticalSpacing(scaled(5));
    makeLeft(layout);
    makeRight(layout);
    makeClassesAndShares(layout);
    layout->setColumnStretch(1, 4);
    layout->setColumnStretch(5, 4);
    layout->setColumnMinimumWidth(3, scaled(8));
}

void ReadingForm::add(QGridLayout* layout, int row, int column, const QString& id, const QString& label,
                      QWidget* field) {
    Row own{new QLabel(label, this), new QLabel(this), field};
    own.label->setBuddy(field);
    own.label->setProperty("kind", "secondary");
    own.origin->setFont(smallFont());
    own.origin->setMinimumWidth(QFontMetrics(smallFont()).horizontalAdvance(tr("of the recipe")) + scaled(2));
    own.origin->setObjectName("origin-" + id);
    field->setAccessibleName(label);
    field->setObjectName(id);
    field->setMaximumWidth(scaled(230));
    layout->addWidget(own.label, row, column);
    layout->addWidget(field, row, column + 1);
    layout->addWidget(own.origin, row, column + 2);
    m_rows[id] = own;
}

QComboBox* ReadingForm::combo(const QString&, const QString& name, const std::function<void(const QString&)>& chosen) {
    auto* box = new QComboBox(this);
    box->setAccessibleName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(7);
    connect(box, &QComboBox::activated, this, [this, box, chosen] {
        if (!m_isFilling)
            chosen(box->currentData().toString());
    });
    return box;
}

void ReadingForm::change(const QString& what, const std::vector<std::string>& fields, bool given,
                         const std::function<void(pipeline::CorpusSpec&)>& set) {
    ImportDraft draft = m_draft;
    set(draft.asked);
    for (const std::string& field : fields)
        setGiven(draft, field, given);
    Q_EMIT draftChanged(draft, what);
}

void ReadingForm::use(const QString& what, const QString& column, ColumnUse use) {
    if (!column.isEmpty()) {
        Q_EMIT draftChanged(withUse(m_draft, m_preview->spec, toStd(column), use), what);
        return;
    }
    const char* field = use == ColumnUse::Id ? "id_column" : use == ColumnUse::Split ? "split_column" : "label_column";
    change(what, {field, "quartile_classes"}, true, [use](pipeline::CorpusSpec& spec) {
        (use == ColumnUse::Id ? spec.idColumn : use == ColumnUse::Split ? spec.splitColumn : spec.labelColumn).clear();
        if (use == ColumnUse::Label)
            spec.quartileClasses.clear();
    });
}

void ReadingForm::makeLeft(QGridLayout* layout) {
    m_recipe = combo("recipe", tr("Recipe"), [this](const QString& id) { Q_EMIT recipeChosen(id); });
    m_delimiter = combo("delimiter", tr("Delimiter"), [this](const QString& own) {
        change(tr("Delimiter"), {"delimiter"}, own != guessAgain,
               [&](pipeline::CorpusSpec& spec) { spec.delimiter = own == guessAgain ? std::string() : toStd(own); });
    });
    m_quotes = combo("quoting", tr("Quotes"), [this](const QString& own) {
        change(tr("Quotes"), {"quoting"}, own != guessAgain, [&](pipeline::CorpusSpec& spec) {
            spec.quoting = own == guessAgain ? std::nullopt : std::optional(own == "1");
        });
    });
    m_encoding = combo("encoding", tr("Encoding"), [this](const QString& own) {
        change(tr("Encoding"), {"encoding"}, own != guessAgain,
               [&](pipeline::CorpusSpec& spec) { spec.encoding = own == guessAgain ? std::string() : toStd(own); });
    });
    m_name = new QLineEdit(this);
    connect(m_name, &QLineEdit::editingFinished, this, [this] {
        if (const std::string name = toStd(m_name->text().trimmed());
            !m_isFilling && m_preview && !name.empty() && name != m_preview->spec.name)
            change(tr("Name of the corpus"), {"name"}, true, [&](pipeline::CorpusSpec& spec) { spec.name = name; });
    });
    add(layout, 0, 0, "recipe", tr("Recipe"), m_recipe);
    add(layout, 1, 0, "delimiter", tr("Delimiter"), m_delimiter);
    add(layout, 2, 0, "quoting", tr("Quotes"), m_quotes);
    add(layout, 3, 0, "encoding", tr("Encoding"), m_encoding);
    add(layout, 4, 0, "name", tr("Name"), m_name);
}

void ReadingForm::makeRight(QGridLayout* layout) {
    m_text = combo("text_column", tr("Text"),
                   [this](const QString& column) { use(tr("Text column"), column, ColumnUse::Text); });
    m_label = combo("label_column", tr("Label or score"), [this](const QString& own) {
        const bool isScore = own.startsWith("score:");
        use(isScore ? tr("Score column") : tr("Label column"), own.mid(own.indexOf(':') + 1),
            isScore ? ColumnUse::Score : ColumnUse::Label);
    });
    m_id = combo("id_column", tr("Id"), [this](const QString& column) { use(tr("Id column"), column, ColumnUse::Id); });
    m_keep = new QPushButton(this);
    m_keep->setMenu(new QMenu(m_keep));
    m_keep->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_keep->setProperty("kind", "field");
    m_keep->setToolTip(tr("Further columns that stay with each text: groups, dates, authors"));
    m_split = combo("split_column", tr("Split"), [this](const QString& own) { chooseSplit(own); });
    add(layout, 0, 4, "text_column", tr("Text"), m_text);
    add(layout, 1, 4, "label_column", tr("Label or score"), m_label);
    add(layout, 2, 4, "id_column", tr("Id"), m_id);
    add(layout, 3, 4, "keep_columns", tr("Group, kept"), m_keep);
    add(layout, 4, 4, "split_column", tr("Split"), m_split);
}

void ReadingForm::makeClassesAndShares(QGridLayout* layout) {
    m_classes = new QLineEdit(this);
    m_classes->setPlaceholderText(tr("low, middle, high"));
    m_classes->setToolTip(tr("Names of the three classes that a score is cut into, from low to high"));
    connect(m_classes, &QLineEdit::editingFinished, this, [this] {
        if (m_isFilling || !m_preview || m_preview->spec.quartileClasses.empty())
            return;
        std::vector<std::string> names;
        for (const QString& name : m_classes->text().split(',', Qt::SkipEmptyParts))
            if (!name.trimmed().isEmpty())
                names.push_back(toStd(name.trimmed()));
        if (names.size() != 3 || names == m_preview->spec.quartileClasses) {
            fillRest();
            return;
        }
        change(tr("Names of classes"), {"quartile_classes"}, true,
               [&](pipeline::CorpusSpec& spec) { spec.quartileClasses = names; });
    });
    add(layout, 5, 0, "quartile_classes", tr("Classes"), m_classes);
    auto* shares = new QWidget(this);
    auto* line = new QHBoxLayout(shares);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(scaled(4));
    const auto spin = [&](const QString& name, const char* field, double pipeline::CorpusSpec::*member) {
        auto* box = new QDoubleSpinBox(shares);
        box->setDecimals(0);
        box->setRange(0, 90);
        box->setSuffix(" %");
        box->setKeyboardTracking(false);
        box->setAccessibleName(name);
        box->setToolTip(name);
        box->setObjectName(field);
        connect(box, &QDoubleSpinBox::valueChanged, this, [this, name, field, member](double value) {
            if (!m_isFilling)
                change(name, {field}, true, [&](pipeline::CorpusSpec& spec) { spec.*member = value / 100; });
        });
        line->addWidget(box, 1);
        return box;
    };
    m_validation = spin(tr("Share of validation"), "validation_share", &pipeline::CorpusSpec::validationShare);
    m_test = spin(tr("Share of test"), "test_share", &pipeline::CorpusSpec::testShare);
    add(layout, 5, 4, "shares", tr("Validation, test"), shares);
}

void ReadingForm::setState(const ImportDraft& draft, PreviewPtr preview, int source) {
    m_isFilling = true;
    m_draft = draft;
    m_preview = std::move(preview);
    setEnabled(m_preview && !m_preview->isStored);
    m_recipe->clear();
    for (const auto& [id, name] : recipeNames())
        addItem(m_recipe, name, id);
    if (m_preview && m_preview->isStored) {
        fillStored();
        fillRest();
    } else if (m_preview && source < static_cast<int>(m_preview->sources.size())) {
        fillReading(m_preview->sources[static_cast<std::size_t>(source)]);
        fillColumns(m_preview->sources[static_cast<std::size_t>(source)]);
        fillRest();
    }
    showOrigins();
    m_isFilling = false;
}

// How a corpus of the project was read, as far as its recipe says so.
void ReadingForm::fillStored() {
    const pipeline::CorpusSpec& spec = m_preview->spec;
    const bool isTable = spec.format == "table";
    const auto only = [](QComboBox* box, const QString& words) {
        box->clear();
        box->addItem(words.isEmpty() ? QStringLiteral("–") : words);
    };
    if (spec.format == "sample")
        only(m_recipe, tr("the sample"));
    else
        choose(m_recipe,
               !isTable                                   ? "tweeteval-emotion"
               : spec.kind == "sav" || spec.kind == "dta" ? toQt(spec.kind)
                                                          : QString(),
               {});
    only(m_delimiter, spec.delimiter.empty() ? QString() : delimiterText(spec.delimiter.front()));
    only(m_quotes, !spec.quoting ? QString() : *spec.quoting ? tr("double \"…\"") : tr("none"));
    only(m_encoding, spec.encoding.empty() ? QString() : encodingText(text::parseEncoding(spec.encoding)));
    only(m_text, isTable ? toQt(spec.textColumn) : QString());
    const QString label = isTable ? toQt(spec.labelColumn) : QString();
    only(m_label, spec.quartileClasses.empty() ? label : tr("%1, quartiles").arg(label));
    only(m_id, toQt(spec.idColumn));
    only(m_split, spec.format == "sample"                ? QString()
                  : !spec.splitColumn.empty()          ? toQt(spec.splitColumn)
                  : !isTable || !spec.trainFile.empty() ? tr("by file")
                                                        : tr("by text, at random"));
    QStringList kept;
    for (const std::string& name : spec.keepColumns)
        kept << toQt(name);
    m_keep->setText(QChar(0x2002) + (kept.isEmpty() ? QStringLiteral("–") : kept.join(", ")));
}

void ReadingForm::fillReading(const pipeline::PreviewSource& source) {
    const text::TableForm& form = source.table.file.form;
    const bool isTable = m_preview->spec.format == "table" && !m_preview->isStored;
    const QString kind = form.kind == text::TableKind::Spss ? "sav" : form.kind == text::TableKind::Stata ? "dta" : "";
    choose(m_recipe, m_draft.asked.preset.empty() ? kind : toQt(m_draft.asked.preset), toQt(m_draft.asked.preset));
    m_delimiter->clear();
    for (const char c : {',', ';', '\t', '|'})
        addItem(m_delimiter, delimiterText(c), QString(QLatin1Char(c)));
    choose(m_delimiter, form.delimiter ? QString(QLatin1Char(*form.delimiter)) : QString(),
           delimiterText(form.delimiter));
    addItem(m_delimiter, tr("Guess"), guessAgain);
    m_quotes->clear();
    addItem(m_quotes, tr("double \"…\""), "1");
    addItem(m_quotes, tr("none"), "0");
    choose(m_quotes, form.quoting ? "1" : "0", {});
    addItem(m_quotes, tr("Guess"), guessAgain);
    m_encoding->clear();
    for (const auto encoding :
         {text::TextEncoding::Utf8, text::TextEncoding::Windows1252, text::TextEncoding::Windows1250,
          text::TextEncoding::Latin1, text::TextEncoding::Utf16Little, text::TextEncoding::Utf16Big})
        addItem(m_encoding, encodingText(encoding), toQt(text::encodingName(encoding)));
    choose(m_encoding, toQt(text::encodingName(form.encoding)), {});
    addItem(m_encoding, tr("Guess"), guessAgain);
    m_delimiter->setEnabled(isTable && form.kind == text::TableKind::Delimited);
    m_quotes->setEnabled(m_delimiter->isEnabled());
    m_encoding->setEnabled(isTable);
    QStringList reasons;
    for (const std::string& reason : form.reasons)
        reasons << toQt(reason);
    for (const char* id : {"delimiter", "quoting", "encoding"})
        m_rows[id].origin->setToolTip(reasons.join("\n"));
}

void ReadingForm::fillColumns(const pipeline::PreviewSource& source) {
    const pipeline::CorpusSpec& spec = m_preview->spec;
    const bool isTable = spec.format == "table" && !m_preview->isStored;
    for (QComboBox* box : {m_text, m_label, m_id, m_split}) {
        box->clear();
        box->setEnabled(isTable);
    }
    m_keep->setEnabled(isTable);
    if (!isTable) {
        addItem(m_text, tr("each line"), {});
        addItem(m_label, m_preview->corpus.classNames.empty() ? tr("none") : tr("of the data set"), {});
        addItem(m_id, tr("by split and line"), {});
        addItem(m_split, tr("by file"), {});
        m_keep->setText(QChar(0x2002) + tr("none"));
        return;
    }
    addItem(m_label, tr("none"), "label:");
    addItem(m_id, tr("by row"), {});
    addItem(m_split, tr("by text, at random"), "random");
    for (const text::ColumnGuess& column : source.table.columns) {
        const QString name = toQt(column.name);
        addItem(m_text, name, name);
        addItem(m_label, name, "label:" + name);
        if (column.kind.starts_with("number"))
            addItem(m_label, tr("%1, quartiles").arg(name), "score:" + name);
        addItem(m_id, name, name);
        addItem(m_split, name, "column:" + name);
    }
    choose(m_text, toQt(spec.textColumn), toQt(spec.textColumn));
    const QString label = toQt(spec.labelColumn);
    choose(m_label, (spec.quartileClasses.empty() ? "label:" : "score:") + label,
           spec.quartileClasses.empty() ? label : tr("%1, quartiles").arg(label));
    choose(m_id, toQt(spec.idColumn), toQt(spec.idColumn));
    if (source.split) {
        m_split->clear();
        addItem(m_split, tr("by file"), "files");
        m_split->setEnabled(false);
    } else {
        choose(m_split, spec.splitColumn.empty() ? "random" : "column:" + toQt(spec.splitColumn),
               toQt(spec.splitColumn));
    }
    std::vector<std::string> names;
    for (const text::ColumnGuess& column : source.table.columns)
        if (const ColumnUse use = useOf(spec, column.name); use == ColumnUse::Kept || use == ColumnUse::LeftOut)
            names.push_back(column.name);
    fillKeep(names);
}

void ReadingForm::fillKeep(const std::vector<std::string>& columns) {
    QMenu* menu = m_keep->menu();
    menu->clear();
    QStringList kept;
    for (const std::string& name : columns) {
        const bool isKept = useOf(m_preview->spec, name) == ColumnUse::Kept;
        QAction* action = menu->addAction(toQt(name).replace('&', "&&"), this, [this, name, isKept] {
            Q_EMIT draftChanged(withUse(m_draft, m_preview->spec, name, isKept ? ColumnUse::LeftOut : ColumnUse::Kept),
                                tr("Kept columns"));
        });
        action->setCheckable(true);
        action->setChecked(isKept);
        if (isKept)
            kept << toQt(name);
    }
    m_keep->setEnabled(!columns.empty());
    const QString words = kept.isEmpty() ? tr("none") : kept.join(", ");
    m_keep->setText(QChar(0x2002) + fontMetrics().elidedText(words, Qt::ElideRight, scaled(140)).replace('&', "&&"));
    m_keep->setToolTip(plainToolTip(tr("Further columns that stay with each text: %1").arg(words)));
}

void ReadingForm::fillRest() {
    const pipeline::CorpusSpec& spec = m_preview->spec;
    const bool wasFilling = std::exchange(m_isFilling, true);
    m_name->setText(toQt(spec.name));
    QStringList names;
    for (const std::string& name : spec.quartileClasses.empty() ? m_preview->corpus.classNames : spec.quartileClasses)
        names << toQt(name);
    m_classes->setText(names.join(", "));
    m_classes->setReadOnly(spec.quartileClasses.empty());
    m_classes->setCursorPosition(0);
    m_validation->setValue(100 * spec.validationShare);
    m_test->setValue(100 * spec.testShare);
    const bool isDrawn = spec.format == "table" && spec.splitColumn.empty() && !m_preview->isStored;
    m_validation->setEnabled(isDrawn);
    m_test->setEnabled(isDrawn && spec.trainFile.empty());
    // Where files or a column decide the splits no share was drawn, and none is shown.
    const bool hasShares = spec.format == "table" && spec.splitColumn.empty();
    for (QWidget* widget : {static_cast<QWidget*>(m_rows["shares"].label), static_cast<QWidget*>(m_rows["shares"].origin), m_rows["shares"].field})
        widget->setVisible(hasShares);
    m_isFilling = wasFilling;
}

void ReadingForm::chooseSplit(const QString& choice) {
    if (choice.startsWith("column:"))
        use(tr("Split column"), choice.mid(7), ColumnUse::Split);
    else if (choice == "random")
        change(tr("Split by text"), {"split_column"}, true,
               [](pipeline::CorpusSpec& spec) { spec.splitColumn.clear(); });
}

// The words beside each field.
void ReadingForm::showOrigins() {
    for (auto& [id, row] : m_rows) {
        QString words;
        const bool isSet = m_preview && !m_preview->isStored &&
                           (id == "shares"   ? isGiven(m_draft, "validation_share") || isGiven(m_draft, "test_share")
                            : id == "recipe" ? !m_draft.asked.preset.empty() && isGiven(m_draft, "preset")
                                             : isGiven(m_draft, toStd(id)));
        const bool isOfRecipe = m_preview && !m_draft.asked.preset.empty() && id != "recipe";
        const bool isUsual = id == "shares" || id == "quartile_classes";
        if (m_preview && !m_preview->isStored && row.field->isEnabled())
            words = isSet        ? tr("set by you")
                    : isOfRecipe ? tr("of the recipe")
                    : isUsual    ? (id == "shares" ? tr("as usual") : QString())
                                 : tr("guessed");
        row.origin->setText(words);
        row.origin->setProperty("kind", isSet ? "chosen" : "secondary");
        row.origin->style()->unpolish(row.origin);
        row.origin->style()->polish(row.origin);
        row.field->setAccessibleDescription(words);
    }
}

} // namespace crosseed::views
