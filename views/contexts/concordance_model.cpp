#include "views/contexts/concordance_model.h"
#include "views/shared/words.h"
#include <cmath>
#include <numeric>
#include <unordered_set>

namespace crosseed::views {

using evaluate::CodedText;
using evaluate::ConcordanceGroup;
using evaluate::ConcordanceLine;
using evaluate::ContextOrder;

void ConcordanceModel::setConcordance(ConcordancePtr concordance, const std::vector<std::string>& classNames, bool keepTexts) {
    m_concordance = std::move(concordance);
    m_classes = classNames;
    if (!keepTexts) m_texts.clear();
    sortGroups();
    rebuild();
}

void ConcordanceModel::addTexts(std::vector<CodedText> texts) {
    for (CodedText& text : texts) {
        const std::int64_t number = text.text;
        m_texts[number] = std::make_unique<const CodedText>(std::move(text));
    }
    m_shown.clear();
    if (!m_search.isEmpty()) return rebuild(); // they may hold what is looked for
    if (!m_rows.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    Q_EMIT linesChanged();
}

std::vector<std::int64_t> ConcordanceModel::missingTexts(std::size_t atMost) const {
    std::vector<std::int64_t> missing;
    std::unordered_set<std::int64_t> taken;
    if (!m_concordance) return missing;
    for (const std::size_t group : m_groups) {
        if (group >= m_order.size()) continue;
        for (const int line : m_order[group]) {
            const std::int64_t text = m_concordance->groups[group].lines[static_cast<std::size_t>(line)].text;
            if (missing.size() == atMost) return missing;
            if (!m_texts.contains(text) && taken.insert(text).second) missing.push_back(text);
        }
    }
    return missing;
}

void ConcordanceModel::setGroups(const std::set<std::size_t>& groups) {
    if (groups == m_groups) return;
    m_groups = groups;
    rebuild();
}

void ConcordanceModel::setShape(const LineShape& shape) {
    if (shape == m_shape) return;
    const bool sorts = shape.keys != m_shape.keys, rows = sorts || (!m_search.isEmpty() && shape.words != m_shape.words);
    m_shape = shape;
    m_shown.clear();
    if (sorts) sortGroups();
    if (rows) return rebuild();
    if (!m_rows.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    Q_EMIT linesChanged();
}

void ConcordanceModel::setSearch(const QString& text) {
    if (text == m_search) return;
    m_search = text;
    rebuild();
}

void ConcordanceModel::toggle(int row) {
    if (!isHeading(row)) return;
    const std::size_t group = groupOf(row);
    if (!m_folded.erase(group)) m_folded.insert(group);
    rebuild();
}

bool ConcordanceModel::isFolded(int row) const {
    return m_folded.contains(groupOf(row));
}

void ConcordanceModel::sortGroups() {
    m_order.clear();
    if (!m_concordance) return;
    for (const ConcordanceGroup& group : m_concordance->groups) {
        std::vector<int> order(group.lines.size());
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(), [&](int x, int y) {
            return evaluate::comesBefore(group.lines[static_cast<std::size_t>(x)], group.lines[static_cast<std::size_t>(y)], m_shape.keys);
        });
        m_order.push_back(std::move(order));
    }
}

bool ConcordanceModel::matches(const ConcordanceLine& line) const {
    const auto has = [this](const QString& text) { return text.contains(m_search, Qt::CaseInsensitive); };
    if (has(className(line.label))) return true;
    const auto found = m_texts.find(line.text);
    if (found == m_texts.end()) return false;
    if (has(toQt(found->second->document.id))) return true;
    // A word that the whole text lacks needs no line to be laid out: thousands of them would be felt at each key.
    const bool isWord = !m_search.contains(' ') && !m_shape.specialTokens;
    if (isWord && !has(toQt(found->second->document.text))) return false;
    const ShownLine shown = shownLine(*found->second, line.token, m_shape);
    return has(shown.left.text + ' ' + shown.node.text + ' ' + shown.right.text);
}

void ConcordanceModel::rebuild() {
    beginResetModel();
    m_rows.clear();
    m_shown.clear();
    int number = 0;
    for (const std::size_t group : m_groups) {
        if (group >= m_order.size()) continue;
        m_rows.push_back({group, -1, 0});
        for (const int line : m_order[group]) {
            ++number;
            if (m_folded.contains(group)) continue;
            if (m_search.isEmpty() || matches(m_concordance->groups[group].lines[static_cast<std::size_t>(line)]))
                m_rows.push_back({group, line, number});
        }
    }
    endResetModel();
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    Q_EMIT linesChanged();
}

bool ConcordanceModel::isHeading(int row) const {
    return row >= 0 && row < rowCount() && m_rows[static_cast<std::size_t>(row)].line < 0;
}

std::size_t ConcordanceModel::groupOf(int row) const {
    return m_rows[static_cast<std::size_t>(row)].group;
}

const ConcordanceLine* ConcordanceModel::line(int row) const {
    if (row < 0 || row >= rowCount() || isHeading(row)) return nullptr;
    const Row& r = m_rows[static_cast<std::size_t>(row)];
    return &m_concordance->groups[r.group].lines[static_cast<std::size_t>(r.line)];
}

const CodedText* ConcordanceModel::text(int row) const {
    const ConcordanceLine* found = line(row);
    const auto text = found ? m_texts.find(found->text) : m_texts.end();
    return text == m_texts.end() ? nullptr : text->second.get();
}

const ShownLine& ConcordanceModel::shown(int row) const {
    if (const ShownLine* known = m_shown.object(row)) return *known;
    const CodedText* coded = text(row);
    auto* made = coded ? new ShownLine(shownLine(*coded, line(row)->token, m_shape)) : new ShownLine;
    if (!coded && line(row)) made->node.text = toQt(line(row)->words[3]);
    m_shown.insert(row, made);
    return *made;
}

int ConcordanceModel::number(int row) const {
    return m_rows[static_cast<std::size_t>(row)].number;
}

QString ConcordanceModel::className(std::int32_t label) const {
    return label >= 0 && label < std::ssize(m_classes) ? toQt(m_classes[static_cast<std::size_t>(label)]) : QString();
}

int ConcordanceModel::rowOf(std::size_t group, std::int64_t text) const {
    for (int row = 0; row < rowCount(); ++row)
        if (const ConcordanceLine* found = line(row); found && groupOf(row) == group && found->text == text) return row;
    return -1;
}

int ConcordanceModel::firstRowOf(std::int64_t position) const {
    for (int row = 0; row < rowCount(); ++row)
        if (const ConcordanceLine* found = line(row); found && found->position == position) return row;
    return -1;
}

std::int64_t ConcordanceModel::shownTexts() const {
    std::unordered_set<std::int64_t> texts;
    for (int row = 0; row < rowCount(); ++row)
        if (text(row) && m_concordance->groups[groupOf(row)].kind != ConcordanceGroup::Kind::LookAlikes) texts.insert(line(row)->text);
    return std::ssize(texts);
}

std::int64_t ConcordanceModel::shownLookAlikes() const {
    std::int64_t lines = 0;
    for (int row = 0; row < rowCount(); ++row)
        lines += text(row) && m_concordance->groups[groupOf(row)].kind == ConcordanceGroup::Kind::LookAlikes;
    return lines;
}

std::int64_t ConcordanceModel::foldedSentences() const {
    return m_concordance ? m_concordance->texts - m_concordance->lines : 0;
}

int ConcordanceModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ConcordanceModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

} // namespace crosseed::views
