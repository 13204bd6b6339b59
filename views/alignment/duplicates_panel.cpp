#include "views/alignment/duplicates_panel.h"
#include "views/shared/data_table.h"
#include "views/shared/words.h"
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QPainter>
#include <QSignalBlocker>
#include <QStyledItemDelegate>

namespace crosseed::views {

namespace {
// ".40", as cosines are written everywhere.
class CosineBox : public QDoubleSpinBox {
public:
    using QDoubleSpinBox::QDoubleSpinBox;
    QString textFromValue(double value) const override { return value < 1 ? fixed(value, 2).mid(1) : fixed(value, 2); }
};

// The number in the text's colour, what follows greyer where it is no label yet.
class FeatureDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const override {
        QStyleOptionViewItem option = given;
        initStyleOption(&option, index);
        option.text.clear();
        const QWidget* widget = option.widget;
        QStyle* style = widget->style();
        style->drawControl(QStyle::CE_ItemViewItem, &option, painter, widget);
        const QString number = index.data(DuplicatesModel::NumberRole).toString();
        const QString label = index.data(DuplicatesModel::LabelRole).toString();
        QRect place = option.rect.adjusted(scaled(6), 0, -scaled(4), 0);
        painter->save();
        painter->setFont(option.font);
        painter->setPen(colour(Role::Text));
        painter->drawText(place, Qt::AlignVCenter, number);
        place.setLeft(place.left() + option.fontMetrics.horizontalAdvance(number + "  "));
        if (label.isEmpty())
            painter->setPen(colour(Role::Secondary));
        painter->drawText(place, Qt::AlignVCenter,
                          option.fontMetrics.elidedText(label.isEmpty() ? DuplicatesPanel::tr("no label yet") : label, Qt::ElideRight,
                                                        place.width()));
        painter->restore();
    }
};
} // namespace

DuplicatesPanel::DuplicatesPanel(QWidget* parent)
    : Panel(tr("Near-duplicate features"), parent), m_model(new DuplicatesModel(this)),
      m_table(new DataTable(tr("Near-duplicate features"), this)), m_border(new CosineBox(this)) {
    m_table->setData(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->horizontalHeader()->setSectionResizeMode(DuplicatesModel::First, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(DuplicatesModel::Second, QHeaderView::Stretch);
    for (int column : {DuplicatesModel::First, DuplicatesModel::Second})
        m_table->setItemDelegateForColumn(column, new FeatureDelegate(m_table));
    m_table->setColumnWidth(DuplicatesModel::Cosine, scaled(52));
    m_border->setRange(0.05, 1);
    m_border->setSingleStep(0.05);
    m_border->setPrefix("≥ ");
    m_border->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_border->setFixedWidth(scaled(60));
    m_border->setKeyboardTracking(false);
    m_border->setAccessibleName(tr("Near-duplicates from this |cosine| on"));
    m_border->setToolTip(tr("Near-duplicates from this |cosine| on"));
    m_border->setFont(smallFont());
    addHeaderWidget(m_border);
    setContent(m_table);
    setTopic("near-duplicate");
    setTableSource([this] { return source(); });
    connect(m_table, &DataTable::currentRowChanged, this, &DuplicatesPanel::tell);
    connect(m_table, &QAbstractItemView::clicked, this, [this](const QModelIndex& index) { tell(m_table->sourceRow(index)); });
    connect(m_table, &DataTable::rowChosen, this, [this](int row) {
        if (row >= 0)
            Q_EMIT pairOpened(m_model->pair(row).first, m_model->pair(row).second);
    });
    connect(m_table, &DataTable::topicAsked, this, &Panel::topicAsked);
    connect(m_border, &QDoubleSpinBox::valueChanged, this, &DuplicatesPanel::borderAsked);
}

void DuplicatesPanel::setData(GeometryPtr data, ResultPtr result) {
    m_result = std::move(result);
    m_marking = true;
    m_model->setData(data);
    m_marking = false;
    if (!data)
        return setRemark({});
    const evaluate::CosineDistribution& c = data->study.cosines;
    const QSignalBlocker quiet(m_border);
    m_border->setValue(data->spec.cosines.duplicateFrom);
    const auto listed = std::ssize(c.nearDuplicates);
    setRemark(listed < c.duplicates ? tr("%1 of %2").arg(count(listed), counted(c.duplicates, "pair")) : counted(c.duplicates, "pair"));
    if (c.duplicates == 0)
        showEmpty(tr("No two features are as alike as that: the largest |cosine| is %1.").arg(correlation(c.largest)));
    else
        showContent();
}

void DuplicatesPanel::tell(int row) {
    if (row >= 0 && row < m_model->rowCount() && !m_marking)
        Q_EMIT pairSelected(m_model->pair(row).first, m_model->pair(row).second);
}

void DuplicatesPanel::setSelection(const std::vector<std::int32_t>& features) {
    m_marking = true;
    int found = -1;
    for (int row = 0; row < m_model->rowCount() && found < 0 && features.size() == 2; ++row) {
        const evaluate::NearDuplicate& pair = m_model->pair(row);
        if ((pair.first == features[0] && pair.second == features[1]) || (pair.first == features[1] && pair.second == features[0]))
            found = row;
    }
    if (found >= 0)
        m_table->selectSourceRow(found);
    else
        m_table->clearSelection();
    m_marking = false;
}

TableSource DuplicatesPanel::source() const {
    TableSource source{"near-duplicates", tr("Pairs of features with |cosine| from %1 on.").arg(m_border->value()),
                       m_table->shownTable(), {}};
    if (m_result)
        source.of = {{store::Kind::Run, m_result->run.id.value}};
    return source;
}

QByteArray DuplicatesPanel::saveColumns() const {
    return m_table->saveColumns();
}

void DuplicatesPanel::restoreColumns(const QByteArray& state) {
    m_table->restoreColumns(state);
}

} // namespace crosseed::views
