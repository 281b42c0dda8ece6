// Which domains have series of their own among the metrics: the configured ones, and without any
// those with the most sessions. Strangers send in as many names as they like, and a hoster has
// thousands of domains: those for which there is no room are summed up as "other".
#pragma once

#include "schema/counting.h"
#include "schema/domain.h"
#include "schema/timestamp.h"
#include "schema/totals.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

// What the series of one label tell.
struct DomainMetrics {
  std::string domain;                            // or kOther
  std::map<std::string, Sessions> sessions;      // by policy type
  std::map<std::string, std::int64_t> failures;  // by result type
  std::optional<Timestamp> last_received;

  Sessions all() const;
};

struct DomainRoom {
  std::size_t unconfigured = 200;  // labels where no domain is configured
  std::size_t bytes = 120'000;     // of text, over all
};

struct DomainChoice {
  std::vector<DomainMetrics> shown;  // the most sessions first; kOther last, if anything is in it
  std::size_t domains_in_other = 0;
};

// Each configured name stands for itself and what is below it, the nearest one if several do.
DomainChoice choose_domains(const Totals& totals, const std::vector<Domain>& configured,
                            const DomainRoom& room = {});

// The configured name under which a line is counted; kOther if it is under none.
std::string label_of(std::string_view line, const std::vector<Domain>& sorted_configured);

}  // namespace tlsward
