// hosting.hook: the operator's program that puts the id of a policy into DNS and takes it out
// again, where _mta-sts.DOMAIN leads to a zone of ours.
#pragma once

#include "schema/domain.h"

#include <optional>
#include <string>

namespace tlsward {

// Runs `PROGRAM set DOMAIN RECORD`, without a shell, for a minute at most. What went wrong, in one
// line; absent if it ended with 0.
std::optional<std::string> set_record(const std::string& program, const Domain& domain,
                                      const std::string& record);

// Likewise `PROGRAM remove DOMAIN`.
std::optional<std::string> remove_record(const std::string& program, const Domain& domain);

}  // namespace tlsward
