#include "bert/safetensors.h"
#include "evaluate/evaluate.h"
#include <algorithm>
#include <charconv>
#include <cmath>

namespace crosseed::evaluate {

namespace {

class CodesReader {
public:
    explicit CodesReader(const std::filesystem::path& file) : m_file(file) {}

    sae::SparseCodes read() {
        sae::SparseCodes codes;
        codes.features = dictionary();
        const auto indptr = vectorOf<std::int64_t>("indptr");
        const auto indices = vectorOf<std::int32_t>("indices");
        const auto values = vectorOf<float>("values");
        check(!indptr.empty() && indptr.front() == 0, "indptr must start with 0");
        check(indices.size() == values.size() && indptr.back() == static_cast<std::int64_t>(indices.size()),
              "indptr, indices and values do not belong together");
        check(std::ranges::is_sorted(indptr), "indptr must not fall");
        for (std::size_t row = 0; row + 1 < indptr.size(); ++row)
            checkRow(row,
                     indices.subspan(static_cast<std::size_t>(indptr[row]),
                                     static_cast<std::size_t>(indptr[row + 1] - indptr[row])),
                     codes.features);
        check(std::ranges::all_of(values, [](float v) { return std::isfinite(v); }),
              "values hold NaN or infinity");
        codes.rowStarts.assign(indptr.begin(), indptr.end());
        codes.indices.assign(indices.begin(), indices.end());
        codes.values.assign(values.begin(), values.end());
        return codes;
    }

private:
    void check(bool condition, const std::string& what) const {
        require(condition, ErrorKind::BadInput,
                m_file.path().string() + ": " + what +
                    "; these are no codes that Crosseed wrote. Evaluate again.");
    }
    std::int64_t dictionary() const {
        const auto entry = m_file.metadata().find("F");
        check(entry != m_file.metadata().end(), "the metadata have no F");
        std::int64_t value = 0;
        const std::string& text = entry->second;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        check(error == std::errc() && end == text.data() + text.size() && value > 0 && value <= INT32_MAX,
              "F = \"" + text + "\" is no dictionary size");
        return value;
    }
    template <typename T> std::span<const T> vectorOf(const std::string& name) const {
        const auto& tensor = m_file.tensor(name);
        check(tensor.shape.size() == 1, name + " must have one dimension");
        return tensor.as<T>();
    }
    void checkRow(std::size_t row, std::span<const std::int32_t> indices, std::int64_t features) const {
        std::int64_t last = -1;
        for (const std::int32_t index : indices) {
            check(index > last && index < features, "the indices of row " + std::to_string(row) +
                                                        " do not rise within 0 to " +
                                                        std::to_string(features - 1));
            last = index;
        }
    }
    bert::SafetensorsFile m_file;
};

} // namespace

void writeCodes(const std::filesystem::path& file, const sae::SparseCodes& codes) {
    const auto entries = static_cast<std::int64_t>(codes.indices.size());
    bert::writeSafetensors(file,
                           {{"indptr",
                             bert::DType::I64,
                             {static_cast<std::int64_t>(codes.rowStarts.size())},
                             codes.rowStarts.data()},
                            {"indices", bert::DType::I32, {entries}, codes.indices.data()},
                            {"values", bert::DType::F32, {entries}, codes.values.data()}},
                           {{"F", std::to_string(codes.features)}});
}

sae::SparseCodes readCodes(const std::filesystem::path& file) {
    return CodesReader(file).read();
}

} // namespace crosseed::evaluate
