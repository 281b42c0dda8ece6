#include "analyzer/diagnose.h"

#include "analyzer/verdict.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

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
constexpr std::string_view kYourPolicy = "mx-not-in-policy";  // likewise, whatever the type

// What somebody between the two brings about who wants to read the mail.
constexpr std::array<std::string_view, 2> kInterception = {"starttls-not-supported",
                                                           "certificate-not-trusted"};

bool is_one_of(std::span<const std::string_view> types, const FailureGroup& group) {
  return std::ranges::any_of(group.result_types, [&](const std::string& type) {
    return std::ranges::find(types, type) != types.end();
  });
}

bool is_yours(const FailureGroup& group) {
  return is_one_of(kYours, group) || group.key.cause == kYourPolicy;
}

// Adds those whose word counts, each once.
void add_proofs(std::vector<Witness>& proofs, std::span<const Witness> witnesses) {
  for (const Witness& witness : witnesses)
    if (is_proof(witness) &&
        std::ranges::find(proofs, witness.reporter, &Witness::reporter) == proofs.end())
      proofs.push_back(witness);
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

class Clues {
 public:
  Clues(Diagnosis& diagnosis, const Language& language)
      : diagnosis_(diagnosis), language_(language) {}

  // `value` is what stands in the sentence.
  void add(std::string_view kind, const std::string& value = "") {
    diagnosis_.evidence.push_back(
        {std::string(kind),
         put_in(language_.text(std::string("sides.").append(kind)), {{"what", value}})});
  }
  void add(std::string_view kind, const Names& names) { add(kind, enumerate(names, 3, language_)); }

 private:
  Diagnosis& diagnosis_;
  const Language& language_;
};

// Whose side it is on if one reporter alone saw it.
Side side_of_one(const FailureGroup& group, const Names& others, Clues& clues) {
  const bool yours = is_yours(group);
  if (yours) clues.add("usual-cause");
  if (!others.empty()) clues.add("others-succeed", others);
  if (yours) return Side::you;
  if (others.empty()) return Side::unknown;
  if (!is_one_of(kInterception, group)) return Side::sender;
  clues.add("may-be-interception");
  return Side::path;
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

std::string_view sentence(const Diagnosis& diagnosis, const Language& language) {
  const auto has = [&](std::string_view kind) {
    return std::ranges::find(diagnosis.evidence, kind, &Clue::kind) != diagnosis.evidence.end();
  };
  const bool likely = diagnosis.side == Side::you && has("usual-cause") && !has("own-look");
  std::string key("sides.side-");
  key.append(name(diagnosis.side)).append(likely ? "-likely" : "");
  return language.text(key);
}

Diagnosis diagnose(const FailureGroup& group, const LineDay& line, const Language& language,
                   std::span<const Witness> alike) {
  std::vector<Witness> witnesses;
  add_proofs(witnesses, group.witnesses);
  Diagnosis diagnosis;
  Clues clues(diagnosis, language);
  if (witnesses.empty()) {
    clues.add("unproven");
    return diagnosis;
  }
  add_proofs(witnesses, alike);
  if (has_two_independent(witnesses)) {
    diagnosis.side = Side::you;
    clues.add("several-reporters", names_of(witnesses));
  } else {
    clues.add("one-reporter", names_of(witnesses));
    diagnosis.side = side_of_one(group, succeeding(line, witnesses), clues);
  }
  if (group.receiving_ips.size() == 1)
    clues.add("one-address", printable(group.receiving_ips.front()));
  return diagnosis;
}

void add_newcomers(Diagnosis& diagnosis, const FailureGroup& group, const Language& language) {
  std::vector<Witness> witnesses;
  add_proofs(witnesses, group.witnesses);
  Clues(diagnosis, language).add("newcomers", names_of(witnesses));
}

void add_own_look(Diagnosis& diagnosis, const Language& language) {
  Diagnosis ours{.side = Side::you, .evidence = {}};
  Clues(ours, language).add("own-look", "");
  std::erase_if(diagnosis.evidence, [](const Clue& clue) {
    return clue.kind == "unproven" || clue.kind == "may-be-interception";
  });
  std::ranges::move(diagnosis.evidence, std::back_inserter(ours.evidence));
  diagnosis = std::move(ours);
}

void add_replaced_certificate(Diagnosis& diagnosis, const CertificateChange& change,
                              const Language& language) {
  diagnosis.evidence.push_back(
      {"replaced-certificate", put_in(language.text("sides.replaced-certificate"),
                                      {{"address", printable(change.address, 80)},
                                       {"before", time_in_words(change.before, language)},
                                       {"after", time_in_words(change.after, language)}})});
}

void add_unknown_mx(Diagnosis& diagnosis, const FailureGroup& group, const Language& language) {
  Clues(diagnosis, language).add("unknown-mx", shown_name(group.key.host.display(), 200, language));
}

}  // namespace tlsward
