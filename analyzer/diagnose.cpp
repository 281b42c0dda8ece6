#include "analyzer/diagnose.h"

#include "analyzer/verdict.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace tlsward {
namespace {

using Names = std::vector<std::string>;

// What a sender cannot be wrong about, nor anybody between the two easily bring about.
constexpr std::array<std::string_view, 6> kYours = {
    "certificate-expired", "certificate-host-mismatch", "tlsa-invalid",
    "dnssec-invalid",      "sts-policy-invalid",        "sts-webpki-invalid"};

// What somebody between the two brings about who wants to read the mail.
constexpr std::array<std::string_view, 2> kInterception = {"starttls-not-supported",
                                                           "certificate-not-trusted"};

bool is_one_of(std::span<const std::string_view> types, std::string_view type) {
  return std::ranges::find(types, type) != types.end();
}

// Those whose word counts.
std::vector<Witness> proofs(std::span<const Witness> witnesses) {
  std::vector<Witness> proofs;
  std::ranges::copy_if(witnesses, std::back_inserter(proofs),
                       [](const Witness& witness) { return is_proof(witness); });
  return proofs;
}

bool saw_it(std::span<const Witness> witnesses, const Witness& reporter) {
  return std::ranges::any_of(
      witnesses, [&](const Witness& witness) { return !are_independent(witness, reporter); });
}

// Reporters of the line that saw nothing of it and tell of successful sessions.
Names succeeding(const LineDay& line, std::span<const Witness> witnesses) {
  Names names;
  for (const Witness& reporter : line.succeeding)
    if (!saw_it(witnesses, reporter)) names.emplace_back(name(reporter));
  return names;
}

Names names_of(std::span<const Witness> witnesses) {
  Names names;
  for (const Witness& witness : witnesses)
    names.emplace_back(name(witness));
  return names;
}

void add_place(const FailureGroup& group, std::vector<Clue>& evidence) {
  if (group.receiving_ips.size() == 1)
    evidence.push_back(
        {"one-address", fmt::format("All of it at {}.", printable(group.receiving_ips.front()))});
}

Diagnosis of_one_reporter(const FailureGroup& group, const LineDay& line,
                          std::span<const Witness> witnesses) {
  Diagnosis diagnosis;
  const Names others = succeeding(line, witnesses);
  diagnosis.evidence.push_back(
      {"one-reporter", fmt::format("Only {} saw it.", enumerate(names_of(witnesses)))});
  if (others.empty()) {
    if (!is_one_of(kYours, group.result_type)) return diagnosis;
    diagnosis.side = Side::you;
    diagnosis.evidence.push_back(
        {"usual-cause", "Such failures are nearly always the receiver's."});
    return diagnosis;
  }
  diagnosis.side = Side::sender;
  diagnosis.evidence.push_back(
      {"others-succeed",
       fmt::format("{} had successful sessions with the domain on that day.", enumerate(others))});
  if (!is_one_of(kInterception, group.result_type)) return diagnosis;
  diagnosis.side = Side::path;
  diagnosis.evidence.push_back(
      {"may-be-interception",
       "Somebody between the two could cause this; a fault of that sender looks the same."});
  return diagnosis;
}

}  // namespace

std::string_view name(Side side) {
  switch (side) {
    case Side::you:
      return "you";
    case Side::sender:
      return "sender";
    case Side::path:
      return "path";
    case Side::unknown:
      return "unknown";
  }
  return "unknown";
}

std::string sentence(Side side) {
  switch (side) {
    case Side::you:
      return "Yours.";
    case Side::sender:
      return "One sender's, or on its way to you.";
    case Side::path:
      return "One sender's, or on its way to you: possibly interception.";
    case Side::unknown:
      return "Not known.";
  }
  return {};
}

Diagnosis diagnose(const FailureGroup& group, const LineDay& line) {
  const std::vector<Witness> witnesses = proofs(group.witnesses);
  if (witnesses.empty())
    return {.evidence = {{"unproven", "Only reports that anybody can have sent tell of it."}}};
  Diagnosis diagnosis;
  if (has_two_independent(witnesses)) {
    diagnosis.side = Side::you;
    diagnosis.evidence.push_back(
        {"several-reporters",
         fmt::format("{} saw it independently of each other.", enumerate(names_of(witnesses)))});
  } else {
    diagnosis = of_one_reporter(group, line, witnesses);
  }
  add_place(group, diagnosis.evidence);
  return diagnosis;
}

}  // namespace tlsward
