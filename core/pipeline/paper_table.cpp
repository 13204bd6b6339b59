#include "pipeline/paper_table.h"
#include <algorithm>

namespace crosseed::pipeline {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
using DataSet = std::array<PaperRow, 6>; // conditions 1 to 6

constexpr DataSet politenessPerToken{{{0.009, 0.001, 0, 0.1, 56.5, -0.19},
                                      {0.525, 0.482, 236, 16.1, 56.5, none},
                                      {0.532, 0.462, 185, 12.3, 51.0, none},
                                      {0.459, 0.602, 762, 44.9, 68.1, -0.05},
                                      {0.738, 0.696, 777, 50.2, 70.2, -0.21},
                                      {0.764, 0.722, 889, 57.9, 71.1, -0.08}}};
constexpr DataSet sstPerToken{{{-0.000, 0.003, 0, 0.0, 81.9, 0.00},
                               {0.537, 0.363, 23, 5.0, 81.9, none},
                               {0.530, 0.370, 13, 2.5, 79.2, none},
                               {0.156, 0.220, 51, 11.7, 88.9, 0.00},
                               {0.609, 0.432, 55, 12.7, 89.5, 0.00},
                               {0.702, 0.503, 78, 19.0, 87.5, 0.00}}};
constexpr DataSet tweetsPerToken{{{-0.002, -0.000, 0, 0.0, 73.6, -0.06},
                                  {0.646, 0.511, 81, 9.8, 73.6, none},
                                  {0.625, 0.489, 67, 8.1, 65.9, none},
                                  {0.737, 0.723, 351, 49.3, 82.8, 0.06},
                                  {0.859, 0.828, 405, 57.6, 85.2, -0.08},
                                  {0.865, 0.846, 398, 58.3, 85.7, 0.01}}};
constexpr DataSet politenessPooled{{{0.011, 0.002, 1, 0.1, 26.1, -0.39},
                                    {0.629, 0.589, 532, 26.6, 26.1, none},
                                    {0.607, 0.565, 399, 20.0, 22.1, none},
                                    {0.506, 0.592, 1691, 50.0, 36.8, -0.35},
                                    {0.770, 0.724, 1786, 53.0, 38.0, -0.38},
                                    {0.784, 0.750, 2038, 59.7, 37.5, -0.10}}};
constexpr DataSet sstPooled{{{-0.056, -0.056, 0, 0.0, 93.4, 0.00},
                             {0.691, 0.418, 12, 6.8, 93.4, none},
                             {0.683, 0.436, 14, 6.8, 93.2, none},
                             {0.317, 0.276, 2, 1.1, 94.5, 0.00},
                             {0.668, 0.474, 12, 6.7, 95.2, 0.00},
                             {0.746, 0.539, 30, 16.8, 95.7, 0.00}}};
constexpr DataSet tweetsPooled{{{0.001, 0.001, 0, 0.0, 75.2, -0.09},
                                {0.762, 0.587, 114, 15.0, 75.2, none},
                                {0.762, 0.585, 98, 12.9, 68.2, none},
                                {0.816, 0.782, 372, 54.5, 83.8, 0.12},
                                {0.899, 0.880, 432, 65.5, 86.4, 0.47},
                                {0.915, 0.887, 418, 66.5, 86.9, 0.39}}};

} // namespace

std::optional<PaperRow> paperRow(const std::string& corpusName, Condition condition, evaluate::Pooling pooling) {
    if (condition == Condition::RotatedFair)
        return std::nullopt;
    std::string name = corpusName;
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto has = [&](const char* part) { return name.find(part) != std::string::npos; };
    const bool token = pooling == evaluate::Pooling::PerToken;
    const DataSet* set = has("tweeteval")    ? (token ? &tweetsPerToken : &tweetsPooled)
                         : has("politeness") ? (token ? &politenessPerToken : &politenessPooled)
                         : has("sst")        ? (token ? &sstPerToken : &sstPooled)
                                             : nullptr;
    if (!set)
        return std::nullopt;
    const auto place = static_cast<std::size_t>(condition);
    return (*set)[condition < Condition::RotatedFair ? place : place - 1];
}

std::string_view paperTable(evaluate::Pooling pooling) {
    return pooling == evaluate::Pooling::PerToken ? "Table 1" : "Table C3";
}

} // namespace crosseed::pipeline
