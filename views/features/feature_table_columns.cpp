// How the two tables of features look: delegates, columns, widths, and the counts above them.
#include "views/features/codebook_delegates.h"
#include "views/features/feature_table.h"
#include "views/shared/data_table.h"
#include "views/shared/icons.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

void FeatureTable::dressTable() {
    using M = FeatureModel;
    DataTable* table = m_pages[0].table;
    table->setFilterRow(true);
    const std::pair<int, QAbstractItemDelegate*> delegates[] = {
        {M::Star, new StarDelegate(table)}, {M::Label, new LabelDelegate(table)}, {M::Tags, new TagsDelegate(table)},
        {M::R, new RDelegate(table)}, {M::IntervalOfR, new IntervalDelegate(table)}, {M::Class, new ClassDelegate(table)},
        {M::Codes, new CodesDelegate(table)}};
    for (const auto& [column, delegate] : delegates)
        table->setItemDelegateForColumn(column, delegate);
    for (const int column : {M::Definition, M::Anchor, M::Counter})
        table->setColumnHidden(column, true);
    table->proxy()->sortBy(M::R, Qt::DescendingOrder);
    auto* columns = new QToolButton(m_pages[0].bar);
    columns->setIcon(icon("columns"));
    columns->setIconSize({scaled(16), scaled(16)});
    columns->setAccessibleName(tr("Columns"));
    columns->setToolTip(tr("Which columns are shown"));
    connect(columns, &QToolButton::clicked, this, [table, columns] {
        table->columnMenu()->popup(columns->mapToGlobal(columns->rect().bottomLeft()));
    });
    m_pages[0].bar->addWidget(columns);
}

void FeatureTable::dressCodebook() {
    using M = FeatureModel;
    DataTable* table = m_pages[1].table;
    table->setItemDelegateForColumn(M::Star, new StarDelegate(table));
    table->setItemDelegateForColumn(M::Label, new CodeLabelDelegate(table));
    table->setItemDelegateForColumn(M::Tags, new AllTagsDelegate(table));
    table->setItemDelegateForColumn(M::Definition, new NoteTextDelegate(&text::FeatureNote::definition, tr("no definition yet; Enter to write one"), table));
    table->setItemDelegateForColumn(M::Anchor, new NoteTextDelegate(&text::FeatureNote::anchorExample, tr("no example yet; Enter to write one"), table));
    table->setItemDelegateForColumn(M::Counter, new NoteTextDelegate(&text::FeatureNote::counterExample, tr("no counter-example yet"), table));
    for (const int column : {M::R, M::IntervalOfR, M::RowsA, M::RowsB, M::Density, M::MaxA, M::MaxB, M::Token, M::Class, M::Codes, M::Counter})
        table->setColumnHidden(column, true);
    table->horizontalHeader()->moveSection(table->horizontalHeader()->visualIndex(M::Tags), M::columnCount_ - 1);
    table->horizontalHeader()->setStretchLastSection(true);
    table->proxy()->sortBy(M::Label, Qt::AscendingOrder);
    auto* button = new QPushButton(tr("Export codebook"), m_pages[1].bar);
    button->setProperty("kind", "compact");
    button->setIcon(icon("export"));
    button->setIconSize({scaled(16), scaled(16)});
    auto* menu = new QMenu(button);
    for (const auto& [title, ending] : {std::pair<const char*, const char*>{QT_TR_NOOP("Markdown (.md)…"), "md"}, {QT_TR_NOOP("CSV…"), "csv"}, {QT_TR_NOOP("REFI-QDA (.qdc)…"), "qdc"}})
        connect(menu->addAction(tr(title)), &QAction::triggered, this, [this, end = QString(ending)] { Q_EMIT codebookAsked(end); });
    button->setMenu(menu);
    m_exportButton = button;
    m_pages[1].bar->addWidget(button);
}

void FeatureTable::showCounts() {
    int warned = 0, labelled = 0, undefined = 0;
    std::map<std::string, int> tags;
    for (int row = 0; row < m_model.rowCount(); ++row)
        warned += !m_model.warnings(row).empty();
    for (const auto& [feature, note] : m_model.notes()) {
        labelled += !note.label.empty();
        undefined += !note.label.empty() && note.definition.empty();
        for (const std::string& tag : note.tags)
            ++tags[tag];
    }
    for (Page& page : m_pages)
        page.bar->setCounts(page.table->proxy()->rowCount(), m_model.rowCount(), warned, undefined);
    std::vector<std::pair<QString, int>> counted;
    for (const auto& [tag, features] : tags)
        counted.emplace_back(toQt(tag), features);
    std::ranges::stable_sort(counted, std::greater(), &std::pair<QString, int>::second);
    m_pages[1].bar->setTags(counted);
    m_exportButton->setEnabled(!m_model.notes().empty());
    setRemark(isCodebook() ? tr("%1 · %2 with a definition").arg(views::counted(labelled, tr("labelled feature")), count(labelled - undefined))
                           : tr("Shift-click on a header adds a second key"));
}

void FeatureTable::measure() {
    using M = FeatureModel;
    const std::pair<int, int> widths[] = {{M::Star, 26}, {M::Feature, 62}, {M::Label, 164}, {M::Tags, 96}, {M::R, 46}, {M::IntervalOfR, 68},
                                          {M::RowsA, 56}, {M::RowsB, 56}, {M::Density, 80}, {M::MaxA, 52}, {M::MaxB, 52}, {M::Token, 70},
                                          {M::Class, 90}, {M::Codes, 78}};
    for (const auto& [column, width] : widths)
        m_pages[0].table->setColumnWidth(column, scaled(width));
    const std::pair<int, int> codebook[] = {{M::Star, 26}, {M::Feature, 60}, {M::Label, 190}, {M::Definition, 300}, {M::Anchor, 210}, {M::Tags, 120}};
    for (const auto& [column, width] : codebook)
        m_pages[1].table->setColumnWidth(column, scaled(width));
    m_pages[1].table->verticalHeader()->setDefaultSectionSize(scaled(48));
}

} // namespace crosseed::views
