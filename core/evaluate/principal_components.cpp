#include "base/random.h"
#include "evaluate/atoms.h"
#include "evaluate/geometry.h"
#include <ATen/ATen.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>
#include <cstring>
#include <numeric>

namespace crosseed::evaluate {

namespace {

constexpr std::uint64_t drawStream = 411;

DoubleMatrix matrixOf(const at::Tensor& tensor) {
    const auto source = tensor.contiguous();
    DoubleMatrix m(source.size(0), source.size(1));
    std::memcpy(m.values.data(), source.data_ptr<double>(), m.values.size() * sizeof(double));
    return m;
}

// float64 [rows, D] of the numbered rows.
at::Tensor gather(MatrixView m, const std::vector<std::int64_t>& rows) {
    const auto whole = at::from_blob(const_cast<float*>(m.data), {m.rows, m.cols}, at::kFloat);
    return whole.index_select(0, at::tensor(rows)).to(at::kDouble);
}

// The rows of an orthonormal basis of greatest variance, and each one's share of the total.
struct Components {
    at::Tensor mean;  // [D]
    at::Tensor basis; // [components, D]
};

Components componentsOf(const at::Tensor& rows, std::int64_t count) {
    Components result;
    result.mean = rows.mean(0);
    const auto centred = rows - result.mean;
    const auto vectors = std::get<1>(at::linalg_eigh(at::matmul(centred.t(), centred))); // eigenvalues rising
    result.basis = vectors.narrow(1, rows.size(1) - count, count).flip(1).t().contiguous();
    for (std::int64_t i = 0; i < count; ++i) {
        auto component = result.basis[i];
        const auto largest = component.abs().argmax().item<std::int64_t>();
        if (component[largest].item<double>() < 0) component.neg_();
    }
    return result;
}

// The share of the rows' own variance that lies along each component.
std::vector<double> explainedBy(const at::Tensor& basis, const at::Tensor& rows, const char* what) {
    const auto centred = rows - rows.mean(0);
    const double total = centred.square().sum().item<double>();
    require(std::isfinite(total) && total > 0, ErrorKind::Numeric,
            std::string(what) + (total == 0 ? " are all the same, so that they have no principal components."
                                            : " hold NaN or infinity; extract or train them again."));
    const auto along = at::matmul(centred, basis.t()).square().sum(0);
    const double* values = along.data_ptr<double>();
    std::vector<double> shares(values, values + along.numel());
    for (double& share : shares)
        share /= total;
    return shares;
}

std::vector<std::int64_t> drawRows(std::int64_t available, std::span<const std::int64_t> counted,
                                   const HiddenPcaOptions& options) {
    std::vector<std::int64_t> rows(counted.begin(), counted.end());
    if (rows.empty()) {
        rows.resize(static_cast<std::size_t>(available));
        std::iota(rows.begin(), rows.end(), 0);
    }
    if (options.rows == 0 || options.rows >= std::ssize(rows)) return rows;
    std::vector<std::int64_t> order = Random(options.seed, drawStream).permutation(std::ssize(rows));
    order.resize(static_cast<std::size_t>(options.rows));
    for (std::int64_t& position : order)
        position = rows[static_cast<std::size_t>(position)];
    std::sort(order.begin(), order.end());
    return order;
}

void requireComponents(std::int64_t components, std::int64_t rows, std::int64_t width) {
    require(components >= 1 && components <= width, ErrorKind::Usage,
            "The number of components must be 1 to " + std::to_string(width) + ", not " +
                std::to_string(components) + ".");
    require(rows >= 2, ErrorKind::Shape,
            "Principal components need 2 rows or more, not " + std::to_string(rows) + ".");
}

} // namespace

HiddenPca hiddenPca(MatrixView a, MatrixView b, const DoubleMatrix& w, std::span<const std::int64_t> counted,
                    const HiddenPcaOptions& options) {
    require(a.rows == b.rows && a.cols == b.cols && w.rows == b.cols && w.cols == a.cols, ErrorKind::Shape,
            "The activations of A are " + shapeText(a.rows, a.cols) + ", those of B " +
                shapeText(b.rows, b.cols) + " and the rotation " + shapeText(w.rows, w.cols) +
                "; they do not belong together.");
    for (const std::int64_t row : counted)
        require(row >= 0 && row < a.rows, ErrorKind::Shape,
                "There is no row " + std::to_string(row) + " in activations of " + shapeText(a.rows, a.cols) +
                    ".");
    require(options.rows >= 0, ErrorKind::Usage,
            "The number of rows must be 0 (all) or more, not " + std::to_string(options.rows) + ".");
    const c10::NoGradGuard noGrad;
    HiddenPca result;
    result.rows = drawRows(a.rows, counted, options);
    requireComponents(options.components, std::ssize(result.rows), a.cols);
    const auto rowsA = gather(a, result.rows), rowsB = gather(b, result.rows); // [n, D]
    const auto turned =
        at::matmul(rowsB, at::from_blob(const_cast<double*>(w.values.data()), {w.rows, w.cols}, at::kDouble));
    require(rowsA.isfinite().all().item<bool>(), ErrorKind::Numeric,
            "The activations of model A hold NaN or infinity; extract them again.");
    const Components components = componentsOf(rowsA, options.components);
    const auto project = [&](const at::Tensor& rows) {
        return matrixOf(at::matmul(rows - components.mean, components.basis.t()));
    };
    result.explainedA = explainedBy(components.basis, rowsA, "The drawn activations of model A");
    result.explainedBefore = explainedBy(components.basis, rowsB, "The drawn activations of model B");
    result.explainedAfter = explainedBy(components.basis, turned, "The drawn activations of model B");
    result.a = project(rowsA);
    result.before = project(rowsB);
    result.after = project(turned);
    result.basis = matrixOf(components.basis);
    return result;
}

DictionaryPca dictionaryPca(const sae::Sae& sae, std::span<const std::int32_t> features,
                            std::int64_t components) {
    const c10::NoGradGuard noGrad;
    const FloatMatrix atoms = unitAtoms(sae, features);
    requireComponents(components, atoms.rows, atoms.cols);
    const auto rows =
        at::from_blob(const_cast<float*>(atoms.values.data()), {atoms.rows, atoms.cols}, at::kFloat)
            .to(at::kDouble);
    require(rows.isfinite().all().item<bool>(), ErrorKind::Numeric,
            "The decoder holds NaN or infinity; train the SAE again.");
    const Components found = componentsOf(rows, components);
    DictionaryPca result;
    result.features.assign(features.begin(), features.end());
    result.explained = explainedBy(found.basis, rows, "The atoms");
    result.coordinates = matrixOf(at::matmul(rows - found.mean, found.basis.t()));
    return result;
}

} // namespace crosseed::evaluate
