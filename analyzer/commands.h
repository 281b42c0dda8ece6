// What the command line and the pages ask of the stored reports: each a function from a Store to
// the text to print. They neither read flags nor print: program/cli.cpp does.
#pragma once

#include "analyzer/digest.h"
#include "analyzer/list_output.h"
#include "schema/reports.h"
#include "schema/store.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tlsward {

// `tlsward show ID`: everything about one report; absent if there is none.
std::optional<std::string> show_report(Store& store, std::int64_t id, const OutputOptions& output);

// `tlsward top domains|reporters|types|mx|ips`.
std::string top(Store& store, Ranking ranking, const Filter& filter, const OutputOptions& output);

// `tlsward top reporters --deviations`: what each does otherwise than RFC 8460 says.
std::string top_deviations(Store& store, const Filter& filter, const OutputOptions& output);

// `tlsward status`: the last complete day's verdict, up to three problems, figures, the next
// command.
std::string status(Store& store, Day today, const DigestScope& scope, const OutputOptions& output);

// `tlsward quarantine list`.
std::string list_quarantine(Store& store, std::optional<Reason> reason, std::size_t limit,
                            const OutputOptions& output);

// `tlsward quarantine show ID`: why it is there, where it came from and how it begins; absent if
// not there.
std::optional<std::string> show_quarantined(Store& store, std::int64_t id,
                                            const OutputOptions& output);

}  // namespace tlsward
