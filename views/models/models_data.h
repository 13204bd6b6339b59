// What the screen of models and pairs shows and asks for: plain values, made by the window from the project's rows.
#pragma once
#include "bert/fine_tune.h"
#include "pipeline/conditions.h"
#include "pipeline/recipe.h"
#include "store/models.h"
#include <QString>
#include <QStringList>
#include <limits>
#include <memory>
#include <set>
#include <vector>

namespace crosseed::views {

inline constexpr double notKnown = std::numeric_limits<double>::quiet_NaN();

// Models.

struct ModelEntry {
    ModelId id;                    // 0: a job that makes one, or waits to
    QString name, base, baseDetail; // "bert-base-uncased"; its whole path, for the tool tip
    double accuracy = notKnown, macroF1 = notKnown; // 0..1, on the validation split
    QString source;                // "here", "folder", "hub"
    int pairs = 0;
    QString corpus;
    double progress = -1;          // 0..1 of a job; -1: a finished model
    QString progressText;          // "epoch 2 of 5"
};
struct ModelList {
    std::vector<ModelEntry> models;
    double largestClass = notKnown; // share of the validation texts that the largest class has, 0..1
};

// Pairs.

enum class CheckVerdict { Unknown, Fine, Look, Decide };

struct PairEntry {
    PairId id;
    ModelId a, b;
    QString name;                                  // "seed-42 · seed-137"
    double accuracyA = notKnown, accuracyB = notKnown; // 0..1, validation
    int done = 0, of = 0;                          // conditions of the grid
    CheckVerdict verdict = CheckVerdict::Unknown;
};
struct PairList {
    std::vector<PairEntry> pairs;
};

// A check of the card. "Unknown" stands for what is not measured yet and is never shown as fine.
struct CheckRow {
    QString name, finding, detail;
    CheckVerdict verdict = CheckVerdict::Unknown;
    QStringList classesA, classesB; // of the label order: shown as chips
};
// Accuracy of both models with their intervals, 0..1, drawn over one axis.
struct AccuracyPicture {
    double a = notKnown, lowA = 0, highA = 0, b = notKnown, lowB = 0, highB = 0, largestClass = notKnown;
};
struct PairCard {
    PairId pair;
    QString title, corpus;
    std::vector<CheckRow> rows;
    AccuracyPicture accuracy; // drawn in the row named "Clean accuracy"
    bool measured = false;    // accuracy, time and memory
    QString banner;           // "One thing to decide: the label order"; empty: none
};

// A new model.

enum class NewModelWay { FineTune, Random, Folder, Hub };

// Values to begin a form with.
struct TrainingPreset {
    QString name; // "Table A1, the paper"
    pipeline::ModelSpec model;
    bert::FineTuneOptions options;
};
struct NewModelRequest {
    NewModelWay way = NewModelWay::FineTune;
    std::vector<std::uint64_t> seeds; // one model each; of a finished classifier none
    QString name;                     // of a finished classifier
    pipeline::ModelSpec model;        // its base: the folder to start from or to accept
    bert::FineTuneOptions options;
};
// What a request would take; below 0: not known.
struct NewModelCost {
    std::int64_t steps = -1;
    double lowSeconds = -1, highSeconds = -1; // of one model
    double diskBytes = -1, memoryBytes = -1;  // of all; while one is trained
    QString note;                             // a sentence: where the time is from, what will happen
};
struct HubRequest {
    QString name, hub; // "organisation/model"; the address, "https://..."
    QString revision = "main";
};

// The grid.

inline constexpr int conditionCount = static_cast<int>(pipeline::allConditions.size());

// The settings that the grid's cells are of.
struct GridOptions {
    std::string preset = "recommended"; // or "paper"
    std::int64_t k = 32, dictionary = 6144;
    std::int64_t layer = -1;            // 0-based; -1: the last but one
    double lambdaCross = 1;             // of condition 6
    bool auxiliary = true;              // with the dead-feature term
    std::int64_t alignmentTexts = 500;
    bool operator==(const GridOptions&) const = default;
};

struct GridCell {
    enum State { Open, Done, Running, Paused, Waiting, Failed, Stopped };
    enum Work { Training, SaeFirst, Free }; // of an open one: a joint training; SAEs of single models; neither
    State state = Open;
    Work work = Training;
    double progress = 0; // of a running one, 0..1
    QString remark;      // for the tool tip
};
struct GridPair {
    PairId id;
    QString name;
    QString blocked; // why nothing of this pair can be computed; empty: it can
    std::vector<GridCell> cells; // [7], in the order of pipeline::allConditions
};
struct ConditionGrid {
    GridOptions options;
    std::int64_t layers = 0; // of the models; 0: not known
    std::vector<GridPair> pairs;
};

struct CellId {
    std::int64_t pair = 0;
    int condition = 0; // index in pipeline::allConditions
    auto operator<=>(const CellId&) const = default;
};
using CellChoice = std::set<CellId>;

// Whether a person can choose it: nothing done, running or waiting is repeated; a failed or stopped one can be taken up again.
inline bool isOpen(const GridPair& pair, int condition) {
    const GridCell::State state = pair.cells[static_cast<std::size_t>(condition)].state;
    return pair.blocked.isEmpty() && (state == GridCell::Open || state == GridCell::Failed || state == GridCell::Stopped);
}

enum class QueueOrder { PairFirst, ConditionFirst };

// What the chosen cells add to the queue.
struct CostRow {
    QString what;
    std::int64_t runs = 0;
    double lowEach = -1, highEach = -1; // seconds; below 0: not known
    double low = -1, high = -1;
    double disk = -1;                   // bytes; below 0: not known
};
struct ClockBar {
    QString name;
    double from = 0, to = 0; // seconds from now
    bool queued = false;     // was in the queue before
};
struct QueueCost {
    std::vector<CostRow> rows;
    CostRow total;             // its runs are SAEs to train
    std::int64_t cells = 0, entries = 0, before = 0; // chosen; new in the queue; in it now
    double free = -1;          // bytes
    QString source;            // where the times are from, or why there are none
    std::vector<ClockBar> clock;
    double firstPair = -1, firstCondition = -1; // seconds until the first is finished, in either order
};

} // namespace crosseed::views
