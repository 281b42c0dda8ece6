// Tests program/import_command.cpp: the words and the JSON of an import.
#include "program/import_command.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

const ImportResult kResult = {
    .imported = 12,
    .duplicates = 1,
    .conflicts = 1,
    .quarantined = 1,
    .rejected = 1,
    .not_imported = {{"a.json", {Reason::not_a_report, "empty"}, {}},
                     {"b\x1b.json", {Reason::not_ours, "about example.net"}, 7},
                     {"c.json", {Reason::conflict, "says otherwise"}, 8}}};

}  // namespace

TEST_CASE("an import tells of every file that was not imported, then the sums") {
  CHECK(import_text(kResult) ==
        "a.json: not-a-report: empty\n"
        "b\\x1b.json: not-ours: about example.net (kept: tlsward quarantine show 7)\n"
        "c.json: conflict: says otherwise (kept: tlsward quarantine show 8)\n"
        "Imported 12 reports; 1 was known already, 1 conflict, 1 in quarantine, 1 refused.\n");
  CHECK(import_text({.imported = 1, .rejected = 2000}) ==
        "... and 2000 more\n"
        "Imported 1 report; 0 were known already, 0 conflicts, 0 in quarantine, 2000 refused.\n");
}

TEST_CASE("an import that found nothing says so") {
  CHECK(import_text({}) ==
        "Imported 0 reports; 0 were known already, 0 conflicts, 0 in quarantine, 0 refused.\n"
        "There was no report, mail or mailbox in what was named.\n");
}

TEST_CASE("an import of mails tells how many there were, and how many held nothing") {
  const ImportResult result = {.imported = 1,
                               .rejected = 1,
                               .mails = 3,
                               .without_report = 1,
                               .not_imported = {{"-: mail 2", {Reason::too_large, "large"}, {}}}};
  CHECK(import_text(result) ==
        "standard input: mail 2: too-large: large\n"
        "Imported 1 report; 0 were known already, 0 conflicts, 0 in quarantine, 1 refused.\n"
        "Read 3 mails, 1 without a report.\n");
}

TEST_CASE("an import's JSON keeps apart what was refused and what is kept") {
  CHECK(
      import_json(kResult).dump() ==
      R"({"schema":1,"imported":12,"duplicates":1,"conflicts":1,"quarantined":1,"rejected":1,)"
      R"("mails":0,"without_report":0,"rejections":[{"file":"a.json","reason":"not-a-report","detail":"empty"}],)"
      R"("quarantine":[{"file":"b\u001b.json","reason":"not-ours","detail":"about example.net","id":7},)"
      R"({"file":"c.json","reason":"conflict","detail":"says otherwise","id":8}]})");
}

}  // namespace tlsward
