// The codes and truths of tests/goldens/evaluate/metrics.json.
#pragma once
#include "sae/sae.h"
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <cmath>
#include <limits>
#include <vector>

namespace crosseed::evaluate {

inline QJsonObject metricsGolden() {
    QFile file(QStringLiteral(CROSSEED_SOURCE_DIR "/tests/goldens/evaluate/metrics.json"));
    if (!file.open(QIODevice::ReadOnly)) qFatal("tests/goldens/evaluate/metrics.json is missing");
    return QJsonDocument::fromJson(file.readAll()).object();
}

template <typename T> std::vector<T> numbers(const QJsonValue& array) {
    std::vector<T> values;
    for (const auto& value : array.toArray())
        values.push_back(static_cast<T>(value.toDouble()));
    return values;
}

// null is NaN.
inline double number(const QJsonValue& value) {
    return value.isNull() ? std::numeric_limits<double>::quiet_NaN() : value.toDouble();
}

inline bool near(double actual, double expected, double tolerance = 1e-9) {
    return std::isnan(expected) ? std::isnan(actual) : std::abs(actual - expected) <= tolerance;
}

inline sae::SparseCodes codesOf(const QJsonValue& value) {
    const auto o = value.toObject();
    sae::SparseCodes codes;
    codes.features = o[QLatin1String("features")].toInt();
    codes.rowStarts = numbers<std::int64_t>(o[QLatin1String("indptr")]);
    codes.indices = numbers<std::int32_t>(o[QLatin1String("indices")]);
    codes.values = numbers<float>(o[QLatin1String("values")]);
    return codes;
}

} // namespace crosseed::evaluate
