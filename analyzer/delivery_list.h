// Deliveries as people and programs read them: the receipts of a report, what is in quarantine, and
// what became of what was let out.
#pragma once

#include "analyzer/list_output.h"
#include "schema/deliveries.h"
#include "schema/delivery.h"
#include "schema/store.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace tlsward {

// {"id","channel","source",...}: as `tlsward show` has it in "receipts".
nlohmann::ordered_json receipt_row(const KeptDelivery& receipt);

// The same with "reason", "detail", "bytes": a row of `tlsward quarantine list`.
nlohmann::ordered_json quarantine_row(const KeptDelivery& kept);

// `tlsward quarantine list`.
std::string list_quarantine(Store& store, std::optional<Reason> reason, std::size_t limit,
                            const OutputOptions& output);

// `tlsward quarantine show ID`: why it is there, where it came from and how it begins; absent if
// not there.
std::optional<std::string> show_quarantined(Store& store, std::int64_t id,
                                            const OutputOptions& output);

// `tlsward quarantine release ID`: {"schema":1,"released":[...]}.
nlohmann::ordered_json released_json(std::span<const Settled> all);

}  // namespace tlsward
