// Takes in the reports of a made year up to a moment, as if they came one after the other until
// then: tests/truth/replay.py asks the program each day what it knows. What decides how far a
// report is believed (signatures, names of addresses) has tests of its own; here each arrival says
// it.
//
// truth_keep DATABASE: reads lines of "received", "channel", "trust", "file name" and the report,
// with tabs between, and keeps them.
#include "collector/intake.h"
#include "schema/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tlsward {
namespace {

constexpr std::size_t kFields = 5;

Trust trust_of(std::string_view word) {
  const auto* const found =
      std::ranges::find_if(kTrusts, [&](Trust trust) { return name(trust) == word; });
  if (found == std::end(kTrusts)) throw std::runtime_error(fmt::format("{}: no such trust", word));
  return *found;
}

Delivery read_arrival(std::string_view line) {
  std::array<std::string_view, kFields> fields;
  for (std::size_t i = 0; i + 1 < kFields; ++i) {
    const auto tab = line.find('\t');
    if (tab == std::string_view::npos)
      throw std::runtime_error(fmt::format("{}: too few fields", line.substr(0, 80)));
    fields.at(i) = line.substr(0, tab);
    line.remove_prefix(tab + 1);
  }
  return {.channel = std::string(fields[1]),
          .source = std::string(fields[3]),
          .file_name = std::string(fields[3]),
          .trust = trust_of(fields[2]),
          .received = Timestamp(std::chrono::seconds(std::stoll(std::string(fields[0])))),
          .bytes = std::string(line)};
}

void keep_arrivals(const std::string& database) {
  const auto store = open_store(database, Commits::bulk);
  const Ownership everything{.accept_any = true};
  Intake intake(Limits{}, everything, store->hash_key());
  for (std::string line; std::getline(std::cin, line);)
    for (const Settled& settled : intake.accept(*store, read_arrival(line)))
      if (settled.rejection && settled.outcome != Outcome::conflict)
        throw std::runtime_error(fmt::format("{}: {}", settled.source, settled.rejection->detail));
  store->commit();
}

}  // namespace
}  // namespace tlsward

int main(int argc, char** argv) {
  try {
    if (argc != 2) throw std::runtime_error("usage: truth_keep DATABASE");
    tlsward::keep_arrivals(argv[1]);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "truth_keep: {}\n", error.what());
    return 1;
  }
}
