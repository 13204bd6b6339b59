// A model by its name from a hub that serves HUB/NAME/resolve/REVISION/FILE. Nothing is downloaded but by this call.
#pragma once
#include "base/http_download.h"
#include <string>
#include <vector>

namespace crosseed::bert {

struct HubOptions {
    std::string hub;              // its address, "https://..."; there is no built-in one
    std::string revision = "main"; // branch, tag or commit
    HttpOptions http;
};

struct HubFile {
    std::string name;
    HttpFile file;
};

struct HubModel {
    std::filesystem::path folder;
    std::string commit; // that all files are of, where the hub tells it
    std::vector<HubFile> files;
};

// The address to use: `asked`, else CROSSEED_HUB, else HF_ENDPOINT. Throws Error(Usage) that says what to set where none is given.
std::string hubAddress(const std::string& asked);

// "organisation/model": letters, digits, '.', '_' and '-' around one '/', no part beginning with '.' or '-' and no "..".
bool isHubName(const std::string& text);

// config.json, vocab.txt, tokenizer_config.json (where there is one) and model.safetensors or its index and shards, into `folder`,
// which must not be there yet. They gather in FOLDER.download, which stays after a stop or an error so that the same call goes on;
// a call for another hub, name or revision begins anew in it, and a second one at the same time is refused with Error(Io). They
// become FOLDER once they are a model that Crosseed reads, all of one call and synced to the disk. Where the hub names the commit of the first file, the others are
// asked for at that commit. Throws Error(Usage) for a name, a revision or an address that cannot be one, Error(BadInput) when FOLDER
// exists, when there are only pickles or the files are no model, Error(NotFound) when the hub has no such model; else as
// downloadFile().
HubModel downloadModel(const std::string& name, const std::filesystem::path& folder, const HubOptions& options,
                       const ProgressFn& progress = {}, std::stop_token stop = {});

// That a model can be read from this folder. Throws Error(NotFound) where there is no such folder; for a name that could be a
// hub's, the sentence says how to download it.
void requireModelFolder(const std::string& folder);

} // namespace crosseed::bert
