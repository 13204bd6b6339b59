#include "app/gui/session.h"
#include "app/gui/result_loading.h"
#include "app/gui/undo_commands.h"
#include "pipeline/audit.h"
#include "store/notes.h"
#include "views/shared/words.h"
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace crosseed::gui {

using namespace views;

namespace {
constexpr const char* resultLane = "result";
constexpr const char* intervalLane = "intervals";
constexpr const char* staleLane = "staleness";

QJsonObject readMemory(const QString& file) {
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(in.readAll()).object() : QJsonObject();
}

// "Joint, full · 42 & 137 · per token · test split"
QString choiceTitle(const store::RunRow& run, const store::PairRow& pair, const store::EvaluationRow& evaluation) {
    const QString condition = toQt(run.condition);
    return QString("Pair %1 · %2 · layer %3 · %4 · %5 split · run %6")
        .arg(toQt(pair.name), condition.left(1).toUpper() + condition.mid(1))
        .arg(run.layer)
        .arg(toQt(evaluate::poolingName(evaluation.pooling)), toQt(text::splitName(evaluation.split)))
        .arg(run.id.value);
}
} // namespace

Session::Session(QObject* parent) : QObject(parent), m_notes(std::make_shared<Notes>()) {
    connect(&m_tasks, &Tasks::failed, this, &Session::failed);
    connect(&m_jobs, &JobRunner::failed, this, &Session::failed);
    connect(&m_jobs, &JobRunner::ended, this, [this] { refresh(); });
}

Session::~Session() {
    m_jobs.stopAndWait();
    m_jobs.setProject(nullptr);
}

void Session::open(const QString& file) {
    // Its own lock would refuse a second opening of the same file, and leave it read only.
    std::error_code absent;
    if (m_project && !isReadOnly() && std::filesystem::equivalent(toStd(file), m_project->file(), absent))
        return;
    auto project = std::make_unique<store::Project>(
        store::Project::open(toStd(file), store::Access::WriteIfFree));
    take(std::move(project));
}

void Session::create(const QString& file) {
    take(std::make_unique<store::Project>(store::Project::create(toStd(file))));
}

void Session::take(std::unique_ptr<store::Project> project) {
    close();
    m_project = std::move(project);
    m_threshold = remembered("threshold").isValid() ? remembered("threshold").toDouble() : 0.70;
    m_minimumRows = remembered("minimumRows").isValid() ? remembered("minimumRows").toLongLong() : 10;
    for (const std::string& notice : m_project->notices())
        Q_EMIT said(toQt(notice));
    m_jobs.setProject(isReadOnly() ? nullptr : m_project.get());
    Q_EMIT opened();
    readChoices();
    if (m_choices.empty())
        return;
    const EvaluationId last{remembered("evaluation").toLongLong()};
    const bool known = std::any_of(m_choices.begin(), m_choices.end(), [&](const ResultChoice& c) { return c.evaluation == last; });
    showResult(known ? last : m_choices.front().evaluation);
}

void Session::close() {
    if (!m_project)
        return;
    m_jobs.stopAndWait();
    m_jobs.setProject(nullptr);
    m_tasks.stopAll(); // after the jobs, whose end asks for results
    m_result.reset();
    m_intervals.reset();
    m_choices.clear();
    m_notes = std::make_shared<Notes>();
    m_undo.clear();
    m_selection.clear();
    // The views let go of the result first: it reads documents by a connection of its own, and the last one closed folds the log back.
    Q_EMIT choicesChanged();
    Q_EMIT resultChanged();
    m_project.reset();
    Q_EMIT closed();
}

QString Session::file() const {
    return m_project ? toQt(m_project->file().string()) : QString();
}

QString Session::name() const {
    return m_project ? QFileInfo(file()).completeBaseName() : QString();
}

bool Session::isReadOnly() const {
    return m_project && m_project->isReadOnly();
}

store::Project& Session::project() {
    require(isOpen(), ErrorKind::Usage, "No project is open.");
    return *m_project;
}

store::Project Session::reader() const {
    require(isOpen(), ErrorKind::Usage, "No project is open.");
    return store::Project::open(m_project->file(), store::Access::Read);
}

void Session::readChoices() {
    m_choices.clear();
    std::map<std::int64_t, store::RunRow> runs;
    for (store::RunRow& run : store::allRuns(*m_project))
        runs.emplace(run.id.value, std::move(run));
    std::vector<ResultChoice> others;
    const std::vector<store::EvaluationRow> heads = store::evaluationHeads(*m_project); // the latest asked for first
    for (const store::EvaluationRow& evaluation : heads) {
        const store::RunRow& run = runs.at(evaluation.run.value);
        if (run.purpose == store::RunPurpose::RotationTest) // looked at together, on Comparison
            continue;
        auto& list = run.purpose == store::RunPurpose::Result ? m_choices : others;
        list.push_back({evaluation.id, choiceTitle(run, store::pairRow(*m_project, run.pair), evaluation)});
    }
    // The project's own result, which is what a run without a name means, comes first; a run that is not evaluated yet is none.
    if (!m_choices.empty()) {
        const RunId standing = store::runRow(*m_project, {}).id;
        const auto first = std::find_if(heads.begin(), heads.end(), [&](const store::EvaluationRow& evaluation) {
            return evaluation.run == standing && evaluation.pooling == evaluate::Pooling::PerToken;
        });
        if (first != heads.end())
            std::stable_partition(m_choices.begin(), m_choices.end(), [&](const ResultChoice& c) { return c.evaluation == first->id; });
    }
    m_choices.insert(m_choices.end(), others.begin(), others.end());
    Q_EMIT choicesChanged();
}

void Session::showResult(EvaluationId evaluation) {
    remember("evaluation", static_cast<qlonglong>(evaluation.value));
    m_tasks.stop(intervalLane);
    m_tasks.stop(staleLane);
    Q_EMIT staleChanged({});
    const auto file = m_project->file();
    m_tasks.run(
        this, resultLane,
        [file, evaluation](const TaskContext& context) {
            return loadResult(store::Project::open(file, store::Access::Read), evaluation, context);
        },
        [this](ResultPtr result) {
            m_result = std::move(result);
            m_intervals.reset();
            readNotes();
            Q_EMIT resultChanged();
            m_tasks.run(
                this, intervalLane, [result = m_result](const TaskContext& context) { return loadIntervals(*result, context); },
                [this](IntervalsPtr intervals) {
                    m_intervals = std::move(intervals);
                    Q_EMIT intervalsChanged();
                });
            m_tasks.run(
                this, staleLane,
                [file = m_project->file(), id = m_result->evaluation.id](const TaskContext&) {
                    return pipeline::staleness(store::Project::open(file, store::Access::Read), {store::Kind::Evaluation, id.value});
                },
                [this](const pipeline::Staleness& staleness) {
                    QStringList sentences;
                    for (const std::string& sentence : staleness.stale)
                        sentences += toQt(sentence);
                    Q_EMIT staleChanged(sentences.join(" "));
                });
        });
}

void Session::readNotes() {
    auto notes = std::make_shared<Notes>();
    if (m_result)
        for (text::FeatureNote& note : store::notesOf(*m_project, m_result->run.id))
            notes->emplace(note.feature, std::move(note));
    m_notes = std::move(notes);
}

void Session::changeNote(const text::FeatureNote& note, const QString& what) {
    if (!m_result)
        return;
    const auto found = m_notes->find(note.feature);
    text::FeatureNote before = found == m_notes->end() ? text::FeatureNote{.feature = note.feature} : found->second;
    if (before == note)
        return;
    m_undo.push(new NoteCommand(*this, m_result->run.id, before, note, what));
}

bool Session::storeNote(RunId run, const text::FeatureNote& note) {
    bool stored = false;
    try {
        const text::FeatureNote kept = store::saveNote(project(), run, note);
        if (m_result && m_result->run.id == run) {
            auto notes = std::make_shared<Notes>(*m_notes);
            notes->erase(note.feature);
            if (!kept.isEmpty())
                notes->emplace(note.feature, kept);
            m_notes = std::move(notes);
        }
        stored = true;
        Q_EMIT saved();
    } catch (const std::exception& problem) {
        const auto database = store::databaseError(problem);
        Q_EMIT failed(QString::fromUtf8(database ? database->what() : problem.what()));
    }
    Q_EMIT noteChanged(note.feature);
    return stored;
}

void Session::setThreshold(double r, std::int64_t minimumRows) {
    if (r != m_threshold || minimumRows != m_minimumRows)
        m_undo.push(new ThresholdCommand(*this, {m_threshold, m_minimumRows}, {r, minimumRows}));
}

void Session::takeThreshold(double r, std::int64_t minimumRows) {
    m_threshold = r;
    m_minimumRows = minimumRows;
    remember("threshold", r);
    remember("minimumRows", static_cast<qlonglong>(minimumRows));
    Q_EMIT thresholdChanged();
}

// The evaluation that took the place of the shown one, or was asked for after it: of the same run, pooling and split.
std::optional<EvaluationId> Session::recomputed() const {
    if (!m_result)
        return std::nullopt;
    for (const store::EvaluationRow& evaluation : store::evaluationHeads(*m_project)) // the latest asked for first
        if (evaluation.run == m_result->run.id && evaluation.pooling == m_result->evaluation.pooling &&
            evaluation.split == m_result->evaluation.split)
            return evaluation.id == m_result->evaluation.id && evaluation.key == m_result->evaluation.key ? std::nullopt
                                                                                                       : std::optional(evaluation.id);
    return std::nullopt;
}

void Session::refresh() {
    if (!isOpen())
        return;
    const std::size_t before = m_choices.size();
    readChoices();
    Q_EMIT projectChanged();
    if (!m_result && !m_choices.empty())
        showResult(m_choices.front().evaluation);
    else if (const auto anew = recomputed())
        showResult(*anew);
    else if (m_choices.size() > before) // what a person looks at is not taken away
        Q_EMIT said(tr("A new result is in the Result box."));
}

QVariant Session::remembered(const QString& key) const {
    if (!isOpen())
        return {};
    const QString file = toQt((m_project->dataFolder() / "window.json").string());
    return readMemory(file).value(key).toVariant();
}

void Session::remember(const QString& key, const QVariant& value) {
    if (!isOpen() || isReadOnly())
        return;
    const QString file = toQt((m_project->dataFolder() / "window.json").string());
    QJsonObject memory = readMemory(file);
    memory[key] = QJsonValue::fromVariant(value);
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(QJsonDocument(memory).toJson()) < 0 || !out.commit())
        Q_EMIT said(tr("What the window remembers of this project could not be written: %1").arg(out.errorString()));
}

} // namespace crosseed::gui
