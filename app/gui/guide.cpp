#include "app/gui/guide.h"
#include "store/counterfactuals.h"

namespace crosseed::gui {

namespace {
constexpr int linesToRead = 20, editsToMake = 5;
}

Guide::Guide(Session& session, QObject* parent) : QObject(parent), m_session(session) {
    connect(&session, &Session::thresholdChanged, this, [this] { see("threshold"); });
    connect(&session, &Session::happened, this, &Guide::take);
    for (const auto signal : {&Session::resultChanged, &Session::saved, &Session::opened, &Session::closed})
        connect(&session, signal, this, &Guide::changed);
}

std::array<Guide::Step, 5> Guide::steps() const {
    const bool open = m_session.isOpen();
    const int lines = open ? m_session.remembered("guide/lines").toInt() : 0, rows = open ? edits() : 0;
    const bool labelled = open && hasLabel();
    std::array<Step, 5> steps{{
        {tr("Set the threshold, see the controls"), tr("Drag the line in the histogram, or type .75, and read how many features the controls keep."),
         "features", open && seen("threshold") && seen("controls"), {}},
        {tr("Find “would” and open its feature"), tr("Type would into the search field of Features and press Enter on the strongest one."), "features",
         open && seen("found"), {}},
        {tr("Read twenty contexts and write a label"), tr("Enter opens the contexts; N goes to the label."), "contexts",
         lines >= linesToRead && labelled, tr("%1 of %2 read").arg(std::min(lines, linesToRead)).arg(linesToRead) + (labelled ? tr(", labelled") : QString())},
        {tr("Edit five sentences"), tr("E takes a context to the editor; change a word and press Enter."), "counterfactuals", rows >= editsToMake,
         tr("%1 of %2").arg(std::min(rows, editsToMake)).arg(editsToMake)},
        {tr("Export the table"), tr("Export as Table 2, at the right above the results."), "counterfactuals", open && seen("exported"), {}},
    }};
    return steps;
}

void Guide::see(const QString& key) {
    if (!m_session.isOpen() || seen(key))
        return;
    m_session.remember("guide/" + key, true);
    Q_EMIT changed();
}

void Guide::take(const QString& what, int number) {
    if (what == "controls shown")
        see("controls");
    else if (what.compare("found would", Qt::CaseInsensitive) == 0)
        see("found");
    else if (what == "lines read" && number > m_session.remembered("guide/lines").toInt()) {
        m_session.remember("guide/lines", number);
        Q_EMIT changed();
    }
}

void Guide::exported(const QString& name) {
    if (name.startsWith("table2") && edits() >= editsToMake)
        see("exported");
}

int Guide::edits() const {
    const views::ResultPtr result = m_session.result();
    return result ? static_cast<int>(store::counterfactuals(m_session.project(), result->run.id).size()) : 0;
}

bool Guide::hasLabel() const {
    return std::any_of(m_session.notes()->begin(), m_session.notes()->end(), [](const auto& entry) { return !entry.second.label.empty(); });
}

} // namespace crosseed::gui
