#include "base/files.h"
#include "base/npz.h"
#include "bert/safetensors.h"
#include "evaluate/evaluation_files.h"
#include "text/table.h"
#include <cmath>
#include <deque>
#include <limits>

namespace crosseed::evaluate {

namespace {

// Columns of the table, each one array.
struct Columns {
    struct Real {
        const char* name;
        double FeatureRow::* field;
        std::vector<double> values;
    };
    struct Count {
        const char* name;
        std::vector<std::int64_t> values;
    };
    struct Flag {
        const char* name;
        std::vector<std::uint8_t> values;
    };
    std::vector<Real> reals{{"r", &FeatureRow::r, {}},          {"mean_a", &FeatureRow::meanA, {}}, {"mean_b", &FeatureRow::meanB, {}},
                            {"max_a", &FeatureRow::maxA, {}}, {"max_b", &FeatureRow::maxB, {}}};
    std::vector<Count> counts{{"feature", {}}, {"fires_a", {}}, {"fires_b", {}}};
    std::vector<Flag> flags{{"active_both", {}}, {"universal", {}}};

    explicit Columns(const std::vector<FeatureRow>& features) {
        for (const FeatureRow& f : features) {
            for (Real& real : reals)
                real.values.push_back(f.*real.field);
            counts[0].values.push_back(f.feature);
            counts[1].values.push_back(f.firesA);
            counts[2].values.push_back(f.firesB);
            flags[0].values.push_back(f.activeInBoth ? 1 : 0);
            flags[1].values.push_back(f.universal ? 1 : 0);
        }
    }
};

void flatten(const nlohmann::json& value, const std::string& name, std::vector<std::pair<std::string, nlohmann::json>>& out) {
    if (!value.is_object()) {
        out.emplace_back(name, value);
        return;
    }
    for (const auto& [key, inner] : value.items())
        flatten(inner, name.empty() ? key : name + "." + key, out);
}

std::vector<std::pair<std::string, nlohmann::json>> flat(const nlohmann::json& totals) {
    std::vector<std::pair<std::string, nlohmann::json>> out;
    flatten(totals, "", out);
    return out;
}

std::string textOf(const nlohmann::json& value) {
    return value.is_string() ? value.get<std::string>() : value.is_null() ? "" : value.dump();
}

// Those that are numbers; JSON's null is NaN.
std::deque<std::pair<std::string, double>> numbersOf(const nlohmann::json& totals) {
    std::deque<std::pair<std::string, double>> out;
    for (const auto& [name, value] : flat(totals))
        if (value.is_number() || value.is_null())
            out.emplace_back(name, value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>());
    return out;
}

std::map<std::string, std::string> metadataOf(const nlohmann::json& totals) {
    std::map<std::string, std::string> out;
    for (const auto& [name, value] : flat(totals))
        out[name] = textOf(value);
    return out;
}

void addTotals(std::vector<NpyArray>& arrays, const std::deque<std::pair<std::string, double>>& numbers) {
    for (const auto& [name, value] : numbers)
        arrays.push_back({"total_" + name, "<f8", {}, &value});
}

std::string csvOf(const std::vector<FeatureRow>& features) {
    std::string table = "feature,r,fires_a,fires_b,mean_a,mean_b,max_a,max_b,active_both,universal\n";
    for (const FeatureRow& f : features) {
        table += std::to_string(f.feature) + "," + text::exactText(f.r) + "," + std::to_string(f.firesA) + "," +
                 std::to_string(f.firesB);
        for (const double value : {f.meanA, f.meanB, f.maxA, f.maxB})
            table += "," + text::exactText(value);
        table += std::string(f.activeInBoth ? ",1" : ",0") + (f.universal ? ",1\n" : ",0\n");
    }
    return table;
}

nlohmann::json numberOrNull(double value) {
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json();
}

nlohmann::json jsonOf(const FeatureRow& f) {
    return {{"feature", f.feature},           {"r", numberOrNull(f.r)},         {"fires_a", f.firesA},
            {"fires_b", f.firesB},            {"mean_a", numberOrNull(f.meanA)}, {"mean_b", numberOrNull(f.meanB)},
            {"max_a", numberOrNull(f.maxA)},  {"max_b", numberOrNull(f.maxB)},  {"active_both", f.activeInBoth},
            {"universal", f.universal}};
}

} // namespace

void writeFeaturesFile(const std::filesystem::path& file, const std::vector<FeatureRow>& features, const nlohmann::json& totals) {
    const FileKind kind = fileKindOf(file);
    if (kind == FileKind::Csv)
        return writeFile(file, csvOf(features));
    if (kind == FileKind::Json) {
        nlohmann::json document = totals;
        document["features"] = nlohmann::json::array();
        for (const FeatureRow& f : features)
            document["features"].push_back(jsonOf(f));
        return writeFile(file, document.dump(1) + "\n");
    }
    const Columns columns(features);
    const auto rows = static_cast<std::int64_t>(features.size());
    const auto numbers = numbersOf(totals);
    std::vector<NpyArray> arrays;
    std::vector<bert::TensorToWrite> tensors;
    const auto add = [&](const char* name, const char* type, bert::DType dtype, const void* data) {
        arrays.push_back({name, type, {rows}, data});
        tensors.push_back({name, dtype, {rows}, data});
    };
    for (const auto& c : columns.counts)
        add(c.name, "<i8", bert::DType::I64, c.values.data());
    for (const auto& c : columns.reals)
        add(c.name, "<f8", bert::DType::F64, c.values.data());
    for (const auto& c : columns.flags)
        add(c.name, "|u1", bert::DType::U8, c.values.data());
    addTotals(arrays, numbers);
    if (kind == FileKind::Npz)
        writeNpz(file, arrays);
    else
        bert::writeSafetensors(file, tensors, metadataOf(totals));
}

void writeTotalsFile(const std::filesystem::path& file, const nlohmann::json& totals) {
    const FileKind kind = fileKindOf(file);
    if (kind == FileKind::Json)
        return writeFile(file, totals.dump(1) + "\n");
    if (kind == FileKind::Csv) {
        std::string table = "name,value\n";
        for (const auto& [name, value] : flat(totals))
            table += name + "," + text::csvField(textOf(value)) + "\n";
        return writeFile(file, table);
    }
    const auto numbers = numbersOf(totals);
    std::vector<NpyArray> arrays;
    addTotals(arrays, numbers);
    if (kind == FileKind::Npz)
        return writeNpz(file, arrays);
    std::vector<bert::TensorToWrite> tensors;
    for (const auto& [name, value] : numbers)
        tensors.push_back({name, bert::DType::F64, {1}, &value});
    bert::writeSafetensors(file, tensors, metadataOf(totals));
}

} // namespace crosseed::evaluate
