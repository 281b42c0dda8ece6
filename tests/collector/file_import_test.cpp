// collector/file_import.cpp with import_reader.cpp and import_chunk.cpp: files, mails and mailboxes
// into a database.
#include "collector/file_import.h"

#include "collector/unpack.h"
#include "schema/deliveries.h"
#include "schema/reports.h"
#include "tests/support/report_text.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/zip.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace tlsward {

using tests::ReportText;
using tests::TemporaryFolder;

namespace {

const Timestamp kNow = parse_datetime("2026-11-24T12:00:00Z")->time;

Ownership everything() {
  Ownership ownership;
  ownership.accept_any = true;
  return ownership;
}

// Reports numbered from `first` on, each of another day before the one before it: their order in
// the database is the reverse of their names'.
std::string numbered(int number) {
  const Timestamp start = parse_datetime("2026-11-23T00:00:00Z")->time - std::chrono::days(number);
  return ReportText{.report_id = std::to_string(number),
                    .start_datetime = format_datetime(start),
                    .end_datetime = format_datetime(start + std::chrono::hours(24))}
      .json();
}

std::string zip_of(int first, int count) {
  std::vector<tests::ZipMember> members;
  for (int i = first; i < first + count; ++i) {
    members.push_back({fmt::format("{}.json", i), numbered(i)});
  }
  return tests::zip(members);
}

// A mail with those reports attached to it.
std::string mail_of(const std::vector<std::string>& reports) {
  std::string mail =
      "From: tls@reporter.example\n"
      "Content-Type: multipart/report; report-type=tlsrpt; boundary=b\n\n";
  for (const std::string& report : reports)
    mail += "--b\nContent-Type: application/tlsrpt+json\n\n" + report + "\n";
  return mail + "--b--\n";
}

const std::string kSpam = "From: a@sender.example\nSubject: you have won\n\nClick here.\n";
const std::string kFromLine = "From a@sender.example Mon Nov 23 10:00:00 2026\n";

// An import into a grouped database in memory.
struct Import {
  ImportResult run(const std::vector<std::string>& paths) {
    ImportJob job = {.paths = paths, .now = kNow, .on_progress = on_progress};
    return import_files(*store, limits, ownership, job);
  }

  Limits limits;
  Ownership ownership = everything();
  std::function<void(const ImportProgress&)> on_progress;
  std::unique_ptr<Store> store = open_store(":memory:", Commits::grouped);
};

std::vector<std::string> told(const ImportResult& result, const TemporaryFolder& folder) {
  std::vector<std::string> lines;
  for (const NotImported& each : result.not_imported) {
    lines.push_back(fmt::format("{} {}{}", each.file.substr(folder.path().size() + 1),
                                name(each.rejection.reason), each.delivery ? " kept" : ""));
  }
  return lines;
}

}  // namespace

TEST_CASE("reports come in from files, folders and archives, and each broken one is told") {
  const TemporaryFolder folder;
  Import import;
  import.limits.max_body_bytes = 2000;
  folder.write("a.json", numbered(1));
  folder.write("b.json.gz", gzip(numbered(2)));
  folder.write("c.zip", tests::zip({{"3.json", numbered(3)}, {"4.json", "<html>"}}));
  folder.write("d.json", "<html>");
  folder.write("e.json.gz", gzip(numbered(5)).substr(0, 40));
  folder.write("f.json", std::string(2001, ' '));
  folder.write("g.json", numbered(2));
  folder.write("h.json", "");
  folder.write("notes.txt", "not a report");
  folder.write("sub/deep/x.json", numbered(6));
  const ImportResult result = import.run({folder.path(), folder / "missing.json"});
  CHECK(result.imported == 4);
  CHECK(result.duplicates == 1);
  CHECK(result.quarantined == 1);
  CHECK(result.rejected == 5);
  CHECK(told(result, folder) ==
        std::vector<std::string>{"c.zip: 4.json not-a-report", "d.json not-a-report",
                                 "e.json.gz not-understood kept", "f.json too-large",
                                 "h.json not-a-report", "missing.json unreadable"});
  CHECK(import.store->reports().list({}).size() == 4);
}

TEST_CASE("the operator vouches for files, whose names are kept as given") {
  const TemporaryFolder folder;
  Import import;
  folder.write("sub/a.json", numbered(1));
  import.run({folder.path()});
  const std::int64_t report = import.store->reports().list({}).front().id;
  const auto receipts = import.store->deliveries().receipts(report);
  REQUIRE(receipts.size() == 1);
  CHECK(receipts.front().channel == "file");
  CHECK(receipts.front().trust == Trust::vouched);
  CHECK(receipts.front().source == folder / "sub/a.json");
  CHECK(receipts.front().file_name == "a.json");
  CHECK(receipts.front().received == kNow);
  CHECK(import.store->deliveries().raw(receipts.front().id) == numbered(1));
}

TEST_CASE("reports come in from mails, mailboxes and Maildirs, whatever their names") {
  const TemporaryFolder folder;
  Import import;
  folder.write("a.eml", mail_of({numbered(1), numbered(2)}));
  folder.write("b.json", mail_of({numbered(3)}));
  folder.write("c", kFromLine + mail_of({numbered(4)}) + "\n" + kFromLine + kSpam + "\n" +
                        kFromLine + mail_of({numbered(5)}) + "\n");
  folder.write("d.eml", numbered(6));
  folder.write("Maildir/cur/1.host:2,S", mail_of({numbered(7)}));
  folder.write("Maildir/new/2.host", kSpam);
  folder.write("Maildir/new/3.host", "no header at all");
  folder.write("Maildir/tmp/4.host", mail_of({numbered(8)}));
  const std::string empty = folder.write("tlsrpt", "");
  const ImportResult result = import.run({folder.path(), empty});
  CHECK(result.imported == 7);
  CHECK(result.mails == 8);
  CHECK(result.without_report == 3);
  CHECK(result.rejected == 0);
  CHECK(told(result, folder).empty());
  std::vector<std::string> sources;
  for (const auto& report : import.store->reports().list({})) {
    const auto receipt = import.store->deliveries().receipts(report.id).front();
    CHECK(receipt.trust == Trust::vouched);
    CHECK(receipt.channel == "file");
    sources.push_back(receipt.source.substr(folder.path().size() + 1));
  }
  std::ranges::sort(sources);
  CHECK(sources == std::vector<std::string>{"Maildir/cur/1.host:2,S: part 1", "a.eml: part 1",
                                            "a.eml: part 2", "b.json: part 1", "c: mail 1: part 1",
                                            "c: mail 3: part 1", "d.eml"});
  const ImportResult again = import.run({folder.path()});
  CHECK(again.imported == 0);
  CHECK(again.duplicates == 7);
}

TEST_CASE("a broken mail is told by file and number, and never stops the rest") {
  const TemporaryFolder folder;
  Import import;
  import.limits.max_mail_bytes = 2'000;
  folder.write("a.mbox", kFromLine + mail_of({"{\"cut off"}) + kFromLine + mail_of({numbered(1)}) +
                             kFromLine + std::string(2'000, 'x') + "\n" + kFromLine +
                             mail_of({"spam"}) + kFromLine + mail_of({"spam", numbered(2)}));
  folder.write("b.eml", mail_of({std::string(2'000, 'x')}));
  const ImportResult result = import.run({folder.path()});
  CHECK(result.imported == 2);
  CHECK(result.quarantined == 1);
  CHECK(result.rejected == 3);
  CHECK(result.mails == 6);
  CHECK(result.without_report == 1);
  CHECK(told(result, folder) ==
        std::vector<std::string>{"a.mbox: mail 1: part 1 not-understood kept",
                                 "a.mbox: mail 3 too-large", "a.mbox: mail 5: part 1 not-a-report",
                                 "b.eml too-large"});
}

TEST_CASE("what belongs to others is counted as quarantined, what contradicts as conflict") {
  const TemporaryFolder folder;
  Import import;
  import.ownership = {};
  import.ownership.domains = {Domain("example.com")};
  folder.write("a.json", ReportText{.policy_domain = "example.net"}.json());
  folder.write("b.json", ReportText{.successful = 1}.json());
  folder.write("c.json", ReportText{.successful = 2}.json());
  const ImportResult result = import.run({folder.path()});
  CHECK(result.imported == 1);
  CHECK(result.quarantined == 1);
  CHECK(result.conflicts == 1);
  CHECK(told(result, folder) ==
        std::vector<std::string>{"a.json not-ours kept", "c.json conflict kept"});
}

TEST_CASE("many reports come in all, committed when the import returns") {
  const TemporaryFolder folder;
  Import import;
  import.store = open_store(folder / "tlsward.db", Commits::grouped);
  for (int i = 0; i < 24; ++i)
    folder.write(fmt::format("{:02}.zip", i), zip_of(500 * i, 500));
  import.limits.max_zip_members = 500;
  const ImportResult first = import.run({folder.path()});
  CHECK(first.imported == 12'000);
  CHECK(open_store_read_only(folder / "tlsward.db")->reports().figures().reports == 12'000);
  const ImportResult second = import.run({folder.path()});
  CHECK(second.imported == 0);
  CHECK(second.duplicates == 12'000);
}

TEST_CASE("not imported files are told in their order, the first 1,000 of them") {
  const TemporaryFolder folder;
  Import import;
  import.limits.max_future = std::chrono::hours(-24 * 365 * 10);  // All are implausible.
  for (int i = 0; i < 1'200; ++i)
    folder.write(fmt::format("{:04}.json", i), numbered(i));
  const ImportResult result = import.run({folder.path()});
  CHECK(result.quarantined == 1'200);
  const auto lines = told(result, folder);
  REQUIRE(lines.size() == 1'000);
  CHECK(std::ranges::is_sorted(lines));
  CHECK(lines.front() == "0000.json implausible kept");
}

TEST_CASE("progress is told in between, and an exception from there ends the import") {
  const TemporaryFolder folder;
  for (int i = 0; i < 250; ++i)
    folder.write(fmt::format("{}.json", i), numbered(i));
  Import import;
  std::vector<std::size_t> files;
  import.on_progress = [&](const ImportProgress& progress) { files.push_back(progress.files);
  CHECK(progress.of == 250);
  CHECK(progress.mails == 0);
};
import.run({folder.path()});
CHECK(files == std::vector<std::size_t>{100, 200});

import.on_progress = [](const ImportProgress&) { throw std::runtime_error("no terminal");
};  // namespace tlsward
CHECK_THROWS_WITH(import.run({folder.path()}), "no terminal");
}

TEST_CASE("progress counts the mails of a mailbox, which is one file") {
  const TemporaryFolder folder;
  std::string mbox;
  for (int i = 0; i < 250; ++i)
    mbox += kFromLine + mail_of({numbered(i)});
  folder.write("a.mbox", mbox);
  Import import;
  std::vector<std::size_t> mails;
  import.on_progress = [&](const ImportProgress& progress) { mails.push_back(progress.mails);
  CHECK(progress.files + progress.of == 1);
};
import.run({folder.path()});
CHECK(mails.size() == 2);
}

TEST_CASE("an import of nothing is one") {
  const TemporaryFolder folder;
  const ImportResult result = Import().run({folder.path()});
  CHECK(result.imported == 0);
  CHECK(result.not_imported.empty());
}

}  // namespace tlsward
