#include "base/files.h"
#include "base/npz.h"
#include "bert/safetensors.h"
#include "evaluate/evaluation_files.h"
#include "text/table.h"
#include <array>

namespace crosseed::evaluate {

namespace {

using Named = std::vector<std::pair<std::string, const sae::SparseCodes*>>; // prefix, codes

Named namedCodes(const CodesToWrite& codes) {
    const bool both = codes.a && codes.b;
    Named named;
    if (codes.a)
        named.emplace_back(both ? "A." : "", codes.a);
    if (codes.b)
        named.emplace_back(both ? "B." : "", codes.b);
    return named;
}

void writeSafetensorsCodes(const std::filesystem::path& file, const CodesToWrite& codes) {
    std::vector<bert::TensorToWrite> tensors;
    for (const auto& [prefix, c] : namedCodes(codes)) {
        const auto entries = static_cast<std::int64_t>(c->indices.size());
        tensors.push_back({prefix + "indptr", bert::DType::I64, {c->rowCount() + 1}, c->rowStarts.data()});
        tensors.push_back({prefix + "indices", bert::DType::I32, {entries}, c->indices.data()});
        tensors.push_back({prefix + "values", bert::DType::F32, {entries}, c->values.data()});
    }
    tensors.push_back({"starts", bert::DType::I64, {std::ssize(codes.starts)}, codes.starts.data()});
    std::map<std::string, std::string> metadata;
    for (const auto& [name, value] : codes.about.items())
        metadata[name] = value.is_string() ? value.get<std::string>() : value.dump();
    bert::writeSafetensors(file, tensors, metadata);
}

void writeNpzCodes(const std::filesystem::path& file, const CodesToWrite& codes) {
    static constexpr char format[] = "csr";
    std::vector<NpyArray> arrays;
    std::vector<std::array<std::int64_t, 2>> shapes(2);
    std::size_t next = 0;
    for (const auto& [prefix, c] : namedCodes(codes)) {
        auto& shape = shapes[next++] = {c->rowCount(), c->features};
        const auto entries = static_cast<std::int64_t>(c->indices.size());
        arrays.push_back({prefix + "indptr", "<i8", {c->rowCount() + 1}, c->rowStarts.data()});
        arrays.push_back({prefix + "indices", "<i4", {entries}, c->indices.data()});
        arrays.push_back({prefix + "data", "<f4", {entries}, c->values.data()});
        arrays.push_back({prefix + "shape", "<i8", {2}, shape.data()});
        arrays.push_back({prefix + "format", "|S3", {}, format});
    }
    arrays.push_back({"starts", "<i8", {std::ssize(codes.starts)}, codes.starts.data()});
    writeNpz(file, arrays);
}

void writeCsvCodes(const std::filesystem::path& file, const CodesToWrite& codes) {
    FileWriter out(file);
    out.write("model,text,row,feature,value\n");
    std::string block;
    for (const char model : {'A', 'B'}) {
        const sae::SparseCodes* c = model == 'A' ? codes.a : codes.b;
        for (std::size_t text = 0; c && text + 1 < codes.starts.size(); ++text)
            for (std::int64_t row = codes.starts[text]; row < codes.starts[text + 1]; ++row) {
                const auto from = static_cast<std::size_t>(c->rowStarts[static_cast<std::size_t>(row)]);
                const auto end = static_cast<std::size_t>(c->rowStarts[static_cast<std::size_t>(row) + 1]);
                for (std::size_t i = from; i < end; ++i)
                    block += std::string(1, model) + "," + std::to_string(text) + "," + std::to_string(row) + "," +
                             std::to_string(c->indices[i]) + "," + text::exactText(c->values[i]) + "\n";
                if (block.size() > (1u << 20)) {
                    out.write(block);
                    block.clear();
                }
            }
    }
    out.write(block);
    out.commit();
}

nlohmann::json jsonOf(const sae::SparseCodes& c) {
    return {{"shape", {c.rowCount(), c.features}}, {"indptr", c.rowStarts}, {"indices", c.indices}, {"data", c.values}};
}

void writeJsonCodes(const std::filesystem::path& file, const CodesToWrite& codes) {
    nlohmann::json document{{"about", codes.about},
                            {"starts", std::vector<std::int64_t>(codes.starts.begin(), codes.starts.end())}};
    if (codes.a)
        document["A"] = jsonOf(*codes.a);
    if (codes.b)
        document["B"] = jsonOf(*codes.b);
    writeFile(file, document.dump() + "\n");
}

} // namespace

FileKind fileKindOf(const std::filesystem::path& file) {
    const std::string ending = file.extension().string();
    for (const auto& [known, kind] : {std::pair{".safetensors", FileKind::Safetensors},
                                      {".npz", FileKind::Npz},
                                      {".csv", FileKind::Csv},
                                      {".json", FileKind::Json}})
        if (ending == known)
            return kind;
    throw Error(ErrorKind::Usage, "The name of " + file.string() + " must end in .csv, .json, .safetensors or .npz, which decides how it is written.");
}

void writeCodesFile(const std::filesystem::path& file, const CodesToWrite& codes) {
    switch (fileKindOf(file)) {
    case FileKind::Safetensors:
        return writeSafetensorsCodes(file, codes);
    case FileKind::Npz:
        return writeNpzCodes(file, codes);
    case FileKind::Csv:
        return writeCsvCodes(file, codes);
    case FileKind::Json:
        return writeJsonCodes(file, codes);
    }
}

} // namespace crosseed::evaluate
