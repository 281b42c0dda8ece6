// Made-up reports for the benchmarks, in the shapes and proportions of real ones: report i depends
// on the seed and i alone, so that any part of a corpus can be made again anywhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tlsward::bench {

// How many reports carry failures: light 90 % none, 9.96 % 1..5 details, 0.04 % 500; brief 90 / 8 /
// 2 %.
enum class Mix { light, brief };

// 1,000 domains x 10 reporters a day, in the order of days: 6 of Google's shape, 2 of Microsoft's
// (sts + tlsa), 1 of mail.ru's (next-day end), 1 pretty-printed.
inline constexpr std::uint64_t kReportsPerDay = 10'000;

struct Made {
  std::string json;
  std::string policy_rows;   // CSV lines of the same facts, flat: one for each policy entry
  std::string failure_rows;  // and one for each failure detail
};

Made make_report(Mix mix, std::uint64_t seed, std::uint64_t i);

// "light" or "brief"; throws std::invalid_argument for another.
Mix parse_mix(std::string_view name);

}  // namespace tlsward::bench
