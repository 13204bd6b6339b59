#include "base/hash.h"
#include "pipeline/fields.h"
#include "pipeline/sae_exchange.h"

namespace crosseed::pipeline {

namespace fs = std::filesystem;

namespace {

struct Imported {
    sae::Sae sae;
    nlohmann::json origin; // file, sha256, layout, notes
};

// Of the files that were read: what decides the SAE.
std::string hashOfParts(const sae::ForeignSae& foreign) {
    if (foreign.configFile.empty())
        return hashOfFile(foreign.weightsFile);
    Hasher hasher;
    hasher.add(hashOfFile(foreign.weightsFile));
    hasher.add(hashOfFile(foreign.configFile));
    return hasher.hex();
}

Imported importedFrom(const std::string& file, const std::string& layoutName, std::int64_t width) {
    const fs::path path(file);
    require(fs::exists(path), ErrorKind::NotFound, "There is no file or folder " + file + ".");
    std::optional<sae::Layout> layout;
    if (layoutName != "auto")
        layout = sae::parseLayout(layoutName);
    Imported imported;
    std::vector<std::string> notes;
    const bool own = layout ? *layout == sae::Layout::Crosseed : sae::isOwnFile(path);
    std::string found(sae::layoutName(sae::Layout::Crosseed)), sha256;
    if (own) {
        imported.sae = sae::readSae(path);
        sha256 = hashOfFile(path);
    } else {
        const sae::ForeignSae foreign = sae::readForeign(path, layout);
        imported.sae = sae::fromLayout(foreign, &notes);
        found = sae::layoutName(foreign.layout);
        sha256 = hashOfParts(foreign);
    }
    require(imported.sae.config.width == width, ErrorKind::Shape,
            "The SAE in " + file + " reads activations of width " + std::to_string(imported.sae.config.width) +
                ", the pair's models have " + std::to_string(width) + "; choose a pair of the model that it was trained on.");
    imported.origin = {{"file", validUtf8(file)}, {"sha256", sha256}, {"layout", found}, {"notes", notes}};
    return imported;
}

std::string kept(const store::Project& project, const sae::Sae& sae, const std::string& sha256) {
    const fs::path temporary = project.temporaryFile("sae");
    sae::writeSae(temporary, sae, {{"imported_sha256", sha256}});
    return project.adoptTensorFile(temporary);
}

std::string nameOf(const std::string& file) {
    const fs::path path = fs::path(file).lexically_normal();
    return validUtf8((path.has_filename() ? path : path.parent_path()).filename().string());
}

} // namespace

store::RunRow importSae(PairInputs& inputs, const SaeImportSpec& spec) {
    const StageContext& context = inputs.context();
    require(spec.rotation == "true" || spec.rotation == "identity", ErrorKind::Usage,
            "An imported SAE reads model B turned onto A (rotation true) or as it is (identity), not " + spec.rotation + ".");
    const Imported a = importedFrom(spec.file, spec.layout, inputs.width());
    const std::optional<Imported> b =
        spec.fileB.empty() ? std::nullopt : std::optional(importedFrom(spec.fileB, spec.layout, inputs.width()));
    require(!b || b->sae.config.dictionary == a.sae.config.dictionary, ErrorKind::Shape,
            "The two SAEs have dictionaries of different size, so that feature j of one cannot be compared with feature j of the other.");
    const auto rotation = alignPair(inputs, align::parseRotation(spec.rotation), spec.alignment);
    nlohmann::json origin{{"a", a.origin}};
    if (b)
        origin["b"] = b->origin;
    store::RunRow row;
    row.key = hashOf("imported run 1\n" + a.origin["sha256"].get<std::string>() + "\n" +
                     (b ? b->origin["sha256"].get<std::string>() : "") + "\n" + toJson(a.sae.config).dump() + "\n" +
                     inputs.model(Side::A).contentHash + "\n" + inputs.model(Side::B).contentHash + "\n" + rotation.key);
    if (const auto known = store::findRunByKey(context.project, row.key);
        known && fs::exists(context.project.resolve(known->saeFile))) {
        context.reused("Imported SAE " + nameOf(spec.file));
        return *known;
    }
    context.begin("Importing the SAE " + nameOf(spec.file));
    row.pair = inputs.pair().id;
    row.corpus = inputs.corpus().id;
    row.condition = "imported SAE " + nameOf(spec.file) + (b ? " and " + nameOf(spec.fileB) : "") +
                    (rotation.kind == "true" ? ", B turned" : ", no rotation");
    row.rotation = rotation.id;
    row.layer = inputs.layer();
    row.configJson = nlohmann::json{{"sae", toJson(a.sae.config)},
                                    {"imported", origin},
                                    {"rotation", rotation.kind},
                                    {"alignment", nlohmann::json::parse(rotation.configJson)},
                                    {"layer", inputs.layer()},
                                    {"models", {inputs.model(Side::A).name, inputs.model(Side::B).name}}}
                         .dump();
    row.dataHash = inputs.corpus().contentHash;
    row.device = context.device == bert::Device::Cpu ? "cpu" : "cuda";
    row.threads = context.threads;
    row.saeFile = kept(context.project, a.sae, a.origin["sha256"]);
    if (b)
        row.saeFileB = kept(context.project, b->sae, b->origin["sha256"]);
    row.purpose = store::RunPurpose::Condition;
    row.importedJson = origin.dump();
    return store::insertRun(context.project, row, {});
}

} // namespace crosseed::pipeline
