// One list of every option's fields, from which recipes are read, command-line options made and stored JSON written:
// an option that is added here is everywhere. visitFields(visitor, options) calls visitor(name, field, reason).
#pragma once
#include "pipeline/recipe.h"
#include "pipeline/study_options.h"
#include <nlohmann/json.hpp>
#include <type_traits>

namespace crosseed::pipeline {

inline std::string_view enumText(sae::Normalisation value) { return sae::normalisationName(value); }
inline std::string_view enumText(sae::CrossScale value) { return value == sae::CrossScale::Mean ? "mean" : "sum"; }
inline void parseEnum(const std::string& text, sae::Normalisation& value) { value = sae::parseNormalisation(text); }
inline void parseEnum(const std::string& text, sae::CrossScale& value) {
    require(text == "mean" || text == "sum", ErrorKind::Usage, "cross_scale is mean or sum, not " + text + ".");
    value = text == "mean" ? sae::CrossScale::Mean : sae::CrossScale::Sum;
}

template <typename V> void visitFields(V&& v, CorpusSpec& o) {
    v("name", o.name, "name of the corpus in the project");
    v("preset", o.preset, "a known data set in folder: sst2, tweeteval-emotion or stanford-politeness");
    v("paper", o.paper, "with stanford-politeness: as the paper did, leaks included (it aligned tweeteval-emotion on test rows: alignment.split)");
    v("format", o.format, "sample, tweeteval or table");
    v("folder", o.folder, "tweeteval: folder with train_text.txt, train_labels.txt, ... and mapping.txt; presets: the data set's");
    v("file", o.file, "table: one CSV, TSV, JSONL, .sav or .dta file, split by split_column or by shares");
    v("files", o.files, "table: or several files, split as one");
    v("train_file", o.trainFile, "table: file of the training split");
    v("validation_file", o.validationFile, "table: file of the validation split");
    v("test_file", o.testFile, "table: file of the test split");
    v("kind", o.kind, "table: csv, jsonl, sav or dta (empty: by its ending and first bytes)");
    v("encoding", o.encoding, "table: utf-8, utf-16le, utf-16be, latin-1, windows-1252 or windows-1250 (empty: guessed)");
    v("text_column", o.textColumn, "table: column with the text");
    v("label_column", o.labelColumn, "table: column with the class");
    v("quartile_classes", o.quartileClasses,
      "table: three names, low to high; the label is a number, cut at two points in each file");
    v("cut_levels", o.cutLevels, "table: the two cut points as shares of a file's numbers (0.25 0.75: the quartiles)");
    v("cuts", o.cuts, "table: or as two numbers for all files");
    v("decimal", o.decimal, "table: point or comma in those numbers, as . or , (empty: guessed)");
    v("oversample_train", o.oversampleTrain, "table: repeat train texts until the classes are equally frequent");
    v("oversample_first", o.oversampleFirst,
      "table: the same before the splits are drawn, row by row, so that copies leak, as in the paper's politeness data");
    v("first_texts", o.firstTexts, "table: a file whose texts are put first, in its order");
    v("id_column", o.idColumn, "table: column with the document id (empty: split and row)");
    v("split_column", o.splitColumn, "table: column with train, validation or test");
    v("keep_columns", o.keepColumns, "table: further columns to keep with each document");
    v("delimiter", o.delimiter, "table: one character (empty: guessed)");
    v("quoting", o.quoting, "table: double quotes enclose fields (not given: guessed)");
    v("skip_broken", o.skipBroken, "table: leave rows out that cannot be read, and count them");
    v("drop_leaks", o.dropLeaks, "table: leave train texts out that stand in a later split, too");
    v("validation_share", o.validationShare, "share of the distinct texts that becomes the validation split");
    v("test_share", o.testShare, "share of the distinct texts that becomes the test split");
    v("keep_first", o.keepFirst,
      "table: the first so many rows of a given training split are never drawn for validation");
    v("count", o.count, "sample: number of texts");
    v("seed", o.seed, "of the sample's sentences, or of the random split");
}

template <typename V> void visitFields(V&& v, ModelSpec& o) {
    v("base", o.base, "Hugging Face folder to start from (empty: random weights)");
    v("vocabulary", o.vocabulary, "vocab.txt for random weights (empty: the sample's words)");
    v("lower_case", o.lowerCase, "tokenizer for random weights ignores case");
    v("max_length", o.maxLength, "tokens a text, [CLS] and [SEP] included (Table A1: 128)");
    v("layers", o.layers, "layers of random weights");
    v("hidden", o.hidden, "width D of random weights");
    v("heads", o.heads, "attention heads of random weights");
    v("intermediate", o.intermediate, "feed-forward width of random weights");
    v("dropout", o.dropout, "dropout of random weights");
}

template <typename V> void visitFields(V&& v, bert::FineTuneOptions& o) {
    v("learning_rate", o.learningRate, "AdamW (Table A1: 5e-5)");
    v("weight_decay", o.weightDecay, "AdamW (Table A1: 0.001)");
    v("warmup_ratio", o.warmupRatio, "share of the steps with a rising rate (Table A1: 0.1)");
    v("batch_size", o.batchSize, "texts a step (Table A1: 16)");
    v("epochs", o.epochs, "passes over the training split (Table A1: 5)");
    v("evaluations_per_epoch", o.evaluationsPerEpoch, "on the validation split, evenly spaced, the last at the epoch's end");
    v("patience", o.patience, "evaluations without a better validation accuracy before it ends (Table A1: 5)");
    v("max_grad_norm", o.maxGradNorm, "gradient clipping");
}

template <typename V> void visitFields(V&& v, PairSpec& o) {
    v("seeds", o.seeds, "pairs of seeds to train");
    v("folders", o.folders, "pairs of folders with finished classifiers");
}

template <typename V> void visitFields(V&& v, AlignSpec& o) {
    v("texts", o.texts, "the first so many texts of the split (Table A1: 500; 0: all)");
    v("split", o.split, "train, validation or test");
    v("centred", o.centred, "subtract the means before fitting");
    v("special_tokens", o.specialTokens, "count [CLS] and [SEP] as rows");
    v("seed", o.seed, "of the mismatched and random controls");
    v("rotations", o.rotations, "an SAE is trained with each: true, identity, mismatched, random");
}

template <typename V> void visitFields(V&& v, sae::SaeConfig& o) {
    v("dictionary", o.dictionary, "features F (Table A1: 6144)");
    v("k", o.k, "active features a token (Table A1: 32)");
    v("normalisation", o.normalisation, "of the input: unit, l2, layernorm or none");
    v("denormalise", o.denormalise, "undo the normalisation on the reconstruction (the paper preset: false)");
    v("relu_after_topk", o.reluAfterTopK, "negative codes become 0");
}

template <typename V> void visitFields(V&& v, sae::TrainOptions& o) {
    v("lambda_kl", o.weights.kl, "weight of L_KL (Eq. 3)");
    v("lambda_ds", o.weights.downstream, "weight of L_DS (Eq. 4; Table A1: 1.5)");
    v("lambda_local", o.weights.local, "weight of L_local (Eq. 5)");
    v("lambda_cross", o.weights.cross, "weight of L_cross (Eq. 6; Table A1: 1)");
    v("lambda_aux", o.weights.auxiliary, "weight of L_aux (Eq. 7; Table A1: 1/32)");
    v("mask_downstream", o.maskDownstream, "L_DS over tokens only");
    v("cross_scale", o.crossScale, "L_cross over features: mean (the paper) or sum");
    v("k_aux", o.auxiliaryK, "dead features that L_aux revives (Table A1: 512)");
    v("dead_after_tokens", o.deadAfterTokens, "tokens of silence after which a feature is dead (0: one epoch)");
    v("learning_rate", o.learningRate, "AdamW (Table A1: 5e-5)");
    v("weight_decay", o.weightDecay, "AdamW, encoder weights only (Table A1: 0.001)");
    v("warmup_ratio", o.warmupRatio, "share of the steps with a rising rate (Table A1: 0.1)");
    v("max_grad_norm", o.maxGradNorm, "gradient clipping (0: none)");
    v("batch_size", o.batchSize, "texts a step (Table A1: 16)");
    v("epochs", o.epochs, "passes over the training split (Table A1: 5)");
    v("max_steps", o.maxSteps, "ends and schedules after so many steps (0: all epochs)");
    v("seed", o.seed, "of the initial weights and the data order (Table A1: 42)");
}

template <typename V> void visitFields(V&& v, EvaluationSpec& o) {
    v("split", o.split, "train, validation or test");
    v("minimum_active", o.minimumActive, "a feature is active when it fires on so many rows (Table A1: 10)");
    v("universal_r", o.universalR, "a feature is universal from this r on (Table A1: 0.70)");
}

template <typename V> void visitFields(V&& v, ReportSpec& o) {
    v("features", o.features, "rows of the table of shared features");
    v("contexts", o.contexts, "contexts under each feature");
}

template <typename V> void visitFields(V&& v, StudySpec& o) {
    v("alignment_split", o.split, "train, validation or test: the split that the sample is from");
    v("texts", o.texts, "the sample: the first so many texts of the split (Table B2: 500; 0: all)");
    v("special_tokens", o.specialTokens, "count [CLS] and [SEP] as rows");
    v("held_out", o.heldOut, "texts that W is judged on: rest (of the split, after the sample), train, validation, test or none");
    v("sizes", o.study.sizes, "numbers of tokens that W is fitted on, beside the whole sample");
    v("halves", o.study.halves, "random splits of the sample's texts in two (Table B2: 30)");
    v("plateau", o.study.plateau, "the error is flat where it stays within this share of the whole sample's");
    v("seed", o.study.seed, "of the splits and of the mismatched control");
}

template <typename V> void visitFields(V&& v, GeometrySpec& o) {
    v("features", o.features, "atoms that are compared: all, active_either or active_both (of the latest evaluation per token)");
    v("split", o.split, "train, validation or test: whose tokens are drawn for the hidden states");
    v("special_tokens", o.specialTokens, "draw [CLS] and [SEP], too");
    v("components", o.hidden.components, "principal components");
    v("rows", o.hidden.rows, "tokens drawn for the hidden states (0: all)");
    v("seed", o.hidden.seed, "of the drawn tokens");
    v("bins", o.cosines.bins, "of the histogram of |cosine| over 0 to 1");
    v("duplicates_from", o.cosines.duplicateFrom, "a pair of at least this |cosine| is a near-duplicate");
    v("most_pairs", o.cosines.mostPairs, "near-duplicate pairs listed; all are counted");
}

// JSON has no place for bytes that are not UTF-8, as names of files may have them: they become U+FFFD.
inline std::string jsonText(const nlohmann::json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}
inline std::string validUtf8(const std::string& text) {
    return nlohmann::json::parse(jsonText(text)).get<std::string>();
}

// Every field under its name, enumerations as words, texts as validUtf8() gives them. Keys are sorted, so that equal options
// give equal text.
template <typename Options> nlohmann::json toJson(Options options) {
    nlohmann::json json = nlohmann::json::object();
    visitFields(
        [&](const char* name, auto& field, const char*) {
            if constexpr (std::is_enum_v<std::remove_reference_t<decltype(field)>>)
                json[name] = enumText(field);
            else if constexpr (std::is_same_v<std::remove_reference_t<decltype(field)>, std::string>)
                json[name] = validUtf8(field);
            else if constexpr (std::is_same_v<std::remove_reference_t<decltype(field)>, std::vector<std::string>>)
                for (json[name] = nlohmann::json::array(); const std::string& text : field)
                    json[name].push_back(validUtf8(text));
            else if constexpr (std::is_same_v<std::remove_reference_t<decltype(field)>, std::optional<bool>>)
                json[name] = field ? nlohmann::json(*field) : nlohmann::json();
            else
                json[name] = field;
        },
        options);
    return json;
}

// The fields that `json` has, into `options`; others stay as they are, unknown names are passed over.
template <typename Options> void fromJson(const nlohmann::json& json, Options& options) {
    visitFields(
        [&](const char* name, auto& field, const char*) {
            const auto value = json.find(name);
            if (value == json.end())
                return;
            if constexpr (std::is_enum_v<std::remove_reference_t<decltype(field)>>)
                parseEnum(value->template get<std::string>(), field);
            else if constexpr (std::is_same_v<std::remove_reference_t<decltype(field)>, std::optional<bool>>)
                field = value->is_null() ? std::nullopt : std::optional(value->template get<bool>());
            else
                value->get_to(field);
        },
        options);
}

} // namespace crosseed::pipeline
