// What the person chose, as values, and what the engine found, as numbers beside the choices.
#include "views/contexts/choice_panel.h"
#include "views/contexts/share_bar.h"
#include "views/shared/words.h"
#include <QCheckBox>
#include <QComboBox>
#include <QDataStream>
#include <QIODevice>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <cmath>

namespace crosseed::views {

using evaluate::ContextOrder;

void ChoicePanel::setFeatures(const std::vector<FeatureName>& features) {
    const QSignalBlocker quiet(m_feature);
    const int now = m_feature->currentIndex() < 0 ? -1 : m_feature->currentData().toInt();
    m_feature->clear();
    for (const FeatureName& feature : features)
        m_feature->addItem(feature.text, feature.feature);
    setFeature(now);
}

void ChoicePanel::setFeature(std::int32_t feature) {
    const QSignalBlocker quiet(m_feature);
    const int at = feature < 0 ? -1 : m_feature->findData(feature);
    m_feature->setCurrentIndex(at);
    if (at < 0) m_feature->setEditText(feature < 0 ? QString() : "f" + QString::number(feature));
    m_feature->setToolTip(at < 0 ? tr("Type a number, a label or a word") : m_feature->itemText(at));
}

void ChoicePanel::setClasses(const std::vector<std::string>& names, const QString& split) {
    const QSignalBlocker quiet(m_class);
    const int now = m_class->currentIndex();
    m_class->clear();
    m_class->addItem(tr("any class"));
    for (std::size_t i = 0; i < names.size(); ++i)
        m_class->addItem(toQt(names[i]), static_cast<int>(i));
    m_class->setCurrentIndex(now < m_class->count() ? std::max(now, 0) : 0);
    m_class->setEnabled(!names.empty());
    m_split->setText(split.isEmpty() ? QString() : tr("%1 split").arg(split));
}

void ChoicePanel::setConcordance(const ConcordancePtr& concordance) {
    for (std::size_t i = 0; i < groupCount; ++i) {
        const bool known = concordance && i < concordance->groups.size();
        const bool band = i >= 1 && i <= 5;
        const double share = known ? concordance->groups[i].firingShare : 0;
        m_counts[i]->setText(!known ? QString() : band ? (std::isnan(share) ? QString("–") : percent(100 * share))
                                                       : count(std::ssize(concordance->groups[i].lines)));
        if (auto* bar = static_cast<ShareBar*>(m_bars[i])) {
            bar->setShare(share);
            bar->setAccessibleDescription(m_counts[i]->text());
        }
    }
    const std::int64_t folded = concordance ? concordance->texts - concordance->lines : 0;
    m_folded->setText(folded > 0 ? count(folded) : QString());
    if (!concordance)
        m_hidden->clear();
    else {
        const auto top = std::min<std::int64_t>(50, std::max(concordance->lines, concordance->specialInTop));
        m_hidden->setText(concordance->specialInTop > 0 ? tr("%1 of top %2").arg(concordance->specialInTop).arg(top)
                          : concordance->hiddenSpecial > 0 ? count(concordance->hiddenSpecial) : tr("never"));
        m_hidden->setToolTip(m_special->isChecked()
                                 ? tr("Of the strongest lines, how many peak on [CLS] or [SEP]")
                                 : tr("%1 on [CLS] and [SEP] are not counted; counted, they would be the peak of %2 of the strongest %3 lines")
                                       .arg(counted(concordance->hiddenSpecial, tr("firing")))
                                       .arg(concordance->specialInTop)
                                       .arg(top));
    }
}

std::set<std::size_t> ChoicePanel::groups() const {
    std::set<std::size_t> chosen;
    for (std::size_t i = 0; i < groupCount; ++i)
        if (m_groups[i]->isChecked()) chosen.insert(i);
    return chosen;
}

LineShape ChoicePanel::shape() const {
    LineShape shape;
    shape.words = m_words->value();
    shape.strips = m_strips->isChecked();
    shape.wholeWords = m_wholeWords->isChecked();
    shape.specialTokens = m_special->isChecked();
    shape.keys.clear();
    for (const QComboBox* box : m_keys) {
        const int key = box->currentData().toInt();
        if (key >= 0) shape.keys.push_back(static_cast<ContextOrder>(key));
    }
    return shape;
}

evaluate::ConcordanceOptions ChoicePanel::options() const {
    evaluate::ConcordanceOptions options;
    options.specialTokens = m_special->isChecked();
    options.foldCopies = m_fold->isChecked();
    if (m_class->currentIndex() > 0) options.label = m_class->currentData().toInt();
    return options;
}

void ChoicePanel::setKeys(const std::vector<ContextOrder>& keys) {
    m_quiet = true;
    for (std::size_t i = 0; i < m_keys.size(); ++i)
        m_keys[i]->setCurrentIndex(std::max(0, m_keys[i]->findData(i < keys.size() ? static_cast<int>(keys[i]) : -1)));
    m_quiet = false;
    Q_EMIT shapeChanged();
}

void ChoicePanel::prependKey(ContextOrder key) {
    std::vector<ContextOrder> keys{key};
    for (const ContextOrder old : shape().keys)
        if (old != key && keys.size() < m_keys.size()) keys.push_back(old);
    setKeys(keys);
}

void ChoicePanel::showAnyClass() {
    m_class->setCurrentIndex(0);
}

void ChoicePanel::reset() {
    m_quiet = true;
    for (std::size_t i = 0; i < groupCount; ++i)
        m_groups[i]->setChecked(i == 0 || i >= 6);
    m_words->setValue(9);
    m_strips->setChecked(true);
    m_wholeWords->setChecked(true);
    m_fold->setChecked(true);
    m_special->setChecked(false);
    m_class->setCurrentIndex(0);
    setKeys({ContextOrder::Activation});
    Q_EMIT groupsChanged();
    Q_EMIT optionsChanged();
}

QByteArray ChoicePanel::saveState() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    QList<bool> groups;
    for (const QCheckBox* box : m_groups)
        groups << box->isChecked();
    QList<int> keys;
    for (const QComboBox* box : m_keys)
        keys << box->currentData().toInt();
    out << groups << keys << m_words->value() << m_strips->isChecked() << m_wholeWords->isChecked() << m_fold->isChecked();
    return state;
}

void ChoicePanel::restoreState(const QByteArray& state) {
    QDataStream in(state);
    QList<bool> groups;
    QList<int> keys;
    int words = 9;
    bool strips = true, wholeWords = true, fold = true;
    in >> groups >> keys >> words >> strips >> wholeWords >> fold;
    if (in.status() != QDataStream::Ok || groups.size() != static_cast<qsizetype>(groupCount) || keys.size() != 3) return;
    m_quiet = true;
    for (std::size_t i = 0; i < groupCount; ++i)
        m_groups[i]->setChecked(groups[static_cast<qsizetype>(i)]);
    for (std::size_t i = 0; i < m_keys.size(); ++i)
        m_keys[i]->setCurrentIndex(std::max(0, m_keys[i]->findData(keys[static_cast<qsizetype>(i)])));
    m_words->setValue(words);
    m_strips->setChecked(strips);
    m_wholeWords->setChecked(wholeWords);
    m_fold->setChecked(fold);
    m_quiet = false;
    Q_EMIT groupsChanged();
    Q_EMIT shapeChanged();
    Q_EMIT optionsChanged();
}

} // namespace crosseed::views
