// Any bytes as a table: refused with an Error or read, never more. The first byte chooses delimiter, quoting and what is declared.
#include "base/error.h"
#include "text/csv.h"
#include "text/table_file.h"
#include <cstdlib>

using namespace crosseed;
using namespace crosseed::text;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0)
        return 0;
    const std::uint8_t how = data[0];
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    TableReading reading;
    reading.kind = TableKind::Delimited;
    if (how & 1)
        reading.delimiter = ",;\t|"[how >> 1 & 3];
    if (how & 8)
        reading.quoting = (how & 16) != 0;
    if (how & 32)
        reading.encoding = static_cast<TextEncoding>((how >> 6) + 1);
    for (const RowLimits& limits : {RowLimits{0, true}, RowLimits{3, true}, RowLimits{0, false}})
        try {
            const TableFile read = readTableBytes(bytes, "t.csv", reading, limits);
            for (const TableRow& row : read.table.rows)
                if (row.fields.size() != read.table.header.size())
                    std::abort();
            for (const UndecodableByte& byte : read.undecodable)
                if (byte.row >= std::ssize(read.table.rows) || byte.offset < 0 || byte.offset >= std::ssize(bytes))
                    std::abort();
        } catch (const Error&) {
        }
    return 0;
}
