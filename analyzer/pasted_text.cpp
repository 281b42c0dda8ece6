#include "analyzer/pasted_text.h"

#include "schema/text.h"

#include <array>

namespace tlsward {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"unknown", "tlsrpt-record", "mta-sts-record",
                                                    "policy"};

}  // namespace

std::string_view name(TextKind kind) {
  return kNames[static_cast<std::size_t>(kind)];
}

TextKind kind_of_text(std::string_view text) {
  const std::string lower = lower_case(text);
  const auto has = [&](std::string_view part) { return lower.find(part) != std::string::npos; };
  if (has("tlsrpt")) return TextKind::tlsrpt_record;
  if (has("mode:") || has("version:") || has("max_age:") || has("mx:")) return TextKind::policy;
  if (has("v=sts") || has("stsv1")) return TextKind::mta_sts_record;
  return TextKind::unknown;
}

}  // namespace tlsward
