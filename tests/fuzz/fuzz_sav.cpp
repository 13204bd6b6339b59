// Any bytes as a file of SPSS: refused with an Error or read, never more.
#include "base/error.h"
#include "text/statistics_file.h"
#include <cstdlib>

using namespace crosseed;
using namespace crosseed::text;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    try {
        const StatisticsTable table = parseStatistics(bytes, StatisticsFormat::Spss, "t.sav");
        for (const TableRow& row : table.rows.rows)
            if (row.fields.size() != table.rows.header.size())
                std::abort();
    } catch (const Error&) {
    }
    return 0;
}
