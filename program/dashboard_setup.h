// What the pages need of the configuration, and what of it cannot be.
#pragma once

#include "program/config.h"
#include "web/dashboard.h"
#include "web/gate.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// Whether HOST:PORT is an address or a name of loopback.
bool is_on_loopback(std::string_view listen);

// What is wrong with [dashboard], one line each with what to do; empty if nothing.
std::vector<std::string> dashboard_faults(const Config& config);

// Who gets in; tells each login in the log. `config` outlives what is made.
GateOptions gate_options(const Config& config);

// `config` and `gate` outlive what is made. `ingest_duration` as MetricsOptions has it.
DashboardOptions dashboard_options(const Config& config, Gate& gate,
                                   std::function<Histogram()> ingest_duration = {});

}  // namespace tlsward
