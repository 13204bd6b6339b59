#include "views/models/texts.h"
#include "views/shared/words.h"
#include <algorithm>
#include <cmath>

namespace crosseed::views {

QString accuracyText(double share) {
    return std::isfinite(share) ? percent(100 * share) : QStringLiteral("—");
}

QString ordinal(std::int64_t number) {
    const auto tens = number % 100, ones = number % 10;
    const char* ending = tens >= 11 && tens <= 13 ? "th" : ones == 1 ? "st" : ones == 2 ? "nd" : ones == 3 ? "rd" : "th";
    return QString::number(number) + QLatin1String(ending);
}

QString layerText(std::int64_t layer, std::int64_t layers) {
    const QString text = QString::number(layer) + " (" + ordinal(layer + 1);
    return text + (layers > 0 ? " of " + QString::number(layers) : QString()) + ")";
}

QString rangeText(double low, double high) {
    return low < 0 || high < 0 ? QStringLiteral("not known") : durationRange(low, high);
}

QString diskText(double bytes) {
    return bytes < 0 ? QStringLiteral("not known") : bytes == 0 ? QStringLiteral("0") : bytesText(bytes);
}

QString conditionHeading(pipeline::Condition condition) {
    switch (condition) {
    case pipeline::Condition::Index: return QStringLiteral("Indep.,\nby index");
    case pipeline::Condition::Matched: return QStringLiteral("Indep.,\nmatched");
    case pipeline::Condition::RotatedLiteral: return QStringLiteral("Indep.,\nrotation,\nmatched");
    case pipeline::Condition::RotatedFair: return QStringLiteral("Indep.,\nrotation,\nA’s SAE");
    case pipeline::Condition::JointNoRotation: return QStringLiteral("Joint,\nno\nrotation");
    case pipeline::Condition::RotationOnly: return QStringLiteral("Joint,\nrotation\nonly");
    case pipeline::Condition::Full: return QStringLiteral("Joint,\nfull");
    }
    return {};
}

QString conditionFullName(pipeline::Condition condition) {
    QString title = toQt(pipeline::conditionTitle(condition));
    title[0] = title[0].toUpper();
    return title + " (" + toQt(pipeline::conditionCode(condition)) + ")";
}

QString verdictText(CheckVerdict verdict) {
    switch (verdict) {
    case CheckVerdict::Fine: return QStringLiteral("fine");
    case CheckVerdict::Look: return QStringLiteral("look");
    case CheckVerdict::Decide: return QStringLiteral("decide");
    case CheckVerdict::Unknown: break;
    }
    return QStringLiteral("not known");
}

std::vector<std::uint64_t> seedsIn(const QString& text) {
    std::vector<std::uint64_t> seeds;
    for (const QString& part : text.split(',', Qt::SkipEmptyParts)) {
        bool whole = false;
        const auto seed = part.trimmed().toULongLong(&whole);
        if (!whole || std::ranges::find(seeds, seed) != seeds.end())
            return {};
        seeds.push_back(seed);
    }
    return seeds;
}

} // namespace crosseed::views
