// Numbers as people read them in tables, and as files hold them.
#pragma once
#include <string>

namespace crosseed::text {

// "0.94" as ".940" (r, p and shares never exceed 1), "-" for NaN.
std::string correlationText(double r);
// Fixed digits, "-" for NaN.
std::string fixedText(double value, int digits);
// 12.34 as "12.3 %", "-" for NaN.
std::string percentText(double percent);
// 12345 as "12,345".
std::string countText(long long value);
// "2:05" or "1:02:05".
std::string durationText(double seconds);
// All digits that give the same number again, with a point whatever the locale; empty for NaN. For files.
std::string exactText(double value);

} // namespace crosseed::text
