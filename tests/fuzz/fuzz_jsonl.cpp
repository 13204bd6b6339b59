// Any bytes as JSON Lines: refused with an Error or read, never more.
#include "base/error.h"
#include "text/jsonl.h"
#include <cstdlib>

using namespace crosseed;
using namespace crosseed::text;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const RowLimits& limits : {RowLimits{0, true}, RowLimits{3, true}, RowLimits{0, false}})
        try {
            const TableRows table = parseJsonLines(bytes, "t.jsonl", limits);
            for (const TableRow& row : table.rows)
                if (row.fields.size() != table.header.size())
                    std::abort();
        } catch (const Error&) {
        }
    return 0;
}
