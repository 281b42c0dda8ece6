// What a report says of failures, in groups for its page: by type and mail server, with the
// addresses, reasons and links of each.
#pragma once

#include "analyzer/language.h"
#include "schema/report.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace tlsward {

// The groups of a policy entry, the most failures first, at most 200: {"groups": [{"type", "mx",
// "failed", "sentence", "has_reasons", "reasons": [{"text", "meaning"}], "has_links", "links":
// [{"text", "host", "href"}], "addresses": [{"from", "to", "failed"}], "address_count",
// "more_addresses"}], "has_groups", "more_groups"}. Each "more_" is a number, or null for none. All
// that senders wrote is printable. `room` is how many groups and addresses a page still has room
// for, and becomes less: a report can have a hundred thousand.
nlohmann::ordered_json failure_groups(const Policy& policy, const Language& language,
                                      std::size_t& room);

// The host of an address of a page on the web, to be shown beside a link; "" for what is none, or
// hides where it leads: another scheme, a user name, anything but visible ASCII.
std::string host_of_link(std::string_view text);

}  // namespace tlsward
