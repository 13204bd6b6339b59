#include "align/procrustes.h"
#include "align/cross_product_module.h"
#include "base/random.h"
#include <ATen/ATen.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>
#include <cstdio>
#include <limits>

namespace crosseed::align {

namespace {

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);
    return text;
}

} // namespace

std::int64_t countForShare(const std::vector<double>& values, double share, int power) {
    const auto term = [power](double s) { return power == 2 ? s * s : s; };
    double total = 0;
    for (const double s : values)
        total += term(s);
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sum += term(values[i]);
        if (sum >= share * total) return static_cast<std::int64_t>(i) + 1;
    }
    return static_cast<std::int64_t>(values.size());
}

std::int64_t rankOf(const std::vector<double>& s) {
    const double floor = s.front() * static_cast<double>(s.size()) * std::numeric_limits<double>::epsilon();
    return std::count_if(s.begin(), s.end(), [floor](double v) { return v > floor; });
}

std::vector<std::string> fitWarnings(std::int64_t tokens, std::int64_t width, std::int64_t rank, double nre,
                                     double nreIdentity) {
    std::vector<std::string> warnings;
    if (tokens < width)
        warnings.push_back("The sample has " + std::to_string(tokens) + " tokens for " +
                           std::to_string(width) +
                           " dimensions: many rotations fit it equally well. Align on more text.");
    else if (rank < width)
        warnings.push_back("The tokens span only " + std::to_string(rank) + " of " + std::to_string(width) +
                           " directions that both models share: the rotation is not unique in the others. "
                           "Align on more varied text.");
    if (nreIdentity <= 1.01 * nre)
        warnings.push_back("No rotation at all fits as well as the fitted one (error " + number(nreIdentity) +
                           " against " + number(nre) +
                           "): both models already share their axes, or are the same model.");
    return warnings;
}

Alignment align(MatrixView a, MatrixView b, const AlignOptions& options, const ProgressFn& progress,
                std::stop_token stop) {
    c10::NoGradGuard noGrad;
    const auto fit =
        fitRotation(productToFit(crossProduct(a, b, {}, partOf(progress, 0, 0.25), stop), options));
    throwIfStopped(stop);

    Alignment result;
    result.w = matrixOf(fit.w);
    result.tokens = a.rows;
    result.nre = residualError(a, b, fit.w, partOf(progress, 0.25, 0.45), stop);
    result.nreIdentity = residualError(a, b, {}, partOf(progress, 0.45, 0.5), stop);
    const auto shuffled = Random(options.seed).permutation(b.rows);
    const auto control =
        fitRotation(productToFit(crossProduct(a, b, shuffled, partOf(progress, 0.5, 0.75), stop), options));
    result.nreMismatched = residualError(a, b, control.w, partOf(progress, 0.75, 1), stop);

    const double* s = fit.singularValues.data_ptr<double>();
    result.singularValues.assign(s, s + fit.singularValues.numel());
    result.k95 = countForShare(result.singularValues, 0.95, 2);
    result.k99 = countForShare(result.singularValues, 0.99, 2);
    result.k95OfS = countForShare(result.singularValues, 0.95, 1);
    result.k99OfS = countForShare(result.singularValues, 0.99, 1);
    result.unique = fit.rank == a.cols && a.rows - (options.centred ? 1 : 0) >= a.cols;
    result.warnings = fitWarnings(a.rows, a.cols, fit.rank, result.nre, result.nreIdentity);
    return result;
}

double normalisedResidualError(MatrixView a, MatrixView b, const DoubleMatrix& w) {
    require(w.rows == b.cols && w.cols == a.cols, ErrorKind::Shape,
            "The rotation is " + shapeText(w.rows, w.cols) + " but the activations have " +
                std::to_string(a.cols) + " columns.");
    return residualError(a, b, tensorOf(w));
}

} // namespace crosseed::align
