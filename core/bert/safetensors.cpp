#include "bert/safetensors.h"
#include "base/error.h"
#include <algorithm>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>

namespace crosseed::bert {

using nlohmann::json;

namespace {

struct DTypeName {
    DType type;
    const char* name;
    std::size_t bytes;
};
constexpr DTypeName dtypes[] = {{DType::F16, "F16", 2}, {DType::BF16, "BF16", 2}, {DType::F32, "F32", 4},
                                {DType::F64, "F64", 8}, {DType::I32, "I32", 4},   {DType::I64, "I64", 8},
                                {DType::U8, "U8", 1}};

const DTypeName& named(DType type) {
    return *std::find_if(std::begin(dtypes), std::end(dtypes), [&](const DTypeName& d) { return d.type == type; });
}

[[noreturn]] void broken(const std::filesystem::path& file, const std::string& what) {
    throw Error(ErrorKind::BadInput, file.string() + " is not a sound safetensors file: " + what + ".");
}

void refusePickle(const std::filesystem::path& file) {
    const std::string ending = file.extension().string();
    require(ending != ".bin" && ending != ".pt" && ending != ".pth" && ending != ".ckpt", ErrorKind::BadInput,
            file.string() + " is a pickle, which can run code and is never opened; save the model as safetensors "
                            "(in transformers: model.save_pretrained(folder, safe_serialization=True)).");
}

// The header as JSON: objects of objects of arrays and no deeper, each key once.
json parseHeader(const std::filesystem::path& file, std::string_view text) {
    std::vector<std::string> names;
    const json::parser_callback_t check = [&](int depth, json::parse_event_t event, json& value) {
        if (depth > 3)
            broken(file, "its header is nested too deeply");
        if (event == json::parse_event_t::key && depth == 1)
            names.push_back(value.get<std::string>());
        return true;
    };
    json header = json::parse(text, check, false);
    if (!header.is_object())
        broken(file, "its header is not a JSON object");
    std::sort(names.begin(), names.end());
    if (const auto twice = std::adjacent_find(names.begin(), names.end()); twice != names.end())
        broken(file, "its header names " + *twice + " twice");
    return header;
}

std::uint64_t unsignedOf(const std::filesystem::path& file, const std::string& name, const json& value) {
    if (!value.is_number_unsigned())
        broken(file, "the tensor " + name + " has a size or offset that is not a whole number from 0 on");
    return value.get<std::uint64_t>();
}

// Product of the shape times the element size, refused where it does not fit 63 bits.
std::uint64_t checkedBytes(const std::filesystem::path& file, const std::string& name, const std::vector<std::int64_t>& shape,
                           std::size_t elementBytes) {
    std::uint64_t bytes = elementBytes;
    for (const std::int64_t size : shape)
        if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes) || bytes > (1ULL << 62))
            broken(file, "the tensor " + name + " claims an impossible size");
    return bytes;
}

struct Placed {
    std::uint64_t begin, end;
    std::string name;
};

std::string headerText(const std::vector<TensorDeclaration>& tensors, const std::map<std::string, std::string>& metadata,
                       std::size_t& dataBytes) {
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    std::size_t at = 0;
    for (const TensorDeclaration& tensor : tensors) {
        const std::size_t bytes = checkedBytes("the file to write", tensor.name, tensor.shape, bytesOf(tensor.type));
        header[tensor.name] = {{"dtype", named(tensor.type).name}, {"shape", tensor.shape}, {"data_offsets", {at, at + bytes}}};
        at += bytes;
    }
    dataBytes = at;
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');
    return text;
}

} // namespace

std::size_t bytesOf(DType type) {
    return named(type).bytes;
}

std::int64_t TensorView::elements() const {
    std::int64_t count = 1;
    for (const std::int64_t size : shape)
        count *= size;
    return count;
}

template <typename T> std::span<const T> TensorView::as() const {
    constexpr DType wanted = std::is_same_v<T, float>          ? DType::F32
                             : std::is_same_v<T, double>       ? DType::F64
                             : std::is_same_v<T, std::int32_t> ? DType::I32
                             : std::is_same_v<T, std::int64_t> ? DType::I64
                                                               : DType::U8;
    require(type == wanted, ErrorKind::BadInput,
            std::string("A tensor of type ") + named(type).name + " stands where " + named(wanted).name + " is needed.");
    require(reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(T) == 0, ErrorKind::BadInput,
            "A tensor does not begin at a multiple of its element's size; save the file again with the safetensors library.");
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
}
template std::span<const float> TensorView::as<float>() const;
template std::span<const double> TensorView::as<double>() const;
template std::span<const std::int32_t> TensorView::as<std::int32_t>() const;
template std::span<const std::int64_t> TensorView::as<std::int64_t>() const;
template std::span<const std::uint8_t> TensorView::as<std::uint8_t>() const;

SafetensorsFile::SafetensorsFile(const std::filesystem::path& file) : m_path(file) {
    refusePickle(file);
    m_file = MappedFile(file);
    const std::span<const std::byte> all = m_file.bytes();
    std::uint64_t headerBytes = 0;
    if (all.size() < 8)
        broken(file, "it is shorter than 8 bytes");
    std::memcpy(&headerBytes, all.data(), 8);
    if (headerBytes > all.size() - 8 || headerBytes > 100'000'000)
        broken(file, "its header would be longer than the file");
    const json header = parseHeader(file, {reinterpret_cast<const char*>(all.data()) + 8, headerBytes});
    const std::span<const std::byte> data = all.subspan(8 + headerBytes);
    std::vector<Placed> placed;
    for (const auto& [name, entry] : header.items()) {
        if (!entry.is_object())
            broken(file, "the entry " + name + " is not an object");
        if (name == "__metadata__") {
            for (const auto& [key, value] : entry.items())
                if (value.is_string())
                    m_metadata[key] = value.get<std::string>();
            continue;
        }
        if (!entry.contains("dtype") || !entry["dtype"].is_string() || !entry.contains("shape") ||
            !entry["shape"].is_array() || !entry.contains("data_offsets") || !entry["data_offsets"].is_array() ||
            entry["data_offsets"].size() != 2)
            broken(file, "the tensor " + name + " lacks dtype, shape or data_offsets");
        const std::uint64_t begin = unsignedOf(file, name, entry["data_offsets"][0]);
        const std::uint64_t end = unsignedOf(file, name, entry["data_offsets"][1]);
        if (begin > end || end > data.size())
            broken(file, "the tensor " + name + " lies outside the file");
        placed.push_back({begin, end, name});
        TensorView view;
        for (const json& size : entry["shape"])
            view.shape.push_back(static_cast<std::int64_t>(
                std::min<std::uint64_t>(unsignedOf(file, name, size), std::numeric_limits<std::int64_t>::max())));
        const auto type = std::find_if(std::begin(dtypes), std::end(dtypes),
                                       [&](const DTypeName& d) { return entry["dtype"] == d.name; });
        if (type == std::end(dtypes))
            continue; // a kind of number that no model part of ours uses; tensor() says so when it is asked for
        view.type = type->type;
        if (checkedBytes(file, name, view.shape, type->bytes) != end - begin)
            broken(file, "the shape of the tensor " + name + " does not fit its bytes");
        view.bytes = data.subspan(begin, end - begin);
        m_tensors.emplace(name, std::move(view));
    }
    std::sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) { return a.begin < b.begin; });
    std::uint64_t at = 0;
    for (const Placed& tensor : placed) {
        if (tensor.begin != at)
            broken(file, "the tensor " + tensor.name + " overlaps another or leaves a hole");
        at = tensor.end;
    }
    if (at != data.size())
        broken(file, "bytes follow its last tensor");
}

const TensorView& SafetensorsFile::tensor(const std::string& name) const {
    const auto found = m_tensors.find(name);
    require(found != m_tensors.end(), ErrorKind::BadInput,
            m_path.string() + " has no tensor " + name + " of a type that can be read.");
    return found->second;
}

void writeSafetensors(const std::filesystem::path& file, const std::vector<TensorToWrite>& tensors,
                      const std::map<std::string, std::string>& metadata) {
    std::vector<TensorDeclaration> declared;
    for (const TensorToWrite& tensor : tensors)
        declared.push_back({tensor.name, tensor.type, tensor.shape});
    SafetensorsWriter writer(file, declared, metadata);
    for (const TensorToWrite& tensor : tensors)
        writer.append(tensor.data, checkedBytes(file, tensor.name, tensor.shape, bytesOf(tensor.type)));
    writer.commit();
}

SafetensorsWriter::SafetensorsWriter(const std::filesystem::path& file, const std::vector<TensorDeclaration>& tensors,
                                     const std::map<std::string, std::string>& metadata)
    : m_out(file) {
    const std::string header = headerText(tensors, metadata, m_expected);
    const std::uint64_t length = header.size();
    m_out.write(&length, 8);
    m_out.write(header);
}

void SafetensorsWriter::append(const void* data, std::size_t bytes) {
    m_out.write(data, bytes);
    m_written += bytes;
}

void SafetensorsWriter::commit() {
    require(m_written == m_expected, ErrorKind::Internal,
            "A safetensors file was to have " + std::to_string(m_expected) + " bytes of data and got " +
                std::to_string(m_written) + ".");
    m_out.commit();
}

} // namespace crosseed::bert
