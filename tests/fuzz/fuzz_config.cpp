// Any bytes as config.json, tokenizer_config.json and model.safetensors.index.json. A configuration that is read is written and
// read again as the same.
#include "base/files.h"
#include "bert/config.h"
#include "bert/shards.h"
#include "input_file.h"
#include "text/tokenizer.h"

using namespace crosseed;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const bool prepared = [] {
        writeFile(fuzz::folder() / "vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n##b\n");
        return true;
    }();
    (void)prepared;
    const auto config = fuzz::inputFile(data, size, "config.json");
    fuzz::refusesOrReads([&] {
        const bert::BertConfig read = bert::readConfig(config);
        bert::writeConfig(fuzz::folder() / "again.json", read);
        if (!(bert::readConfig(fuzz::folder() / "again.json") == read))
            std::abort();
    });
    fuzz::inputFile(data, size, "tokenizer_config.json");
    fuzz::refusesOrReads([&] { text::Tokenizer::fromFolder(fuzz::folder()).encode("Ab, \xff b\xcc\x81"); });
    fuzz::refusesOrReads([&] { bert::readShardIndex(fuzz::inputFile(data, size, "model.safetensors.index.json")); });
    return 0;
}
