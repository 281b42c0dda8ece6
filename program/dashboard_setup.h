// What the pages need of the configuration, and what of it cannot be.
#pragma once

#include "program/config.h"
#include "web/dashboard.h"

#include <functional>
#include <string>
#include <vector>

namespace tlsward {

// What is wrong with [dashboard], one line each with what to do; empty if nothing.
std::vector<std::string> dashboard_faults(const Config& config);

// `config` outlives what is made. `ingest_duration` as MetricsOptions has it.
DashboardOptions dashboard_options(const Config& config,
                                   std::function<Histogram()> ingest_duration = {});

}  // namespace tlsward
