// Any bytes as vocab.txt: refused, or a tokenizer that turns any text into ids within the vocabulary and ranges within the text.
#include "input_file.h"
#include "text/tokenizer.h"
#include <string_view>

using namespace crosseed;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto path = fuzz::inputFile(data, size, "vocab.txt");
    fuzz::refusesOrReads([&] {
        const text::Tokenizer tokenizer(path, {});
        const std::string_view text(reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 2000));
        const text::Encoding encoding = tokenizer.encode(text, 64);
        if (encoding.ids.size() != encoding.ranges.size() || encoding.ids.size() > 64)
            std::abort();
        for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
            const text::ByteRange range = encoding.ranges[i];
            if (encoding.ids[i] < 0 || encoding.ids[i] >= tokenizer.size() || range.begin < 0 || range.begin > range.end ||
                range.end > static_cast<std::int32_t>(text.size()))
                std::abort();
        }
    });
    return 0;
}
