// A run's SAEs in the layouts of other programs, read back and compared; and SAEs from elsewhere as runs of a pair.
#pragma once
#include "pipeline/stages.h"
#include "sae/exchange.h"
#include <optional>

namespace crosseed::pipeline {

struct SaeExportSpec {
    sae::Layout layout = sae::Layout::SaeLens;
    Side side = Side::A;       // whose SAE; of a joint run both are the same, but for the basis
    bool ownBasis = true;      // B: the rotation folded in, so that it reads h_B; false: it reads h_B W (only layout crosseed)
    bool preprocessed = false; // sae::ExchangeOptions
    bool relu = false;         // write it although the run has negative codes, which other layouts set to 0
};

// How far two SAEs agree on the same rows.
struct CodesAgreement {
    std::int64_t rows = 0;
    double largestCode = 0;           // largest |difference| of two codes of one feature and row
    double largestReconstruction = 0; // of two entries of reconstructions
    std::int64_t otherFeatures = 0;   // codes that are 0 in one of the two only
};
// `a` reads rows turned by `w` and its reconstruction is turned back, where w is given; `b` reads them as they are.
CodesAgreement agreement(const sae::Sae& a, const DoubleMatrix* w, const sae::Sae& b, MatrixView rows);

struct SaeExport {
    std::vector<std::string> notes;  // sentences: what was folded, what a reader must do
    bool sameBits = false;           // the file, read again, against what was to be written
    std::optional<CodesAgreement> agreement; // what the file computes against the run's SAE, on stored activations; none: there are none
    std::string of;                  // which rows: "seed-42, test split, layer 2"
};

// Writes the folder (saelens, sparsify) or the file (crosseed), reads it again and compares it. The file says itself what it is: run, models, layer,
// key, configuration, program (`crosseed` in cfg.json; safetensors' metadata). Throws Error(Usage) where the layout cannot hold what the SAE computes: a normalisation without
// `preprocessed`, negative codes of the run's evaluation without `relu`, layer normalisation in B's own basis; Error(Internal) where
// the file does not hold what was written.
SaeExport exportSae(const store::Project& project, const store::RunRow& run, const SaeExportSpec& spec,
                    const std::filesystem::path& out);

struct SaeImportSpec {
    std::string file;            // a safetensors file or its folder
    std::string fileB;           // of B; empty: the first reads both models
    std::string layout = "auto"; // auto, crosseed, saelens, sparsify or e2e_sae
    std::string rotation = "true"; // how B's rows are turned before they are read: true, identity
    AlignSpec alignment;
};

// A run like any other, whose SAE was not trained here: RunRow::importedJson has its file, SHA-256 and what was folded, the condition is
// called "imported SAE ...", and it never stands for the pair unasked. The same file and rotation give the stored run. Throws
// Error(Shape) when the SAE is not as wide as the models, and as sae::readForeign() and sae::fromLayout() do.
store::RunRow importSae(PairInputs& inputs, const SaeImportSpec& spec);

} // namespace crosseed::pipeline
