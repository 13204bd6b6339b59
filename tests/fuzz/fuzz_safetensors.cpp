// Any bytes as a safetensors file: it is refused, or each of its tensors can be read to the last byte.
#include "bert/safetensors.h"
#include "input_file.h"

using namespace crosseed;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto path = fuzz::inputFile(data, size, "model.safetensors");
    fuzz::refusesOrReads([&] {
        const bert::SafetensorsFile file(path);
        for (const auto& [name, tensor] : file.tensors()) {
            const auto elements = static_cast<std::size_t>(tensor.elements());
            if (tensor.bytes.size() != elements * bert::bytesOf(tensor.type) || tensor.bytes.size() > size)
                std::abort();
            unsigned sum = 0;
            for (const std::byte byte : tensor.bytes)
                sum += static_cast<unsigned>(byte);
            std::vector<float> values(elements);
            const bert::TensorView& view = tensor; // clang 14 captures no part of a pair
            fuzz::refusesOrReads([&] { view.copyAsFloat(values); });
            static volatile unsigned sink;
            sink = sum;
        }
    });
    return 0;
}
