// Tests program/poll_command.cpp: the words and the JSON of a poll.
#include "program/poll_command.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {

namespace {

const std::vector<NamedResult> kResults = {
    {"reports", {{.mails = 2, .stored = 1, .pending = 1}, "", "mail UID 2 is set aside"}},
    {"other", {{}, "login refused; check user", ""}}};

}  // namespace

TEST_CASE("a poll tells of each mailbox, a fault instead of sums, and a note below") {
  CHECK(poll_text(kResults, PollManner::by_hand) ==
        "reports: 2 mails: 1 report stored, 0 known already\n"
        "  mail UID 2 is set aside\n"
        "other: login refused; check user\n");
  CHECK(poll_text(kResults, PollManner::only_looks) ==
        "reports: 1 new mail\n"
        "  mail UID 2 is set aside\n"
        "other: login refused; check user\n");
}

TEST_CASE("a poll's JSON has every count of every mailbox") {
  const auto json = poll_json(kResults);
  CHECK(json["mailboxes"][0].dump() ==
        R"({"mailbox":"reports","mails":2,"stored":1,"duplicates":0,"conflicts":0,)"
        R"("quarantined":0,"refused":0,"without_report":0,"set_aside":0,"finished":0,)"
        R"("pending":1,"fault":"","note":"mail UID 2 is set aside"})");
  CHECK(json["mailboxes"][1]["fault"] == "login refused; check user");
}

TEST_CASE("a mailbox that is not configured is told with the nearest that is") {
  const Invocation invocation{.config_file = TLSWARD_SAMPLES "/tlsward.toml"};
  CHECK_THROWS_WITH_AS(poll_command(invocation, {.once = true, .mailboxes = {"report"}}),
                       R"(--mailbox: report is none of reports; did you mean "reports"?)",
                       UsageError);
}

}  // namespace tlsward
