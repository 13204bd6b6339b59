// What an expression throws, as its sentence.
#pragma once
#include "base/error.h"
#include <QString>
#include <optional>

namespace crosseed {

struct Thrown {
    ErrorKind kind;
    QString sentence;
};

template <typename Call> std::optional<Thrown> thrownBy(Call call) {
    try {
        call();
    } catch (const Error& error) {
        return Thrown{error.kind(), QString::fromUtf8(error.what())};
    }
    return std::nullopt;
}

} // namespace crosseed

// The sentence must hold `part`; on failure the whole sentence is shown.
#define EXPECT_ERROR(call, expectedKind, part)                                                                         \
    do {                                                                                                               \
        const auto thrown = crosseed::thrownBy([&] { (void)(call); });                                                 \
        QVERIFY2(thrown, "no error");                                                                                  \
        QVERIFY2(thrown->sentence.contains(QString::fromUtf8(part)), qPrintable(thrown->sentence));                    \
        QVERIFY2(thrown->kind == (expectedKind), qPrintable(thrown->sentence));                                        \
    } while (false)
