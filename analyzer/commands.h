// What the command line and the pages ask of the stored reports: each a function from a Store to
// the text to print. They neither read flags nor print: program/cli.cpp does.
#pragma once

#include "analyzer/digest.h"
#include "analyzer/list_output.h"
#include "schema/deliveries.h"
#include "schema/reports.h"
#include "schema/store.h"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tlsward {

// `tlsward show ID`: everything about one report; absent if there is none.
std::optional<std::string> show_report(Store& store, std::int64_t id, const OutputOptions& output);

// What that prints for programs.
nlohmann::ordered_json report_json(const StoredReport& stored,
                                   std::span<const KeptDelivery> receipts);

// What can be ranked, as it is typed.
inline constexpr std::array<std::pair<std::string_view, Ranking>, 5> kRankings = {
    {{"domains", Ranking::domains},
     {"reporters", Ranking::reporters},
     {"types", Ranking::result_types},
     {"mx", Ranking::mx},
     {"ips", Ranking::ips}}};

// `tlsward top domains|reporters|types|mx|ips`, and its rows: [{"name","failed","sessions",
// "reports"}].
std::string top(Store& store, Ranking ranking, const Filter& filter, const OutputOptions& output);
nlohmann::ordered_json top_rows(Store& store, Ranking ranking, const Filter& filter);

// `tlsward top reporters --deviations`: what each does otherwise than RFC 8460 says. Its rows:
// [{"organization_name","code","count","reports","last_day"}].
std::string top_deviations(Store& store, const Filter& filter, const OutputOptions& output);
nlohmann::ordered_json deviation_rows(Store& store, const Filter& filter);

// `tlsward status`: the last complete day's verdict, up to three problems, figures, the next
// command. A guest's figures are of their domains: of reports that count, one about several of them
// once for each; and of the machine they are told nothing.
std::string status(Store& store, Day today, const DigestScope& scope, const OutputOptions& output);

}  // namespace tlsward
