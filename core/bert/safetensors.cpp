#include "bert/safetensors.h"
#include "base/error.h"
#include "bert/strict_json.h"
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <optional>

namespace crosseed::bert {

namespace {

using nlohmann::json;

constexpr std::uint64_t maxHeader = 100'000'000; // the reference implementation's limit
constexpr int maxDepth = 4;                      // file, tensor, shape; one to spare

struct DTypeInfo {
    DType type;
    std::string_view name;
    std::size_t bytes;
};
constexpr std::array<DTypeInfo, 7> dtypes{{{DType::F16, "F16", 2},
                                           {DType::BF16, "BF16", 2},
                                           {DType::F32, "F32", 4},
                                           {DType::F64, "F64", 8},
                                           {DType::I32, "I32", 4},
                                           {DType::I64, "I64", 8},
                                           {DType::U8, "U8", 1}}};

const DTypeInfo& infoOf(DType type) {
    return *std::find_if(dtypes.begin(), dtypes.end(), [&](const DTypeInfo& info) { return info.type == type; });
}

// rows * cols * ... * bytes, or nothing where that has no room in 63 bits.
std::optional<std::uint64_t> product(const std::vector<std::int64_t>& shape, std::size_t bytes) {
    std::int64_t total = static_cast<std::int64_t>(bytes);
    bool fits = true;
    for (const std::int64_t size : shape)
        fits = fits && size >= 0 && !__builtin_mul_overflow(total, size, &total);
    return fits ? std::optional<std::uint64_t>(static_cast<std::uint64_t>(total)) : std::nullopt;
}

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& problem) {
    throw Error(ErrorKind::BadInput, file.string() + " is not a valid safetensors file: " + problem + ".");
}

void refusePickle(const std::filesystem::path& file, std::span<const std::byte> bytes) {
    const std::string suffix = file.extension().string();
    const auto startsWith = [&](std::string_view magic) {
        return bytes.size() >= magic.size() && std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
    };
    // A zip archive, or a pickle of protocol 2 that does not happen to be a header length: "}" never follows here.
    const bool pickle = suffix == ".bin" || suffix == ".pt" || suffix == ".pth" || suffix == ".pkl" ||
                        startsWith("PK\x03\x04") || startsWith("\x80\x02\x8a\x0a");
    require(!pickle, ErrorKind::BadInput,
            file.string() + " is a Python pickle, which can run programs when it is opened, so it is not read. Make "
                            "model.safetensors of it in Python: \"from transformers import AutoModelForSequenceClassification "
                            "as M\" and then \"M.from_pretrained(FOLDER).save_pretrained(FOLDER, safe_serialization=True)\".");
}

std::string_view headerOf(const std::filesystem::path& file, std::span<const std::byte> bytes) {
    if (bytes.size() < 8)
        refuse(file, "it is " + std::to_string(bytes.size()) + " bytes long and lacks the length of its header");
    std::uint64_t length = 0;
    for (int i = 7; i >= 0; --i)
        length = length << 8 | static_cast<std::uint64_t>(bytes[static_cast<std::size_t>(i)]);
    if (length > maxHeader)
        refuse(file, "its header claims " + std::to_string(length) + " bytes, above the limit of 100 MB");
    if (length > bytes.size() - 8)
        refuse(file, "its header claims " + std::to_string(length) + " bytes, but only " +
                         std::to_string(bytes.size() - 8) + " follow; the file is cut off");
    return {reinterpret_cast<const char*>(bytes.data()) + 8, static_cast<std::size_t>(length)};
}

std::uint64_t wholeNumber(const json& value, const std::filesystem::path& file, const std::string& what) {
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > INT64_MAX)
        refuse(file, what + " is " + value.dump().substr(0, 40) + " where a whole number of 0 or more is needed");
    return value.get<std::uint64_t>();
}

struct Entry {
    std::string dtype;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0, end = 0; // in the data after the header
};

Entry entryOf(const json& value, const std::filesystem::path& file, const std::string& name) {
    const std::string tensor = "the tensor " + name;
    const auto field = [&](const char* key) -> const json& {
        if (!value.is_object() || !value.contains(key))
            refuse(file, tensor + " has no " + key);
        return value[key];
    };
    Entry entry;
    if (!field("dtype").is_string())
        refuse(file, "the dtype of " + tensor + " is not a word");
    entry.dtype = field("dtype").get<std::string>();
    if (!field("shape").is_array())
        refuse(file, "the shape of " + tensor + " is not a list");
    for (const json& size : field("shape"))
        entry.shape.push_back(static_cast<std::int64_t>(wholeNumber(size, file, "a dimension of " + tensor)));
    const json& offsets = field("data_offsets");
    if (!offsets.is_array() || offsets.size() != 2)
        refuse(file, "the data_offsets of " + tensor + " are not a list of two numbers");
    entry.begin = wholeNumber(offsets[0], file, "an offset of " + tensor);
    entry.end = wholeNumber(offsets[1], file, "an offset of " + tensor);
    return entry;
}

void checkBytes(const Entry& entry, const std::filesystem::path& file, const std::string& name, std::uint64_t size) {
    if (entry.begin > entry.end || entry.end > size)
        refuse(file, "the tensor " + name + " lies at " + std::to_string(entry.begin) + " to " +
                         std::to_string(entry.end) + " of " + std::to_string(size) + " bytes of data");
}

// Data without overlaps, without holes and without a rest, as the format demands.
void checkCoverage(std::vector<std::pair<Entry, std::string>> entries, const std::filesystem::path& file,
                   std::uint64_t size) {
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
        return std::pair(a.first.begin, a.first.end) < std::pair(b.first.begin, b.first.end);
    });
    std::uint64_t reached = 0;
    for (const auto& [entry, name] : entries) {
        if (entry.begin < reached)
            refuse(file, "the tensor " + name + " overlaps another one");
        if (entry.begin > reached)
            refuse(file, "there are unused bytes before the tensor " + name);
        reached = entry.end;
    }
    if (reached != size)
        refuse(file, "there are " + std::to_string(size - reached) + " unused bytes at its end");
}

std::map<std::string, std::string> metadataOf(const json& value, const std::filesystem::path& file) {
    if (!value.is_object())
        refuse(file, "its __metadata__ is not an object");
    std::map<std::string, std::string> metadata;
    for (const auto& [key, text] : value.items()) {
        if (!text.is_string())
            refuse(file, "the metadata " + key + " is not a text");
        metadata[key] = text.get<std::string>();
    }
    return metadata;
}

float floatOfHalf(std::uint16_t half) {
    const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16;
    const std::uint32_t magnitude = half & 0x7fffu;
    if (magnitude >= 0x7c00u) // infinity and NaN
        return std::bit_cast<float>(sign | 0x7f800000u | (magnitude & 0x3ffu) << 13);
    // Shifted into place the exponent is 112 too small; the product is exact for subnormal numbers too.
    const float value = std::bit_cast<float>(magnitude << 13) * 0x1p112f;
    return sign ? -value : value;
}

} // namespace

std::size_t bytesOf(DType type) {
    return infoOf(type).bytes;
}

std::string_view dtypeName(DType type) {
    return infoOf(type).name;
}

std::int64_t TensorView::elements() const {
    std::int64_t total = 1;
    for (const std::int64_t size : shape)
        total *= size;
    return total;
}

template <typename T> std::span<const T> TensorView::as() const {
    constexpr DType wanted = std::is_same_v<T, float>          ? DType::F32
                             : std::is_same_v<T, double>       ? DType::F64
                             : std::is_same_v<T, std::int32_t> ? DType::I32
                             : std::is_same_v<T, std::int64_t> ? DType::I64
                                                               : DType::U8;
    require(type == wanted, ErrorKind::BadInput,
            "A tensor has the type " + std::string(dtypeName(type)) + " where " + std::string(dtypeName(wanted)) +
                " is needed.");
    require(reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(T) == 0, ErrorKind::BadInput,
            "A tensor's data do not begin at a multiple of their size; write the file again with padded header.");
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
}
template std::span<const float> TensorView::as() const;
template std::span<const double> TensorView::as() const;
template std::span<const std::int32_t> TensorView::as() const;
template std::span<const std::int64_t> TensorView::as() const;
template std::span<const std::uint8_t> TensorView::as() const;

void TensorView::copyAsFloat(std::span<float> out) const {
    require(out.size() == static_cast<std::size_t>(elements()), ErrorKind::Shape,
            "A tensor has " + std::to_string(elements()) + " values where " + std::to_string(out.size()) +
                " are needed.");
    const auto copy = [&](auto raw, auto toFloat) {
        for (std::size_t i = 0; i < out.size(); ++i) {
            std::memcpy(&raw, bytes.data() + i * sizeof raw, sizeof raw);
            out[i] = toFloat(raw);
        }
    };
    if (type == DType::F32 && !out.empty())
        std::memcpy(out.data(), bytes.data(), bytes.size());
    else if (type == DType::F16)
        copy(std::uint16_t{}, floatOfHalf);
    else if (type == DType::BF16)
        copy(std::uint16_t{}, [](std::uint16_t v) { return std::bit_cast<float>(static_cast<std::uint32_t>(v) << 16); });
    else if (type == DType::F64)
        copy(double{}, [](double v) { return static_cast<float>(v); });
    else
        require(type == DType::F32, ErrorKind::BadInput,
                "A tensor has the type " + std::string(dtypeName(type)) + " where decimal numbers are needed.");
}

SafetensorsFile::SafetensorsFile(const std::filesystem::path& file) : m_path(file) {
    require(!std::filesystem::is_directory(file), ErrorKind::BadInput,
            file.string() + " is a folder where a safetensors file is needed.");
    m_file = MappedFile(file);
    refusePickle(file, m_file.bytes());
    const std::string_view header = headerOf(file, m_file.bytes());
    if (header.empty() || header.front() != '{')
        refuse(file, "its header is not a JSON object");
    const json object = parseStrictJson(header, maxDepth, file);
    const auto data = m_file.bytes().subspan(8 + header.size());
    std::vector<std::pair<Entry, std::string>> entries;
    for (const auto& [name, value] : object.items()) {
        if (name == "__metadata__") {
            m_metadata = metadataOf(value, file);
            continue;
        }
        const Entry& entry = entries.emplace_back(entryOf(value, file, name), name).first;
        checkBytes(entry, file, name, data.size());
        const auto known = std::find_if(dtypes.begin(), dtypes.end(),
                                        [&](const DTypeInfo& info) { return info.name == entry.dtype; });
        if (known == dtypes.end()) {
            m_foreign[name] = entry.dtype;
            continue;
        }
        const std::optional<std::uint64_t> bytes = product(entry.shape, known->bytes);
        if (bytes != entry.end - entry.begin)
            refuse(file, "the tensor " + name + " has " + std::to_string(entry.end - entry.begin) +
                             " bytes, which is not what its shape and type need");
        m_tensors[name] = {known->type, entry.shape, data.subspan(entry.begin, entry.end - entry.begin)};
    }
    checkCoverage(std::move(entries), file, data.size());
}

std::vector<std::string> SafetensorsFile::names() const {
    std::vector<std::string> names;
    for (const auto& [name, tensor] : m_tensors)
        names.push_back(name);
    for (const auto& [name, dtype] : m_foreign)
        names.push_back(name);
    return names;
}

const TensorView& SafetensorsFile::tensor(const std::string& name) const {
    const auto at = m_tensors.find(name);
    if (at != m_tensors.end())
        return at->second;
    const auto foreign = m_foreign.find(name);
    throw Error(ErrorKind::BadInput, foreign == m_foreign.end()
                                         ? m_path.string() + " has no tensor " + name + "."
                                         : "The tensor " + name + " in " + m_path.string() + " has the type " +
                                               foreign->second + ", which is not supported; save it as F32.");
}

} // namespace crosseed::bert
